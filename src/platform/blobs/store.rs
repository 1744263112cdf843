//! Where files are kept: a folder, S3, or memory for tests.

use std::path::{Path as FsPath, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use sha2::{Digest, Sha256};

use super::format::FileCipher;
use super::reader::Reader;
use super::writer::Writer;
use super::{BlobError, BlobName, CHUNK};
use crate::platform::keys::Key;
use crate::platform::random::Random;
use crate::platform::time::Timestamp;

/// Bytes that a writer holds before they go out: the least that S3 takes as a part.
const PART: usize = 5 * 1024 * 1024;

/// How to reach an S3 bucket.
#[derive(Clone)]
pub struct S3Options {
    /// The bucket.
    pub bucket: String,
    /// Its endpoint, for stores other than AWS. Plain http is taken where it says so.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// Access key id and secret.
    pub credentials: Option<(String, String)>,
}

/// The store of encrypted files. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    pub(super) store: Arc<dyn ObjectStore>,
    folder: Option<Arc<PathBuf>>,
}

/// A file found in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub name: BlobName,
    /// When the store says that it was written.
    pub written_at: Timestamp,
}

impl Blobs {
    /// Files in a folder, which is made where it is missing.
    ///
    /// # Errors
    /// [`BlobError::Store`] where the folder cannot be made or used.
    pub fn folder(path: &FsPath) -> Result<Blobs, BlobError> {
        make_private(path)?;
        let store = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
        Ok(Blobs {
            store: Arc::new(store),
            folder: Some(Arc::new(path.to_owned())),
        })
    }

    /// Files in an S3 bucket.
    ///
    /// # Errors
    /// [`BlobError::Store`] where the settings are not usable. Nothing is contacted yet.
    pub fn s3(options: S3Options) -> Result<Blobs, BlobError> {
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(options.bucket)
            .with_region(options.region);
        if let Some(endpoint) = options.endpoint {
            let plain = endpoint.starts_with("http://");
            builder = builder.with_endpoint(endpoint).with_allow_http(plain);
        }
        if let Some((id, secret)) = options.credentials {
            builder = builder
                .with_access_key_id(id)
                .with_secret_access_key(secret);
        }
        Ok(Blobs {
            store: Arc::new(builder.build()?),
            folder: None,
        })
    }

    /// Files in memory, for tests.
    pub fn memory() -> Blobs {
        Blobs {
            store: Arc::new(InMemory::new()),
            folder: None,
        }
    }

    /// Begins a file under a fresh name. `key` is the clinic's blob key.
    ///
    /// # Errors
    /// [`BlobError::Full`] or [`BlobError::Store`].
    pub async fn writer(&self, key: &Key, random: &dyn Random) -> Result<Writer, BlobError> {
        let name = BlobName::fresh(random);
        let (cipher, head) = FileCipher::fresh(key, &name, random);
        let store = Arc::clone(&self.store);
        // A file in a folder goes to disk as it comes, since its part there is encrypted too; only
        // S3 wants large parts.
        let part = if self.folder.is_some() { CHUNK } else { PART };
        let mut sink =
            BufWriter::with_capacity(store, path_of(&name), part).with_max_concurrency(1);
        sink.put(Bytes::from(head)).await?;
        Ok(Writer {
            name,
            cipher,
            sink,
            buffer: Vec::with_capacity(CHUNK),
            number: 0,
            size: 0,
            digest: Sha256::new(),
        })
    }

    /// Opens a file for reading. `key` is the blob key of the clinic that it belongs to.
    ///
    /// # Errors
    /// [`BlobError::Missing`], or [`BlobError::Damaged`] where the key, the name or the end of the
    /// file do not fit.
    pub async fn open(&self, key: &Key, name: &BlobName) -> Result<Reader, BlobError> {
        Reader::open(Arc::clone(&self.store), path_of(name), key, name).await
    }

    /// Removes a file; one that is gone already is no error.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn delete(&self, name: &BlobName) -> Result<(), BlobError> {
        match self.store.delete(&path_of(name)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Every file in the store, in no order, to find those that nothing refers to.
    pub fn list(&self) -> BoxStream<'static, Result<Listed, BlobError>> {
        self.store
            .list(None)
            .filter_map(|found| async move {
                match found {
                    Ok(meta) => named(&meta.location).map(|name| {
                        let at = meta.last_modified.timestamp_millis();
                        Ok(Listed {
                            name,
                            written_at: Timestamp(at),
                        })
                    }),
                    Err(error) => Some(Err(error.into())),
                }
            })
            .boxed()
    }

    /// Removes parts that a killed process left aside in the folder and that have not grown since
    /// `before`. In S3 a lifecycle rule of the bucket does it. Returns how many went.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn sweep_partial(&self, before: Timestamp) -> Result<usize, BlobError> {
        let Some(folder) = self.folder.clone() else {
            return Ok(0);
        };
        tokio::task::spawn_blocking(move || sweep(&folder, before))
            .await
            .map_err(|error| BlobError::Store(error.to_string()))?
    }

    /// Writes, reads and removes a small file, for `carepost doctor`.
    ///
    /// # Errors
    /// What the store answered.
    pub async fn probe(&self, key: &Key, random: &dyn Random) -> Result<(), BlobError> {
        let mut writer = self.writer(key, random).await?;
        writer.write(b"probe").await?;
        let name = writer.finish().await?.name;
        let read = self.open(key, &name).await?.read(16).await?;
        self.delete(&name).await?;
        match read == b"probe" {
            true => Ok(()),
            false => Err(BlobError::Damaged),
        }
    }
}

/// Two levels, so that no folder grows too long.
pub(super) fn path_of(name: &BlobName) -> Path {
    Path::from_iter([&name.as_str()[..2], name.as_str()])
}

fn named(path: &Path) -> Option<BlobName> {
    BlobName::from_str(path.filename()?).ok()
}

fn make_private(path: &FsPath) -> Result<(), BlobError> {
    if path.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    Ok(builder.create(path)?)
}

fn sweep(folder: &FsPath, before: Timestamp) -> Result<usize, BlobError> {
    let mut removed = 0;
    for shard in std::fs::read_dir(folder)? {
        let shard = shard?.path();
        if !shard.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(shard)? {
            let file = file?;
            let partial = file.file_name().to_string_lossy().contains('#');
            if partial && modified(&file) < before && std::fs::remove_file(file.path()).is_ok() {
                removed += 1;
            }
        }
    }
    Ok(removed)
}

/// When the entry was last written; one that cannot be dated is taken for new.
fn modified(file: &std::fs::DirEntry) -> Timestamp {
    let at = file.metadata().and_then(|m| m.modified()).ok();
    let since = at.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    let ms = since.and_then(|since| i64::try_from(since.as_millis()).ok());
    Timestamp(ms.unwrap_or(i64::MAX))
}

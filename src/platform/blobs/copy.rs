//! Files as they lie in the store, encrypted, for backups: a key is needed for neither copying nor comparing.

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use object_store::buffered::BufWriter;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::store::path_of;
use super::{BlobError, BlobName, Blobs, CHUNK};

/// What a file is as it lies in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw {
    /// Bytes, encrypted.
    pub size: u64,
    /// SHA-256 of them.
    pub sha256: [u8; 32],
}

impl Blobs {
    /// Copies a file as it is, under its name, to another store, and says what it is.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Full`] or [`BlobError::Store`]; nothing is visible in the other store then.
    pub async fn copy_raw(&self, name: &BlobName, to: &Blobs) -> Result<Raw, BlobError> {
        let mut pieces = self.raw(name).await?;
        let store = std::sync::Arc::clone(&to.store);
        let mut sink =
            BufWriter::with_capacity(store, path_of(name), 8 * CHUNK).with_max_concurrency(1);
        let mut digest = Sha256::new();
        let mut size = 0;
        while let Some(piece) = pieces.try_next().await? {
            digest.update(&piece);
            size += piece.len() as u64;
            sink.put(piece).await?;
        }
        sink.shutdown().await?;
        Ok(Raw {
            size,
            sha256: digest.finalize().into(),
        })
    }

    /// Reads a file as it is and says what it is.
    ///
    /// # Errors
    /// [`BlobError::Missing`] or [`BlobError::Store`].
    pub async fn look_raw(&self, name: &BlobName) -> Result<Raw, BlobError> {
        let mut pieces = self.raw(name).await?;
        let mut digest = Sha256::new();
        let mut size = 0;
        while let Some(piece) = pieces.try_next().await? {
            digest.update(&piece);
            size += piece.len() as u64;
        }
        Ok(Raw {
            size,
            sha256: digest.finalize().into(),
        })
    }

    async fn raw(
        &self,
        name: &BlobName,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let found = self.store.get(&path_of(name)).await?;
        Ok(found.into_stream().map_err(BlobError::from).boxed())
    }
}

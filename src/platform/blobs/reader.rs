//! Reading a file, whole or in part.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::{BoxStream, StreamExt, TryStreamExt, try_unfold};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::format::{FileCipher, HEAD, Layout};
use super::{BlobError, BlobName, CHUNK};
use crate::platform::keys::Key;

/// Chunks fetched from the store at a time.
const FETCH: u64 = 8;

/// Decrypted bytes, in order.
pub type ByteStream = BoxStream<'static, Result<Bytes, BlobError>>;

/// A stored file, opened: its key fits and its end is where it was written. Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    store: Arc<dyn ObjectStore>,
    path: Path,
    cipher: Arc<FileCipher>,
    layout: Layout,
}

impl Reader {
    pub(super) async fn open(
        store: Arc<dyn ObjectStore>,
        path: Path,
        key: &Key,
        name: &BlobName,
    ) -> Result<Reader, BlobError> {
        let stored = store.head(&path).await?.size;
        let layout = Layout::of(stored)?;
        let head = store.get_range(&path, 0..HEAD as u64).await?;
        let cipher = Arc::new(FileCipher::open(key, name, &head)?);
        let reader = Reader {
            store,
            path,
            cipher,
            layout,
        };
        // A file cut at a chunk's end would otherwise show only when its last byte is read.
        reader.chunks(layout.chunks - 1..layout.chunks).await?;
        Ok(reader)
    }

    /// Plaintext bytes in all.
    pub fn size(&self) -> u64 {
        self.layout.plain
    }

    /// The bytes from `range.start` up to `range.end`, which is cut to the size. A piece that does
    /// not authenticate ends the stream with [`BlobError::Damaged`] before any of it is given out.
    pub fn range(&self, range: Range<u64>) -> ByteStream {
        let end = range.end.min(self.layout.plain);
        let reader = self.clone();
        try_unfold(range.start, move |at| {
            let reader = reader.clone();
            async move {
                if at >= end {
                    return Ok(None);
                }
                let bytes = reader.fetch(at, end).await?;
                let next = at + bytes.len() as u64;
                Ok(Some((bytes, next)))
            }
        })
        .boxed()
    }

    /// All bytes.
    pub fn stream(&self) -> ByteStream {
        self.range(0..self.layout.plain)
    }

    /// All bytes in memory.
    ///
    /// # Errors
    /// [`BlobError::TooLarge`] over `limit` bytes, before anything is read.
    pub async fn read(&self, limit: u64) -> Result<Vec<u8>, BlobError> {
        if self.layout.plain > limit {
            return Err(BlobError::TooLarge { limit });
        }
        let mut all = Vec::with_capacity(usize::try_from(self.layout.plain).unwrap_or(0));
        let mut stream = self.stream();
        while let Some(bytes) = stream.try_next().await? {
            all.extend_from_slice(&bytes);
        }
        Ok(all)
    }

    /// A few chunks from position `at` on, cut at `end`; never empty where `at < end`.
    async fn fetch(&self, at: u64, end: u64) -> Result<Bytes, BlobError> {
        let chunk = CHUNK as u64;
        let first = at / chunk;
        let until = end.div_ceil(chunk).min(first + FETCH);
        let plain = Bytes::from(self.chunks(first..until).await?);
        let skip = usize::try_from(at - first * chunk).map_err(|_| BlobError::Damaged)?;
        let wanted = usize::try_from(end - first * chunk).unwrap_or(usize::MAX);
        let wanted = wanted.min(plain.len());
        if skip >= wanted {
            return Err(BlobError::Damaged);
        }
        Ok(plain.slice(skip..wanted))
    }

    async fn chunks(&self, numbers: Range<u64>) -> Result<Vec<u8>, BlobError> {
        let start = self.layout.stored_range(numbers.start).start;
        let end = self.layout.stored_range(numbers.end.saturating_sub(1)).end;
        let stored = self.store.get_range(&self.path, start..end).await?;
        let mut plain = Vec::with_capacity(stored.len());
        for number in numbers {
            let at = self.layout.stored_range(number);
            let from = usize::try_from(at.start - start).map_err(|_| BlobError::Damaged)?;
            let to = usize::try_from(at.end - start).map_err(|_| BlobError::Damaged)?;
            let sealed = stored.get(from..to).ok_or(BlobError::Damaged)?;
            let last = self.layout.is_last(number);
            plain.extend(self.cipher.unseal(number, last, sealed)?);
        }
        Ok(plain)
    }
}

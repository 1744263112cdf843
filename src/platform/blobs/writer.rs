//! Writing a file, piece by piece.

use bytes::Bytes;
use object_store::buffered::BufWriter;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

use super::format::FileCipher;
use super::{BlobError, BlobName, CHUNK};

/// A file that is being written. Nothing of it is visible until [`Writer::finish`]; dropped before
/// that, it leaves at most a part aside that [`super::Blobs::sweep_partial`] removes.
pub struct Writer {
    pub(super) name: BlobName,
    pub(super) cipher: FileCipher,
    pub(super) sink: BufWriter,
    pub(super) buffer: Vec<u8>,
    pub(super) number: u64,
    pub(super) size: u64,
    pub(super) digest: Sha256,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name in the store.
    pub name: BlobName,
    /// Plaintext bytes.
    pub size: u64,
    /// SHA-256 of the plaintext.
    pub sha256: [u8; 32],
}

impl Writer {
    /// Adds the next piece, of any length.
    ///
    /// # Errors
    /// [`BlobError::Full`] or [`BlobError::Store`]; the file is then to be dropped.
    pub async fn write(&mut self, mut piece: &[u8]) -> Result<(), BlobError> {
        self.digest.update(piece);
        self.size += piece.len() as u64;
        while !piece.is_empty() {
            // A full buffer waits until it is known whether it is the last chunk.
            if self.buffer.len() == CHUNK {
                self.put_chunk(false).await?;
            }
            let room = CHUNK - self.buffer.len();
            let (now, later) = piece.split_at(room.min(piece.len()));
            self.buffer.extend_from_slice(now);
            piece = later;
        }
        Ok(())
    }

    /// Plaintext bytes so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Completes the file: when this returns, it is durable and visible under its name.
    ///
    /// # Errors
    /// [`BlobError::Full`] or [`BlobError::Store`]; nothing is visible then.
    pub async fn finish(mut self) -> Result<Written, BlobError> {
        self.put_chunk(true).await?;
        self.sink.shutdown().await?;
        Ok(Written {
            name: self.name,
            size: self.size,
            sha256: self.digest.finalize().into(),
        })
    }

    /// Gives the file up and removes what was put aside.
    pub async fn abort(mut self) {
        // What stays behind where even that fails is removed by the sweep.
        let _ = self.sink.abort().await;
    }

    async fn put_chunk(&mut self, last: bool) -> Result<(), BlobError> {
        let sealed = self.cipher.seal(self.number, last, &self.buffer)?;
        self.buffer.clear();
        self.number += 1;
        self.sink.put(Bytes::from(sealed)).await?;
        Ok(())
    }
}

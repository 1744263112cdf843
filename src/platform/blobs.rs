//! Files at rest: encrypted, in a folder or in S3.
//!
//! Each file is encrypted under a random key of its own, which is wrapped by the clinic's blob key
//! and stands at the head of the file. The content follows in chunks of 64 KiB, each authenticated
//! with its number and whether it is the last one, so that a cut, reordered or exchanged chunk is
//! found (`docs/decisions/0011-attachments-at-rest.md`). Writing and reading stream: memory stays bounded
//! by a few chunks, whatever the size.
//!
//! A file appears under its name only when it is whole and durable. In a folder that is: write aside,
//! fsync, rename, fsync the folder. Names are random and say nothing.

mod copy;
mod format;
mod reader;
mod store;
mod writer;

use std::fmt;
use std::str::FromStr;

use super::random::Random;

pub use copy::Raw;
pub use reader::{ByteStream, Reader};
pub use store::{Blobs, Listed, S3Options};
pub use writer::{Writer, Written};

/// Plaintext bytes in a chunk.
pub const CHUNK: usize = 64 * 1024;

/// The name of a stored file: 128 random bits in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BlobName(String);

impl BlobName {
    /// A fresh name.
    pub fn fresh(random: &dyn Random) -> BlobName {
        let mut bytes = [0; 16];
        random.fill(&mut bytes);
        BlobName(hex::encode(bytes))
    }

    /// The name as it is kept in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BlobName {
    type Err = BlobError;

    fn from_str(text: &str) -> Result<BlobName, BlobError> {
        let hexadecimal = |c: char| matches!(c, '0'..='9' | 'a'..='f');
        if text.len() == 32 && text.chars().all(hexadecimal) {
            Ok(BlobName(text.to_owned()))
        } else {
            Err(BlobError::Missing)
        }
    }
}

/// Why a stored file cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is none of that name.
    #[error("the stored file is missing")]
    Missing,
    /// It was changed, cut, exchanged, or belongs to another clinic.
    #[error("the stored file is damaged or not readable with this key")]
    Damaged,
    /// The disk or the quota is full.
    #[error("the file store is full")]
    Full,
    /// It is larger than the reader allows.
    #[error("the stored file is larger than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: u64,
    },
    /// The folder or the service does not work now.
    #[error("the file store does not answer: {0}")]
    Store(String),
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> BlobError {
        match &error {
            object_store::Error::NotFound { .. } => BlobError::Missing,
            _ if is_full(&error) => BlobError::Full,
            _ => BlobError::Store(error.to_string()),
        }
    }
}

impl From<std::io::Error> for BlobError {
    fn from(error: std::io::Error) -> BlobError {
        match is_full(&error) {
            true => BlobError::Full,
            false => BlobError::Store(error.to_string()),
        }
    }
}

/// Whether the system's own answer, somewhere down the chain of causes, was "no space left".
fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    let mut cause = Some(error);
    while let Some(error) = cause {
        let kind = error.downcast_ref::<std::io::Error>().map(|e| e.kind());
        if matches!(kind, Some(StorageFull | QuotaExceeded | FileTooLarge)) {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests;

//! The bytes of a stored file: a head, then chunks.
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `CPB1` |
//! | 73 | the file's own key, sealed by the clinic's blob key with the name as context |
//! | n | chunks: 64 KiB of ciphertext (the last one may be shorter, and is never left out) and a 16-byte tag |
//!
//! A chunk's nonce is its number and a flag for the last one; the key is used for this file only.

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::{BlobError, BlobName, CHUNK};
use crate::platform::keys::{KEY_BYTES, Key, NONCE_BYTES, SEALED_OVERHEAD};
use crate::platform::random::Random;

const MAGIC: &[u8; 4] = b"CPB1";
const TAG: usize = 16;

/// Bytes before the first chunk.
pub(super) const HEAD: usize = MAGIC.len() + KEY_BYTES + SEALED_OVERHEAD;

/// Bytes of a full chunk as stored.
pub(super) const STORED_CHUNK: usize = CHUNK + TAG;

/// Encrypts and decrypts the chunks of one file.
pub(super) struct FileCipher(XChaCha20Poly1305);

impl FileCipher {
    /// A fresh file key, and the head that carries it.
    pub(super) fn fresh(key: &Key, name: &BlobName, random: &dyn Random) -> (FileCipher, Vec<u8>) {
        let mut file_key = Zeroizing::new([0; KEY_BYTES]);
        let mut nonce = [0; NONCE_BYTES];
        random.fill(file_key.as_mut());
        random.fill(&mut nonce);
        let mut head = MAGIC.to_vec();
        head.extend(key.seal(nonce, file_key.as_ref(), name.as_str().as_bytes()));
        (FileCipher::new(&file_key), head)
    }

    /// Reads the head of a stored file.
    pub(super) fn open(key: &Key, name: &BlobName, head: &[u8]) -> Result<FileCipher, BlobError> {
        let sealed = head.strip_prefix(MAGIC).ok_or(BlobError::Damaged)?;
        let file_key = key
            .open(sealed, name.as_str().as_bytes())
            .map_err(|_| BlobError::Damaged)?;
        let file_key = <&[u8; KEY_BYTES]>::try_from(file_key.as_slice());
        Ok(FileCipher::new(file_key.map_err(|_| BlobError::Damaged)?))
    }

    /// Encrypts chunk `number`.
    pub(super) fn seal(&self, number: u64, last: bool, chunk: &[u8]) -> Result<Vec<u8>, BlobError> {
        self.0
            .encrypt(&nonce(number, last), chunk)
            .map_err(|_| BlobError::Damaged)
    }

    /// Decrypts chunk `number`.
    pub(super) fn unseal(
        &self,
        number: u64,
        last: bool,
        stored: &[u8],
    ) -> Result<Vec<u8>, BlobError> {
        self.0
            .decrypt(&nonce(number, last), stored)
            .map_err(|_| BlobError::Damaged)
    }

    fn new(file_key: &[u8; KEY_BYTES]) -> FileCipher {
        FileCipher(XChaCha20Poly1305::new(file_key.into()))
    }
}

/// How a stored file of `stored` bytes divides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Chunks, at least one.
    pub(super) chunks: u64,
    /// Plaintext bytes in all.
    pub(super) plain: u64,
}

impl Layout {
    /// # Errors
    /// [`BlobError::Damaged`] where no file that was written whole has this length.
    pub(super) fn of(stored: u64) -> Result<Layout, BlobError> {
        let body = stored.checked_sub(HEAD as u64).ok_or(BlobError::Damaged)?;
        let chunks = body.div_ceil(STORED_CHUNK as u64);
        let tags = chunks * TAG as u64;
        let rest = body % STORED_CHUNK as u64;
        if chunks == 0 || (rest != 0 && rest < TAG as u64) {
            return Err(BlobError::Damaged);
        }
        Ok(Layout {
            chunks,
            plain: body - tags,
        })
    }

    /// Where chunk `number` stands in the stored file.
    pub(super) fn stored_range(self, number: u64) -> std::ops::Range<u64> {
        let end = HEAD as u64 + self.plain + self.chunks * TAG as u64;
        let start = HEAD as u64 + number * STORED_CHUNK as u64;
        start..end.min(start + STORED_CHUNK as u64)
    }

    /// Whether chunk `number` is the last one.
    pub(super) fn is_last(self, number: u64) -> bool {
        number + 1 == self.chunks
    }
}

fn nonce(number: u64, last: bool) -> XNonce {
    let mut nonce = [0; NONCE_BYTES];
    nonce[..8].copy_from_slice(&number.to_be_bytes());
    nonce[8] = u8::from(last);
    XNonce::from(nonce)
}

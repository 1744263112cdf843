//! Small secrets at rest: XChaCha20-Poly1305 with a random 24-byte nonce in front.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::{KEY_BYTES, NotOurs};

/// Bytes of the nonce. Long enough to be random without a counter.
pub const NONCE_BYTES: usize = 24;

/// How much longer a sealed value is than the secret: version, nonce and tag.
pub const SEALED_OVERHEAD: usize = 1 + NONCE_BYTES + 16;

const VERSION: u8 = 1;

pub(super) fn seal(
    key: &[u8; KEY_BYTES],
    nonce: [u8; NONCE_BYTES],
    secret: &[u8],
    context: &[u8],
) -> Vec<u8> {
    let payload = Payload {
        msg: secret,
        aad: context,
    };
    let mut sealed = Vec::with_capacity(secret.len() + SEALED_OVERHEAD);
    sealed.push(VERSION);
    sealed.extend_from_slice(&nonce);
    // Encryption fails only beyond 256 GiB; an empty box then opens with no key.
    let boxed = XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::from(nonce), payload);
    sealed.extend(boxed.unwrap_or_default());
    sealed
}

pub(super) fn open(
    key: &[u8; KEY_BYTES],
    sealed: &[u8],
    context: &[u8],
) -> Result<Zeroizing<Vec<u8>>, NotOurs> {
    let (version, rest) = sealed.split_first().ok_or(NotOurs)?;
    let (nonce, msg) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(NotOurs)?;
    if *version != VERSION {
        return Err(NotOurs);
    }
    let payload = Payload { msg, aad: context };
    XChaCha20Poly1305::new(key.into())
        .decrypt(&XNonce::from(*nonce), payload)
        .map(Zeroizing::new)
        .map_err(|_| NotOurs)
}

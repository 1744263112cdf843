//! Every secret the system needs, derived from one root key.
//!
//! The root key is 32 bytes that live outside the data folder. From it comes a key for each
//! purpose of the whole installation, and a key for each purpose of each clinic, by HKDF-SHA256
//! with the purpose and the clinic in the `info` field. No derived key is ever stored, so a copy
//! of the data without the root key says nothing, and one clinic's key opens nothing of another's.

mod root;
mod sealed;

use std::fmt;
use std::sync::Arc;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

pub use root::{RootKey, RootKeyError};
pub use sealed::{NONCE_BYTES, SEALED_OVERHEAD};

/// Bytes in every key.
pub const KEY_BYTES: usize = 32;

/// What a derived key is for. A key of one purpose is never used for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Encrypts the SQLite database file.
    Database,
    /// Wraps the key of each stored file.
    Blobs,
    /// Chains the audit entries of one clinic.
    Audit,
    /// Hashes link locators and other opaque tokens.
    Tokens,
    /// Hashes one-time passcodes.
    Passcodes,
    /// Hashes session values.
    Sessions,
    /// Seals the shared secrets of second factors.
    TotpSecrets,
    /// Hashes recovery codes.
    RecoveryCodes,
    /// Signs values that a browser keeps for us.
    Cookies,
    /// Hashes API keys.
    ApiKeys,
    /// Fingerprints the body of a request that carries an idempotency key.
    Idempotency,
    /// Turns an address or network into a counter name for abuse limits.
    Limits,
    /// Signs outgoing webhooks.
    Webhooks,
    /// Encrypts backup files.
    Backups,
    /// Seals the pictures and stylesheets of a clinic's look.
    Looks,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Purpose::Database => "database",
            Purpose::Blobs => "blobs",
            Purpose::Audit => "audit",
            Purpose::Tokens => "tokens",
            Purpose::Passcodes => "passcodes",
            Purpose::Sessions => "sessions",
            Purpose::TotpSecrets => "totp-secrets",
            Purpose::RecoveryCodes => "recovery-codes",
            Purpose::Cookies => "cookies",
            Purpose::ApiKeys => "api-keys",
            Purpose::Idempotency => "idempotency",
            Purpose::Limits => "limits",
            Purpose::Webhooks => "webhooks",
            Purpose::Backups => "backups",
            Purpose::Looks => "looks",
        }
    }
}

/// Derives keys. Cheap to clone; the root key is wiped when the last clone is dropped.
#[derive(Clone)]
pub struct Keys {
    root: Arc<RootKey>,
}

impl Keys {
    /// Takes ownership of the root key.
    pub fn new(root: RootKey) -> Keys {
        Keys {
            root: Arc::new(root),
        }
    }

    /// The key of the whole installation for `purpose`.
    pub fn site(&self, purpose: Purpose) -> Key {
        self.derive(&[b"carepost/1/site/", purpose.label().as_bytes()])
    }

    /// The key of one clinic for `purpose`.
    pub fn clinic(&self, clinic: Uuid, purpose: Purpose) -> Key {
        let purpose = purpose.label().as_bytes();
        self.derive(&[b"carepost/1/clinic/", purpose, b"/", clinic.as_bytes()])
    }

    /// The keyed hash under which an opaque value is stored and looked up.
    pub fn hash_token(&self, purpose: Purpose, value: &[u8]) -> [u8; KEY_BYTES] {
        self.site(purpose).hash(value)
    }

    /// A value that is kept beside the data to recognise the root key again. It reveals nothing
    /// about any key.
    pub fn check_value(&self) -> [u8; 16] {
        let full = self
            .derive(&[b"carepost/1/check"])
            .hash(b"is this the same root key");
        let mut short = [0; 16];
        short.copy_from_slice(&full[..16]);
        short
    }

    /// Whether `kept` is the check value of this root key, so that a wrong key is refused before
    /// anything is read or written.
    pub fn matches_check_value(&self, kept: &[u8]) -> bool {
        kept.ct_eq(&self.check_value()).into()
    }

    fn derive(&self, info: &[&[u8]]) -> Key {
        let mut key = Key([0; KEY_BYTES]);
        let expanded =
            Hkdf::<Sha256>::new(None, self.root.bytes()).expand_multi_info(info, &mut key.0);
        debug_assert!(expanded.is_ok(), "32 bytes is a valid HKDF-SHA256 length");
        key
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(..)")
    }
}

/// One derived key. Wiped when dropped; never printed.
#[derive(Clone)]
pub struct Key([u8; KEY_BYTES]);

impl Key {
    /// A key from bytes that are already secret and uniform, such as a random file key.
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Key {
        Key(bytes)
    }

    /// The bytes themselves, for the database engine.
    pub fn expose(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// HMAC-SHA256 of `value`.
    pub fn hash(&self, value: &[u8]) -> [u8; KEY_BYTES] {
        self.hash_parts(&[value])
    }

    /// HMAC-SHA256 of several parts, each preceded by its length, so that no two lists of parts
    /// hash alike.
    pub fn hash_all(&self, parts: &[&[u8]]) -> [u8; KEY_BYTES] {
        let lengths: Vec<[u8; 8]> = parts
            .iter()
            .map(|part| (part.len() as u64).to_be_bytes())
            .collect();
        let framed: Vec<&[u8]> = lengths
            .iter()
            .zip(parts)
            .flat_map(|(length, part)| [length.as_slice(), part])
            .collect();
        self.hash_parts(&framed)
    }

    /// Compares a keyed hash with `expected` in constant time.
    pub fn verify(&self, value: &[u8], expected: &[u8]) -> bool {
        expected.ct_eq(&self.hash(value)).into()
    }

    /// Encrypts a small secret; see [`Key::open`]. `nonce` must be fresh and random. `context`
    /// says what the secret belongs to and must be given again to open it, so that a sealed value
    /// copied to another row does not open.
    pub fn seal(&self, nonce: [u8; NONCE_BYTES], secret: &[u8], context: &[u8]) -> Vec<u8> {
        sealed::seal(&self.0, nonce, secret, context)
    }

    /// Decrypts what [`Key::seal`] made.
    ///
    /// # Errors
    /// [`NotOurs`] when the key, the context or any byte differs.
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOurs> {
        sealed::open(&self.0, sealed, context)
    }

    fn hash_parts(&self, parts: &[&[u8]]) -> [u8; KEY_BYTES] {
        // HMAC pads a shorter key with zeros to the block's length; done here, no length can be wrong.
        let mut block = Zeroizing::new([0; 64]);
        block[..KEY_BYTES].copy_from_slice(&self.0);
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block).into());
        for part in parts {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// A sealed value that this key and context did not make, or that was changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sealed value does not open with this key")]
pub struct NotOurs;

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys::new(RootKey::from_bytes([byte; KEY_BYTES]))
    }

    #[test]
    fn purposes_and_clinics_have_keys_of_their_own() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let made = [
            keys(1).site(Purpose::Blobs),
            keys(1).site(Purpose::Audit),
            keys(1).clinic(a, Purpose::Blobs),
            keys(1).clinic(b, Purpose::Blobs),
            keys(1).clinic(a, Purpose::Audit),
            keys(2).clinic(a, Purpose::Blobs),
        ];
        let distinct: std::collections::HashSet<_> = made.iter().map(|k| *k.expose()).collect();
        assert_eq!(distinct.len(), made.len());
        assert_eq!(
            keys(1).clinic(a, Purpose::Blobs).expose(),
            keys(1).clinic(a, Purpose::Blobs).expose()
        );
    }

    #[test]
    fn another_root_key_is_recognised() {
        let kept = keys(1).check_value();
        assert!(keys(1).matches_check_value(&kept));
        assert!(!keys(2).matches_check_value(&kept));
        assert!(!keys(1).matches_check_value(&kept[..15]));
    }

    #[test]
    fn parts_are_framed() {
        let key = keys(1).site(Purpose::Audit);
        assert_ne!(key.hash_all(&[b"ab", b"c"]), key.hash_all(&[b"a", b"bc"]));
        assert!(key.verify(b"abc", &key.hash(b"abc")));
        assert!(!key.verify(b"abd", &key.hash(b"abc")));
    }

    #[test]
    fn a_sealed_secret_opens_only_in_its_place() {
        let key = keys(1).site(Purpose::TotpSecrets);
        let sealed = key.seal([7; NONCE_BYTES], b"otp secret", b"staff 1");
        assert!(!sealed.windows(10).any(|w| w == b"otp secret"));
        assert_eq!(&*key.open(&sealed, b"staff 1").unwrap(), b"otp secret");
        assert_eq!(key.open(&sealed, b"staff 2"), Err(NotOurs));
        let other = keys(2).site(Purpose::TotpSecrets);
        assert_eq!(other.open(&sealed, b"staff 1"), Err(NotOurs));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open(&changed, b"staff 1"), Err(NotOurs));
            assert_eq!(key.open(&sealed[..at], b"staff 1"), Err(NotOurs));
        }
    }

    #[test]
    fn nothing_secret_is_printed() {
        assert_eq!(format!("{:?}", keys(7)), "Keys(..)");
        assert_eq!(format!("{:?}", keys(7).site(Purpose::Cookies)), "Key(..)");
    }
}

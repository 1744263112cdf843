//! Reading and making the root key.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use zeroize::{Zeroize, Zeroizing};

use super::KEY_BYTES;

/// The one secret that everything else is derived from. Wiped when dropped; never printed.
pub struct RootKey([u8; KEY_BYTES]);

/// Why there is no root key.
#[derive(Debug, thiserror::Error)]
pub enum RootKeyError {
    /// The file is missing or may not be read.
    #[error("the root key file {path} cannot be read: {source}")]
    Unreadable {
        /// Where it was looked for.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// What was found is not a key.
    #[error("a root key is 32 bytes, written as 64 hexadecimal digits")]
    NotAKey,
    /// The file to be made is there already, or cannot be made.
    #[error("the root key file {path} cannot be made: {source}")]
    Unwritable {
        /// Where it was to be.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl RootKey {
    /// Takes 32 random bytes.
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> RootKey {
        RootKey(bytes)
    }

    /// Reads 64 hexadecimal digits, as found in a key file or the environment. White space around
    /// them is ignored.
    ///
    /// # Errors
    /// [`RootKeyError::NotAKey`] for anything else, and for a key of equal bytes, which no
    /// generator makes.
    pub fn from_text(text: &str) -> Result<RootKey, RootKeyError> {
        let mut key = RootKey([0; KEY_BYTES]);
        hex::decode_to_slice(text.trim(), &mut key.0).map_err(|_| RootKeyError::NotAKey)?;
        if key.0.iter().all(|byte| *byte == key.0[0]) {
            return Err(RootKeyError::NotAKey);
        }
        Ok(key)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`RootKeyError::Unreadable`] or [`RootKeyError::NotAKey`].
    pub fn from_file(path: &Path) -> Result<RootKey, RootKeyError> {
        let text = std::fs::read(path).map_err(|source| RootKeyError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let text = Zeroizing::new(text);
        let text = std::str::from_utf8(&text).map_err(|_| RootKeyError::NotAKey)?;
        RootKey::from_text(text)
    }

    /// Writes the key into a new file that only its owner may read, and makes sure it is on disk.
    ///
    /// # Errors
    /// [`RootKeyError::Unwritable`]; an existing file is never replaced.
    pub fn write_new(&self, path: &Path) -> Result<(), RootKeyError> {
        self.write_synced(path)
            .map_err(|source| RootKeyError::Unwritable {
                path: path.to_owned(),
                source,
            })
    }

    /// Whether others than the owner may read the key file, for `carepost doctor`.
    pub fn is_readable_by_others(path: &Path) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0)
        }
        #[cfg(not(unix))]
        {
            let _ = path;
            false
        }
    }

    pub(super) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    fn write_synced(&self, path: &Path) -> std::io::Result<()> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        let mut text = Zeroizing::new(hex::encode(self.0));
        text.push('\n');
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        match path
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty())
        {
            Some(parent) => std::fs::File::open(parent)?.sync_all(),
            None => Ok(()),
        }
    }
}

impl Drop for RootKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RootKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_read_back_and_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        let bytes: [u8; KEY_BYTES] = std::array::from_fn(|at| at as u8);
        RootKey::from_bytes(bytes).write_new(&path).unwrap();
        assert_eq!(RootKey::from_file(&path).unwrap().bytes(), &bytes);
        assert!(!RootKey::is_readable_by_others(&path));
        let again = RootKey::from_bytes([1; KEY_BYTES]).write_new(&path);
        assert!(matches!(again, Err(RootKeyError::Unwritable { .. })));
        assert_eq!(RootKey::from_file(&path).unwrap().bytes(), &bytes);
    }

    #[test]
    fn what_is_not_a_key_is_refused() {
        for text in [
            "",
            "abc",
            &"0".repeat(64),
            &"g1".repeat(32),
            &"a1".repeat(33),
        ] {
            assert!(matches!(
                RootKey::from_text(text),
                Err(RootKeyError::NotAKey)
            ));
        }
        let missing = RootKey::from_file(Path::new("/nowhere/root.key"));
        assert!(matches!(missing, Err(RootKeyError::Unreadable { .. })));
    }
}

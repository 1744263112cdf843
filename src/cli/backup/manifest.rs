//! What a backup says of itself: what it holds, under which key, and that nobody has changed it.

use std::path::Path;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};

use crate::platform::blobs::{BlobName, Raw};
use crate::platform::keys::{Keys, Purpose};

/// The form of backups that this program writes.
const FORMAT: u32 = 1;
/// The manifest's file name.
const FILE: &str = "manifest.json";

/// Everything about a backup.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Manifest {
    format: u32,
    /// When it was made.
    pub made_at: String,
    /// The program that made it.
    pub version: String,
    /// `sqlite` or `postgres`: only the same engine can read the database's copy.
    pub engine: String,
    /// Whether the database's copy is encrypted by SQLite itself, besides the backup's own encryption.
    pub encrypted_database: bool,
    /// Tells the right root key from a wrong one; says nothing about it.
    key_check: String,
    /// The database's copy.
    pub database: Entry,
    /// The attachments.
    pub files: Vec<Entry>,
    mac: String,
}

/// One file of a backup, as it lies there, encrypted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct Entry {
    pub name: String,
    pub size: u64,
    pub sha256: String,
}

impl Entry {
    pub(in crate::cli) fn new(name: &BlobName, raw: Raw) -> Entry {
        Entry {
            name: name.to_string(),
            size: raw.size,
            sha256: hex::encode(raw.sha256),
        }
    }

    /// The file's name in the store.
    pub(in crate::cli) fn name(&self) -> anyhow::Result<BlobName> {
        self.name
            .parse()
            .with_context(|| format!("the manifest names an impossible file: {}", self.name))
    }
}

/// What the database's copy is.
pub(super) struct Copied {
    pub engine: &'static str,
    pub encrypted: bool,
    pub entry: Entry,
}

impl Manifest {
    /// A manifest, sealed.
    pub(super) fn new(
        keys: &Keys,
        made_at: String,
        database: Copied,
        files: Vec<Entry>,
    ) -> anyhow::Result<Manifest> {
        let mut manifest = Manifest {
            format: FORMAT,
            made_at,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            engine: database.engine.to_owned(),
            encrypted_database: database.encrypted,
            key_check: hex::encode(keys.check_value()),
            database: database.entry,
            files,
            mac: String::new(),
        };
        manifest.mac = manifest.mac(keys)?;
        Ok(manifest)
    }

    /// Writes the manifest into the backup's folder, durably.
    pub(super) fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let path = folder.join(FILE);
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        std::fs::write(&path, text)
            .and_then(|()| std::fs::File::open(&path)?.sync_all())
            .with_context(|| format!("{} can't be written", path.display()))
    }

    /// Reads the manifest of a backup, and refuses one of another form, under another root key, or changed since.
    pub(in crate::cli) fn read(folder: &Path, keys: &Keys) -> anyhow::Result<Manifest> {
        let path = folder.join(FILE);
        let text = std::fs::read(&path).with_context(|| {
            format!(
                "{} is no backup: its {FILE} can't be read",
                folder.display()
            )
        })?;
        let manifest: Manifest = serde_json::from_slice(&text)
            .with_context(|| format!("{} is no manifest of a backup", path.display()))?;
        if manifest.format != FORMAT {
            bail!(
                "the backup is of form {}; this program reads form {FORMAT}: use the version that made it ({})",
                manifest.format,
                manifest.version
            );
        }
        let check = hex::decode(&manifest.key_check).unwrap_or_default();
        if !keys.matches_check_value(&check) {
            bail!(
                "the root key is not the one that the backup was made with; give that one as data.root_key_file or CAREPOST_DATA_ROOT_KEY"
            );
        }
        if manifest.mac != manifest.mac(keys)? {
            bail!("{} was changed after the backup was made", path.display());
        }
        Ok(manifest)
    }

    fn mac(&self, keys: &Keys) -> anyhow::Result<String> {
        let mut value = serde_json::to_value(self)?;
        if let Some(fields) = value.as_object_mut() {
            fields.remove("mac");
        }
        Ok(hex::encode(
            keys.site(Purpose::Backups)
                .hash(&serde_json::to_vec(&value)?),
        ))
    }
}

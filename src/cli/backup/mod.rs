//! `carepost backup`: the database and the attachments in one folder, encrypted, as they were at one moment.

mod database;
mod manifest;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};

pub(super) use database::tool;
pub(super) use manifest::Manifest;

use database::Snapshot;
use manifest::Entry;

use crate::app::{self, Edges};
use crate::platform::blobs::{BlobError, BlobName, Blobs};
use crate::platform::config::Config;
use crate::platform::env::Env;

/// Attempts at a copy in which nothing was removed meanwhile.
const ATTEMPTS: usize = 3;

/// Copy the database and the attachments into a new folder, encrypted, while Carepost may be running.
#[derive(clap::Args)]
pub struct Backup {
    /// The folder to make.
    destination: PathBuf,
}

impl Backup {
    /// Makes the backup; it stands under its name only when it is whole.
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let files = Edges::from_config(&config)?.blobs;
        let env = app::env(config)?;
        let partial = self.begin()?;
        let made = make(&env, &files, &partial).await;
        let manifest = match made {
            Ok(manifest) => manifest,
            Err(error) => {
                // What can't be removed says by its name that it is no backup.
                let _ = std::fs::remove_dir_all(&partial);
                return Err(error);
            }
        };
        std::fs::rename(&partial, &self.destination)
            .and_then(|()| sync_parent(&self.destination))
            .with_context(|| format!("{} can't be put in place", self.destination.display()))?;
        let bytes: u64 =
            manifest.files.iter().map(|file| file.size).sum::<u64>() + manifest.database.size;
        println!(
            "{}: the database and {} files, {} bytes",
            self.destination.display(),
            manifest.files.len(),
            bytes
        );
        println!("It can be read only with the root key; keep a copy of that apart from it.");
        Ok(ExitCode::SUCCESS)
    }

    /// The folder that the backup grows in.
    fn begin(&self) -> anyhow::Result<PathBuf> {
        if self.destination.exists() {
            bail!(
                "{} exists already; name a folder that does not",
                self.destination.display()
            );
        }
        let Some(name) = self.destination.file_name() else {
            bail!("name a folder to make")
        };
        let mut name = name.to_owned();
        name.push(".partial");
        let partial = self.destination.with_file_name(name);
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&partial).with_context(|| {
            format!(
                "{} can't be made (one that an earlier backup left can be removed)",
                partial.display()
            )
        })?;
        Ok(partial)
    }
}

async fn make(env: &Env, files: &Blobs, folder: &Path) -> anyhow::Result<Manifest> {
    let databases = Blobs::folder(&folder.join("database"))?;
    let copies = Blobs::folder(&folder.join("files"))?;
    let mut copied: Vec<Entry> = Vec::new();
    for _ in 0..ATTEMPTS {
        let Snapshot {
            copied: database,
            files: names,
        } = database::snapshot(env, &databases, folder).await?;
        copied.retain(|entry| names.iter().any(|name| name.as_str() == entry.name));
        if copy(files, &copies, &names, &mut copied).await? {
            let made_at = env.now().rfc3339();
            let manifest = Manifest::new(&env.keys, made_at, database, copied)?;
            manifest.write(folder)?;
            return Ok(manifest);
        }
        // Some were removed after the database was copied: the next copy does not know them any more.
        databases.delete(&database.entry.name()?).await?;
    }
    bail!(
        "attachments that the database knows are missing from the store; `carepost doctor` looks for them"
    )
}

/// Copies the files that are not copied yet. Whether all of them are there.
async fn copy(
    from: &Blobs,
    to: &Blobs,
    names: &[BlobName],
    copied: &mut Vec<Entry>,
) -> anyhow::Result<bool> {
    let known: std::collections::HashSet<String> =
        copied.iter().map(|entry| entry.name.clone()).collect();
    for name in names.iter().filter(|name| !known.contains(name.as_str())) {
        match from.copy_raw(name, to).await {
            Ok(raw) => copied.push(Entry::new(name, raw)),
            Err(BlobError::Missing) => return Ok(false),
            Err(error) => return Err(error).context("an attachment can't be copied"),
        }
    }
    Ok(true)
}

fn sync_parent(path: &Path) -> std::io::Result<()> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    std::fs::File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

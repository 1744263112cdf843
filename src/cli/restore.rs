//! `carepost restore`: a backup into an empty place. Nobody is signed in there, and nobody is notified again.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use futures::TryStreamExt as _;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::backup::{Manifest, tool};
use crate::app::{self, Edges};
use crate::features::audit::{self, By, Event};
use crate::features::{drafts, notifications};
use crate::platform::auth::sessions;
use crate::platform::blobs::{BlobError, Blobs};
use crate::platform::config::{Config, Encryption};
use crate::platform::env::Env;
use crate::platform::i18n::Catalog;
use crate::platform::ids::ClinicId;
use crate::platform::keys::Purpose;
use crate::platform::web::Refusal;

/// The reason on deliveries that waited when the backup was made.
const WHY: &str = "restored";

/// Put a backup into an empty data folder (or an empty PostgreSQL database).
#[derive(clap::Args)]
pub struct Restore {
    /// The backup's folder.
    source: PathBuf,
    /// The data folder to make; overrides data.folder.
    #[arg(long)]
    data: Option<PathBuf>,
}

/// What was made quiet.
struct Quiet {
    sessions: u64,
    deliveries: u64,
    drafts: usize,
}

impl Restore {
    /// Checks all of the backup, then restores it.
    pub async fn run(self, mut config: Config) -> anyhow::Result<ExitCode> {
        if let Some(data) = self.data {
            config.data.folder = data;
        }
        let keys = app::keys(&config)?;
        let manifest = Manifest::read(&self.source, &keys)?;
        fits(&config, &manifest)?;
        let databases = existing(&self.source.join("database"))?;
        let copies = existing(&self.source.join("files"))?;
        check(&databases, &copies, &manifest).await?;

        let files = Edges::from_config(&config)?.blobs;
        let env = app::env(config)?;
        for entry in &manifest.files {
            copies
                .copy_raw(&entry.name()?, &files)
                .await
                .context("an attachment can't be restored")?;
        }
        database(&env, &databases, &manifest).await?;
        let db = app::open_database(&env).await?;
        let quiet = quieten(&db.across(), &env, &manifest).await;
        db.close().await;
        let quiet = quiet.context("the restored database can't be written")?;
        println!(
            "restored the backup of {}: the database and {} files",
            manifest.made_at,
            manifest.files.len()
        );
        println!(
            "{} sessions ended; {} notifications that waited are cancelled and can be sent again by hand; {} scheduled messages are drafts again",
            quiet.sessions, quiet.deliveries, quiet.drafts
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// Refuses a place that a backup can't go to, before anything is written.
fn fits(config: &Config, manifest: &Manifest) -> anyhow::Result<()> {
    let data = &config.data;
    let engine = if data.postgres_url.is_empty() {
        "sqlite"
    } else {
        "postgres"
    };
    if engine != manifest.engine {
        bail!(
            "the backup is of a {} database and data.postgres_url means {engine}; set it as it was",
            manifest.engine
        );
    }
    if engine == "sqlite" && manifest.encrypted_database != (data.encryption == Encryption::On) {
        let was = if manifest.encrypted_database {
            "on"
        } else {
            "off"
        };
        bail!("the backup was made with data.encryption = \"{was}\"; set it so");
    }
    let taken = [app::sqlite_path(&data.folder), data.folder.join("files")]
        .into_iter()
        .find(|path| path.exists());
    match taken {
        Some(path) => bail!(
            "{} exists already; a backup is restored into a folder without data",
            path.display()
        ),
        None => Ok(()),
    }
}

/// A folder of the backup; opening a store would make one that is missing.
fn existing(folder: &Path) -> anyhow::Result<Blobs> {
    if !folder.is_dir() {
        bail!("the backup is not whole: {} is missing", folder.display());
    }
    Ok(Blobs::folder(folder)?)
}

/// Compares every file with the manifest.
async fn check(databases: &Blobs, copies: &Blobs, manifest: &Manifest) -> anyhow::Result<()> {
    let all = std::iter::once((databases, &manifest.database))
        .chain(manifest.files.iter().map(|file| (copies, file)));
    let mut wrong = Vec::new();
    for (store, entry) in all {
        let same = match store.look_raw(&entry.name()?).await {
            Ok(raw) => raw.size == entry.size && hex::encode(raw.sha256) == entry.sha256,
            Err(BlobError::Missing) => false,
            Err(error) => return Err(error).context("the backup can't be read"),
        };
        if !same {
            wrong.push(entry.name.as_str());
        }
    }
    if wrong.is_empty() {
        return Ok(());
    }
    bail!(
        "{} files of the backup are damaged or missing, and nothing was restored: {}",
        wrong.len(),
        wrong.join(", ")
    )
}

/// Puts the database in place. Until then a restore that was cut off is no installation.
async fn database(env: &Env, databases: &Blobs, manifest: &Manifest) -> anyhow::Result<()> {
    if manifest.engine == "postgres" {
        return postgres(env, databases, manifest).await;
    }
    let path = app::sqlite_path(&env.config.data.folder);
    let partial = path.with_extension("db.partial");
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options
        .open(&partial)
        .await
        .with_context(|| format!("{} can't be written", partial.display()))?;
    unseal(env, databases, manifest, &mut file).await?;
    file.sync_all().await?;
    tokio::fs::rename(&partial, &path).await?;
    Ok(())
}

async fn postgres(env: &Env, databases: &Blobs, manifest: &Manifest) -> anyhow::Result<()> {
    let mut child = Command::new(tool("pg_restore"))
        .args([
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
            "--dbname",
        ])
        .arg(&env.config.data.postgres_url)
        .stdin(Stdio::piped())
        .spawn()
        .context(
            "pg_restore can't be started; install PostgreSQL's client programs (postgresql-client)",
        )?;
    let Some(input) = child.stdin.take() else {
        bail!("pg_restore takes no input")
    };
    let mut input =
        tokio::fs::File::from_std(std::fs::File::from(std::os::fd::OwnedFd::from(input)));
    let given = unseal(env, databases, manifest, &mut input).await;
    drop(input);
    if !tokio::task::spawn_blocking(move || child.wait())
        .await??
        .success()
    {
        bail!("pg_restore failed and changed nothing; it said why above (is the database empty?)");
    }
    given
}

async fn unseal(
    env: &Env,
    databases: &Blobs,
    manifest: &Manifest,
    to: &mut (impl AsyncWrite + Unpin),
) -> anyhow::Result<()> {
    let key = env.keys.site(Purpose::Backups);
    let mut pieces = databases
        .open(&key, &manifest.database.name()?)
        .await?
        .stream();
    while let Some(piece) = pieces.try_next().await? {
        to.write_all(&piece).await?;
    }
    to.flush().await?;
    Ok(())
}

/// Ends all sessions and takes back everything that was still to be done.
async fn quieten(db: &db::Db, env: &Env, manifest: &Manifest) -> anyhow::Result<Quiet> {
    let (env, made_at) = (env.clone(), manifest.made_at.clone());
    let catalog = Arc::new(Catalog::built_in()?);
    let quiet = db.write(move |tx| {
        let sessions = sessions::end_everything(tx)?;
        let deliveries = notifications::cancel_all(tx, &env, WHY)?;
        let drafts = drafts::give_back_all(tx, &env, |language| {
            let tr = catalog.speak(language, "UTC");
            Refusal::new("scheduled_restored").sentence(&tr)
        })?;
        jobs::discard_all(tx)?;
        let clinics: Vec<(ClinicId,)> = tx.all("SELECT id FROM clinic ORDER BY id", &[])?;
        for (clinic,) in clinics {
            let event = Event::new(
                clinic,
                By::System,
                "backup.restore",
                "clinic",
                clinic.uuid(),
            );
            audit::record(tx, &env, &event.detail(format!("made_at={made_at}")))?;
        }
        Ok(Quiet {
            sessions,
            deliveries,
            drafts,
        })
    });
    quiet.await.map_err(|error: db::Error| error.into())
}

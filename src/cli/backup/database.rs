//! The database's copy: a file of SQLite, or what `pg_dump` writes; encrypted once more under the backup's key.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::manifest::{Copied, Entry};
use crate::app;
use crate::platform::blobs::{BlobName, Blobs};
use crate::platform::config::Encryption;
use crate::platform::env::Env;
use crate::platform::keys::Purpose;

/// The database as it was at one moment, in the backup, and the attachments that it knows.
pub(super) struct Snapshot {
    pub copied: Copied,
    pub files: Vec<BlobName>,
}

/// Copies the database into `to`, while it may be in use.
pub(super) async fn snapshot(env: &Env, to: &Blobs, aside: &Path) -> anyhow::Result<Snapshot> {
    if env.config.data.postgres_url.is_empty() {
        sqlite(env, to, aside).await
    } else {
        postgres(env, to).await
    }
}

async fn sqlite(env: &Env, to: &Blobs, aside: &Path) -> anyhow::Result<Snapshot> {
    let data = &env.config.data;
    let path = app::sqlite_path(&data.folder);
    if !path.exists() {
        bail!(
            "there is no database in {}; is data.folder right?",
            data.folder.display()
        );
    }
    let encrypted = data.encryption == Encryption::On;
    let key = || encrypted.then(|| db::Key::new(*env.keys.site(Purpose::Database).expose()));
    // A copy that SQLite does not encrypt waits where the database itself lies, never at the backup's place.
    let place = if encrypted {
        aside
    } else {
        data.folder.as_path()
    };
    let copy = Aside(place.join(format!("backup-{}.db", env.id::<uuid::Uuid>().simple())));
    db::Db::copy_file(path, key(), &copy.0)
        .await
        .context("the database can't be copied")?;
    let files = {
        let db = db::Db::open(db::Options::sqlite(&copy.0, key()))
            .await
            .context("the copy can't be opened")?;
        let files = files(&db.across()).await;
        db.close().await;
        files?
    };
    let mut source = tokio::fs::File::open(&copy.0).await?;
    let entry = seal(env, to, &mut source).await?;
    Ok(Snapshot {
        copied: Copied {
            engine: "sqlite",
            encrypted,
            entry,
        },
        files,
    })
}

async fn postgres(env: &Env, to: &Blobs) -> anyhow::Result<Snapshot> {
    let url = &env.config.data.postgres_url;
    let db = db::Db::open(db::Options::postgres(url))
        .await
        .context("the database can't be opened")?;
    let before = files(&db.across()).await;
    let entry = dump(env, to, url).await;
    let after = files(&db.across()).await;
    db.close().await;
    let (before, after) = (before?, after?);
    // What was removed in between was to be removed; what came in between does no harm.
    let files = before
        .into_iter()
        .filter(|name| after.contains(name))
        .collect::<Vec<_>>();
    let new = after
        .into_iter()
        .filter(|name| !files.contains(name))
        .collect::<Vec<_>>();
    let files = files.into_iter().chain(new).collect();
    Ok(Snapshot {
        copied: Copied {
            engine: "postgres",
            encrypted: false,
            entry: entry?,
        },
        files,
    })
}

async fn dump(env: &Env, to: &Blobs, url: &str) -> anyhow::Result<Entry> {
    let mut child = Command::new(tool("pg_dump"))
        .args([
            "--format=custom",
            "--enable-row-security",
            "--no-owner",
            "--no-privileges",
            "--dbname",
        ])
        .arg(url)
        // Every clinic's rows, in the eyes of the policies.
        .env("PGOPTIONS", "-c db.tenant=every")
        .stdout(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .context(
            "pg_dump can't be started; install PostgreSQL's client programs (postgresql-client)",
        )?;
    let Some(out) = child.stdout.take() else {
        bail!("pg_dump gave no output")
    };
    let mut out = tokio::fs::File::from_std(std::fs::File::from(std::os::fd::OwnedFd::from(out)));
    let entry = seal(env, to, &mut out).await?;
    if !tokio::task::spawn_blocking(move || child.wait())
        .await??
        .success()
    {
        bail!("pg_dump failed; it said why above");
    }
    Ok(entry)
}

/// A program of PostgreSQL's, where Debian keeps it when it is not on the path.
pub(in crate::cli) fn tool(name: &str) -> PathBuf {
    let on_path = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|p| p.join(name).is_file()));
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions
        .map(|version| version.path().join("bin").join(name))
        .filter(|program| program.is_file())
        .max();
    newest
        .filter(|_| !on_path)
        .unwrap_or_else(|| PathBuf::from(name))
}

/// Encrypts what a source gives into the backup.
async fn seal(
    env: &Env,
    to: &Blobs,
    source: &mut (impl AsyncRead + Unpin),
) -> anyhow::Result<Entry> {
    let key = env.keys.site(Purpose::Backups);
    let mut writer = to.writer(&key, env.random.as_ref()).await?;
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = source.read(&mut buffer).await?;
        if read == 0 {
            break;
        }
        writer.write(&buffer[..read]).await?;
    }
    let name = writer.finish().await?.name;
    Ok(Entry::new(&name, to.look_raw(&name).await?))
}

/// The stored files that a database knows.
async fn files(db: &db::Db) -> anyhow::Result<Vec<BlobName>> {
    let names: Vec<(String,)> = db
        .read(|tx| {
            tx.all(
                "SELECT blob_key FROM stored_file WHERE state = 'available'
                 UNION SELECT preview_key FROM stored_file WHERE state = 'available' AND preview_key IS NOT NULL
                 UNION SELECT blob_key FROM upload_piece",
                &[],
            )
        })
        .await
        .map_err(|error: db::Error| error)?;
    names.into_iter().map(|(name,)| Ok(name.parse()?)).collect()
}

/// A file that goes, with what SQLite puts beside it, when it is no longer needed.
struct Aside(PathBuf);

impl Drop for Aside {
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm", "-journal", ".lock"] {
            let mut path = self.0.clone().into_os_string();
            path.push(ending);
            // Most of them do not exist.
            let _ = std::fs::remove_file(path);
        }
    }
}

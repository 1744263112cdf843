//! The server that all test processes of this checkout share.

use std::fs::{File, OpenOptions, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::install::{MISSING, User, ordinary_user, programs};
use crate::{admin, stop};

/// What a server is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// Tests: what it holds is lost with the machine.
    Fast,
    /// Benchmarks: set up as a clinic's would be.
    Durable,
}

impl Kind {
    fn settings(self) -> &'static str {
        match self {
            Kind::Fast => "-c fsync=off -c full_page_writes=off -c max_wal_size=256MB",
            Kind::Durable => {
                "-c shared_buffers=1GB -c effective_cache_size=4GB -c max_wal_size=4GB -c checkpoint_timeout=15min"
            }
        }
    }
}

/// A server on which databases can be created.
#[derive(Debug)]
pub(crate) struct Server {
    url: String,
    /// Locked as long as this process may use the server, which then does not stop.
    _using: Option<File>,
}

impl Server {
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn find_or_start(kind: Kind) -> Server {
        if let Ok(url) = std::env::var("CAREPOST_TEST_POSTGRES") {
            return Server { url, _using: None };
        }
        let programs = programs().unwrap_or_else(|| stop(MISSING));
        share(&programs, kind)
            .unwrap_or_else(|error| stop(&format!("PostgreSQL does not start: {error}")))
    }
}

/// Uses the server that runs, or starts it. One process at a time gets here.
fn share(programs: &Path, kind: Kind) -> std::io::Result<Server> {
    let folder = folder(kind);
    std::fs::create_dir_all(&folder)?;
    let user = if running_as_root() {
        ordinary_user()
    } else {
        None
    };
    if let Some(user) = user {
        chown(&folder, Some(user.user), Some(user.group))?;
    }
    let starting = lock_file(&folder.join("start.lock"))?;
    starting.lock()?;
    let using = lock_file(&folder.join("users.lock"))?;
    using.lock_shared()?;
    let url = format!(
        "postgres:///postgres?user=carepost&host={}",
        folder.display()
    );
    if admin::run(&url, vec![]).is_err() {
        let keeper = spawn(programs, &folder, kind, user)?;
        wait(keeper, &url, &folder)?;
    }
    Ok(Server {
        url,
        _using: Some(using),
    })
}

/// A short path, because the server's socket lies in it; each checkout has its own.
fn folder(kind: Kind) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (env!("CARGO_MANIFEST_DIR"), kind.settings()).hash(&mut hasher);
    std::env::temp_dir().join(format!("testpg-{:08x}", hasher.finish() as u32))
}

fn running_as_root() -> bool {
    Path::new("/proc/self")
        .metadata()
        .is_ok_and(|process| process.uid() == 0)
}

fn lock_file(path: &Path) -> std::io::Result<File> {
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    if file.metadata()?.mode() & 0o777 != 0o666 {
        file.set_permissions(Permissions::from_mode(0o666))?;
    }
    Ok(file)
}

/// Starts the script that starts the server, and stops it in the end. It outlives this process.
fn spawn(programs: &Path, folder: &Path, kind: Kind, user: Option<User>) -> std::io::Result<Child> {
    let mut command = Command::new("sh");
    command
        .args(["-c", include_str!("server.sh"), "testpg"])
        .arg(programs)
        .arg(folder)
        .arg(kind.settings());
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    command.current_dir(folder).env_remove("PGDATA");
    if let Some(user) = user {
        command.uid(user.user).gid(user.group);
    }
    command.spawn()
}

fn wait(mut keeper: Child, url: &str, folder: &Path) -> std::io::Result<()> {
    const TRIES: u32 = 600;
    for _ in 0..TRIES {
        if admin::run(url, vec![]).is_ok() {
            return Ok(());
        }
        if keeper.try_wait()?.is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
    Err(std::io::Error::other(format!(
        "its log, {}/log:\n{log}",
        folder.display()
    )))
}

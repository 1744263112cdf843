//! Where PostgreSQL's programs are, and as whom they run.

use std::path::{Path, PathBuf};

/// What to do when there is no PostgreSQL.
pub(crate) const MISSING: &str = "PostgreSQL is not installed, and the tests need it: install it (Debian: \
    `apt-get install postgresql`), or set CAREPOST_TEST_POSTGRES to the URL of a server on which databases may be created";

/// The folder with `initdb`, `pg_ctl` and `postgres`: on the path, or where Debian keeps them (newest first).
pub(crate) fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).filter_map(|folder| {
        // Links lead to the folder where the programs are together.
        folder
            .join("initdb")
            .canonicalize()
            .ok()?
            .parent()
            .map(Path::to_owned)
    });
    on_path.chain(debian()).find(|folder| {
        ["initdb", "pg_ctl", "postgres"]
            .iter()
            .all(|program| folder.join(program).is_file())
    })
}

fn debian() -> Vec<PathBuf> {
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    versions.sort_by_key(|path| std::cmp::Reverse(version(path)));
    versions.into_iter().map(|path| path.join("bin")).collect()
}

/// A user and its group, by number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct User {
    pub(crate) user: u32,
    pub(crate) group: u32,
}

/// The ordinary user that runs the server when the tests run as root: PostgreSQL refuses root.
pub(crate) fn ordinary_user() -> Option<User> {
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].iter().find_map(|name| {
        let line = users
            .lines()
            .find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        let user = fields.next()?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        Some(User { user, group })
    })
}

//! Which database to open, and how.

use std::path::PathBuf;

use zeroize::Zeroizing;

/// How many closures may wait before the database says [`Overloaded`](crate::Error::Overloaded).
const QUEUE: usize = 1024;

/// Which database to open.
#[derive(Clone)]
#[non_exhaustive]
pub enum Options {
    /// One file on this machine, used by this process alone.
    Sqlite {
        /// The database file; `<path>.lock` is kept beside it.
        path: PathBuf,
        /// The key that encrypts the file; without one the file is not encrypted.
        key: Option<Key>,
        /// Reading threads.
        readers: usize,
        /// Closures that may wait for the writer, and as many for the readers.
        queue: usize,
    },
    /// A PostgreSQL database that any number of processes share.
    Postgres {
        /// `postgres://user:password@host:port/database?sslmode=require`, or `key=value` pairs.
        ///
        /// With `sslmode` `require`, `verify-ca` or `verify-full`, which all mean the same here, the connection is
        /// encrypted and the server's certificate must be valid for its host name, by the certificates of this machine or
        /// those in the file `sslrootcert`. Otherwise it is not encrypted: right for a socket or one's own machine only.
        url: String,
        /// Connections that write.
        writers: usize,
        /// Connections that read.
        readers: usize,
        /// Closures that may wait for a writing connection, and as many for a reading one.
        queue: usize,
    },
}

impl Options {
    /// The SQLite file at `path`, encrypted where there is a key, with as many reading threads as there are cores.
    pub fn sqlite(path: impl Into<PathBuf>, key: Option<Key>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Options::Sqlite {
            path: path.into(),
            key,
            readers: cores.clamp(2, 8),
            queue: QUEUE,
        }
    }

    /// The PostgreSQL database at `url`, with eight writing and eight reading connections.
    pub fn postgres(url: impl Into<String>) -> Self {
        Options::Postgres {
            url: url.into(),
            writers: 8,
            readers: 8,
            queue: QUEUE,
        }
    }
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Options::Sqlite { path, .. } => write!(f, "Sqlite({})", path.display()),
            // The connection string may hold a password.
            Options::Postgres { .. } => f.write_str("Postgres(..)"),
        }
    }
}

/// The key of an encrypted SQLite file. It is wiped from memory when dropped, and never shown.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// The key made of these random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Key(Zeroizing::new(bytes))
    }

    pub(crate) fn hex(&self) -> Zeroizing<String> {
        let mut hex = Zeroizing::new(String::with_capacity(64));
        for byte in self.0.iter() {
            for nibble in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(u32::from(nibble), 16).unwrap_or_default());
            }
        }
        hex
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// The engine behind a [`Db`](crate::Db): for `doctor`, the bench and metrics only; features never ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A SQLite file, encrypted or not.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

impl Engine {
    /// The engine's name in lower case.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }
}

//! A PostgreSQL server for tests, and a database of its own for each test.
//!
//! Where the environment has `CAREPOST_TEST_POSTGRES`, the URL of a server on which databases may be created, that
//! server is used. Otherwise one is started from the PostgreSQL that is installed, as an ordinary user even when the
//! tests run as root, in a folder for temporary files; all test processes of a checkout share it, and it stops by itself
//! a moment after the last of them has ended, however it ended.
//!
//! A test that can't have its database fails with a message that says what to install; it is never skipped.

mod admin;
mod install;
mod server;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use server::{Kind, Server};

/// A database for one test, dropped with this value.
#[derive(Debug)]
pub struct Database {
    server: &'static Server,
    name: String,
}

/// Creates an empty database, and starts the server if none runs.
///
/// # Panics
/// When there is no PostgreSQL, or it does not start; the message says what to do.
#[must_use]
pub fn fresh_database() -> Database {
    static SERVER: OnceLock<Server> = OnceLock::new();
    create(SERVER.get_or_init(|| Server::find_or_start(Kind::Fast)))
}

/// The same on a server that keeps what it has confirmed, as a clinic's must: for benchmarks. With
/// `CAREPOST_TEST_POSTGRES`, on that one.
///
/// # Panics
/// As [`fresh_database`].
#[must_use]
pub fn durable_database() -> Database {
    static SERVER: OnceLock<Server> = OnceLock::new();
    create(SERVER.get_or_init(|| Server::find_or_start(Kind::Durable)))
}

fn create(server: &'static Server) -> Database {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{count}", std::process::id());
    admin::run(server.url(), vec![
        format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"),
    ])
    .unwrap_or_else(|error| stop(&format!("the database {name} can't be created: {error}")));
    Database { server, name }
}

impl Database {
    /// Where to connect.
    #[must_use]
    pub fn url(&self) -> String {
        admin::with_database(self.server.url(), &self.name)
    }

    /// Ends every connection to this database, as a server that restarts does.
    ///
    /// # Panics
    /// When the server can't be reached.
    pub fn cut_connections(&self) {
        let cut = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        );
        admin::run(self.server.url(), vec![cut])
            .unwrap_or_else(|error| stop(&format!("connections can't be cut: {error}")));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A server that is gone has taken the database along.
        let _ = admin::run(
            self.server.url(),
            vec![format!(
                "DROP DATABASE IF EXISTS {} WITH (FORCE)",
                self.name
            )],
        );
    }
}

/// Fails the test that asked, with the reason.
#[expect(
    clippy::panic,
    reason = "this crate is for tests only, and a test fails by a panic"
)]
fn stop(reason: &str) -> ! {
    panic!("{reason}")
}

//! The handle to an open database.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::broadcast;
use uuid::Uuid;

use crate::call::{Apart, Call, Closure, inside_closure};
use crate::error::Error;
use crate::migrate::{self, Migration};
use crate::notice::{Notice, Notices};
use crate::options::{Engine, Options};
use crate::queue::Queue;
use crate::stats::{Counters, Stats};
use crate::tenant::Reach;
use crate::tx::Tx;
use crate::{postgres, sqlite};

/// An open database. Clones share it.
///
/// What [`open`](Db::open) gives reaches no tenant's rows; [`within`](Db::within) and [`across`](Db::across) give handles
/// to the same database that do.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
    reach: Reach,
    apart: Apart,
}

struct Inner {
    engine: Engine,
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    file: Option<sqlite::File>,
}

/// What callers and database threads share.
pub(crate) struct Shared {
    pub(crate) write: Queue<Box<dyn Call>>,
    pub(crate) read: Queue<Box<dyn Call>>,
    pub(crate) counters: Counters,
    pub(crate) notices: Notices,
}

impl Shared {
    fn new(queue: usize) -> Arc<Self> {
        Arc::new(Shared {
            write: Queue::new(queue),
            read: Queue::new(queue),
            counters: Counters::default(),
            notices: Notices::new(),
        })
    }

    fn close(&self) {
        self.write.close();
        self.read.close();
    }
}

impl Db {
    /// Opens the database: creates the file where there is none, or connects to the server.
    ///
    /// # Errors
    /// [`Error::WrongKey`] and [`Error::Locked`], after which nothing was changed; [`Error::Engine`] when the file or
    /// server can't be reached.
    pub async fn open(options: Options) -> Result<Db, Error> {
        let inner = tokio::task::spawn_blocking(move || match options {
            Options::Sqlite {
                path,
                key,
                readers,
                queue,
            } => {
                let shared = Shared::new(queue);
                let file = sqlite::File { path, key };
                let threads = sqlite::start(&file, readers, &shared)?;
                let threads = Mutex::new(threads);
                Ok(Inner {
                    engine: Engine::Sqlite,
                    shared,
                    threads,
                    file: Some(file),
                })
            }
            Options::Postgres {
                url,
                writers,
                readers,
                queue,
            } => {
                let shared = Shared::new(queue);
                let threads = Mutex::new(postgres::start(&url, writers, readers, &shared)?);
                Ok(Inner {
                    engine: Engine::Postgres,
                    shared,
                    threads,
                    file: None,
                })
            }
        });
        let inner = inner
            .await
            .map_err(|_| Error::engine("opening the database was cut off"))??;
        Ok(Db {
            inner: Arc::new(inner),
            reach: Reach::Nobody,
            apart: Apart::InTurn,
        })
    }

    /// The same database for the work of one tenant: on PostgreSQL, policies hide every other tenant's rows from its
    /// transactions and refuse to let such rows be written.
    pub fn within(&self, tenant: impl Into<Uuid>) -> Db {
        self.reaching(Reach::Tenant(tenant.into()))
    }

    /// The same database for work that spans tenants, such as finding out to whom a session belongs: no policy holds it
    /// back.
    pub fn across(&self) -> Db {
        self.reaching(Reach::Everybody)
    }

    fn reaching(&self, reach: Reach) -> Db {
        let inner = Arc::clone(&self.inner);
        Db {
            inner,
            reach,
            apart: self.apart,
        }
    }

    /// The same database for writes that lock what they decide by, as those of a queue do: on PostgreSQL they are neither
    /// run again for what others write meanwhile, nor are others for them. Each of their statements sees what was
    /// committed until then (READ COMMITTED), so that what must not change between two of them has to be locked. On SQLite,
    /// where they come one after the other anyway, nobody else's transaction waits for one of them within its group.
    pub fn by_locks(&self) -> Db {
        let inner = Arc::clone(&self.inner);
        Db {
            inner,
            reach: self.reach,
            apart: Apart::ByLocks,
        }
    }

    /// Brings the schema up to the last migration of `list`, each in a transaction of its own that reaches every tenant's
    /// rows.
    ///
    /// # Errors
    /// [`Error::NewerSchema`] when the database has a migration that `list` does not; [`Error::Engine`] when the list is
    /// not in ascending order, or a migration fails (then it changed nothing).
    pub async fn migrate(&self, list: &[Migration]) -> Result<(), Error> {
        migrate::run(&self.across(), list).await
    }

    /// Runs `work` in a transaction that can't write, on one consistent state of the database.
    ///
    /// # Errors
    /// What `work` returned, or what the database answered: [`Error::Overloaded`], [`Error::Closed`],
    /// [`Error::Nested`].
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.call(&self.inner.shared.read, work).await
    }

    /// Runs `work` in a transaction and commits it durably when it returns `Ok`. Transactions happen as if one after
    /// the other; `work` may be run several times for that, of which one counts.
    ///
    /// # Errors
    /// What `work` returned (then nothing was changed), or what the database answered: [`Error::Overloaded`],
    /// [`Error::Closed`], [`Error::Nested`], [`Error::Disk`], and [`Error::InDoubt`].
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.call(&self.inner.shared.write, work).await
    }

    async fn call<T, E, F>(&self, queue: &Queue<Box<dyn Call>>, work: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if inside_closure() {
            return Err(Error::Nested.into());
        }
        let (call, answer) = Closure::new((self.reach, self.apart), work);
        if let Err(error) = queue.push(Box::new(call)) {
            if error == Error::Overloaded {
                self.inner.shared.counters.refused.add(1);
            }
            return Err(error.into());
        }
        answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Finishes what was accepted, refuses the rest, and closes the database. Await it before `main` returns.
    pub async fn close(&self) {
        self.inner.shared.close();
        let threads = std::mem::take(
            &mut *self
                .inner
                .threads
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let joined = tokio::task::spawn_blocking(move || {
            for thread in threads {
                if thread.join().is_err() {
                    tracing::error!("a database thread panicked");
                }
            }
        });
        if joined.await.is_err() {
            tracing::error!("closing the database was cut off");
        }
    }

    /// Writes a consistent copy of the database to the new file `to`, under the same key, while reads and writes go on.
    /// SQLite only: on PostgreSQL, `pg_dump` is the tool.
    ///
    /// # Errors
    /// [`Error::Disk`] when there is no room; [`Error::Engine`] when `to` exists, or on PostgreSQL.
    pub async fn backup_to(&self, to: impl Into<std::path::PathBuf>) -> Result<(), Error> {
        let Some(file) = self.inner.file.clone() else {
            return Err(Error::engine(
                "a PostgreSQL database is backed up with pg_dump",
            ));
        };
        let to = to.into();
        tokio::task::spawn_blocking(move || sqlite::backup(&file, &to))
            .await
            .unwrap_or_else(|_| Err(Error::engine("the backup was cut off")))
    }

    /// Writes a consistent copy of a SQLite file to the new file `to`, under the same key, while another process may be
    /// using it: for backups beside a running server.
    ///
    /// # Errors
    /// [`Error::WrongKey`]; [`Error::Disk`] when there is no room; [`Error::Engine`] when there is no such file, or `to`
    /// exists.
    pub async fn copy_file(
        path: impl Into<std::path::PathBuf>,
        key: Option<crate::Key>,
        to: impl Into<std::path::PathBuf>,
    ) -> Result<(), Error> {
        let (file, to) = (
            sqlite::File {
                path: path.into(),
                key,
            },
            to.into(),
        );
        tokio::task::spawn_blocking(move || sqlite::backup(&file, &to))
            .await
            .unwrap_or_else(|_| Err(Error::engine("the backup was cut off")))
    }

    /// Which engine this is: for `doctor`, the bench and metrics only; features never ask.
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    /// What transactions say by [`Tx::notify`], from now on, after they are committed.
    pub fn on_commit(&self) -> broadcast::Receiver<Notice> {
        self.inner.shared.notices.listen()
    }

    /// What the database has done since it was opened.
    pub fn stats(&self) -> Stats {
        let Shared {
            write,
            read,
            counters,
            ..
        } = &*self.inner.shared;
        Stats {
            write_queue: write.depth() as u64,
            read_queue: read.depth() as u64,
            writes: counters.writes.get(),
            reads: counters.reads.get(),
            commits: counters.commits.get(),
            largest_group: counters.largest_group.get(),
            rollbacks: counters.rollbacks.get(),
            retries: counters.retries.get(),
            refused: counters.refused.get(),
        }
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Db").field(&self.reach).finish()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shared.close();
    }
}

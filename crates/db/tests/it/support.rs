//! A database for each test, on each engine.

use db::{Db, Error, Key, Migration, Options};
use tempfile::TempDir;

/// An engine, and how it is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Sqlite,
    SqlitePlain,
    Postgres,
}

/// An open database that is gone after the test.
pub(crate) struct On {
    pub(crate) db: Db,
    pub(crate) kind: Kind,
    pub(crate) options: Options,
    pub(crate) place: Place,
}

/// Where the database is; removed after the test.
pub(crate) enum Place {
    Folder(TempDir),
    Server(testpg::Database),
}

pub(crate) const KEY: [u8; 32] = [7; 32];

impl On {
    pub(crate) async fn new(kind: Kind) -> On {
        let (options, place) = match kind {
            Kind::Postgres => {
                let database = testpg::fresh_database();
                (Options::postgres(database.url()), Place::Server(database))
            }
            _ => {
                let folder = tempfile::tempdir().unwrap();
                let key = (kind == Kind::Sqlite).then(|| Key::new(KEY));
                let options = Options::sqlite(folder.path().join("test.sqlite"), key);
                (options, Place::Folder(folder))
            }
        };
        let db = Db::open(options.clone()).await.unwrap();
        On {
            db,
            kind,
            options,
            place,
        }
    }

    /// Runs statements that make the tables of a test.
    pub(crate) async fn schema(&self, sql: &'static str) {
        self.db.migrate(&[migration(1, sql)]).await.unwrap();
    }

    /// The only value that a statement finds.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        let (number,) = self
            .db
            .read(move |tx| tx.one::<(i64,)>(sql, &[]))
            .await
            .unwrap();
        number
    }

    /// Runs one statement that changes something.
    pub(crate) async fn exec(&self, sql: &'static str) -> Result<u64, Error> {
        self.db.write(move |tx| tx.exec(sql, &[])).await
    }
}

pub(crate) const fn migration(number: u32, sql: &'static str) -> Migration {
    Migration {
        number,
        name: "test",
        sql,
        sqlite: None,
        pg: None,
    }
}

/// Makes of each `async fn name(on: &On)` the tests `sqlite::name`, `sqlite_plain::name` and `postgres::name`.
#[macro_export]
macro_rules! on_every_engine {
    ($(async fn $name:ident($on:ident: &On) $body:block)+) => {
        $(async fn $name($on: &$crate::support::On) $body)+
        $crate::on_every_engine!(@module sqlite Sqlite $($name)+);
        $crate::on_every_engine!(@module sqlite_plain SqlitePlain $($name)+);
        $crate::on_every_engine!(@module postgres Postgres $($name)+);
    };
    (@module $module:ident $kind:ident $($name:ident)+) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let on = $crate::support::On::new($crate::support::Kind::$kind).await;
                    super::$name(&on).await;
                    on.db.close().await;
                }
            )+
        }
    };
}

//! Migrations: once, in order, whole or not at all.

use db::{Db, Error, Migration};

use crate::on_every_engine;
use crate::support::{Kind, migration};

const FIRST: Migration = migration(
    1,
    "CREATE TABLE a (id bigint PRIMARY KEY, open boolean NOT NULL DEFAULT false)",
);
const SECOND: Migration = migration(
    2,
    "ALTER TABLE a ADD COLUMN name text; INSERT INTO a (id, name) VALUES (1, 'x')",
);

on_every_engine! {
    async fn they_run_once(on: &On) {
        on.db.migrate(&[FIRST]).await.unwrap();
        on.db.migrate(&[FIRST, SECOND]).await.unwrap();
        on.db.migrate(&[FIRST, SECOND]).await.unwrap();
        assert_eq!(on.number("SELECT count(*) FROM a WHERE name = 'x' AND NOT open").await, 1);
        assert_eq!(on.number("SELECT count(*) FROM schema_migration").await, 2);
    }

    async fn a_newer_schema_is_refused(on: &On) {
        on.db.migrate(&[FIRST, SECOND]).await.unwrap();
        let refused = on.db.migrate(&[FIRST]).await;
        assert_eq!(refused, Err(Error::NewerSchema { found: 2, known: 1 }));
    }

    async fn one_that_fails_leaves_nothing(on: &On) {
        const BROKEN: Migration = migration(2, "CREATE TABLE b (id bigint); INSERT INTO nowhere (id) VALUES (1)");
        let error = on.db.migrate(&[FIRST, BROKEN]).await.unwrap_err();
        assert!(error.to_string().contains("migration 2 (test)"), "{error}");
        assert!(error.to_string().contains("nowhere"), "{error}");
        on.db.migrate(&[FIRST, SECOND]).await.unwrap();
        assert_eq!(on.number("SELECT max(number) FROM schema_migration").await, 2);
        assert!(on.db.read(|tx| tx.all::<(i64,)>("SELECT id FROM b", &[])).await.is_err());
    }

    async fn the_list_must_ascend(on: &On) {
        assert!(matches!(on.db.migrate(&[SECOND, FIRST]).await, Err(Error::Engine(_))));
        assert!(matches!(on.db.migrate(&[FIRST, FIRST]).await, Err(Error::Engine(_))));
    }

    async fn each_engine_has_its_own_additions(on: &On) {
        let mut both = FIRST;
        both.sqlite = Some("CREATE VIEW own AS SELECT 1 AS number");
        both.pg = Some("CREATE VIEW own AS SELECT 2::bigint AS number");
        on.db.migrate(&[both]).await.unwrap();
        let expected = if on.kind == Kind::Postgres { 2 } else { 1 };
        assert_eq!(on.number("SELECT number FROM own").await, expected);
    }

    async fn statements_prepared_before_still_work(on: &On) {
        on.db.migrate(&[FIRST]).await.unwrap();
        const ALL: &str = "SELECT * FROM a";
        // Often enough for every connection to have it prepared.
        for _ in 0..40 {
            on.db.read(|tx| tx.all::<(i64, bool)>(ALL, &[])).await.unwrap();
            on.db.write(|tx| tx.all::<(i64, bool)>(ALL, &[])).await.unwrap();
        }
        on.db.migrate(&[FIRST, SECOND]).await.unwrap();
        for _ in 0..40 {
            let rows = on.db.read(|tx| tx.all::<(i64, bool, String)>(ALL, &[])).await;
            assert_eq!(rows, Ok(vec![(1, false, "x".to_owned())]));
            let rows = on.db.write(|tx| tx.all::<(i64, bool, String)>(ALL, &[])).await;
            assert_eq!(rows, Ok(vec![(1, false, "x".to_owned())]));
        }
    }

    async fn two_that_start_at_once_migrate_once(on: &On) {
        let list = [FIRST, SECOND];
        if on.kind == Kind::Postgres {
            let other = Db::open(on.options.clone()).await.unwrap();
            let (one, two) = tokio::join!(on.db.migrate(&list), other.migrate(&list));
            assert_eq!((one, two), (Ok(()), Ok(())));
            other.close().await;
        } else {
            let (one, two) = tokio::join!(on.db.migrate(&list), on.db.migrate(&list));
            assert_eq!((one, two), (Ok(()), Ok(())));
        }
        assert_eq!(on.number("SELECT count(*) FROM a").await, 1);
    }
}

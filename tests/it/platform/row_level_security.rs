//! On PostgreSQL every table of the clinics shows and takes a clinic's own rows only, whatever a statement forgets.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use carepost::platform::ids::ClinicId;
use db::{Db, Error};

use crate::support::{On, TestApp};

/// Every table that holds rows of clinics, and the column that says whose they are.
const TABLES: &str = "SELECT table_name::text, column_name::text FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
      AND (column_name = 'clinic_id' OR (table_name = 'clinic' AND column_name = 'id'))
    ORDER BY table_name";

/// A table without its constraints, so that a row of nothing but the clinic's id can stand for any.
const BARE: &str = "DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT conrelid::regclass AS place, conname FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace AND contype IN ('f', 'p', 'u', 'c')
        ORDER BY contype <> 'f'
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', one.place, one.conname);
    END LOOP;
    FOR one IN SELECT attrelid::regclass AS place, attname FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND attnum > 0 AND attnotnull
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', one.place, one.attname);
    END LOOP;
END $$";

struct Table {
    name: String,
    key: String,
}

impl Table {
    /// A statement about this table; it lives as long as the test's process, as `Tx` wants.
    fn sql(&self, text: &str) -> &'static str {
        let text = text.replace("TABLE", &self.name).replace("KEY", &self.key);
        Box::leak(text.into_boxed_str())
    }

    async fn insert(&self, db: &Db, clinic: ClinicId) -> Result<u64, Error> {
        let sql = self.sql("INSERT INTO TABLE (KEY) VALUES ($1)");
        db.write(move |tx| tx.exec(sql, &[&clinic])).await
    }

    async fn clinics(&self, db: &Db) -> Result<Vec<ClinicId>, Error> {
        let sql = self.sql("SELECT KEY FROM TABLE ORDER BY KEY");
        let rows: Vec<(ClinicId,)> = db.read(move |tx| tx.all(sql, &[])).await?;
        Ok(rows.into_iter().map(|(clinic,)| clinic).collect())
    }

    async fn exec(&self, db: &Db, text: &str, clinic: ClinicId) -> Result<u64, Error> {
        let sql = self.sql(text);
        db.write(move |tx| tx.exec(sql, &[&clinic])).await
    }
}

async fn tables(db: &Db) -> Vec<Table> {
    let found: Vec<(String, String)> = db.read(|tx| tx.all(TABLES, &[])).await.unwrap();
    assert!(found.len() > 30, "{found:?}");
    found
        .into_iter()
        .map(|(name, key)| Table { name, key })
        .collect()
}

fn refused<T: std::fmt::Debug>(done: &Result<T, Error>) -> bool {
    matches!(done, Err(Error::Engine(why)) if why.contains("violates row-level security policy"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_keeps_the_clinics_apart() {
    let app = TestApp::start(On::Postgres).await;
    let all = app.state.db.across();
    let unguarded: Vec<(String,)> = all
        .read(|tx| {
            tx.all(
                "SELECT relname::text FROM pg_class
                 JOIN pg_attribute ON attrelid = pg_class.oid AND NOT attisdropped
                 WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
                   AND (attname = 'clinic_id' OR (relname = 'clinic' AND attname = 'id'))
                   AND NOT (relrowsecurity AND relforcerowsecurity)
                 ORDER BY relname",
                &[],
            )
        })
        .await
        .unwrap();
    assert!(
        unguarded.is_empty(),
        "without row level security (CALL keep_to_clinic): {unguarded:?}"
    );

    let tables = tables(&all).await;
    all.write(|tx| tx.exec("DELETE FROM job", &[]))
        .await
        .unwrap();
    all.write(|tx| tx.exec(BARE, &[])).await.unwrap();
    let [a, b] = [0xa, 0xb].map(|n| ClinicId::from_uuid(uuid::Uuid::from_u128(n)));
    let (in_a, in_b, nowhere) = (all.within(a), all.within(b), plain(&app).await);
    for table in &tables {
        let name = &table.name;
        assert_eq!(table.insert(&in_a, a).await, Ok(1), "{name}");
        assert_eq!(table.insert(&in_b, b).await, Ok(1), "{name}");
        assert!(refused(&table.insert(&in_a, b).await), "{name}");
        assert!(table.insert(&nowhere, a).await.is_err(), "{name}");

        assert_eq!(table.clinics(&in_a).await, Ok(vec![a]), "{name}");
        assert_eq!(table.clinics(&in_b).await, Ok(vec![b]), "{name}");
        assert_eq!(table.clinics(&all).await, Ok(vec![a, b]), "{name}");
        let blind = table.clinics(&nowhere).await;
        assert!(
            matches!(&blind, Err(Error::Engine(why)) if why.contains("names no clinic")),
            "{name}: {blind:?}"
        );

        let given_away = table.exec(&in_a, "UPDATE TABLE SET KEY = $1", b).await;
        assert!(refused(&given_away), "{name}: {given_away:?}");
        let taken = table
            .exec(&in_a, "UPDATE TABLE SET KEY = KEY WHERE KEY = $1", b)
            .await;
        assert_eq!(taken, Ok(0), "{name}");
        let removed = table
            .exec(&in_a, "DELETE FROM TABLE WHERE KEY <> $1", a)
            .await;
        assert_eq!(removed, Ok(0), "{name}");
        assert_eq!(table.clinics(&all).await, Ok(vec![a, b]), "{name}");
    }
    app.stop().await;
}

/// The database as a handler that forgot its clinic would have it.
async fn plain(app: &TestApp) -> Db {
    let url = &app.state.env.config.data.postgres_url;
    Db::open(db::Options::postgres(url)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_that_somebody_changes_meanwhile_is_reached_all_the_same() {
    let app = TestApp::start(On::Postgres).await;
    let clinic = app.clinic().await.id;
    for db in [app.state.db.across(), app.state.db.within(clinic)] {
        let db = db.by_locks();
        let holds = Arc::new(AtomicBool::new(false));
        let (first, held) = (db.clone(), holds.clone());
        let rename = move |tx: &mut db::Tx<'_>| {
            let changed = tx.exec("UPDATE clinic SET phone = '1' WHERE id = $1", &[&clinic])?;
            held.store(true, Ordering::Release);
            // The other one waits for this row by now.
            std::thread::sleep(Duration::from_millis(300));
            Ok::<_, Error>(changed)
        };
        let first = tokio::spawn(async move { first.write(rename).await });
        while !holds.load(Ordering::Acquire) {
            tokio::task::yield_now().await;
        }
        let second = db.write(move |tx| {
            tx.exec(
                "UPDATE clinic SET phone = '2' WHERE id = $1 AND phone <> '3'",
                &[&clinic],
            )
        });
        assert_eq!(second.await, Ok(1));
        assert_eq!(first.await.unwrap(), Ok(1));
    }
}

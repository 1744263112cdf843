//! Whose rows a transaction reaches, where a policy tells tenants apart.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};

use db::{Db, Error, Migration, Uuid};

use crate::support::{Kind, On};

const A: Uuid = Uuid::from_u128(0xa);
const B: Uuid = Uuid::from_u128(0xb);

/// A table whose policy shows each tenant its own rows, and whoever says `every`, all of them.
const GUARDED: Migration = Migration {
    number: 1,
    name: "test",
    sql: "CREATE TABLE a (tenant uuid NOT NULL, n bigint NOT NULL, CONSTRAINT a_pkey PRIMARY KEY (tenant, n))",
    sqlite: None,
    pg: Some(
        "ALTER TABLE a ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
         CREATE POLICY own ON a USING (CASE current_setting('db.tenant', true) WHEN 'every' THEN true
             ELSE tenant = nullif(current_setting('db.tenant', true), '')::uuid END)",
    ),
};

const ALL: &str = "SELECT n FROM a ORDER BY n";
const INSERT: &str = "INSERT INTO a (tenant, n) VALUES ($1, $2)";

/// A database in which tenant A has the rows 1 and 2, and B has 3.
async fn guarded(kind: Kind) -> On {
    let on = On::new(kind).await;
    on.db.migrate(&[GUARDED]).await.unwrap();
    for (tenant, n) in [(A, 1_i64), (A, 2), (B, 3)] {
        let db = on.db.within(tenant);
        db.write(move |tx| tx.exec(INSERT, &[&tenant, &n]))
            .await
            .unwrap();
    }
    on
}

/// What a handle's reads see, and its writes.
async fn seen(db: &Db) -> Vec<i64> {
    let numbers = |rows: Vec<(i64,)>| rows.into_iter().map(|(n,)| n).collect::<Vec<_>>();
    let read = numbers(db.read(|tx| tx.all(ALL, &[])).await.unwrap());
    let written = numbers(db.write(|tx| tx.all(ALL, &[])).await.unwrap());
    assert_eq!(read, written);
    read
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenant_reaches_its_own_rows_only() {
    let on = guarded(Kind::Postgres).await;
    assert_eq!(seen(&on.db.within(A)).await, [1, 2]);
    assert_eq!(seen(&on.db.within(B)).await, [3]);
    assert_eq!(seen(&on.db.across()).await, [1, 2, 3]);
    assert_eq!(seen(&on.db).await, Vec::<i64>::new());

    let db = on.db.within(A);
    let foreign = db.write(|tx| tx.exec(INSERT, &[&B, &4_i64])).await;
    assert!(
        matches!(&foreign, Err(Error::Engine(why)) if why.contains("row-level security")),
        "{foreign:?}"
    );
    let moved = db
        .write(|tx| tx.exec("UPDATE a SET tenant = $1 WHERE n = 1", &[&B]))
        .await;
    assert!(moved.is_err());
    let changed = db.write(|tx| tx.exec("UPDATE a SET n = n + 10", &[])).await;
    assert_eq!(changed, Ok(2));
    let plain = on.db.write(|tx| tx.exec(INSERT, &[&A, &4_i64])).await;
    assert!(plain.is_err());
    assert_eq!(seen(&on.db.across()).await, [3, 11, 12]);
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_forgets_the_tenant_with_the_transaction() {
    let on = guarded(Kind::Postgres).await;
    // Often enough for every connection to have served everybody: in transactions that commit, fail, and read.
    for _ in 0..40 {
        let failed = on
            .db
            .within(A)
            .write(|tx| {
                tx.all::<(i64,)>(ALL, &[])?;
                Err::<(), _>(Error::NotFound)
            })
            .await;
        assert_eq!(failed, Err(Error::NotFound));
        assert_eq!(seen(&on.db).await, Vec::<i64>::new());
        assert_eq!(seen(&on.db.within(B)).await, [3]);
        assert_eq!(seen(&on.db).await, Vec::<i64>::new());
        assert_eq!(seen(&on.db.across()).await, [1, 2, 3]);
        assert_eq!(seen(&on.db).await, Vec::<i64>::new());
    }
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_fails_leaves_the_tenant_set() {
    let on = guarded(Kind::Postgres).await;
    let db = on.db.within(A);
    let rows = db
        .write(|tx| {
            let part = tx.part(|tx| tx.exec(INSERT, &[&B, &4_i64]));
            assert!(part.is_err());
            tx.all::<(i64,)>(ALL, &[])
        })
        .await;
    assert_eq!(rows, Ok(vec![(1,), (2,)]));
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_across_all_goes_on_for_one_tenant() {
    let on = guarded(Kind::Postgres).await;
    let all = on.db.across();
    let narrowed = all.write(|tx| {
        let before: Vec<(i64,)> = tx.all(ALL, &[])?;
        tx.narrow(A)?;
        let undone = tx.part(|tx| {
            tx.exec(INSERT, &[&A, &5_i64])?;
            Err::<(), _>(Error::NotFound)
        });
        assert_eq!(undone, Err(Error::NotFound));
        assert!(tx.part(|tx| tx.narrow(B)).is_err());
        Ok::<_, Error>((before.len(), tx.all::<(i64,)>(ALL, &[])?))
    });
    assert_eq!(narrowed.await, Ok((3, vec![(1,), (2,)])));
    let foreign = all.write(|tx| {
        tx.narrow(A)?;
        tx.exec(INSERT, &[&B, &4_i64])
    });
    assert!(foreign.await.is_err());
    assert_eq!(
        seen(&on.db.across()).await,
        [1, 2, 3],
        "with the transaction it is over"
    );
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_run_again_after_a_conflict_reaches_the_same_rows() {
    let on = guarded(Kind::Postgres).await;
    // Each transaction reads what the other one writes, so that one of them has to be run again.
    let both_have_read = Arc::new(Barrier::new(2));
    let add = |n: i64| {
        let (db, both, first) = (
            on.db.within(A),
            both_have_read.clone(),
            AtomicBool::new(true),
        );
        tokio::spawn(async move {
            db.write(move |tx| {
                let seen = tx.all::<(i64,)>(ALL, &[])?.len();
                if first.swap(false, Ordering::AcqRel) {
                    both.wait();
                }
                tx.exec(INSERT, &[&A, &n])?;
                Ok::<_, Error>(seen)
            })
            .await
        })
    };
    let (one, two) = (add(10), add(20));
    let mut counts = [one.await.unwrap().unwrap(), two.await.unwrap().unwrap()];
    counts.sort_unstable();
    // The one that was run again saw the other's row, and none of B's.
    assert_eq!(counts, [2, 3]);
    assert!(on.db.stats().retries > 0);
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_has_no_policies() {
    let on = guarded(Kind::Sqlite).await;
    for db in [on.db.clone(), on.db.within(A), on.db.across()] {
        assert_eq!(seen(&db).await, [1, 2, 3]);
    }
    on.db.close().await;
}

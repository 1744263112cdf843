//! Statements whose answer nobody needs.

use db::Error;

use crate::on_every_engine;

const SCHEMA: &str = "CREATE TABLE a (id bigint PRIMARY KEY, body text)";
const INSERT: &str = "INSERT INTO a (id) VALUES ($1)";
const COUNT: &str = "SELECT count(*) FROM a";
const SUM: &str = "SELECT coalesce(sum(id), 0)::bigint FROM a";

on_every_engine! {
    async fn what_was_pushed_is_seen_by_what_follows_and_kept(on: &On) {
        on.schema(SCHEMA).await;
        on.db
            .write(|tx| {
                tx.push(INSERT, &[&1i64])?;
                tx.push("UPDATE a SET id = id * 10, body = $1", &[&Some("ten")])?;
                tx.push(INSERT, &[&2i64])?;
                let (sum,): (i64,) = tx.one(SUM, &[])?;
                assert_eq!(sum, 12);
                tx.push("UPDATE a SET id = id + 1 WHERE id = $1", &[&2i64])
            })
            .await
            .unwrap();
        assert_eq!(on.number(SUM).await, 13);
        assert_eq!(on.number("SELECT count(*) FROM a WHERE body = 'ten'").await, 1);
    }

    async fn a_transaction_that_only_pushed_is_kept_or_fails_as_a_whole(on: &On) {
        on.schema(SCHEMA).await;
        on.db.write(|tx| tx.push(INSERT, &[&1i64])).await.unwrap();
        assert_eq!(on.number(COUNT).await, 1);
        let twice = on.db
            .write(|tx| {
                tx.push(INSERT, &[&2i64])?;
                tx.push(INSERT, &[&1i64])
            })
            .await;
        assert!(matches!(twice, Err(Error::Unique { .. })), "{twice:?}");
        assert_eq!(on.number(COUNT).await, 1);
        on.db.write(|tx| tx.push(INSERT, &[&3i64])).await.unwrap();
        assert_eq!(on.number(COUNT).await, 2);
    }

    async fn a_refused_push_stops_what_follows(on: &On) {
        on.schema(SCHEMA).await;
        let refused = on.db
            .write(|tx| {
                tx.push(INSERT, &[&1i64])?;
                let again = tx.push(INSERT, &[&1i64]);
                let read = tx.one::<(i64,)>(COUNT, &[]);
                assert!(again.is_err() || read.is_err());
                assert_eq!(tx.push(INSERT, &[&2i64]), Err(Error::Aborted));
                Ok::<_, Error>(())
            })
            .await;
        assert!(matches!(refused, Err(Error::Unique { .. })), "{refused:?}");
        assert_eq!(on.number(COUNT).await, 0);
    }

    async fn what_a_closure_undoes_leaves_nothing_pushed(on: &On) {
        on.schema(SCHEMA).await;
        let undone = on.db
            .write(|tx| {
                tx.push(INSERT, &[&1i64])?;
                Err::<(), _>(Error::NotFound)
            })
            .await;
        assert_eq!(undone, Err(Error::NotFound));
        on.db.write(|tx| tx.push(INSERT, &[&2i64])).await.unwrap();
        assert_eq!(on.number(SUM).await, 2);
    }

    async fn a_part_answers_for_what_was_pushed_in_it(on: &On) {
        on.schema(SCHEMA).await;
        on.db
            .write(|tx| {
                tx.push(INSERT, &[&1i64])?;
                let doubled = tx.part(|tx| {
                    tx.push(INSERT, &[&5i64])?;
                    tx.push(INSERT, &[&1i64])
                });
                assert!(matches!(doubled, Err(Error::Unique { .. })), "{doubled:?}");
                let given_up = tx.part(|tx| {
                    tx.push(INSERT, &[&6i64])?;
                    Err::<(), _>(Error::NotFound)
                });
                assert_eq!(given_up, Err(Error::NotFound));
                tx.part(|tx| tx.push(INSERT, &[&7i64]))?;
                tx.push(INSERT, &[&8i64])
            })
            .await
            .unwrap();
        assert_eq!(on.number(SUM).await, 16);
    }

    async fn many_can_be_pushed(on: &On) {
        on.schema(SCHEMA).await;
        on.db
            .write(|tx| (1..=1_000i64).try_for_each(|id| tx.push(INSERT, &[&id])))
            .await
            .unwrap();
        assert_eq!(on.number(COUNT).await, 1_000);
    }

    async fn what_no_engine_can_store_is_refused_when_it_is_pushed(on: &On) {
        on.schema(SCHEMA).await;
        let refused = on.db
            .write(|tx| {
                assert_eq!(tx.push("UPDATE a SET body = $1", &[&"\0"]), Err(Error::Nul));
                Ok::<_, Error>(())
            })
            .await;
        assert_eq!(refused, Err(Error::Nul));
    }
}

//! Rows that are asked for before they are needed.

use db::Error;

use crate::on_every_engine;

const SCHEMA: &str = "CREATE TABLE a (id bigint PRIMARY KEY)";
const INSERT: &str = "INSERT INTO a (id) VALUES ($1)";
const ALL: &str = "SELECT id FROM a WHERE id >= $1 ORDER BY id";

on_every_engine! {
    async fn rows_are_those_of_the_statement_in_its_place(on: &On) {
        on.schema(SCHEMA).await;
        let found = on.db
            .write(|tx| {
                tx.push(INSERT, &[&1i64])?;
                let one = tx.ahead::<(i64,)>(ALL, &[&1i64])?;
                tx.push(INSERT, &[&2i64])?;
                let two = tx.ahead::<(i64,)>(ALL, &[&1i64])?;
                let last = tx.ahead::<(i64,)>(ALL, &[&2i64])?;
                tx.push(INSERT, &[&3i64])?;
                let all: Vec<(i64,)> = tx.all(ALL, &[&0i64])?;
                assert_eq!(all, [(1,), (2,), (3,)]);
                // In another order than they were asked for in.
                Ok::<_, Error>((tx.take(last)?, tx.take(one)?, tx.take(two)?))
            })
            .await
            .unwrap();
        assert_eq!(found, (vec![(2,)], vec![(1,)], vec![(1,), (2,)]));
    }

    async fn nothing_else_need_be_asked_to_have_them(on: &On) {
        on.schema(SCHEMA).await;
        let found = on.db
            .read(|tx| {
                let none = tx.ahead::<(i64,)>(ALL, &[&1i64])?;
                tx.take(none)
            })
            .await;
        assert_eq!(found, Ok::<_, Error>(Vec::new()));
    }

    async fn what_is_refused_ends_the_transaction(on: &On) {
        on.schema(SCHEMA).await;
        for pushed in [1i64, 2] {
            let refused = on.db
                .write(move |tx| {
                    tx.push(INSERT, &[&1i64])?;
                    // The second time round a row that is there already is what fails, and the rows travel with it.
                    let doubled = tx.push(INSERT, &[&(3 - pushed)]);
                    let nothing = doubled.and_then(|()| tx.ahead::<(i64,)>("SELECT nullif(id, id) AS id FROM a", &[]));
                    let taken = nothing.and_then(|nothing| tx.take(nothing));
                    assert!(taken.is_err());
                    assert_eq!(tx.one::<(i64,)>("SELECT count(*) FROM a", &[]), Err(Error::Aborted));
                    Ok::<_, Error>(())
                })
                .await;
            match pushed {
                1 => assert!(matches!(refused, Err(Error::Engine(_))), "{refused:?}"),
                _ => assert!(matches!(refused, Err(Error::Unique { .. })), "{refused:?}"),
            }
            assert_eq!(on.number("SELECT count(*) FROM a").await, 0);
        }
    }
}

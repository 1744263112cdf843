//! Statements that are gathered into one.

use db::Error;

use crate::on_every_engine;

const SCHEMA: &str = "
    CREATE TABLE a (id bigint PRIMARY KEY, body text NOT NULL);
    CREATE TABLE b (id bigint PRIMARY KEY REFERENCES a (id), note text)";
const A: &str = "INSERT INTO a (id, body) VALUES ($1, 'text ' || $2)";
const B: &str = "INSERT INTO b (id, note) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
const COUNT: &str = "SELECT count(*) FROM a";

on_every_engine! {
    async fn however_many_are_gathered_each_is_kept_as_it_was(on: &On) {
        on.schema(SCHEMA).await;
        for count in [1i64, 2, 3, 7, 50, 63, 64, 65, 200] {
            on.db
                .write(move |tx| {
                    for id in 0..count {
                        tx.gather(A, &[&id, &id.to_string()])?;
                        // A row needs one of a statement that was gathered before it.
                        tx.gather(B, &[&id, &(id % 2 == 0).then_some("even")])?;
                    }
                    Ok::<_, Error>(())
                })
                .await
                .unwrap();
            let kept = on.db.read(|tx| {
                tx.all::<(i64, String, Option<String>)>(
                    "SELECT a.id, a.body, b.note FROM a JOIN b ON b.id = a.id ORDER BY a.id",
                    &[],
                )
            });
            let even = |id: i64| (id % 2 == 0).then(|| "even".to_owned());
            let wanted: Vec<_> = (0..count).map(|id| (id, format!("text {id}"), even(id))).collect();
            assert_eq!(kept.await.unwrap(), wanted, "{count}");
            on.exec("DELETE FROM b").await.unwrap();
            on.exec("DELETE FROM a").await.unwrap();
        }
    }

    async fn other_statements_see_what_was_gathered_before_them(on: &On) {
        on.schema(SCHEMA).await;
        on.db
            .write(|tx| {
                tx.gather(A, &[&1i64, &"one"])?;
                tx.push("UPDATE a SET body = 'changed'", &[])?;
                tx.gather(A, &[&2i64, &"two"])?;
                assert_eq!(tx.exec("UPDATE a SET id = id + 10", &[])?, 2);
                tx.gather(A, &[&3i64, &"three"])?;
                let (count,): (i64,) = tx.one(COUNT, &[])?;
                assert_eq!(count, 3);
                tx.gather(A, &[&4i64, &"four"])
            })
            .await
            .unwrap();
        let bodies = on.db.read(|tx| tx.all::<(i64, String)>("SELECT id, body FROM a ORDER BY id", &[]));
        let wanted = [(3, "text three"), (4, "text four"), (11, "changed"), (12, "text two")];
        assert_eq!(bodies.await.unwrap(), wanted.map(|(id, body)| (id, body.to_owned())));
    }

    async fn many_rows_are_changed_by_one_statement(on: &On) {
        const CHANGE: &str = "UPDATE a SET body = v.column2 FROM (VALUES ($1::bigint, $2::text)) AS v WHERE a.id = v.column1";
        on.schema(SCHEMA).await;
        on.db
            .write(|tx| {
                for id in 0..10i64 {
                    tx.gather(A, &[&id, &""])?;
                }
                for id in 0..5i64 {
                    tx.gather(CHANGE, &[&(id * 2), &format!("new {id}")])?;
                }
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
        assert_eq!(on.number("SELECT count(*) FROM a WHERE body = 'text '").await, 5);
        assert_eq!(on.number("SELECT id FROM a WHERE body = 'new 4'").await, 8);
    }

    async fn one_that_is_refused_leaves_nothing_of_its_part(on: &On) {
        on.schema(SCHEMA).await;
        let kept = on.db
            .write(|tx| {
                tx.gather(A, &[&1i64, &"before"])?;
                let refused = tx.part(|tx| {
                    tx.gather(A, &[&2i64, &"in it"])?;
                    tx.gather(A, &[&1i64, &"again"])
                });
                assert!(matches!(refused, Err(Error::Unique { .. })), "{refused:?}");
                tx.gather(A, &[&3i64, &"after"])
            })
            .await;
        assert_eq!(kept, Ok(()));
        assert_eq!(on.number("SELECT sum(id)::bigint FROM a").await, 4);
        let refused = on.db
            .write(|tx| {
                tx.gather(A, &[&5i64, &"x"])?;
                tx.gather(B, &[&6i64, &None::<&str>])
            })
            .await;
        assert!(matches!(refused, Err(Error::ForeignKey { .. })), "{refused:?}");
        assert_eq!(on.number(COUNT).await, 2);
    }
}

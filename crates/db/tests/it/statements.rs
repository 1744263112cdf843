//! What a statement may look like, and how mistakes in it are reported.

use db::Error;

use crate::on_every_engine;
use crate::support::Kind;

db::row! {
    struct Named { id: i64, name: String }
}

const SCHEMA: &str = "CREATE TABLE a (id bigint PRIMARY KEY, name text NOT NULL, at bigint)";

on_every_engine! {
    async fn changed_rows_are_counted(on: &On) {
        on.schema(SCHEMA).await;
        assert_eq!(on.exec("INSERT INTO a (id, name) VALUES (1, 'x'), (2, 'y')").await, Ok(2));
        assert_eq!(on.exec("UPDATE a SET name = 'z' WHERE id > 1").await, Ok(1));
        assert_eq!(on.exec("INSERT INTO a (id, name) VALUES (1, 'x') ON CONFLICT DO NOTHING").await, Ok(0));
        assert_eq!(on.exec("DELETE FROM a").await, Ok(2));
        assert_eq!(on.exec("DELETE FROM a").await, Ok(0));
    }

    async fn one_opt_and_all_differ_in_how_many_rows_they_want(on: &On) {
        on.schema(SCHEMA).await;
        on.exec("INSERT INTO a (id, name) VALUES (1, 'x'), (2, 'y')").await.unwrap();
        const SOME: &str = "SELECT id, name FROM a WHERE id <= $1 ORDER BY id";
        let read = |limit: i64| on.db.read(move |tx| tx.one::<Named>(SOME, &[&limit]));
        assert!(matches!(read(1).await, Ok(Named { id: 1, name }) if name == "x"));
        assert!(matches!(read(0).await, Err(Error::NotFound)));
        assert!(matches!(read(2).await, Err(Error::Engine(text)) if text.contains("more than one row")));
        let none = on.db.read(|tx| tx.opt::<Named>(SOME, &[&0i64])).await.unwrap();
        assert!(none.is_none());
        let all = on.db.read(|tx| tx.all::<Named>(SOME, &[&9i64])).await.unwrap();
        assert_eq!(all.len(), 2);
    }

    async fn returning_ctes_and_upserts_work(on: &On) {
        on.schema(SCHEMA).await;
        const UPSERT: &str = "INSERT INTO a (id, name) VALUES ($1, $2)
            ON CONFLICT (id) DO UPDATE SET name = a.name || excluded.name RETURNING id, name";
        let twice = on.db
            .write(|tx| {
                tx.one::<Named>(UPSERT, &[&1i64, &"x"])?;
                tx.one::<Named>(UPSERT, &[&1i64, &"y"])
            })
            .await
            .unwrap();
        assert_eq!(twice.name, "xy");
        const PAGE: &str = "WITH page AS (SELECT id FROM a WHERE (at, id) < ($1, $2) OR at IS NULL LIMIT 5)
            SELECT a.id, a.name FROM page JOIN a ON a.id = page.id FOR UPDATE SKIP LOCKED";
        let page = on.db.write(|tx| tx.all::<Named>(PAGE, &[&1i64, &1i64])).await.unwrap();
        assert_eq!(page.len(), 1);
    }

    async fn like_and_text_order_are_the_same(on: &On) {
        on.schema(SCHEMA).await;
        on.exec("INSERT INTO a (id, name) VALUES (1, 'b'), (2, 'B'), (3, 'ä'), (4, 'a_')").await.unwrap();
        let ids = |sql: &'static str| async move {
            let rows = on.db.read(move |tx| tx.all::<(i64,)>(sql, &[])).await.unwrap();
            rows.into_iter().map(|(id,)| id).collect::<Vec<_>>()
        };
        assert_eq!(ids("SELECT id FROM a WHERE name LIKE 'b%'").await, [1]);
        assert_eq!(ids(r"SELECT id FROM a WHERE name LIKE '%\_' ESCAPE '\'").await, [4]);
        assert_eq!(ids("SELECT id FROM a ORDER BY name COLLATE \"C\"").await, [2, 4, 1, 3]);
        assert_eq!(ids("SELECT id FROM a ORDER BY at NULLS LAST, id DESC").await, [4, 3, 2, 1]);
    }

    async fn wrong_names_and_widths_are_reported(on: &On) {
        on.schema(SCHEMA).await;
        for sql in ["SELECT name, id FROM a", "SELECT id FROM a", "SELECT id, name, at FROM a"] {
            let error = on.db.read(move |tx| tx.all::<Named>(sql, &[])).await.err().unwrap();
            assert!(error.to_string().contains("wanted (id, name)"), "{error}");
        }
        let error = on.db.read(|tx| tx.all::<(i64,)>("SELECT id, name FROM a", &[])).await.unwrap_err();
        assert!(error.to_string().contains("columns (id, name)"), "{error}");
    }

    async fn wrong_parameters_are_reported(on: &On) {
        on.schema(SCHEMA).await;
        const BY_ID: &str = "SELECT name FROM a WHERE id = $1";
        for params in [0usize, 2] {
            let error = on.db
                .read(move |tx| tx.all::<(String,)>(BY_ID, &[&1i64 as &dyn db::Param; 2][..params]))
                .await
                .unwrap_err();
            assert!(error.to_string().contains("1 wanted"), "{error}");
        }
        on.exec("INSERT INTO a (id, name) VALUES (1, 'x')").await.unwrap();
        let error = on.db
            .write(|tx| tx.exec("UPDATE a SET at = $1", &[&"secret"]))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Engine(_)) && !error.to_string().contains("secret"), "{error}");
    }

    async fn mistakes_name_the_statement_but_no_values(on: &On) {
        on.schema(SCHEMA).await;
        let error = on.exec("UPDATE nowhere SET x = 1").await.unwrap_err();
        assert!(error.to_string().contains("nowhere"), "{error}");
        let error = on.exec("SELECT id FROM a").await.unwrap_err();
        assert!(error.to_string().contains("exec does not take rows"), "{error}");
        const OVERFLOW: &str = "SELECT 9223372036854775807 + id FROM a";
        on.exec("INSERT INTO a (id, name) VALUES (77123, 'secret')").await.unwrap();
        let read = on.db.read(|tx| tx.one::<(i64,)>(OVERFLOW, &[])).await;
        let error = read.unwrap_err();
        assert!(!error.to_string().contains("77123") && !error.to_string().contains("secret"), "{error}");
        if on.kind == Kind::Postgres {
            assert!(error.to_string().contains("22003"), "{error}");
        }
    }
}

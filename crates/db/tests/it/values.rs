//! Every kind of value goes in and comes out unchanged, as itself and as NULL.

use std::borrow::Cow;

use db::{Error, Uuid};

use crate::on_every_engine;

db::id! {
    /// A thing.
    pub(crate) struct ThingId;
}

db::row! {
    struct Thing {
        id: ThingId,
        count: i64,
        small: i32,
        open: bool,
        ratio: f64,
        name: String,
        body: Vec<u8>,
        other: Option<ThingId>,
        note: Option<String>,
        r#type: Option<i64>,
    }
}

const SCHEMA: &str = "CREATE TABLE thing (
    id uuid PRIMARY KEY, count bigint NOT NULL, small integer NOT NULL, open boolean NOT NULL,
    ratio double precision NOT NULL, name text NOT NULL, body bytea NOT NULL,
    other uuid, note text, type bigint)";

const INSERT: &str =
    "INSERT INTO thing (id, count, small, open, ratio, name, body, other, note, type)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const SELECT: &str =
    "SELECT id, count, small, open, ratio, name, body, other, note, type FROM thing WHERE id = $1";

fn id(number: u128) -> ThingId {
    ThingId::from_uuid(Uuid::from_u128(number))
}

on_every_engine! {
    async fn every_value_comes_back(on: &On) {
        on.schema(SCHEMA).await;
        for (count, small, ratio, name, body) in [
            (0, 0, 0.0, "", &b""[..]),
            (i64::MIN, i32::MIN, f64::MIN, "Zoë \u{1f9ea} \u{202e}'; --", &[0, 255][..]),
            (i64::MAX, i32::MAX, 0.1, "line\nline", &[1; 9000][..]),
        ] {
            on.db.write(move |tx| tx.exec("DELETE FROM thing", &[])).await.unwrap();
            on.db
                .write(move |tx| {
                    let open = count == 0;
                    tx.exec(INSERT, &[
                        &id(1), &count, &small, &open, &ratio, &name, &body, &id(2), &Some("x"), &Some(7i64),
                    ])
                })
                .await
                .unwrap();
            let thing: Thing = on.db.read(|tx| tx.one(SELECT, &[&id(1)])).await.unwrap();
            assert_eq!((thing.id, thing.other), (id(1), Some(id(2))));
            assert_eq!((thing.count, thing.small, thing.open), (count, small, count == 0));
            assert_eq!((thing.ratio, thing.name.as_str(), thing.body.as_slice()), (ratio, name, body));
            assert_eq!((thing.note.as_deref(), thing.r#type), (Some("x"), Some(7)));
        }
    }

    async fn nulls_come_back(on: &On) {
        on.schema(SCHEMA).await;
        on.db
            .write(|tx| {
                tx.exec(INSERT, &[
                    &id(1), &1i64, &1i32, &true, &1.5, &"a".to_owned(), &vec![1u8],
                    &None::<ThingId>, &None::<&str>, &None::<i64>,
                ])
            })
            .await
            .unwrap();
        let thing: Thing = on.db.read(|tx| tx.one(SELECT, &[&id(1)])).await.unwrap();
        assert!(thing.other.is_none() && thing.note.is_none() && thing.r#type.is_none());
        let error = on.db.read(|tx| tx.one::<(i64,)>("SELECT type FROM thing", &[])).await.unwrap_err();
        assert!(error.to_string().contains("column 1 is null, wanted bigint"), "{error}");
        let found = on.db
            .read(|tx| {
                const FIND: &str = "SELECT count FROM thing WHERE other IS NOT DISTINCT FROM $1";
                tx.opt::<(i64,)>(FIND, &[&None::<ThingId>])
            })
            .await;
        assert_eq!(found, Ok(Some((1,))));
    }

    async fn arrays_are_bound(on: &On) {
        on.schema("CREATE TABLE a (id uuid PRIMARY KEY, n bigint NOT NULL, t text NOT NULL)").await;
        for n in 0..5i64 {
            on.db
                .write(move |tx| {
                    tx.exec("INSERT INTO a (id, n, t) VALUES ($1, $2, $3)", &[&id(n as u128), &n, &n.to_string()])
                })
                .await
                .unwrap();
        }
        let sums = on.db
            .read(|tx| {
                let sum = |rows: Vec<(i64,)>| rows.iter().map(|(n,)| n).sum::<i64>();
                let numbers = tx.all("SELECT n FROM a WHERE n = ANY($1)", &[&vec![1i64, 2, 9]])?;
                let texts = vec!["2".to_owned(), "3".to_owned()];
                let texts = tx.all("SELECT n FROM a WHERE t = ANY($1)", &[&texts])?;
                let ids = tx.all("SELECT n FROM a WHERE id = ANY($1)", &[&vec![id(3), id(4)]])?;
                let none = tx.all("SELECT n FROM a WHERE id = ANY($1)", &[&Vec::<Uuid>::new()])?;
                let others = tx.all("SELECT n FROM a WHERE n <> ALL($1::bigint[])", &[&&[0i64, 1][..]])?;
                Ok::<_, Error>([sum(numbers), sum(texts), sum(ids), sum(none), sum(others)])
            })
            .await;
        assert_eq!(sums, Ok([3, 5, 7, 0, 9]));
    }

    async fn computed_columns_are_read(on: &On) {
        let row = on.db
            .read(|tx| {
                tx.one::<(i64, String, bool, f64, Vec<u8>)>(
                    "SELECT $1::bigint + 1, $2::text, ($3::boolean)::boolean, $4::double precision, $5::bytea",
                    &[&1i64, &Cow::Borrowed("x"), &true, &0.5, &[9u8; 2]],
                )
            })
            .await;
        assert_eq!(row, Ok((2, "x".to_owned(), true, 0.5, vec![9, 9])));
    }

    async fn text_with_a_nul_is_refused(on: &On) {
        on.schema("CREATE TABLE a (t text NOT NULL)").await;
        let error = on.db
            .write(|tx| tx.exec("INSERT INTO a (t) VALUES ($1)", &[&"secret\0"]))
            .await
            .unwrap_err();
        assert_eq!(error, Error::Nul);
    }
}

#[test]
fn ids_read_and_write_as_text() {
    let text = "018f6d3e-0000-7000-8000-00000000002a";
    let id: ThingId = text.parse().unwrap();
    assert_eq!(id.to_string(), text);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{text}\""));
    assert_eq!(
        serde_json::from_str::<ThingId>(&format!("\"{text}\"")).unwrap(),
        id
    );
    assert!("018f6d3e".parse::<ThingId>().is_err());
}

//! The audit as a CSV file, read and sent piece by piece.

use bytes::Bytes;
use futures::stream::{self, Stream};

use super::filter::Filter;
use super::store::list::{self, Line, Place};
use crate::platform::auth::Scope;
use crate::platform::web::spreadsheet;

/// Entries read in one transaction.
const CHUNK: i64 = 1_000;

const HEAD: [&str; 11] = [
    "id",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "action",
    "resource_kind",
    "resource_id",
    "patient_id",
    "patient_name",
    "detail",
];

enum Next {
    Head,
    After(Option<Place>),
    End,
}

/// The file's pieces. Entries written while it is read come after its beginning and are not in it.
pub(super) fn rows(
    db: db::Db,
    scope: Scope,
    filter: Filter,
) -> impl Stream<Item = Result<Bytes, anyhow::Error>> {
    stream::try_unfold(Next::Head, move |next| {
        let (db, filter) = (db.clone(), filter.clone());
        async move {
            let place = match next {
                Next::Head => {
                    return Ok(Some((
                        spreadsheet::lines([HEAD])?.into(),
                        Next::After(None),
                    )));
                }
                Next::After(place) => place,
                Next::End => return Ok(None),
            };
            let found = db
                .read(move |tx| list::page(tx, &scope, &filter, place, CHUNK))
                .await?;
            let full = i64::try_from(found.len()).is_ok_and(|n| n == CHUNK);
            let next = match found.last() {
                Some(last) if full => Next::After(Some(last.place())),
                _ => Next::End,
            };
            Ok(Some((
                spreadsheet::lines(found.iter().map(cells))?.into(),
                next,
            )))
        }
    })
}

fn cells(line: &Line) -> [String; 11] {
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    [
        line.id.to_string(),
        line.at.rfc3339(),
        line.actor_kind.clone(),
        id(line.actor_id),
        line.actor_name.clone().unwrap_or_default(),
        line.action.clone(),
        line.resource_kind.clone(),
        id(line.resource_id),
        id(line.patient_id.map(|p| p.uuid())),
        line.patient_name.clone().unwrap_or_default(),
        line.detail.clone(),
    ]
}

//! The skipped and the report as CSV files, read and sent piece by piece: a hundred thousand rows take no memory.

use axum::body::Body;
use axum::extract::State as AxumState;
use axum::response::Response;
use bytes::Bytes;
use futures::stream;
use uuid::Uuid;

use crate::features::group_sends::audience::LeftOut;
use crate::features::group_sends::model::Recipient;
use crate::features::group_sends::{preview, read, save};
use crate::platform::auth::{StaffActor, StaffVisit};
use crate::platform::ids::GroupSendId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, spreadsheet};

/// Rows read in one transaction.
const CHUNK: i64 = 1_000;

type Place = (Uuid, Uuid);
type Rows = (Vec<Vec<String>>, Option<Place>);
type Read = fn(&mut db::Tx<'_>, &StaffActor, GroupSendId, Option<Place>) -> Result<Rows, Error>;

/// `GET /staff/group-sends/{group}/skipped.csv`.
pub(super) async fn skipped(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<Response, Error> {
    const HEAD: [&str; 6] = [
        "patient_id",
        "patient",
        "birth_date",
        "reader_id",
        "reader",
        "reason",
    ];
    let read: Read = |tx, actor, id, after| {
        let rows = preview::left_out(tx, actor, id, (after, CHUNK))?;
        let last = rows.last().map(LeftOut::place);
        Ok((rows.iter().map(left_out).collect(), last))
    };
    file(visit, state, (id, "skipped"), (&HEAD, read)).await
}

fn left_out(row: &LeftOut) -> Vec<String> {
    vec![
        row.patient_id.to_string(),
        row.patient_name(),
        row.birth_date.clone(),
        row.portal_user_id
            .map_or_else(String::new, |id| id.to_string()),
        row.reader_name.clone(),
        row.reason.code().to_owned(),
    ]
}

/// `GET /staff/group-sends/{group}/recipients.csv`.
pub(super) async fn recipients(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<Response, Error> {
    const HEAD: [&str; 10] = [
        "patient_id",
        "patient",
        "birth_date",
        "reader_id",
        "reader",
        "state",
        "reason",
        "conversation_id",
        "delivery",
        "opened_at",
    ];
    let read: Read = |tx, actor, id, after| {
        let rows = read::report(tx, actor, id, None, (after, CHUNK))?;
        let last = rows.last().map(Recipient::place);
        Ok((rows.iter().map(recipient).collect(), last))
    };
    file(visit, state, (id, "recipients"), (&HEAD, read)).await
}

fn recipient(row: &Recipient) -> Vec<String> {
    let person = row.portal_user_id.uuid();
    vec![
        row.patient_id.to_string(),
        row.patient_name.clone(),
        row.birth_date.clone(),
        if person.is_nil() {
            String::new()
        } else {
            person.to_string()
        },
        row.reader_name.clone(),
        row.state.code().to_owned(),
        row.reason.map_or("", |why| why.code()).to_owned(),
        row.conversation_id
            .map_or_else(String::new, |id| id.to_string()),
        row.delivery.clone().unwrap_or_default(),
        row.opened_at.map_or_else(String::new, Timestamp::rfc3339),
    ]
}

enum Next {
    Head,
    After(Option<Place>),
    End,
}

/// The file, on record before its first byte leaves.
async fn file(
    visit: StaffVisit,
    state: State,
    (id, name): (GroupSendId, &'static str),
    (head, read): (&'static [&'static str], Read),
) -> Result<Response, Error> {
    let (env, actor) = (state.env.clone(), visit.actor.clone());
    visit
        .db
        .write(move |tx| {
            // What can't be read is refused as a page, not in the middle of a file.
            read(tx, &actor, id, Some((Uuid::max(), Uuid::max())))?;
            let detail = format!("file={name}");
            Ok::<_, Error>(save::record(
                tx,
                &actor,
                &env,
                "group_send.export",
                (id, detail),
            )?)
        })
        .await?;
    let (db, actor) = (visit.db.clone(), visit.actor.clone());
    let rows = stream::try_unfold(Next::Head, move |next| {
        let (db, actor) = (db.clone(), actor.clone());
        async move {
            let after = match next {
                Next::Head => {
                    return Ok::<_, anyhow::Error>(Some((
                        Bytes::from(spreadsheet::lines([head])?),
                        Next::After(None),
                    )));
                }
                Next::After(after) => after,
                Next::End => return Ok(None),
            };
            let found = db.read(move |tx| read(tx, &actor, id, after)).await;
            let (rows, last) = found.map_err(Error::into_cause)?;
            let full = i64::try_from(rows.len()).is_ok_and(|n| n == CHUNK);
            let next = if full { Next::After(last) } else { Next::End };
            Ok(Some((Bytes::from(spreadsheet::lines(rows)?), next)))
        }
    });
    let name = format!("group-send-{name}.csv");
    Ok(spreadsheet::file(&name, Body::from_stream(rows)))
}

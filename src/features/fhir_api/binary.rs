//! Binary: the content of a file, by the same rules as every other download.

use axum::body::to_bytes;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fhir::Binary;
use uuid::Uuid;

use super::handlers::{Pairs, format};
use super::media::{self, Wanted};
use crate::features::{attachments, chart};
use crate::platform::auth::{ApiCaller, ApiScope};
use crate::platform::state::State;
use crate::platform::web::{Error, Id, Query, Refusal};

/// Largest content that is given as JSON, in bytes: it is held in memory, a third larger. As itself it has no limit.
const MOST: usize = 12 * 1024 * 1024;

/// `GET Binary/[id]`: the file itself, unless FHIR's JSON is asked for in so many words.
pub(super) async fn read(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<Uuid>,
    Query(pairs): Query<Pairs>,
    mut headers: HeaderMap,
) -> Result<Response, Error> {
    let as_json = media::wanted(format(&pairs), &headers) == Wanted::Json;
    if as_json {
        headers.remove(header::RANGE);
    }
    let given = file(&caller, &state, id, &headers).await?;
    if !as_json || given.status() != StatusCode::OK {
        return Ok(given);
    }
    let kind = given
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|h| h.to_str().ok());
    let kind = kind.unwrap_or("application/octet-stream").to_owned();
    let bytes = to_bytes(given.into_body(), MOST).await.map_err(|_| {
        Error::Refused(
            StatusCode::NOT_ACCEPTABLE,
            vec![Refusal::new("fhir_binary_large").with("max_mb", MOST / (1024 * 1024))],
        )
    })?;
    let binary = Binary {
        id: Some(id.to_string()),
        content_type: Some(kind),
        data: Some(STANDARD.encode(&bytes)),
        ..Binary::default()
    };
    media::answer(StatusCode::OK, &binary)
}

/// A file of a message or an upload of one's own, else a chart item's.
async fn file(
    caller: &ApiCaller,
    state: &State,
    id: Uuid,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    if caller.require(ApiScope::MessagesRead).is_ok() {
        match attachments::give_to_staff(state, &caller.actor, id, headers).await {
            Err(Error::NotFound) => {}
            other => return other,
        }
    }
    caller
        .require(ApiScope::PatientsRead)
        .map_err(|_| Error::NotFound)?;
    chart::give_item(state, &caller.actor, id.into(), headers).await
}

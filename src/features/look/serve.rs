//! The files of looks, for anybody: the page before signing in needs them.

use axum::extract::{Path, State as AxumState};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::store;
use crate::platform::keys::Purpose;
use crate::platform::state::State;
use crate::platform::web::Error;

/// `GET /look/{name}`: cached for a year, as the name changes with the content.
pub(super) async fn file(
    AxumState(state): AxumState<State>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let media = media(&name).ok_or(Error::NotFound)?;
    let content = content(&state, &name).await?.ok_or(Error::NotFound)?;
    let etag = format!("\"{name}\"");
    let known = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| matches!(tag.trim().trim_start_matches("W/"), tag if tag == etag || tag == "*"));
    let mut answer = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut whole = content.into_response();
        let set = whole.headers_mut();
        set.insert(CONTENT_TYPE, HeaderValue::from_static(media));
        whole
    };
    let set = answer.headers_mut();
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    set.insert(CACHE_CONTROL, forever);
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        set.insert(ETAG, etag);
    }
    Ok(answer)
}

/// The media type of a name such as files of looks have; none for any other.
fn media(name: &str) -> Option<&'static str> {
    let (hash, ending) = name.split_once('.')?;
    let hashed = hash.len() == 32 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    match ending {
        _ if !hashed => None,
        "css" => Some("text/css; charset=utf-8"),
        "png" => Some("image/png"),
        "jpg" => Some("image/jpeg"),
        _ => None,
    }
}

/// A file's content.
pub(super) async fn content(state: &State, name: &str) -> Result<Option<Vec<u8>>, Error> {
    let asked = name.to_owned();
    let found = state
        .db
        .across()
        .read(move |tx| store::file(tx, &asked))
        .await?;
    let Some((clinic, sealed)) = found else {
        return Ok(None);
    };
    let key = state.env.keys.clinic(clinic.uuid(), Purpose::Looks);
    let open = key
        .open(&sealed, name.as_bytes())
        .map_err(|_| Error::Internal(anyhow::anyhow!("a file of a look does not open")))?;
    Ok(Some(open.to_vec()))
}

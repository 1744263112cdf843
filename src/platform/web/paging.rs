//! Pages of lists in the API: `limit`, `cursor` and `next_cursor`, by key and never by offset.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Error, Refusal};

/// Entries of a page where the caller names no number.
const USUAL: i64 = 50;
/// Most entries of a page.
const MOST: i64 = 200;

/// The query of a list; one that can't be read, or has a field that doesn't exist, is refused.
pub fn query<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Error> {
    query.map(|Query(query)| query).map_err(|rejection| {
        let problem = rejection.body_text();
        Error::Refused(
            StatusCode::BAD_REQUEST,
            vec![Refusal::new("query_wrong").with("problem", problem)],
        )
    })
}

/// The number of entries asked for, or the usual 50. Below 1 and above 200 is refused.
pub fn limit(asked: Option<i64>) -> Result<i64, Error> {
    match asked {
        None => Ok(USUAL),
        Some(n @ 1..=MOST) => Ok(n),
        Some(_) => Err(Error::refused(
            Refusal::field("limit", "limit_out_of_range").with("max", MOST),
        )),
    }
}

/// The cursor that goes on after `key`.
pub fn cursor(key: &impl Serialize) -> Option<String> {
    serde_json::to_vec(key)
        .ok()
        .map(|json| URL_SAFE_NO_PAD.encode(json))
}

/// The key that a cursor holds; refused when it isn't one of this list's.
pub fn key<T: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<T>, Error> {
    let Some(text) = cursor.filter(|c| !c.is_empty()) else {
        return Ok(None);
    };
    URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .map(Some)
        .ok_or_else(|| Error::refused(Refusal::field("cursor", "cursor_unknown")))
}

/// One page: asks of a list that was loaded with one entry more than `limit`.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// Give it as `cursor` to go on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Cuts a list that was loaded with one entry more than `limit`; `key` tells where an entry stands.
    pub fn cut<K: Serialize>(mut items: Vec<T>, limit: i64, key: impl Fn(&T) -> K) -> Page<T> {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items
            .last()
            .filter(|_| more)
            .and_then(|last| cursor(&key(last)));
        Page { items, next_cursor }
    }

    /// The page with each entry turned into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            next_cursor: self.next_cursor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_gives_its_key_back() {
        let page = Page::cut(vec![1, 2, 3], 2, |n| (*n, "x"));
        assert_eq!(page.items, [1, 2]);
        let back: Option<(i64, String)> = key(page.next_cursor.as_deref()).unwrap();
        assert_eq!(back, Some((2, "x".to_owned())));
        assert!(Page::cut(vec![1, 2], 2, |n| *n).next_cursor.is_none());
        assert!(key::<(i64, String)>(Some("!!")).is_err());
        assert!(key::<(i64, String)>(cursor(&"x").as_deref()).is_err());
    }
}

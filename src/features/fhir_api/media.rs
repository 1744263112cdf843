//! The form of answers: FHIR's JSON, and nothing else.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::platform::web::{Error, Refusal};

/// The media type of every answer but a file's content.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/fhir+json");

/// Media types and `_format` codes that mean FHIR's JSON.
const NAMES: &[&str] = &[
    "application/fhir+json",
    "application/json",
    "text/json",
    "json",
];
/// What leaves the choice to us.
const ANY: &[&str] = &["*/*", "application/*"];

/// What a caller wants to get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// JSON, said in so many words.
    Json,
    /// Nothing in particular.
    Any,
    /// Something that is not FHIR's JSON.
    Other,
}

/// What `_format`, else `Accept`, asks for.
pub(super) fn wanted(format: Option<&str>, headers: &HeaderMap) -> Wanted {
    if let Some(format) = format.filter(|f| !f.is_empty()) {
        // A plus sign in an address is read as a space.
        let format = format.replace(' ', "+");
        return if NAMES.contains(&format.as_str()) {
            Wanted::Json
        } else {
            Wanted::Other
        };
    }
    let accepted: Vec<String> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .map(|v| {
            v.split(';')
                .next()
                .unwrap_or("")
                .trim()
                .to_ascii_lowercase()
        })
        .filter(|v| !v.is_empty())
        .collect();
    let has = |names: &[&str]| accepted.iter().any(|a| names.contains(&a.as_str()));
    if has(NAMES) {
        Wanted::Json
    } else if accepted.is_empty() || has(ANY) {
        Wanted::Any
    } else {
        Wanted::Other
    }
}

/// Refuses a caller who takes no JSON.
pub(super) fn require_json(format: Option<&str>, headers: &HeaderMap) -> Result<(), Error> {
    match wanted(format, headers) {
        Wanted::Json | Wanted::Any => Ok(()),
        Wanted::Other => Err(Error::Refused(
            StatusCode::NOT_ACCEPTABLE,
            vec![Refusal::new("fhir_format_unknown")],
        )),
    }
}

/// An answer that is a resource.
pub(super) fn answer(status: StatusCode, resource: &impl Serialize) -> Result<Response, Error> {
    let body = serde_json::to_string(resource).map_err(|e| Error::Internal(e.into()))?;
    Ok((status, [(header::CONTENT_TYPE, JSON)], body).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(value: &str) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, value.parse().unwrap());
        wanted(None, &headers)
    }

    #[test]
    fn json_is_given_to_whoever_takes_it() {
        assert_eq!(
            accept("application/fhir+json; fhirVersion=4.0"),
            Wanted::Json
        );
        assert_eq!(accept("text/html, */*;q=0.8"), Wanted::Any);
        assert_eq!(accept("application/fhir+xml"), Wanted::Other);
        assert_eq!(
            wanted(Some("application/fhir json"), &HeaderMap::new()),
            Wanted::Json
        );
        assert_eq!(wanted(Some("xml"), &HeaderMap::new()), Wanted::Other);
        assert_eq!(wanted(None, &HeaderMap::new()), Wanted::Any);
    }
}

//! JSON bodies of the API: unknown fields are refused, and what is wrong is named by its path.

use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::{Error, Refusal};

/// A JSON body. Types that it is read into say `#[serde(deny_unknown_fields)]`.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        read(&bytes(request, state).await?).map(Json)
    }
}

/// The bytes of a request that says it carries JSON.
pub(super) async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Error> {
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|h| h.to_str().ok());
    let kind = kind.and_then(|k| k.split(';').next()).unwrap_or("").trim();
    if kind != "application/json" && !kind.ends_with("+json") {
        let refusal = Refusal::new("json_expected");
        return Err(Error::Refused(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            vec![refusal],
        ));
    }
    Bytes::from_request(request, state).await.map_err(|_| {
        Error::Refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            vec![Refusal::new("body_too_large")],
        )
    })
}

/// Reads JSON, naming the path of what is wrong.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let path = e.path().to_string();
        // serde names the kind of mistake and the field, never the value of a string field that was well formed.
        Error::Refused(
            StatusCode::BAD_REQUEST,
            vec![
                Refusal::new("json_wrong")
                    .with("path", path)
                    .with("problem", e.inner()),
            ],
        )
    })?;
    reader.end().map_err(|e| {
        Error::Refused(
            StatusCode::BAD_REQUEST,
            vec![
                Refusal::new("json_wrong")
                    .with("path", "")
                    .with("problem", e),
            ],
        )
    })?;
    Ok(value)
}

//! The query of an address: one that can't be read is refused with its reason.

use axum::extract::FromRequestParts;
use axum::extract::Query as AxumQuery;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::{Error, paging};

/// The fields of an address's query.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        paging::query(AxumQuery::from_request_parts(parts, state).await).map(Query)
    }
}

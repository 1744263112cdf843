//! Forms of pages: repeated fields become lists, and a form that can't be read is refused with its reason.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use super::{Error, Refusal};

/// The fields of an urlencoded form.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T, S> FromRequest<S> for Form<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        match axum_extra::extract::Form::<T>::from_request(request, state).await {
            Ok(form) => Ok(Form(form.0)),
            Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Error::Refused(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    vec![Refusal::new("form_too_large")],
                ))
            }
            Err(_) => Err(Error::Refused(
                StatusCode::BAD_REQUEST,
                vec![Refusal::new("form_unreadable")],
            )),
        }
    }
}

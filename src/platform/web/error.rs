//! Why a request was not carried out: one type for pages and API, with a reason code that both show.

use std::sync::Arc;

use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::platform::blobs::BlobError;
use crate::platform::i18n::Tr;

/// Which part of Carepost a request is for: it decides what an error looks like and where one signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Pages for staff.
    Staff,
    /// Pages for portal users.
    Portal,
    /// The JSON API.
    Api,
    /// The FHIR API.
    Fhir,
}

impl Area {
    /// The area of a path.
    pub fn of(uri: &Uri) -> Area {
        let path = uri.path();
        if path.starts_with("/api/") {
            Area::Api
        } else if path.starts_with("/fhir/") {
            Area::Fhir
        } else if path.starts_with("/staff") {
            Area::Staff
        } else {
            Area::Portal
        }
    }
}

/// One thing that is in the way: a stable code, the field it is about, and the values its sentence needs.
/// The sentence is the catalogue's `refusal-<code>`, the same on the page and in the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code in snake_case.
    pub code: &'static str,
    /// The field of the form or body, where there is one.
    pub field: Option<&'static str>,
    /// Values of the sentence. Never patient data in what leaves the page.
    pub args: Vec<(&'static str, String)>,
}

impl Refusal {
    /// A refusal of the whole action.
    pub fn new(code: &'static str) -> Refusal {
        Refusal {
            code,
            field: None,
            args: Vec::new(),
        }
    }

    /// A refusal of one field.
    pub fn field(field: &'static str, code: &'static str) -> Refusal {
        Refusal {
            code,
            field: Some(field),
            args: Vec::new(),
        }
    }

    /// The refusal with a value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Refusal {
        self.args.push((name, value.to_string()));
        self
    }

    /// The sentence: what is wrong and the way out.
    pub fn sentence(&self, tr: &Tr) -> String {
        tr.with(
            &format!("refusal-{}", self.code.replace('_', "-")),
            &self.args,
        )
    }
}

/// Why a request was not carried out. Nothing has been changed.
#[derive(Debug)]
pub enum Error {
    /// What was asked can't be done as it stands; 422 unless said otherwise.
    Refused(StatusCode, Vec<Refusal>),
    /// There is no such thing, or the actor may not see it: the same answer.
    NotFound,
    /// Nobody is signed in (any more).
    SignIn(Area),
    /// The actor lacks a permission or scope, named by its code.
    Forbidden(&'static str),
    /// Carepost can't do it right now: busy, disk full, connection lost. The code tells which.
    Unavailable(StatusCode, &'static str),
    /// A defect or a broken part; what it was goes to the log, without patient data.
    Internal(anyhow::Error),
}

impl Error {
    /// One refusal with status 422.
    pub fn refused(refusal: Refusal) -> Error {
        Error::Refused(StatusCode::UNPROCESSABLE_ENTITY, vec![refusal])
    }

    /// Several refusals with status 422.
    pub fn all_refused(refusals: Vec<Refusal>) -> Error {
        Error::Refused(StatusCode::UNPROCESSABLE_ENTITY, refusals)
    }

    /// One refusal with status 409: the thing has changed since it was shown.
    pub fn conflict(refusal: Refusal) -> Error {
        Error::Refused(StatusCode::CONFLICT, vec![refusal])
    }

    /// What a worker's log says of it: the cause, or the status and the codes of what was refused, never a value.
    pub fn into_cause(self) -> anyhow::Error {
        let status = self.status();
        match self {
            Error::Internal(cause) => cause,
            other => {
                let codes: Vec<_> = other.refusals().iter().map(|r| r.code).collect();
                anyhow::anyhow!("refused with {status} {}", codes.join(" "))
            }
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Error::Refused(status, _) | Error::Unavailable(status, _) => *status,
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::SignIn(_) => StatusCode::UNAUTHORIZED,
            Error::Forbidden(_) => StatusCode::FORBIDDEN,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The refusals, as far as the error has any.
    pub fn refusals(&self) -> Vec<Refusal> {
        match self {
            Error::Refused(_, refusals) => refusals.clone(),
            Error::NotFound => vec![Refusal::new("not_found")],
            Error::SignIn(_) => vec![Refusal::new("sign_in_needed")],
            Error::Forbidden(permission) => {
                vec![Refusal::new("permission_missing").with("permission", permission)]
            }
            Error::Unavailable(_, code) => vec![Refusal::new(code)],
            Error::Internal(_) => vec![Refusal::new("internal")],
        }
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Error {
        match error {
            db::Error::NotFound => Error::NotFound,
            db::Error::Nul => {
                Error::Refused(StatusCode::BAD_REQUEST, vec![Refusal::new("text_unusable")])
            }
            db::Error::Overloaded => {
                Error::Unavailable(StatusCode::SERVICE_UNAVAILABLE, "overloaded")
            }
            db::Error::Closed => Error::Unavailable(StatusCode::SERVICE_UNAVAILABLE, "stopping"),
            db::Error::InDoubt => Error::Unavailable(StatusCode::SERVICE_UNAVAILABLE, "in_doubt"),
            db::Error::Disk => Error::Unavailable(StatusCode::INSUFFICIENT_STORAGE, "disk_full"),
            other => Error::Internal(other.into()),
        }
    }
}

impl From<BlobError> for Error {
    fn from(error: BlobError) -> Error {
        match error {
            BlobError::Full => Error::Unavailable(StatusCode::INSUFFICIENT_STORAGE, "disk_full"),
            BlobError::Store(_) => {
                tracing::error!(%error, "the file store failed");
                Error::Unavailable(StatusCode::SERVICE_UNAVAILABLE, "files_unavailable")
            }
            other => Error::Internal(other.into()),
        }
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Error {
        Error::Internal(error)
    }
}

/// The error rides along on the response; [`super::error_pages`] writes the body, knowing the request's area and language.
#[derive(Clone)]
pub(super) struct Carried(pub(super) Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}

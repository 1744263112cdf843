//! One log line and one measurement for each request: its method and route pattern, never its URL.

use axum::extract::{MatchedPath, Request, State as AxumState};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

use crate::platform::state::State;

/// Answers carry it, so that somebody who asks for help can be found in the log.
static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What the log calls a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId(pub uuid::Uuid);

/// Logs and measures a request, and gives it an id.
pub async fn log(AxumState(state): AxumState<State>, mut request: Request, next: Next) -> Response {
    let id = RequestId(state.env.id());
    let method = known(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let route = route.as_deref().unwrap_or("none");
    request.extensions_mut().insert(id);
    let began = Instant::now();
    let mut response = next.run(request).await;
    let (took, status) = (began.elapsed(), response.status().as_u16());
    state.metrics.request(method, route, status, took);
    tracing::info!(
        target: "carepost::request",
        method, route, status, ms = took.as_secs_f64() * 1_000.0, request = %id.0, "answered"
    );
    if let Ok(value) = HeaderValue::from_str(&id.0.to_string()) {
        response.headers_mut().insert(REQUEST_ID.clone(), value);
    }
    response
}

/// A method by name; one that nobody knows could say anything, and is not repeated.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

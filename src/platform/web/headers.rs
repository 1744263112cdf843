//! The headers that every answer carries, errors too.

use axum::extract::{Request, State as AxumState};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::platform::state::State;

/// No script, style, frame or request from anywhere but here; nothing inline.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy of a page whose form may lead to one other origin.
pub fn page_policy_with_form_to(origin: &str) -> String {
    PAGE_POLICY.replace(
        "form-action 'self'",
        &format!("form-action 'self' {origin}"),
    )
}

/// For as long as a browser remembers it, in seconds: a year.
const OVER_HTTPS: &str = "max-age=31536000";

static ALWAYS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, PAGE_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Sets each header that the handler has not set itself (assets are cached, downloads have a stricter policy).
/// Where the public origin is https, browsers are told to come back by nothing else.
pub async fn set(AxumState(state): AxumState<State>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in &ALWAYS {
        if !headers.contains_key(name) {
            headers.insert(name.clone(), HeaderValue::from_static(value));
        }
    }
    if state.env.config.https() {
        let value = HeaderValue::from_static(OVER_HTTPS);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

//! Turns an error into the answer its reader expects: a page, a problem document (RFC 9457), or an OperationOutcome.

use askama::Template;
use axum::extract::{Request, State as AxumState};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use super::error::Carried;
use super::{Area, Error, Refusal};
use crate::platform::i18n::Tr;
use crate::platform::state::State;
use crate::platform::watch::RequestId;

#[derive(Template)]
#[template(path = "platform/web/pages/error.html")]
struct ErrorPage {
    tr: Tr,
    home: &'static str,
    sentences: Vec<String>,
    reference: Option<String>,
}

/// Writes the body of each error that a handler answered with.
pub async fn render(AxumState(state): AxumState<State>, request: Request, next: Next) -> Response {
    let area = Area::of(request.uri());
    let wish = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|h| h.to_str().ok())
        .unwrap_or("en");
    let tr = state.catalog.speak(wish, "UTC");
    let sign_in = sign_in_address(area, &request);
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|h| h.to_str().ok())
        .is_none_or(|a| a.contains("text/html") || a.contains("*/*"));
    let request_id = request
        .extensions()
        .get::<RequestId>()
        .map_or_else(uuid::Uuid::nil, |id| id.0);
    let mut response = next.run(request).await;
    let Some(Carried(error)) = response.extensions_mut().remove::<Carried>() else {
        return response;
    };
    let tr = match response.extensions_mut().remove::<Tr>() {
        Some(words) => tr.in_words_of(&words),
        None => tr,
    };
    let reference = match &*error {
        Error::Internal(cause) => {
            let reference = request_id.to_string();
            tracing::error!(%reference, error = %format!("{cause:#}"), "a request failed");
            Some(reference)
        }
        _ => None,
    };
    match area {
        Area::Api => problem(&error, &tr, reference),
        Area::Fhir => {
            let public_url = &state.env.config.server.public_url;
            operation_outcome(&error, &tr, public_url, reference)
        }
        // The islands ask for JSON and show its detail beside what was typed.
        Area::Staff | Area::Portal if !wants_page => problem(&error, &tr, reference),
        Area::Staff | Area::Portal => page(&error, tr, (area, sign_in), reference),
    }
}

fn problem(error: &Error, tr: &Tr, reference: Option<String>) -> Response {
    let refusals = error.refusals();
    let details: Vec<String> = refusals.iter().map(|r| r.sentence(tr)).collect();
    let body = json!({
        "type": "about:blank",
        "title": error.status().canonical_reason().unwrap_or("Error"),
        "status": error.status().as_u16(),
        "code": refusals.first().map_or("error", |r| r.code),
        "detail": details.join(" "),
        "errors": refusals.iter().zip(&details).map(|(r, detail)| json!({ "field": r.field, "code": r.code, "detail": detail })).collect::<Vec<_>>(),
        "reference": reference,
    });
    let mut response = (
        error.status(),
        [(header::CONTENT_TYPE, "application/problem+json")],
        body.to_string(),
    )
        .into_response();
    hints(&mut response);
    response
}

/// The code that FHIR has for a status (value set issue-type).
fn issue_code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "invalid",
        StatusCode::UNAUTHORIZED => "login",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::NOT_ACCEPTABLE | StatusCode::UNSUPPORTED_MEDIA_TYPE => "not-supported",
        StatusCode::CONFLICT => "conflict",
        StatusCode::GONE => "deleted",
        StatusCode::PRECONDITION_FAILED => "multiple-matches",
        StatusCode::PAYLOAD_TOO_LARGE => "too-long",
        StatusCode::TOO_MANY_REQUESTS => "throttled",
        StatusCode::SERVICE_UNAVAILABLE => "transient",
        StatusCode::INSUFFICIENT_STORAGE => "no-store",
        _ => "exception",
    }
}

fn operation_outcome(
    error: &Error,
    tr: &Tr,
    public_url: &str,
    reference: Option<String>,
) -> Response {
    let status = error.status();
    let issue = |r: &Refusal| {
        // A refusal deep in a resource says where as its argument `path`; the others name one of our fields.
        let path = r.args.iter().find(|(name, _)| *name == "path");
        let place = path.map(|(_, path)| path.as_str()).or(r.field);
        let mut issue = json!({
            "severity": "error",
            "code": issue_code(status),
            "details": { "coding": [{ "system": format!("{public_url}/ns/refusal"), "code": r.code }], "text": r.sentence(tr) },
        });
        if let Some(place) = place.filter(|p| !p.is_empty()) {
            issue["expression"] = json!([place]);
        }
        if let Some(reference) = &reference {
            issue["diagnostics"] = json!(reference);
        }
        issue
    };
    let issues: Vec<_> = error.refusals().iter().map(issue).collect();
    let body = json!({ "resourceType": "OperationOutcome", "issue": issues });
    let mut response = (
        status,
        [(header::CONTENT_TYPE, "application/fhir+json")],
        body.to_string(),
    )
        .into_response();
    hints(&mut response);
    response
}

/// What a program needs to go on: how to sign in, when to come back.
fn hints(response: &mut Response) {
    if response.status() == StatusCode::UNAUTHORIZED {
        response
            .headers_mut()
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
}

/// Where one signs in, with the page that was asked for as the place to come back to.
fn sign_in_address(area: Area, request: &Request) -> String {
    let place = request.uri().path_and_query().map(|p| p.as_str());
    let place = place.filter(|_| request.method() == Method::GET);
    let to = |page: &str, place: &str| {
        let next = utf8_percent_encode(place, NON_ALPHANUMERIC);
        format!("{page}?next={next}")
    };
    match (area, place) {
        (Area::Staff, Some(place)) if place != "/staff" => to("/staff/sign-in", place),
        (Area::Staff, _) => "/staff/sign-in".to_owned(),
        (_, Some(place)) if place.starts_with("/messages/") => to("/sign-in", place),
        _ => "/sign-in".to_owned(),
    }
}

fn page(
    error: &Error,
    tr: Tr,
    (area, sign_in): (Area, String),
    reference: Option<String>,
) -> Response {
    if matches!(error, Error::SignIn(_)) {
        return Redirect::to(&sign_in).into_response();
    }
    let sentences = error.refusals().iter().map(|r| r.sentence(&tr)).collect();
    let page = ErrorPage {
        tr,
        home: if area == Area::Staff { "/staff" } else { "/" },
        sentences,
        reference,
    };
    match page.render() {
        Ok(body) => (error.status(), Html(body)).into_response(),
        Err(_) => error.status().into_response(),
    }
}

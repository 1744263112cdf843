//! Forged requests from other sites are refused by what the browser itself says of their origin.
//!
//! Every current browser names the origin of a request that changes something; a page of another site can't alter it.
//! Requests of programs carry none of these headers, and no cookie of a browser either.

use axum::extract::{Request, State as AxumState};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Error;
use crate::platform::state::State;

/// Refuses a request that changes something and comes from another origin.
pub async fn refuse_other_origins(
    AxumState(state): AxumState<State>,
    request: Request,
    next: Next,
) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if !safe && !same_origin(request.headers(), &state.env.config.server.public_url) {
        return Error::Forbidden("same_origin").into_response();
    }
    next.run(request).await
}

fn same_origin(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: header::HeaderName| {
        headers
            .get(name)
            .map(|v| v.to_str().unwrap_or("unreadable"))
    };
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    if let Some(origin) = text(header::ORIGIN) {
        return origin == public_url;
    }
    text(header::REFERER).is_none_or(|r| {
        r == public_url
            || r.strip_prefix(public_url)
                .is_some_and(|rest| rest.starts_with('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        same_origin(&headers, "https://m.example.org")
    }

    #[test]
    fn only_the_own_origin_passes() {
        assert!(check(&[("sec-fetch-site", "same-origin")]));
        assert!(!check(&[
            ("sec-fetch-site", "same-site"),
            ("origin", "https://m.example.org")
        ]));
        assert!(!check(&[("sec-fetch-site", "cross-site")]));
        assert!(check(&[("origin", "https://m.example.org")]));
        assert!(!check(&[("origin", "null")]));
        assert!(!check(&[(
            "referer",
            "https://m.example.org.evil.example/"
        )]));
        assert!(check(&[("referer", "https://m.example.org/messages")]));
        assert!(check(&[]));
    }
}

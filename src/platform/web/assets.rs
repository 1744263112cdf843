//! The browser's files, embedded by `build.rs`: styles, scripts and icons under names that hold their content's hash.
//!
//! Pages name them through the constants here (`STAFF_CSS`, `PORTAL_JS`, ...), so a file that is missing does not compile.

use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::Routes;
use crate::platform::auth::Who;

/// One file with its bodies made at build.
struct Asset {
    name: &'static str,
    media: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// `GET` and `HEAD /assets/{name}`: public, cached for a year (the name changes with the content).
pub fn routes() -> Routes {
    Routes::new().get("/assets/{name}", Who::Anyone, serve)
}

async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let (coding, body) = choose(asset, accepted);
    let etag = format!("\"{}.{}\"", asset.name, coding.unwrap_or("id"));
    let known = headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value
                .split(',')
                .map(|tag| tag.trim().trim_start_matches("W/"))
                .any(|tag| tag == "*" || tag == etag)
        });
    let mut answer = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body.into_response()
    };
    let set = answer.headers_mut();
    put(set, CACHE_CONTROL, "public, max-age=31536000, immutable");
    put(set, VARY, "accept-encoding");
    put(set, ETAG, &etag);
    put(set, X_CONTENT_TYPE_OPTIONS, "nosniff");
    if !known {
        put(set, CONTENT_TYPE, asset.media);
        if let Some(coding) = coding {
            put(set, CONTENT_ENCODING, coding);
        }
    }
    answer
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// The smallest body that the client takes: brotli, gzip, or the plain one. `q=0` refuses a coding.
fn choose(asset: &'static Asset, accepted: &str) -> (Option<&'static str>, &'static [u8]) {
    [("br", asset.brotli), ("gzip", asset.gzip)]
        .into_iter()
        .find(|(coding, body)| body.len() < asset.plain.len() && takes(accepted, coding))
        .map_or((None, asset.plain), |(coding, body)| (Some(coding), body))
}

/// Whether an `Accept-Encoding` takes a coding; one named outright counts before `*`.
pub(super) fn takes(accepted: &str, coding: &str) -> bool {
    let quality = |wanted: &str| {
        accepted.split(',').find_map(|entry| {
            let mut parts = entry.split(';').map(str::trim);
            parts
                .next()
                .filter(|name| name.eq_ignore_ascii_case(wanted))?;
            let q =
                parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
            Some(q.map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0)))
        })
    };
    quality(coding)
        .or_else(|| quality("*"))
        .is_some_and(|q| q > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt as _;

    async fn ask(path: &str, headers: &[(HeaderName, &str)]) -> (StatusCode, HeaderMap, Vec<u8>) {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let answer = axum::Router::<()>::new()
            .route("/assets/{name}", axum::routing::get(serve))
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, body.to_vec())
    }

    fn named(constant: &str) -> &'static Asset {
        ASSETS
            .iter()
            .find(|asset| constant.ends_with(asset.name))
            .unwrap()
    }

    #[tokio::test]
    async fn serves_the_smallest_body_taken() {
        let asset = named(STAFF_CSS);
        for (accepted, coding, body) in [
            ("gzip, deflate, br", Some("br"), asset.brotli),
            ("gzip;q=1.0, br;q=0", Some("gzip"), asset.gzip),
            ("*;q=0.5, br;q=0.0", Some("gzip"), asset.gzip),
            ("br;q=0, gzip; q=0, *", None, asset.plain),
            ("identity", None, asset.plain),
            ("", None, asset.plain),
        ] {
            let (status, headers, got) = ask(STAFF_CSS, &[(ACCEPT_ENCODING, accepted)]).await;
            assert_eq!(status, StatusCode::OK, "{accepted}");
            assert_eq!(
                headers
                    .get(CONTENT_ENCODING)
                    .map(|value| value.to_str().unwrap()),
                coding,
                "{accepted}"
            );
            assert_eq!(got, body, "{accepted}");
            assert_eq!(headers[CONTENT_TYPE], "text/css; charset=utf-8");
            assert_eq!(
                headers[CACHE_CONTROL],
                "public, max-age=31536000, immutable"
            );
            assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(headers[VARY], "accept-encoding");
        }
    }

    #[tokio::test]
    async fn answers_304_to_a_known_tag_only() {
        let (_, headers, _) = ask(ICONS_SVG, &[]).await;
        let etag = headers[ETAG].to_str().unwrap().to_owned();
        let (status, headers, body) =
            ask(ICONS_SVG, &[(IF_NONE_MATCH, &format!("\"old\", W/{etag}"))]).await;
        assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(headers[ETAG], *etag);
        let other = [(IF_NONE_MATCH, etag.as_str()), (ACCEPT_ENCODING, "br")];
        assert_eq!(ask(ICONS_SVG, &other).await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn knows_nothing_else() {
        for path in ["/assets/manifest.txt", "/assets/..%2Fbuild.rs", "/assets/"] {
            assert_eq!(ask(path, &[]).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

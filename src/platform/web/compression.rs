//! Pages and answers go out compressed where their reader takes it. Assets are compressed when the program is built, and files
//! of patients go out as they are: their length is known, and a part of one fits the rest.
//!
//! The library's layer sets a compressor up for each page anew, which takes as long as compressing it: these are kept.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, HttpBody as _, to_bytes};
use axum::extract::{Request, State as AxumState};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use flate2::{Compress, FlushCompress, Status};

use super::Error;
use super::assets::takes;

/// How hard: the next steps make pages a tenth smaller and take three times as long, which people on either end of a clinic's
/// own line would wait for; brotli sets megabytes aside for each page.
const LEVEL: flate2::Compression = flate2::Compression::fast();

/// The window of the format at its largest, in bits.
const WINDOW: u8 = 15;

/// What is compressed, in bytes: below, nothing is saved; above, one answer would keep a thread from all others.
const SIZES: std::ops::RangeInclusive<u64> = 1_024..=4 * 1_024 * 1_024;

/// Compressors that nobody uses at the moment: never more than there are threads that answer.
#[derive(Debug, Clone, Default)]
pub struct Compressors(Arc<Mutex<Vec<Compress>>>);

/// Compresses the answer where that may be.
pub async fn compress(
    AxumState(compressors): AxumState<Compressors>,
    request: Request,
    next: Next,
) -> Response {
    let accepted = request.headers().get(header::ACCEPT_ENCODING);
    let accepted = accepted.and_then(|value| value.to_str().ok());
    let gzip = accepted.is_some_and(|accepted| takes(accepted, "gzip"));
    let mut response = next.run(request).await;
    let size = response.body().size_hint().exact();
    if !size.is_some_and(|size| SIZES.contains(&size)) || !compresses(response.headers()) {
        return response;
    }
    let accept_encoding = HeaderValue::from_static("accept-encoding");
    response.headers_mut().append(header::VARY, accept_encoding);
    if !gzip {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let plain = match to_bytes(body, usize::MAX).await {
        Ok(plain) => plain,
        Err(error) => return Error::Internal(error.into()).into_response(),
    };
    let Some(packed) = compressors.gzip(&plain) else {
        return Response::from_parts(head, Body::from(plain));
    };
    head.headers.remove(header::CONTENT_LENGTH);
    let gzip = HeaderValue::from_static("gzip");
    head.headers.insert(header::CONTENT_ENCODING, gzip);
    Response::from_parts(head, Body::from(packed))
}

/// Whether an answer with these headers gets smaller and is nobody's file.
fn compresses(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let packed = kind.starts_with("image/") && !kind.starts_with("image/svg");
    let whole = [
        header::CONTENT_ENCODING,
        header::CONTENT_DISPOSITION,
        header::CONTENT_RANGE,
    ];
    !packed && !whole.iter().any(|name| headers.contains_key(name))
}

impl Compressors {
    /// The bytes in gzip's format (RFC 1952); none where the library fails, which leaves them as they are.
    fn gzip(&self, plain: &[u8]) -> Option<Bytes> {
        let idle = self.idle().pop();
        let mut compress = idle.unwrap_or_else(|| Compress::new_gzip(LEVEL, WINDOW));
        let mut packed = Vec::with_capacity(plain.len() / 3 + 64);
        loop {
            let taken = usize::try_from(compress.total_in()).ok()?;
            let rest = plain.get(taken..)?;
            match compress.compress_vec(rest, &mut packed, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => break,
                Ok(_) => packed.reserve(plain.len() / 4 + 64),
                Err(_) => return None,
            }
        }
        compress.reset();
        self.idle().push(compress);
        Some(packed.into())
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Compress>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::io::Read as _;

    use axum::middleware::from_fn_with_state;
    use tower::{Layer as _, ServiceExt as _};

    use super::*;

    async fn ask(answer: Response, accepted: &str) -> (HeaderMap, Vec<u8>) {
        let answer = Arc::new(Mutex::new(Some(answer)));
        let handler = tower::service_fn(move |_: Request| {
            let answer = answer.lock().unwrap().take().unwrap();
            async { Ok::<_, Infallible>(answer) }
        });
        let service = from_fn_with_state(Compressors::default(), compress).layer(handler);
        let request = Request::get("/").header(header::ACCEPT_ENCODING, accepted);
        let request = request.body(Body::empty()).unwrap();
        let (head, body) = service.oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (head.headers, body.to_vec())
    }

    fn page(kind: &'static str, size: usize) -> Response {
        (
            [(header::CONTENT_TYPE, kind)],
            "<p>Bonjour</p>".repeat(size / 14 + 1),
        )
            .into_response()
    }

    #[tokio::test]
    async fn a_page_is_compressed_for_who_takes_it() {
        let (head, body) = ask(page("text/html", 20_000), "gzip, br").await;
        assert_eq!(head[header::CONTENT_ENCODING], "gzip");
        assert_eq!(head[header::VARY], "accept-encoding");
        let mut plain = String::new();
        let mut reader = flate2::read::GzDecoder::new(body.as_slice());
        reader.read_to_string(&mut plain).unwrap();
        assert_eq!(plain.len(), 20_006);
        assert!(body.len() < 2_000, "{}", body.len());
        for refused in ["", "br", "gzip;q=0"] {
            let (head, body) = ask(page("text/html", 20_000), refused).await;
            assert!(!head.contains_key(header::CONTENT_ENCODING), "{refused}");
            assert_eq!(head[header::VARY], "accept-encoding");
            assert_eq!(body.len(), 20_006);
        }
    }

    #[tokio::test]
    async fn what_would_not_get_smaller_and_what_is_a_file_stay_as_they_are() {
        let mut file = page("text/csv", 20_000);
        let attachment = HeaderValue::from_static("attachment");
        (file.headers_mut()).insert(header::CONTENT_DISPOSITION, attachment);
        for answer in [page("text/html", 500), page("image/png", 20_000), file] {
            let (head, _) = ask(answer, "gzip").await;
            assert!(!head.contains_key(header::CONTENT_ENCODING), "{head:?}");
        }
        let (head, _) = ask(page("image/svg+xml", 20_000), "gzip").await;
        assert!(head.contains_key(header::CONTENT_ENCODING));
    }

    #[test]
    fn one_compressor_serves_one_page_after_the_other() {
        let compressors = Compressors::default();
        // What can't be compressed grows, and needs more room than was set aside for it.
        let noise: Vec<u8> = (0_u32..60_000)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        for plain in [noise.as_slice(), b"a", "words ".repeat(9_000).as_bytes()] {
            let packed = compressors.gzip(plain).unwrap();
            let mut back = Vec::new();
            let mut reader = flate2::read::GzDecoder::new(&*packed);
            reader.read_to_end(&mut back).unwrap();
            assert!(back == plain);
            assert_eq!(compressors.idle().len(), 1);
        }
    }
}

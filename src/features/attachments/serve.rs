//! Giving a file out: decrypted as it goes, as a download that no browser runs.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::StreamExt;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::model::Wanted;
use super::store::GivenFile;
use crate::platform::blobs::{BlobError, ByteStream};
use crate::platform::ids::ClinicId;
use crate::platform::keys::Purpose;
use crate::platform::state::State;
use crate::platform::web::Error;

/// Nothing of a file runs, loads or frames anything, whatever opens it.
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

const THUMBNAIL: HeaderValue = HeaderValue::from_static("image/jpeg");

/// What RFC 5987 allows unescaped in a file name.
const NAME: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Which bytes are given, for whoever keeps count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// The first byte.
    pub from: u64,
    /// Bytes in the whole file.
    pub size: u64,
}

/// Told once how many bytes left, when the last one has, or when the reader went away.
pub type Ended = Box<dyn FnOnce(u64) + Send>;

/// Answers with the file, or the part of it that `headers` ask for. `begins` is told what will be given before any byte
/// is, may refuse it, and returns who is to be told how far it came.
///
/// # Errors
/// What `begins` says; where the file can't be opened.
pub async fn give<F, Fut>(
    state: &State,
    clinic: ClinicId,
    file: &GivenFile,
    headers: &HeaderMap,
    begins: F,
) -> Result<Response, Error>
where
    F: FnOnce(Given) -> Fut,
    Fut: Future<Output = Result<Option<Ended>, Error>>,
{
    let key = state.env.keys.clinic(clinic.uuid(), Purpose::Blobs);
    let reader = state.blobs.open(&key, &file.blob_key.parse()?).await?;
    let size = reader.size();
    let range = headers.get(header::RANGE).and_then(|h| h.to_str().ok());
    let (status, from, to) = match Wanted::read(range, size) {
        Wanted::All => (StatusCode::OK, 0, size),
        Wanted::Part(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
        Wanted::Nothing => return Ok(nothing_there(size)),
    };
    let ended = begins(Given { from, size }).await?;
    let body = Body::from_stream(Counted {
        inner: reader.range(from..to),
        gone: 0,
        ended,
    });
    let mut response = (status, body).into_response();
    let answer = response.headers_mut();
    protect(answer);
    answer.insert(header::CONTENT_TYPE, value(&file.content_type)?);
    answer.insert(
        header::CONTENT_DISPOSITION,
        value(&disposition(&file.file_name))?,
    );
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(to - from));
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if status == StatusCode::PARTIAL_CONTENT {
        let last = to.saturating_sub(1);
        answer.insert(
            header::CONTENT_RANGE,
            value(&format!("bytes {from}-{last}/{size}"))?,
        );
    }
    Ok(response)
}

/// Answers with a thumbnail, shown in the page.
pub(super) async fn give_preview(
    state: &State,
    clinic: ClinicId,
    preview_key: Option<&str>,
) -> Result<Response, Error> {
    let name = preview_key.ok_or(Error::NotFound)?.parse()?;
    let key = state.env.keys.clinic(clinic.uuid(), Purpose::Blobs);
    let reader = state.blobs.open(&key, &name).await?;
    let mut response = Body::from_stream(reader.stream()).into_response();
    protect(response.headers_mut());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, THUMBNAIL);
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(reader.size()));
    Ok(response)
}

fn protect(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

fn nothing_there(size: u64) -> Response {
    let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    protect(response.headers_mut());
    if let Ok(range) = value(&format!("bytes */{size}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    response
}

/// Always a download, with the name in plain letters for old readers and whole for all others.
fn disposition(file_name: &str) -> String {
    let plain: String = file_name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' {
                c
            } else {
                '_'
            }
        })
        .collect();
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        utf8_percent_encode(file_name, NAME)
    )
}

fn value(text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|e| Error::Internal(e.into()))
}

/// A stream that counts what it has given, and says so when it is dropped: complete or not.
struct Counted {
    inner: ByteStream,
    gone: u64,
    ended: Option<Ended>,
}

impl futures::Stream for Counted {
    type Item = Result<Bytes, BlobError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let polled = self.inner.poll_next_unpin(cx);
        if let std::task::Poll::Ready(Some(Ok(bytes))) = &polled {
            self.gone += bytes.len() as u64;
        }
        polled
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if let Some(ended) = self.ended.take() {
            ended(self.gone);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_one_parameter() {
        let evil = "a\"; filename=\"evil.exe\\é.pdf";
        let line = disposition(evil);
        assert_eq!(
            line,
            "attachment; filename=\"a_; filename=_evil.exe__.pdf\"; filename*=UTF-8''a%22%3B%20filename%3D%22evil.exe%5C%C3%A9.pdf"
        );
        assert!(value(&line).is_ok());
    }
}

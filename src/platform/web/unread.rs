//! What a caller sends on after the answer is known: a file that is too large, a form whose session has ended.
//!
//! A server that answers and hangs up in the middle of a body breaks the caller's connection, and with it often the answer
//! that says what was wrong. So the rest is taken in first and thrown away, within limits.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::BodyExt as _;
use tokio::sync::oneshot;

/// The most that is thrown away of one body, in bytes: more than a telephone's photo that nobody made smaller.
const MOST: usize = 128 * 1024 * 1024;

/// Who sends nothing for as long is not waited for.
const PAUSE: Duration = Duration::from_secs(10);

/// Answers when the caller has sent all, or more than is waited for.
pub async fn take_in(request: Request, next: Next) -> Response {
    // Who asks first whether to send at all is told no, and sends nothing.
    let asks_first = request.headers().contains_key(header::EXPECT);
    let (give_back, rest) = oneshot::channel();
    let request = request.map(|body| {
        Body::new(Lent {
            body,
            begun: !asks_first,
            ended: false,
            give_back: Some(give_back),
        })
    });
    let response = next.run(request).await;
    if let Ok(rest) = { rest }.try_recv() {
        throw_away(rest).await;
    }
    response
}

async fn throw_away(mut rest: Body) {
    let mut bytes = 0;
    while bytes < MOST
        && let Ok(Some(Ok(frame))) = tokio::time::timeout(PAUSE, rest.frame()).await
    {
        bytes += frame.data_ref().map_or(0, Bytes::len);
    }
}

/// A body that is given back, once whoever read it lets go of it before its end.
struct Lent {
    body: Body,
    begun: bool,
    ended: bool,
    give_back: Option<oneshot::Sender<Body>>,
}

impl HttpBody for Lent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        self.begun = true;
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        self.ended = !matches!(frame, Some(Ok(_)));
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if self.begun
            && !self.ended
            && !self.body.is_end_stream()
            && let Some(give_back) = self.give_back.take()
        {
            // Nobody waits for it when the caller is gone.
            let _ = give_back.send(std::mem::take(&mut self.body));
        }
    }
}

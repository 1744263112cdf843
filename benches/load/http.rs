//! One connection to the server, kept open from request to request.

use std::net::SocketAddr;

use anyhow::ensure;
use axum::http::{Method, Request, header};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A caller with a connection of its own, signed in where a header says so.
pub(crate) struct Caller {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    signed_in: Option<(header::HeaderName, String)>,
}

impl Caller {
    pub(crate) async fn connect(address: SocketAddr) -> anyhow::Result<Caller> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Caller {
            sender,
            host: address.to_string(),
            signed_in: None,
        })
    }

    /// The same, with the cookie of a signed-in browser.
    pub(crate) fn with_cookie(mut self, name: &str, secret: &str) -> Caller {
        self.signed_in = Some((header::COOKIE, format!("{name}={secret}")));
        self
    }

    /// The same, with an API key.
    pub(crate) fn with_key(mut self, key: &str) -> Caller {
        self.signed_in = Some((header::AUTHORIZATION, format!("Bearer {key}")));
        self
    }

    /// Gets a page, as a browser that takes compressed ones.
    pub(crate) async fn get(&mut self, path: &str) -> anyhow::Result<Bytes> {
        let request = self
            .request(Method::GET, path)
            .header(header::ACCEPT_ENCODING, "gzip, br");
        self.whole(request.body(Full::default())?).await
    }

    /// Gets JSON, as programs that take no compressed answers.
    pub(crate) async fn json(&mut self, path: &str) -> anyhow::Result<serde_json::Value> {
        let request = self.request(Method::GET, path);
        let answer = self.whole(request.body(Full::default())?).await?;
        Ok(serde_json::from_slice(&answer)?)
    }

    /// Posts JSON under an idempotency key, as programs should.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        key: &str,
        json: String,
    ) -> anyhow::Result<Bytes> {
        self.write(Method::POST, path, key, json).await
    }

    /// Puts JSON in the place of what is there.
    pub(crate) async fn put(
        &mut self,
        path: &str,
        key: &str,
        json: String,
    ) -> anyhow::Result<Bytes> {
        self.write(Method::PUT, path, key, json).await
    }

    async fn write(
        &mut self,
        method: Method,
        path: &str,
        key: &str,
        json: String,
    ) -> anyhow::Result<Bytes> {
        let request = self
            .request(method, path)
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key);
        self.whole(request.body(Full::from(json))?).await
    }

    /// Opens a stream of events.
    pub(crate) async fn stream(&mut self, path: &str) -> anyhow::Result<Incoming> {
        let request = self.request(Method::GET, path).body(Full::default())?;
        let response = self.sender.send_request(request).await?;
        ensure!(
            response.status().is_success(),
            "{path} answered {}",
            response.status()
        );
        Ok(response.into_body())
    }

    fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host);
        match &self.signed_in {
            Some((name, value)) => request.header(name, value),
            None => request,
        }
    }

    async fn whole(&mut self, request: Request<Full<Bytes>>) -> anyhow::Result<Bytes> {
        let path = request.uri().path().to_owned();
        self.sender.ready().await?;
        let response = self.sender.send_request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        ensure!(
            status.is_success(),
            "{path} answered {status}: {}",
            String::from_utf8_lossy(&body)
        );
        Ok(body)
    }
}

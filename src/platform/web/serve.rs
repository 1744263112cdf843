//! The loop behind the listener: a task for each connection.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};

/// How long a connection may say nothing before or between requests, and how long the head of a request may take: longer
/// than proxies keep a connection that they don't use, so that it is they who hang up.
const SILENT: Duration = Duration::from_secs(75);

/// Rest after a connection could not be taken for want of something on this machine, such as file handles.
const REST: Duration = Duration::from_secs(1);

/// Serves HTTP/1.1 on `listener` until `stop`, then waits for the requests under way. Handlers find the caller's address as
/// [`ConnectInfo`].
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, caller) = tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    if !is_of_caller(error.kind()) {
                        tracing::error!(%error, "a connection could not be taken");
                        tokio::time::sleep(REST).await;
                    }
                    continue;
                }
            },
        };
        let router = router.clone();
        let connection = open.watch(connection(stream, Answering { router, caller }));
        tokio::spawn(async move {
            // Whoever hangs up in the middle ends the connection and nothing else.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    open.shutdown().await;
}

/// The application, as one connection's requests meet it.
struct Answering {
    router: Router,
    caller: SocketAddr,
}

impl Service<Request<Incoming>> for Answering {
    type Response = Response;
    type Error = Infallible;
    type Future = <Router as tower::Service<Request<Body>>>::Future;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(self.caller));
        tower::Service::call(&mut self.router.clone(), request)
    }
}

fn connection(
    stream: TcpStream,
    answering: Answering,
) -> http1::Connection<TokioIo<TcpStream>, Answering> {
    // Live updates are short and must not wait to be sent together. Where it can't be set they come a little later.
    let _ = stream.set_nodelay(true);
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SILENT)
        .serve_connection(TokioIo::new(stream), answering)
}

/// Whether it is the caller who gave up before the connection was taken.
fn is_of_caller(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}

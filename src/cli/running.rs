//! What serving means: requests, the worker and the metrics' listener together, from start to a tidy end.

use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::stop::Stop;
use crate::app;
use crate::features::notifications;
use crate::platform::state::State;
use crate::platform::web::{self, Routes};

/// Requests under way may take this long to end when the process stops.
const GRACE: Duration = Duration::from_secs(10);

/// Serves the application, with `more` routes of the command's own, and does its jobs until the process is asked to
/// `stop`. Then requests and jobs under way end; the database is left open for the caller to close.
///
/// # Errors
/// When the listener fails.
pub(super) async fn serve(
    state: State,
    listener: TcpListener,
    more: Routes,
    stop: Stop,
) -> anyhow::Result<()> {
    let data = &state.env.config.data;
    if data.postgres_url.is_empty() {
        let random = state.env.random.clone();
        state.reserve.keep(&data.folder, random).await;
    }
    tracing::info!(listen = %listener.local_addr()?, "serving");
    let worker = Worker::begin(&state).with_listeners(&state).await?;
    let router = app::router_with(state.clone(), more);
    let stopped = worker.stop.clone().cancelled_owned();
    let mut server = tokio::spawn(web::serve(listener, router, stopped));
    tokio::select! {
        failed = &mut server => failed?,
        () = stop.asked() => {
            worker.stop.cancel();
            // Open pages hold a live stream, which would not end by itself.
            state.live.end_all();
            if tokio::time::timeout(GRACE, &mut server).await.is_err() {
                tracing::warn!("requests under way were cut off");
                server.abort();
            }
        }
    }
    worker.end().await;
    Ok(())
}

/// A worker under way in this process.
pub(super) struct Worker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    /// Begins to work.
    pub(super) fn begin(state: &State) -> Worker {
        let stop = CancellationToken::new();
        let worker = app::jobs::Worker::new(state.clone()).run(stop.clone());
        Worker {
            task: tokio::spawn(worker),
            stop,
        }
    }

    /// Serves `/metrics` beside the work, where `server.metrics_listen` says so, and takes returned mail where
    /// `smtp.bounce_listen` does.
    pub(super) async fn with_listeners(self, state: &State) -> anyhow::Result<Worker> {
        metrics(state, self.stop.clone()).await?;
        returned_mail(state, self.stop.clone()).await?;
        Ok(self)
    }

    /// Asks the worker to stop and waits for the jobs under way.
    pub(super) async fn end(self) {
        self.stop.cancel();
        if self.task.await.is_err() {
            tracing::error!("the worker panicked");
        }
    }
}

async fn metrics(state: &State, stop: CancellationToken) -> anyhow::Result<()> {
    let listen = state.env.config.server.metrics_listen.clone();
    if listen.is_empty() {
        return Ok(());
    }
    let listener = TcpListener::bind(&listen)
        .await
        .with_context(|| format!("can't listen on {listen} for metrics (server.metrics_listen)"))?;
    let router = app::metrics_router(state.clone());
    tokio::spawn(async move {
        axum::serve(listener, router)
            .with_graceful_shutdown(stop.cancelled_owned())
            .await
    });
    Ok(())
}

async fn returned_mail(state: &State, stop: CancellationToken) -> anyhow::Result<()> {
    let listen = state.env.config.smtp.bounce_listen.clone();
    if listen.is_empty() {
        return Ok(());
    }
    let listener = TcpListener::bind(&listen).await.with_context(|| {
        format!("can't listen on {listen} for returned mail (smtp.bounce_listen)")
    })?;
    tokio::spawn(notifications::receive_bounces(
        state.clone(),
        listener,
        stop,
    ));
    Ok(())
}

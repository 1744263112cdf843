//! `/health`: whether this process can do its work. For load balancers and people; it says nothing about the data.

use std::sync::Mutex;
use std::sync::PoisonError;

use axum::Json;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use serde::Serialize;

use crate::platform::state::State;
use crate::platform::time::{MINUTE, SECOND, Timestamp};

/// The database is asked at most this often, however many ask us.
const CACHED_MS: i64 = 2 * SECOND;

/// Jobs that have been due for longer mean that no worker keeps up.
const LATE_MS: i64 = 5 * MINUTE;

/// What is wrong, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// `ok` or `failing`: the sum of what follows.
    status: &'static str,
    /// Whether the database takes a write: `ok`, `busy`, `disk_full` or `failing`.
    database: &'static str,
    /// Whether jobs are done in time: `ok` or `late`. Late jobs don't make this process unfit to serve.
    worker: &'static str,
    /// For how many seconds the oldest job that is due has waited.
    worker_lag_seconds: i64,
}

impl Findings {
    fn new(database: &'static str, lag_ms: i64) -> Findings {
        Findings {
            status: if database == "ok" { "ok" } else { "failing" },
            database,
            worker: if lag_ms > LATE_MS { "late" } else { "ok" },
            worker_lag_seconds: lag_ms / SECOND,
        }
    }
}

/// The last findings, kept for a moment.
#[derive(Debug, Default)]
pub struct Health(Mutex<Option<(Timestamp, Findings)>>);

impl Health {
    fn cached(&self, now: Timestamp) -> Option<Findings> {
        let kept = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.filter(|(at, _)| (0..CACHED_MS).contains(&now.since(*at)))
            .map(|(_, findings)| findings)
    }

    fn keep(&self, now: Timestamp, findings: Findings) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, findings));
    }
}

/// `GET /health/live`: the process answers.
pub async fn alive() -> &'static str {
    "ok"
}

/// `GET /health`: 200 when the database takes writes, 503 when not.
pub async fn ready(AxumState(state): AxumState<State>) -> (StatusCode, Json<Findings>) {
    let now = state.env.now();
    let findings = match state.health.cached(now) {
        Some(findings) => findings,
        None => {
            let findings = look(&state, now).await;
            state.health.keep(now, findings);
            findings
        }
    };
    let status = if findings.status == "ok" {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(findings))
}

async fn look(state: &State, now: Timestamp) -> Findings {
    let probed = state
        .db
        .across()
        .write(move |tx| {
            probe(tx)?;
            jobs::next_due(tx)
        })
        .await;
    match probed {
        Ok(due) => Findings::new("ok", due.map_or(0, |due| now.0.saturating_sub(due).max(0))),
        Err(db::Error::Overloaded) => Findings::new("busy", 0),
        Err(db::Error::Disk) => Findings::new("disk_full", 0),
        Err(_) => Findings::new("failing", 0),
    }
}

/// A write that leaves one row, always the same.
fn probe(tx: &mut db::Tx<'_>) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO rate_window (bucket, window_start, hits) VALUES ('health', 0, 1)
         ON CONFLICT (bucket, window_start) DO UPDATE SET hits = (rate_window.hits + 1) % 1000000",
        &[],
    )
    .map(drop)
}

//! `/metrics`: counters, gauges and durations in the OpenMetrics text format, on an address of its own.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::extract::State as AxumState;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::platform::state::State;
use crate::platform::web::Error;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct NotificationLabels {
    channel: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabels {
    state: &'static str,
}

/// What is counted in this process. Clones count together.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<RequestLabels, Histogram, fn() -> Histogram>,
    notifications: Family<NotificationLabels, Counter>,
    passwords: Counter,
    jobs: Family<StateLabels, Gauge>,
    lag: Gauge<f64, AtomicU64>,
    database: Family<StateLabels, Gauge>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Default for Metrics {
    fn default() -> Metrics {
        // From a millisecond to about 16 seconds.
        let durations: fn() -> Histogram = || Histogram::new(exponential_buckets(0.001, 2.0, 15));
        let metrics = Metrics {
            registry: Arc::default(),
            requests: Family::new_with_constructor(durations),
            notifications: Family::default(),
            passwords: Counter::default(),
            jobs: Family::default(),
            lag: Gauge::default(),
            database: Family::default(),
        };
        let mut registry = Registry::with_prefix("carepost");
        registry.register_with_unit(
            "http_request_duration",
            "Time to answer, by method, route pattern and status",
            Unit::Seconds,
            metrics.requests.clone(),
        );
        registry.register(
            "notifications",
            "Attempts to notify, by channel and what became of the delivery: sent, queued (tried again later), failed",
            metrics.notifications.clone(),
        );
        registry.register(
            "password_checks",
            "Passwords that were compared with a hash, for known and unknown accounts alike",
            metrics.passwords.clone(),
        );
        registry.register(
            "jobs",
            "Jobs in the queue: waiting, leased, set_aside",
            metrics.jobs.clone(),
        );
        registry.register_with_unit(
            "job_lag",
            "For how long the oldest job that is due has waited",
            Unit::Seconds,
            metrics.lag.clone(),
        );
        registry.register(
            "database",
            "The database since it was opened: closures waiting (write_queue, read_queue) and done (writes, reads), commits, the largest group committed at once, and what was rolled back, run again or refused. writes / commits is the mean group.",
            metrics.database.clone(),
        );
        Metrics {
            registry: Arc::new(registry),
            ..metrics
        }
    }
}

impl Metrics {
    /// A request was answered.
    pub fn request(&self, method: &'static str, route: &str, status: u16, took: Duration) {
        let labels = RequestLabels {
            method,
            route: route.to_owned(),
            status,
        };
        self.requests
            .get_or_create(&labels)
            .observe(took.as_secs_f64());
    }

    /// A notification came to an outcome on a channel.
    pub fn notification(&self, channel: &'static str, outcome: &'static str) {
        self.notifications
            .get_or_create(&NotificationLabels { channel, outcome })
            .inc();
    }

    /// A password was compared with a hash.
    pub fn password_check(&self) {
        self.passwords.inc();
    }

    /// How many passwords were compared so far.
    pub fn password_checks(&self) -> u64 {
        self.passwords.get()
    }

    fn database(&self, stats: &db::Stats) {
        let values = [
            ("write_queue", stats.write_queue),
            ("read_queue", stats.read_queue),
            ("writes", stats.writes),
            ("reads", stats.reads),
            ("commits", stats.commits),
            ("largest_group", stats.largest_group),
            ("rollbacks", stats.rollbacks),
            ("retries", stats.retries),
            ("refused", stats.refused),
        ];
        for (state, value) in values {
            self.database
                .get_or_create(&StateLabels { state })
                .set(i64::try_from(value).unwrap_or(i64::MAX));
        }
    }

    fn queue(&self, counts: &jobs::Counts, lag_ms: i64) {
        let values = [
            ("waiting", counts.waiting),
            ("leased", counts.leased),
            ("set_aside", counts.set_aside),
        ];
        for (state, value) in values {
            self.jobs.get_or_create(&StateLabels { state }).set(value);
        }
        self.lag.set(lag_ms as f64 / 1_000.0);
    }
}

/// `GET /metrics`.
pub async fn scrape(AxumState(state): AxumState<State>) -> Result<Response, Error> {
    let now = state.env.now().0;
    let (counts, due) = state
        .db
        .across()
        .read(|tx| Ok::<_, db::Error>((jobs::counts(tx)?, jobs::next_due(tx)?)))
        .await?;
    let metrics = &state.metrics;
    metrics.queue(&counts, due.map_or(0, |due| now.saturating_sub(due).max(0)));
    metrics.database(&state.db.stats());
    let mut text = String::new();
    encode(&mut text, &metrics.registry).map_err(|e| Error::Internal(e.into()))?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

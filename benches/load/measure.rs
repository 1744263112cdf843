//! A closed loop: so many callers, each asking again as soon as it is answered.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::Serialize;

/// What one measurement found.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Figure {
    /// Callers at a time.
    pub(crate) in_flight: usize,
    /// Answers a second, all callers together.
    pub(crate) per_second: f64,
    /// Median time of an answer, in milliseconds.
    pub(crate) p50_ms: f64,
    /// Time within which 99 of 100 answers came, in milliseconds.
    pub(crate) p99_ms: f64,
}

impl Figure {
    /// Of times that were taken one after the other.
    pub(crate) fn of(mut times: Vec<Duration>, in_flight: usize, over: Duration) -> Figure {
        times.sort_unstable();
        let at = |share: f64| {
            let last = times.len().saturating_sub(1);
            let index = (share * last as f64).round() as usize;
            times
                .get(index)
                .map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
        };
        Figure {
            in_flight,
            per_second: times.len() as f64 / over.as_secs_f64(),
            p50_ms: at(0.50),
            p99_ms: at(0.99),
        }
    }
}

/// How long callers ask before it counts: connections are made and statements prepared meanwhile.
const WARM_UP: Duration = Duration::from_millis(500);

/// Asks with every one of `callers` until `each` has passed, after a time to warm up. The number handed to `ask` is new each
/// time.
pub(crate) async fn closed_loop<C, A, F>(
    callers: Vec<C>,
    each: Duration,
    numbers: &Arc<AtomicUsize>,
    ask: A,
) -> anyhow::Result<Figure>
where
    C: Send + 'static,
    A: Fn(C, usize) -> F + Clone + Send + 'static,
    F: Future<Output = anyhow::Result<C>> + Send + 'static,
{
    let in_flight = callers.len();
    let warm = Instant::now() + WARM_UP;
    let end = warm + each;
    let mut tasks = tokio::task::JoinSet::new();
    for mut caller in callers {
        let (ask, numbers) = (ask.clone(), numbers.clone());
        tasks.spawn(async move {
            let mut times = Vec::new();
            loop {
                let began = Instant::now();
                if began >= end {
                    return anyhow::Ok(times);
                }
                caller = ask(caller, numbers.fetch_add(1, Ordering::Relaxed)).await?;
                if began >= warm {
                    times.push(began.elapsed());
                }
            }
        });
    }
    let mut all = Vec::new();
    while let Some(times) = tasks.join_next().await {
        all.extend(times??);
    }
    Ok(Figure::of(all, in_flight, each))
}

//! How long it takes to find what is due among much that is not (M25, M38, M39, M41).

use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use carepost::features::conversations::due::RESPONSE_OVERDUE;
use carepost::platform::env::Env;
use carepost::platform::time::{DAY, Timestamp};
use serde::Serialize;
use uuid::Uuid;

use crate::clinic::{self, Clinic};
use crate::measure::Figure;
use crate::rows::{self, Cell, Table};
use crate::server::{Opened, Place};

/// Jobs that wait for a later day, times the scale of the data.
const WAITING: f64 = 1_000_000.0;
/// How many are due at once, and how often each is looked at.
const LOOKS: [(usize, usize); 4] = [(0, 500), (1, 500), (100, 200), (1_000, 50)];
/// Waiting jobs that are put in by one transaction.
const CHUNK: usize = 1_000;

/// What finding took.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Found {
    /// Jobs that wait for a later day.
    pub(crate) waiting: usize,
    /// Jobs that are due.
    pub(crate) due: usize,
    /// Times of a claim of all that is due, without the commit.
    pub(crate) claim: Figure,
}

/// Claims what is due beside a tenth of the jobs that wait, then beside all of them.
pub(crate) async fn measure(
    place: &Place,
    clinic: &Clinic,
    scale: f64,
) -> anyhow::Result<Vec<Found>> {
    let opened = place.open().await?;
    let all = ((WAITING * scale).round() as usize).max(10 * CHUNK);
    // The notices of the messages that were measured are due too.
    let emptied = opened.db.write(|tx| tx.exec("DELETE FROM job", &[]));
    emptied.await.map_err(|error: db::Error| error)?;
    let mut found = Vec::new();
    for range in [0..all / 10, all / 10..all] {
        let waiting = range.end;
        wait(&opened, clinic, range).await?;
        settle(&opened).await?;
        for (due, times) in LOOKS {
            let claim = look(&opened, clinic, due, times).await?;
            found.push(Found {
                waiting,
                due,
                claim,
            });
        }
    }
    opened.db.close().await;
    Ok(found)
}

fn table() -> Table {
    Table::new(
        "job",
        &[
            "clinic_id",
            "id",
            "kind",
            "payload",
            "unique_key",
            "due_at",
            "attempts",
            "most_attempts",
            "generation",
        ],
    )
}

fn job(env: &Env, clinic: &Clinic, due_at: Timestamp) -> Vec<Cell> {
    let id: Uuid = env.id();
    vec![
        Cell::Id(clinic.id.uuid()),
        Cell::Id(id),
        Cell::Text(RESPONSE_OVERDUE.to_owned()),
        Cell::Text(id.to_string()),
        Cell::Text(id.to_string()),
        Cell::Int(due_at.0),
        Cell::Int(0),
        Cell::Int(10),
        Cell::Int(0),
    ]
}

/// Queues jobs for the days from tomorrow to a year ahead.
async fn wait(opened: &Opened, clinic: &Clinic, range: Range<usize>) -> anyhow::Result<()> {
    let (table, env, clinic) = (Arc::new(table()), opened.env.clone(), clinic.clone());
    let now = env.now();
    let chunks = range.start / CHUNK..range.end / CHUNK;
    rows::in_chunks(&opened.db, (chunks, 1), move |tx, chunk| {
        let numbers = chunk.start * CHUNK..chunk.end * CHUNK;
        let made: Vec<Vec<Cell>> = numbers
            .map(|number| job(&env, &clinic, now.plus(DAY + (number % 364) as i64 * DAY)))
            .collect();
        table.insert(tx, &made)?;
        Ok(())
    })
    .await
}

/// Waits until PostgreSQL has tidied up after the many new rows, as it does by itself within a minute or so: meanwhile it
/// would be that work which is measured.
pub(crate) async fn settle(opened: &Opened) -> anyhow::Result<()> {
    const UNTIDY: &str = "SELECT coalesce(sum(n_ins_since_vacuum), 0)::bigint FROM pg_stat_user_tables WHERE relname = 'job'";
    const LOOKED_AT: usize = 180;
    opened.take_stock().await?;
    if opened.db.engine() != db::Engine::Postgres {
        return Ok(());
    }
    for _ in 0..LOOKED_AT {
        let left = opened.db.read(|tx| tx.one::<(i64,)>(UNTIDY, &[]));
        let (left,) = left.await.map_err(|error: db::Error| error)?;
        if left == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// So many become due, are claimed all together, and are done; so many times.
async fn look(
    opened: &Opened,
    clinic: &Clinic,
    due: usize,
    times: usize,
) -> anyhow::Result<Figure> {
    let table = Arc::new(table());
    let mut taken = Vec::new();
    for _ in 0..times {
        let now = opened.env.now();
        let (table, env, clinic) = (table.clone(), opened.env.clone(), clinic.clone());
        let made = opened.db.write(move |tx| {
            let made: Vec<Vec<Cell>> = (0..due).map(|_| job(&env, &clinic, now)).collect();
            table.insert(tx, &made)
        });
        made.await.map_err(|error: db::Error| error)?;
        let claimed = opened.db.write(move |tx| {
            let lease = jobs::Lease {
                now: now.0,
                worker: "bench",
                limit: due.max(100),
                lease_ms: 60_000,
            };
            let began = Instant::now();
            let claims = jobs::claim(tx, &lease)?;
            Ok::<_, carepost::platform::web::Error>((began.elapsed(), claims.jobs))
        });
        let (time, claims) = claimed.await.map_err(clinic::cause)?;
        anyhow::ensure!(claims.len() == due, "{} of {due} were found", claims.len());
        taken.push(time);
        let done = opened
            .db
            .write(move |tx| claims.iter().try_for_each(|job| jobs::done(tx, job)));
        done.await.map_err(|error: jobs::Error| error)?;
    }
    let over: Duration = taken.iter().sum();
    Ok(Figure::of(taken, 1, over))
}

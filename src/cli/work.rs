//! `carepost work`: a worker of its own, beside any number of serving nodes (PostgreSQL).

use std::process::ExitCode;

use anyhow::bail;

use super::running::Worker;
use super::stop::Stop;
use crate::app;
use crate::platform::config::Config;

/// Deliver notifications and do the other queued work, without serving anything.
#[derive(clap::Args)]
pub struct Work {}

impl Work {
    /// Works until SIGINT or SIGTERM, then lets the jobs under way end and closes the database.
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        if config.data.postgres_url.is_empty() {
            bail!(
                "`carepost work` needs PostgreSQL (data.postgres_url); with SQLite, `carepost serve` does the work itself"
            );
        }
        if config.worker.at_once == 0 {
            bail!("worker.at_once is 0: `carepost work` would do nothing");
        }
        let stop = Stop::listen()?;
        let edges = app::Edges::from_config(&config)?;
        let env = app::env(config)?;
        let db = app::open_database(&env).await?;
        let state = app::state(db.clone(), env, edges)?;
        let worker = Worker::begin(&state).with_listeners(&state).await?;
        tracing::info!("working");
        stop.asked().await;
        worker.end().await;
        db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

//! `carepost doctor`: looks at every part that can be reached, and says what to do. It changes nothing.

mod data;
mod edges;
mod finding;
mod host;

use std::process::ExitCode;

use crate::app::{self, Edges};
use crate::platform::config::Config;

use finding::{Finding, Standing};

/// Check configuration, key, database, files, email, texts, scanner, clock and disk.
#[derive(clap::Args)]
pub struct Doctor {}

impl Doctor {
    /// Prints a line for each part; ends with code 1 when one does not work.
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let mut worst = Standing::Ok;
        let mut tell = |finding: Finding| {
            worst = worst.max(finding.standing);
            println!("{finding}");
        };
        tell(host::configuration(&config));
        tell(host::key(&config));
        tell(host::folder(&config));
        tell(host::port(&config).await);
        tell(edges::email(&config).await);
        tell(edges::texts(&config).await);
        tell(edges::payments(&config).await);
        inside(config, &mut tell).await;
        Ok(if worst == Standing::Bad {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }
}

/// What needs the key: the database and what hangs on it.
async fn inside(config: Config, tell: &mut impl FnMut(Finding)) {
    // A missing key has been told of; without it there is no way in.
    let Ok(env) = app::env(config) else { return };
    let database = match data::open(&env).await {
        Ok(database) => Some(database),
        Err(finding) => {
            tell(finding);
            None
        }
    };
    // Opening the edges makes the folder of files, so it waits until there is a data folder.
    if !env.config.data.folder.is_dir() && env.config.data.s3_bucket.is_empty() {
        return;
    }
    let edges = match Edges::from_config(&env.config) {
        Ok(edges) => edges,
        Err(error) => return tell(Finding::bad("config", format!("{error:#}"))),
    };
    tell(edges::scanner(edges.scanner.as_ref()).await);
    if let Some(database) = database {
        tell(data::schema(&database, &env).await);
        if let Some(finding) = data::role(&database).await {
            tell(finding);
        }
        tell(data::files(&database, &edges.blobs, &env).await);
        tell(data::queue(&database, &env).await);
        tell(data::clock(&database, &env).await);
        database.close().await;
    }
}

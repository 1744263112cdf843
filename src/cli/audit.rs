//! `carepost audit`: whether anybody has changed the audit.

use std::process::ExitCode;

use crate::app;
use crate::features::audit;
use crate::platform::config::Config;

/// Look after the audit.
#[derive(clap::Args)]
pub struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Read every chain from its beginning; name the first entry of each that doesn't fit. Exit code 1 when there is one.
    Verify,
}

impl Audit {
    /// Does what was asked.
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let What::Verify = self.what;
        let env = app::env(config)?;
        let db = app::open_database(&env).await?;
        let verdict = audit::verify(&db, &env).await;
        db.close().await;
        let verdict = verdict?;
        for flaw in &verdict.flaws {
            println!(
                "clinic {}, chain {}, entry {}: {}",
                flaw.clinic, flaw.lane, flaw.seq, flaw.what
            );
        }
        if !verdict.flaws.is_empty() {
            println!(
                "{} of {} chains don't hold",
                verdict.flaws.len(),
                verdict.chains
            );
            return Ok(ExitCode::FAILURE);
        }
        println!(
            "{} entries in {} chains hold",
            verdict.entries, verdict.chains
        );
        Ok(ExitCode::SUCCESS)
    }
}

//! `carepost import`: what another system exported, into the clinic (M79).

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};

use crate::app;
use crate::features::import::{self, Observer, Outcome, Request, Row};
use crate::platform::config::Config;
use crate::platform::ids::ClinicId;
use crate::platform::time::{Clock, SECOND, Timestamp};

/// Bring in patients, portal links, staff, appointments and chart items from FHIR R4 or CSV.
#[derive(clap::Args)]
pub struct Import {
    /// A file (FHIR R4 bundle, NDJSON, CSV of patients), or a folder of them.
    path: PathBuf,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// A name for the system that the files come from, where more than one is imported.
    #[arg(long, default_value = "")]
    system: String,
    /// The clinic's id, where the installation has more than one.
    #[arg(long)]
    clinic: Option<ClinicId>,
    /// Report only what is left out or refused.
    #[arg(long)]
    quiet: bool,
}

impl Import {
    /// Imports, reports each entry, and says with the exit code whether something was refused.
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let edges = app::Edges::from_config(&config)?;
        let env = app::env(config)?;
        let clock = Arc::clone(&env.clock);
        let db = app::open_database(&env).await?;
        let state = app::state(db.clone(), env, edges)?;
        let result = self.import(&state, clock).await;
        db.close().await;
        result
    }

    async fn import(
        self,
        state: &crate::platform::state::State,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<ExitCode> {
        let clinic = clinic(&state.db, self.clinic).await?;
        let request = Request {
            path: self.path,
            dry_run: self.dry_run,
            system: self.system,
        };
        let mut report = Report::new(clock, self.quiet);
        let totals = import::import(state, clinic, request, &mut report).await;
        report.clear();
        let totals = totals.context("the import stopped; what is reported above is done")?;
        println!("{totals}");
        if self.dry_run {
            println!("dry run: nothing was changed");
        }
        if totals.refused > 0 {
            eprintln!(
                "carepost: {} refused; correct them and import again, the others stay as they are",
                totals.refused
            );
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The clinic that was named, or the only one.
async fn clinic(db: &db::Db, named: Option<ClinicId>) -> anyhow::Result<ClinicId> {
    let clinics: Vec<(ClinicId, String)> = db
        .across()
        .read(|tx| tx.all("SELECT id, name FROM clinic ORDER BY created_at, id", &[]))
        .await
        .map_err(|error: db::Error| error)?;
    match (named, clinics.as_slice()) {
        (_, []) => {
            bail!("there is no clinic yet; `carepost owner create` makes one with its owner")
        }
        (Some(id), all) if all.iter().any(|(known, _)| *known == id) => Ok(id),
        (Some(_), _) => bail!("--clinic names no clinic of this installation"),
        (None, [(id, _)]) => Ok(*id),
        (None, all) => {
            let list: Vec<_> = all
                .iter()
                .map(|(id, name)| format!("  --clinic {id}  {name}"))
                .collect();
            bail!(
                "there is more than one clinic; choose one:\n{}",
                list.join("\n")
            )
        }
    }
}

/// Rows on the standard output, progress on a terminal.
struct Report {
    clock: Arc<dyn Clock>,
    quiet: bool,
    started: Timestamp,
    shown: Timestamp,
    terminal: bool,
}

impl Report {
    fn new(clock: Arc<dyn Clock>, quiet: bool) -> Report {
        let started = clock.now();
        Report {
            clock,
            quiet,
            started,
            shown: started,
            terminal: std::io::stderr().is_terminal(),
        }
    }

    /// Takes the line of progress away.
    fn clear(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }
}

impl Observer for Report {
    fn row(&mut self, row: &Row) {
        let settled = !matches!(row.outcome, Outcome::LeftOut(_) | Outcome::Refused(_));
        if self.quiet && settled {
            return;
        }
        if std::io::stdout().is_terminal() {
            self.clear();
        }
        // A reader that has gone, such as `head`, does not end the import.
        let _ = writeln!(std::io::stdout(), "{row}");
    }

    fn progress(&mut self, done: u64, of: u64) {
        let now = self.clock.now();
        if !self.terminal || (now.since(self.shown) < SECOND / 5 && done < of) {
            return;
        }
        self.shown = now;
        let took = u64::try_from(now.since(self.started)).unwrap_or(0).max(1);
        let rate = done.saturating_mul(1_000) / took;
        eprint!("\r\x1b[K{done} of {of}, {rate} a second");
        let _ = std::io::stderr().flush();
    }
}

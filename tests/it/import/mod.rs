//! Import: what comes in, what is refused, and what a second import does.

mod command;
mod fixtures;
mod outcomes;
mod synthea;

use std::path::Path;

use carepost::features::import::{self, ImportError, Observer, Outcome, Request, Row, Totals};
use carepost::features::patients::{self, ChartFilter, ChartItem, Hit, Recipient};
use carepost::platform::auth::Scope;
use carepost::platform::ids::{ClinicId, PatientId};

use crate::support::TestApp;

/// What an import told.
#[derive(Default)]
struct Told {
    rows: Vec<Row>,
    progress: Vec<(u64, u64)>,
}

impl Observer for Told {
    fn row(&mut self, row: &Row) {
        self.rows.push(row.clone());
    }

    fn progress(&mut self, done: u64, of: u64) {
        self.progress.push((done, of));
    }
}

impl Told {
    /// Each entry that was refused, as `what: field reason`.
    fn refused(&self) -> Vec<String> {
        let refused = self.rows.iter().filter_map(|row| match &row.outcome {
            Outcome::Refused(why) => Some(format!(
                "{} {}: {} {}",
                row.number, row.what, why.field, why.reason
            )),
            _ => None,
        });
        refused.collect()
    }

    fn outcome(&self, what: &str) -> &Outcome {
        let row = self.rows.iter().find(|row| row.what == what);
        &row.unwrap_or_else(|| panic!("{what} is not in the report"))
            .outcome
    }
}

/// How an import is run.
#[derive(Clone, Copy, Default)]
struct How {
    dry_run: bool,
    system: &'static str,
}

async fn try_import(
    app: &TestApp,
    clinic: ClinicId,
    path: &Path,
    how: How,
) -> (Result<Totals, ImportError>, Told) {
    let mut told = Told::default();
    let request = Request {
        path: path.to_owned(),
        dry_run: how.dry_run,
        system: how.system.to_owned(),
    };
    let totals = import::import(&app.state, clinic, request, &mut told).await;
    (totals, told)
}

async fn import(app: &TestApp, clinic: ClinicId, path: &Path) -> (Totals, Told) {
    let (totals, told) = try_import(app, clinic, path, How::default()).await;
    (totals.expect("an import"), told)
}

/// Writes a file and imports it.
async fn import_text(app: &TestApp, clinic: ClinicId, text: &str) -> (Totals, Told) {
    let file = fixtures::file(text);
    import(app, clinic, file.path()).await
}

fn scope(clinic: ClinicId) -> Scope {
    Scope {
        clinic,
        portal: None,
    }
}

async fn search(app: &TestApp, clinic: ClinicId, query: &str) -> Vec<Hit> {
    let (query, now) = (query.to_owned(), app.state.env.now());
    app.state
        .db
        .read(move |tx| patients::search(tx, &scope(clinic), (&query, 20), now))
        .await
        .map_err(|e: db::Error| e)
        .expect("a search")
}

/// The one patient that a query finds.
async fn found(app: &TestApp, clinic: ClinicId, query: &str) -> Hit {
    let mut hits = search(app, clinic, query).await;
    assert_eq!(hits.len(), 1, "{query}");
    hits.remove(0)
}

async fn recipients(app: &TestApp, clinic: ClinicId, patient: PatientId) -> Vec<Recipient> {
    let now = app.state.env.now();
    app.state
        .db
        .read(move |tx| patients::recipients(tx, &scope(clinic), patient, now))
        .await
        .map_err(|e: db::Error| e)
        .expect("recipients")
}

async fn chart(app: &TestApp, clinic: ClinicId, patient: PatientId) -> Vec<ChartItem> {
    let page = app
        .state
        .db
        .read(move |tx| {
            let all = ChartFilter::default();
            patients::chart_items(tx, &scope(clinic), patient, &all, (None, 10_000))
        })
        .await
        .map_err(|e: db::Error| e);
    page.expect("a chart").items
}

/// How many rows each table has that an import may write.
async fn rows(app: &TestApp) -> Vec<i64> {
    app.state
        .db
        .read(|tx| {
            let mut counts = Vec::new();
            for sql in [
                "SELECT count(*) FROM patient",
                "SELECT count(*) FROM patient_identifier",
                "SELECT count(*) FROM identifier_kind",
                "SELECT count(*) FROM portal_user",
                "SELECT count(*) FROM portal_link",
                "SELECT count(*) FROM staff_member",
                "SELECT count(*) FROM chart_item",
                "SELECT count(*) FROM stored_file",
                "SELECT count(*) FROM appointment",
                "SELECT count(*) FROM import_source",
                "SELECT count(*) FROM audit_event",
            ] {
                counts.push(tx.one::<(i64,)>(sql, &[])?.0);
            }
            Ok::<_, db::Error>(counts)
        })
        .await
        .expect("counts")
}

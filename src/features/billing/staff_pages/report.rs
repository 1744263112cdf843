//! The report of a billing cycle, as a page and as a file. Reading it is on record.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::billing::cycle::Cycle;
use crate::features::billing::model::{Line, Settings, Why, money};
use crate::features::billing::report::{self, Report};
use crate::features::billing::{Sum, settings};
use crate::platform::auth::{Permission, StaffVisit};
use crate::platform::i18n::Tr;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Query, Refusal, StaffPage, html, spreadsheet};

/// Lines on the page; the sums are of all, and the file has all.
const SHOWN: usize = 500;

/// What the address says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    from: String,
}

#[derive(Template)]
#[template(path = "features/billing/pages/report.html")]
struct ReportPage {
    page: StaffPage,
    cycle: Cycle,
    settings: Settings,
    report: Report,
    may_export: bool,
    may_keep: bool,
    now: Timestamp,
}

impl ReportPage {
    fn money(&self, cents: &i64) -> String {
        money(self.page.tr.language(), *cents, &self.settings.currency)
    }

    fn due(&self, sum: &Sum) -> String {
        self.money(&sum.due())
    }

    fn days(&self) -> String {
        let (from, until) = (self.date(&self.cycle.from), self.date(&self.cycle.last()));
        let days = [("from", from), ("until", until)];
        self.page.tr.with("billing-cycle", &days)
    }

    fn date(&self, date: &Date) -> String {
        self.page.tr.calendar_date(&date.to_string())
    }

    fn shown(&self) -> &[Line] {
        let lines = &self.report.lines;
        &lines[..lines.len().min(SHOWN)]
    }

    fn more(&self) -> usize {
        self.report.lines.len().saturating_sub(SHOWN)
    }

    fn reason<'a>(&self, line: &'a Line) -> Option<(&'a str, &'a str)> {
        match &line.why {
            Why::Billed => None,
            Why::Corrected { by, reason } => Some((by, reason)),
        }
    }
}

/// The cycle that is asked for; the present one where none is, or where it is no date.
fn cycle(wish: &Wish, settings: &Settings, today: Date) -> (Cycle, Option<Refusal>) {
    let present = Cycle::holding(today, i8::try_from(settings.cycle_day).unwrap_or(1));
    match wish.from.trim() {
        "" => (present, None),
        typed => match typed.parse::<Date>() {
            Ok(from) if (1900..=9000).contains(&from.year()) => (Cycle::beginning(from), None),
            _ => (present, Some(Refusal::field("from", "date_wrong"))),
        },
    }
}

/// The moments between which a cycle lies, on the clinic's clock.
fn moments(cycle: &Cycle, tr: &Tr) -> (Timestamp, Timestamp) {
    let begins = |date: Date| {
        tr.typed_moment(&format!("{date}T00:00"))
            .unwrap_or(Timestamp(0))
    };
    (begins(cycle.from), begins(cycle.until))
}

/// The report that is asked for, on record as `action`.
async fn load(
    visit: &StaffVisit,
    state: &State,
    wish: &Wish,
    action: &'static str,
) -> Result<(Cycle, Settings, Report, Option<Refusal>), Error> {
    let (actor, env, tr, wish) = (
        visit.actor.clone(),
        state.env.clone(),
        visit.tr.clone(),
        wish.clone(),
    );
    let today = tr.local_date(visit.now);
    visit
        .db
        .write(move |tx| {
            let settings = settings(tx, &actor)?;
            let (cycle, refusal) = cycle(&wish, &settings, today);
            let report = report::report(tx, &actor, moments(&cycle, &tr))?;
            let event = Event::new(actor.clinic, &actor, action, "billing_report", None);
            let detail = format!("from={} lines={}", cycle.from, report.lines.len());
            audit::record(tx, &env, &event.detail(detail))?;
            Ok::<_, Error>((cycle, settings, report, refusal))
        })
        .await
}

/// `GET /staff/billing?from=`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let (cycle, settings, report, refusal) = load(&visit, &state, &wish, "billing.read").await?;
    let mut page = StaffPage::new(&visit, "billing");
    let status = if refusal.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    page.refusals.extend(refusal);
    let page = ReportPage {
        page,
        cycle,
        settings,
        report,
        may_export: visit.actor.may(Permission::Export),
        may_keep: visit.actor.may(Permission::ManageBilling),
        now: visit.now,
    };
    html(status, &page)
}

/// `GET /staff/billing.csv?from=`.
pub(super) async fn download(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let (cycle, settings, report, refusal) = load(&visit, &state, &wish, "billing.export").await?;
    if let Some(refusal) = refusal {
        return Err(Error::refused(refusal));
    }
    let file = report::csv(&report, &settings.currency)?;
    let name = format!("billing-{}.csv", cycle.from);
    Ok(spreadsheet::file(&name, file))
}

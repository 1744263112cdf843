//! The pages of reports, and their files.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;

use super::chart::{self, Chart};
use super::deliveries::{Deliveries, Failure};
use super::group_sends::Received;
use super::model::{Period, Tally, percent};
use super::store::Sending;
use super::{deliveries, group_sends, received};
use crate::features::notifications::cause;
use crate::platform::auth::Permission::{Export, ViewReports};
use crate::platform::auth::Who::May;
use crate::platform::auth::{Permission, StaffVisit};
use crate::platform::ids::GroupSendId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, Query, Refusal, Routes, StaffPage, html, spreadsheet};

/// Lengths of a period that one press chooses, in days.
const LENGTHS: [i64; 3] = [7, 30, 90];

/// The pages for staff.
pub fn routes() -> Routes {
    let (who, file) = (May(&[ViewReports]), May(&[ViewReports, Export]));
    Routes::new()
        .get("/staff/reports/deliveries", who, show_deliveries)
        .get("/staff/reports/deliveries.csv", file, deliveries_file)
        .get("/staff/reports/group-sends", who, show_group_sends)
        .get("/staff/reports/group-sends.csv", file, group_sends_file)
        .get("/staff/reports/group-sends/{group}", who, show_group_send)
}

/// The period as typed.
#[derive(Debug, Clone, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
}

/// What the pages of a period have in common.
struct Days {
    typed: Typed,
    period: Period,
    today: Date,
}

impl Days {
    /// The period that was typed, or the usual one with what is wrong about it.
    fn read(typed: Typed, today: Date) -> (Days, Vec<Refusal>) {
        let (period, refusals) = match Period::read(&typed.from, &typed.until, today) {
            Ok(period) => (period, Vec::new()),
            Err(refusals) => (Period::ending(today, LENGTHS[1]), refusals),
        };
        let typed = if refusals.is_empty() {
            Typed {
                from: period.from.to_string(),
                until: period.until.to_string(),
            }
        } else {
            typed
        };
        let days = Days {
            typed,
            period,
            today,
        };
        (days, refusals)
    }

    /// The usual lengths, each with its query and whether it is shown.
    fn lengths(&self) -> Vec<(i64, String, bool)> {
        let of = |count| {
            let period = Period::ending(self.today, count);
            (count, query(&period), period == self.period)
        };
        LENGTHS.map(of).into()
    }

    fn query(&self) -> String {
        query(&self.period)
    }
}

fn query(period: &Period) -> String {
    format!("from={}&until={}", period.from, period.until)
}

fn status(refusals: &[Refusal]) -> StatusCode {
    if refusals.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

#[derive(Template)]
#[template(path = "features/reports/pages/deliveries.html")]
struct DeliveriesPage {
    page: StaffPage,
    days: Days,
    report: Deliveries,
    may_export: bool,
}

impl DeliveriesPage {
    fn sum(&self) -> Tally {
        let (emails, texts) = self.report.totals();
        emails.with(texts)
    }

    fn channels(&self) -> [(&'static str, Tally); 2] {
        let (emails, texts) = self.report.totals();
        [("email", emails), ("text", texts)]
    }

    fn chart(&self) -> Chart {
        let days = (self.report.days.iter()).map(|day| (day.date, day.emails.with(day.texts)));
        chart::chart(&days.collect::<Vec<_>>())
    }

    fn date(&self, date: &Date) -> String {
        self.page.tr.calendar_date(&date.to_string())
    }

    fn failure(&self, failure: &Failure) -> String {
        self.page.tr.t(format!("reports-cause-{}", why(failure)))
    }

    /// A bar in words, for whoever points at it.
    fn says(&self, bar: &chart::Bar) -> String {
        let figures = [
            ("date", self.date(&bar.date)),
            ("handed", bar.tally.handed_over().to_string()),
            ("waiting", bar.tally.waiting.to_string()),
            ("failed", bar.tally.failed.to_string()),
        ];
        self.page.tr.with("reports-day", &figures)
    }
}

/// The kind of trouble behind a failure, of those that a notice can fail for.
fn why(failure: &Failure) -> &'static str {
    match cause(&failure.code) {
        known @ ("address" | "mailbox-full" | "refused" | "unreachable" | "not-configured"
        | "stopped" | "unsubscribed" | "no-address" | "not-wanted") => known,
        _ => "internal",
    }
}

async fn load_deliveries(
    visit: &StaffVisit,
    state: &State,
    period: Period,
    action: &'static str,
) -> Result<Deliveries, Error> {
    let (actor, env, tr) = (visit.actor.clone(), state.env.clone(), visit.tr.clone());
    visit
        .db
        .write(move |tx| deliveries(tx, &actor, (&env, &tr), (period, action)))
        .await
}

/// `GET /staff/reports/deliveries?from=&until=`.
async fn show_deliveries(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(typed): Query<Typed>,
) -> Result<Response, Error> {
    let (days, refusals) = Days::read(typed, visit.tr.local_date(visit.now));
    let report = load_deliveries(&visit, &state, days.period, "report.deliveries").await?;
    let status = status(&refusals);
    let mut page = StaffPage::new(&visit, "reports");
    page.refusals.extend(refusals);
    let page = DeliveriesPage {
        page,
        days,
        report,
        may_export: visit.actor.may(Permission::Export),
    };
    html(status, &page)
}

/// `GET /staff/reports/deliveries.csv?from=&until=`: a line for what is alike in day, channel, state and failure.
async fn deliveries_file(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(typed): Query<Typed>,
) -> Result<Response, Error> {
    let period = wanted(&visit, &typed)?;
    let report = load_deliveries(&visit, &state, period, "report.deliveries_export").await?;
    let lines = report.days.iter().flat_map(|day| {
        day.counted.iter().map(|row| {
            vec![
                day.date.to_string(),
                row.channel.code().to_owned(),
                row.state.code().to_owned(),
                row.failure_code.clone().unwrap_or_default(),
                row.notices.to_string(),
            ]
        })
    });
    let head = ["date", "channel", "state", "failure_code", "notices"];
    file("deliveries", &period, &head, lines)
}

#[derive(Template)]
#[template(path = "features/reports/pages/group_sends.html")]
struct GroupSendsPage {
    page: StaffPage,
    days: Days,
    rows: Vec<Sending>,
    may_export: bool,
    now: Timestamp,
}

async fn load_group_sends(
    visit: &StaffVisit,
    state: &State,
    period: Period,
    action: &'static str,
) -> Result<Vec<Sending>, Error> {
    let (actor, env, tr) = (visit.actor.clone(), state.env.clone(), visit.tr.clone());
    visit
        .db
        .write(move |tx| group_sends(tx, &actor, (&env, &tr), (period, action)))
        .await
}

/// `GET /staff/reports/group-sends?from=&until=`.
async fn show_group_sends(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(typed): Query<Typed>,
) -> Result<Response, Error> {
    let (days, refusals) = Days::read(typed, visit.tr.local_date(visit.now));
    let rows = load_group_sends(&visit, &state, days.period, "report.group_sends").await?;
    let status = status(&refusals);
    let mut page = StaffPage::new(&visit, "reports");
    page.refusals.extend(refusals);
    let page = GroupSendsPage {
        page,
        days,
        rows,
        may_export: visit.actor.may(Permission::Export),
        now: visit.now,
    };
    html(status, &page)
}

/// `GET /staff/reports/group-sends.csv?from=&until=`.
async fn group_sends_file(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(typed): Query<Typed>,
) -> Result<Response, Error> {
    let period = wanted(&visit, &typed)?;
    let rows = load_group_sends(&visit, &state, period, "report.group_sends_export").await?;
    let lines = rows.iter().map(|row| {
        vec![
            row.id.to_string(),
            row.accepted_at.rfc3339(),
            row.subject.clone(),
            row.owner_name.clone(),
            row.state.code().to_owned(),
            row.total.to_string(),
            row.sent.to_string(),
            row.left_out.to_string(),
            row.skipped.to_string(),
            row.failed.to_string(),
        ]
    });
    let head = [
        "group_send_id",
        "accepted_at",
        "subject",
        "sent_by",
        "state",
        "patients",
        "sent",
        "left_out",
        "skipped",
        "failed",
    ];
    file("group-sends", &period, &head, lines)
}

#[derive(Template)]
#[template(path = "features/reports/pages/group_send.html")]
struct GroupSendPage {
    page: StaffPage,
    report: Received,
    now: Timestamp,
}

impl GroupSendPage {
    fn notices(&self) -> Tally {
        let (emails, texts) = self.report.notices;
        emails.with(texts)
    }

    fn failure(&self, failure: &Failure) -> String {
        self.page.tr.t(format!("reports-cause-{}", why(failure)))
    }

    /// From the list to the answer: each step with its patients and their share of the list.
    fn steps(&self) -> [(&'static str, i64, i64); 4] {
        let sending = &self.report.sending;
        [
            ("listed", sending.total),
            ("sent", sending.sent),
            ("opened", self.report.opened),
            ("answered", self.report.answered),
        ]
        .map(|(step, patients)| (step, patients, percent(patients, sending.total)))
    }
}

/// `GET /staff/reports/group-sends/{group}`.
async fn show_group_send(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let report = visit
        .db
        .write(move |tx| received(tx, &actor, &env, id))
        .await?;
    let page = GroupSendPage {
        page: StaffPage::new(&visit, "reports"),
        report,
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

/// The period of a file: what is wrong about it is said instead of a file of other days.
fn wanted(visit: &StaffVisit, typed: &Typed) -> Result<Period, Error> {
    let today = visit.tr.local_date(visit.now);
    Period::read(&typed.from, &typed.until, today)
        .map_err(|refusals| Error::Refused(StatusCode::UNPROCESSABLE_ENTITY, refusals))
}

fn file(
    name: &str,
    period: &Period,
    head: &[&str],
    lines: impl Iterator<Item = Vec<String>>,
) -> Result<Response, Error> {
    let head = head.iter().map(|title| (*title).to_owned()).collect();
    let lines = spreadsheet::lines(std::iter::once(head).chain(lines)).map_err(Error::Internal)?;
    let name = format!("{name}-{}-{}.csv", period.from, period.until);
    Ok(spreadsheet::file(&name, lines))
}

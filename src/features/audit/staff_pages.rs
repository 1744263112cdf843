//! The audit as a page and as a file. Reading it is on record too.

use askama::Template;
use axum::body::Body;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use uuid::Uuid;

use super::filter::{self, Filter};
use super::model::Event;
use super::store::list::{self, Line};
use super::{export, record};
use crate::platform::auth::Permission::{Export, ViewAudit};
use crate::platform::auth::Who::May;
use crate::platform::auth::{Permission, StaffActor, StaffVisit};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::paging::{self, Page};
use crate::platform::web::{Error, Query, Refusal, Routes, StaffPage, html, spreadsheet};

/// Entries of a page.
const SHOWN: i64 = 50;

/// The pages of the audit.
pub fn staff_routes() -> Routes {
    Routes::new()
        .get("/staff/audit", May(&[ViewAudit]), show)
        .get("/staff/audit.csv", May(&[ViewAudit, Export]), download)
}

/// The filter's fields as typed.
#[derive(Debug, Clone, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    member: String,
    #[serde(default)]
    patient: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    cursor: String,
}

#[derive(Template)]
#[template(path = "features/audit/pages/audit.html")]
struct AuditPage {
    page: StaffPage,
    typed: Typed,
    members: Vec<(Uuid, String)>,
    actions: Vec<(String, String)>,
    lines: Vec<Line>,
    older: Option<String>,
    may_export: bool,
    now: Timestamp,
}

impl AuditPage {
    fn action(&self, line: &Line) -> String {
        let key = format!("audit-action-{}", line.action.replace('.', "-"));
        if self.page.tr.has(&key) {
            self.page.tr.t(&key)
        } else {
            line.action.clone()
        }
    }

    /// Who did it: a name, or what kind of actor it was.
    fn actor(&self, line: &Line) -> String {
        match &line.actor_name {
            Some(name) => name.trim().to_owned(),
            None => self.page.tr.t(format!("audit-actor-{}", line.actor_kind)),
        }
    }

    fn kind(&self, line: &Line) -> Option<String> {
        let named = line.actor_name.is_some() && line.actor_kind != "staff";
        named.then(|| self.page.tr.t(format!("audit-actor-{}", line.actor_kind)))
    }

    fn is_denial(&self, line: &Line) -> bool {
        line.action.ends_with("denied")
    }

    fn chosen(&self, id: &Uuid) -> bool {
        self.typed.member == id.to_string()
    }

    fn is_filtered(&self) -> bool {
        let t = &self.typed;
        [&t.from, &t.to, &t.member, &t.patient, &t.action]
            .iter()
            .any(|field| !field.trim().is_empty())
    }

    /// The filter as a query, to be followed by further fields.
    fn query(&self) -> String {
        let t = &self.typed;
        [
            ("from", &t.from),
            ("to", &t.to),
            ("member", &t.member),
            ("patient", &t.patient),
            ("action", &t.action),
        ]
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}&", utf8_percent_encode(value, NON_ALPHANUMERIC)))
        .collect()
    }
}

async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(typed): Query<Typed>,
) -> Result<Response, Error> {
    let place = paging::key(Some(typed.cursor.as_str()))?;
    let (filter, refusals) = match read(&typed, visit.tr.zone()) {
        Ok(filter) => (Some(filter), Vec::new()),
        Err(refusals) => (None, refusals),
    };
    let (actor, env, words) = (
        visit.actor.clone(),
        state.env.clone(),
        typed.patient.clone(),
    );
    let (found, members) = visit
        .db
        .write(move |tx| {
            let members = list::members(tx, actor.clinic)?;
            let Some(mut filter) = filter.clone() else {
                return Ok((Vec::new(), members));
            };
            filter.patients = list::patients(tx, actor.clinic, &words)?;
            let found = list::page(tx, &actor.scope(), &filter, place, SHOWN + 1)?;
            record(tx, &env, &read_event(&actor, "audit.read", &filter))?;
            Ok::<_, Error>((found, members))
        })
        .await?;
    let Page { items, next_cursor } = Page::cut(found, SHOWN, Line::place);
    let mut page = StaffPage::new(&visit, "audit");
    let status = if refusals.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    page.refusals = refusals;
    let mut actions: Vec<(String, String)> = page
        .tr
        .keys("audit-action-")
        .map(|key| {
            (
                key["audit-action-".len()..].replace('-', "."),
                page.tr.t(&key),
            )
        })
        .collect();
    actions.sort_by_cached_key(|(_, label)| crate::platform::text::fold(label));
    let page = AuditPage {
        page,
        typed,
        members,
        actions,
        lines: items,
        older: next_cursor,
        may_export: visit.actor.may(Permission::Export),
        now: visit.now,
    };
    html(status, &page)
}

async fn download(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(typed): Query<Typed>,
) -> Result<Response, Error> {
    let filter = read(&typed, visit.tr.zone()).map_err(Error::all_refused)?;
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let filter = visit
        .db
        .write(move |tx| {
            let mut filter = filter.clone();
            filter.patients = list::patients(tx, actor.clinic, &typed.patient)?;
            record(tx, &env, &read_event(&actor, "audit.export", &filter))?;
            Ok::<_, Error>(filter)
        })
        .await?;
    let rows = export::rows(visit.db.clone(), visit.actor.scope(), filter);
    Ok(spreadsheet::file("audit.csv", Body::from_stream(rows)))
}

/// Reads the fields; each that can't be read is refused.
fn read(typed: &Typed, zone: &str) -> Result<Filter, Vec<Refusal>> {
    let (from, to) = (
        filter::moment("from", &typed.from, zone),
        filter::end("to", &typed.to, zone),
    );
    let actor = filter::id("member", &typed.member);
    match (from, to, actor) {
        (Ok(from), Ok(to), Ok(actor)) => Ok(Filter {
            from,
            to,
            actor,
            patients: None,
            action: Some(typed.action.trim().to_owned()).filter(|a| !a.is_empty()),
        }),
        (from, to, actor) => Err([from.err(), to.err(), actor.err()]
            .into_iter()
            .flatten()
            .collect()),
    }
}

/// The entry that says that the audit was read, and of whom.
pub(super) fn read_event(actor: &StaffActor, action: &'static str, filter: &Filter) -> Event {
    let event = Event::new(actor.clinic, actor, action, "audit", None);
    match filter.patients.as_deref() {
        Some([one]) => event.patient(*one),
        Some(several) => event.detail(format!("patients: {}", several.len())),
        None => event,
    }
}

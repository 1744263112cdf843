//! The chart's pages: conversations, appointments, bills, chart items, portal.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::features::appointments::{self, Appointment, Request};
use crate::features::audit::{self, Event};
use crate::features::conversations::{self, Cursor, FolderPage, FolderRow};
use crate::features::invoices::{self, Invoice};
use crate::features::notifications::{self, Stopped};
use crate::features::patients::{
    self, Card, Channel, ChartFilter, ChartKind, ChartPage, Link, Patient, Recipient,
};
use crate::features::settings::{self, PortalSettings};
use crate::platform::auth::{Permission, StaffActor, StaffVisit};
use crate::platform::ids::{AppointmentId, ChartItemId, InvoiceId, PatientId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html, paging};

/// Rows of a page.
const SHOWN: usize = 50;

/// Which part of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tab {
    #[default]
    Conversations,
    Appointments,
    Bills,
    Items,
    Portal,
}

impl Tab {
    fn code(self) -> &'static str {
        match self {
            Tab::Conversations => "conversations",
            Tab::Appointments => "appointments",
            Tab::Bills => "bills",
            Tab::Items => "items",
            Tab::Portal => "portal",
        }
    }
}

/// What the page is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    tab: Tab,
    /// Only this kind of items.
    kind: String,
    /// Words in the items' titles and authors.
    q: String,
    /// Where the page begins.
    after: String,
}

/// What the chosen part shows.
#[expect(clippy::large_enum_variant, reason = "one for each page, never kept")]
enum Part {
    Conversations(FolderPage),
    Appointments(Appointments),
    Bills(Bills),
    Items(ChartPage),
    Portal(Portal),
}

struct Appointments {
    /// Whatever their status, the latest first.
    all: Vec<Appointment>,
    /// What the patient's side asked, and who did what with it, the latest first.
    requests: Vec<Request>,
    /// The statuses that the portal doesn't show (M63).
    hidden: Vec<String>,
    next: Option<(Timestamp, AppointmentId)>,
}

impl Appointments {
    fn hides(&self, appointment: &Appointment) -> bool {
        self.hidden.contains(&appointment.status)
    }
}

struct Bills {
    /// The latest first.
    all: Vec<Invoice>,
    next: Option<(Timestamp, InvoiceId)>,
}

struct Portal {
    /// Addresses that no notice goes to any more.
    stopped: Vec<Stopped>,
    /// Guardians at whose address a teen's own messages would arrive.
    shared: String,
    patient: Patient,
    settings: PortalSettings,
    links: Vec<Link>,
    recipients: Vec<Recipient>,
    reasons: Vec<Refusal>,
}

#[derive(Template)]
#[template(path = "features/chart/pages/chart.html")]
struct ChartHtml {
    page: StaffPage,
    card: Card,
    wish: Wish,
    part: Part,
    may_edit: bool,
    may_send: bool,
    may_bill: bool,
    now: Timestamp,
}

impl ChartHtml {
    fn kinds(&self) -> &'static [ChartKind] {
        ChartKind::ALL
    }

    fn tabs(&self) -> [Tab; 5] {
        [
            Tab::Conversations,
            Tab::Appointments,
            Tab::Bills,
            Tab::Items,
            Tab::Portal,
        ]
    }

    /// Where the next page begins.
    fn next(&self) -> Option<String> {
        match &self.part {
            Part::Conversations(list) => list.next.clone(),
            Part::Appointments(list) => list.next.as_ref().and_then(paging::cursor),
            Part::Bills(list) => list.next.as_ref().and_then(paging::cursor),
            Part::Items(list) => list.next.as_ref().and_then(paging::cursor),
            Part::Portal(_) => None,
        }
    }

    /// A status in words, or as its source says it.
    fn status(&self, appointment: &Appointment) -> String {
        appointments::status(&self.page.tr, &appointment.status)
    }

    /// That no notice goes to an address any more, and what allows it again.
    fn stopped(&self, stopped: &Stopped) -> String {
        let tr = &self.page.tr;
        let when = tr.day_time(stopped.since, self.now);
        tr.t2(
            &stopped.key(),
            ("address", stopped.address.as_str()),
            ("when", when),
        )
    }

    fn asked_by(&self, request: &Request) -> String {
        appointments::asked_by(&self.page.tr, request)
    }

    /// Who answered a request, and who took the time or withdrew it.
    fn steps(&self, request: &Request) -> Vec<String> {
        let tr = &self.page.tr;
        let step = |key: &str, who: &Option<String>, at: Option<Timestamp>| {
            let (who, at) = (who.as_deref()?, at?);
            Some(tr.t2(key, ("name", who), ("when", tr.day_time(at, self.now))))
        };
        let answered = (&request.answered_by_name, request.answered_at);
        let ended = (&request.ended_by_name, request.ended_at);
        let answered = step("appointments-chart-answered", answered.0, answered.1);
        let ended = step("appointments-chart-ended", ended.0, ended.1);
        answered.into_iter().chain(ended).collect()
    }

    fn is_open(&self, tab: &Tab) -> bool {
        self.wish.tab == *tab
    }

    fn when(&self, row: &FolderRow) -> String {
        let (tr, at) = (&self.page.tr, row.last_message_at);
        if tr.local_date(at) == tr.local_date(self.now) {
            tr.time(at)
        } else {
            tr.day(at, self.now)
        }
    }

    fn standing(&self, link: &Link) -> &'static str {
        if link.starts_at > self.now {
            "later"
        } else {
            link.state.code()
        }
    }
}

/// `GET /staff/patients/{id}?tab=`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Form(wish): Form<Wish>,
) -> Result<Response, Error> {
    let (actor, now, asked) = (visit.actor.clone(), visit.now, wish.clone());
    let (card, part) = visit
        .db
        .read(move |tx| {
            let scope = actor.scope();
            let patient = patients::load(tx, &scope, id)?;
            let card = Card::load(tx, &scope, &patient, now)?;
            Ok::<_, Error>((card, part(tx, &actor, patient, (&asked, now))?))
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(actor.clinic, actor, "patient.read", "patient", id.uuid());
    audit::recorded(&state, event.patient(id).detail(wish.tab.code())).await?;
    let page = ChartHtml {
        page: StaffPage::new(&visit, "patients"),
        card,
        wish,
        part,
        may_edit: visit.actor.may(Permission::EditDemographics),
        may_send: visit.actor.may(Permission::SendMessages),
        may_bill: visit.actor.may(Permission::ManageBilling),
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

fn part(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    patient: Patient,
    (wish, now): (&Wish, Timestamp),
) -> Result<Part, Error> {
    let (scope, id) = (actor.scope(), patient.id);
    match wish.tab {
        Tab::Conversations => {
            let cursor = match wish.after.as_str() {
                "" => Cursor::START,
                after => after.parse().map_err(Error::refused)?,
            };
            let list = conversations::of_patient(tx, actor, id, cursor, SHOWN)?;
            Ok(Part::Conversations(list))
        }
        Tab::Appointments => {
            let after: Option<(Timestamp, AppointmentId)> = paging::key(Some(&wish.after))?;
            let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX);
            let mut all = appointments::of_patient(tx, actor, id, after, limit)?;
            let more = all.len() > SHOWN;
            all.truncate(SHOWN);
            let requests = match after {
                None => appointments::requests_of_patient(tx, actor, id, limit)?,
                Some(_) => Vec::new(),
            };
            Ok(Part::Appointments(Appointments {
                next: all.last().filter(|_| more).map(|a| (a.starts_at, a.id)),
                all,
                requests,
                hidden: settings::load(tx, actor.clinic)?.hidden_statuses(),
            }))
        }
        Tab::Bills => {
            let before: Option<(Timestamp, InvoiceId)> = paging::key(Some(&wish.after))?;
            let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX);
            let mut all = invoices::of_patient(tx, actor, id, before, limit)?;
            let more = all.len() > SHOWN;
            all.truncate(SHOWN);
            let last = all.last().filter(|_| more);
            Ok(Part::Bills(Bills {
                next: last.map(|b| (b.issued.issued_at, b.issued.id)),
                all,
            }))
        }
        Tab::Items => {
            let filter = ChartFilter {
                kind: ChartKind::from_code(&wish.kind),
                query: wish.q.clone(),
                ..ChartFilter::default()
            };
            let after: Option<(String, ChartItemId)> = paging::key(Some(&wish.after))?;
            let list = patients::chart_items(tx, &scope, id, &filter, (after.as_ref(), SHOWN))?;
            Ok(Part::Items(list))
        }
        Tab::Portal => {
            let settings = settings::load(tx, actor.clinic)?;
            let recipients = patients::recipients(tx, &scope, id, now)?;
            let links = patients::links(tx, &scope, id)?;
            let addresses: Vec<(Channel, &str)> = recipients
                .iter()
                .flat_map(|r| {
                    [
                        r.email.as_deref().map(|a| (Channel::Email, a)),
                        r.mobile.as_deref().map(|a| (Channel::Text, a)),
                    ]
                })
                .flatten()
                .collect();
            Ok(Part::Portal(Portal {
                stopped: notifications::stopped(tx, &scope, &addresses)?,
                shared: patients::who_shares(&patient, &links, now).join(", "),
                reasons: patients::unreachable(&settings, &patient, &recipients),
                links: links.into_iter().filter(|l| !l.is_over(now)).collect(),
                settings,
                recipients,
                patient,
            }))
        }
    }
}

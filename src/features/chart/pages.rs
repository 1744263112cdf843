//! The chart's pages: conversations, chart items, portal.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::conversations::{self, Cursor, FolderPage, FolderRow};
use crate::features::patients::{
    self, Card, ChartFilter, ChartKind, ChartPage, Link, Patient, Recipient,
};
use crate::features::settings::{self, PortalSettings};
use crate::platform::auth::{Permission, StaffActor, StaffVisit};
use crate::platform::ids::{ChartItemId, PatientId};
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
    Items,
    Portal,
}

impl Tab {
    fn code(self) -> &'static str {
        match self {
            Tab::Conversations => "conversations",
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
    Items(ChartPage),
    Portal(Portal),
}

struct Portal {
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
    now: Timestamp,
}

impl ChartHtml {
    fn kinds(&self) -> &'static [ChartKind] {
        ChartKind::ALL
    }

    fn tabs(&self) -> [Tab; 3] {
        [Tab::Conversations, Tab::Items, Tab::Portal]
    }

    /// Where the next page begins.
    fn next(&self) -> Option<String> {
        match &self.part {
            Part::Conversations(list) => list.next.clone(),
            Part::Items(list) => list.next.as_ref().and_then(paging::cursor),
            Part::Portal(_) => None,
        }
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
            Ok(Part::Portal(Portal {
                reasons: patients::unreachable(&settings, &patient, &recipients),
                links: links.into_iter().filter(|l| !l.is_over(now)).collect(),
                settings,
                recipients,
                patient,
            }))
        }
    }
}

//! Who has registered and waits, in the order they came; and how many.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::registration::model::{Registration, RegistrationState};
use crate::features::registration::read::{self, Beside};
use crate::features::settings;
use crate::platform::auth::{Permission, StaffVisit};
use crate::platform::ids::RegistrationId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Query, StaffPage, html, paging};

/// Rows of a page.
const SHOWN: usize = 20;

#[derive(Debug, Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    after: String,
    /// What has just been done: `accepted`, `matched`, `refused`.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "features/registration/pages/queue.html")]
struct QueuePage {
    page: StaffPage,
    waiting: Vec<Beside>,
    next: Option<String>,
    first: bool,
    /// Whether people can register now.
    open: bool,
    done: Option<RegistrationState>,
    now: Timestamp,
}

impl QueuePage {
    fn may_shape(&self) -> bool {
        self.page.actor.may(Permission::ManagePortalSettings)
    }

    fn reached(&self, r: &Registration) -> String {
        r.proven_address().unwrap_or_default().to_owned()
    }
}

/// `GET /staff/registrations`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(place): Query<Place>,
) -> Result<Response, Error> {
    let first = place.after.is_empty();
    let after: Option<(Timestamp, RegistrationId)> = paging::key(Some(&place.after))?;
    let actor = visit.actor.clone();
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX);
    let (mut waiting, count, open) = visit
        .db
        .read(move |tx| {
            let waits = RegistrationState::Waiting;
            let waiting = read::in_state(tx, &actor, waits, after, limit)?;
            let open = settings::load(tx, actor.clinic)?.registers();
            Ok::<_, Error>((waiting, read::waiting(tx, &actor)?, open))
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "registration.list",
        "registration",
        None,
    );
    let shown = format!("shown={}", waiting.len().min(SHOWN));
    audit::recorded(&state, event.detail(shown)).await?;
    let more = waiting.len() > SHOWN;
    waiting.truncate(SHOWN);
    let last = waiting.last().filter(|_| more).map(|b| &b.registration);
    let next = last.map(|r| (r.created_at, r.id));
    let mut page = StaffPage::new(&visit, "registrations");
    page.counts = vec![("registrations", count)];
    let page = QueuePage {
        page,
        next: next.as_ref().and_then(paging::cursor),
        waiting,
        first,
        open,
        done: RegistrationState::from_code(&place.done),
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

#[derive(Template)]
#[template(path = "platform/web/pages/registrations_count.html")]
struct Count {
    page: StaffPage,
}

/// `GET /staff/registrations/count`: the number of the side list, for open pages.
pub(super) async fn count(visit: StaffVisit) -> Result<Response, Error> {
    let actor = visit.actor.clone();
    let waiting = visit.db.read(move |tx| read::waiting(tx, &actor)).await?;
    let mut page = StaffPage::new(&visit, "registrations");
    page.counts = vec![("registrations", waiting)];
    html(StatusCode::OK, &Count { page })
}

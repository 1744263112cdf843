//! What patients asked, in the order they asked; and how much of it waits.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::features::appointments::model::{Request, RequestKind, RequestState};
use crate::features::appointments::read;
use crate::features::audit::{self, Event};
use crate::platform::auth::StaffVisit;
use crate::platform::i18n::Tr;
use crate::platform::ids::AppointmentRequestId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Query, StaffPage, html, paging};

/// Rows of a page.
const SHOWN: usize = 50;

#[derive(Debug, Deserialize)]
pub(super) struct Place {
    #[serde(default)]
    after: String,
    /// Whether an answer has just been given.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "features/appointments/pages/queue.html")]
struct QueuePage {
    page: StaffPage,
    /// What waits for staff.
    open: Vec<Request>,
    /// What patients did by themselves: times that they took.
    taken: Vec<Request>,
    /// What waits for the patient's side.
    proposed: Vec<Request>,
    next: Option<String>,
    first: bool,
    done: bool,
    now: Timestamp,
}

impl QueuePage {
    /// The rows under their headings, empty ones left out.
    fn parts(&self) -> [(&'static str, &[Request]); 3] {
        [
            ("open", &self.open),
            ("taken", &self.taken),
            ("proposed", &self.proposed),
        ]
    }

    fn icon(&self, request: &Request) -> &'static str {
        icon(request.kind)
    }

    fn asked_by(&self, request: &Request) -> String {
        asked_by(&self.page.tr, request)
    }
}

/// A picture for what is asked.
fn icon(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::New => "plus",
        RequestKind::Change => "retry",
        RequestKind::Cancel => "close",
    }
}

/// "Ann Lee on behalf of Sam Lee" (M12).
pub fn asked_by(tr: &Tr, request: &Request) -> String {
    let (who, patient) = (&request.asked_by_name, &request.patient_name);
    match request.on_behalf {
        true => tr.t2(
            "appointments-on-behalf",
            ("name", who.as_str()),
            ("patient", patient.as_str()),
        ),
        false => who.clone(),
    }
}

/// `GET /staff/appointment-requests`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(place): Query<Place>,
) -> Result<Response, Error> {
    let first = place.after.is_empty();
    let after: Option<(Timestamp, AppointmentRequestId)> = paging::key(Some(&place.after))?;
    let actor = visit.actor.clone();
    let limit = i64::try_from(SHOWN).unwrap_or(i64::MAX);
    let (mut open, taken, proposed, waiting) = visit
        .db
        .read(move |tx| {
            let open = read::in_state(tx, &actor, RequestState::Open, after, limit)?;
            let (mut taken, mut proposed) = (Vec::new(), Vec::new());
            if first {
                taken = read::in_state(tx, &actor, RequestState::Taken, None, limit)?;
                proposed = read::in_state(tx, &actor, RequestState::Proposed, None, limit)?;
            }
            Ok::<_, Error>((open, taken, proposed, read::waiting(tx, &actor)?))
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "appointment_request.list",
        "appointment_request",
        None,
    );
    let shown = format!("shown={}", open.len() + taken.len() + proposed.len());
    audit::recorded(&state, event.detail(shown)).await?;
    let more = open.len() > SHOWN;
    open.truncate(SHOWN);
    let next = open.last().filter(|_| more).map(|r| (r.asked_at, r.id));
    let mut page = StaffPage::new(&visit, "appointments");
    page.counts = vec![("appointments", waiting)];
    let page = QueuePage {
        page,
        next: next.as_ref().and_then(paging::cursor),
        open,
        taken,
        proposed,
        first,
        done: !place.done.is_empty(),
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

#[derive(Template)]
#[template(path = "platform/web/pages/appointments_count.html")]
struct Count {
    page: StaffPage,
}

/// `GET /staff/appointment-requests/count`: the number of the side list, for open pages.
pub(super) async fn count(visit: StaffVisit) -> Result<Response, Error> {
    let actor = visit.actor.clone();
    let waiting = visit.db.read(move |tx| read::waiting(tx, &actor)).await?;
    let mut page = StaffPage::new(&visit, "appointments");
    page.counts = vec![("appointments", waiting)];
    html(StatusCode::OK, &Count { page })
}

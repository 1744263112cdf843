//! What the compose window shows beside the text and brings up to date each time the draft is saved: the guard's warnings
//! (M26) and who will be able to read it (M27).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;

use super::compose::sender;
use crate::features::audit::{self, Event};
use crate::features::conversations::guard::{self, Guard, Readers};
use crate::features::drafts::{self, Content};
use crate::features::patients::{self, Recipient};
use crate::features::settings;
use crate::platform::auth::StaffVisit;
use crate::platform::ids::{DraftId, PatientId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html};

#[derive(Template)]
#[template(path = "features/conversations/pages/beside.html")]
struct Beside {
    page: StaffPage,
    draft: DraftId,
    guard: Guard,
    readers: Readers,
    now: Timestamp,
}

/// `GET /staff/drafts/{draft}/guard`: both parts, for the window that is open.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DraftId>,
) -> Result<Response, Error> {
    let (actor, env, tr, now) = (
        visit.actor.clone(),
        state.env.clone(),
        visit.tr.clone(),
        visit.now,
    );
    let (guard, readers) = visit
        .db
        .write(move |tx| {
            let draft = drafts::load(tx, &actor, id)?.ok_or(Error::NotFound)?;
            let patient = draft.patient.ok_or(Error::NotFound)?;
            let patient = patients::load(tx, &actor.scope(), patient)?;
            let content = draft.content;
            let guard = guard::guard(tx, &actor, &patient, &content, now)?;
            let portal = settings::load(tx, actor.clinic)?;
            let mut chosen = patients::recipients(tx, &actor.scope(), patient.id, now)?;
            chosen.retain(|r| is_chosen(&portal, &content, r));
            let from = (sender(tx, &actor, &content)?, content.to_staff.as_slice());
            let words = (&tr, env.config.server.public_url.as_str());
            let readers = guard::readers(tx, &actor, &chosen, from, words)?;
            if !guard.mentions.is_empty() {
                record(tx, &actor, &env, patient.id, &guard)?;
            }
            Ok::<_, Error>((guard, readers))
        })
        .await?;
    let page = Beside {
        page: StaffPage::new(&visit, "compose"),
        draft: id,
        guard,
        readers,
        now,
    };
    html(StatusCode::OK, &page)
}

/// Whether a portal user is one of those who will receive a draft.
pub(super) fn is_chosen(
    portal: &settings::PortalSettings,
    content: &Content,
    recipient: &Recipient,
) -> bool {
    let wanted = &content.portal_users;
    patients::recipients_in_the_way(portal, recipient).is_none()
        && (wanted.is_empty() || wanted.contains(&recipient.portal_user_id))
}

/// Other patients were shown because their names stand in a text: that is on record as a search.
fn record(
    tx: &mut db::Tx<'_>,
    actor: &crate::platform::auth::StaffActor,
    env: &crate::platform::env::Env,
    patient: PatientId,
    guard: &Guard,
) -> Result<(), Error> {
    let event = Event::new(actor.clinic, actor, "patient.search", "patient", None);
    let detail = format!("guard shown={}", guard.mentions.len());
    audit::record(tx, env, &event.patient(patient).detail(detail))?;
    Ok(())
}

/// Stops a message once that mentions other patients: the content as it is shown again, in which they count as seen, and
/// why. None where there is nothing to stop for.
pub(super) async fn stopped(
    visit: &StaffVisit,
    state: &State,
    patient: PatientId,
    content: &Content,
) -> Result<Option<(Content, Refusal)>, Error> {
    let (actor, env, now, typed) = (
        visit.actor.clone(),
        state.env.clone(),
        visit.now,
        content.clone(),
    );
    let mut unseen = visit
        .db
        .write(move |tx| {
            let patient = match patients::load(tx, &actor.scope(), patient) {
                Ok(patient) => patient,
                // The verb says what is wrong with it.
                Err(db::Error::NotFound) => return Ok(Vec::new()),
                Err(other) => return Err(other.into()),
            };
            let guard = Guard {
                mentions: guard::mentions(tx, &actor, &patient, &typed, now)?,
                ..Guard::default()
            };
            let unseen = guard.unseen(&typed.guard_seen);
            if !unseen.is_empty() {
                record(tx, &actor, &env, patient.id, &guard)?;
            }
            Ok::<_, Error>(unseen)
        })
        .await?;
    if unseen.is_empty() {
        return Ok(None);
    }
    let mut content = content.clone();
    content.guard_seen.append(&mut unseen);
    Ok(Some((content, Refusal::field("guard", "guard_mentions"))))
}

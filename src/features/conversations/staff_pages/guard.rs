//! What the compose window shows beside the text and brings up to date each time the draft is saved: the guard's warnings
//! (M26) and who will be able to read it (M27).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;

use super::compose::sender;
use crate::features::audit::{self, Event};
use crate::features::conversations::addressed;
use crate::features::conversations::guard::{self, Addressed, Colleagues, Guard, Readers};
use crate::features::drafts::{self, Content};
use crate::features::patients::{self, Recipient};
use crate::features::settings;
use crate::platform::auth::{StaffActor, StaffVisit};
use crate::platform::i18n::Tr;
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
    answering: bool,
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
    let (guard, readers, answering) = visit
        .db
        .write(move |tx| {
            let draft = drafts::load(tx, &actor, id)?.ok_or(Error::NotFound)?;
            let patient = draft.patient.ok_or(Error::NotFound)?;
            let patient = patients::load(tx, &actor.scope(), patient)?;
            let content = draft.content;
            let mut colleagues = Colleagues::default();
            let about = (&patient, &content);
            let guard = guard::guard(tx, &actor, about, &mut colleagues, now)?;
            let portal = settings::load(tx, actor.clinic)?;
            let known = patients::recipients(tx, &actor.scope(), patient.id, now)?;
            let words = (&tr, env.config.server.public_url.as_str());
            let mut readers = match draft.conversation {
                Some(id) => {
                    let thread = addressed::addressed(tx, &actor, id)?;
                    of_thread(
                        tx,
                        &actor,
                        (&portal, known, &thread),
                        &mut colleagues,
                        words,
                    )?
                }
                None => {
                    let chosen = |r: Recipient| {
                        let wanted = &content.portal_users;
                        let is = wanted.is_empty() || wanted.contains(&r.portal_user_id);
                        (r, is)
                    };
                    let can = known.into_iter().filter(|r| reached(&portal, r));
                    let people: Vec<_> = can.map(chosen).collect();
                    let addressed = Addressed {
                        portal: &people,
                        from: sender(tx, &actor, &content)?,
                        to_staff: &content.to_staff,
                    };
                    Readers {
                        hidden: guard::hidden(tx, &actor, &content)?,
                        ..guard::readers(tx, &actor, &addressed, &mut colleagues, words)?
                    }
                }
            };
            readers.shared = guard::shared(tx, &actor, &patient, now)?;
            if !guard.mentions.is_empty() {
                record(tx, &actor, &env, patient.id, &guard)?;
            }
            Ok::<_, Error>((guard, readers, draft.conversation.is_some()))
        })
        .await?;
    let page = Beside {
        page: StaffPage::new(&visit, "compose"),
        draft: id,
        guard,
        readers,
        answering,
        now,
    };
    html(StatusCode::OK, &page)
}

/// Whether a person can be sent anything: who cannot be is no reader, and nobody has left them out.
pub(super) fn reached(portal: &settings::PortalSettings, recipient: &Recipient) -> bool {
    patients::recipients_in_the_way(portal, recipient).is_none()
}

/// Who will be able to read an answer: those who can read the conversation now, and whose link still holds.
pub(super) fn of_thread(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (portal, known, thread): (
        &settings::PortalSettings,
        Vec<Recipient>,
        &addressed::Addressed,
    ),
    colleagues: &mut Colleagues,
    words: (&Tr, &str),
) -> Result<Readers, Error> {
    let chosen = |r: Recipient| {
        let is = thread.readers.contains(&r.portal_user_id);
        (r, is)
    };
    let can = known.into_iter().filter(|r| reached(portal, r));
    let people: Vec<_> = can.map(chosen).collect();
    let addressed = Addressed {
        portal: &people,
        from: Some(thread.from),
        to_staff: &thread.to_staff,
    };
    Ok(Readers {
        hidden: thread.hidden.clone(),
        ..guard::readers(tx, actor, &addressed, colleagues, words)?
    })
}

/// Other patients were shown because their names stand in a text: that is on record as a search.
fn record(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
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
            let mut colleagues = Colleagues::default();
            let about = (&patient, &typed);
            let guard = guard::mentioned(tx, &actor, about, &mut colleagues, now)?;
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

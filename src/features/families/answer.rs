//! What staff answer a request: the link is made or ended, or not, and the person is told that there is an answer.

use super::model::{self, Request, RequestKind, RequestState};
use super::store::{self, Answered};
use crate::features::audit::{self, Event};
use crate::features::patients::{self, Editor, LinkState, NewLink, OWN_ACCESS_AGE, Relationship};
use crate::features::portal;
use crate::platform::auth::StaffActor;
use crate::platform::codes::codes;
use crate::platform::env::Env;
use crate::platform::ids::{AccessRequestId, PatientId, PortalLinkId};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

codes! {
    /// What staff do with a request.
    Deed {
        /// Do what is asked.
        Accept = "accept",
        /// Do it not.
        Refuse = "refuse",
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The request.
    pub request: AccessRequestId,
    /// What is done.
    pub deed: Deed,
    /// The patient that staff chose; needed to accept a request for access.
    pub patient: Option<PatientId>,
    /// What the person is to the patient.
    pub relationship: Relationship,
    /// When the access ends; none: until it is revoked.
    pub ends_at: Option<Timestamp>,
    /// Whether an adult patient has said yes, as staff put on record.
    pub consent: bool,
    /// What the person reads.
    pub words: String,
}

/// Answers a request that waits: once, whoever else has it open.
///
/// # Errors
/// Not found where there is none; 409 where it has been answered; 422 with what is in the way of a link.
pub fn answer(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    answer: &Answer,
) -> Result<(), Error> {
    let editor = Editor::of(actor)?;
    let request = store::request(tx, actor.clinic, answer.request)?;
    let words = model::words("words", &answer.words).map_err(Error::refused)?;
    if request.state != RequestState::Open {
        return Err(answered_already());
    }
    let (state, patient, link) = match (answer.deed, request.kind) {
        (Deed::Refuse, _) => (RequestState::Refused, None, None),
        (Deed::Accept, RequestKind::Access) => {
            let (patient, link) = give(tx, &editor, env, (&request, answer))?;
            (RequestState::Accepted, Some(patient), Some(link))
        }
        (Deed::Accept, RequestKind::End) => {
            let link = request.about_link.ok_or(Error::NotFound)?;
            let whose = patients::link(tx, &editor.scope(), link)?.portal_user_id;
            patients::revoke_link(tx, &editor, env, link)?;
            portal::told_of_access(tx, env, (actor.clinic, whose), env.now())?;
            (RequestState::Accepted, None, Some(link))
        }
    };
    let done = Answered {
        state,
        patient,
        link,
        consent: answer.consent && answer.deed == Deed::Accept,
        words: &words,
        by: Some(actor.staff),
        at: env.now(),
    };
    if !store::set_answer(tx, (actor.clinic, request.id), &done)? {
        return Err(answered_already());
    }
    portal::told_of_access(tx, env, (actor.clinic, request.asked_by), env.now())?;
    let event = Event::new(
        actor.clinic,
        actor,
        "access_request.answer",
        "access_request",
        request.id.uuid(),
    );
    let detail = format!("state={} consent={}", state.code(), done.consent);
    let event = match patient.or(request.patient_id) {
        Some(patient) => event.patient(patient),
        None => event,
    };
    audit::record(tx, env, &event.detail(detail))?;
    Ok(())
}

fn answered_already() -> Error {
    Error::conflict(Refusal::new("access_request_answered"))
}

/// Links the person who asks to the patient that staff chose. An adult patient has to have said yes.
fn give(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    (request, answer): (&Request, &Answer),
) -> Result<(PatientId, PortalLinkId), Error> {
    let missing = || Error::refused(Refusal::field("patient", "access_patient_missing"));
    let id = answer.patient.ok_or_else(missing)?;
    let patient = patients::load(tx, &editor.scope(), id)?;
    let adult = patient
        .age(env.now())
        .is_none_or(|age| age >= OWN_ACCESS_AGE);
    if adult && !answer.consent {
        let refusal = Refusal::field("consent", "access_consent_missing");
        return Err(Error::refused(refusal));
    }
    let clinic = editor.clinic();
    let link = NewLink {
        state: match portal::has_account(tx, clinic, request.asked_by)? {
            true => LinkState::Connected,
            false => LinkState::Registered,
        },
        ends_at: answer.ends_at,
        ..NewLink::new(request.asked_by, id, answer.relationship)
    };
    Ok((id, patients::link_portal_user(tx, editor, env, &link)?))
}

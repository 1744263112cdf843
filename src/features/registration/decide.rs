//! What staff do with a request (M59): take it as a new patient, match it with one on file, or refuse it.

use super::model::{Registration, RegistrationState};
use super::store::{self, Decided};
use super::tell::{self, News};
use crate::features::audit::{self, Event};
use crate::features::patients::{self, Changes, Editor, Likeness, NewIdentifier, NewPatient};
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{PatientId, RegistrationId};
use crate::platform::text;
use crate::platform::web::{Error, Refusal};

/// Longest reason, in characters.
pub(super) const REASON_CHARS: usize = 500;

/// What is done with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// A new patient is made of it.
    Accept {
        /// Leaves the identifiers out: where one is somebody else's by mistake.
        without_identifiers: bool,
    },
    /// It is matched with a patient on file.
    Match {
        /// The patient.
        patient: PatientId,
        /// What is taken over into the chart: `email`, `mobile`, or the kind of an identifier as `identifier:<kind>`.
        take: Vec<String>,
        /// Switches the patient's portal access on, with a link of their own unless they are a child.
        access: bool,
    },
    /// It is refused.
    Refuse {
        /// Why; for staff alone.
        reason: String,
        /// Tells the person, in neutral words.
        tell: bool,
    },
}

/// A decision about a request.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Which request.
    pub registration: RegistrationId,
    /// What is done.
    pub deed: Deed,
    /// Whether staff have seen that an address which comes into the chart is on file with somebody else too.
    pub shared: bool,
}

/// Decides about a request. Whoever decides second gets a conflict that names who was first; the same decision of the same
/// member again changes nothing. The person is told in their language once they are a patient. `tr` speaks for the clinic.
///
/// # Errors
/// Forbidden without *edit demographics*; not found; 409 where it has been decided; 422 with everything that is in the way.
pub fn decide(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    tr: &Tr,
    decision: &Decision,
) -> Result<Option<PatientId>, Error> {
    let editor = Editor::of(actor)?;
    let held = store::hold(tx, actor.clinic, decision.registration)?;
    if is_repeated(&held, actor, &decision.deed) {
        return Ok(held.patient_id);
    }
    match held.state {
        RegistrationState::Unconfirmed => return Err(Error::NotFound),
        RegistrationState::Waiting => {}
        _ => {
            let who = held.decided_by_name.clone().unwrap_or_default();
            let refusal = Refusal::new("registration_decided").with("name", who);
            return Err(Error::conflict(refusal));
        }
    }
    let given = store::identifiers(tx, actor.clinic, &[held.id])?;
    let given: Vec<NewIdentifier> = given.into_iter().map(|(_, i)| i).collect();
    let (decided, action, detail) = match &decision.deed {
        Deed::Accept {
            without_identifiers,
        } => {
            let given = if *without_identifiers {
                Vec::new()
            } else {
                given
            };
            let patient = accept(tx, &editor, env, (&held, given), decision.shared)?;
            let decided = Decided::of(RegistrationState::Accepted, patient);
            (decided, "registration.accept", String::new())
        }
        Deed::Match {
            patient,
            take,
            access,
        } => {
            let wish = (*patient, take.as_slice(), *access);
            matched(tx, &editor, env, (&held, &given), (wish, decision.shared))?;
            let decided = Decided::of(RegistrationState::Matched, *patient);
            let detail = format!("take={} access={access}", take.join(","));
            (decided, "registration.match", detail)
        }
        Deed::Refuse { reason, tell } => {
            let decided = Decided {
                state: RegistrationState::Refused,
                patient: None,
                reason: self::reason(reason)?,
                told: *tell,
            };
            (decided, "registration.refuse", format!("told={tell}"))
        }
    };
    store::decide(
        tx,
        (actor.clinic, held.id),
        &decided,
        (actor.staff, env.now()),
    )?;
    let mut event = Event::new(actor.clinic, actor, action, "registration", held.id.uuid());
    if let Some(patient) = decided.patient {
        event = event.patient(patient);
    }
    audit::record(tx, env, &event.detail(detail))?;
    match decided.patient {
        Some(patient) => tell::welcome(tx, (actor, env, tr), &held, patient)?,
        None if decided.told => tell::queue(tx, env, (actor.clinic, held.id), News::Refused)?,
        None => {}
    }
    tell::announce(tx, actor.clinic)?;
    Ok(decided.patient)
}

/// Whether this very decision has been made already: a second press, or a form that was sent twice.
fn is_repeated(held: &Registration, actor: &StaffActor, deed: &Deed) -> bool {
    held.decided_by == Some(actor.staff)
        && match deed {
            Deed::Accept { .. } => held.state == RegistrationState::Accepted,
            Deed::Match { patient, .. } => {
                held.state == RegistrationState::Matched && held.patient_id == Some(*patient)
            }
            Deed::Refuse { .. } => held.state == RegistrationState::Refused,
        }
}

fn reason(typed: &str) -> Result<String, Error> {
    let reason = text::without_controls(typed).trim().to_owned();
    if reason.is_empty() {
        let refusal = Refusal::field("reason", "registration_reason_missing");
        return Err(Error::refused(refusal));
    }
    if reason.chars().count() > REASON_CHARS {
        let refusal = Refusal::field("reason", "registration_reason_long");
        return Err(Error::refused(refusal.with("max", REASON_CHARS)));
    }
    Ok(reason)
}

fn accept(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    (held, identifiers): (&Registration, Vec<NewIdentifier>),
    shared: bool,
) -> Result<PatientId, Error> {
    let addresses = (held.email.as_deref(), held.mobile.as_deref());
    unshared(tx, editor, addresses, None, shared)?;
    let new = NewPatient {
        demographics: held.person(),
        identifiers,
        // The link of their own is one of somebody who has registered.
        own_access: Some(false),
        ..NewPatient::default()
    };
    let patient = patients::create(tx, editor, env, &new)?;
    patients::link_registered(tx, editor, env, patient)?;
    Ok(patient)
}

/// The patient, what is taken over, and whether access is switched on.
type Wish<'a> = (PatientId, &'a [String], bool);

fn matched(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    (held, given): (&Registration, &[NewIdentifier]),
    ((id, take, access), shared): (Wish<'_>, bool),
) -> Result<(), Error> {
    let patient = patients::load(tx, &editor.scope(), id)?;
    let takes = |what: &str| take.iter().any(|t| t == what);
    let email = held.email.clone().filter(|_| takes("email"));
    let mobile = held.mobile.clone().filter(|_| takes("mobile"));
    unshared(
        tx,
        editor,
        (email.as_deref(), mobile.as_deref()),
        Some(id),
        shared,
    )?;
    for identifier in given {
        if takes(&super::model::identifier_field(&identifier.kind)) {
            patients::add_identifier(tx, editor, env, id, identifier)?;
        }
    }
    // Who had no address at all until now is told where they have proven to be reached.
    let first = patient.email.is_none() && patient.mobile.is_none();
    let proven = match held.channel {
        patients::Channel::Email => email.is_some(),
        patients::Channel::Text => mobile.is_some(),
    };
    let changes = Changes {
        preferred_channel: Some(held.channel.into()).filter(|_| first && proven),
        email,
        mobile,
        ..Changes::default()
    };
    patients::update(tx, editor, env, (id, None), &changes)?;
    if access {
        patients::set_access(tx, editor, env, id, true)?;
        patients::link_registered(tx, editor, env, id)?;
    }
    Ok(())
}

/// Refuses addresses that somebody else is reached at, unless staff have seen that: two people of one address stay two
/// people, and whoever reads that mailbox reads for both.
fn unshared(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    (email, mobile): (Option<&str>, Option<&str>),
    own: Option<PatientId>,
    seen: bool,
) -> Result<(), Error> {
    if seen {
        return Ok(());
    }
    let others = patients::reached_at(tx, editor.clinic(), email, mobile)?;
    let shared = |(id, why): &(PatientId, Likeness)| {
        Some(*id) != own
            && matches!(
                why,
                Likeness::Email | Likeness::Mobile | Likeness::Caregiver
            )
    };
    if others.iter().any(shared) {
        let refusal = Refusal::field("shared", "registration_contact_shared");
        return Err(Error::refused(refusal));
    }
    Ok(())
}

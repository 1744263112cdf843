//! What a person asks about who may read (M67): access to somebody they care for, or that somebody's access ends.

use super::model::{self, A_DAY, MOST_WAITING, RequestKind, RequestState};
use super::store::{self, Answered, NewRequest};
use crate::features::audit::{self, Event};
use crate::features::patients::{self, Relationship};
use crate::features::portal;
use crate::platform::auth::{PortalActor, Scope};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{AccessRequestId, PortalLinkId};
use crate::platform::limits::{self, Limit};
use crate::platform::time::DAY;
use crate::platform::web::{Error, Refusal};

/// Whom somebody wants to read and write for, as they typed it.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The patient's given name.
    pub given_name: String,
    /// The patient's family name.
    pub family_name: String,
    /// The patient's birth date.
    pub birth_date: String,
    /// What they are to the patient.
    pub relationship: String,
    /// What they add.
    pub words: String,
}

/// Puts a request for access before the staff. It is taken whether or not there is such a patient: nothing tells.
///
/// # Errors
/// 422 for what can't be taken, all of it at once; 409 where enough wait, 429 where too much was asked today.
pub fn ask(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    tr: &Tr,
    wish: &Wish,
) -> Result<AccessRequestId, Error> {
    let mut wrong = Vec::new();
    let given = kept(
        model::name("given_name", &wish.given_name, true),
        &mut wrong,
    );
    let family = kept(
        model::name("family_name", &wish.family_name, false),
        &mut wrong,
    );
    let today = tr.local_date(env.now());
    let born = kept(portal::read_birth_date(&wish.birth_date, today), &mut wrong);
    let words = kept(model::words("words", &wish.words), &mut wrong);
    let relationship =
        Relationship::from_code(&wish.relationship).filter(|r| *r != Relationship::Itself);
    if relationship.is_none() {
        wrong.push(Refusal::field("relationship", "choice_unknown"));
    }
    let Some(relationship) = relationship.filter(|_| wrong.is_empty()) else {
        return Err(Error::all_refused(wrong));
    };
    within(tx, actor, env)?;
    let new = NewRequest {
        id: env.id(),
        kind: RequestKind::Access,
        about: None,
        names: (&given, &family),
        birth_date: &born,
        relationship,
        words: &words,
    };
    insert(tx, actor, env, &new)
}

/// Asks staff to end a person's access to the patient: only the patient asks that.
///
/// # Errors
/// Not found where the actor is not the patient, or the link not one of the patient's that holds.
pub fn ask_to_end(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    (link, words): (PortalLinkId, &str),
) -> Result<AccessRequestId, Error> {
    if !actor.is_self {
        return Err(Error::NotFound);
    }
    let scope = Scope {
        clinic: actor.clinic,
        portal: None,
    };
    let links = patients::links(tx, &scope, actor.patient)?;
    let found = links
        .iter()
        .find(|l| l.id == link && l.relationship != Relationship::Itself && l.holds(env.now()))
        .ok_or(Error::NotFound)?;
    let words = model::words("words", words).map_err(Error::refused)?;
    if store::end_waits(tx, (actor.clinic, actor.portal_user), link)? {
        return Err(Error::conflict(Refusal::new("access_end_waits")));
    }
    within(tx, actor, env)?;
    let patient = patients::load(tx, &scope, actor.patient)?;
    let new = NewRequest {
        id: env.id(),
        kind: RequestKind::End,
        about: Some((link, actor.patient)),
        names: (&patient.given_name, &patient.family_name),
        birth_date: &patient.birth_date,
        relationship: found.relationship,
        words: &words,
    };
    insert(tx, actor, env, &new)
}

/// Takes a request back. Doing it again changes nothing.
///
/// # Errors
/// Not found where it is not the person's; 409 where staff have answered.
pub fn withdraw(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    id: AccessRequestId,
) -> Result<(), Error> {
    let held = store::request(tx, actor.clinic, id)?;
    if held.asked_by != actor.portal_user {
        return Err(Error::NotFound);
    }
    if held.state == RequestState::Withdrawn {
        return Ok(());
    }
    let answered = Answered {
        state: RequestState::Withdrawn,
        patient: None,
        link: None,
        consent: false,
        words: "",
        by: None,
        at: env.now(),
    };
    if !store::set_answer(tx, (actor.clinic, id), &answered)? {
        return Err(Error::conflict(Refusal::new("access_request_answered")));
    }
    record(tx, actor, env, (id, "access_request.withdraw", ""))
}

/// How much one person may ask.
fn within(tx: &mut db::Tx<'_>, actor: &PortalActor, env: &Env) -> Result<(), Error> {
    if store::waiting_of(tx, (actor.clinic, actor.portal_user))? >= MOST_WAITING {
        return Err(Error::conflict(Refusal::new("access_requests_many")));
    }
    let bucket = limits::bucket(env, "access-request", &actor.portal_user.to_string());
    match limits::hit(tx, &bucket, DAY, A_DAY, env.now())? {
        Limit::Within => Ok(()),
        Limit::Over { .. } => Err(Error::conflict(Refusal::new("access_requests_many"))),
    }
}

fn insert(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    new: &NewRequest<'_>,
) -> Result<AccessRequestId, Error> {
    store::insert_request(tx, actor, new, env.now())?;
    record(
        tx,
        actor,
        env,
        (new.id, "access_request.create", new.kind.code()),
    )?;
    Ok(new.id)
}

fn kept(read: Result<String, Refusal>, wrong: &mut Vec<Refusal>) -> String {
    read.unwrap_or_else(|why| {
        wrong.push(why);
        String::new()
    })
}

fn record(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    env: &Env,
    (id, action, detail): (AccessRequestId, &'static str, &str),
) -> Result<(), Error> {
    let event = Event::new(actor.clinic, actor, action, "access_request", id.uuid());
    audit::record(tx, env, &event.detail(detail.to_owned()))?;
    Ok(())
}

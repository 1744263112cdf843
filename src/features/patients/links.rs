//! Who reads and writes for a patient: links are made, end by themselves, and are revoked (M5, M6).

use super::demographics::OWN_ACCESS_AGE;
use super::editor::Editor;
use super::indexing;
use super::model::{LinkState, Relationship};
use super::portal_users::portal_user_of_patient;
use super::store;
use super::store::links::{self as rows, Link, LinkRow};
use crate::features::audit::{self, By, Event};
use crate::platform::auth::{PortalActor, Scope, sessions};
use crate::platform::env::Env;
use crate::platform::ids::{PatientId, PortalLinkId, PortalUserId, StaffId};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// A link to be made.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// The person.
    pub portal_user: PortalUserId,
    /// The patient.
    pub patient: PatientId,
    /// What they are to the patient.
    pub relationship: Relationship,
    /// How far the link has come.
    pub state: LinkState,
    /// From when it holds; none: from now on.
    pub starts_at: Option<Timestamp>,
    /// Until when it holds, this moment not included; none: until it is revoked.
    pub ends_at: Option<Timestamp>,
}

impl NewLink {
    /// A link that holds from now on, made by the clinic and not used yet.
    pub fn new(
        portal_user: PortalUserId,
        patient: PatientId,
        relationship: Relationship,
    ) -> NewLink {
        NewLink {
            portal_user,
            patient,
            relationship,
            state: LinkState::Invited,
            starts_at: None,
            ends_at: None,
        }
    }
}

/// Whether a signed-in person may go on for a patient: the one they are here for, or with an account anyone whose link holds.
pub fn may_go_on_for(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    patient: PatientId,
    now: Timestamp,
) -> Result<bool, db::Error> {
    if patient == actor.patient || !actor.by_account {
        return Ok(patient == actor.patient);
    }
    let staff = Scope {
        clinic: actor.clinic,
        portal: None,
    };
    let readers = store::recipients(tx, &staff, patient, now)?;
    Ok(readers
        .iter()
        .any(|r| r.portal_user_id == actor.portal_user))
}

/// Links a person to a patient. One person has at most one link to a patient that is not over.
pub fn link_portal_user(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    new: &NewLink,
) -> Result<PortalLinkId, Error> {
    let (clinic, now) = (editor.clinic(), env.now());
    store::load(tx, &editor.scope(), new.patient)?;
    let person = rows::portal_user(tx, clinic, new.portal_user)?;
    let is_self = person.self_patient_id == Some(new.patient);
    if is_self != (new.relationship == Relationship::Itself) {
        return Err(Error::refused(Refusal::field(
            "relationship",
            "relationship_wrong",
        )));
    }
    let starts_at = new.starts_at.unwrap_or(now);
    if new.ends_at.is_some_and(|end| end <= starts_at) {
        return Err(Error::refused(Refusal::field(
            "ends_at",
            "link_ends_before_start",
        )));
    }
    let others = rows::links_of_patient(tx, clinic, new.patient)?;
    if others
        .iter()
        .any(|l| l.portal_user_id == new.portal_user && !l.is_over(now))
    {
        return Err(Error::refused(Refusal::field(
            "portal_user_id",
            "already_linked",
        )));
    }
    let row = LinkRow {
        id: env.id(),
        portal_user: new.portal_user,
        patient: new.patient,
        relationship: new.relationship,
        state: new.state,
        starts_at,
        ends_at: new.ends_at,
        now,
    };
    rows::insert_link(tx, clinic, &row)?;
    let detail = format!("relationship={}", new.relationship.code());
    record(
        tx,
        editor,
        env,
        "portal_link.create",
        (row.id, new.patient, detail),
    )?;
    indexing::refresh(tx, clinic, new.patient)?;
    Ok(row.id)
}

/// Lets a patient read and write for themselves.
pub fn link_self(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    patient: PatientId,
) -> Result<PortalLinkId, Error> {
    let person = portal_user_of_patient(tx, editor, env, patient)?;
    link_portal_user(
        tx,
        editor,
        env,
        &NewLink::new(person, patient, Relationship::Itself),
    )
}

/// Lets a patient who has registered (M59) read and write for themselves, unless they are a child, whose messages go to a
/// caregiver (M5), or have a link of their own already. Whether the patient has one then.
pub fn link_registered(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    patient: PatientId,
) -> Result<bool, Error> {
    let now = env.now();
    let loaded = store::load(tx, &editor.scope(), patient)?;
    let own = rows::links_of_patient(tx, editor.clinic(), patient)?
        .iter()
        .any(|l| l.relationship == Relationship::Itself && !l.is_over(now));
    if own || loaded.age(now).is_some_and(|age| age < OWN_ACCESS_AGE) {
        return Ok(own);
    }
    let person = portal_user_of_patient(tx, editor, env, patient)?;
    let link = NewLink {
        state: LinkState::Registered,
        ..NewLink::new(person, patient, Relationship::Itself)
    };
    link_portal_user(tx, editor, env, &link)?;
    Ok(true)
}

/// Revokes a link: the person's sessions for the patient, their open pages and the links in their notifications end at
/// once. A link that is revoked already stays as it is.
pub fn revoke_link(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    id: PortalLinkId,
) -> Result<(), Error> {
    let clinic = editor.clinic();
    let link = rows::link(tx, clinic, id)?;
    if link.revoked_at.is_some() {
        return Ok(());
    }
    let by = match editor.author().by {
        By::Staff(id) => Some(StaffId::from(id)),
        _ => None,
    };
    rows::revoke(tx, clinic, id, by, env.now())?;
    end_now(tx, editor, env, &link)?;
    record(
        tx,
        editor,
        env,
        "portal_link.revoke",
        (id, link.patient_id, String::new()),
    )?;
    indexing::refresh(tx, clinic, link.patient_id)?;
    Ok(())
}

/// Sets until when a link holds; none: until it is revoked. A moment that has come ends it at once.
pub fn end_link_at(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    id: PortalLinkId,
    ends_at: Option<Timestamp>,
) -> Result<(), Error> {
    let link = rows::link(tx, editor.clinic(), id)?;
    if link.revoked_at.is_some() {
        return Err(Error::refused(Refusal::field("ends_at", "link_revoked")));
    }
    rows::set_end(tx, editor.clinic(), id, ends_at)?;
    if ends_at.is_some_and(|end| end <= env.now()) {
        end_now(tx, editor, env, &link)?;
    }
    let detail = ends_at.map_or_else(|| "never".to_owned(), Timestamp::rfc3339);
    record(
        tx,
        editor,
        env,
        "portal_link.end_at",
        (id, link.patient_id, detail),
    )?;
    Ok(())
}

/// Keeps from the patient's other readers who a person is, or no longer: neither name nor contact points are shown to
/// them then. The patient and staff see them in any case.
pub fn hide_from_others(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    (id, hidden): (PortalLinkId, bool),
) -> Result<(), Error> {
    let link = rows::link(tx, editor.clinic(), id)?;
    rows::set_hidden(tx, editor.clinic(), id, hidden)?;
    let detail = format!("hidden={hidden}");
    record(
        tx,
        editor,
        env,
        "portal_link.hide",
        (id, link.patient_id, detail),
    )?;
    Ok(())
}

/// Applies the clinic's age to a link, or what staff decided about it (M77): it is not asked about again.
/// `review_since`: from when staff should look at it; none: nothing is to be decided.
pub fn settle_link(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    (id, review_since): (PortalLinkId, Option<Timestamp>),
) -> Result<(), Error> {
    let link = rows::link(tx, editor.clinic(), id)?;
    rows::settle(tx, editor.clinic(), id, (env.now(), review_since))?;
    let detail = review_since.map_or_else(
        || "kept".to_owned(),
        |at| format!("review={}", at.rfc3339()),
    );
    record(
        tx,
        editor,
        env,
        "portal_link.age",
        (id, link.patient_id, detail),
    )?;
    Ok(())
}

fn end_now(tx: &mut db::Tx<'_>, editor: &Editor, env: &Env, link: &Link) -> Result<(), db::Error> {
    let (clinic, person, patient) = (editor.clinic(), link.portal_user_id, link.patient_id);
    sessions::end_all_for_patient(tx, clinic, patient, Some(person))?;
    rows::revoke_notification_links(tx, clinic, person, patient, env.now())
}

/// Every link of a patient, those that are over too.
pub fn links(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    patient: PatientId,
) -> Result<Vec<Link>, db::Error> {
    store::load(tx, scope, patient)?;
    rows::links_of_patient(tx, scope.clinic, patient)
}

fn record(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    action: &'static str,
    (link, patient, detail): (PortalLinkId, PatientId, String),
) -> Result<(), db::Error> {
    let by = editor.author().by;
    let event = Event::new(editor.clinic(), by, action, "portal_link", link.uuid());
    audit::record(tx, env, &event.patient(patient).detail(detail))
}

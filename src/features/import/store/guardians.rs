//! Those who act for a patient: the person, and the link that lets them read and write.

use uuid::Uuid;

use super::{Keyed, Stop, World, named, sources};
use crate::features::import::record::{GuardianRecord, Refusal, Relationship as Says};
use crate::features::import::report::Outcome;
use crate::features::patients::{
    self, Editor, Link, NewLink, NewPortalUser, Preference, Relationship,
};
use crate::platform::auth::Scope;
use crate::platform::ids::{PatientId, PortalUserId};
use crate::platform::time::Timestamp;

pub(super) fn store(
    tx: &mut db::Tx<'_>,
    world: &World,
    keyed: &Keyed,
    record: &GuardianRecord,
) -> Result<Outcome, Stop> {
    let known = sources::known_record(tx, world, "portal_link", keyed)?;
    if let Some(known) = &known
        && known.is_same(keyed)
    {
        return Ok(Outcome::Unchanged);
    }
    let patient = sources::resolve(tx, world, "patient", &record.patient)?.ok_or_else(|| {
        Refusal::new(
            "patient",
            "points to a patient who has not come in; import the Patient too",
        )
    })?;
    let over = !record.active || record.ends_at.is_some_and(|end| end <= world.env.now().0);
    if known.is_none() && over {
        return Ok(Outcome::LeftOut("RelatedPerson: no longer valid".into()));
    }
    let outcome = if known.is_some() {
        Outcome::Updated
    } else {
        Outcome::Created
    };
    if world.is_imagined(patient) {
        sources::remember(tx, world, "portal_link", keyed, patient)?;
        return Ok(outcome);
    }
    let patient = PatientId::from(patient);
    let person = person(tx, world, keyed, record)?;
    let link = link(tx, world, record, (person, patient))?;
    sources::remember(tx, world, "portal_link", keyed, link)?;
    Ok(outcome)
}

/// The person: a patient of the clinic where the source says so, else somebody known from the same source, else new.
fn person(
    tx: &mut db::Tx<'_>,
    world: &World,
    keyed: &Keyed,
    record: &GuardianRecord,
) -> Result<PortalUserId, Stop> {
    let editor = Editor::system(world.clinic);
    let name = record
        .person
        .as_deref()
        .map(|person| named(&world.system, person));
    if let Some(name) = &name
        && let Some(own) = sources::known(tx, world, "patient", name)?
        && !world.is_imagined(own.target_id)
    {
        return Ok(patients::portal_user_of_patient(
            tx,
            &editor,
            &world.env,
            own.target_id.into(),
        )?);
    }
    let name = name.unwrap_or_else(|| format!("person of {}", keyed.key));
    let new = NewPortalUser {
        given_name: record.given_name.clone(),
        family_name: record.family_name.clone(),
        email: record.email.clone(),
        mobile: record.mobile.clone(),
        preferred_channel: if record.prefers_text {
            Preference::Text
        } else {
            Preference::Email
        },
        language: record.language.unwrap_or(world.language()).to_owned(),
        source_key: None,
    };
    if let Some(known) = sources::known(tx, world, "portal_user", &name)? {
        let id = PortalUserId::from(known.target_id);
        if !world.is_imagined(known.target_id) {
            let old = patients::portal_user(tx, world.clinic, id)?.preferred_channel;
            let new = NewPortalUser {
                preferred_channel: match old.only() {
                    true => old,
                    false => new.preferred_channel,
                },
                ..new
            };
            patients::update_portal_user(tx, &editor, &world.env, id, &new)?;
        }
        return Ok(id);
    }
    let id = patients::add_portal_user(tx, &editor, &world.env, &new)?;
    sources::put(tx, world, "portal_user", &name, id.uuid(), None)?;
    Ok(id)
}

/// The link as the source has it now: made, ended at another time, or revoked.
fn link(
    tx: &mut db::Tx<'_>,
    world: &World,
    record: &GuardianRecord,
    (person, patient): (PortalUserId, PatientId),
) -> Result<Uuid, Stop> {
    let (editor, env) = (Editor::system(world.clinic), &world.env);
    let ends_at = record.ends_at.map(Timestamp);
    let scope = Scope {
        clinic: world.clinic,
        portal: None,
    };
    let links = patients::links(tx, &scope, patient)?;
    let holds = |link: &&Link| link.portal_user_id == person && !link.is_over(env.now());
    match links.iter().find(holds) {
        Some(link) if !record.active => {
            patients::revoke_link(tx, &editor, env, link.id)?;
            Ok(link.id.uuid())
        }
        Some(link) => {
            if link.ends_at != ends_at {
                patients::end_link_at(tx, &editor, env, link.id, ends_at)?;
            }
            Ok(link.id.uuid())
        }
        None if !record.active => Ok(patient.uuid()),
        None => {
            let relationship = match record.relationship {
                Says::Guardian => Relationship::Guardian,
                Says::Representative => Relationship::Representative,
            };
            let starts_at = record.starts_at.map(Timestamp);
            let new = NewLink {
                starts_at,
                ends_at,
                ..NewLink::new(person, patient, relationship)
            };
            Ok(patients::link_portal_user(tx, &editor, env, &new)?.uuid())
        }
    }
}

//! Patients: made, or brought up to what the source says now.

use uuid::Uuid;

use super::{Keyed, Stop, World, sources};
use crate::features::import::record::{PatientRecord, Refusal};
use crate::features::import::report::Outcome;
use crate::features::patients::{
    self, Changes, Demographics, Editor, NewIdentifier, NewPatient, Patient, PatientStatus,
    Preference,
};
use crate::platform::auth::Scope;
use crate::platform::ids::PatientId;
use crate::platform::text::fold;

pub(super) fn store(
    tx: &mut db::Tx<'_>,
    world: &World,
    keyed: &Keyed,
    record: &PatientRecord,
) -> Result<Outcome, Stop> {
    let known = sources::known_record(tx, world, "patient", keyed)?;
    if let Some(known) = &known
        && known.is_same(keyed)
    {
        sources::recall(world, "patient", keyed, known.target_id);
        return Ok(Outcome::Unchanged);
    }
    let target = match &known {
        Some(known) => Some(known.target_id),
        None => same_identifier(tx, world, record)?,
    };
    let identifiers = identifiers(tx, world, record)?;
    let (id, outcome) = match target {
        Some(id) if world.is_imagined(id) => (id, Outcome::Updated),
        Some(id) => (id, update(tx, world, id.into(), record, &identifiers)?),
        None => (create(tx, world, record, identifiers)?, Outcome::Created),
    };
    sources::remember(tx, world, "patient", keyed, id)?;
    Ok(outcome)
}

fn create(
    tx: &mut db::Tx<'_>,
    world: &World,
    record: &PatientRecord,
    identifiers: Vec<NewIdentifier>,
) -> Result<Uuid, Stop> {
    let demographics = Demographics {
        given_name: record.given_name.clone(),
        family_name: record.family_name.clone(),
        birth_date: record.birth_date.clone(),
        sex: record.sex.clone(),
        status: status(record).unwrap_or(PatientStatus::Active),
        email: record.email.clone(),
        mobile: record.mobile.clone(),
        preferred_channel: record
            .preferred
            .unwrap_or(match (&record.email, &record.mobile) {
                (None, Some(_)) => Preference::Text,
                _ => Preference::Email,
            }),
        language: record.language.unwrap_or(world.language()).to_owned(),
    };
    let new = NewPatient {
        demographics,
        portal_access: record.portal_access,
        identifiers,
        ..NewPatient::default()
    };
    Ok(patients::create(tx, &Editor::system(world.clinic), &world.env, &new)?.uuid())
}

/// Writes what the source says over what is on file; what it says nothing about stays.
fn update(
    tx: &mut db::Tx<'_>,
    world: &World,
    id: PatientId,
    record: &PatientRecord,
    identifiers: &[NewIdentifier],
) -> Result<Outcome, Stop> {
    let editor = Editor::system(world.clinic);
    let scope = Scope {
        clinic: world.clinic,
        portal: None,
    };
    let old = patients::load(tx, &scope, id)?;
    refuse_another_person(&old, record)?;
    let changes = Changes {
        given_name: Some(record.given_name.clone()),
        family_name: Some(record.family_name.clone()),
        birth_date: Some(record.birth_date.clone()),
        sex: Some(record.sex.clone()).filter(|sex| sex != "unknown"),
        status: status(record),
        email: record.email.clone(),
        mobile: record.mobile.clone(),
        preferred_channel: (record.preferred)
            // Whoever wants one channel only keeps that: most sources know of an order alone.
            .filter(|new| new.only() || !old.preferred_channel.only()),
        language: record.language.map(str::to_owned),
    };
    patients::update(tx, &editor, &world.env, (id, None), &changes)?;
    let mut changed = patients::load(tx, &scope, id)?.version != old.version;
    let before = patients::identifiers(tx, &scope, id)?.len();
    for identifier in identifiers {
        patients::add_identifier(tx, &editor, &world.env, id, identifier)?;
    }
    changed |= patients::identifiers(tx, &scope, id)?.len() != before;
    if let Some(access) = record
        .portal_access
        .filter(|access| *access != old.portal_access)
    {
        patients::set_access(tx, &editor, &world.env, id, access)?;
        changed = true;
    }
    Ok(if changed {
        Outcome::Updated
    } else {
        Outcome::Unchanged
    })
}

/// Two people are never made one: where neither birth date nor family name is the same, the name in the source means
/// somebody else.
fn refuse_another_person(old: &Patient, record: &PatientRecord) -> Result<(), Refusal> {
    let same_birth = old.birth_date == record.birth_date;
    if same_birth || fold(&old.family_name) == fold(&record.family_name) {
        return Ok(());
    }
    Err(Refusal::new(
        "",
        "has the id of a patient who came in before with another name and another birth date; if the files come from \
         another system than before, import them with --system and a name for it",
    ))
}

/// The patient who has the record's EMR id or health number already, and the same birth date.
fn same_identifier(
    tx: &mut db::Tx<'_>,
    world: &World,
    record: &PatientRecord,
) -> Result<Option<Uuid>, Stop> {
    for identifier in record
        .identifiers
        .iter()
        .filter(|i| i.kind == "emr_id" || i.kind == "health_number")
    {
        let Some(owner) =
            patients::identifier_owner(tx, world.clinic, &identifier.kind, &identifier.value)?
        else {
            continue;
        };
        let scope = Scope {
            clinic: world.clinic,
            portal: None,
        };
        if patients::load(tx, &scope, owner)?.birth_date == record.birth_date {
            return Ok(Some(owner.uuid()));
        }
        return Err(Stop::Refused(Refusal::new(
            identifier.label.clone(),
            "belongs to a patient with another birth date; correct the one or the other",
        )));
    }
    Ok(None)
}

/// The identifiers under the clinic's kinds; kinds that it does not have yet are defined.
fn identifiers(
    tx: &mut db::Tx<'_>,
    world: &World,
    record: &PatientRecord,
) -> Result<Vec<NewIdentifier>, Stop> {
    let known: Vec<String> = patients::identifier_kinds(tx, world.clinic)?
        .into_iter()
        .map(|k| k.kind)
        .collect();
    let mut list = Vec::with_capacity(record.identifiers.len());
    for identifier in &record.identifiers {
        if !known.contains(&identifier.kind) {
            let editor = Editor::system(world.clinic);
            patients::define_identifier_kind(
                tx,
                &editor,
                &world.env,
                &identifier.kind,
                &identifier.label,
            )?;
        }
        list.push(NewIdentifier {
            kind: identifier.kind.clone(),
            value: identifier.value.clone(),
        });
    }
    Ok(list)
}

fn status(record: &PatientRecord) -> Option<PatientStatus> {
    record.active.map(|active| {
        if active {
            PatientStatus::Active
        } else {
            PatientStatus::Discharged
        }
    })
}

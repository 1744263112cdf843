//! Who is added to an audience by name or from a list (M45).

use super::audience::Unmatched;
use super::list;
use super::read::draft;
use super::save::record;
use super::store::{self, audience};
use crate::features::patients;
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::ids::{GroupSendId, PatientId};
use crate::platform::text::shorten;
use crate::platform::web::{Error, Refusal};

/// Characters of a line that added nobody that are kept.
const GIVEN_CHARS: usize = 80;

/// Most patients that one request adds by name.
const AT_ONCE: usize = 200;

/// Lines of a list that one transaction looks up.
pub(super) const LINES: usize = 500;

/// Adds patients by name; how many were not added yet.
///
/// # Errors
/// A patient that the clinic does not know.
pub fn add(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: GroupSendId,
    people: &[PatientId],
) -> Result<i64, Error> {
    draft(tx, actor, id)?;
    if people.len() > AT_ONCE {
        return Err(Error::refused(
            Refusal::field("patient_ids", "too_many_patients").with("max", AT_ONCE),
        ));
    }
    let mut added = 0;
    for patient in people {
        patients::load(tx, &actor.scope(), *patient).map_err(|e| match e {
            db::Error::NotFound => Error::refused(Refusal::field("patient_ids", "patient_unknown")),
            other => other.into(),
        })?;
        added += i64::from(audience::pick(tx, actor.clinic, id, *patient)?);
    }
    store::touch(tx, actor.clinic, id, env.now())?;
    record(
        tx,
        actor,
        env,
        "group_send.add",
        (id, format!("added={added}")),
    )?;
    Ok(added)
}

/// Takes somebody out who was added.
pub fn remove(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (id, patient): (GroupSendId, PatientId),
) -> Result<(), Error> {
    draft(tx, actor, id)?;
    if audience::unpick(tx, actor.clinic, id, patient)? {
        store::touch(tx, actor.clinic, id, env.now())?;
        record(tx, actor, env, "group_send.remove", (id, String::new()))?;
    }
    Ok(())
}

/// **Clear all**: nobody is in the audience, and no filter is set.
pub fn clear(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: GroupSendId,
) -> Result<(), Error> {
    draft(tx, actor, id)?;
    audience::clear(tx, actor.clinic, id)?;
    store::touch(tx, actor.clinic, id, env.now())?;
    record(tx, actor, env, "group_send.clear", (id, String::new()))?;
    Ok(())
}

/// What a list came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listed {
    /// Patients added.
    pub added: i64,
    /// Lines with an identifier that nobody has.
    pub unknown: i64,
    /// Lines with one that several patients have.
    pub ambiguous: i64,
    /// Lines whose patient had been added already.
    pub double: i64,
}

/// Adds the patients of a list of identifiers, pasted or as CSV, a stretch of lines at a time, so that a long one keeps
/// nobody waiting. Lines that add nobody are kept with the reason.
///
/// # Errors
/// What can't be read as a list: then nothing is added.
pub async fn add_list(
    db: &db::Db,
    env: &Env,
    (actor, id): (&StaffActor, GroupSendId),
    text: &str,
    kind: &str,
) -> Result<Listed, Error> {
    let asking = actor.clone();
    let kinds = db
        .read(move |tx| {
            draft(tx, &asking, id)?;
            Ok::<_, Error>(patients::identifier_kinds(tx, asking.clinic)?)
        })
        .await?;
    let lines = list::read(text, kind, &kinds).map_err(Error::refused)?;
    let mut listed = Listed::default();
    for stretch in lines.chunks(LINES) {
        let (actor, env, stretch) = (actor.clone(), env.clone(), stretch.to_vec());
        let found = db
            .write(move |tx| add_lines(tx, &actor, &env, id, &stretch))
            .await?;
        listed.added += found.added;
        listed.unknown += found.unknown;
        listed.ambiguous += found.ambiguous;
        listed.double += found.double;
    }
    Ok(listed)
}

fn add_lines(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: GroupSendId,
    lines: &[list::Line],
) -> Result<Listed, Error> {
    draft(tx, actor, id)?;
    let values: Vec<String> = lines.iter().map(|line| line.given.clone()).collect();
    // Every line of a list is of the same kinds.
    let kinds = lines
        .first()
        .map(|line| line.kinds.clone())
        .unwrap_or_default();
    let owners = patients::owners_of_identifiers(tx, &actor.scope(), &kinds, &values)?;
    let mut listed = Listed::default();
    for line in lines {
        let found = owners.get(&patients::compared_identifier(&line.given));
        let outcome = match found.map(Vec::as_slice) {
            None | Some([]) => Unmatched::Unknown,
            Some([patient]) => match audience::pick(tx, actor.clinic, id, *patient)? {
                true => {
                    listed.added += 1;
                    continue;
                }
                false => Unmatched::Double,
            },
            Some(_) => Unmatched::Ambiguous,
        };
        match outcome {
            Unmatched::Unknown => listed.unknown += 1,
            Unmatched::Ambiguous => listed.ambiguous += 1,
            Unmatched::Double => listed.double += 1,
        }
        let given = shorten(&line.given, GIVEN_CHARS);
        audience::unmatched(tx, actor.clinic, id, (given.as_str(), outcome))?;
    }
    store::touch(tx, actor.clinic, id, env.now())?;
    let detail = format!("lines={} added={}", lines.len(), listed.added);
    record(tx, actor, env, "group_send.add_list", (id, detail))?;
    Ok(listed)
}

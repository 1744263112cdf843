//! Workgroups: shared inboxes (M17).

use super::model::{self, Acting, Opening};
use super::store::workgroups as store;
use crate::features::audit::{self, Event};
use crate::features::settings;
use crate::platform::auth::Scope;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, StaffId, WorkgroupId};
use crate::platform::web::{Error, Refusal};

/// Creates a workgroup without members.
///
/// # Errors
/// Refusals of `name`.
pub fn create_workgroup(
    tx: &mut db::Tx<'_>,
    env: &Env,
    acting: &Acting,
    name: &str,
) -> Result<WorkgroupId, Error> {
    model::workgroup_fields(name).map_or(Ok(()), |r| Err(Error::refused(r)))?;
    let id: WorkgroupId = env.id();
    store::insert(tx, acting.clinic, id, &model::name(name), env.now()).map_err(name_taken)?;
    audit::record(tx, env, &event(acting, "workgroup.create", id))?;
    Ok(id)
}

/// Gives a workgroup another name.
///
/// # Errors
/// Refusals of `name`; not found outside the clinic.
pub fn rename_workgroup(
    tx: &mut db::Tx<'_>,
    env: &Env,
    acting: &Acting,
    id: WorkgroupId,
    name: &str,
) -> Result<(), Error> {
    model::workgroup_fields(name).map_or(Ok(()), |r| Err(Error::refused(r)))?;
    store::rename(tx, acting.clinic, id, &model::name(name)).map_err(name_taken)?;
    audit::record(tx, env, &event(acting, "workgroup.rename", id))?;
    Ok(())
}

/// Says who belongs to a workgroup: exactly `members`.
///
/// # Errors
/// `member_unknown` for ids outside the clinic; `workgroup_retired`; `workgroup_needs_somebody` where patients' messages
/// would come to nobody.
pub fn set_workgroup_members(
    tx: &mut db::Tx<'_>,
    env: &Env,
    acting: &Acting,
    id: WorkgroupId,
    members: &[StaffId],
) -> Result<(), Error> {
    let group = store::workgroup(tx, &scope(acting), id)?;
    if group.retired_at.is_some() {
        return Err(Error::refused(Refusal::new("workgroup_retired")));
    }
    store::set_members(tx, acting.clinic, id, members).map_err(|error| match error {
        db::Error::ForeignKey { .. } => Error::refused(Refusal::field("members", "member_unknown")),
        other => other.into(),
    })?;
    default_is_read(tx, acting.clinic, Some("members"))?;
    audit::record(
        tx,
        env,
        &event(acting, "workgroup.set_members", id).detail(format!("members: {}", members.len())),
    )?;
    Ok(())
}

/// Says whether patients may start a conversation with a workgroup, and what they are told about its answers (M10, M72).
///
/// # Errors
/// `answer_days_range`; not found outside the clinic.
pub fn open_workgroup(
    tx: &mut db::Tx<'_>,
    env: &Env,
    acting: &Acting,
    id: WorkgroupId,
    opening: Opening,
) -> Result<(), Error> {
    model::answer_days(opening.answer_days).map_or(Ok(()), |r| Err(Error::refused(r)))?;
    let group = store::workgroup(tx, &scope(acting), id)?;
    let before = Opening {
        open_to_patients: group.open_to_patients,
        answer_days: group.answer_days,
    };
    if before == opening {
        return Ok(());
    }
    store::open(tx, acting.clinic, id, opening)?;
    let days = opening
        .answer_days
        .map_or_else(|| "none".to_owned(), |days| days.to_string());
    let detail = format!(
        "open_to_patients={} answer_days={days}",
        opening.open_to_patients
    );
    let event = event(acting, "workgroup.open_to_patients", id).detail(detail);
    Ok(audit::record(tx, env, &event)?)
}

/// The workgroup that takes what patients wrote to none in particular (M72), where they may start a conversation.
fn default_of(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Option<WorkgroupId>, db::Error> {
    let portal = settings::load(tx, clinic)?;
    Ok(portal
        .default_workgroup_id
        .filter(|_| portal.patients_start))
}

/// Somebody must be left who reads what patients wrote to none in particular (M72). To be asked after a change of who
/// belongs to which workgroup, or of who is active; the change is undone with the transaction.
///
/// # Errors
/// `workgroup_needs_somebody` at the field that says it, if any, with the workgroup's name.
pub(super) fn default_is_read(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    field: Option<&'static str>,
) -> Result<(), Error> {
    let portal = settings::load(tx, clinic)?;
    let Some(default) = portal
        .default_workgroup_id
        .filter(|_| portal.patients_start)
    else {
        return Ok(());
    };
    let group = store::workgroup(
        tx,
        &Scope {
            clinic,
            portal: None,
        },
        default,
    )?;
    if group.members > 0 {
        return Ok(());
    }
    let code = "workgroup_needs_somebody";
    let refusal = field.map_or(Refusal::new(code), |field| Refusal::field(field, code));
    Err(Error::refused(refusal.with("name", group.name)))
}

/// Retires a workgroup: it takes no new conversations and is nobody's inbox any more; what it has stays on record.
///
/// # Errors
/// Not found outside the clinic or when it is retired already; `workgroup_is_default` where it takes what patients wrote to
/// none in particular.
pub fn retire_workgroup(
    tx: &mut db::Tx<'_>,
    env: &Env,
    acting: &Acting,
    id: WorkgroupId,
) -> Result<(), Error> {
    if default_of(tx, acting.clinic)? == Some(id) {
        return Err(Error::refused(Refusal::new("workgroup_is_default")));
    }
    store::retire(tx, acting.clinic, id, env.now())?;
    audit::record(tx, env, &event(acting, "workgroup.retire", id))?;
    Ok(())
}

fn event(acting: &Acting, action: &'static str, id: WorkgroupId) -> Event {
    Event::new(acting.clinic, acting.by, action, "workgroup", id.uuid())
}

fn scope(acting: &Acting) -> Scope {
    Scope {
        clinic: acting.clinic,
        portal: None,
    }
}

fn name_taken(error: db::Error) -> Error {
    match error.constraint() {
        Some("workgroup_name") => Error::refused(Refusal::field("name", "workgroup_name_taken")),
        _ => error.into(),
    }
}

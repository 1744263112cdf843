//! Workgroups: shared inboxes (M17).

use super::model::{self, Acting};
use super::store::workgroups as store;
use crate::features::audit::{self, Event};
use crate::platform::auth::Scope;
use crate::platform::env::Env;
use crate::platform::ids::{StaffId, WorkgroupId};
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
/// `member_unknown` for ids outside the clinic; `workgroup_retired`.
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
    audit::record(
        tx,
        env,
        &event(acting, "workgroup.set_members", id).detail(format!("members: {}", members.len())),
    )?;
    Ok(())
}

/// Retires a workgroup: it takes no new conversations and is nobody's inbox any more; what it has stays on record.
///
/// # Errors
/// Not found outside the clinic or when it is retired already.
pub fn retire_workgroup(
    tx: &mut db::Tx<'_>,
    env: &Env,
    acting: &Acting,
    id: WorkgroupId,
) -> Result<(), Error> {
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

//! Creating, changing and retiring lists. Only who manages staff does (M48).

use super::model::{Wanted, keeps};
use super::store;
use crate::features::{audit, staff};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{DistributionListId, StaffId, WorkgroupId};
use crate::platform::web::{Error, Refusal};

/// Creates a list.
///
/// # Errors
/// Forbidden without *manage staff*; refusals of each field.
pub fn create(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    wanted: &Wanted,
) -> Result<DistributionListId, Error> {
    let wanted = checked(tx, actor, wanted, (&[], &[]))?;
    let (id, now) = (env.id(), env.now());
    store::insert(tx, actor.clinic, id, &wanted, (actor.staff, now)).map_err(name_taken)?;
    record(tx, actor, env, ("distribution_list.create", id), &wanted)?;
    Ok(id)
}

/// Changes a list over the version that was shown; gives the new one. What was sent before stays as it was sent.
///
/// # Errors
/// Forbidden without *manage staff*; not found outside the clinic; 409 where somebody has saved in between, or the list is
/// retired; refusals of each field.
pub fn save(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (id, before): (DistributionListId, i64),
    wanted: &Wanted,
) -> Result<i64, Error> {
    actor.require(Permission::ManageStaff)?;
    let list = store::one(tx, actor.clinic, id)?;
    if list.retired_at.is_some() {
        return Err(Error::conflict(Refusal::new("list_retired")));
    }
    let on_it: Vec<StaffId> = list.members.iter().map(|member| member.id).collect();
    let wanted = checked(tx, actor, wanted, (&on_it, &list.workgroups))?;
    let kept = store::update(tx, actor.clinic, (id, before), &wanted).map_err(name_taken)?;
    if !kept {
        return Err(Error::conflict(Refusal::new("list_changed")));
    }
    record(tx, actor, env, ("distribution_list.save", id), &wanted)?;
    Ok(before + 1)
}

/// Retires a list: nobody can pick out of it any more. One that is retired stays so.
///
/// # Errors
/// Forbidden without *manage staff*; not found outside the clinic.
pub fn retire(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: DistributionListId,
) -> Result<(), Error> {
    actor.require(Permission::ManageStaff)?;
    store::one(tx, actor.clinic, id)?;
    if store::retire(tx, actor.clinic, id, (actor.staff, env.now()))? {
        let action = "distribution_list.retire";
        let event = audit::Event::new(actor.clinic, actor, action, "distribution_list", id.uuid());
        audit::record(tx, env, &event)?;
    }
    Ok(())
}

/// The list as it is kept. A workgroup that has been retired may stay where it stood: nobody belongs to it any more.
fn checked(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    wanted: &Wanted,
    (on_it, used_by): (&[StaffId], &[WorkgroupId]),
) -> Result<Wanted, Error> {
    if !keeps(actor) {
        return Err(Error::Forbidden(Permission::ManageStaff.code()));
    }
    let people = staff::members(tx, &actor.scope())?;
    let groups: Vec<WorkgroupId> = staff::workgroups(tx, &actor.scope())?
        .into_iter()
        .filter(|group| group.retired_at.is_none() || used_by.contains(&group.id))
        .map(|group| group.id)
        .collect();
    wanted
        .checked((&people, &groups), on_it)
        .map_err(Error::all_refused)
}

fn name_taken(error: db::Error) -> Error {
    match error.constraint() {
        Some("distribution_list_name") => Error::refused(Refusal::field("name", "list_name_taken")),
        _ => error.into(),
    }
}

/// Puts it on record with who is on the list from now on, by id.
fn record(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (action, id): (&'static str, DistributionListId),
    wanted: &Wanted,
) -> Result<(), Error> {
    let listed = |ids: Vec<String>| ids.join(",");
    let members = listed(wanted.members.iter().map(ToString::to_string).collect());
    let groups = match wanted.for_everybody {
        true => "everybody".to_owned(),
        false => listed(wanted.workgroups.iter().map(ToString::to_string).collect()),
    };
    let event = audit::Event::new(actor.clinic, actor, action, "distribution_list", id.uuid());
    let detail = format!("members={members} used_by={groups}");
    audit::record(tx, env, &event.detail(detail))?;
    Ok(())
}

//! Workgroups and who belongs to them.

use super::members::staff_only;
use crate::features::staff::model::{Member, OpenWorkgroup, Opening, Workgroup};
use crate::platform::auth::Scope;
use crate::platform::ids::{ClinicId, StaffId, WorkgroupId};
use crate::platform::text;
use crate::platform::time::Timestamp;

/// The columns of a [`Workgroup`], and which ones are wanted.
macro_rules! select_workgroups {
    ($where:literal) => {
        concat!(
            "SELECT g.id, g.name, g.created_at, g.retired_at,
                (SELECT count(*) FROM workgroup_member w JOIN staff_member m ON m.clinic_id = w.clinic_id AND m.id = w.staff_id
                 WHERE w.clinic_id = g.clinic_id AND w.workgroup_id = g.id AND m.disabled_at IS NULL) AS members, g.open_to_patients, g.answer_days
             FROM workgroup g WHERE ",
            $where
        )
    };
}

pub(in crate::features::staff) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: WorkgroupId,
    name: &str,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO workgroup (clinic_id, id, name, created_at, retired_at) VALUES ($1, $2, $3, $4, NULL)",
        &[&clinic, &id, &name, &now],
    )?;
    Ok(())
}

pub(in crate::features::staff) fn rename(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: WorkgroupId,
    name: &str,
) -> Result<(), db::Error> {
    changed(tx.exec(
        "UPDATE workgroup SET name = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &name],
    )?)
}

pub(in crate::features::staff) fn open(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: WorkgroupId,
    opening: Opening,
) -> Result<(), db::Error> {
    changed(tx.exec(
        "UPDATE workgroup SET open_to_patients = $3, answer_days = $4 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &opening.open_to_patients, &opening.answer_days],
    )?)
}

/// The workgroups that patients may write to first (M10, M72): `default` before all others, which are by name. One that
/// nobody reads takes nothing; the default one always does.
pub fn open_workgroups(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    default: WorkgroupId,
) -> Result<Vec<OpenWorkgroup>, db::Error> {
    let mut groups: Vec<OpenWorkgroup> = tx.all(
        "SELECT g.id, g.name, g.answer_days FROM workgroup g
         WHERE g.clinic_id = $1 AND (g.id = $2 OR (g.open_to_patients AND g.retired_at IS NULL AND EXISTS (
             SELECT 1 FROM workgroup_member w JOIN staff_member m ON m.clinic_id = w.clinic_id AND m.id = w.staff_id
             WHERE w.clinic_id = g.clinic_id AND w.workgroup_id = g.id AND m.disabled_at IS NULL)))",
        &[&clinic, &default],
    )?;
    groups.sort_by_cached_key(|g| (g.id != default, text::fold(&g.name)));
    Ok(groups)
}

pub(in crate::features::staff) fn retire(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: WorkgroupId,
    now: Timestamp,
) -> Result<(), db::Error> {
    changed(tx.exec(
        "UPDATE workgroup SET retired_at = $3 WHERE clinic_id = $1 AND id = $2 AND retired_at IS NULL",
        &[&clinic, &id, &now],
    )?)
}

pub(in crate::features::staff) fn set_members(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: WorkgroupId,
    members: &[StaffId],
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM workgroup_member WHERE clinic_id = $1 AND workgroup_id = $2",
        &[&clinic, &id],
    )?;
    for member in members {
        add_member(tx, clinic, id, *member)?;
    }
    Ok(())
}

/// Adds a member to a workgroup; once is enough.
pub(in crate::features::staff) fn add_member(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: WorkgroupId,
    member: StaffId,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO workgroup_member (clinic_id, workgroup_id, staff_id) VALUES ($1, $2, $3)
         ON CONFLICT (clinic_id, workgroup_id, staff_id) DO NOTHING",
        &[&clinic, &id, &member],
    )?;
    Ok(())
}

/// Takes a member out of a workgroup.
pub(in crate::features::staff) fn remove_member(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: WorkgroupId,
    member: StaffId,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM workgroup_member WHERE clinic_id = $1 AND workgroup_id = $2 AND staff_id = $3",
        &[&clinic, &id, &member],
    )?;
    Ok(())
}

/// One workgroup of the clinic, retired ones too.
pub fn workgroup(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: WorkgroupId,
) -> Result<Workgroup, db::Error> {
    staff_only(scope)?;
    tx.one(
        select_workgroups!("g.clinic_id = $1 AND g.id = $2"),
        &[&scope.clinic, &id],
    )
}

/// Every workgroup of the clinic by name, retired ones too. For staff only: nobody else finds any.
pub fn workgroups(tx: &mut db::Tx<'_>, scope: &Scope) -> Result<Vec<Workgroup>, db::Error> {
    staff_only(scope)?;
    let mut groups: Vec<Workgroup> =
        tx.all(select_workgroups!("g.clinic_id = $1"), &[&scope.clinic])?;
    groups.sort_by_cached_key(|g| text::fold(&g.name));
    Ok(groups)
}

/// Workgroups after `after`, in the order they were created, at most `limit`.
pub(in crate::features::staff) fn workgroups_after(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    after: Option<WorkgroupId>,
    limit: i64,
) -> Result<Vec<Workgroup>, db::Error> {
    staff_only(scope)?;
    tx.all(
        select_workgroups!(
            "g.clinic_id = $1 AND ($2::uuid IS NULL OR g.id > $2) ORDER BY g.id LIMIT $3"
        ),
        &[&scope.clinic, &after, &limit],
    )
}

/// The workgroups that a member belongs to and that are not retired, by name.
pub fn workgroups_of(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    staff: StaffId,
) -> Result<Vec<Workgroup>, db::Error> {
    let ids: Vec<(WorkgroupId,)> = tx.all(
        "SELECT workgroup_id FROM workgroup_member WHERE clinic_id = $1 AND staff_id = $2",
        &[&scope.clinic, &staff],
    )?;
    let mut groups = workgroups(tx, scope)?;
    groups.retain(|g| g.retired_at.is_none() && ids.contains(&(g.id,)));
    Ok(groups)
}

/// Who belongs to which workgroup that is not retired.
pub fn memberships(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
) -> Result<Vec<(WorkgroupId, StaffId)>, db::Error> {
    staff_only(scope)?;
    tx.all(
        "SELECT w.workgroup_id, w.staff_id FROM workgroup_member w
         JOIN workgroup g ON g.clinic_id = w.clinic_id AND g.id = w.workgroup_id
         WHERE w.clinic_id = $1 AND g.retired_at IS NULL ORDER BY g.name, w.staff_id",
        &[&scope.clinic],
    )
}

/// The active members of a workgroup, by name.
pub fn members_of(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    workgroup: WorkgroupId,
) -> Result<Vec<Member>, db::Error> {
    let ids: Vec<(StaffId,)> = tx.all(
        "SELECT staff_id FROM workgroup_member WHERE clinic_id = $1 AND workgroup_id = $2",
        &[&scope.clinic, &workgroup],
    )?;
    let mut members = super::members::members(tx, scope)?;
    members.retain(|m| m.is_active() && ids.contains(&(m.id,)));
    Ok(members)
}

fn changed(rows: u64) -> Result<(), db::Error> {
    if rows == 0 {
        return Err(db::Error::NotFound);
    }
    Ok(())
}

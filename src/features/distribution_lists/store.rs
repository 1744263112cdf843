//! All SQL of distribution lists.

use uuid::Uuid;

use super::model::{List, ListMember, Wanted};
use crate::platform::ids::{ClinicId, DistributionListId, StaffId, WorkgroupId};
use crate::platform::text;
use crate::platform::time::Timestamp;

db::row! {
    struct HeadRow {
        id: DistributionListId,
        name: String,
        version: i64,
        for_everybody: bool,
        created_at: Timestamp,
        retired_at: Option<Timestamp>,
    }
}

db::row! {
    struct MemberRow {
        list_id: DistributionListId,
        staff_id: StaffId,
        name: String,
        role_title: String,
        disabled_at: Option<Timestamp>,
    }
}

/// Every list of the clinic, retired ones too, by name.
pub(super) fn all(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Vec<List>, db::Error> {
    let heads: Vec<HeadRow> = tx.all(
        "SELECT d.id, d.name, d.version, d.for_everybody, d.created_at, d.retired_at FROM distribution_list d WHERE d.clinic_id = $1",
        &[&clinic],
    )?;
    let mut lists = whole(tx, clinic, heads)?;
    lists.sort_by_cached_key(|list| text::fold(&list.name));
    Ok(lists)
}

/// One list of the clinic.
pub(super) fn one(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DistributionListId,
) -> Result<List, db::Error> {
    let head: HeadRow = tx.one(
        "SELECT id, name, version, for_everybody, created_at, retired_at FROM distribution_list WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )?;
    whole(tx, clinic, vec![head])?
        .pop()
        .ok_or(db::Error::NotFound)
}

/// The lists with who is on them and whose members may use them.
fn whole(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    heads: Vec<HeadRow>,
) -> Result<Vec<List>, db::Error> {
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = heads.iter().map(|head| head.id.uuid()).collect();
    let mut people: Vec<MemberRow> = tx.all(
        "SELECT l.list_id, l.staff_id, m.display_name AS name, m.role_title, m.disabled_at FROM distribution_list_member l
         JOIN staff_member m ON m.clinic_id = l.clinic_id AND m.id = l.staff_id
         WHERE l.clinic_id = $1 AND l.list_id = ANY($2)",
        &[&clinic, &ids],
    )?;
    people.sort_by_cached_key(|row| (text::fold(&row.name), row.staff_id));
    let users: Vec<(DistributionListId, WorkgroupId)> = tx.all(
        "SELECT list_id, workgroup_id FROM distribution_list_user WHERE clinic_id = $1 AND list_id = ANY($2)",
        &[&clinic, &ids],
    )?;
    let list = |head: HeadRow| {
        let members = people.iter().filter(|row| row.list_id == head.id);
        let members = members.map(|row| ListMember {
            id: row.staff_id,
            name: row.name.clone(),
            role_title: row.role_title.clone(),
            left: row.disabled_at.is_some(),
        });
        let workgroups = users.iter().filter(|(list, _)| *list == head.id);
        List {
            members: members.collect(),
            workgroups: workgroups.map(|(_, group)| *group).collect(),
            id: head.id,
            name: head.name,
            version: head.version,
            for_everybody: head.for_everybody,
            created_at: head.created_at,
            retired_at: head.retired_at,
        }
    };
    Ok(heads.into_iter().map(list).collect())
}

pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DistributionListId,
    wanted: &Wanted,
    (by, now): (StaffId, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO distribution_list (clinic_id, id, name, version, for_everybody, created_by, created_at) VALUES ($1, $2, $3, 1, $4, $5, $6)",
        &[&clinic, &id, &wanted.name, &wanted.for_everybody, &by, &now],
    )?;
    fill(tx, clinic, id, wanted)
}

/// Keeps a list over version `before`; false where another version is in use, or the list is retired.
pub(super) fn update(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, before): (DistributionListId, i64),
    wanted: &Wanted,
) -> Result<bool, db::Error> {
    let kept = tx.exec(
        "UPDATE distribution_list SET name = $4, for_everybody = $5, version = version + 1
         WHERE clinic_id = $1 AND id = $2 AND version = $3 AND retired_at IS NULL",
        &[&clinic, &id, &before, &wanted.name, &wanted.for_everybody],
    )?;
    if kept == 0 {
        return Ok(false);
    }
    tx.exec(
        "DELETE FROM distribution_list_member WHERE clinic_id = $1 AND list_id = $2",
        &[&clinic, &id],
    )?;
    tx.exec(
        "DELETE FROM distribution_list_user WHERE clinic_id = $1 AND list_id = $2",
        &[&clinic, &id],
    )?;
    fill(tx, clinic, id, wanted)?;
    Ok(true)
}

fn fill(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DistributionListId,
    wanted: &Wanted,
) -> Result<(), db::Error> {
    for member in &wanted.members {
        tx.exec(
            "INSERT INTO distribution_list_member (clinic_id, list_id, staff_id) VALUES ($1, $2, $3)",
            &[&clinic, &id, member],
        )?;
    }
    for group in &wanted.workgroups {
        tx.exec(
            "INSERT INTO distribution_list_user (clinic_id, list_id, workgroup_id) VALUES ($1, $2, $3)",
            &[&clinic, &id, group],
        )?;
    }
    Ok(())
}

/// Retires a list; false where it is retired already.
pub(super) fn retire(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DistributionListId,
    (by, now): (StaffId, Timestamp),
) -> Result<bool, db::Error> {
    let retired = tx.exec(
        "UPDATE distribution_list SET retired_at = $3, retired_by = $4 WHERE clinic_id = $1 AND id = $2 AND retired_at IS NULL",
        &[&clinic, &id, &now, &by],
    )?;
    Ok(retired > 0)
}

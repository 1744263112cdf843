//! Members and their permissions.

use crate::features::staff::change::Wanted;
use crate::features::staff::model::{self, Member, NewMember};
use crate::platform::auth::{Permission, Permissions, Scope};
use crate::platform::ids::{ClinicId, InboxId, StaffId};
use crate::platform::time::Timestamp;

/// The columns of a [`Member`], and which members are wanted.
macro_rules! select_members {
    ($where:literal) => {
        concat!(
            "SELECT m.id, m.email, m.display_name, m.role_title, m.language, m.is_owner, m.accepts_direct_messages,
                (m.password_hash IS NOT NULL) AS has_password, (m.totp_secret IS NOT NULL) AS has_second_factor, m.created_at, m.disabled_at,
                coalesce((SELECT string_agg(p.permission, ',') FROM staff_permission p
                          WHERE p.clinic_id = m.clinic_id AND p.staff_id = m.id), '') AS permission_codes
             FROM staff_member m WHERE ",
            $where
        )
    };
}

pub(in crate::features::staff) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: StaffId,
    new: &NewMember,
    (owner, now): (bool, Timestamp),
) -> Result<(), db::Error> {
    let email = model::email(&new.email).unwrap_or_default();
    tx.exec(
        "INSERT INTO staff_member (clinic_id, id, email, display_name, role_title, language, is_owner, accepts_direct_messages,
             password_hash, totp_secret, totp_last_step, source_key, created_at, disabled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, 0, $10, $11, NULL)",
        &[
            &clinic, &id, &email, &model::name(&new.display_name), &model::name(&new.role_title),
            &new.language, &owner, &new.accepts_direct_messages, &new.password_hash, &new.source_key, &now,
        ],
    )?;
    Ok(())
}

/// Replaces a member's permissions.
pub(in crate::features::staff) fn set_permissions(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: StaffId,
    permissions: Permissions,
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM staff_permission WHERE clinic_id = $1 AND staff_id = $2",
        &[&clinic, &id],
    )?;
    for permission in Permission::ALL.iter().filter(|p| permissions.has(**p)) {
        tx.exec(
            "INSERT INTO staff_permission (clinic_id, staff_id, permission) VALUES ($1, $2, $3)",
            &[&clinic, &id, &permission.code()],
        )?;
    }
    Ok(())
}

/// One member of the clinic, disabled ones too.
pub fn member(tx: &mut db::Tx<'_>, scope: &Scope, id: StaffId) -> Result<Member, db::Error> {
    staff_only(scope)?;
    tx.one(
        select_members!("m.clinic_id = $1 AND m.id = $2"),
        &[&scope.clinic, &id],
    )
}

/// Every member of the clinic by name, disabled ones too. For staff only: nobody else finds any.
pub fn members(tx: &mut db::Tx<'_>, scope: &Scope) -> Result<Vec<Member>, db::Error> {
    staff_only(scope)?;
    let mut members: Vec<Member> = tx.all(select_members!("m.clinic_id = $1"), &[&scope.clinic])?;
    members.sort_by_cached_key(|m| crate::platform::text::fold(&m.display_name));
    Ok(members)
}

/// Members after `after`, in the order they were created, at most `limit`.
pub(in crate::features::staff) fn members_after(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    after: Option<StaffId>,
    limit: i64,
) -> Result<Vec<Member>, db::Error> {
    staff_only(scope)?;
    tx.all(
        select_members!(
            "m.clinic_id = $1 AND ($2::uuid IS NULL OR m.id > $2) ORDER BY m.id LIMIT $3"
        ),
        &[&scope.clinic, &after, &limit],
    )
}

/// The name that others see.
pub fn display_name(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
) -> Result<String, db::Error> {
    let (name,): (String,) = tx.one(
        "SELECT display_name FROM staff_member WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &staff],
    )?;
    Ok(name)
}

/// Seconds after Send in which the member can undo it (M25).
pub fn undo_seconds(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
) -> Result<i64, db::Error> {
    let (seconds,): (i64,) = tx.one(
        "SELECT undo_seconds FROM staff_member WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &staff],
    )?;
    Ok(seconds)
}

/// The inboxes that a member reads: their own, and those of their workgroups that are not retired.
pub fn inboxes_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
) -> Result<Vec<InboxId>, db::Error> {
    let groups: Vec<(InboxId,)> = tx.all(
        "SELECT g.id FROM workgroup_member m JOIN workgroup g ON g.clinic_id = m.clinic_id AND g.id = m.workgroup_id
         WHERE m.clinic_id = $1 AND m.staff_id = $2 AND g.retired_at IS NULL ORDER BY g.id",
        &[&clinic, &staff],
    )?;
    Ok(std::iter::once(InboxId::from(staff))
        .chain(groups.into_iter().map(|(id,)| id))
        .collect())
}

/// The active members who read an inbox: its owner, or the members of the workgroup.
pub fn staff_in_inbox(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    inbox: InboxId,
) -> Result<Vec<StaffId>, db::Error> {
    let found: Vec<(StaffId,)> = tx.all(
        "SELECT id FROM staff_member WHERE clinic_id = $1 AND id = $2 AND disabled_at IS NULL
         UNION
         SELECT m.id FROM workgroup_member g JOIN staff_member m ON m.clinic_id = g.clinic_id AND m.id = g.staff_id
         WHERE g.clinic_id = $1 AND g.workgroup_id = $2 AND m.disabled_at IS NULL",
        &[&clinic, &inbox],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Portal users have no view of the clinic's members.
pub(super) fn staff_only(scope: &Scope) -> Result<(), db::Error> {
    scope.portal.map_or(Ok(()), |_| Err(db::Error::NotFound))
}

/// Changes what a manager may say about a member.
pub(in crate::features::staff) fn update(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: StaffId,
    wanted: &Wanted,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE staff_member SET email = $3, display_name = $4, role_title = $5, language = $6 WHERE clinic_id = $1 AND id = $2",
        &[
            &clinic, &id, &model::email(&wanted.email).unwrap_or_default(), &model::name(&wanted.display_name),
            &model::name(&wanted.role_title), &wanted.language,
        ],
    )?;
    Ok(())
}

/// Changes what a member may say about themselves.
pub(in crate::features::staff) fn update_own(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: StaffId,
    (language, accepts_direct_messages, undo_seconds): (&str, bool, i64),
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE staff_member SET language = $3, accepts_direct_messages = $4, undo_seconds = $5 WHERE clinic_id = $1 AND id = $2",
        &[
            &clinic,
            &id,
            &language,
            &accepts_direct_messages,
            &undo_seconds,
        ],
    )?;
    Ok(())
}

/// Disables a member since `at`, or enables them again.
pub(in crate::features::staff) fn set_disabled(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: StaffId,
    at: Option<Timestamp>,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE staff_member SET disabled_at = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &at],
    )?;
    Ok(())
}

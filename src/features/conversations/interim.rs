//! Stands in for the staff feature until it is merged.
use crate::platform::auth::Scope;
use crate::platform::ids::{StaffId, WorkgroupId};
use crate::platform::time::Timestamp;
db::row! {
    /// A member.
    pub(crate) struct Member { pub display_name: String, pub accepts_direct_messages: bool, pub disabled_at: Option<Timestamp> }
}
db::row! {
    /// A workgroup.
    pub(crate) struct Workgroup { pub id: WorkgroupId, pub name: String }
}
pub(crate) fn member(tx: &mut db::Tx<'_>, scope: &Scope, id: StaffId) -> Result<Member, db::Error> {
    tx.one("SELECT display_name, accepts_direct_messages, disabled_at FROM staff_member WHERE clinic_id = $1 AND id = $2", &[&scope.clinic, &id])
}
pub(crate) fn workgroups_of(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: StaffId,
) -> Result<Vec<Workgroup>, db::Error> {
    tx.all("SELECT g.id, g.name FROM workgroup_member m JOIN workgroup g ON g.clinic_id = m.clinic_id AND g.id = m.workgroup_id
            WHERE m.clinic_id = $1 AND m.staff_id = $2 AND g.retired_at IS NULL ORDER BY g.name", &[&scope.clinic, &id])
}

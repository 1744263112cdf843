//! The lists that a member sees: all of them for who keeps them, else those that they may use.

use super::model::{List, keeps};
use super::store;
use crate::features::staff;
use crate::platform::auth::StaffActor;
use crate::platform::ids::{DistributionListId, WorkgroupId};

/// The lists that the member can pick hidden copies from (M48), by name.
pub fn usable(tx: &mut db::Tx<'_>, actor: &StaffActor) -> Result<Vec<List>, db::Error> {
    let mut lists = store::all(tx, actor.clinic)?;
    // Most clinics' messages go without: nothing more is asked then.
    if !lists.is_empty() {
        let own = own_groups(tx, actor)?;
        lists.retain(|list| list.usable_by(&own));
    }
    Ok(lists)
}

/// Every list for who keeps them, retired ones too; else those that the member may use. By name.
pub(super) fn seen(tx: &mut db::Tx<'_>, actor: &StaffActor) -> Result<Vec<List>, db::Error> {
    if keeps(actor) {
        store::all(tx, actor.clinic)
    } else {
        usable(tx, actor)
    }
}

/// One of the lists that the member sees.
pub(super) fn one(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DistributionListId,
) -> Result<List, db::Error> {
    let list = store::one(tx, actor.clinic, id)?;
    if keeps(actor) || list.usable_by(&own_groups(tx, actor)?) {
        Ok(list)
    } else {
        Err(db::Error::NotFound)
    }
}

fn own_groups(tx: &mut db::Tx<'_>, actor: &StaffActor) -> Result<Vec<WorkgroupId>, db::Error> {
    let own = staff::workgroups_of(tx, &actor.scope(), actor.staff)?;
    Ok(own.into_iter().map(|group| group.id).collect())
}

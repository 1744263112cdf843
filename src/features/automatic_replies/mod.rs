//! What the clinic answers by itself when a patient writes (M10, Connect Pro): for each workgroup a text in both languages and
//! when it is given, by the clinic's opening hours or between two days.
//!
//! [`due`] is asked in the transaction of the patient's message; the conversation then holds the reply. Whether it is due is
//! a pure function ([`AutomaticReply::answers`]).

pub mod hours;
mod model;
mod save;
mod staff_pages;
mod store;

pub use model::{AutomaticReply, Last, OfWorkgroup, Schedule};
pub use save::{save, save_hours};
pub use staff_pages::routes as staff_routes;

use crate::features::settings::PortalSettings;
use crate::platform::ids::{ClinicId, WorkgroupId};
use crate::platform::time::Timestamp;

/// What a workgroup answers a patient's message that comes now; none where it answers nothing by itself. `last` tells what came
/// last in the conversation from the clinic's side, and is asked only where it matters.
pub fn due(
    tx: &mut db::Tx<'_>,
    portal: &PortalSettings,
    (clinic, workgroup): (ClinicId, WorkgroupId),
    now: Timestamp,
    last: impl FnOnce(&mut db::Tx<'_>) -> Result<Last, db::Error>,
) -> Result<Option<OfWorkgroup>, db::Error> {
    if !model::on(portal) {
        return Ok(None);
    }
    let Some(of) = store::of(tx, clinic, workgroup)?.filter(|of| of.reply.enabled) else {
        return Ok(None);
    };
    let (hours, zone, last) = (
        store::hours(tx, clinic)?,
        store::zone(tx, clinic)?,
        last(tx)?,
    );
    Ok(of.reply.answers(&hours, &zone, now, last).then_some(of))
}

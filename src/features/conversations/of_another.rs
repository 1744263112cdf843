//! A page that was opened for one patient and used when the person had gone on for another one in the same browser (M12,
//! M67): nothing is done for either, and what was typed waits where it belongs.

use super::store::portal_draft::patient_of;
use crate::features::patients;
use crate::platform::auth::{PortalActor, Scope};
use crate::platform::ids::ConversationId;
use crate::platform::time::Timestamp;

/// The scope of the other patient whom a conversation is about, where the person takes part in it and cares for them.
pub(super) fn scope_of(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    id: ConversationId,
    now: Timestamp,
) -> Result<Option<Scope>, db::Error> {
    match patient_of(tx, actor, id)? {
        Some(patient)
            if patient != actor.patient && patients::may_go_on_for(tx, actor, patient, now)? =>
        {
            Ok(Some(Scope {
                clinic: actor.clinic,
                portal: Some((actor.portal_user, patient)),
            }))
        }
        _ => Ok(None),
    }
}

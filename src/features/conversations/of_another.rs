//! A page that was opened for one patient and used when the person had gone on for another one in the same browser (M12,
//! M67): nothing is done for either, and what was typed waits where it belongs.

use super::store::portal_draft::patient_of;
use crate::features::patients;
use crate::platform::auth::{PortalActor, Scope};
use crate::platform::ids::{ConversationId, PatientId};
use crate::platform::time::Timestamp;

/// The scope of the other patient whom a conversation is about, where the person takes part in it and cares for them.
pub(super) fn scope_of(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    id: ConversationId,
    now: Timestamp,
) -> Result<Option<Scope>, db::Error> {
    match patient_of(tx, actor, id)? {
        Some(patient) if patient != actor.patient => cares_for(tx, actor, patient, now),
        _ => Ok(None),
    }
}

/// The scope of a patient for whom the person is here, or for whom their account lets them go on.
pub(super) fn cares_for(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    patient: PatientId,
    now: Timestamp,
) -> Result<Option<Scope>, db::Error> {
    let staff = Scope {
        clinic: actor.clinic,
        portal: None,
    };
    let cares = patient == actor.patient
        || actor.by_account
            && patients::recipients(tx, &staff, patient, now)?
                .iter()
                .any(|r| r.portal_user_id == actor.portal_user);
    Ok(cares.then_some(Scope {
        portal: Some((actor.portal_user, patient)),
        ..staff
    }))
}

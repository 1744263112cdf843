//! SQL of drafts that wait for their time. `send_at` is set for these alone.

use crate::platform::auth::StaffActor;
use crate::platform::ids::{ClinicId, ConversationId, DraftId, PatientId, StaffId};
use crate::platform::time::Timestamp;

db::row! {
    /// A draft that waits for its time.
    pub(in crate::features::drafts) struct ScheduledRow {
        pub id: DraftId,
        pub staff_id: StaffId,
        pub patient_id: Option<PatientId>,
        pub conversation_id: Option<ConversationId>,
        pub version: i64,
        pub content: String,
        pub updated_at: Timestamp,
        pub send_at: Timestamp,
        pub send_later: bool,
    }
}

pub(in crate::features::drafts) fn scheduled(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DraftId,
) -> Result<Option<ScheduledRow>, db::Error> {
    tx.opt(
        "SELECT id, staff_id, patient_id, conversation_id, version, content, updated_at, send_at, send_later
         FROM draft WHERE clinic_id = $1 AND id = $2 AND send_at IS NOT NULL",
        &[&clinic, &id],
    )
}

/// The member's, the soonest first.
pub(in crate::features::drafts) fn all_scheduled(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    limit: i64,
) -> Result<Vec<ScheduledRow>, db::Error> {
    tx.all(
        "SELECT id, staff_id, patient_id, conversation_id, version, content, updated_at, send_at, send_later
         FROM draft WHERE clinic_id = $1 AND staff_id = $2 AND send_at IS NOT NULL
         ORDER BY send_at, id LIMIT $3",
        &[&actor.clinic, &actor.staff, &limit],
    )
}

/// The member's answers in a conversation, the soonest first.
pub(in crate::features::drafts) fn scheduled_in(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    conversation: ConversationId,
) -> Result<Vec<ScheduledRow>, db::Error> {
    tx.all(
        "SELECT id, staff_id, patient_id, conversation_id, version, content, updated_at, send_at, send_later
         FROM draft WHERE clinic_id = $1 AND staff_id = $2 AND send_at IS NOT NULL AND conversation_id = $3
         ORDER BY send_at, id",
        &[&actor.clinic, &actor.staff, &conversation],
    )
}

/// Has a draft sent at `at`, or not at a time any more; how many were neither sent nor thrown away.
pub(in crate::features::drafts) fn set_send_at(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DraftId,
    at: Option<Timestamp>,
    later: bool,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE draft SET send_at = $4, send_later = $5, returned = NULL, version = version + 1
         WHERE clinic_id = $1 AND staff_id = $2 AND id = $3 AND sent_message_id IS NULL AND discarded_at IS NULL
           AND ($4::bigint IS NOT NULL OR send_at IS NOT NULL)",
        &[&actor.clinic, &actor.staff, &id, &at, &later],
    )
}

/// A draft that waited is its member's to write on again, with the reasons why it was not sent.
pub(in crate::features::drafts) fn give_back(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DraftId,
    why: &str,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE draft SET send_at = NULL, send_later = $4, returned = $3, version = version + 1, updated_at = $5
         WHERE clinic_id = $1 AND id = $2 AND send_at IS NOT NULL",
        &[&clinic, &id, &why, &false, &now],
    )
}

db::row! {
    /// Whose a draft is that waits.
    pub(in crate::features::drafts) struct Whose {
        pub staff_id: StaffId,
        pub language: String,
        pub patient_id: Option<PatientId>,
        pub conversation_id: Option<ConversationId>,
    }
}

pub(in crate::features::drafts) fn whose(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DraftId,
) -> Result<Option<Whose>, db::Error> {
    tx.opt(
        "SELECT d.staff_id, s.language, d.patient_id, d.conversation_id FROM draft d
         JOIN staff_member s ON s.clinic_id = d.clinic_id AND s.id = d.staff_id
         WHERE d.clinic_id = $1 AND d.id = $2 AND d.send_at IS NOT NULL",
        &[&clinic, &id],
    )
}

/// Every draft that waits, in any clinic.
pub(in crate::features::drafts) fn everybodys_scheduled(
    tx: &mut db::Tx<'_>,
) -> Result<Vec<(ClinicId, DraftId)>, db::Error> {
    tx.all(
        "SELECT clinic_id, id FROM draft WHERE send_at IS NOT NULL ORDER BY clinic_id, id",
        &[],
    )
}

/// A draft with the names of its patient.
type Returned = (DraftId, Option<String>, Option<String>);

/// The member's drafts that came back unsent since `since` and have not been written on since, with their patients' names.
pub(in crate::features::drafts) fn returned(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    since: Timestamp,
) -> Result<Vec<Returned>, db::Error> {
    tx.all(
        "SELECT d.id, p.given_name, p.family_name
         FROM draft d LEFT JOIN patient p ON p.clinic_id = d.clinic_id AND p.id = d.patient_id
         WHERE d.clinic_id = $1 AND d.staff_id = $2 AND d.sent_message_id IS NULL AND d.discarded_at IS NULL
           AND d.returned IS NOT NULL AND d.updated_at >= $3
         ORDER BY d.updated_at DESC, d.id DESC LIMIT 3",
        &[&actor.clinic, &actor.staff, &since],
    )
}

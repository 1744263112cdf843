//! All SQL of group sends.

pub(super) mod audience;
pub(super) mod recipients;

use uuid::Uuid;

use super::audience::Audience;
use super::content::{Content, Needs};
use super::model::{GroupSend, State, StopReason};
use crate::platform::ids::{ClinicId, GroupSendId, StaffId};
use crate::platform::time::Timestamp;

/// A new draft.
pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, owner): (GroupSendId, StaffId),
    (allow_response, now): (bool, Timestamp),
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO group_send (clinic_id, id, version, owner_id, state, subject, body_html, allow_response, allow_attachments, mask_name, fallbacks,
             everyone, also_discharged, language, born_from, born_until, needs_given_name, needs_family_name, needs_appointment,
             as_of, created_at, updated_at, confirmed, total, left_out, sent, skipped, failed, frozen_through, sent_through, run_done)
         VALUES ($1, $2, 1, $3, 'draft', '', '', $4, FALSE, FALSE, '{}', 'none', FALSE, '', '', '', FALSE, FALSE, FALSE,
             $5, $5, $5, 0, 0, 0, 0, 0, 0, $6, $6, 0)",
        &[&clinic, &id, &owner, &allow_response, &now, &Uuid::nil()],
    )
}

/// What a draft is replaced by.
pub(super) struct Saved<'a> {
    pub version: i64,
    pub content: &'a Content,
    pub fallbacks: String,
    pub audience: &'a Audience,
    pub now: Timestamp,
}

/// Replaces a draft over the version that was shown; false where somebody has saved in between.
pub(super) fn save(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    saved: &Saved<'_>,
) -> Result<bool, db::Error> {
    let (content, audience) = (saved.content, saved.audience);
    let options = &content.options;
    let Needs {
        given_name,
        family_name,
        appointment,
    } = content.needs();
    let changed = tx.exec(
        "UPDATE group_send SET version = version + 1, subject = $4, body_html = $5, workgroup_id = $6, allow_response = $7, allow_attachments = $8,
             require_response_days = $9, mask_name = $10, fallbacks = $11, everyone = $12, also_discharged = $13, filter_workgroup_id = $14,
             age_from = $15, age_to = $16, language = $17, needs_given_name = $18, needs_family_name = $19, needs_appointment = $20, updated_at = $21
         WHERE clinic_id = $1 AND id = $2 AND version = $3 AND state = 'draft'",
        &[
            &clinic, &id, &saved.version, &content.subject, &content.body.html(), &content.from, &options.allow_response, &options.allow_attachments,
            &options.require_response_days, &content.mask_name, &saved.fallbacks, &audience.everyone, &audience.also_discharged, &audience.workgroup,
            &audience.age_from, &audience.age_to, &audience.language, &given_name, &family_name, &appointment, &saved.now,
        ],
    )?;
    Ok(changed == 1)
}

/// The audience of a draft has changed beside its criteria: whoever shows an older version looks again.
pub(super) fn touch(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE group_send SET version = version + 1, updated_at = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &now],
    )
}

/// Works a draft's audience out for another moment: what its ages come to then.
pub(super) fn set_as_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    (now, born): (Timestamp, &(String, String)),
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE group_send SET as_of = $3, born_from = $4, born_until = $5 WHERE clinic_id = $1 AND id = $2 AND state = 'draft'",
        &[&clinic, &id, &now, &born.0, &born.1],
    )
}

/// A group send of the clinic.
pub(super) fn load(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<GroupSend, db::Error> {
    tx.one(
        "SELECT id, version, owner_id, state, stop_reason, subject, body_html, workgroup_id, allow_response, allow_attachments, require_response_days,
                mask_name, fallbacks, everyone, also_discharged, filter_workgroup_id, age_from, age_to, language, created_at, updated_at, accepted_at,
                frozen_at, finished_at, confirmed, total, left_out, sent, skipped, failed, frozen_through, sent_through, run_started_at, run_done
         FROM group_send WHERE clinic_id = $1 AND id = $2 AND state <> 'discarded'",
        &[&clinic, &id],
    )
}

/// The same, held until the transaction ends: what runs and who stops it come one after the other.
pub(super) fn lock(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<Option<GroupSend>, db::Error> {
    tx.opt(
        "UPDATE group_send SET version = version WHERE clinic_id = $1 AND id = $2 AND state <> 'discarded'
         RETURNING id, version, owner_id, state, stop_reason, subject, body_html, workgroup_id, allow_response, allow_attachments, require_response_days,
                mask_name, fallbacks, everyone, also_discharged, filter_workgroup_id, age_from, age_to, language, created_at, updated_at, accepted_at,
                frozen_at, finished_at, confirmed, total, left_out, sent, skipped, failed, frozen_through, sent_through, run_started_at, run_done",
        &[&clinic, &id],
    )
}

db::row! {
    /// A row of the list.
    #[derive(Debug, Clone)]
    pub struct Row {
        /// The group send.
        pub id: GroupSendId,
        /// How far it has come.
        pub state: State,
        /// The subject.
        pub subject: String,
        /// Whose it is.
        pub owner_name: String,
        /// When it was accepted; of a draft, when it last changed.
        pub at: Timestamp,
        /// Patients who get a conversation.
        pub total: i64,
        /// Patients who have got one.
        pub sent: i64,
        /// Patients whose conversation could not be written.
        pub failed: i64,
    }
}

/// The drafts of a member, the latest first.
pub(super) fn drafts(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    owner: StaffId,
    limit: i64,
) -> Result<Vec<Row>, db::Error> {
    tx.all(
        "SELECT g.id, g.state, g.subject, m.display_name AS owner_name, g.updated_at AS at, g.total, g.sent, g.failed
         FROM group_send g JOIN staff_member m ON m.clinic_id = g.clinic_id AND m.id = g.owner_id
         WHERE g.clinic_id = $1 AND g.owner_id = $2 AND g.state = 'draft' ORDER BY g.updated_at DESC, g.id DESC LIMIT $3",
        &[&clinic, &owner, &limit],
    )
}

/// What was accepted before `before`, the latest first.
pub(super) fn accepted(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    before: (Timestamp, Uuid),
    limit: i64,
) -> Result<Vec<Row>, db::Error> {
    tx.all(
        "SELECT g.id, g.state, g.subject, m.display_name AS owner_name, g.accepted_at AS at, g.total, g.sent, g.failed
         FROM group_send g JOIN staff_member m ON m.clinic_id = g.clinic_id AND m.id = g.owner_id
         WHERE g.clinic_id = $1 AND g.accepted_at IS NOT NULL AND (g.accepted_at, g.id) < ($2, $3)
         ORDER BY g.accepted_at DESC, g.id DESC LIMIT $4",
        &[&clinic, &before.0, &before.1, &limit],
    )
}

/// Throws a draft away; false where it is none any more.
pub(super) fn discard(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let changed = tx.exec(
        "UPDATE group_send SET state = 'discarded', updated_at = $3 WHERE clinic_id = $1 AND id = $2 AND state = 'draft'",
        &[&clinic, &id, &now],
    )?;
    Ok(changed == 1)
}

/// A draft is accepted: from now on its list is written down. False where it is none any more, or another version.
pub(super) fn accept(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, version): (GroupSendId, i64),
    (confirmed, now): (i64, Timestamp),
) -> Result<bool, db::Error> {
    let changed = tx.exec(
        "UPDATE group_send SET state = 'freezing', confirmed = $4, accepted_at = $5, updated_at = $5, version = version + 1
         WHERE clinic_id = $1 AND id = $2 AND version = $3 AND state = 'draft'",
        &[&clinic, &id, &version, &confirmed, &now],
    )?;
    Ok(changed == 1)
}

/// It comes into another state, and begins to run, or no longer does.
pub(super) fn set_state(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    (state, why): (State, Option<StopReason>),
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE group_send SET state = $3, stop_reason = $4, updated_at = $5, version = version + 1,
             run_started_at = CASE WHEN $3 = 'sending' THEN $5::bigint END, run_done = sent + skipped + failed,
             finished_at = CASE WHEN $3 = 'done' THEN $5::bigint END
         WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &state, &why, &now],
    )
}

/// The list is whole.
pub(super) fn set_frozen(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE group_send SET frozen_at = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &now],
    )
}

/// The clinic's language, time zone and own words.
pub(super) fn voice(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<(String, String, String), db::Error> {
    tx.one(
        "SELECT language, time_zone, labels FROM clinic WHERE id = $1",
        &[&clinic],
    )
}

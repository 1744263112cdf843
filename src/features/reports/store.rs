//! All SQL of reports.

use uuid::Uuid;

use crate::features::group_sends::{Reason, State};
use crate::features::notifications::DeliveryState;
use crate::features::patients::Channel;
use crate::platform::ids::{ClinicId, GroupSendId};
use crate::platform::time::{HOUR, Timestamp};

db::row! {
    /// Notices that are alike.
    #[derive(Debug, Clone)]
    pub(super) struct Counted {
        /// By which channel.
        pub channel: Channel,
        /// What became of them.
        pub state: DeliveryState,
        /// Why they failed, where they did.
        pub failure_code: Option<String>,
        /// How many.
        pub notices: i64,
    }
}

/// Asks ahead for the notices that were queued from `from` until before `until`.
///
/// Ids begin with the time they were made at, so the primary key finds those of a day. A notice is made within the
/// transaction that its time stands for: an hour on either side is room enough for clocks of several nodes.
pub(super) fn ask_deliveries(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (from, until): (Timestamp, Timestamp),
) -> Result<db::Ahead<Counted>, db::Error> {
    let ids = (first_id(from.plus(-HOUR)), first_id(until.plus(HOUR)));
    tx.ahead(
        "SELECT channel, state, CASE WHEN state = 'failed' THEN failure_code END AS failure_code, count(*) AS notices
         FROM delivery WHERE clinic_id = $1 AND id >= $2 AND id < $3 AND created_at >= $4 AND created_at < $5
         GROUP BY 1, 2, 3",
        &[&clinic, &ids.0, &ids.1, &from, &until],
    )
}

/// The first id that can be made at a moment.
fn first_id(at: Timestamp) -> Uuid {
    let ms = u64::try_from(at.0).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(ms, &[0; 10]).into_uuid()
}

db::row! {
    /// A group send and how its conversations were made.
    #[derive(Debug, Clone)]
    pub struct Sending {
        /// The group send.
        pub id: GroupSendId,
        /// The subject.
        pub subject: String,
        /// Who sent it.
        pub owner_name: String,
        /// When it was accepted.
        pub accepted_at: Timestamp,
        /// How far it has come.
        pub state: State,
        /// Patients of the frozen list.
        pub total: i64,
        /// People who were skipped before that.
        pub left_out: i64,
        /// Patients who have got a conversation.
        pub sent: i64,
        /// Patients who were skipped after the list was frozen.
        pub skipped: i64,
        /// Patients whose conversation could not be written.
        pub failed: i64,
    }
}

/// The group sends that were accepted from `from` until before `until`, the latest first.
pub(super) fn group_sends(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Sending>, db::Error> {
    tx.all(
        "SELECT g.id, g.subject, m.display_name AS owner_name, g.accepted_at, g.state, g.total, g.left_out, g.sent, g.skipped, g.failed
         FROM group_send g JOIN staff_member m ON m.clinic_id = g.clinic_id AND m.id = g.owner_id
         WHERE g.clinic_id = $1 AND g.accepted_at IS NOT NULL AND g.accepted_at >= $2 AND g.accepted_at < $3
         ORDER BY g.accepted_at DESC, g.id DESC",
        &[&clinic, &from, &until],
    )
}

/// One group send that was accepted.
pub(super) fn group_send(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<Sending, db::Error> {
    tx.one(
        "SELECT g.id, g.subject, m.display_name AS owner_name, g.accepted_at, g.state, g.total, g.left_out, g.sent, g.skipped, g.failed
         FROM group_send g JOIN staff_member m ON m.clinic_id = g.clinic_id AND m.id = g.owner_id
         WHERE g.clinic_id = $1 AND g.id = $2 AND g.accepted_at IS NOT NULL",
        &[&clinic, &id],
    )
}

/// The notices of a group send that told of its messages, without later alerts.
pub(super) fn notices_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<Vec<Counted>, db::Error> {
    tx.all(
        "SELECT d.channel, d.state, CASE WHEN d.state = 'failed' THEN d.failure_code END AS failure_code, count(*) AS notices
         FROM group_send_recipient r
         JOIN delivery d ON d.clinic_id = r.clinic_id AND d.message_id = r.message_id AND d.portal_user_id = r.portal_user_id AND d.round = 0
         WHERE r.clinic_id = $1 AND r.group_send_id = $2 AND r.state = 'sent'
         GROUP BY 1, 2, 3",
        &[&clinic, &id],
    )
}

/// Patients of a group send of whom somebody has opened the message, and those from whose side an answer came.
pub(super) fn opened_and_answered(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<(i64, i64), db::Error> {
    tx.one(
        "WITH sent AS (
             SELECT r.clinic_id, r.patient_id, r.conversation_id, r.message_id FROM group_send_recipient r
             WHERE r.clinic_id = $1 AND r.group_send_id = $2 AND r.state = 'sent'
             GROUP BY r.clinic_id, r.patient_id, r.conversation_id, r.message_id)
         SELECT count(CASE WHEN EXISTS (
                    SELECT 1 FROM message_recipient x
                    WHERE x.clinic_id = sent.clinic_id AND x.message_id = sent.message_id AND x.opened_at IS NOT NULL) THEN 1 END) AS opened,
                count(CASE WHEN EXISTS (
                    SELECT 1 FROM message m
                    WHERE m.clinic_id = sent.clinic_id AND m.conversation_id = sent.conversation_id
                      AND m.author_portal_user_id IS NOT NULL) THEN 1 END) AS answered
         FROM sent",
        &[&clinic, &id],
    )
}

/// Why people of a group send were skipped, the most frequent reason first.
pub(super) fn skipped(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<Vec<(Reason, i64)>, db::Error> {
    tx.all(
        "SELECT reason, count(*) AS people FROM group_send_recipient
         WHERE clinic_id = $1 AND group_send_id = $2 AND state = 'skipped' AND reason IS NOT NULL
         GROUP BY reason ORDER BY 2 DESC, 1",
        &[&clinic, &id],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_id_of_a_moment_stands_before_every_other_one() {
        let at = 1_782_000_000_123;
        let made = |ms: i64, byte: u8| {
            uuid::Builder::from_unix_timestamp_millis(ms as u64, &[byte; 10]).into_uuid()
        };
        assert_eq!(first_id(Timestamp(at)), made(at, 0));
        assert!(first_id(Timestamp(at)) < made(at, 1));
        assert!(made(at - 1, 0xff) < first_id(Timestamp(at)));
        assert!(first_id(Timestamp(-5)) <= made(0, 0));
    }
}

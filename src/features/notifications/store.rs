//! All SQL of notifications.

use super::bundle::{Waiting, Window, WindowOf};
use super::call::{Call, CallAbout, CallMade};
use super::model::{Delivery, DeliveryState, Due, Reader};
use super::pace::Pace;
use super::rules::Rules;
use super::stop::{Stopped, Why};
use crate::features::patients::{Channel, Preference};
use crate::platform::auth::{Scope, StaffActor};
use crate::platform::ids::{
    ClinicId, ConversationId, DeliveryId, InboxId, MessageId, NotificationLinkId, PatientId,
    PortalUserId, StaffId,
};
use crate::platform::outcome::Failure;
use crate::platform::time::Timestamp;

/// Somebody that a message was sent to, as they stand now.
pub(super) fn reader(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
    person: PortalUserId,
    now: Timestamp,
) -> Result<Option<Reader>, db::Error> {
    tx.opt(
        READER,
        &[&clinic, &[message].as_slice(), &now, &Some(person)],
    )
}

/// Everybody that these messages were sent to, as they stand now.
pub(super) fn readers(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    messages: &[MessageId],
    now: Timestamp,
) -> Result<Vec<Reader>, db::Error> {
    tx.all(READER, &[&clinic, &messages, &now, &None::<PortalUserId>])
}

const READER: &str =
        "SELECT r.message_id, r.portal_user_id,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile,
                EXISTS (SELECT 1 FROM stopped_address q WHERE q.clinic_id = r.clinic_id AND q.channel = 'email'
                        AND q.address = lower(CASE WHEN own.id IS NULL THEN u.email ELSE own.email END)) AS email_stopped,
                EXISTS (SELECT 1 FROM stopped_address q WHERE q.clinic_id = r.clinic_id AND q.channel = 'text'
                        AND q.address = CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END) AS text_stopped,
                (r.opened_at IS NOT NULL) AS opened,
                EXISTS (SELECT 1 FROM response_awaited w
                        WHERE w.clinic_id = c.clinic_id AND w.conversation_id = c.id AND w.message_id = r.message_id) AS awaited,
                EXISTS (SELECT 1 FROM portal_link l
                        WHERE l.clinic_id = c.clinic_id AND l.portal_user_id = u.id AND l.patient_id = c.patient_id
                          AND l.revoked_at IS NULL AND l.starts_at <= $3 AND (l.ends_at IS NULL OR l.ends_at > $3)) AS link_holds,
                p.portal_access AS access_on,
                (s.portal_enabled AND s.accessible) AS portal_on
         FROM message_recipient r
         JOIN conversation c ON c.clinic_id = r.clinic_id AND c.id = r.conversation_id
         JOIN patient p ON p.clinic_id = c.clinic_id AND p.id = c.patient_id
         JOIN portal_user u ON u.clinic_id = r.clinic_id AND u.id = r.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         JOIN portal_settings s ON s.clinic_id = r.clinic_id
         WHERE r.clinic_id = $1 AND r.message_id = ANY($2) AND ($4::uuid IS NULL OR r.portal_user_id = $4)";

/// A delivery to be queued.
pub(super) struct NewDelivery<'a> {
    pub id: DeliveryId,
    pub clinic: ClinicId,
    pub conversation: ConversationId,
    pub message: MessageId,
    pub portal_user: PortalUserId,
    pub channel: Channel,
    pub round: i64,
    pub address: &'a str,
}

const QUEUE: &str = "
    INSERT INTO delivery (clinic_id, id, message_id, conversation_id, portal_user_id, channel, address, state, attempts,
        next_attempt_at, created_at, updated_at, round)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9, $9, $10)
    ON CONFLICT (clinic_id, message_id, portal_user_id, channel, round) DO NOTHING";

/// Queues the first delivery of a message that has just been sent to a person.
pub(super) fn queue_first(
    tx: &mut db::Tx<'_>,
    new: &NewDelivery<'_>,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(QUEUE, &new.values(&now))
}

/// Queues a delivery; `false` when there is one for this message, person and channel already.
pub(super) fn queue(
    tx: &mut db::Tx<'_>,
    new: &NewDelivery<'_>,
    now: Timestamp,
) -> Result<bool, db::Error> {
    Ok(tx.exec(QUEUE, &new.values(&now))? == 1)
}

impl NewDelivery<'_> {
    /// The delivery as it stands once it is queued.
    pub(super) fn queued(&self, now: Timestamp) -> Delivery {
        Delivery {
            id: self.id,
            message_id: self.message,
            portal_user_id: self.portal_user,
            channel: self.channel,
            round: self.round,
            state: DeliveryState::Queued,
            attempts: 0,
            failure_code: None,
            failure_reason: None,
            other_not_tried: None,
            carried_by: None,
            next_attempt_at: Some(now),
            updated_at: now,
        }
    }

    fn values<'b>(&'b self, now: &'b Timestamp) -> [&'b dyn db::Param; 10] {
        [
            &self.clinic,
            &self.id,
            &self.message,
            &self.conversation,
            &self.portal_user,
            &self.channel,
            &self.address,
            &DeliveryState::Queued,
            now,
            &self.round,
        ]
    }
}

/// Alerts of an overdue answer that have not gone yet are not sent any more.
pub(super) fn supersede_alerts(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE delivery SET state = 'cancelled', failure_code = 'superseded', next_attempt_at = NULL, updated_at = $3
         WHERE clinic_id = $1 AND message_id = $2 AND round > 0 AND state = 'queued'",
        &[&clinic, &message, &now],
    )
}

/// Notes in every inbox whether a notice of the conversation's last message has reached somebody's no address at all, and
/// they have neither opened it nor been called.
pub(super) fn note_failed(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE inbox_entry SET failed_since = CASE WHEN EXISTS (
             SELECT 1 FROM conversation c
             JOIN message m ON m.clinic_id = c.clinic_id AND m.conversation_id = c.id AND m.sent_at = c.last_message_at
             JOIN message_recipient r ON r.clinic_id = m.clinic_id AND r.message_id = m.id AND r.opened_at IS NULL
             WHERE c.clinic_id = $1 AND c.id = $2
               AND EXISTS (SELECT 1 FROM delivery d WHERE d.clinic_id = r.clinic_id AND d.message_id = r.message_id
                           AND d.portal_user_id = r.portal_user_id AND d.state = 'failed')
               AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.clinic_id = r.clinic_id AND d.message_id = r.message_id
                               AND d.portal_user_id = r.portal_user_id AND d.state IN ('queued', 'sent', 'delivered'))
               AND NOT EXISTS (SELECT 1 FROM patient_call t WHERE t.clinic_id = r.clinic_id AND t.conversation_id = c.id
                               AND t.message_id = r.message_id AND t.portal_user_id = r.portal_user_id AND t.outcome <> 'not_reached'))
             THEN coalesce(failed_since, $3::bigint) END
         WHERE clinic_id = $1 AND conversation_id = $2",
        &[&clinic, &conversation, &now],
    )
}

/// How far each message of a conversation came (M42), oldest first. For staff: a portal user has none to see.
pub fn deliveries(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    conversation: ConversationId,
) -> Result<Vec<Delivery>, db::Error> {
    if scope.portal.is_some() {
        return Err(db::Error::NotFound);
    }
    tx.all(
        "SELECT id, message_id, portal_user_id, channel, round, state, attempts, failure_code, failure_reason, other_not_tried, carried_by, next_attempt_at,
             updated_at
         FROM delivery WHERE clinic_id = $1 AND conversation_id = $2 ORDER BY created_at, id",
        &[&scope.clinic, &conversation],
    )
}

const DUE: &str = "
    SELECT d.clinic_id, d.id, d.conversation_id, d.message_id, c.patient_id, d.portal_user_id, d.channel, d.address, d.round, d.attempts, d.created_at,
           coalesce(own.language, u.language) AS language, coalesce(own.given_name, u.given_name) AS given_name,
           coalesce(own.family_name, u.family_name) AS family_name,
           k.name AS clinic_name, k.phone AS clinic_phone, k.time_zone, k.labels,
           coalesce(q.quiet_from, 0) AS quiet_from, coalesce(q.quiet_until, 0) AS quiet_until, q.bundle_seconds,
           coalesce(d.tries_since, d.created_at) AS tries_since, (d.attempts = 0 AND d.tries_since IS NULL) AS untried, d.failure_code, d.next_attempt_at, d.in_hand_by, d.in_hand_until,
           EXISTS (SELECT 1 FROM portal_account a JOIN portal_settings s ON s.clinic_id = a.clinic_id AND s.tier <> 'portal'
                   WHERE a.clinic_id = d.clinic_id AND a.portal_user_id = d.portal_user_id) AS has_account
    FROM delivery d
    JOIN conversation c ON c.clinic_id = d.clinic_id AND c.id = d.conversation_id
    JOIN portal_user u ON u.clinic_id = d.clinic_id AND u.id = d.portal_user_id
    LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
    JOIN clinic k ON k.id = d.clinic_id
    LEFT JOIN delivery_settings q ON q.clinic_id = d.clinic_id
    WHERE d.clinic_id = $1 AND d.id = ANY($2) AND ($3::text IS NULL OR d.state = $3)";

/// A delivery that waits to be made.
pub(super) fn due(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
) -> Result<Option<Due>, db::Error> {
    tx.opt(
        DUE,
        &[&clinic, &[id].as_slice(), &Some(DeliveryState::Queued)],
    )
}

/// Those of these deliveries that wait to be made.
pub(super) fn dues(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[DeliveryId],
) -> Result<Vec<Due>, db::Error> {
    tx.all(DUE, &[&clinic, &ids, &Some(DeliveryState::Queued)])
}

/// A delivery in any state.
pub(super) fn any(tx: &mut db::Tx<'_>, clinic: ClinicId, id: DeliveryId) -> Result<Due, db::Error> {
    tx.one(DUE, &[&clinic, &[id].as_slice(), &None::<DeliveryState>])
}

/// A delivery whose email the mail provider took, with the address it went to; it is held until the transaction ends.
pub(super) fn sent_email(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
) -> Result<Option<(Due, String)>, db::Error> {
    let held: Option<(String,)> = tx.opt(
        "UPDATE delivery SET updated_at = updated_at
         WHERE clinic_id = $1 AND id = $2 AND channel = 'email' AND state IN ('sent', 'delivered') RETURNING address",
        &[&clinic, &id],
    )?;
    match held {
        Some((address,)) => Ok(Some((any(tx, clinic, id)?, address))),
        None => Ok(None),
    }
}

/// Every clinic.
pub(super) fn clinics(tx: &mut db::Tx<'_>) -> Result<Vec<ClinicId>, db::Error> {
    let all: Vec<(ClinicId,)> = tx.all("SELECT id FROM clinic ORDER BY id", &[])?;
    Ok(all.into_iter().map(|(id,)| id).collect())
}

/// The delivery on `channel` beside this one: its id, state and address.
pub(super) fn on_channel(
    tx: &mut db::Tx<'_>,
    beside: &Due,
    channel: Channel,
) -> Result<Option<(DeliveryId, DeliveryState, String)>, db::Error> {
    tx.opt(
        "SELECT id, state, address FROM delivery
         WHERE clinic_id = $1 AND message_id = $2 AND portal_user_id = $3 AND channel = $4 AND round = $5",
        &[
            &beside.clinic_id,
            &beside.message_id,
            &beside.portal_user_id,
            &channel,
            &beside.round,
        ],
    )
}

/// What waits for these people, in the order in which it was queued: all that is not in the hands of a job other than these. What
/// waits for the portal is let go with it.
pub(super) fn waiting(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    people: &[PortalUserId],
    jobs: &[uuid::Uuid],
    (now, lease_ms): (Timestamp, i64),
) -> Result<Vec<Waiting>, db::Error> {
    tx.all(
        "SELECT d.id, d.portal_user_id, c.patient_id, d.message_id, d.channel FROM delivery d
         JOIN conversation c ON c.clinic_id = d.clinic_id AND c.id = d.conversation_id
         WHERE d.clinic_id = $1 AND d.portal_user_id = ANY($2) AND d.state = 'queued' AND coalesce(d.failure_code, '') <> 'portal_off'
           AND (d.in_hand_until IS NULL OR d.in_hand_until <= $4 OR d.in_hand_until > $5 OR d.in_hand_by = ANY($3))
         ORDER BY d.created_at, d.id",
        &[&clinic, &people, &jobs, &now, &now.plus(lease_ms)],
    )
}

/// The deliveries that went with this one's notice and came to one of these states.
pub(super) fn carried(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    by: DeliveryId,
) -> Result<Vec<(DeliveryId, DeliveryState, String)>, db::Error> {
    tx.all(
        "SELECT id, state, address FROM delivery WHERE clinic_id = $1 AND carried_by = $2 AND id <> $2 ORDER BY created_at, id",
        &[&clinic, &by],
    )
}

/// Attempts that begin.
pub(super) struct Attempt<'a> {
    /// Which deliveries they are of.
    pub all: &'a [DeliveryId],
    /// Where they go as one notice: whose it is, and its address. Else each goes by itself, to the address on record.
    pub by: Option<(DeliveryId, &'a str)>,
    /// The job that makes them.
    pub job: uuid::Uuid,
}

/// Writes down that attempts begin, and where they go; those of which they do: another job may have taken one in hand meanwhile.
/// What waits for its pace goes on waiting until the outcome is known.
pub(super) fn begin_attempt(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    begun: &Attempt<'_>,
    (now, lease_ms): (Timestamp, i64),
) -> Result<Vec<DeliveryId>, db::Error> {
    let (by, address) = begun.by.unzip();
    let begun: Vec<(DeliveryId,)> = tx.all(
        "UPDATE delivery SET attempts = attempts + 1, address = coalesce($3, address), provider_id = NULL, failure_reason = NULL,
             failure_code = CASE WHEN id <> $5 AND failure_code IN ('paced', 'paced_new') THEN failure_code END,
             carried_by = CASE WHEN id <> $5 THEN $5::uuid END, in_hand_by = $6, in_hand_until = $7
         WHERE clinic_id = $1 AND id = ANY($2) AND state = 'queued'
           AND (in_hand_until IS NULL OR in_hand_until <= $4 OR in_hand_until > $7 OR in_hand_by = $6)
         RETURNING id",
        &[&clinic, &begun.all, &address, &now, &by, &begun.job, &now.plus(lease_ms)],
    )?;
    Ok(begun.into_iter().map(|(id,)| id).collect())
}

/// The window of a circle, held until the transaction ends.
pub(super) fn window(
    tx: &mut db::Tx<'_>,
    due: &Due,
    circle: PatientId,
) -> Result<Window, db::Error> {
    tx.one(
        "INSERT INTO notice_window (clinic_id, portal_user_id, patient_id, channel) VALUES ($1, $2, $3, $4)
         ON CONFLICT (clinic_id, portal_user_id, patient_id, channel) DO UPDATE SET opened_at = notice_window.opened_at
         RETURNING opened_at, opened_by",
        &[&due.clinic_id, &due.portal_user_id, &circle, &due.channel],
    )
}

/// The windows of these people as they stand, held by nobody; each with its person, patient and channel.
pub(super) fn windows(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    people: &[PortalUserId],
) -> Result<Vec<WindowOf>, db::Error> {
    tx.all(
        "SELECT portal_user_id, patient_id, channel, opened_at, opened_by FROM notice_window
         WHERE clinic_id = $1 AND portal_user_id = ANY($2)",
        &[&clinic, &people],
    )
}

/// A window begins with a delivery where it still stands as it was `seen`.
pub(super) fn open_seen_window(
    tx: &mut db::Tx<'_>,
    due: &Due,
    (circle, seen): (PatientId, Window),
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO notice_window (clinic_id, portal_user_id, patient_id, channel, opened_at, opened_by) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (clinic_id, portal_user_id, patient_id, channel) DO UPDATE SET opened_at = excluded.opened_at, opened_by = excluded.opened_by
         WHERE notice_window.opened_at IS NOT DISTINCT FROM $7 AND notice_window.opened_by IS NOT DISTINCT FROM $8",
        &[
            &due.clinic_id, &due.portal_user_id, &circle, &due.channel, &now, &due.id, &seen.opened_at, &seen.opened_by,
        ],
    )
}

/// A window begins with a delivery.
pub(super) fn open_window(
    tx: &mut db::Tx<'_>,
    due: &Due,
    circle: PatientId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE notice_window SET opened_at = $5, opened_by = $6
         WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3 AND channel = $4",
        &[
            &due.clinic_id,
            &due.portal_user_id,
            &circle,
            &due.channel,
            &now,
            &due.id,
        ],
    )
}

/// The window that a delivery opened is over: nothing has gone.
pub(super) fn close_window(
    tx: &mut db::Tx<'_>,
    due: &Due,
    circle: PatientId,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE notice_window SET opened_at = NULL, opened_by = NULL
         WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3 AND channel = $4 AND opened_by = $5",
        &[&due.clinic_id, &due.portal_user_id, &circle, &due.channel, &due.id],
    )
}

/// What became of an attempt.
pub(super) struct Settled<'a> {
    pub state: DeliveryState,
    pub provider_id: Option<&'a str>,
    pub code: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub next_attempt_at: Option<Timestamp>,
}

impl<'a> Settled<'a> {
    /// It came to `state`.
    pub(super) fn now(state: DeliveryState) -> Settled<'a> {
        Settled {
            state,
            provider_id: None,
            code: None,
            reason: None,
            next_attempt_at: None,
        }
    }

    /// It came to `state` for a reason of our own.
    pub(super) fn because(state: DeliveryState, code: &'a str) -> Settled<'a> {
        Settled {
            code: Some(code),
            ..Settled::now(state)
        }
    }

    /// It came to `state` because the provider would not take it.
    pub(super) fn failed(state: DeliveryState, failure: &'a Failure) -> Settled<'a> {
        Settled {
            code: Some(&failure.code),
            reason: Some(&failure.reason),
            ..Settled::now(state)
        }
    }
}

/// Writes down what became of a delivery.
pub(super) fn settle(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
    settled: &Settled<'_>,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE delivery SET state = $3, provider_id = coalesce($4, provider_id), failure_code = $5, failure_reason = $6, next_attempt_at = $7, updated_at = $8,
             in_hand_by = NULL, in_hand_until = NULL
         WHERE clinic_id = $1 AND id = $2",
        &[
            &clinic, &id, &settled.state, &settled.provider_id, &settled.code, &settled.reason, &settled.next_attempt_at, &now,
        ],
    )
}

/// Writes down why the other channel was not tried after this delivery had failed.
pub(super) fn other_not_tried(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
    why: &str,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE delivery SET other_not_tried = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &why],
    )
}

/// Queues a delivery anew, with all its attempts.
pub(super) fn restart(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
    address: &str,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE delivery SET state = 'queued', attempts = 0, address = $3, provider_id = NULL, failure_code = NULL, failure_reason = NULL,
             other_not_tried = NULL, carried_by = NULL, in_hand_by = NULL, in_hand_until = NULL,
             tries_since = $4, next_attempt_at = $4, updated_at = $4
         WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &address, &now],
    )
    .map(drop)
}

/// Lets go at most `limit` deliveries that wait for the portal.
pub(super) fn release(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<DeliveryId>, db::Error> {
    let released: Vec<(DeliveryId,)> = tx.all(
        "UPDATE delivery SET failure_code = NULL, next_attempt_at = $3, tries_since = $3, updated_at = $3
         WHERE clinic_id = $1 AND id IN (
             SELECT id FROM delivery WHERE clinic_id = $1 AND state = 'queued' AND failure_code = 'portal_off'
             ORDER BY updated_at LIMIT $2)
         RETURNING id",
        &[&clinic, &limit, &now],
    )?;
    Ok(released.into_iter().map(|(id,)| id).collect())
}

/// A link to be made.
pub(super) struct NewLink<'a> {
    pub id: NotificationLinkId,
    pub token_hash: &'a [u8],
    pub expires_at: Timestamp,
}

/// When the link of a token ends, and when it was revoked.
pub(super) fn link(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    token_hash: &[u8],
) -> Result<Option<(Timestamp, Option<Timestamp>)>, db::Error> {
    tx.opt(
        "SELECT expires_at, revoked_at FROM notification_link WHERE clinic_id = $1 AND token_hash = $2",
        &[&clinic, &token_hash],
    )
}

/// Keeps the new link of a delivery.
pub(super) fn keep_link(
    tx: &mut db::Tx<'_>,
    due: &Due,
    link: &NewLink<'_>,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO notification_link (clinic_id, id, token_hash, portal_user_id, patient_id, message_id, conversation_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            &due.clinic_id, &link.id, &link.token_hash, &due.portal_user_id, &due.patient_id, &due.message_id,
            &due.conversation_id, &now, &link.expires_at,
        ],
    )
}

/// Ends a link.
pub(super) fn revoke_link(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE notification_link SET revoked_at = $3 WHERE clinic_id = $1 AND token_hash = $2 AND revoked_at IS NULL",
        &[&clinic, &token_hash, &now],
    )
    .map(drop)
}

/// The inboxes that each of these conversations is in.
pub(super) fn inboxes(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversations: &[ConversationId],
) -> Result<Vec<(ConversationId, InboxId)>, db::Error> {
    tx.all(
        "SELECT conversation_id, inbox_id FROM inbox_entry WHERE clinic_id = $1 AND conversation_id = ANY($2)",
        &[&clinic, &conversations],
    )
}

/// Who wrote a message, and the inbox it was sent from.
pub(super) fn sender(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
) -> Result<(Option<StaffId>, InboxId), db::Error> {
    tx.one(
        "SELECT m.author_staff_id, coalesce(c.from_workgroup_id, c.from_staff_id)
         FROM message m JOIN conversation c ON c.clinic_id = m.clinic_id AND c.id = m.conversation_id
         WHERE m.clinic_id = $1 AND m.id = $2",
        &[&clinic, &message],
    )
}

/// An open conversation that only waited for the patient's side comes to the clinic's attention.
pub(super) fn surface(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE inbox_entry SET place = 'inbox' WHERE clinic_id = $1 AND conversation_id = $2 AND place = 'sent'",
        &[&clinic, &conversation],
    )
}

/// A conversation has something new for a member.
pub(super) fn mark_unread(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    staff: StaffId,
    conversation: ConversationId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO conversation_unread (clinic_id, staff_id, conversation_id, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (clinic_id, staff_id, conversation_id) DO NOTHING",
        &[&clinic, &staff, &conversation, &now],
    )
    .map(drop)
}

db::row! {
    /// A text as it stands, held until the transaction ends.
    pub(super) struct HeldText {
        /// How far it came.
        pub state: DeliveryState,
        /// The provider's id of the last text that it took.
        pub provider_id: Option<String>,
    }
}

/// Holds a delivery by text.
pub(super) fn hold_text(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
) -> Result<Option<HeldText>, db::Error> {
    tx.opt(
        "UPDATE delivery SET updated_at = updated_at WHERE clinic_id = $1 AND id = $2 AND channel = 'text' RETURNING state, provider_id",
        &[&clinic, &id],
    )
}

/// What a provider reports of a text.
pub(super) struct Reported<'a> {
    pub provider_id: &'a str,
    pub outcome: DeliveryState,
    pub code: &'a str,
}

/// Keeps a report; `false` where it is kept already.
pub(super) fn keep_report(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
    report: &Reported<'_>,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let kept = tx.exec(
        "INSERT INTO text_report (clinic_id, delivery_id, provider_id, outcome, code, reported_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (clinic_id, delivery_id, provider_id, outcome) DO NOTHING",
        &[&clinic, &id, &report.provider_id, &report.outcome, &report.code, &now],
    )?;
    Ok(kept == 1)
}

/// What was reported of a text, the last last.
pub(super) fn reports(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
    provider_id: &str,
) -> Result<Vec<(DeliveryState, String)>, db::Error> {
    tx.all(
        "SELECT outcome, code FROM text_report WHERE clinic_id = $1 AND delivery_id = $2 AND provider_id = $3 ORDER BY reported_at",
        &[&clinic, &id, &provider_id],
    )
}

/// Keeps a word that a number said; `false` where it is kept already.
pub(super) fn keep_word(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, number, word): (&str, &str, &str),
    now: Timestamp,
) -> Result<bool, db::Error> {
    let kept = tx.exec(
        "INSERT INTO text_word (clinic_id, provider_id, number, word, heard_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (clinic_id, provider_id) DO NOTHING",
        &[&clinic, &id, &number, &word, &now],
    )?;
    Ok(kept == 1)
}

/// No notice goes to this address any more.
pub(super) fn stop(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (channel, address, why): (Channel, &str, Why),
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO stopped_address (clinic_id, channel, address, why, since) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (clinic_id, channel, address) DO NOTHING",
        &[&clinic, &channel, &address, &why, &now],
    )
    .map(drop)
}

/// Notices go to this address again.
pub(super) fn start(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (channel, address): (Channel, &str),
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM stopped_address WHERE clinic_id = $1 AND channel = $2 AND address = $3",
        &[&clinic, &channel, &address],
    )
    .map(drop)
}

/// Since when and why no notice goes to an address, where that is so.
pub(super) fn stopped(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    channel: Channel,
    address: &str,
) -> Result<Option<Stopped>, db::Error> {
    tx.opt(
        "SELECT channel, address, why, since FROM stopped_address WHERE clinic_id = $1 AND channel = $2 AND address = $3",
        &[&clinic, &channel, &address],
    )
}

/// What a clinic has set for the delivery of its notices.
pub(super) fn rules(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Option<Rules>, db::Error> {
    tx.opt(
        "SELECT version, quiet_from, quiet_until, bundle_seconds FROM delivery_settings WHERE clinic_id = $1",
        &[&clinic],
    )
}

/// Keeps it over the version before; `false` where another one stands there.
pub(super) fn keep_rules(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    rules: &Rules,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let kept = tx.exec(
        "INSERT INTO delivery_settings (clinic_id, version, quiet_from, quiet_until, updated_at, bundle_seconds) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (clinic_id) DO UPDATE SET version = excluded.version, quiet_from = excluded.quiet_from,
             quiet_until = excluded.quiet_until, bundle_seconds = excluded.bundle_seconds, updated_at = excluded.updated_at
         WHERE delivery_settings.version = excluded.version - 1",
        &[&clinic, &rules.version, &rules.quiet_from, &rules.quiet_until, &now, &rules.bundle_seconds],
    )?;
    Ok(kept == 1)
}

db::row! {
    /// Somebody whom no notice of a message has reached.
    pub(super) struct Unreached {
        /// Their delivery that failed last.
        pub id: DeliveryId,
        /// The message.
        pub message_id: MessageId,
        /// The person.
        pub portal_user_id: PortalUserId,
        /// Their given name.
        pub given_name: String,
        /// Their family name.
        pub family_name: String,
        /// The channel on which it failed last.
        pub channel: Channel,
        /// Why.
        pub failure_code: Option<String>,
        /// The other side's words.
        pub failure_reason: Option<String>,
        /// Why the other channel was not tried; none where it was.
        pub other_not_tried: Option<String>,
        /// How the person wants to be told now.
        pub preferred_channel: Preference,
        /// When.
        pub updated_at: Timestamp,
        /// Email on file.
        pub email: Option<String>,
        /// Mobile number on file.
        pub mobile: Option<String>,
    }
}

/// Everybody whom no notice of the conversation's last message has reached, and who has not opened it either.
pub(super) fn unreached(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<Vec<Unreached>, db::Error> {
    tx.all(
        "SELECT d.id, d.message_id, d.portal_user_id, coalesce(own.given_name, u.given_name) AS given_name,
                coalesce(own.family_name, u.family_name) AS family_name, d.channel, d.failure_code, d.failure_reason, d.other_not_tried,
                coalesce(own.preferred_channel, u.preferred_channel) || CASE WHEN coalesce(own.only_channel, u.only_channel) THEN '_only' ELSE '' END AS preferred_channel, d.updated_at,
                CASE WHEN own.id IS NULL THEN u.email ELSE own.email END AS email,
                CASE WHEN own.id IS NULL THEN u.mobile ELSE own.mobile END AS mobile
         FROM conversation c
         JOIN message m ON m.clinic_id = c.clinic_id AND m.conversation_id = c.id AND m.sent_at = c.last_message_at
         JOIN message_recipient r ON r.clinic_id = m.clinic_id AND r.message_id = m.id AND r.opened_at IS NULL
         JOIN delivery d ON d.clinic_id = r.clinic_id AND d.message_id = r.message_id AND d.portal_user_id = r.portal_user_id
         JOIN portal_user u ON u.clinic_id = r.clinic_id AND u.id = r.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE c.clinic_id = $1 AND c.id = $2 AND d.state = 'failed' AND d.round = 0
           AND NOT EXISTS (SELECT 1 FROM delivery o WHERE o.clinic_id = d.clinic_id AND o.message_id = d.message_id
                           AND o.portal_user_id = d.portal_user_id AND o.round = 0
                           AND (o.state IN ('queued', 'sent', 'delivered') OR o.state = 'failed' AND (o.updated_at, o.id) > (d.updated_at, d.id)))
         ORDER BY family_name, given_name, d.id",
        &[&clinic, &conversation],
    )
}

/// The patient and subject of a conversation.
pub(super) fn conversation(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ConversationId,
) -> Result<(PatientId, String, String, String), db::Error> {
    tx.one(
        "SELECT p.id, p.given_name, p.family_name, c.subject FROM conversation c
         JOIN patient p ON p.clinic_id = c.clinic_id AND p.id = c.patient_id
         WHERE c.clinic_id = $1 AND c.id = $2",
        &[&clinic, &id],
    )
}

/// Writes a call down; whether it was new.
pub(super) fn add_call(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (of, call): (&CallAbout, &CallMade),
    now: Timestamp,
) -> Result<bool, db::Error> {
    let added = tx.exec(
        "INSERT INTO patient_call (clinic_id, id, conversation_id, message_id, portal_user_id, staff_id, outcome, said, note, called_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (clinic_id, id) DO NOTHING",
        &[
            &actor.clinic, &call.id, &of.conversation, &of.message, &of.person, &actor.staff, &call.outcome, &call.said,
            &call.note, &now,
        ],
    )?;
    Ok(added == 1)
}

/// The calls about a conversation, the latest first.
pub(super) fn calls(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<Vec<Call>, db::Error> {
    tx.all(
        "SELECT t.id, t.message_id, t.portal_user_id, coalesce(own.given_name, u.given_name) AS given_name,
                coalesce(own.family_name, u.family_name) AS family_name, s.display_name AS staff_name, t.outcome, t.said, t.note, t.called_at
         FROM patient_call t
         JOIN staff_member s ON s.clinic_id = t.clinic_id AND s.id = t.staff_id
         JOIN portal_user u ON u.clinic_id = t.clinic_id AND u.id = t.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         WHERE t.clinic_id = $1 AND t.conversation_id = $2 ORDER BY t.called_at DESC, t.id DESC",
        &[&clinic, &conversation],
    )
}

/// The pace of a provider, held until the transaction ends.
pub(super) fn pace(tx: &mut db::Tx<'_>, channel: Channel) -> Result<Pace, db::Error> {
    let (new_at, waiting_at) = tx.one(
        "INSERT INTO provider_pace (channel, new_at, waiting_at) VALUES ($1, 0, 0)
         ON CONFLICT (channel) DO UPDATE SET new_at = provider_pace.new_at RETURNING new_at, waiting_at",
        &[&channel],
    )?;
    Ok(Pace { new_at, waiting_at })
}

/// Writes down when each share may send next.
pub(super) fn keep_pace(
    tx: &mut db::Tx<'_>,
    channel: Channel,
    pace: Pace,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE provider_pace SET new_at = $2, waiting_at = $3 WHERE channel = $1",
        &[&channel, &pace.new_at, &pace.waiting_at],
    )
}

/// The oldest of a clinic's notices that wait for their pace and are in nobody's hands; with `new`, of those that have not been
/// tried yet and are not one of many.
pub(super) fn parked(
    tx: &mut db::Tx<'_>,
    (clinic, channel): (ClinicId, Channel),
    new: bool,
    (limit, now): (i64, Timestamp),
) -> Result<Vec<DeliveryId>, db::Error> {
    let found: Vec<(DeliveryId,)> = tx.all(
        "SELECT id FROM delivery
         WHERE clinic_id = $1 AND channel = $2 AND state = 'queued' AND failure_code IN ('paced', 'paced_new')
           AND ($3::boolean IS FALSE OR failure_code = 'paced_new') AND (in_hand_until IS NULL OR in_hand_until <= $5)
         ORDER BY created_at, id LIMIT $4",
        &[&clinic, &channel, &new, &limit, &now],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Whether anything of a clinic waits for its pace; with `new`, anything that has not been tried yet and is not one of many.
pub(super) fn anything_parked(
    tx: &mut db::Tx<'_>,
    (clinic, channel): (ClinicId, Channel),
    new: bool,
) -> Result<bool, db::Error> {
    let found: Option<(DeliveryId,)> = tx.opt(
        "SELECT id FROM delivery
         WHERE clinic_id = $1 AND channel = $2 AND state = 'queued' AND failure_code IN ('paced', 'paced_new')
           AND ($3::boolean IS FALSE OR failure_code = 'paced_new')
         LIMIT 1",
        &[&clinic, &channel, &new],
    )?;
    Ok(found.is_some())
}

/// It is a notice's turn.
pub(super) fn let_go(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "UPDATE delivery SET failure_code = 'let_go', next_attempt_at = $3, updated_at = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &now],
    )
}

/// The provider fails a clinic on its own side since `now`, or longer.
pub(super) fn outage(
    tx: &mut db::Tx<'_>,
    (clinic, channel): (ClinicId, Channel),
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO provider_outage (clinic_id, channel, since) VALUES ($1, $2, $3) ON CONFLICT (clinic_id, channel) DO NOTHING",
        &[&clinic, &channel, &now],
    )
}

/// The provider has taken a notice; whether it had failed before.
pub(super) fn recovered(
    tx: &mut db::Tx<'_>,
    (clinic, channel): (ClinicId, Channel),
) -> Result<bool, db::Error> {
    let ended = tx.exec(
        "DELETE FROM provider_outage WHERE clinic_id = $1 AND channel = $2",
        &[&clinic, &channel],
    )?;
    Ok(ended == 1)
}

/// At most `limit` notices that wait for their next attempt since the provider failed wait for their pace instead. How many.
pub(super) fn after_outage(
    tx: &mut db::Tx<'_>,
    (clinic, channel): (ClinicId, Channel),
    limit: i64,
    now: Timestamp,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE delivery SET failure_code = 'paced', next_attempt_at = NULL, updated_at = $4
         WHERE clinic_id = $1 AND id IN (
             SELECT id FROM delivery
             WHERE clinic_id = $1 AND state = 'queued' AND channel = $2 AND attempts > 0 AND next_attempt_at > $4
               AND failure_code NOT IN ('quiet_hours', 'bundling', 'portal_off', 'paced', 'paced_new', 'let_go')
               AND failure_code NOT LIKE 'smtp-45%' AND (in_hand_until IS NULL OR in_hand_until <= $4)
             ORDER BY updated_at LIMIT $3)",
        &[&clinic, &channel, &limit, &now],
    )
}

//! All SQL of notifications: here that of deliveries, their readers and what a clinic has set for them.

pub(super) mod attempts;
pub(super) mod inboxes;
pub(super) mod links;
pub(super) mod pace;
pub(super) mod texts;
pub(super) mod unreached;
pub(super) mod windows;

use super::bundle::Waiting;
use super::model::{Delivery, DeliveryState, Due, Reader};
use super::rules::Rules;
use crate::features::patients::Channel;
use crate::platform::auth::Scope;
use crate::platform::ids::{ClinicId, ConversationId, DeliveryId, MessageId, PortalUserId};
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
    tx.gather(QUEUE, &new.values(&now))
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

/// What waits for these people, each person's in the order in which it was queued: all that is not in the hands of a job other than
/// these. What waits for the portal is let go with it.
pub(super) fn waiting(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    people: &[PortalUserId],
    jobs: &[uuid::Uuid],
    (now, lease_ms): (Timestamp, i64),
) -> Result<Vec<Waiting>, db::Error> {
    const WAITING: &str = "
        SELECT d.id, d.portal_user_id, c.patient_id, d.message_id, d.channel FROM delivery d
        JOIN conversation c ON c.clinic_id = d.clinic_id AND c.id = d.conversation_id
        WHERE d.clinic_id = $1 AND d.portal_user_id = $2 AND d.state = 'queued' AND coalesce(d.failure_code, '') <> 'portal_off'
          AND (d.in_hand_until IS NULL OR d.in_hand_until <= $4 OR d.in_hand_until > $5 OR d.in_hand_by = ANY($3))
        ORDER BY d.created_at, d.id";
    let end = now.plus(lease_ms);
    // One question for each person: of all at once PostgreSQL, which plans while little waits, would read all that waits.
    let mut asked = Vec::with_capacity(people.len());
    for person in people {
        asked.push(tx.ahead(WAITING, &[&clinic, person, &jobs, &now, &end])?);
    }
    taken(tx, asked)
}

/// The rows of everything that was asked for ahead.
fn taken<R: db::Row>(tx: &mut db::Tx<'_>, asked: Vec<db::Ahead<R>>) -> Result<Vec<R>, db::Error> {
    let mut rows = Vec::new();
    for ahead in asked {
        rows.extend(tx.take(ahead)?);
    }
    Ok(rows)
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

//! SQL of the paces of providers and their outages.

use crate::features::notifications::pace::Pace;
use crate::features::patients::Channel;
use crate::platform::ids::{ClinicId, DeliveryId};
use crate::platform::time::Timestamp;

/// The pace of a provider, held until the transaction ends.
pub(in super::super) fn pace(tx: &mut db::Tx<'_>, channel: Channel) -> Result<Pace, db::Error> {
    let (new_at, waiting_at) = tx.one(
        "INSERT INTO provider_pace (channel, new_at, waiting_at) VALUES ($1, 0, 0)
         ON CONFLICT (channel) DO UPDATE SET new_at = provider_pace.new_at RETURNING new_at, waiting_at",
        &[&channel],
    )?;
    Ok(Pace { new_at, waiting_at })
}

/// Writes down when each share may send next.
pub(in super::super) fn keep_pace(
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
pub(in super::super) fn parked(
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
pub(in super::super) fn anything_parked(
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
pub(in super::super) fn let_go(
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
pub(in super::super) fn outage(
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
pub(in super::super) fn recovered(
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
pub(in super::super) fn after_outage(
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

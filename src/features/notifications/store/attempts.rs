//! SQL of attempts: how they begin, what became of them, beginning anew.

use crate::features::notifications::model::DeliveryState;
use crate::platform::ids::{ClinicId, DeliveryId};
use crate::platform::outcome::Failure;
use crate::platform::time::Timestamp;

/// Attempts that begin.
pub(in super::super) struct Attempt<'a> {
    /// Which deliveries they are of.
    pub all: &'a [DeliveryId],
    /// Where they go as one notice: whose it is, and its address. Else each goes by itself, to the address on record.
    pub by: Option<(DeliveryId, &'a str)>,
    /// The job that makes them.
    pub job: uuid::Uuid,
}

/// Writes down that attempts begin, and where they go; those of which they do: another job may have taken one in hand meanwhile.
/// What waits for its pace goes on waiting until the outcome is known.
///
/// The state is asked for so that no index of what is queued fits: PostgreSQL, which plans while few are, would read all of it when
/// many are.
pub(in super::super) fn begin_attempt(
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
         WHERE clinic_id = $1 AND id = ANY($2) AND state || '' = 'queued'
           AND (in_hand_until IS NULL OR in_hand_until <= $4 OR in_hand_until > $7 OR in_hand_by = $6)
         RETURNING id",
        &[&clinic, &begun.all, &address, &now, &by, &begun.job, &now.plus(lease_ms)],
    )?;
    Ok(begun.into_iter().map(|(id,)| id).collect())
}

/// What became of an attempt.
pub(in super::super) struct Settled<'a> {
    pub state: DeliveryState,
    pub provider_id: Option<&'a str>,
    pub code: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub next_attempt_at: Option<Timestamp>,
}

impl<'a> Settled<'a> {
    /// It came to `state`.
    pub(in super::super) fn now(state: DeliveryState) -> Settled<'a> {
        Settled {
            state,
            provider_id: None,
            code: None,
            reason: None,
            next_attempt_at: None,
        }
    }

    /// It came to `state` for a reason of our own.
    pub(in super::super) fn because(state: DeliveryState, code: &'a str) -> Settled<'a> {
        Settled {
            code: Some(code),
            ..Settled::now(state)
        }
    }

    /// It came to `state` because the provider would not take it.
    pub(in super::super) fn failed(state: DeliveryState, failure: &'a Failure) -> Settled<'a> {
        Settled {
            code: Some(&failure.code),
            reason: Some(&failure.reason),
            ..Settled::now(state)
        }
    }
}

/// Writes down what became of a delivery.
pub(in super::super) fn settle(
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
pub(in super::super) fn other_not_tried(
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
pub(in super::super) fn restart(
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
pub(in super::super) fn release(
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

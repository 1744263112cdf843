//! Queueing the notifications of a message.

use super::deliver::{self, IN_ONE_JOB};
use super::model::Delivery;
use super::store::{self, NewDelivery};
use crate::features::patients::Recipient;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, ConversationId, DeliveryId, MessageId};

/// Queues a notification for each of `recipients`, whom the message was just sent to, in the transaction that sends it
/// (M49, M50). Whoever has no address is not told.
///
/// Whether the portal is on is looked at when the notification is made: until then it waits (M55: nothing is lost).
///
/// # Errors
/// Only what the database answers.
pub fn notify(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    (conversation, message): (ConversationId, MessageId),
    recipients: &[Recipient],
) -> Result<Vec<Delivery>, db::Error> {
    one_by_one(tx, env, clinic, (conversation, message), (recipients, 0))
}

/// Queues the notifications of one message of many that are sent at once: they go with [`go_together`].
///
/// # Errors
/// Only what the database answers.
pub fn queue_one_of_many(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    of: (ConversationId, MessageId),
    recipients: &[Recipient],
) -> Result<Vec<DeliveryId>, db::Error> {
    let queued = queue_all(tx, env, clinic, of, (recipients, 0))?;
    Ok(queued.into_iter().map(|delivery| delivery.id).collect())
}

/// Has what was queued for many go, [`IN_ONE_JOB`] by one job: nobody else's notification waits for it.
///
/// # Errors
/// Only what the database answers.
pub fn go_together(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    notices: &[DeliveryId],
) -> Result<(), db::Error> {
    for some in notices.chunks(IN_ONE_JOB) {
        let job = deliver::job_of_many(env, clinic, some, env.now());
        jobs::enqueue(tx, &job)?;
    }
    Ok(())
}

/// Queues alert number `round` that the answer to a message is overdue (M39). An earlier one that is still on its way is not
/// sent any more: nobody gets two at once.
///
/// # Errors
/// Only what the database answers.
pub fn alert_overdue(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    of: (ConversationId, MessageId),
    (recipients, round): (&[Recipient], i64),
) -> Result<(), db::Error> {
    store::supersede_alerts(tx, clinic, of.1, env.now())?;
    one_by_one(tx, env, clinic, of, (recipients, round)).map(drop)
}

/// Queues notifications that each go by a job of their own.
fn one_by_one(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    of: (ConversationId, MessageId),
    to: (&[Recipient], i64),
) -> Result<Vec<Delivery>, db::Error> {
    let queued = queue_all(tx, env, clinic, of, to)?;
    for delivery in &queued {
        let job = deliver::job(env, clinic, delivery.id, env.now());
        jobs::enqueue(tx, &job)?;
    }
    Ok(queued)
}

fn queue_all(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    (conversation, message): (ConversationId, MessageId),
    (recipients, round): (&[Recipient], i64),
) -> Result<Vec<Delivery>, db::Error> {
    let now = env.now();
    let mut queued = Vec::with_capacity(recipients.len());
    for recipient in recipients {
        let Some((channel, address)) = recipient.contact() else {
            continue;
        };
        let delivery = NewDelivery {
            id: env.id(),
            clinic,
            conversation,
            message,
            portal_user: recipient.portal_user_id,
            channel,
            round,
            address,
        };
        store::queue_first(tx, &delivery, now)?;
        queued.push(delivery.queued(now));
    }
    Ok(queued)
}

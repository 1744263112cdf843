//! Queueing the notifications of a message.

use jobs::Lane;

use super::deliver;
use super::model::Delivery;
use super::store::{self, NewDelivery};
use crate::features::patients::Recipient;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, ConversationId, MessageId};

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
    let of = (conversation, message);
    queue_all(tx, env, clinic, of, (recipients, 0, Lane::Ordinary))
}

/// The same for one message of many that are sent at once: nobody else's notification waits for it.
///
/// # Errors
/// Only what the database answers.
pub fn notify_in_bulk(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    of: (ConversationId, MessageId),
    recipients: &[Recipient],
) -> Result<(), db::Error> {
    queue_all(tx, env, clinic, of, (recipients, 0, Lane::Bulk)).map(drop)
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
    queue_all(tx, env, clinic, of, (recipients, round, Lane::Ordinary)).map(drop)
}

fn queue_all(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    (conversation, message): (ConversationId, MessageId),
    (recipients, round, lane): (&[Recipient], i64, Lane),
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
        let job = match lane {
            Lane::Ordinary | Lane::Source => deliver::job(env, clinic, delivery.id, now),
            Lane::Bulk => deliver::job_of_many(env, clinic, delivery.id, now),
        };
        jobs::enqueue(tx, &job)?;
        queued.push(delivery.queued(now));
    }
    Ok(queued)
}

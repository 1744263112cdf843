//! Queueing the notifications of a message.

use super::deliver;
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
) -> Result<(), db::Error> {
    let now = env.now();
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
            address,
        };
        store::queue_first(tx, &delivery, now)?;
        jobs::enqueue(tx, &deliver::job(env, clinic, delivery.id, now))?;
    }
    Ok(())
}

//! Queueing the notifications of a message.

use super::deliver;
use super::model::{Reader, plan};
use super::store::{self, NewDelivery};
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, ConversationId, MessageId};

/// Queues a notification for everybody the message was sent to, in the transaction that sends it (M49, M50).
///
/// Whoever may not read it, or has read it, is not told. Where the portal is off, the notification is queued all the
/// same and waits until it is on again (M55: nothing is lost).
///
/// # Errors
/// Only what the database answers.
pub fn notify(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    conversation: ConversationId,
    message: MessageId,
) -> Result<(), db::Error> {
    let now = env.now();
    for reader in store::readers(tx, clinic, message, now)? {
        let reader = Reader {
            portal_on: true,
            ..reader
        };
        let Ok((channel, address)) = plan(&reader) else {
            continue;
        };
        let delivery = NewDelivery {
            id: env.id(),
            clinic,
            conversation,
            message,
            portal_user: reader.portal_user_id,
            channel,
            address,
        };
        if store::queue(tx, &delivery, now)? {
            deliver::enqueue(tx, env, clinic, delivery.id, now)?;
        }
    }
    Ok(())
}

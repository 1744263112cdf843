//! Staff send a notification again, after they have corrected an address or heard that nothing came.

use super::deliver;
use super::link::{self, Place};
use super::model::{DeliveryState, Due, Reader, Silence, plan};
use super::store::{self, NewDelivery};
use super::tell;
use crate::features::audit::{self, Event};
use crate::features::patients::Channel;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, DeliveryId};
use crate::platform::web::{Error, Refusal};

/// Queues the notification of `delivery`'s message for its person once more, by the address that is on file
/// now, on the channel `by` or, where none is chosen, as the person wants to be told. Where it had gone to another address, the link that went there stops working.
///
/// # Errors
/// Forbidden without *send messages*; not found outside the clinic; refused while it is still being sent, when it has
/// been sent to this very address, or when the person may not be told any more.
pub fn send_again(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (delivery, by): (DeliveryId, Option<Channel>),
) -> Result<ConversationId, Error> {
    actor.require(Permission::SendMessages)?;
    let now = env.now();
    let old = store::any(tx, actor.clinic, delivery)?;
    let reader = store::reader(tx, actor.clinic, old.message_id, old.portal_user_id, now)?
        .ok_or(Error::NotFound)?;
    let planned = match by {
        None => plan(&reader, old.round),
        Some(channel) => by_channel(&reader, old.round, channel),
    };
    let (channel, address) = planned.map_err(|silence| Error::refused(refusal(silence)))?;
    let on_file = store::on_channel(tx, &old, channel)?;
    let new = NewDelivery {
        id: env.id(),
        clinic: actor.clinic,
        conversation: old.conversation_id,
        message: old.message_id,
        portal_user: old.portal_user_id,
        channel,
        round: old.round,
        address,
    };
    let id = match on_file {
        None => {
            store::queue(tx, &new, now)?;
            new.id
        }
        Some((id, state, went_to)) => {
            may_again(state, went_to == address)?;
            if went_to != address {
                let place = Place {
                    clinic: actor.clinic,
                    delivery: id,
                    address: &went_to,
                };
                link::revoke(tx, env, place, now)?;
            }
            store::attempts::restart(tx, actor.clinic, id, address, now)?;
            id
        }
    };
    deliver::enqueue(tx, env, actor.clinic, id, now)?;
    record(tx, actor, env, &old, channel.code())?;
    store::inboxes::note_failed(tx, actor.clinic, old.conversation_id, now)?;
    tell::changed(tx, actor.clinic, old.conversation_id)?;
    Ok(old.conversation_id)
}

/// The channel that staff have chosen, where the person can be told by it.
fn by_channel(reader: &Reader, round: i64, by: Channel) -> Result<(Channel, &str), Silence> {
    match (reader.silence(round), reader.address(by)) {
        (Some(silence), _) => Err(silence),
        (None, Some(address)) => Ok((by, address)),
        (None, None) => Err(reader.lack(by)),
    }
}

/// What is on its way is left alone, and what arrived is not sent twice to one address.
fn may_again(state: DeliveryState, same_address: bool) -> Result<(), Error> {
    match state {
        DeliveryState::Queued => Err(Error::refused(Refusal::new("notice_on_its_way"))),
        DeliveryState::Sent | DeliveryState::Delivered if same_address => {
            Err(Error::refused(Refusal::new("notice_sent_there")))
        }
        _ => Ok(()),
    }
}

fn refusal(silence: Silence) -> Refusal {
    Refusal::new(match silence {
        Silence::Opened => "notice_opened",
        Silence::NotAwaited => "notice_not_awaited",
        Silence::LinkEnded => "notice_link_ended",
        Silence::AccessOff => "notice_access_off",
        Silence::PortalOff => "notice_portal_off",
        Silence::NoAddress => "notice_no_address",
        Silence::Stopped => "notice_stopped",
        Silence::NotWanted => "notice_not_wanted",
    })
}

fn record(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    old: &Due,
    channel: &str,
) -> Result<(), db::Error> {
    let event = Event::new(
        actor.clinic,
        actor,
        "notification.send_again",
        "message",
        old.message_id.uuid(),
    );
    let detail = format!("channel={channel} portal_user={}", old.portal_user_id);
    audit::record(tx, env, &event.patient(old.patient_id).detail(detail))
}

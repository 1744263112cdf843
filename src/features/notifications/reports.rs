//! What the texts provider reports of a text that it took (M50): it arrived, or it will not, and then the other channel is
//! tried or the sender told, as if it had been refused at once.

use super::deliver;
use super::model::{DeliveryState, Due};
use super::store::attempts::Settled;
use super::store::texts::Reported;
use super::{store, tell};
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, DeliveryId};
use crate::platform::outcome::Failure;
use crate::platform::state::State;
use crate::platform::texts::hook::{self, Fate, Fields};
use crate::platform::time::{DAY, MINUTE, Timestamp};

/// How old the sending may be that a report is about: longer than any provider keeps trying.
const OLDEST: i64 = 4 * DAY;
/// How far the time in its address may lie ahead of ours: that address may have been given out by another node.
const AHEAD: i64 = 5 * MINUTE;
/// Longest id of a provider's that is kept, in bytes.
const ID_BYTES: usize = 64;

/// What a report is about: the address that it came to says so, and the signature covers the address.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub clinic: ClinicId,
    pub delivery: DeliveryId,
    /// When the text was handed over.
    pub asked_at: Timestamp,
}

/// Where the provider reports on the text that is being sent for `delivery`.
pub(super) fn address(env: &Env, clinic: ClinicId, delivery: DeliveryId) -> Option<String> {
    let (config, at) = (&env.config, env.now().0);
    let origin = &config.server.public_url;
    (config.texts.delivery_reports).then(|| {
        format!("{origin}/webhooks/texts/report?clinic={clinic}&delivery={delivery}&at={at}")
    })
}

/// Takes a report that is signed. What became of it, as it is counted.
///
/// # Errors
/// What the database answers: the provider is to tell it again.
pub(super) async fn hear(
    state: &State,
    about: About,
    fields: &Fields,
) -> Result<&'static str, db::Error> {
    let id = hook::field(fields, "MessageSid").to_owned();
    if id.is_empty() || id.len() > ID_BYTES {
        return Ok("report_unknown");
    }
    let age = state.env.now().since(about.asked_at);
    if !(-AHEAD..=OLDEST).contains(&age) {
        return Ok("report_old");
    }
    let (reported, env) = (hook::fate(fields), state.env.clone());
    let write = move |tx: &mut db::Tx<'_>| take(tx, &env, about, (&id, &reported));
    state.db.within(about.clinic.uuid()).write(write).await
}

fn take(
    tx: &mut db::Tx<'_>,
    env: &Env,
    about: About,
    (id, fate): (&str, &Fate),
) -> Result<&'static str, db::Error> {
    let (clinic, delivery) = (about.clinic, about.delivery);
    let Some(held) = store::texts::hold_text(tx, clinic, delivery)? else {
        return Ok("report_unknown");
    };
    let (state, code) = match fate {
        Fate::Pending => return Ok("report_pending"),
        Fate::Delivered => (DeliveryState::Delivered, ""),
        Fate::Failed(code) => (DeliveryState::Failed, code.as_str()),
    };
    let report = Reported {
        provider_id: id,
        outcome: state,
        code,
    };
    if !store::texts::keep_report(tx, clinic, delivery, &report, env.now())? {
        return Ok("report_repeated");
    }
    match held.provider_id.as_deref() {
        Some(ours) if ours == id => {}
        // It is being handed over at this moment, or was sent again since: what is ours is looked up when that is known.
        _ => return Ok("report_kept"),
    }
    let due = store::any(tx, clinic, delivery)?;
    apply(tx, env, (&due, held.state), (state, code))
}

/// The state that the provider's reports give a text which was just recorded as sent under `provider_id`.
pub(super) fn catch_up(
    tx: &mut db::Tx<'_>,
    env: &Env,
    due: &Due,
    provider_id: &str,
) -> Result<DeliveryState, db::Error> {
    let mut state = DeliveryState::Sent;
    for (outcome, code) in store::texts::reports(tx, due.clinic_id, due.id, provider_id)? {
        apply(tx, env, (due, state), (outcome, &code))?;
        state = outcome;
    }
    Ok(state)
}

/// Records a report of a text for every message that it told of.
fn apply(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (due, stands): (&Due, DeliveryState),
    (outcome, code): (DeliveryState, &str),
) -> Result<&'static str, db::Error> {
    for (id, state, _) in store::carried(tx, due.clinic_id, due.id)? {
        let other = store::any(tx, due.clinic_id, id)?;
        apply_to(tx, env, (&other, state), (outcome, code))?;
    }
    apply_to(tx, env, (due, stands), (outcome, code))
}

/// A text that arrived stays so, whatever is reported afterwards; one that failed may have arrived after all.
fn apply_to(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (due, stands): (&Due, DeliveryState),
    (outcome, code): (DeliveryState, &str),
) -> Result<&'static str, db::Error> {
    match (stands, outcome) {
        (DeliveryState::Sent | DeliveryState::Failed, DeliveryState::Delivered) => {
            let settled = Settled::now(DeliveryState::Delivered);
            deliver::settle(tx, env, due, &settled)?;
            store::inboxes::note_failed(tx, due.clinic_id, due.conversation_id, env.now())?;
            tell::changed(tx, due.clinic_id, due.conversation_id)?;
            deliver::note(tx, env, due, "notification.arrive", "")?;
            Ok("delivered")
        }
        (DeliveryState::Sent, DeliveryState::Failed) => {
            deliver::give_up(tx, env, due, &Failure::new(code, ""))?;
            Ok("undelivered")
        }
        _ => Ok("report_late"),
    }
}

//! Asking for another address, and giving the codes that prove it.

use subtle::ConstantTimeEq as _;

use super::store::{self, Pending};
use crate::features::audit::{self, Event};
use crate::features::notification_templates::{Key, NoticeEvent, in_force};
use crate::features::patients::{self, Channel, OwnContact, PortalUser, own_address};
use crate::features::portal::account::{login, store as accounts, told_of_contact};
use crate::features::portal::model::{code, other};
use crate::features::portal::request_passcode::Outgoing;
use crate::features::portal::store::{ClinicRow, clinic as clinic_row};
use crate::features::settings;
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::keys::Purpose;
use crate::platform::limits::{self, Limit};
use crate::platform::time::{DAY, HOUR, Timestamp};
use crate::platform::web::{Error, Network, Refusal};

/// Changes that a person asks for in a day.
const A_DAY: i64 = 10;
/// Changes that are asked for from a network in an hour.
const FROM_NETWORK: i64 = 60;
/// Times that codes are tried before they are void.
const TRIES: i64 = 5;

/// What became of the wish for another address.
pub(super) enum Asked {
    /// Codes to be sent now: to the new address, and to one on file where there is one.
    Codes(Vec<Outgoing>),
    /// Not taken, for this reason.
    Refused(Refusal),
    /// Too often; milliseconds to wait.
    TooMany(i64),
}

/// The address on file that has to agree to another one on `channel`: the one it replaces, else the other channel's.
pub(super) fn agrees(user: &PortalUser, channel: Channel) -> Option<(Channel, &str)> {
    [channel, other(channel)]
        .into_iter()
        .find_map(|channel| user.address(channel).map(|address| (channel, address)))
}

/// Makes the codes for another address. A change that was asked for before is void.
pub(super) fn ask(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    network: &Network,
    (channel, typed): (Channel, &str),
) -> Result<Asked, Error> {
    let address = match own_address(channel, typed) {
        Ok(address) => address,
        Err(refusal) => return Ok(Asked::Refused(refusal)),
    };
    let (clinic, person, now) = (actor.clinic, actor.portal_user, env.now());
    let user = patients::portal_user(tx, clinic, person)?;
    if user.address(channel) == Some(&address) {
        return Ok(Asked::Refused(Refusal::field(
            field(channel),
            "contact_same",
        )));
    }
    let mut kept = Limit::Within;
    for (kind, of, window, most) in [
        ("contact", person.to_string().as_str(), DAY, A_DAY),
        ("contact-network", network.as_str(), HOUR, FROM_NETWORK),
    ] {
        kept = kept.or(limits::hit(
            tx,
            &limits::bucket(env, kind, of),
            window,
            most,
            now,
        )?);
    }
    if let Limit::Over { wait_ms } = kept {
        return Ok(Asked::TooMany(wait_ms));
    }
    let portal = settings::load(tx, clinic)?;
    let at = clinic_row(tx, clinic)?;
    let (to, minutes) = ((clinic, &at, &user), portal.passcode_minutes);
    let (new, new_code) = code_to(tx, env, to, (channel, &address), minutes)?;
    let old = match agrees(&user, channel) {
        Some(on_file) => Some(code_to(tx, env, to, on_file, minutes)?),
        None => None,
    };
    let pending = Pending {
        channel,
        new_code_hash: hash(env, actor, "new", &new_code),
        old_channel: old.as_ref().map(|(old, _)| old.channel),
        old_code_hash: old.as_ref().map(|(_, code)| hash(env, actor, "old", code)),
        address,
        expires_at: now.plus(portal.passcode_ms()),
        tries: 0,
    };
    store::put(tx, actor, &pending)?;
    record(tx, env, actor, "portal.contact_asked", channel)?;
    let old = old.map(|(old, _)| old);
    Ok(Asked::Codes(std::iter::once(new).chain(old).collect()))
}

/// A code for one of the two addresses.
fn code_to(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, at, user): (ClinicId, &ClinicRow, &PortalUser),
    (channel, address): (Channel, &str),
    minutes: i64,
) -> Result<(Outgoing, String), db::Error> {
    let code = env.digits(6);
    let key = Key::new(NoticeEvent::ContactCode, channel, &user.language);
    let outgoing = Outgoing {
        id: env.id(),
        channel,
        address: address.to_owned(),
        language: user.language.clone(),
        clinic: at.name.clone(),
        labels: at.labels.clone(),
        values: at.code_values(("", ""), &code, minutes),
        words: in_force(tx, clinic, key)?,
    };
    Ok((outgoing, code))
}

/// The field that an address of `channel` is typed into.
pub(super) fn field(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email",
        Channel::Text => "mobile",
    }
}

fn hash(env: &Env, actor: &PortalActor, which: &str, code: &str) -> Vec<u8> {
    let keys = env.keys.clinic(actor.clinic.uuid(), Purpose::Passcodes);
    let person = actor.portal_user.uuid();
    let parts: [&[u8]; 4] = [
        b"contact",
        which.as_bytes(),
        person.as_bytes(),
        code.as_bytes(),
    ];
    keys.hash_all(&parts).to_vec()
}

/// What became of the codes.
pub(super) enum Given {
    /// The new address holds.
    Changed,
    /// They do not fit; what to say at which field.
    Refused(Vec<Refusal>),
    /// There is no change to confirm, or no longer.
    Over,
}

/// Whether a change can still be confirmed.
pub(super) fn stands(pending: &Pending, now: Timestamp) -> bool {
    pending.tries < TRIES && now < pending.expires_at
}

/// Takes the codes. The change is made when all that were sent fit; wrong ones are counted.
pub(super) fn give(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    (new_code, old_code): (&str, &str),
) -> Result<Given, Error> {
    let Some(pending) = store::pending(tx, actor)? else {
        return Ok(Given::Over);
    };
    if !stands(&pending, env.now()) {
        return Ok(Given::Over);
    }
    let new = read("new_code", new_code);
    let old = pending
        .old_code_hash
        .as_ref()
        .map(|hash| (read("old_code", old_code), hash));
    // What can't be a code is told and costs no try.
    let unread: Vec<Refusal> = [
        new.as_ref().err(),
        old.as_ref().and_then(|(old, _)| old.as_ref().err()),
    ]
    .into_iter()
    .flatten()
    .cloned()
    .collect();
    if !unread.is_empty() {
        return Ok(Given::Refused(unread));
    }
    let fits = |which, typed: &Result<String, Refusal>, kept: &[u8]| {
        let typed = typed.as_deref().unwrap_or_default();
        bool::from(hash(env, actor, which, typed).ct_eq(kept))
    };
    let new_fits = fits("new", &new, &pending.new_code_hash);
    let old_fits = old
        .as_ref()
        .is_none_or(|(old, kept)| fits("old", old, kept));
    if !(new_fits && old_fits) {
        store::count_try(tx, actor)?;
        record(tx, env, actor, "portal.contact_denied", pending.channel)?;
        // Which of the two is wrong is not told: it would let them be guessed one after the other.
        let left = TRIES - pending.tries - 1;
        let refusal = Refusal::field("new_code", "contact_codes_wrong").with("left", left);
        return Ok(Given::Refused(vec![refusal]));
    }
    store::forget(tx, actor)?;
    let of = (actor.clinic, actor.portal_user);
    let before = patients::portal_user(tx, of.0, of.1)?;
    let change = OwnContact::Address(pending.channel, pending.address.clone());
    patients::set_own_contact(tx, env, actor, &change)?;
    // Who signs in with the address that has gone signs in with the new one from now on.
    let was = before.address(pending.channel).map(login);
    if let (Some(Ok(was)), Ok(becomes)) = (was, login(&pending.address)) {
        accounts::move_login(tx, of, (&was, &becomes))?;
    }
    told_of_contact(tx, env, of, pending.channel)?;
    record(tx, env, actor, "portal.contact_changed", pending.channel)?;
    Ok(Given::Changed)
}

/// A code as it was typed, with its refusal at its own field.
fn read(field: &'static str, typed: &str) -> Result<String, Refusal> {
    code(typed).map_err(|refusal| Refusal::field(field, refusal.code))
}

/// Gives up the change that waits.
pub(super) fn give_up(tx: &mut db::Tx<'_>, env: &Env, actor: &PortalActor) -> Result<(), Error> {
    if let Some(pending) = store::pending(tx, actor)? {
        store::forget(tx, actor)?;
        record(tx, env, actor, "portal.contact_given_up", pending.channel)?;
    }
    Ok(())
}

fn record(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    action: &'static str,
    channel: Channel,
) -> Result<(), db::Error> {
    let person = actor.portal_user.uuid();
    let event = Event::new(actor.clinic, actor, action, "portal_user", person);
    audit::record(
        tx,
        env,
        &event.patient(actor.patient).detail(channel.code()),
    )
}

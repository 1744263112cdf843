//! Asking for a passcode (M51, M52).

use super::gate::Gate;
use super::model::{self, RESEND_MS, SENDS, TRIES, TRIES_MS};
use super::often;
use super::store::{self, NewPasscode};
use super::visit::Visit;
use crate::features::audit;
use crate::features::notification_templates::{InForce, Key, NoticeEvent, Values, in_force};
use crate::features::patients::Channel;
use crate::features::settings::SignInMethod;
use crate::platform::env::Env;
use crate::platform::limits::Limit;
use crate::platform::web::{Network, Refusal};

/// A passcode on its way. It has no `Debug`: the code is nowhere but here and in the person's hands.
#[derive(Clone)]
pub(super) struct Outgoing {
    pub(super) id: uuid::Uuid,
    pub(super) channel: Channel,
    pub(super) address: String,
    pub(super) language: String,
    pub(super) clinic: String,
    /// The clinic's own words (M65).
    pub(super) labels: String,
    /// What its fields stand for, the code among them.
    pub(super) values: Values,
    /// What it says (M44).
    pub(super) words: InForce,
}

/// What became of the wish for a passcode.
pub(super) enum Requested {
    /// Stored; to be sent now.
    Send(Outgoing),
    /// The link lets nobody in.
    Closed,
    /// Not now, for this reason.
    Refused(Refusal),
}

/// Makes a passcode for the visit's link and browser; the one before is no longer valid. The tries that the browser has
/// used with the link stay used.
pub(super) fn request_passcode(
    tx: &mut db::Tx<'_>,
    env: &Env,
    visit: &Visit,
    network: &Network,
    wish: Option<Channel>,
) -> Result<Requested, db::Error> {
    let now = env.now();
    let browser_hash = visit.browser_hash(env);
    let Some(gate) = Gate::load(tx, visit.clinic, visit.link, now)? else {
        return Ok(Requested::Closed);
    };
    let Some(person) = gate.person(now) else {
        return Ok(Requested::Closed);
    };
    if gate.settings.sign_in_method != SignInMethod::Passcode {
        return Ok(Requested::Closed);
    }
    let before = store::passcode(tx, visit.clinic, visit.link, &browser_hash)?
        .filter(|p| p.used_at.is_none() && now.since(p.created_at) < TRIES_MS);
    if let Some(before) = &before {
        let pause = before.sent_at.plus(RESEND_MS).since(now);
        if pause > 0 {
            let seconds = pause.div_euclid(1_000) + 1;
            let refusal = Refusal::new("passcode_wait").with("seconds", seconds);
            return Ok(Requested::Refused(refusal));
        }
        if before.tries >= TRIES {
            return Ok(Requested::Refused(Refusal::new("passcode_tries_spent")));
        }
    }
    if let Limit::Over { wait_ms } = often::count(tx, env, &SENDS, visit, network)? {
        let minutes = wait_ms.div_euclid(60_000) + 1;
        let refusal = Refusal::new("passcode_too_many").with("minutes", minutes);
        return Ok(Requested::Refused(refusal));
    }
    let notice = store::notice_channel(tx, &gate.link)?;
    let Some((channel, address)) = model::destination(person, notice, wish) else {
        return Ok(Requested::Refused(Refusal::new("passcode_no_address")));
    };
    let code = env.digits(6);
    let key = Key::new(NoticeEvent::Passcode, channel, &person.language);
    let outgoing = Outgoing {
        id: env.id(),
        channel,
        address: address.to_owned(),
        language: person.language.clone(),
        clinic: gate.clinic.name.clone(),
        labels: gate.clinic.labels.clone(),
        values: gate.clinic.code_values(
            (&person.given_name, &person.family_name),
            &code,
            gate.settings.passcode_minutes,
        ),
        words: in_force(tx, visit.clinic, key)?,
    };
    let new = NewPasscode {
        id: outgoing.id,
        clinic: visit.clinic,
        link: visit.link,
        browser_hash: &browser_hash,
        code_hash: &visit.code_hash(env, &code),
        channel,
        counted_from: before.as_ref().map_or(now, |p| p.created_at),
        tries: before.as_ref().map_or(0, |p| p.tries),
        sent_at: now,
        expires_at: now.plus(gate.settings.passcode_ms()),
    };
    store::put_passcode(tx, &new)?;
    let event = audit::Event::new(
        visit.clinic,
        audit::By::Anonymous,
        "portal.passcode",
        "notification_link",
        visit.link.uuid(),
    );
    audit::record(
        tx,
        env,
        &event.patient(gate.patient.id).detail(channel.code()),
    )?;
    Ok(Requested::Send(outgoing))
}

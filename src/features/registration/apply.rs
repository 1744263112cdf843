//! Making a request: it is kept, and a code goes out that proves the address (M59).

use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::model::{Application, Pending, RESEND_MS, RegistrationState, SENDS};
use super::store::{self, NewCode};
use crate::features::audit::{self, By, Event};
use crate::features::patients::Channel;
use crate::features::portal::{self, Outgoing, contact_code};
use crate::features::settings;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, RegistrationId};
use crate::platform::keys::Purpose;
use crate::platform::limits::{self, Limit};
use crate::platform::text;
use crate::platform::time::{DAY, HOUR, Timestamp};
use crate::platform::web::{Error, Refusal};

/// Codes that one address gets in a day.
const TO_ADDRESS: i64 = 6;
/// Codes that are asked for from one network in an hour.
const FROM_NETWORK: i64 = 30;
/// Codes that one clinic's page sends in an hour, and all pages together.
const OF_CLINIC: i64 = 300;
const IN_ALL: i64 = 3_000;

/// The browser that makes a request: the request's id, and a secret that only it and the answer to it have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser {
    /// The request.
    pub id: RegistrationId,
    secret: String,
}

impl Browser {
    /// The value of its cookie.
    pub fn cookie(&self) -> String {
        format!("{}.{}", self.id, self.secret)
    }

    /// The browser of a cookie; none where it can't be one of ours.
    pub fn of(cookie: &str) -> Option<Browser> {
        let (id, secret) = cookie.split_once('.')?;
        Some(Browser {
            id: id.parse().ok()?,
            secret: secret.to_owned(),
        })
    }

    fn hash(&self, env: &Env) -> [u8; 32] {
        env.keys.hash_token(Purpose::Tokens, self.secret.as_bytes())
    }

    /// Whether a request was made by this browser.
    pub(super) fn made(&self, env: &Env, pending: &Pending) -> bool {
        bool::from(self.hash(env)[..].ct_eq(&pending.browser_hash))
    }
}

/// What became of the wish to register.
pub enum Applied {
    /// It is kept. The code is to be sent now; none where it is on its way already.
    Code(Browser, Option<Box<Outgoing>>),
    /// It waits for staff already.
    Waits(Browser),
    /// Not now, for this reason.
    Refused(Refusal),
    /// The clinic lets nobody register.
    Closed,
}

/// Keeps a request and makes its code. `network` is where the browser is. The same filling-in of the form again takes the place of what it said before, and
/// gives no further tries.
///
/// # Errors
/// Only what the database answers.
pub fn apply(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    network: &str,
    new: &Application,
) -> Result<Applied, Error> {
    if !settings::load(tx, clinic)?.registers() {
        return Ok(Applied::Closed);
    }
    let Some((channel, address)) = new.code_to() else {
        return Ok(Applied::Refused(Refusal::field("email", "contact_missing")));
    };
    let before = store::by_form(tx, clinic, new.form)?;
    let browser = Browser {
        id: before.as_ref().map_or_else(|| env.id(), |b| b.id),
        secret: secret(env, clinic, new.form),
    };
    if let Some(before) = &before {
        if before.state != RegistrationState::Unconfirmed {
            return Ok(Applied::Waits(browser));
        }
        let same = before.channel == channel && before.address() == address;
        if same && env.now().since(before.code_sent_at) < RESEND_MS {
            store::rewrite(tx, clinic, browser.id, new)?;
            return Ok(Applied::Code(browser, None));
        }
        if before.code_sends >= SENDS {
            return Ok(Applied::Refused(Refusal::new("register_sends_spent")));
        }
    }
    if let Limit::Over { wait_ms } = often(tx, env, clinic, network, address)? {
        let minutes = wait_ms.div_euclid(60_000) + 1;
        let refusal = Refusal::new("register_too_many").with("minutes", minutes);
        return Ok(Applied::Refused(refusal));
    }
    if before.is_some() {
        store::rewrite(tx, clinic, browser.id, new)?;
    } else {
        let hash = browser.hash(env);
        store::insert(tx, clinic, (browser.id, &hash), (new, channel), env.now())?;
        record(tx, env, clinic, browser.id, "registration.ask")?;
    }
    let to = (channel, address, new.person.language.as_str());
    let outgoing = send_code(tx, env, (clinic, browser.id), to)?;
    Ok(Applied::Code(browser, Some(Box::new(outgoing))))
}

/// Another code for a request whose first one did not arrive. None where there is nothing to confirm any more.
pub(super) fn again(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    network: &str,
    browser: &Browser,
) -> Result<Option<Result<Outgoing, Refusal>>, Error> {
    let Some(pending) = store::pending(tx, clinic, browser.id)?
        .filter(|p| browser.made(env, p) && p.state == RegistrationState::Unconfirmed)
    else {
        return Ok(None);
    };
    let wait = pending.code_sent_at.plus(RESEND_MS).since(env.now());
    if wait > 0 {
        let seconds = wait.div_euclid(1_000) + 1;
        let refusal = Refusal::new("passcode_wait").with("seconds", seconds);
        return Ok(Some(Err(refusal)));
    }
    if pending.code_sends >= SENDS {
        return Ok(Some(Err(Refusal::new("register_sends_spent"))));
    }
    if let Limit::Over { wait_ms } = often(tx, env, clinic, network, pending.address())? {
        let minutes = wait_ms.div_euclid(60_000) + 1;
        let refusal = Refusal::new("register_too_many").with("minutes", minutes);
        return Ok(Some(Err(refusal)));
    }
    let to = (
        pending.channel,
        pending.address(),
        pending.language.as_str(),
    );
    send_code(tx, env, (clinic, browser.id), to).map(|code| Some(Ok(code)))
}

fn send_code(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, id): (ClinicId, RegistrationId),
    to: (Channel, &str, &str),
) -> Result<Outgoing, Error> {
    let portal = settings::load(tx, clinic)?;
    let at = portal::clinic(tx, clinic)?;
    let (outgoing, code) = contact_code(tx, env, (clinic, &at), to, portal.passcode_minutes)?;
    let now: Timestamp = env.now();
    let code = NewCode {
        hash: code_hash(env, clinic, id, &code),
        channel: to.0,
        sent_at: now,
        expires_at: now.plus(portal.passcode_ms()),
    };
    store::set_code(tx, clinic, id, &code)?;
    Ok(outgoing)
}

/// The keyed hash of a code, bound to the request.
pub(super) fn code_hash(env: &Env, clinic: ClinicId, id: RegistrationId, code: &str) -> [u8; 32] {
    let key = env.keys.clinic(clinic.uuid(), Purpose::Passcodes);
    key.hash_all(&[b"registration", id.uuid().as_bytes(), code.as_bytes()])
}

/// The secret of the browser that filled in a form: the same for the same filling-in, so that a form sent twice is answered
/// twice alike.
fn secret(env: &Env, clinic: ClinicId, form: Uuid) -> String {
    let key = env.keys.clinic(clinic.uuid(), Purpose::Tokens);
    hex::encode(key.hash_all(&[b"registration", form.as_bytes()]))
}

fn often(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    network: &str,
    address: &str,
) -> Result<Limit, db::Error> {
    let (clinic, folded, now) = (clinic.to_string(), text::fold(address), env.now());
    let mut kept = Limit::Within;
    for (kind, of, window, most) in [
        ("register:network", network, HOUR, FROM_NETWORK),
        ("register:address", folded.as_str(), DAY, TO_ADDRESS),
        ("register:clinic", clinic.as_str(), HOUR, OF_CLINIC),
        ("register:all", "", HOUR, IN_ALL),
    ] {
        let bucket = limits::bucket(env, kind, of);
        kept = kept.or(limits::hit(tx, &bucket, window, most, now)?);
    }
    Ok(kept)
}

pub(super) fn record(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    id: RegistrationId,
    action: &'static str,
) -> Result<(), db::Error> {
    let event = Event::new(clinic, By::Anonymous, action, "registration", id.uuid());
    audit::record(tx, env, &event)
}

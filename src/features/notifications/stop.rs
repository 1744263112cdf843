//! Addresses whose people want no notices there: a number that texted STOP, an email whose reader called a notice unwanted.
//!
//! A passcode goes there all the same: the person has asked for it a moment before.

use super::store;
use crate::features::audit::{self, By, Event};
use crate::features::patients::{self, Channel};
use crate::platform::auth::Scope;
use crate::platform::codes::codes;
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::state::State;
use crate::platform::texts::hook::{self, Fields, Word};
use crate::platform::time::Timestamp;

codes! {
    /// Why no notice goes to an address.
    Why {
        /// STOP, texted from the number.
        Stop = "stop",
        /// Its reader's mail provider passed on that a notice was unwanted (RFC 5965).
        Complaint = "complaint",
    }
}

db::row! {
    /// An address that no notice goes to.
    #[derive(Debug, Clone)]
    pub struct Stopped {
        /// The channel.
        pub channel: Channel,
        /// The email in small letters, or the number.
        pub address: String,
        /// Why.
        pub why: Why,
        /// Since when.
        pub since: Timestamp,
    }
}

impl Stopped {
    /// The key of its sentence in the catalogue.
    pub fn key(&self) -> String {
        format!("notifications-stopped-{}", self.why.code())
    }
}

/// Which of these addresses get no notices any more. For staff, and for the person whose addresses they are.
///
/// # Errors
/// Only what the database answers.
pub fn stopped(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    addresses: &[(Channel, &str)],
) -> Result<Vec<Stopped>, db::Error> {
    let mut found = Vec::new();
    for (channel, address) in addresses {
        found.extend(store::texts::stopped(
            tx,
            scope.clinic,
            *channel,
            &kept(*channel, address),
        )?);
    }
    found.dedup_by(|a, b| a.address == b.address);
    Ok(found)
}

/// An address as it is compared: emails without regard to capitals.
fn kept(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Email => address.to_lowercase(),
        Channel::Text => address.to_owned(),
    }
}

/// Takes a text that somebody sent to the clinic's number. What became of it, as it is counted.
///
/// One number serves every clinic of the installation, so that its word holds in each.
///
/// # Errors
/// What the database answers: the provider is to tell it again.
pub(super) async fn hear(state: &State, fields: &Fields) -> Result<&'static str, db::Error> {
    let (id, texts) = (hook::field(fields, "MessageSid"), &state.env.config.texts);
    let ours = hook::field(fields, "To") == texts.from_number
        && ["", texts.account_sid.as_str()].contains(&hook::field(fields, "AccountSid"));
    let from = patients::own_address(Channel::Text, hook::field(fields, "From"));
    let (true, Ok(number), 1..=64) = (ours, from, id.len()) else {
        return Ok("word_unknown");
    };
    let Some(word) = hook::word(fields) else {
        return Ok("word_other");
    };
    let mut new = false;
    for clinic in state.db.across().read(store::clinics).await? {
        let (env, id, number) = (state.env.clone(), id.to_owned(), number.clone());
        let write = move |tx: &mut db::Tx<'_>| said(tx, &env, clinic, (&id, &number, word));
        new |= state.db.within(clinic.uuid()).write(write).await?;
    }
    Ok(match (new, word) {
        (false, _) => "word_repeated",
        (true, Word::Stop) => "stopped",
        (true, Word::Start) => "started",
    })
}

/// Writes down what a number said, once. Whether it was new.
fn said(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    (id, number, word): (&str, &str, Word),
) -> Result<bool, db::Error> {
    let (code, action) = match word {
        Word::Stop => ("stop", "texts.stop"),
        Word::Start => ("start", "texts.start"),
    };
    if !store::texts::keep_word(tx, clinic, (id, number, code), env.now())? {
        return Ok(false);
    }
    match word {
        Word::Stop => {
            store::texts::stop(tx, clinic, (Channel::Text, number, Why::Stop), env.now())?
        }
        Word::Start => store::texts::start(tx, clinic, (Channel::Text, number))?,
    }
    let event = Event::new(clinic, By::System, action, "number", None);
    // Enough to tell two numbers apart, too little to call one.
    let tail = number.len().saturating_sub(4);
    let detail = format!("ends={}", &number[tail..]);
    audit::record(tx, env, &event.detail(detail))?;
    Ok(true)
}

/// Notices to this email are unwanted: none goes there any more.
pub(super) fn unwanted(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    email: &str,
) -> Result<(), db::Error> {
    let email = kept(Channel::Email, email);
    store::texts::stop(
        tx,
        clinic,
        (Channel::Email, &email, Why::Complaint),
        env.now(),
    )
}

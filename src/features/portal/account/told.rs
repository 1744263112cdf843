//! Telling a person that something about their account has changed, by every address on file, so that nobody takes an
//! account over unseen.

use jobs::Claimed;

use crate::features::notification_templates::{Key, NoticeEvent, Values, Written, in_force};
use crate::features::patients::{self, Channel};
use crate::features::portal::store;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, PortalUserId};
use crate::platform::mail::{Address, Letter, header_text, host};
use crate::platform::outcome::Outcome;
use crate::platform::state::State;
use crate::platform::texts::Text;
use crate::platform::time::Timestamp;

/// The kind of job that tells one address.
pub const TOLD: &str = "account_told";

/// What has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Another password holds.
    Password,
    /// A passkey was added.
    Passkey,
    /// An email or a mobile number was changed.
    Contact,
    /// For whom the person may read, or what became of what they asked about it.
    Access,
}

impl Change {
    fn from_code(code: &str) -> Option<Change> {
        [
            Change::Password,
            Change::Passkey,
            Change::Contact,
            Change::Access,
        ]
        .into_iter()
        .find(|change| change.code() == code)
    }

    fn event(self) -> NoticeEvent {
        match self {
            Change::Password => NoticeEvent::PasswordChanged,
            Change::Passkey => NoticeEvent::PasskeyAdded,
            Change::Contact => NoticeEvent::ContactChanged,
            Change::Access => NoticeEvent::AccessChanged,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Change::Password => "password",
            Change::Passkey => "passkey",
            Change::Contact => "contact",
            Change::Access => "access",
        }
    }
}

/// Queues the word to every address of the person; not to the one that a code has just reached, unless it is the only one.
pub(super) fn queue(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, person): (ClinicId, PortalUserId),
    change: Change,
    except: Option<Channel>,
) -> Result<(), db::Error> {
    let user = patients::portal_user(tx, clinic, person)?;
    let mut channels: Vec<Channel> = [Channel::Email, Channel::Text]
        .into_iter()
        .filter(|channel| user.address(*channel).is_some())
        .collect();
    if channels.len() > 1 {
        channels.retain(|channel| Some(*channel) != except);
    }
    for channel in channels {
        tell_at(tx, env, (clinic, person), (channel, change), env.now())?;
    }
    Ok(())
}

fn tell_at(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, person): (ClinicId, PortalUserId),
    (channel, change): (Channel, Change),
    at: Timestamp,
) -> Result<(), db::Error> {
    let payload = format!("{person} {} {}", channel.code(), change.code());
    let job = jobs::NewJob::new(env.id(), TOLD, payload, at.0).of_clinic(clinic.uuid());
    jobs::enqueue(tx, &job)?;
    Ok(())
}

/// For whom a person may read changes at `at`, or what they asked about it is answered: they are told by the channel that
/// they prefer, and find in the portal what it is.
pub fn told_of_access(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, person): (ClinicId, PortalUserId),
    at: Timestamp,
) -> Result<(), db::Error> {
    let user = patients::portal_user(tx, clinic, person)?;
    let channel = (user.preferred_channel)
        .channels()
        .find(|channel| user.address(*channel).is_some());
    match channel {
        Some(channel) => tell_at(tx, env, (clinic, person), (channel, Change::Access), at),
        None => Ok(()),
    }
}

/// A passkey was added: every address is told.
pub(in crate::features::portal) fn told_of_passkey(
    tx: &mut db::Tx<'_>,
    env: &Env,
    of: (ClinicId, PortalUserId),
) -> Result<(), db::Error> {
    queue(tx, env, of, Change::Passkey, None)
}

/// An email or mobile number was changed: whoever is on file at the other channel is told.
pub(in crate::features::portal) fn told_of_contact(
    tx: &mut db::Tx<'_>,
    env: &Env,
    of: (ClinicId, PortalUserId),
    changed: Channel,
) -> Result<(), db::Error> {
    queue(tx, env, of, Change::Contact, Some(changed))
}

/// Does one job of kind [`TOLD`]: reads the address again, and tries once more later where it could not be reached.
///
/// # Errors
/// Where the job can't be read or the database fails; where the provider failed for now, so that the queue tries again.
pub async fn tell(state: &State, job: &Claimed) -> Result<(), anyhow::Error> {
    let clinic = ClinicId::from_uuid(job.clinic_id);
    let mut parts = job.payload.split(' ');
    let (Some(person), Some(channel), Some(change)) = (
        parts.next().and_then(|id| id.parse::<PortalUserId>().ok()),
        parts.next().and_then(Channel::from_code),
        parts.next().and_then(Change::from_code),
    ) else {
        anyhow::bail!("the job says nothing that can be told");
    };
    let (user, clinic_row, words) = state
        .db
        .within(clinic)
        .read(move |tx| {
            let user = patients::portal_user(tx, clinic, person)?;
            let key = Key::new(change.event(), channel, &user.language);
            let words = in_force(tx, clinic, key)?;
            Ok::<_, db::Error>((user, store::clinic(tx, clinic)?, words))
        })
        .await?;
    if let Some(to) = user.address(channel) {
        let tr = (state.catalog)
            .speak(&user.language, &clinic_row.time_zone)
            .labelled(&clinic_row.labels);
        let (name, person) = (&clinic_row.name, (&*user.given_name, &*user.family_name));
        let values = Values::of((name, &clinic_row.phone), person);
        let written = words.write(&values, &tr);
        let outcome = send_word(state, job, (to, channel), name, written).await;
        if let Outcome::TransientFailure(failure) = outcome {
            anyhow::bail!("not reached: {}", failure.code);
        }
    }
    let job = job.clone();
    state
        .db
        .within(clinic)
        .write(move |tx| jobs::done(tx, &job))
        .await?;
    Ok(())
}

/// Sends one word about something that has changed, for a job of the queue: its id keeps a repeated attempt from being told
/// twice.
pub async fn send_word(
    state: &State,
    job: &Claimed,
    (to, channel): (&str, Channel),
    clinic: &str,
    written: Written,
) -> Outcome {
    let config = &state.env.config;
    match channel {
        Channel::Email => {
            let letter = Letter {
                message_id: format!("told-{}@{}", job.id, host(&config.server.public_url)),
                written_at: state.env.now(),
                from: Address::named(header_text(clinic), config.smtp.from_address.clone()),
                bounce_to: None,
                to: Address::bare(to.to_owned()),
                subject: header_text(&written.subject),
                text: written.text,
                html: None,
            };
            state.mail.send(&letter).await
        }
        Channel::Text => {
            let text = Text {
                key: format!("told-{}", job.id),
                to: to.to_owned(),
                body: written.text,
                report_to: None,
            };
            state.texts.send(&text).await
        }
    }
}

//! Email that comes back (M50): the provider had taken it, and then a mail server further on would not have it.
//!
//! Each notification is sent from an address of its own, which names the delivery and proves that Carepost made it. A report
//! to that address fails the delivery as a refusal at once would have: the other channel is tried, or the sender is told.

use std::sync::Arc;

use subtle::ConstantTimeEq as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::model::DeliveryState;
use super::{deliver, stop, store, tell};
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, DeliveryId};
use crate::platform::keys::Purpose;
use crate::platform::mail::receiver::{self, Take};
use crate::platform::mail::returned::{self, Report};
use crate::platform::outcome::Failure;
use crate::platform::state::State;

/// Hexadecimal digits of a token: the end of the clinic's id, the delivery's id, and the proof. With the name before the
/// `+` it stays within the 64 characters of a mailbox's name, so that the clinic's id can't stand there whole.
const CLINIC_DIGITS: usize = 6;
const DELIVERY_DIGITS: usize = 32;
const PROOF_DIGITS: usize = 16;

/// The address that the email of a delivery is returned to, where the configuration has one.
pub(super) fn address(
    env: &Env,
    clinic: ClinicId,
    (delivery, sent_to): (DeliveryId, &str),
) -> Option<String> {
    let ours = Some(&env.config.smtp.bounce_address).filter(|address| !address.is_empty())?;
    let token = format!(
        "{}{}{}",
        clinic_end(clinic),
        delivery.uuid().simple(),
        proof(env, clinic, (delivery, sent_to))
    );
    Some(returned::address_with(ours, &token))
}

/// The end of an id is random, its beginning is a time.
fn clinic_end(clinic: ClinicId) -> String {
    let id = clinic.uuid().simple().to_string();
    id[id.len() - CLINIC_DIGITS..].to_owned()
}

fn proof(env: &Env, clinic: ClinicId, (delivery, sent_to): (DeliveryId, &str)) -> String {
    let what = format!("bounce {clinic} {delivery} {sent_to}");
    let hash = env.keys.hash_token(Purpose::Tokens, what.as_bytes());
    hex::encode(&hash[..PROOF_DIGITS / 2])
}

/// What a letter that came back tells.
#[derive(Debug)]
enum News {
    /// The notice will not arrive.
    Failed(Failure),
    /// Its reader wants none.
    Unwanted,
}

impl News {
    /// Under what it is counted.
    fn counted(&self) -> &'static str {
        match self {
            News::Failed(_) => "bounced",
            News::Unwanted => "complaint",
        }
    }
}

/// What became of a letter that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bounced {
    /// The delivery has failed, or its reader wants none.
    Heard,
    /// Nothing changed: it is no report of a failure, forged, about an address that is not the delivery's any more, or known.
    Nothing,
}

/// Reads a letter that was returned to `token`, and records what it says.
///
/// # Errors
/// What the database answers: the letter is to be brought again.
async fn returned(state: &State, token: &str, letter: &[u8]) -> Result<Bounced, db::Error> {
    let (news, token) = match returned::read(letter) {
        Some(Report::Failed { status, reason }) => {
            let failure = Failure::new(format!("bounce-{status}"), reason);
            (News::Failed(failure), token.to_owned())
        }
        Some(Report::Complaint { sent_from }) => (News::Unwanted, accused(state, token, sent_from)),
        _ => return Ok(Bounced::Nothing),
    };
    let Some((end, delivery, proof)) = split(&token) else {
        return Ok(Bounced::Nothing);
    };
    let clinics = state.db.across().read(store::clinics).await?;
    let news = Arc::new(news);
    for clinic in clinics.into_iter().filter(|c| clinic_end(*c) == end) {
        let (env, proof, told) = (state.env.clone(), proof.clone(), Arc::clone(&news));
        let write = move |tx: &mut db::Tx<'_>| record(tx, &env, clinic, (delivery, &proof), &told);
        if state.db.within(clinic.uuid()).write(write).await? == Bounced::Heard {
            state.metrics.notification("email", news.counted());
            return Ok(Bounced::Heard);
        }
    }
    state.metrics.notification("email", "returned_unknown");
    Ok(Bounced::Nothing)
}

/// The token of the letter that a complaint is about: mail providers send all of theirs to one address, and name the letter
/// within.
fn accused(state: &State, token: &str, sent_from: Option<String>) -> String {
    let ours = &state.env.config.smtp.bounce_address;
    let named = sent_from.and_then(|from| returned::token_in(ours, &from));
    named.unwrap_or_else(|| token.to_owned())
}

fn split(token: &str) -> Option<(String, DeliveryId, String)> {
    let is_token = token.len() == CLINIC_DIGITS + DELIVERY_DIGITS + PROOF_DIGITS
        && token.bytes().all(|b| b.is_ascii_hexdigit());
    let (end, rest) = is_token.then(|| token.split_at(CLINIC_DIGITS))?;
    let (delivery, proof) = rest.split_at(DELIVERY_DIGITS);
    Some((end.to_owned(), delivery.parse().ok()?, proof.to_owned()))
}

/// Records what is told of the delivery, if the proof is of the address that it went to last.
fn record(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    (delivery, shown): (DeliveryId, &str),
    news: &News,
) -> Result<Bounced, db::Error> {
    let Some((due, sent_to)) = store::sent_email(tx, clinic, delivery)? else {
        return Ok(Bounced::Nothing);
    };
    let expected = proof(env, clinic, (delivery, &sent_to));
    if !bool::from(expected.as_bytes().ct_eq(shown.as_bytes())) {
        return Ok(Bounced::Nothing);
    }
    match news {
        News::Failed(failure) => {
            deliver::give_up(tx, env, &due, failure)?;
            // What it told of besides has not arrived either.
            for (id, state, address) in store::carried(tx, clinic, delivery)? {
                let sent = matches!(state, DeliveryState::Sent | DeliveryState::Delivered);
                if sent && address == sent_to {
                    let other = store::any(tx, clinic, id)?;
                    deliver::give_up(tx, env, &other, failure)?;
                }
            }
        }
        News::Unwanted => {
            stop::unwanted(tx, env, clinic, &sent_to)?;
            deliver::note(tx, env, &due, "notification.complaint", "")?;
            tell::changed(tx, clinic, due.conversation_id)?;
        }
    }
    Ok(Bounced::Heard)
}

/// Takes returned mail until `stop` is cancelled.
pub async fn receive(state: State, listener: TcpListener, stop: CancellationToken) {
    let address = state.env.config.smtp.bounce_address.clone();
    let take: Take = Arc::new(move |token, letter| {
        let state = state.clone();
        Box::pin(async move {
            let taken = returned(&state, &token, &letter).await;
            if let Err(error) = &taken {
                tracing::warn!(%error, "returned mail could not be recorded yet");
            }
            taken.is_ok()
        })
    });
    receiver::receive(listener, address, take, stop).await;
}

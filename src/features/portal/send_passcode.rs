//! Handing a passcode to mail or texts, at once and outside any transaction; it is never stored readable and never logged.

use std::time::Duration;

use super::request_passcode::Outgoing;
use crate::features::notification_templates::code_ending;
use crate::features::patients::Channel;
use crate::platform::mail::{Address, Letter, header_text, host};
use crate::platform::outcome::Outcome;
use crate::platform::state::State;
use crate::platform::texts::Text;

/// Pauses before the second and the third attempt: a passcode that comes later is not waited for any more.
const PAUSES: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(10)];

/// Sends in the background: the answer to the browser takes as long whatever becomes of it.
pub fn send_passcode(state: &State, outgoing: Outgoing) {
    let state = state.clone();
    tokio::spawn(async move {
        for pause in PAUSES.into_iter().map(Some).chain([None]) {
            let failure = match (attempt(&state, &outgoing).await, pause) {
                (Outcome::Sent { .. }, _) => return,
                (Outcome::TransientFailure(_), Some(pause)) => {
                    tokio::time::sleep(pause).await;
                    continue;
                }
                (Outcome::TransientFailure(failure) | Outcome::PermanentFailure(failure), _) => {
                    failure
                }
            };
            tracing::warn!(
                passcode = %outgoing.id, channel = outgoing.channel.code(), code = %failure.code,
                "a passcode could not be sent"
            );
            return;
        }
    });
}

async fn attempt(state: &State, outgoing: &Outgoing) -> Outcome {
    let tr = (state.catalog)
        .speak(&outgoing.language, "UTC")
        .labelled(&outgoing.labels);
    let config = &state.env.config;
    let host = host(&config.server.public_url);
    let written = outgoing.words.write(&outgoing.values, &tr);
    match outgoing.channel {
        Channel::Email => {
            let letter = Letter {
                message_id: format!("passcode-{}@{host}", outgoing.id),
                written_at: state.env.now(),
                from: Address::named(
                    header_text(&outgoing.clinic),
                    config.smtp.from_address.clone(),
                ),
                bounce_to: None,
                to: Address::bare(outgoing.address.clone()),
                subject: header_text(&written.subject),
                text: written.text,
                html: None,
            };
            state.mail.send(&letter).await
        }
        Channel::Text => {
            let text = Text {
                key: format!("passcode-{}", outgoing.id),
                to: outgoing.address.clone(),
                body: written.text + &code_ending(host, &outgoing.values),
                report_to: None,
            };
            state.texts.send(&text).await
        }
    }
}

//! The owner's pages of notification templates: all of them, and one with its preview.

pub(super) mod edit;
pub(super) mod list;

use super::model::{Key, NoticeEvent};
use crate::features::patients::Channel;
use crate::platform::i18n::{LANGUAGES, Tr};

/// What somebody is told of, in words.
fn event_name(tr: &Tr, event: NoticeEvent) -> String {
    let event = event.code().replace('_', "-");
    tr.t(format!("notices-event-{event}"))
}

/// A channel, in words.
fn channel_name(tr: &Tr, channel: Channel) -> String {
    tr.t(format!("notices-channel-{}", channel.code()))
}

/// A language by its own name.
fn language_name(language: &str) -> &'static str {
    LANGUAGES
        .iter()
        .find(|known| known.0 == language)
        .map_or("", |known| known.1)
}

/// The page of a template.
fn address(key: &Key) -> String {
    format!(
        "/staff/settings/notifications/text?event={}&channel={}&language={}",
        key.event.code(),
        key.channel.code(),
        key.language
    )
}

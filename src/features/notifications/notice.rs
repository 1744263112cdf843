//! What a notification says: that something waits at the clinic, and where. No subject, no sender, no patient, no
//! clinical word (M44, M49); the reader's language; nothing that a name could bend.

use askama::Template;

use super::model::Outgoing;
use crate::features::patients::Channel;
use crate::platform::config::Config;
use crate::platform::i18n::Tr;
use crate::platform::mail::{Address, Letter, header_text};
use crate::platform::outcome::one_line;
use crate::platform::texts::Text;

/// Longest clinic name that is written out, in characters.
const NAME_CHARS: usize = 80;

/// One notification, ready for its channel.
pub(super) enum Notice {
    /// An email.
    Letter(Box<Letter>),
    /// A text message.
    Text(Text),
}

#[derive(Template)]
#[template(path = "features/notifications/pages/notice.html")]
struct Html<'a> {
    tr: &'a Tr,
    link: &'a str,
    until: &'a str,
    /// The first sentence: a message waits, or an answer is overdue.
    first: &'a str,
    subject: &'a str,
}

#[derive(Template)]
#[template(path = "features/notifications/pages/notice.txt")]
struct Plain<'a> {
    tr: &'a Tr,
    link: &'a str,
    until: &'a str,
    /// The first sentence: a message waits, or an answer is overdue.
    first: &'a str,
}

/// Writes the notification. `tr` speaks the reader's language in the clinic's time zone.
pub(super) fn write(out: &Outgoing, config: &Config, tr: &Tr) -> Result<Notice, askama::Error> {
    let clinic = one_line(&out.due.clinic_name, NAME_CHARS);
    let origin = &config.server.public_url;
    let link = format!("{origin}/m/{}", out.token);
    let overdue = out.due.round > 0;
    match out.due.channel {
        Channel::Text => Ok(Notice::Text(Text {
            key: out.due.id.to_string(),
            to: out.address.clone(),
            body: tr.t2(
                if overdue {
                    "notifications-overdue-text"
                } else {
                    "notifications-text"
                },
                ("clinic", clinic.as_str()),
                ("link", link.as_str()),
            ),
        })),
        Channel::Email => {
            let until = tr.calendar_date(&tr.local_date(out.expires_at).to_string());
            let (clinic, link, until) = (clinic.as_str(), link.as_str(), until.as_str());
            let words = |usual: &str, late: &str| {
                tr.t1(if overdue { late } else { usual }, "clinic", clinic)
            };
            let subject = &words(
                "notifications-mail-subject",
                "notifications-overdue-mail-subject",
            );
            let first = &words(
                "notifications-mail-first",
                "notifications-overdue-mail-first",
            );
            let html = Html {
                tr,
                link,
                until,
                first,
                subject,
            }
            .render()?;
            let text = Plain {
                tr,
                link,
                until,
                first,
            }
            .render()?;
            Ok(Notice::Letter(Box::new(Letter {
                message_id: format!("{}@{}", out.due.id, host(origin)),
                written_at: out.due.created_at,
                from: Address::named(header_text(clinic), config.smtp.from_address.clone()),
                bounce_to: None,
                to: Address::bare(out.address.clone()),
                subject: header_text(subject),
                text,
                html: Some(html),
            })))
        }
    }
}

/// What a telephone shows of a notification while it is locked: a text as it is sent, an email's subject and its first
/// sentence (M27). `tr` speaks the reader's language.
pub fn lock_screen(tr: &Tr, clinic: &str, channel: Channel, origin: &str) -> String {
    let clinic = one_line(clinic, NAME_CHARS);
    match channel {
        Channel::Text => tr.t2(
            "notifications-text",
            ("clinic", clinic.as_str()),
            ("link", format!("{origin}/m/…")),
        ),
        Channel::Email => {
            let subject = tr.t1("notifications-mail-subject", "clinic", clinic.as_str());
            let first = tr.t1("notifications-mail-first", "clinic", clinic.as_str());
            format!("{subject} – {first}")
        }
    }
}

/// The host of an origin, without its port.
fn host(origin: &str) -> &str {
    let rest = origin.split("://").nth(1).unwrap_or(origin);
    rest.rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
        .map_or(rest, |(host, _)| host)
}

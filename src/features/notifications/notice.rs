//! What a notification says: that something waits at the clinic, and where. No subject, no sender, no patient, no
//! clinical word (M44, M49); the reader's language; nothing that a name could bend.

use askama::Template;

use super::bounce;
use super::bundle;
use super::model::Outgoing;
use super::reports;
use crate::features::notification_templates::{Field, InForce, Values};
use crate::features::patients::Channel;
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::keys::Purpose;
use crate::platform::mail::{Address, Letter, header_text, host};
use crate::platform::texts::Text;

/// One notification, ready for its channel.
pub(super) enum Notice {
    /// An email.
    Letter(Box<Letter>),
    /// A text message.
    Text(Text),
}

/// The text of an email as a page: the same words, with the link as a button where it stands alone.
#[derive(Template)]
#[template(path = "features/notifications/pages/notice.html")]
struct Html<'a> {
    tr: &'a Tr,
    link: &'a str,
    subject: &'a str,
    /// What stands between empty lines.
    paragraphs: Vec<Vec<Part<'a>>>,
}

/// A part of a paragraph.
#[derive(Debug, PartialEq, Eq)]
enum Part<'a> {
    /// The link, alone on its line.
    Button,
    /// A line of words, cut where the link stands in it.
    Line(Vec<&'a str>),
}

/// Writes the notification. `tr` speaks the reader's language in the clinic's time zone.
pub(super) fn write(out: &Outgoing, env: &Env, tr: &Tr) -> Result<Notice, askama::Error> {
    let config = &env.config;
    let bounce_to = bounce::address(env, out.due.clinic_id, (out.due.id, &out.address));
    let (due, origin) = (&out.due, &config.server.public_url);
    let link = format!("{origin}/m/{}", out.token);
    let until = tr.calendar_date(&tr.local_date(out.expires_at).to_string());
    let clinic = (&*due.clinic_name, &*due.clinic_phone);
    let values = Values::of(clinic, (&due.given_name, &due.family_name))
        .with(Field::Link, &link)
        .with(Field::LinkUntil, &until)
        .with(Field::Count, &bundle::count(due, &out.others).to_string());
    let key = key(out, env);
    let written = out.words.write(&values, tr);
    match due.channel {
        Channel::Text => Ok(Notice::Text(Text {
            key,
            to: out.address.clone(),
            body: written.text,
            report_to: reports::address(env, due.clinic_id, due.id),
        })),
        Channel::Email => {
            let html = Html {
                tr,
                link: &link,
                subject: &written.subject,
                paragraphs: paragraphs(&written.text, &link),
            }
            .render()?;
            let clinic = values.get(Field::ClinicName);
            Ok(Notice::Letter(Box::new(Letter {
                message_id: format!("{key}@{}", host(origin)),
                written_at: due.created_at,
                from: Address::named(header_text(clinic), config.smtp.from_address.clone()),
                bounce_to,
                to: Address::bare(out.address.clone()),
                subject: header_text(&written.subject),
                text: written.text,
                html: Some(html),
            })))
        }
    }
}

/// What tells this notice from every other, the same on each attempt: the delivery, and what goes with it. A notice of two
/// messages is another one than that of the first, which may have arrived.
fn key(out: &Outgoing, env: &Env) -> String {
    let due = &out.due;
    if out.others.is_empty() {
        return due.id.to_string();
    }
    let mut all: Vec<_> = out.others.iter().map(|other| other.id).collect();
    all.sort_unstable();
    let all: Vec<String> = all.iter().map(ToString::to_string).collect();
    let hash = (env.keys).hash_token(Purpose::Tokens, all.join(" ").as_bytes());
    format!("{}.{}", due.id, hex::encode(&hash[..8]))
}

/// The paragraphs of a text, cut for the page.
fn paragraphs<'a>(text: &'a str, link: &str) -> Vec<Vec<Part<'a>>> {
    let part = |line: &'a str| match line.trim() {
        line if line == link => Part::Button,
        line => Part::Line(line.split(link).collect()),
    };
    text.split("\n\n")
        .map(|paragraph| paragraph.lines().filter(|line| !line.trim().is_empty()))
        .map(|lines| lines.map(part).collect::<Vec<_>>())
        .filter(|parts| !parts.is_empty())
        .collect()
}

/// What a telephone shows of the notification of a message while it is locked (M27). `tr` speaks the reader's language.
pub fn lock_screen(words: &InForce, values: Values, origin: &str, tr: &Tr) -> String {
    let values = values
        .with(Field::Link, &format!("{origin}/m/…"))
        .with(Field::LinkUntil, "…");
    words.lock_screen(&values, tr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_alone_on_a_line_is_a_button() {
        let cut = paragraphs("Hello\n\nRead it:\n L \n\n\nOr go to L now", "L");
        let line = |parts: &[&'static str]| Part::Line(parts.to_vec());
        assert_eq!(
            cut,
            [
                vec![line(&["Hello"])],
                vec![line(&["Read it:"]), Part::Button],
                vec![line(&["Or go to ", " now"])],
            ]
        );
    }
}

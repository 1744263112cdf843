//! Mail that comes back: the address by which a returned letter is known again (VERP), and what a report of non-delivery
//! says (RFC 3464). No I/O.

use mail_parser::{MessageParser, MimeHeaders as _};

use crate::platform::outcome::one_line;

/// Longest part before the `@` of the address that mail is returned to, in characters: with `+` and a token it stays within
/// the 64 that SMTP allows.
pub const LONGEST_LOCAL_PART: usize = 9;

/// Longest reason that is kept, in characters.
const REASON_CHARS: usize = 300;

/// The address that a letter is returned to, which carries `token`: `bounces+TOKEN@clinic.example`.
pub fn address_with(address: &str, token: &str) -> String {
    match address.split_once('@') {
        Some((local, domain)) => format!("{local}+{token}@{domain}"),
        None => address.to_owned(),
    }
}

/// The token that a recipient's address carries, where it is a variant of `address`.
pub fn token_in(address: &str, recipient: &str) -> Option<String> {
    let (local, domain) = address.split_once('@')?;
    let (before, at) = recipient.rsplit_once('@')?;
    let (name, token) = before.split_once('+')?;
    let ours = name.eq_ignore_ascii_case(local) && at.eq_ignore_ascii_case(domain);
    // On its way the letters may have lost their case; tokens have none to lose.
    ours.then(|| token.to_ascii_lowercase())
}

/// What a mail server reports about a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    /// It will not arrive: the status, such as `5.1.1`, and the server's words on one line.
    Failed {
        /// The enhanced status code (RFC 3463).
        status: String,
        /// The server's words; they may name the address.
        reason: String,
    },
    /// Its reader's mail provider passes on that it was unwanted (RFC 5965).
    Complaint {
        /// The address that the letter was sent from, where the report says it: ours, with the token.
        sent_from: Option<String>,
    },
    /// It is late, was passed on or did arrive: nothing to do.
    Other,
}

/// Reads a letter that came back. None where it is no report on delivery, such as an answer that says somebody is away.
pub fn read(letter: &[u8]) -> Option<Report> {
    let message = MessageParser::default().parse(letter)?;
    let report = |subtypes: &[&str]| {
        let part = message.parts.iter().find(|part| {
            part.content_type().is_some_and(|kind| {
                kind.ctype().eq_ignore_ascii_case("message")
                    && kind
                        .subtype()
                        .is_some_and(|sub| subtypes.iter().any(|s| sub.eq_ignore_ascii_case(s)))
            })
        })?;
        Some(String::from_utf8_lossy(part.contents()).replace("\r\n", "\n"))
    };
    if let Some(complaint) = report(&["feedback-report"]) {
        return Some(feedback(&fields(&complaint)));
    }
    let text = report(&["delivery-status", "global-delivery-status"])?;
    // One group about the letter, then one for each recipient; our letters have one.
    let group = text
        .split("\n\n")
        .map(fields)
        .find(|group| field(group, "action").is_some())?;
    let action = field(&group, "action").unwrap_or_default();
    let status = field(&group, "status").unwrap_or_default();
    if !action.eq_ignore_ascii_case("failed") || status.starts_with('4') {
        return Some(Report::Other);
    }
    let words = field(&group, "diagnostic-code").unwrap_or_default();
    // `smtp; 550 No such box`: the kind before the semicolon says nothing to people.
    let words = words.split_once(';').map_or(words, |(_, words)| words);
    Some(Report::Failed {
        status: status_code(status),
        reason: one_line(words.trim(), REASON_CHARS),
    })
}

/// What a report of feedback says: all kinds but `not-spam` are complaints.
fn feedback(group: &[(String, String)]) -> Report {
    match field(group, "feedback-type") {
        Some(kind) if !kind.eq_ignore_ascii_case("not-spam") => Report::Complaint {
            sent_from: field(group, "original-mail-from")
                .map(|from| from.trim_matches(['<', '>', ' ']).to_owned()),
        },
        _ => Report::Other,
    }
}

/// `5.1.1` of `5.1.1 (no such box)`; `5.0.0`, which says only that it failed, where it is none.
fn status_code(text: &str) -> String {
    let code = text.split_whitespace().next().unwrap_or_default();
    let parts: Vec<&str> = code.split('.').collect();
    let is_number =
        |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if parts.len() == 3 && parts[0] == "5" && parts.iter().all(is_number) {
        code.to_owned()
    } else {
        "5.0.0".to_owned()
    }
}

/// The fields of a group, with lines that go on joined to the ones before.
fn fields(group: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in group.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

fn field<'a>(group: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = group.iter().find(|(field, _)| field == name);
    found.map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(kind: &str, groups: &str) -> Vec<u8> {
        format!(
            "From: MAILER-DAEMON@relay.example\r\nTo: bounces+0a@clinic.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n\r\n\
             --b1\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\r\n\
             --b1\r\nContent-Type: {kind}\r\n\r\n{groups}\r\n\
             --b1\r\nContent-Type: message/rfc822\r\n\r\nSubject: A message waits\r\n\r\nStatus: 2.0.0\r\n\r\n--b1--\r\n"
        )
        .into_bytes()
    }

    #[test]
    fn m50_a_report_says_whether_and_why_a_letter_failed() {
        let failed = report(
            "message/delivery-status",
            "Reporting-MTA: dns; relay.example\r\nArrival-Date: Thu, 2 Jul 2026 10:00:00 +0000\r\n\r\n\
             Final-Recipient: rfc822; sam@patients.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
             Remote-MTA: dns; mx.patients.example\r\nDiagnostic-Code: smtp; 550 5.1.1 no such\r\n    box here\r\n",
        );
        let expected = Report::Failed {
            status: "5.1.1".to_owned(),
            reason: "550 5.1.1 no such box here".to_owned(),
        };
        assert_eq!(read(&failed), Some(expected));
        // A server of another make: no diagnostic words, a remark behind the status, capitals.
        let terse = report(
            "Message/Delivery-Status",
            "reporting-mta: dns;mail\r\n\r\nfinal-recipient: RFC822;sam@p.example\r\naction: Failed\r\nstatus: 5.2.2 (full)\r\n",
        );
        let expected = Report::Failed {
            status: "5.2.2".to_owned(),
            reason: String::new(),
        };
        assert_eq!(read(&terse), Some(expected));
    }

    #[test]
    fn what_is_late_or_arrived_has_not_failed() {
        for (action, status) in [
            ("delayed", "4.4.1"),
            ("relayed", "2.0.0"),
            ("failed", "4.7.0"),
        ] {
            let groups =
                format!("Reporting-MTA: dns; x\r\n\r\nAction: {action}\r\nStatus: {status}\r\n");
            assert_eq!(
                read(&report("message/delivery-status", &groups)),
                Some(Report::Other)
            );
        }
    }

    #[test]
    fn a_complaint_names_the_letter() {
        let arf = |fields: &str| read(&report("message/feedback-report", fields));
        let abuse = "Feedback-Type: abuse\r\nUser-Agent: Boxes/1\r\nVersion: 1\r\nOriginal-Mail-From: <bounces+0a@clinic.example>\r\n";
        let sent_from = Some("bounces+0a@clinic.example".to_owned());
        assert_eq!(arf(abuse), Some(Report::Complaint { sent_from }));
        let bare = Report::Complaint { sent_from: None };
        assert_eq!(arf("Feedback-Type: fraud\r\n"), Some(bare));
        assert_eq!(arf("Feedback-Type: not-spam\r\n"), Some(Report::Other));
    }

    #[test]
    fn what_is_no_report_says_nothing() {
        let away = b"From: sam@p.example\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n";
        assert_eq!(read(away), None);
        assert_eq!(read(b""), None);
        assert_eq!(
            read(&report("message/delivery-status", "no fields at all")),
            None
        );
    }

    #[test]
    fn a_status_that_is_none_is_only_a_failure() {
        for text in ["", "5", "5.1", "2.1.1", "5.x.1", "5.1.1.1", "5.1111.1"] {
            assert_eq!(status_code(text), "5.0.0", "{text}");
        }
    }

    #[test]
    fn the_token_is_found_again_in_any_case() {
        let to = address_with("bounces@clinic.example", "0a1b");
        assert_eq!(to, "bounces+0a1b@clinic.example");
        let found = |recipient| token_in("bounces@clinic.example", recipient);
        assert_eq!(found(&to).as_deref(), Some("0a1b"));
        assert_eq!(
            found("BOUNCES+0A1B@Clinic.Example").as_deref(),
            Some("0a1b")
        );
        for other in [
            "bounces@clinic.example",
            "else+0a@clinic.example",
            "bounces+0a@x.example",
            "",
            "+@",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}

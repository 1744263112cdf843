//! The filed conversation as it reads on paper. No I/O.

use paper::{Document, Entry, Fact, Listing, Words, blocks};

use super::contents::Contents;
use super::store::FileRow;
use crate::features::conversations::store::automatic::AutomaticRow;
use crate::features::conversations::store::staff::{MessageRow, ReceiptRow};
use crate::features::notifications::{Stage, standing};
use crate::platform::i18n::Tr;
use crate::platform::paper::{made, sheet};

/// About as much as one file holds, in characters: some two hundred pages.
const PART_WEIGHT: usize = 400_000;

/// A part of the filed conversation.
pub(super) struct Part {
    /// What the chart calls it.
    pub title: String,
    pub document: Document,
}

/// The parts of the filed conversation, one in nearly all cases.
pub(super) fn parts(contents: &Contents, tr: &Tr) -> Vec<Part> {
    let entries = contents
        .messages
        .iter()
        .flat_map(|m| {
            let answered = contents.automatic.iter().filter(|a| a.message_id == m.id);
            let answered = answered.map(|a| automatic(a, tr));
            std::iter::once(entry(contents, m, tr)).chain(answered)
        })
        .collect();
    let cut = paper::parts(entries, PART_WEIGHT, &tr.t("filing-continued"));
    let count = cut.len();
    let part = |(at, entries): (usize, Vec<Entry>)| {
        let title = title(contents, tr, (at + 1, count));
        let first = at == 0;
        Part {
            document: Document {
                language: tr.language().to_owned(),
                sheet: sheet(&contents.clinic.time_zone),
                made: made(contents.now),
                ident: format!(
                    "{} {} {at}",
                    contents.request.conversation_id, contents.version
                ),
                issuer: contents.clinic.name.clone(),
                title: title.clone(),
                about: about(contents, tr),
                facts: facts(contents, tr, first),
                entries,
                listings: if at + 1 == count {
                    listing(contents, tr)
                } else {
                    Vec::new()
                },
                words: Words {
                    page: tr.t2("filing-page", ("page", "{page}"), ("pages", "{pages}")),
                    continued: tr.t("filing-continued"),
                    replaced: tr.t2("filing-replaced", ("sign", "{sign}"), ("count", "{count}")),
                },
            },
            title,
        }
    };
    cut.into_iter().enumerate().map(part).collect()
}

fn title(contents: &Contents, tr: &Tr, (part, count): (usize, usize)) -> String {
    let mut title = tr.t1("filing-title", "subject", contents.head.subject.as_str());
    if contents.version > 1 {
        title = format!(
            "{title} ({})",
            tr.t1("filing-version", "version", contents.version.to_string())
        );
    }
    if count > 1 {
        let which = tr.t2(
            "filing-part",
            ("part", part.to_string()),
            ("count", count.to_string()),
        );
        title = format!("{title}, {which}");
    }
    title
}

/// Whom every page is about.
fn about(contents: &Contents, tr: &Tr) -> String {
    let born = tr.t1(
        "filing-born",
        "date",
        tr.calendar_date(&contents.patient.birth_date),
    );
    let identifier = contents
        .identifiers
        .first()
        .map(|(kind, value)| format!("{kind} {value}"));
    [Some(contents.patient.name()), Some(born), identifier]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

fn fact(tr: &Tr, label: &str, lines: Vec<String>) -> Fact {
    Fact {
        label: tr.t(format!("filing-fact-{label}")),
        lines,
    }
}

fn facts(contents: &Contents, tr: &Tr, first: bool) -> Vec<Fact> {
    let patient = &contents.patient;
    let mut about = vec![
        patient.name(),
        tr.t1("filing-born", "date", tr.calendar_date(&patient.birth_date)),
    ];
    about.extend(
        contents
            .identifiers
            .iter()
            .map(|(kind, value)| format!("{kind} {value}")),
    );
    let mut facts = vec![fact(tr, "patient", about)];
    if first {
        let clinic = [contents.clinic.name.clone(), contents.clinic.phone.clone()];
        facts.push(fact(
            tr,
            "clinic",
            clinic.into_iter().filter(|l| !l.is_empty()).collect(),
        ));
        let mut staff = vec![contents.head.from_name.clone()];
        staff.extend(
            contents
                .to_staff
                .iter()
                .filter(|name| **name != contents.head.from_name)
                .cloned(),
        );
        facts.push(fact(tr, "staff", staff));
        let reader = |(name, relationship): &(String, String)| {
            format!(
                "{name} ({})",
                tr.t(format!("patients-relationship-{relationship}"))
            )
        };
        facts.push(fact(
            tr,
            "readers",
            contents.readers.iter().map(reader).collect(),
        ));
        facts.push(fact(tr, "state", vec![state(contents, tr)]));
    }
    let filed = tr.with(
        "filing-filed-by",
        &[
            ("name", contents.request.requested_by_name.clone()),
            ("time", tr.moment(contents.now)),
        ],
    );
    let mut lines = vec![filed];
    if contents.version > 1 {
        lines.push(tr.t1(
            "filing-replaces",
            "version",
            (contents.version - 1).to_string(),
        ));
    }
    lines.push(tr.t1("filing-zone", "zone", tr.zone()));
    facts.push(fact(tr, "filed", lines));
    facts
}

/// How many messages there are, and whether more can come.
fn state(contents: &Contents, tr: &Tr) -> String {
    let count = tr.t1("filing-messages", "count", contents.reach.message_count);
    let head = &contents.head;
    let Some((reason, at)) = head.closed.zip(head.closed_at) else {
        return format!("{count} {}", tr.t("filing-open"));
    };
    let why = tr.t(format!("filing-closed-{}", reason.code().replace('_', "-")));
    let by = head
        .closed_by
        .as_ref()
        .map_or_else(String::new, |name| format!(", {name}"));
    format!("{count} {why} ({}{by})", tr.moment(at))
}

fn entry(contents: &Contents, message: &MessageRow, tr: &Tr) -> Entry {
    let ours = message.author_staff_id.is_some();
    let author = if message.on_behalf_of_patient {
        let names = [
            ("person", message.shown_as.clone()),
            ("patient", contents.patient.name()),
        ];
        tr.with("conversations-on-behalf", &names)
    } else {
        message.shown_as.clone()
    };
    // Filing is internal: the name that the patient saw, and the one who really wrote it.
    let real = message
        .real_author
        .as_ref()
        .filter(|real| **real != message.shown_as);
    let mut notes: Vec<String> = real
        .map(|name| tr.t1("filing-written-by", "name", name.as_str()))
        .into_iter()
        .collect();
    if ours && !message.allow_response {
        notes.push(tr.t("filing-no-response"));
    }
    let files = contents.files.iter().filter(|f| f.message_id == message.id);
    let names: Vec<String> = files.map(|file| name_and_size(file, tr)).collect();
    let mut after = Vec::new();
    if !names.is_empty() {
        after.push(fact(tr, "files", names));
    }
    let receipts = contents
        .receipts
        .iter()
        .filter(|r| ours && r.message_id == message.id);
    after.extend(receipts.map(|receipt| Fact {
        label: receipt.name.clone(),
        lines: receipt_lines(contents, message, receipt, tr),
    }));
    Entry {
        author,
        time: tr.moment(message.sent_at),
        own: ours,
        notes,
        body: blocks(&message.body_html),
        after,
    }
}

/// What a message was answered by itself (M10), so named.
fn automatic(reply: &AutomaticRow, tr: &Tr) -> Entry {
    Entry {
        author: reply.shown_as.clone(),
        time: tr.moment(reply.sent_at),
        own: true,
        notes: vec![tr.t("automatic-badge")],
        body: blocks(&reply.body_html),
        after: Vec::new(),
    }
}

/// What one recipient was told and did (M42).
fn receipt_lines(
    contents: &Contents,
    message: &MessageRow,
    receipt: &ReceiptRow,
    tr: &Tr,
) -> Vec<String> {
    let mut lines = Vec::new();
    let told = standing(
        &contents.deliveries,
        message.id,
        receipt.portal_user_id,
        false,
    );
    if let Some((channel, at)) = told.channel.zip(told.at) {
        let key = match told.stage {
            Stage::Sent | Stage::NoticeDelivered => "filing-notified",
            Stage::NotDelivered => "filing-not-delivered",
            _ => "filing-not-notified",
        };
        let values = [
            (
                "channel",
                tr.t(format!("conversations-channel-{}", channel.code())),
            ),
            ("time", tr.moment(at)),
        ];
        lines.push(tr.with(key, &values));
    }
    lines.push(match receipt.opened_at {
        Some(at) => tr.t1("filing-opened", "time", tr.moment(at)),
        None => tr.t("filing-not-opened"),
    });
    if let Some(at) = receipt.downloaded_at {
        lines.push(tr.t1("filing-downloaded", "time", tr.moment(at)));
    }
    lines
}

fn name_and_size(file: &FileRow, tr: &Tr) -> String {
    let kind = file
        .kind
        .as_ref()
        .map(|kind| tr.t(format!("patients-kind-{}", kind.replace('_', "-"))));
    let about: Vec<String> = kind
        .into_iter()
        .chain(file.size.map(|size| tr.size(size)))
        .collect();
    if about.is_empty() {
        file.name.clone()
    } else {
        format!("{} ({})", file.name, about.join(", "))
    }
}

/// Every file with what proves it later.
fn listing(contents: &Contents, tr: &Tr) -> Vec<Listing> {
    if contents.files.is_empty() {
        return Vec::new();
    }
    // In the order of the messages: the rows come in that of their ids.
    let of_message = |m: &MessageRow| {
        contents
            .files
            .iter()
            .filter(|f| f.message_id == m.id)
            .map(|f| (m.sent_at, f))
            .collect::<Vec<_>>()
    };
    let rows = contents
        .messages
        .iter()
        .flat_map(of_message)
        .map(|(sent_at, file)| {
            let mut about = name_and_size(file, tr);
            if let Some(at) = file.deleted_at {
                about = format!(
                    "{about}. {}",
                    tr.t1("filing-file-gone", "time", tr.moment(at))
                );
            }
            let proof = match (&file.sha256, &file.link) {
                (Some(hash), _) => in_groups(&hex::encode(hash)),
                (None, Some(link)) => link.clone(),
                (None, None) => tr.t("filing-no-file"),
            };
            vec![about, tr.moment(sent_at), proof]
        });
    let column = |key: &str, share: u32| (tr.t(format!("filing-column-{key}")), share);
    vec![Listing {
        title: tr.t("filing-files"),
        columns: vec![column("file", 5), column("sent", 4), column("proof", 6)],
        rows: rows.collect(),
    }]
}

/// A hash as somebody compares it: in groups of sixteen.
fn in_groups(hash: &str) -> String {
    let groups = hash.as_bytes().chunks(16).map(String::from_utf8_lossy);
    groups.collect::<Vec<_>>().join(" ")
}

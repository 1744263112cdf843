//! What a message is made of and when it may be sent. No I/O.

use std::str::FromStr;

use uuid::Uuid;

use super::options::Options;
use crate::features::patients::{self, Patient, Recipient};
use crate::features::settings::PortalSettings;
use crate::platform::codes::codes;
use crate::platform::ids::{
    ChartItemId, ConversationId, DraftId, FileId, InboxId, MessageId, PatientId, PortalUserId,
    StaffId, WorkgroupId,
};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// Longest subject, in characters (M18).
pub const SUBJECT_CHARS: usize = 150;

/// Characters of a body that lists show.
const SNIPPET_CHARS: usize = 140;

/// The identity that the patient sees and answers to (M17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Identity {
    /// A staff member.
    Staff(StaffId),
    /// A workgroup of the sender's.
    Workgroup(WorkgroupId),
}

impl Identity {
    /// The inbox that answers land in.
    pub fn inbox(self) -> InboxId {
        match self {
            Identity::Staff(id) => id.into(),
            Identity::Workgroup(id) => id.into(),
        }
    }

    /// The staff member, where it is one.
    pub fn staff(self) -> Option<StaffId> {
        if let Identity::Staff(id) = self {
            Some(id)
        } else {
            None
        }
    }

    /// The workgroup, where it is one.
    pub fn workgroup(self) -> Option<WorkgroupId> {
        if let Identity::Workgroup(id) = self {
            Some(id)
        } else {
            None
        }
    }
}

impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Identity::Staff(id) => write!(f, "staff:{id}"),
            Identity::Workgroup(id) => write!(f, "workgroup:{id}"),
        }
    }
}

impl FromStr for Identity {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Identity, Refusal> {
        let unknown = || Refusal::field("from", "from_unknown");
        let (kind, id) = text.split_once(':').ok_or_else(unknown)?;
        let id: Uuid = id.parse().map_err(|_| unknown())?;
        match kind {
            "staff" => Ok(Identity::Staff(id.into())),
            "workgroup" => Ok(Identity::Workgroup(id.into())),
            _ => Err(unknown()),
        }
    }
}

/// A file to send along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Attach {
    /// An upload of the sender's (M28).
    File(FileId),
    /// A chart item of the same patient (M29).
    ChartItem(ChartItemId),
}

/// A new conversation's first message.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The patient it is about.
    pub patient: PatientId,
    /// The draft it was written in, which is sent at most once.
    pub draft: Option<DraftId>,
    /// Exactly the portal users who receive it (M6). Empty: everybody who can.
    pub recipients: Vec<PortalUserId>,
    /// Further staff members, whom the patient sees (M16).
    pub to_staff: Vec<StaffId>,
    /// The identity that the patient sees. None: the default of the sender (M17).
    pub from: Option<Identity>,
    /// The subject, as typed.
    pub subject: String,
    /// The body, sanitised.
    pub body: RichText,
    /// Files and chart items, in their order.
    pub attachments: Vec<Attach>,
    /// What it asks of the patient's side, and when the sender is told.
    pub options: Options,
    /// Whether the patient sees "Clinic Staff" in place of every name of the clinic's, now and in every reply (M21).
    pub mask_name: bool,
    /// The fee code that it is billed with (M22); none: it isn't billable.
    pub fee_code: Option<String>,
}

/// A further message of the clinic in an open conversation.
#[derive(Debug, Clone)]
pub struct NewReply {
    /// The conversation.
    pub conversation: ConversationId,
    /// The draft it was written in, which is sent at most once.
    pub draft: Option<DraftId>,
    /// The body, sanitised.
    pub body: RichText,
    /// Files and chart items, in their order.
    pub attachments: Vec<Attach>,
    /// What it asks of the patient's side, and when the sender is told.
    pub options: Options,
    /// The fee code that it is billed with (M22); none: it isn't billable.
    pub fee_code: Option<String>,
}

/// What was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The conversation.
    pub conversation: ConversationId,
    /// The message.
    pub message: MessageId,
}

codes! {
    /// Why a conversation accepts no patient reply (M11, M37).
    Closed {
        /// It was sent without allowing a response.
        NoResponseAllowed = "no_response_allowed",
        /// Staff closed it.
        ByStaff = "closed_by_staff",
    }
}

/// A place in a list that is ordered from new to old: what follows it comes on the next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Time of the last row shown.
    pub at: Timestamp,
    /// Its id.
    pub id: Uuid,
}

impl Cursor {
    /// Before everything: the first page.
    pub const START: Cursor = Cursor {
        at: Timestamp(i64::MAX),
        id: Uuid::max(),
    };

    /// Before everything in a list that is ordered from soon to late.
    pub const FLOOR: Cursor = Cursor {
        at: Timestamp(i64::MIN),
        id: Uuid::nil(),
    };
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.at.0, self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Cursor, Refusal> {
        let wrong = || Refusal::field("cursor", "cursor_unknown");
        let (at, id) = text.split_once('-').ok_or_else(wrong)?;
        Ok(Cursor {
            at: Timestamp(at.parse().map_err(|_| wrong())?),
            id: id.parse().map_err(|_| wrong())?,
        })
    }
}

/// Reads a subject: required, short, on one line (M18).
pub fn subject(typed: &str) -> Result<String, Refusal> {
    let subject = crate::platform::text::without_controls(&typed.replace(['\r', '\n', '\t'], " "));
    let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = subject.chars().count();
    if length == 0 {
        Err(Refusal::field("subject", "subject_missing"))
    } else if length > SUBJECT_CHARS {
        Err(Refusal::field("subject", "subject_too_long")
            .with("max", SUBJECT_CHARS)
            .with("length", length))
    } else {
        Ok(subject)
    }
}

/// Reads a body: required, sanitised, under the transport ceiling of `max_bytes` (M18, M19).
pub fn body(html: &str, max_bytes: usize) -> Result<RichText, Refusal> {
    if html.len() > max_bytes {
        return Err(
            Refusal::field("body", "body_over_ceiling").with("max_mb", max_bytes / (1024 * 1024))
        );
    }
    let body = RichText::from_html(html);
    if body.is_blank() {
        Err(Refusal::field("body", "body_missing"))
    } else {
        Ok(body)
    }
}

/// Files, then chart items, each in its order.
pub(super) fn attachments(files: &[FileId], items: &[ChartItemId]) -> Vec<Attach> {
    let files = files.iter().copied().map(Attach::File);
    files
        .chain(items.iter().copied().map(Attach::ChartItem))
        .collect()
}

/// The beginning of a body, for lists.
pub(super) fn snippet(body: &RichText) -> String {
    let words = body
        .plain()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    crate::platform::text::shorten(&words, SNIPPET_CHARS)
}

/// Chooses exactly those who receive the message (M1, M4-M6), or says everything that is in the way.
pub(super) fn choose(
    settings: &PortalSettings,
    patient: &Patient,
    reachable: &[Recipient],
    wanted: &[PortalUserId],
) -> Result<Vec<Recipient>, Vec<Refusal>> {
    let in_the_way = patients::unreachable(settings, patient, reachable);
    if !in_the_way.is_empty() {
        return Err(in_the_way);
    }
    if wanted.is_empty() {
        let all = reachable
            .iter()
            .filter(|r| patients::recipients_in_the_way(settings, r).is_none());
        return Ok(all.cloned().collect());
    }
    let mut refusals = Vec::new();
    let mut chosen: Vec<Recipient> = Vec::new();
    for id in wanted {
        match reachable.iter().find(|r| r.portal_user_id == *id) {
            None => refusals.push(Refusal::field("portal_user_ids", "recipient_unknown")),
            Some(r) if chosen.iter().any(|c| c.portal_user_id == r.portal_user_id) => {}
            Some(r) => match patients::recipients_in_the_way(settings, r) {
                Some(refusal) => refusals.push(refusal),
                None => chosen.push(r.clone()),
            },
        }
    }
    if refusals.is_empty() {
        Ok(chosen)
    } else {
        Err(refusals)
    }
}

/// When a message is dated: now, but always after the one before it, whatever the clock did.
pub(super) fn dated(now: Timestamp, last_message_at: Timestamp) -> Timestamp {
    now.max(last_message_at.plus(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_required_short_and_on_one_line() {
        assert_eq!(subject("  Blood\r\nBcc: x "), Ok("Blood Bcc: x".to_owned()));
        assert_eq!(subject(" \n ").map_err(|r| r.code), Err("subject_missing"));
        assert_eq!(
            subject(&"a".repeat(151)).map_err(|r| r.code),
            Err("subject_too_long")
        );
    }

    #[test]
    fn a_body_is_required_and_has_a_ceiling() {
        assert_eq!(
            body("<p> <br></p>", 100).map_err(|r| r.code),
            Err("body_missing")
        );
        assert_eq!(
            body(&"a".repeat(101), 100).map_err(|r| r.code),
            Err("body_over_ceiling")
        );
        assert!(body("<p>ok</p>", 100).is_ok());
    }

    #[test]
    fn a_cursor_reads_what_it_wrote() {
        let cursor = Cursor {
            at: Timestamp(42),
            id: Uuid::from_u128(7),
        };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        assert!("x".parse::<Cursor>().is_err());
    }

    #[test]
    fn messages_never_go_back_in_time() {
        assert_eq!(dated(Timestamp(5), Timestamp(9)), Timestamp(10));
        assert_eq!(dated(Timestamp(50), Timestamp(9)), Timestamp(50));
    }
}

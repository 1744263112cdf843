//! What a draft holds. Everything is kept as typed, right or wrong.

use serde::{Deserialize, Serialize};

use crate::platform::ids::{
    ChartItemId, ConversationId, DistributionListId, DraftId, FileId, PatientId, PortalUserId,
    StaffId,
};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;

/// What is asked of the patient's side, as ticked and typed, right or wrong (M34, M38, M41).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Allow attachments.
    pub allow_attachments: bool,
    /// Require a response.
    pub require_response: bool,
    /// Within so many days.
    pub require_response_days: String,
    /// If unread, notify me.
    pub notify_if_unread: bool,
    /// In so many days or weeks.
    pub notify_if_unread_count: String,
    /// `days` or `weeks`.
    pub notify_if_unread_unit: String,
}

impl Default for Asked {
    fn default() -> Asked {
        Asked {
            allow_attachments: false,
            require_response: false,
            require_response_days: "7".to_owned(),
            notify_if_unread: false,
            notify_if_unread_count: "3".to_owned(),
            notify_if_unread_unit: "days".to_owned(),
        }
    }
}

impl Asked {
    /// Whether anything is ticked.
    pub fn anything(&self) -> bool {
        self.allow_attachments || self.require_response || self.notify_if_unread
    }
}

/// What has been typed and chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// The chosen recipients; empty: everybody who can receive it.
    pub portal_users: Vec<PortalUserId>,
    /// Further staff members.
    pub to_staff: Vec<StaffId>,
    /// Distribution lists whose members get a hidden copy (M48).
    pub bcc_lists: Vec<DistributionListId>,
    /// Single members of such lists who do.
    pub bcc_staff: Vec<StaffId>,
    /// The identity, as `staff:<id>` or `workgroup:<id>`; empty: the default.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The body, sanitised.
    pub body_html: String,
    /// Uploaded files.
    pub files: Vec<FileId>,
    /// Chart items.
    pub chart_items: Vec<ChartItemId>,
    /// Whether the patient may respond; none while nobody has decided (the clinic's preset applies).
    pub allow_response: Option<bool>,
    /// What is asked of the patient's side.
    pub options: Asked,
    /// Whether the patient sees "Clinic Staff" in place of every name of the clinic's (M21).
    pub mask_name: bool,
    /// The fee code that it is billed with; empty: it isn't billable (M22).
    pub fee_code: String,
    /// Other patients mentioned in the text whom the member has been warned of (M26).
    pub guard_seen: Vec<PatientId>,
    /// What follows once it is sent, as the button said: `file`, `file_and_close` or nothing (M24).
    pub after: String,
    /// The time to send it at, as typed (M25).
    pub send_at: String,
}

impl Content {
    /// The words of the body, for a page without scripts.
    pub fn plain_body(&self) -> String {
        RichText::stored(self.body_html.clone()).plain()
    }

    /// What is sent of it: not the time, nor which warnings have been seen.
    pub fn message(&self) -> Content {
        Content {
            send_at: String::new(),
            guard_seen: Vec::new(),
            ..self.clone()
        }
    }
}

/// A stored draft.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The draft.
    pub id: DraftId,
    /// The patient, once chosen.
    pub patient: Option<PatientId>,
    /// The conversation it answers in; none for a new one.
    pub conversation: Option<ConversationId>,
    /// Grows with each save.
    pub version: i64,
    /// What has been typed.
    pub content: Content,
    /// Why it came back unsent at its time, a reason a line, in its member's language.
    pub returned: Option<String>,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// A draft that was sent and waits for its time (M25).
#[derive(Debug, Clone)]
pub struct Scheduled {
    /// What waits.
    pub draft: Draft,
    /// Whose it is.
    pub staff: StaffId,
    /// When it is sent.
    pub send_at: Timestamp,
    /// Whether the time was chosen; otherwise it is only waited for an undo.
    pub later: bool,
}

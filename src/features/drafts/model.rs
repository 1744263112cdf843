//! What a draft holds. Everything is kept as typed, right or wrong.

use serde::{Deserialize, Serialize};

use crate::platform::ids::{
    ChartItemId, ConversationId, DraftId, FileId, PatientId, PortalUserId, StaffId,
};
use crate::platform::time::Timestamp;

/// What has been typed and chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// The chosen recipients; empty: everybody who can receive it.
    pub portal_users: Vec<PortalUserId>,
    /// Further staff members.
    pub to_staff: Vec<StaffId>,
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
    /// When it was last saved.
    pub updated_at: Timestamp,
}

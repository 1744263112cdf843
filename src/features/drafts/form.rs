//! The fields of the compose window and the reply box, as a browser posts them.

use serde::Deserialize;
use uuid::Uuid;

use super::model::{Asked, Content};
use super::verbs::Save;
use crate::platform::ids::{ConversationId, DraftId, PatientId};
use crate::platform::richtext::RichText;
use crate::platform::web::Refusal;

/// Everything that can be typed and chosen. Nothing is required here: a draft keeps what there is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct DraftForm {
    /// The version that the page knows; 0 for a new draft.
    pub version: i64,
    /// The patient.
    pub patient_id: String,
    /// The conversation that is answered.
    pub conversation_id: String,
    /// Chosen recipients.
    pub portal_user_ids: Vec<Uuid>,
    /// Further staff members.
    pub to_staff_ids: Vec<Uuid>,
    /// Distribution lists for hidden copies, whole.
    pub bcc_list_ids: Vec<Uuid>,
    /// Single members of distribution lists.
    pub bcc_staff_ids: Vec<Uuid>,
    /// The identity.
    pub from: String,
    /// The subject.
    pub subject: String,
    /// The body as plain text: the field without the editor.
    pub body: String,
    /// The body as the editor writes it.
    pub body_html: Option<String>,
    /// Uploaded files.
    pub attachment_ids: Vec<Uuid>,
    /// Chart items.
    pub chart_item_ids: Vec<Uuid>,
    /// Present when ticked.
    pub allow_response: Option<String>,
    /// Present when ticked.
    pub allow_attachments: Option<String>,
    /// Present when ticked.
    pub require_response: Option<String>,
    /// Days, as typed.
    pub require_response_days: String,
    /// Present when ticked.
    pub notify_if_unread: Option<String>,
    /// Days or weeks, as typed.
    pub notify_if_unread_count: String,
    /// `days` or `weeks`.
    pub notify_if_unread_unit: String,
    /// Present when ticked.
    pub mask_name: Option<String>,
    /// The fee code; empty: not billable.
    pub fee_code: String,
    /// Other patients mentioned in the text whom the page has warned of.
    pub guard_seen: Vec<Uuid>,
    /// What follows once it is sent: the button that was pressed (M24).
    pub after: String,
    /// The time to send it at, as typed (M25).
    pub send_at: String,
}

impl DraftForm {
    /// What stands against sending or keeping it: a body over the transport ceiling (M18).
    pub fn over_ceiling(&self, max_bytes: usize) -> Option<Refusal> {
        let typed = self.body_html.as_ref().unwrap_or(&self.body);
        let max_mb = max_bytes / (1024 * 1024);
        (typed.len() > max_bytes)
            .then(|| Refusal::field("body", "body_over_ceiling").with("max_mb", max_mb))
    }

    /// What is asked of the patient's side, as typed.
    fn asked(&self) -> Asked {
        Asked {
            allow_attachments: self.allow_attachments.is_some(),
            require_response: self.require_response.is_some(),
            require_response_days: self.require_response_days.clone(),
            notify_if_unread: self.notify_if_unread.is_some(),
            notify_if_unread_count: self.notify_if_unread_count.clone(),
            notify_if_unread_unit: self.notify_if_unread_unit.clone(),
        }
    }

    /// Everything typed, with the body sanitised.
    pub async fn save(&self, id: DraftId) -> Save {
        let body = match &self.body_html {
            Some(html) => RichText::sanitised(html.clone()).await,
            None => RichText::from_plain(&self.body),
        };
        Save {
            id,
            version: self.version,
            patient: optional::<PatientId>(&self.patient_id),
            conversation: optional::<ConversationId>(&self.conversation_id),
            content: Content {
                portal_users: typed_ids(&self.portal_user_ids),
                to_staff: typed_ids(&self.to_staff_ids),
                bcc_lists: typed_ids(&self.bcc_list_ids),
                bcc_staff: typed_ids(&self.bcc_staff_ids),
                from: self.from.clone(),
                subject: self.subject.clone(),
                body_html: body.html().to_owned(),
                files: typed_ids(&self.attachment_ids),
                chart_items: typed_ids(&self.chart_item_ids),
                allow_response: Some(self.allow_response.is_some()),
                options: self.asked(),
                mask_name: self.mask_name.is_some(),
                fee_code: self.fee_code.clone(),
                guard_seen: typed_ids(&self.guard_seen),
                after: self.after.clone(),
                send_at: self.send_at.clone(),
            },
        }
    }
}

fn typed_ids<T: From<Uuid>>(ids: &[Uuid]) -> Vec<T> {
    ids.iter().copied().map(T::from).collect()
}

fn optional<T: From<Uuid>>(text: &str) -> Option<T> {
    text.parse::<Uuid>().ok().map(T::from)
}

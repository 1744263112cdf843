//! What the API answers about conversations.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::api::FromBody;
use super::folder::{FolderPage, FolderRow};
use super::model::Identity;
use super::read::{Message, Thread};
use super::store::many::SentToMany;
use crate::features::distribution_lists::Without;
use crate::features::notifications::Delivery;
use crate::platform::time::Timestamp;

/// A conversation in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Summary {
    id: Uuid,
    patient_id: Uuid,
    subject: String,
    /// `open` or `closed`.
    status: &'static str,
    last_message_at: String,
    /// Whether the last message came from the patient's side.
    from_patient: bool,
    /// Whether there is something new for the member that the key acts for.
    unread: bool,
    /// Whether that member holds a hidden copy of it, which can only be read (M48).
    hidden_copy: bool,
    /// By when an answer is required and has not come (M40).
    #[serde(skip_serializing_if = "Option::is_none")]
    response_due_at: Option<String>,
    /// When somebody is to call, since nobody has opened it after all reminders (M75).
    #[serde(skip_serializing_if = "Option::is_none")]
    call_due_at: Option<String>,
}

/// A page of a folder.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FolderBody {
    /// The conversations.
    items: Vec<Summary>,
    /// In the folder `sent`: what the member sent to many, each once, whatever conversations it made (M47). They count as
    /// entries of the page, and the cursor goes on behind both.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    group_sends: Vec<SentToManyBody>,
    /// Give it as `cursor` to go on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// A group send in the folder of what its sender sent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SentToManyBody {
    id: Uuid,
    /// The subject, with merge fields.
    subject: String,
    /// `freezing`, `sending`, `stopped` or `done`.
    state: String,
    /// When it was accepted.
    accepted_at: String,
    /// Patients of its list.
    total: i64,
    /// Those of them who have been dealt with.
    done: i64,
    /// Those of them whose conversation could not be written.
    failed: i64,
}

impl From<FolderPage> for FolderBody {
    fn from(page: FolderPage) -> FolderBody {
        FolderBody {
            items: page.rows.iter().map(Summary::from).collect(),
            group_sends: page.to_many.into_iter().map(Into::into).collect(),
            next_cursor: page.next,
        }
    }
}

impl From<SentToMany> for SentToManyBody {
    fn from(group: SentToMany) -> SentToManyBody {
        SentToManyBody {
            id: group.id.uuid(),
            subject: group.subject,
            state: group.state,
            accepted_at: group.accepted_at.rfc3339(),
            total: group.total,
            done: group.done,
            failed: group.failed,
        }
    }
}

/// A conversation with messages.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Conversation {
    id: Uuid,
    pub(super) patient_id: Uuid,
    subject: String,
    /// `open` or `closed`.
    status: &'static str,
    /// Whether the patient's side can reply.
    can_reply: bool,
    /// The code of the reason why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_blocked_reason: Option<&'static str>,
    /// Whether files can come with the reply: the tier, the reply and the box of the clinic's last message agree (M34).
    can_attach: bool,
    /// The code of the reason why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    attach_blocked_reason: Option<&'static str>,
    /// The identity that the patient sees.
    from: FromBody,
    /// Whether the patient sees "Clinic Staff" in place of every name of the clinic's (M21).
    mask_name: bool,
    participants: Vec<ParticipantBody>,
    /// Whether the member that the key acts for holds a hidden copy of it (M48).
    hidden_copy: bool,
    /// The hidden copies that this member gave; nobody else is told of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hidden_copies: Vec<HiddenCopyBody>,
    /// Staff who held a hidden copy and take part openly now. The patient's side does not see them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    joined_staff: Vec<JoinedBody>,
    /// Who began it; none where that is not on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    started_by: Option<StarterBody>,
    created_at: String,
    last_message_at: String,
    message_count: i64,
    /// By when an answer is required and has not come (M40).
    #[serde(skip_serializing_if = "Option::is_none")]
    response_due_at: Option<String>,
    /// Oldest first.
    messages: Vec<MessageBody>,
    /// Give it as `cursor` for older messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    older_cursor: Option<String>,
}

/// A hidden copy, for who gave it.
#[derive(Debug, Serialize, ToSchema)]
struct HiddenCopyBody {
    staff_id: Uuid,
    name: String,
    /// Why there is none: `left` the clinic, or `off_the_list` by the time it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<&'static str>,
    /// Since when they take part openly.
    #[serde(skip_serializing_if = "Option::is_none")]
    joined_at: Option<String>,
}

/// Somebody who takes part openly after a hidden copy.
#[derive(Debug, Serialize, ToSchema)]
struct JoinedBody {
    staff_id: Uuid,
    name: String,
    joined_at: String,
}

/// Who began a conversation.
#[derive(Debug, Serialize, ToSchema)]
struct StarterBody {
    /// `staff` or `portal_user`.
    kind: &'static str,
    id: Uuid,
}

/// Somebody who takes part.
#[derive(Debug, Serialize, ToSchema)]
struct ParticipantBody {
    /// `staff` or `portal_user`.
    kind: &'static str,
    id: Uuid,
    name: String,
    /// What a portal user is to the patient.
    #[serde(skip_serializing_if = "Option::is_none")]
    relationship: Option<String>,
}

/// A message.
#[derive(Debug, Serialize, ToSchema)]
struct MessageBody {
    id: Uuid,
    author: AuthorBody,
    /// The patient, where a portal user wrote for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf_of: Option<Uuid>,
    sent_at: String,
    body_html: String,
    allow_response: bool,
    /// Whether files may come with the answer; it counts where the clinic's tier takes them (M34).
    allow_attachments: bool,
    /// Days within which an answer was required (M38).
    #[serde(skip_serializing_if = "Option::is_none")]
    require_response_days: Option<i64>,
    /// Days after which the sender is told that nobody has opened it (M41).
    #[serde(skip_serializing_if = "Option::is_none")]
    notify_if_unread_days: Option<i64>,
    attachments: Vec<AttachmentBody>,
    receipts: Vec<ReceiptBody>,
    deliveries: Vec<DeliveryBody>,
    /// What the clinic answered by itself (M10): no message of its own, read by nobody at the clinic.
    #[serde(skip_serializing_if = "Option::is_none")]
    automatic_reply: Option<AutomaticBody>,
}

/// An automatic reply.
#[derive(Debug, Serialize, ToSchema)]
struct AutomaticBody {
    /// The name that the patient sees; none where the clinic shows no name (M21).
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_as: Option<String>,
    /// The language it is in.
    language: String,
    body_html: String,
    sent_at: String,
}

/// Who wrote a message.
#[derive(Debug, Serialize, ToSchema)]
struct AuthorBody {
    /// `staff` or `portal_user`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
    /// The name that the patient sees; none where the clinic shows no name (M21).
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_as: Option<String>,
    /// The staff member's own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A file of a message.
#[derive(Debug, Serialize, ToSchema)]
struct AttachmentBody {
    id: Uuid,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chart_item_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<i64>,
    /// SHA-256 of its content, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    /// Until when an upload is kept as things stand (M33).
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_until: Option<String>,
    /// When an upload went: its content can't be fetched any more (M33).
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
}

/// What one recipient has done.
#[derive(Debug, Serialize, ToSchema)]
struct ReceiptBody {
    portal_user_id: Uuid,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    downloaded_at: Option<String>,
}

/// How far one notification came.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeliveryBody {
    id: Uuid,
    message_id: Uuid,
    portal_user_id: Uuid,
    /// `message`: that it waits; `overdue`: that its answer is late (M39).
    about: &'static str,
    /// `email` or `text`.
    channel: &'static str,
    /// `queued`, `sent`, `delivered`, `failed` or `cancelled`.
    state: &'static str,
    attempts: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_code: Option<String>,
    /// Why the other channel was not tried after this one had failed: `not_wanted`, `no_address`, `stopped`, `link_ended`.
    #[serde(skip_serializing_if = "Option::is_none")]
    other_not_tried: Option<String>,
    /// The delivery whose notice told of this message too, where several went as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_with: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_attempt_at: Option<String>,
    updated_at: String,
}

impl From<&FolderRow> for Summary {
    fn from(row: &FolderRow) -> Summary {
        Summary {
            id: row.id.uuid(),
            patient_id: row.patient.uuid(),
            subject: row.subject.clone(),
            status: status(row.closed),
            last_message_at: row.last_message_at.rfc3339(),
            from_patient: row.from_patient,
            unread: row.unread,
            hidden_copy: row.hidden_copy,
            response_due_at: row.response_due_at.map(Timestamp::rfc3339),
            call_due_at: row.call_due_at.map(Timestamp::rfc3339),
        }
    }
}

impl Conversation {
    /// A thread with the deliveries of its messages.
    pub(super) fn new(thread: &Thread, deliveries: &[Delivery]) -> Conversation {
        let staff = thread.to_staff.iter().map(|(id, name)| ParticipantBody {
            kind: "staff",
            id: id.uuid(),
            name: name.clone(),
            relationship: None,
        });
        let readers = thread.readers.iter().map(|p| ParticipantBody {
            kind: "portal_user",
            id: p.id.uuid(),
            name: p.name.clone(),
            relationship: Some(p.relationship.clone()),
        });
        Conversation {
            id: thread.id.uuid(),
            patient_id: thread.patient.id.uuid(),
            subject: thread.subject.clone(),
            status: status(thread.closed.is_some()),
            can_reply: thread.may.reply.is_ok(),
            reply_blocked_reason: thread.may.reply.as_ref().err().map(|why| why.code),
            can_attach: thread.may.attach.is_ok(),
            attach_blocked_reason: thread.may.attach.as_ref().err().map(|why| why.code),
            from: match thread.from {
                Identity::Staff(id) => FromBody::Staff(id.uuid()),
                Identity::Workgroup(id) => FromBody::Workgroup(id.uuid()),
            },
            mask_name: thread.mask_name,
            participants: staff.chain(readers).collect(),
            hidden_copy: thread.copies.own.is_some(),
            hidden_copies: (thread.copies.given.iter())
                .map(|copy| HiddenCopyBody {
                    staff_id: copy.id.uuid(),
                    name: copy.name.clone(),
                    left_out: copy.left_out.map(Without::code),
                    joined_at: copy.joined_at.map(Timestamp::rfc3339),
                })
                .collect(),
            joined_staff: (thread.copies.joined.iter())
                .map(|joined| JoinedBody {
                    staff_id: joined.id.uuid(),
                    name: joined.name.clone(),
                    joined_at: joined.at.rfc3339(),
                })
                .collect(),
            started_by: starter(thread),
            created_at: thread.created_at.rfc3339(),
            last_message_at: thread.last_message_at.rfc3339(),
            message_count: thread.message_count,
            response_due_at: thread.awaited.map(|a| a.due_at.rfc3339()),
            messages: thread
                .messages
                .iter()
                .map(|m| message(thread, m, deliveries))
                .collect(),
            older_cursor: thread.older.clone(),
        }
    }
}

fn starter(thread: &Thread) -> Option<StarterBody> {
    let of = |kind, id| StarterBody { kind, id };
    let staff = thread.started_by_staff.map(|id| of("staff", id.uuid()));
    let person = thread.started_by_portal_user;
    staff.or(person.map(|id| of("portal_user", id.uuid())))
}

fn status(closed: bool) -> &'static str {
    if closed { "closed" } else { "open" }
}

fn message(thread: &Thread, m: &Message, deliveries: &[Delivery]) -> MessageBody {
    MessageBody {
        id: m.id.uuid(),
        author: AuthorBody {
            kind: if m.author_staff.is_some() {
                "staff"
            } else {
                "portal_user"
            },
            id: m
                .author_staff
                .map(|id| id.uuid())
                .or(m.author_portal_user.map(|id| id.uuid())),
            shown_as: (!thread.mask_name || m.author_staff.is_none()).then(|| m.shown_as.clone()),
            name: m.real_author.clone(),
        },
        on_behalf_of: m.on_behalf.then(|| thread.patient.id.uuid()),
        sent_at: m.sent_at.rfc3339(),
        body_html: m.body.html().to_owned(),
        allow_response: m.options.allow_response,
        allow_attachments: m.options.allow_attachments,
        require_response_days: m.options.require_response_days,
        notify_if_unread_days: m.options.notify_if_unread_days,
        attachments: m
            .attachments
            .iter()
            .map(|a| AttachmentBody {
                id: a.id.uuid(),
                name: a.name.clone(),
                file_id: a.file.map(|f| f.uuid()),
                chart_item_id: a.chart_item.map(|c| c.uuid()),
                content_type: a.content_type.clone(),
                size: a.size,
                sha256: a.sha256.as_ref().map(hex::encode),
                kept_until: a.kept_until.map(Timestamp::rfc3339),
                deleted_at: a.gone_at.map(Timestamp::rfc3339),
            })
            .collect(),
        receipts: m
            .receipts
            .iter()
            .map(|r| ReceiptBody {
                portal_user_id: r.portal_user.uuid(),
                name: r.name.clone(),
                opened_at: r.opened_at.map(Timestamp::rfc3339),
                downloaded_at: r.downloaded_at.map(Timestamp::rfc3339),
            })
            .collect(),
        deliveries: deliveries
            .iter()
            .filter(|d| d.message_id == m.id)
            .map(DeliveryBody::from)
            .collect(),
        automatic_reply: m.automatic.as_ref().map(|a| AutomaticBody {
            shown_as: (!thread.mask_name).then(|| a.shown_as.clone()),
            language: a.language.clone(),
            body_html: a.body.html().to_owned(),
            sent_at: a.sent_at.rfc3339(),
        }),
    }
}

impl From<&Delivery> for DeliveryBody {
    fn from(d: &Delivery) -> DeliveryBody {
        DeliveryBody {
            id: d.id.uuid(),
            message_id: d.message_id.uuid(),
            portal_user_id: d.portal_user_id.uuid(),
            about: if d.round == 0 { "message" } else { "overdue" },
            channel: d.channel.code(),
            state: d.state.code(),
            attempts: d.attempts,
            failure_code: d.failure_code.clone(),
            other_not_tried: d.other_not_tried.clone(),
            sent_with: (d.carried_by.filter(|by| *by != d.id)).map(|by| by.uuid()),
            next_attempt_at: d.next_attempt_at.map(Timestamp::rfc3339),
            updated_at: d.updated_at.rfc3339(),
        }
    }
}

//! How far a group send has come, and what becomes of each recipient. No I/O.

use uuid::Uuid;

use super::audience::{Audience, Everyone};
use super::content::Content;
use crate::features::conversations::Options;
use crate::platform::codes::codes;
use crate::platform::ids::{
    ConversationId, GroupSendId, MessageId, PatientId, PortalUserId, StaffId, WorkgroupId,
};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;

codes! {
    /// How far a group send has come.
    State {
        /// It is being written.
        Draft = "draft",
        /// **Send** was pressed; its recipients are being written down.
        Freezing = "freezing",
        /// Conversations are being made.
        Sending = "sending",
        /// It waits until somebody lets it go on.
        Stopped = "stopped",
        /// Everybody on the list has been dealt with.
        Done = "done",
        /// The draft was thrown away.
        Discarded = "discarded",
    }
}

codes! {
    /// What became of one recipient.
    Outcome {
        /// Nothing yet.
        Waiting = "waiting",
        /// The conversation is there.
        Sent = "sent",
        /// Left out, with the reason.
        Skipped = "skipped",
        /// It could not be written, with the reason.
        Failed = "failed",
        /// It is tried again.
        Again = "again",
    }
}

codes! {
    /// Why somebody is left out.
    Reason {
        /// The patient is discharged.
        Discharged = "discharged",
        /// The patient is younger or older than asked for.
        Age = "age",
        /// The patient's language is another one.
        Language = "language",
        /// The patient has no conversation with the workgroup.
        Workgroup = "workgroup",
        /// The patient's portal access is off (M1, M58).
        AccessOff = "access_off",
        /// Nobody reads for the patient.
        NoPortalUser = "no_portal_user",
        /// Neither email nor mobile number is on file (M1).
        NoContact = "no_contact",
        /// The person has not registered, and the clinic requires it (M4).
        NotRegistered = "not_registered",
        /// A field of the text has nothing to say for the patient.
        FieldMissing = "field_missing",
        /// The patient is not in the clinic's records any more.
        PatientGone = "patient_gone",
        /// The person reads for the patient no longer.
        LinkEnded = "link_ended",
        /// It could not be written; the log says why.
        Error = "error",
    }
}

codes! {
    /// Why a group send stopped.
    StopReason {
        /// Somebody pressed **Stop**.
        ByStaff = "by_staff",
        /// Its sender may not send to many any more (M46).
        PermissionGone = "permission_gone",
        /// The portal is off (M55).
        PortalOff = "portal_off",
        /// Its workgroup was retired.
        WorkgroupGone = "workgroup_gone",
    }
}

db::row! {
    /// A group send as it is stored.
    #[derive(Debug, Clone)]
    pub struct GroupSend {
        /// The group send.
        pub id: GroupSendId,
        /// Grows with each save.
        pub version: i64,
        /// Whose it is.
        pub owner_id: StaffId,
        /// How far it has come.
        pub state: State,
        /// Why it stopped.
        pub stop_reason: Option<StopReason>,
        /// The subject.
        pub subject: String,
        /// The body.
        pub body_html: String,
        /// The workgroup that it is from.
        pub workgroup_id: Option<WorkgroupId>,
        /// Whether the patient may answer (M36).
        pub allow_response: bool,
        /// Whether files may come with the answer (M34).
        pub allow_attachments: bool,
        /// Days within which an answer is required (M38).
        pub require_response_days: Option<i64>,
        /// Whether names of the clinic's are masked (M21).
        pub mask_name: bool,
        /// What stands in for missing fields, as JSON.
        pub fallbacks: String,
        /// All of a kind, or nobody.
        pub everyone: Everyone,
        /// Whether those who were added are written to although discharged.
        pub also_discharged: bool,
        /// Only patients who have a conversation with this workgroup.
        pub filter_workgroup_id: Option<WorkgroupId>,
        /// Only patients of this age or older.
        pub age_from: Option<i64>,
        /// Only patients of this age or younger.
        pub age_to: Option<i64>,
        /// Only patients of this language; empty: of any.
        pub language: String,
        /// When it was begun.
        pub created_at: Timestamp,
        /// When it last changed.
        pub updated_at: Timestamp,
        /// When **Send** was pressed.
        pub accepted_at: Option<Timestamp>,
        /// When its list had been written down.
        pub frozen_at: Option<Timestamp>,
        /// When the last patient had been dealt with.
        pub finished_at: Option<Timestamp>,
        /// The count that was typed to confirm it.
        pub confirmed: i64,
        /// Patients of the frozen list who get a conversation.
        pub total: i64,
        /// People who were left out when the list was frozen.
        pub left_out: i64,
        /// Patients who have got their conversation.
        pub sent: i64,
        /// Patients who were left out after the list was frozen.
        pub skipped: i64,
        /// Patients whose conversation could not be written.
        pub failed: i64,
        /// Up to which patient the list has been written down.
        pub frozen_through: Uuid,
        /// Up to which patient it has been sent.
        pub sent_through: Uuid,
        /// Since when it has been sending without a stop.
        pub run_started_at: Option<Timestamp>,
        /// How many patients had been dealt with then.
        pub run_done: i64,
    }
}

impl GroupSend {
    /// What is written.
    pub fn content(&self) -> Content {
        Content {
            subject: self.subject.clone(),
            body: RichText::stored(self.body_html.clone()),
            from: self.workgroup_id,
            options: Options {
                allow_response: self.allow_response,
                allow_attachments: self.allow_attachments,
                require_response_days: self.require_response_days,
                ..Options::default()
            },
            mask_name: self.mask_name,
            fallbacks: serde_json::from_str(&self.fallbacks).unwrap_or_default(),
        }
    }

    /// Who gets it, besides those who were added.
    pub fn audience(&self) -> Audience {
        Audience {
            everyone: self.everyone,
            also_discharged: self.also_discharged,
            workgroup: self.filter_workgroup_id,
            age_from: self.age_from,
            age_to: self.age_to,
            language: self.language.clone(),
        }
    }

    /// Patients who have been dealt with.
    pub fn done(&self) -> i64 {
        self.sent + self.skipped + self.failed
    }

    /// Hundredths of the list that have been dealt with.
    pub fn percent(&self) -> i64 {
        self.percent_at(self.done())
    }

    /// Hundredths of the list that `done` patients are.
    pub(super) fn percent_at(&self, done: i64) -> i64 {
        match self.total {
            0 => 100,
            total => (done * 100 / total).clamp(0, 100),
        }
    }

    /// Patients a second since it last began to run, and the seconds that are left at that pace; none while nothing can be
    /// said of it.
    pub fn pace(&self, now: Timestamp) -> Option<Pace> {
        let since = self
            .run_started_at
            .filter(|_| self.state == State::Sending)?;
        let (millis, done) = (now.since(since), self.done() - self.run_done);
        if millis <= 0 || done <= 0 {
            return None;
        }
        let left = (self.total - self.done()).max(0);
        Some(Pace {
            a_second: done * 1_000 / millis,
            seconds_left: (left * millis / done + 999) / 1_000,
        })
    }
}

/// How fast a group send goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Patients a second.
    pub a_second: i64,
    /// Seconds that are left at this pace.
    pub seconds_left: i64,
}

db::row! {
    /// One recipient with what became of them (M78).
    #[derive(Debug, Clone)]
    pub struct Recipient {
        /// The patient.
        pub patient_id: PatientId,
        /// The person; the nil id where nobody reads for the patient.
        pub portal_user_id: PortalUserId,
        /// The patient's name.
        pub patient_name: String,
        /// `YYYY-MM-DD`.
        pub birth_date: String,
        /// The person's name.
        pub reader_name: String,
        /// What became of them.
        pub state: Outcome,
        /// Why.
        pub reason: Option<Reason>,
        /// The conversation.
        pub conversation_id: Option<ConversationId>,
        /// Its first message.
        pub message_id: Option<MessageId>,
        /// When the person opened it.
        pub opened_at: Option<Timestamp>,
        /// How far the notice came on the channel that got furthest; none where nobody was told, or was told of another patient's.
        pub delivery: Option<String>,
    }
}

impl Recipient {
    /// Where it stands in the list.
    pub fn place(&self) -> (Uuid, Uuid) {
        (self.patient_id.uuid(), self.portal_user_id.uuid())
    }
}

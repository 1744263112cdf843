//! What the API takes and answers about group sends.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::audience::{Audience, Everyone, LeftOut, UnmatchedLine};
use super::content::{Content, Fallbacks};
use super::model::{GroupSend, Recipient};
use super::people::Listed;
use super::preview::{Preview, Sample};
use super::store::Row;
use crate::features::conversations::Options;
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// What a draft is replaced by.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GroupSendSave)]
pub(super) struct SaveBody {
    /// The version that was read.
    pub version: i64,
    /// At most 150 characters; merge fields stand as `{{patient_given_name}}`.
    #[serde(default)]
    pub subject: String,
    /// Sanitised on the server; with merge fields.
    #[serde(default)]
    pub body_html: String,
    /// A workgroup of the member's: it is from it, and answers land in its inbox.
    pub from_workgroup_id: Option<Uuid>,
    /// Whether the patients may answer. Without it: the clinic's preset (M60).
    pub allow_response: Option<bool>,
    /// Whether files may come with the answer (M34).
    #[serde(default)]
    pub allow_attachments: bool,
    /// An answer is required within so many days, 1 to 365; needs `allow_response` (M38).
    pub require_response_days: Option<i64>,
    /// Patients see "Clinic Staff" in place of every name of the clinic's (M21).
    #[serde(default)]
    pub mask_name: bool,
    /// What stands in for a field that a patient lacks, by the field's code: `patient_given_name`, `patient_family_name`,
    /// `next_appointment`. Without it, such patients are skipped.
    #[serde(default)]
    pub fallbacks: Fallbacks,
    /// Who gets it, besides those who were added.
    #[serde(default)]
    pub audience: AudienceBody,
}

impl SaveBody {
    /// What is written, with the sanitised body and the clinic's preset for answers.
    pub(super) fn content(&self, body: &RichText, preset: bool) -> Content {
        Content {
            subject: self.subject.clone(),
            body: body.clone(),
            from: self.from_workgroup_id.map(Into::into),
            options: Options {
                allow_response: self.allow_response.unwrap_or(preset),
                allow_attachments: self.allow_attachments,
                require_response_days: self.require_response_days,
                ..Options::default()
            },
            mask_name: self.mask_name,
            fallbacks: self.fallbacks.clone(),
        }
    }
}

/// Who gets it, besides those who were added.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GroupSendAudience)]
pub(super) struct AudienceBody {
    /// `none`, `active`, `discharged` or `all`.
    #[serde(default = "nobody")]
    pub everyone: String,
    /// Whether those who were added are written to although they are discharged.
    #[serde(default)]
    pub also_discharged: bool,
    /// Only patients who have a conversation with this workgroup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_workgroup_id: Option<Uuid>,
    /// Only patients of this age or older, in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_from: Option<i64>,
    /// Only patients of this age or younger, in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_to: Option<i64>,
    /// Only patients of this language: `en` or `fr`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
}

fn nobody() -> String {
    Everyone::Nobody.code().to_owned()
}

impl Default for AudienceBody {
    fn default() -> AudienceBody {
        (&Audience::NOBODY).into()
    }
}

impl From<&Audience> for AudienceBody {
    fn from(audience: &Audience) -> AudienceBody {
        AudienceBody {
            everyone: audience.everyone.code().to_owned(),
            also_discharged: audience.also_discharged,
            with_workgroup_id: audience.workgroup.map(|id| id.uuid()),
            age_from: audience.age_from,
            age_to: audience.age_to,
            language: audience.language.clone(),
        }
    }
}

impl AudienceBody {
    /// The criteria.
    ///
    /// # Errors
    /// Where `everyone` is none of the values that there are.
    pub(super) fn criteria(&self) -> Result<Audience, Refusal> {
        let everyone = Everyone::from_code(&self.everyone)
            .ok_or_else(|| Refusal::field("everyone", "choice_unknown"))?;
        Ok(Audience {
            everyone,
            also_discharged: self.also_discharged,
            workgroup: self.with_workgroup_id.map(Into::into),
            age_from: self.age_from,
            age_to: self.age_to,
            language: self.language.clone(),
        })
    }
}

/// A group send.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSend)]
pub(super) struct GroupSendBody {
    id: Uuid,
    /// Grows with each change; to replace a draft, the one that was read.
    version: i64,
    owner_id: Uuid,
    /// `draft`, `freezing`, `sending`, `stopped` or `done`.
    state: &'static str,
    /// Why it stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_reason: Option<&'static str>,
    subject: String,
    body_html: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_workgroup_id: Option<Uuid>,
    allow_response: bool,
    allow_attachments: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    require_response_days: Option<i64>,
    mask_name: bool,
    fallbacks: Fallbacks,
    audience: AudienceBody,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<String>,
    progress: ProgressBody,
}

/// How far it has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendProgress)]
struct ProgressBody {
    /// The count that was typed.
    confirmed: i64,
    /// Patients of the frozen list who get a conversation.
    total: i64,
    /// People left out when the list was frozen.
    left_out: i64,
    /// Patients who have got theirs.
    sent: i64,
    /// Patients left out since.
    skipped: i64,
    /// Patients whose conversation could not be written.
    failed: i64,
    /// Patients a second since it last began to run.
    #[serde(skip_serializing_if = "Option::is_none")]
    patients_a_second: Option<i64>,
    /// Seconds left at that pace.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_left: Option<i64>,
}

impl GroupSendBody {
    pub(super) fn new(group: &GroupSend, now: Timestamp) -> GroupSendBody {
        let content = group.content();
        let pace = group.pace(now);
        GroupSendBody {
            id: group.id.uuid(),
            version: group.version,
            owner_id: group.owner_id.uuid(),
            state: group.state.code(),
            stop_reason: group.stop_reason.map(|why| why.code()),
            subject: group.subject.clone(),
            body_html: group.body_html.clone(),
            from_workgroup_id: group.workgroup_id.map(|id| id.uuid()),
            allow_response: group.allow_response,
            allow_attachments: group.allow_attachments,
            require_response_days: group.require_response_days,
            mask_name: group.mask_name,
            fallbacks: content.fallbacks,
            audience: (&group.audience()).into(),
            created_at: group.created_at.rfc3339(),
            accepted_at: group.accepted_at.map(Timestamp::rfc3339),
            finished_at: group.finished_at.map(Timestamp::rfc3339),
            progress: ProgressBody {
                confirmed: group.confirmed,
                total: group.total,
                left_out: group.left_out,
                sent: group.sent,
                skipped: group.skipped,
                failed: group.failed,
                patients_a_second: pace.map(|p| p.a_second),
                seconds_left: pace.map(|p| p.seconds_left),
            },
        }
    }
}

/// A group send in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendSummary)]
pub(super) struct Summary {
    id: Uuid,
    state: &'static str,
    subject: String,
    owner: String,
    /// When it was accepted; of a draft, when it last changed.
    at: String,
    total: i64,
    sent: i64,
    failed: i64,
}

impl From<&Row> for Summary {
    fn from(row: &Row) -> Summary {
        Summary {
            id: row.id.uuid(),
            state: row.state.code(),
            subject: row.subject.clone(),
            owner: row.owner_name.clone(),
            at: row.at.rfc3339(),
            total: row.total,
            sent: row.sent,
            failed: row.failed,
        }
    }
}

/// The member's drafts, and a page of what was sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendList)]
pub(super) struct ListBody {
    /// On the first page only.
    pub drafts: Vec<Summary>,
    /// The latest first.
    pub items: Vec<Summary>,
    /// Give it as `cursor` to go on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Patients to add by name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GroupSendPatients)]
pub(super) struct PatientsBody {
    /// At most 200.
    pub patient_ids: Vec<Uuid>,
}

/// How many were added.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendAdded)]
pub(super) struct AddedBody {
    pub added: i64,
}

/// Identifiers to add, pasted or as CSV.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GroupSendIdentifiers)]
pub(super) struct ListedBody {
    /// One a line; or CSV, whose first line may name the column by a kind's label or code.
    pub list: String,
    /// The kind's label or code, where the list has no heading. Without it: of any kind.
    #[serde(default)]
    pub kind: String,
}

/// What a list came to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendListed)]
pub(super) struct ListedAnswer {
    added: i64,
    unknown: i64,
    ambiguous: i64,
    double: i64,
}

impl From<Listed> for ListedAnswer {
    fn from(listed: Listed) -> ListedAnswer {
        ListedAnswer {
            added: listed.added,
            unknown: listed.unknown,
            ambiguous: listed.ambiguous,
            double: listed.double,
        }
    }
}

/// What a draft would come to if it were sent now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendPreview)]
pub(super) struct PreviewBody {
    /// Patients who would get a conversation: the count to confirm it with.
    count: i64,
    /// People who would receive it.
    people: i64,
    /// People who are skipped.
    left_out: i64,
    skipped: Vec<SkippedCount>,
    /// Patients who were added.
    added: i64,
    /// Duplicates that were left out.
    doubles: i64,
    unmatched: Vec<UnmatchedCount>,
    /// Three of those who would receive it, as each will see it.
    samples: Vec<SampleBody>,
    /// The codes of everything that keeps it from being sent.
    in_the_way: Vec<&'static str>,
}

/// How many are skipped for a reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendSkippedCount)]
struct SkippedCount {
    reason: &'static str,
    people: i64,
}

/// How many lines of lists added nobody for a reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendUnmatchedCount)]
struct UnmatchedCount {
    reason: &'static str,
    lines: i64,
}

/// The message as one patient will see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendSample)]
struct SampleBody {
    patient_id: Uuid,
    patient_name: String,
    /// Who will receive it.
    readers: Vec<String>,
    subject: String,
    body_html: String,
}

impl From<&Sample> for SampleBody {
    fn from(sample: &Sample) -> SampleBody {
        SampleBody {
            patient_id: sample.patient.id.uuid(),
            patient_name: sample.patient.name(),
            readers: sample.readers.clone(),
            subject: sample.subject.clone(),
            body_html: sample.body.html().to_owned(),
        }
    }
}

impl From<&Preview> for PreviewBody {
    fn from(preview: &Preview) -> PreviewBody {
        let skipped = preview.skipped.iter();
        let unmatched = preview.unmatched.iter();
        PreviewBody {
            count: preview.patients,
            people: preview.people,
            left_out: preview.left_out(),
            skipped: skipped
                .map(|(reason, people)| SkippedCount {
                    reason: reason.code(),
                    people: *people,
                })
                .collect(),
            added: preview.added,
            doubles: preview.doubles(),
            unmatched: unmatched
                .map(|(reason, lines)| UnmatchedCount {
                    reason: reason.code(),
                    lines: *lines,
                })
                .collect(),
            samples: preview.samples.iter().map(Into::into).collect(),
            in_the_way: preview.in_the_way.iter().map(|r| r.code).collect(),
        }
    }
}

/// Somebody who would be skipped.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendSkipped)]
pub(super) struct SkippedBody {
    patient_id: Uuid,
    patient_name: String,
    birth_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    portal_user_id: Option<Uuid>,
    reader_name: String,
    reason: &'static str,
}

impl From<LeftOut> for SkippedBody {
    fn from(left: LeftOut) -> SkippedBody {
        SkippedBody {
            patient_id: left.patient_id.uuid(),
            patient_name: left.patient_name(),
            birth_date: left.birth_date,
            portal_user_id: left.portal_user_id.map(|id| id.uuid()),
            reader_name: left.reader_name,
            reason: left.reason.code(),
        }
    }
}

/// A line of a list that added nobody.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendUnmatched)]
pub(super) struct UnmatchedBody {
    given: String,
    reason: &'static str,
}

impl From<UnmatchedLine> for UnmatchedBody {
    fn from(line: UnmatchedLine) -> UnmatchedBody {
        UnmatchedBody {
            given: line.given,
            reason: line.outcome.code(),
        }
    }
}

/// The confirmation.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = GroupSendConfirmation)]
pub(super) struct SendBody {
    /// The `count` of the preview.
    pub count: i64,
}

/// One recipient with what became of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendRecipient)]
pub(super) struct RecipientBody {
    patient_id: Uuid,
    patient_name: String,
    /// Nil where nobody reads for the patient.
    portal_user_id: Uuid,
    reader_name: String,
    /// `waiting`, `sent`, `skipped`, `failed` or `again`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_at: Option<String>,
    /// `queued`, `sent`, `delivered`, `failed` or `cancelled`; absent where the person was told with another patient's.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<String>,
}

impl From<Recipient> for RecipientBody {
    fn from(one: Recipient) -> RecipientBody {
        RecipientBody {
            patient_id: one.patient_id.uuid(),
            patient_name: one.patient_name,
            portal_user_id: one.portal_user_id.uuid(),
            reader_name: one.reader_name,
            state: one.state.code(),
            reason: one.reason.map(|why| why.code()),
            conversation_id: one.conversation_id.map(|id| id.uuid()),
            opened_at: one.opened_at.map(Timestamp::rfc3339),
            delivery: one.delivery,
        }
    }
}

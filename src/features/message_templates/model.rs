//! Whose a template is, what it says, and what can be taken. No I/O.

use uuid::Uuid;

use super::fields::{Wrong, wrong_in_body, wrong_in_subject};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::codes::codes;
use crate::platform::ids::{ClinicId, MessageTemplateId, StaffId, WorkgroupId};
use crate::platform::richtext::RichText;
use crate::platform::text;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// Longest name of a template, in characters.
pub(super) const NAME_CHARS: usize = 80;
/// Longest name of a folder, in characters.
pub(super) const FOLDER_CHARS: usize = 60;
/// Longest subject, in characters: that of a message, as far as the fields leave it room.
pub(super) const SUBJECT_CHARS: usize = 150;
/// Largest text of a template, in bytes of markup: a list of templates is read and previewed as a whole.
pub(super) const BODY_BYTES: usize = 256 * 1024;

codes! {
    /// The kinds of owners.
    OwnerKind {
        /// A member, for one's self.
        Staff = "staff",
        /// A workgroup.
        Workgroup = "workgroup",
        /// The clinic, for everybody.
        Clinic = "clinic",
    }
}

/// Whose a template is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A member's own.
    Staff(StaffId),
    /// Shared by a workgroup's members.
    Workgroup(WorkgroupId),
    /// For everybody at the clinic.
    Clinic(ClinicId),
}

impl Owner {
    pub(super) fn of(kind: OwnerKind, id: Uuid) -> Owner {
        match kind {
            OwnerKind::Staff => Owner::Staff(id.into()),
            OwnerKind::Workgroup => Owner::Workgroup(id.into()),
            OwnerKind::Clinic => Owner::Clinic(id.into()),
        }
    }

    /// The stored kind and id.
    pub(super) fn parts(self) -> (OwnerKind, Uuid) {
        match self {
            Owner::Staff(id) => (OwnerKind::Staff, id.uuid()),
            Owner::Workgroup(id) => (OwnerKind::Workgroup, id.uuid()),
            Owner::Clinic(id) => (OwnerKind::Clinic, id.uuid()),
        }
    }

    /// How a form says it: `own`, `clinic`, `workgroup:<id>`.
    pub(super) fn typed(self) -> String {
        match self {
            Owner::Staff(_) => "own".to_owned(),
            Owner::Workgroup(id) => format!("workgroup:{id}"),
            Owner::Clinic(_) => "clinic".to_owned(),
        }
    }

    /// Reads what a form says; none where it says nothing that there is.
    pub(super) fn read(typed: &str, actor: &StaffActor) -> Option<Owner> {
        match typed {
            "own" => Some(Owner::Staff(actor.staff)),
            "clinic" => Some(Owner::Clinic(actor.clinic)),
            other => other
                .strip_prefix("workgroup:")?
                .parse::<Uuid>()
                .ok()
                .map(|id| Owner::Workgroup(id.into())),
        }
    }

    /// Whether a member may create, change and retire templates of this owner (M43): one's own by anyone who gets here,
    /// others by those who manage templates.
    pub fn changed_by(self, actor: &StaffActor) -> bool {
        self == Owner::Staff(actor.staff) || actor.may(Permission::ManageTemplates)
    }
}

db::row! {
    /// A template without its text: what lists show.
    #[derive(Debug, Clone)]
    pub struct Head {
        /// The template.
        pub id: MessageTemplateId,
        /// Whose kind it is.
        pub owner_kind: OwnerKind,
        /// Whose it is.
        pub owner_id: Uuid,
        /// The version that is used now.
        pub version: i64,
        /// Its name, for staff.
        pub name: String,
        /// The folder; empty where it is in none.
        pub folder: String,
        /// The subject; may be empty.
        pub subject: String,
        /// When this version was saved.
        pub saved_at: Timestamp,
        /// When it was retired; none while it is in use.
        pub retired_at: Option<Timestamp>,
    }
}

impl Head {
    /// Whose it is.
    pub fn owner(&self) -> Owner {
        Owner::of(self.owner_kind, self.owner_id)
    }
}

db::row! {
    /// One version of a template.
    #[derive(Debug, Clone)]
    pub struct Version {
        /// Counted from 1.
        pub version: i64,
        /// The name.
        pub name: String,
        /// The folder.
        pub folder: String,
        /// The subject.
        pub subject: String,
        /// The text, sanitised.
        pub body_html: String,
        /// Who saved it.
        pub saved_by: String,
        /// When.
        pub saved_at: Timestamp,
    }
}

/// What is saved: everything as typed, the body sanitised.
#[derive(Debug, Clone)]
pub struct Wording {
    /// The name, for staff.
    pub name: String,
    /// The folder; may be empty.
    pub folder: String,
    /// The subject; may be empty.
    pub subject: String,
    /// The text.
    pub body: RichText,
}

impl Wording {
    /// The wording as it is kept, or everything that is in the way.
    pub(super) fn checked(&self) -> Result<Wording, Vec<Refusal>> {
        let kept = Wording {
            name: one_line(&self.name),
            folder: one_line(&self.folder),
            subject: one_line(&self.subject),
            body: self.body.clone(),
        };
        let mut refusals = Vec::new();
        if kept.name.is_empty() {
            refusals.push(Refusal::field("name", "name_missing"));
        }
        let lines = [
            ("name", &kept.name, NAME_CHARS),
            ("folder", &kept.folder, FOLDER_CHARS),
            ("subject", &kept.subject, SUBJECT_CHARS),
        ];
        for (field, line, max) in lines {
            if line.chars().count() > max {
                refusals.push(Refusal::field(field, "name_long").with("max", max));
            }
        }
        if kept.body.is_blank() {
            refusals.push(Refusal::field("body", "body_missing"));
        } else if kept.body.html().len() > BODY_BYTES {
            refusals.push(
                Refusal::field("body", "template_too_long").with("max_kb", BODY_BYTES / 1024),
            );
        }
        refusals.extend(wrong_fields(&kept.subject, &kept.body));
        if refusals.is_empty() {
            Ok(kept)
        } else {
            Err(refusals)
        }
    }
}

/// What is wrong with the merge fields of a subject and of a body, by the form's field.
pub fn wrong_fields(subject: &str, body: &RichText) -> Vec<Refusal> {
    let subject = wrong_in_subject(subject).map(|w| refusal("subject", w));
    let body = wrong_in_body(body).map(|w| refusal("body", w));
    subject.into_iter().chain(body).collect()
}

fn refusal(field: &'static str, wrong: Wrong) -> Refusal {
    match wrong {
        Wrong::Unknown(name) => Refusal::field(field, "template_field_unknown")
            .with("field", text::shorten(&text::without_controls(&name), 60)),
        Wrong::Open => Refusal::field(field, "template_field_open"),
        Wrong::InAddress => Refusal::field(field, "template_field_in_link"),
    }
}

fn one_line(typed: &str) -> String {
    let line = text::without_controls(&typed.replace(['\r', '\n', '\t'], " "));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a template's name, folder or subject has all the words of a search.
pub(super) fn matches(head: &Head, query: &str) -> bool {
    let all = text::fold(&format!("{} {} {}", head.name, head.folder, head.subject));
    text::fold(query)
        .split_whitespace()
        .all(|word| all.contains(word))
}

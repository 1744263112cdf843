//! Members, workgroups, and who may change whom. No I/O.

use crate::features::audit::By;
use crate::platform::auth::{Permission, Permissions, StaffActor};
use crate::platform::i18n::LANGUAGES;
use crate::platform::ids::{ClinicId, StaffId, WorkgroupId};
use crate::platform::text;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// Longest name, role or workgroup name, in characters.
const NAME_CHARS: usize = 120;
/// Longest email address, in characters.
const EMAIL_CHARS: usize = 254;

/// For whom a change is made: the clinic it happens in and who is on record for it.
#[derive(Debug, Clone, Copy)]
pub struct Acting {
    /// The clinic.
    pub clinic: ClinicId,
    /// Who is on record.
    pub by: By,
}

impl Acting {
    /// Carepost itself acts: a command on the host, an import, the sample clinic.
    pub fn system(clinic: ClinicId) -> Acting {
        Acting {
            clinic,
            by: By::System,
        }
    }
}

impl From<&StaffActor> for Acting {
    fn from(actor: &StaffActor) -> Acting {
        Acting {
            clinic: actor.clinic,
            by: By::from(actor),
        }
    }
}

/// A clinic to be created with its owner.
#[derive(Debug, Clone)]
pub struct NewClinic {
    /// Its name, as patients know it.
    pub name: String,
    /// `en` or `fr`: the language of the clinic and of its owner.
    pub language: String,
    /// IANA name, such as `America/Toronto`.
    pub time_zone: String,
    /// Telephone number shown to patients; may be empty.
    pub phone: String,
    /// The owner's email address: signs in with it.
    pub owner_email: String,
    /// The owner's name.
    pub owner_name: String,
    /// The hash of the owner's password.
    pub password_hash: String,
}

/// A member to be created.
#[derive(Debug, Clone, Default)]
pub struct NewMember {
    /// Email address: signs in with it.
    pub email: String,
    /// The name that others see.
    pub display_name: String,
    /// What the member is here, such as "Nurse"; may be empty.
    pub role_title: String,
    /// `en` or `fr`.
    pub language: String,
    /// What the member may do.
    pub permissions: Permissions,
    /// Whether patients may be answered under the member's own name (M17).
    pub accepts_direct_messages: bool,
    /// The hash of the password; none until the member has set one by a link.
    pub password_hash: Option<String>,
    /// The id in the system that the member was imported from.
    pub source_key: Option<String>,
}

db::row! {
    /// A member of a clinic.
    #[derive(Debug, Clone)]
    pub struct Member {
        /// The member.
        pub id: StaffId,
        /// Email address.
        pub email: String,
        /// The name that others see.
        pub display_name: String,
        /// What the member is here; may be empty.
        pub role_title: String,
        /// `en` or `fr`.
        pub language: String,
        /// Whether the member is the clinic's owner.
        pub is_owner: bool,
        /// Whether patients may be answered under the member's own name (M17).
        pub accepts_direct_messages: bool,
        /// Whether a password is set.
        pub has_password: bool,
        /// Whether a second factor is set up.
        pub has_second_factor: bool,
        /// When the member was created.
        pub created_at: Timestamp,
        /// When the member was disabled.
        pub disabled_at: Option<Timestamp>,
        /// The codes of the permissions, comma-separated.
        pub permission_codes: String,
    }
}

impl Member {
    /// What the member may do: for the owner, everything.
    pub fn permissions(&self) -> Permissions {
        if self.is_owner {
            Permissions::all()
        } else {
            Permissions::from_codes(&self.permission_codes)
        }
    }

    /// The member as they may act now, for what they asked for earlier; none where they have been disabled.
    pub fn acting(&self, clinic: ClinicId) -> Option<StaffActor> {
        self.is_active().then(|| StaffActor {
            clinic,
            staff: self.id,
            owner: self.is_owner,
            permissions: self.permissions(),
            session: None,
            key: None,
        })
    }

    /// Whether the member can sign in and receives messages.
    pub fn is_active(&self) -> bool {
        self.disabled_at.is_none()
    }
}

db::row! {
    /// A workgroup: a shared inbox.
    #[derive(Debug, Clone)]
    pub struct Workgroup {
        /// The workgroup.
        pub id: WorkgroupId,
        /// Its name.
        pub name: String,
        /// When it was created.
        pub created_at: Timestamp,
        /// When it was retired: it takes no new conversations.
        pub retired_at: Option<Timestamp>,
        /// How many active members it has.
        pub members: i64,
        /// Whether patients may start a conversation with it (M10).
        pub open_to_patients: bool,
        /// Within how many working days it usually answers, as patients are told (M72); none: it isn't said.
        pub answer_days: Option<i64>,
    }
}

db::row! {
    /// A workgroup as patients see it, where they may write to it first.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct OpenWorkgroup {
        /// The workgroup.
        pub id: WorkgroupId,
        /// Its name.
        pub name: String,
        /// Within how many working days it usually answers; none: it isn't said.
        pub answer_days: Option<i64>,
    }
}

/// How patients come to a workgroup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// Whether they may start a conversation with it (M10).
    pub open_to_patients: bool,
    /// Within how many working days it usually answers, 1 to 30 (M72); none: it isn't said.
    pub answer_days: Option<i64>,
}

/// Most working days that a workgroup may promise to answer within.
const ANSWER_DAYS: i64 = 30;

/// What is wrong with the days within which a workgroup answers.
pub fn answer_days(days: Option<i64>) -> Option<Refusal> {
    days.filter(|days| !(1..=ANSWER_DAYS).contains(days))
        .map(|_| Refusal::field("answer_days", "answer_days_range").with("max", ANSWER_DAYS))
}

/// An email address as it is stored and compared; none where it can't be one.
pub fn email(typed: &str) -> Option<String> {
    let email = typed.trim().to_lowercase();
    let (local, domain) = email.rsplit_once('@')?;
    let fits = !local.is_empty()
        && !local.contains('@')
        && domain.len() >= 3
        && domain.contains('.')
        && !domain.starts_with(['.', '-'])
        && !domain.ends_with(['.', '-'])
        && email.chars().count() <= EMAIL_CHARS
        && !email
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c));
    fits.then_some(email)
}

/// A name as it is stored: on one line, without marks that turn the reading direction.
pub fn name(typed: &str) -> String {
    text::without_controls(&typed.replace(['\n', '\r', '\t'], " "))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// What is wrong with a member's fields as typed.
pub fn member_fields(
    typed_email: &str,
    display_name: &str,
    role_title: &str,
    language: &str,
) -> Vec<Refusal> {
    let mut wrong = Vec::new();
    if email(typed_email).is_none() {
        wrong.push(Refusal::field("email", "email_wrong"));
    }
    if name(display_name).is_empty() {
        wrong.push(Refusal::field("display_name", "name_missing"));
    }
    for (field, value) in [("display_name", display_name), ("role_title", role_title)] {
        if value.chars().count() > NAME_CHARS {
            wrong.push(Refusal::field(field, "name_long").with("max", NAME_CHARS));
        }
    }
    if !is_language(language) {
        wrong.push(Refusal::field("language", "language_unknown"));
    }
    wrong
}

/// What is wrong with a workgroup's name as typed.
pub fn workgroup_fields(typed: &str) -> Option<Refusal> {
    if name(typed).is_empty() {
        return Some(Refusal::field("name", "name_missing"));
    }
    (typed.chars().count() > NAME_CHARS)
        .then(|| Refusal::field("name", "name_long").with("max", NAME_CHARS))
}

/// Whether there is a catalogue for this code.
pub fn is_language(code: &str) -> bool {
    LANGUAGES.iter().any(|(known, _, _)| *known == code)
}

/// Permissions over the clinic itself: only who has one of these can give it, take it away, or change a member who has it.
/// Without this, who manages staff could make themselves everything.
const GUARDED: &[Permission] = &[
    Permission::ManageStaff,
    Permission::ViewAudit,
    Permission::Export,
    Permission::ManagePortalSettings,
];

/// Why `actor` may not change `member` at all (beyond one's own account page); none when they may.
pub fn may_change(actor: &StaffActor, member: &Member) -> Option<Refusal> {
    if actor.owner {
        return None;
    }
    if member.is_owner {
        return Some(Refusal::new("member_is_owner"));
    }
    let theirs = member.permissions();
    GUARDED
        .iter()
        .find(|p| theirs.has(**p) && !actor.may(**p))
        .map(|p| Refusal::new("member_has_more").with("permission", p.code()))
}

/// Why `actor` may not turn the permissions `before` into `after`; none when they may.
pub fn may_grant(
    actor: &StaffActor,
    whose: Option<StaffId>,
    before: Permissions,
    after: Permissions,
) -> Option<Refusal> {
    if before == after || actor.owner {
        return None;
    }
    if whose == Some(actor.staff) {
        return Some(Refusal::field("permissions", "permissions_own"));
    }
    GUARDED
        .iter()
        .find(|p| before.has(**p) != after.has(**p) && !actor.may(**p))
        .map(|p| Refusal::field("permissions", "permission_not_yours").with("permission", p.code()))
}

/// Why a member may not be disabled; none when they may.
pub fn may_disable(actor: &StaffActor, member: &Member) -> Option<Refusal> {
    if member.is_owner {
        return Some(Refusal::new("owner_stays"));
    }
    if member.id == actor.staff {
        return Some(Refusal::new("not_yourself"));
    }
    may_change(actor, member)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(owner: bool, permissions: &[Permission]) -> StaffActor {
        StaffActor {
            clinic: ClinicId::from_uuid(uuid::Uuid::from_u128(1)),
            staff: StaffId::from_uuid(uuid::Uuid::from_u128(2)),
            owner,
            permissions: permissions.iter().copied().collect(),
            session: None,
            key: None,
        }
    }

    fn member(id: u128, is_owner: bool, codes: &str) -> Member {
        Member {
            id: StaffId::from_uuid(uuid::Uuid::from_u128(id)),
            email: String::new(),
            display_name: String::new(),
            role_title: String::new(),
            language: "en".to_owned(),
            is_owner,
            accepts_direct_messages: true,
            has_password: true,
            has_second_factor: false,
            created_at: Timestamp(0),
            disabled_at: None,
            permission_codes: codes.to_owned(),
        }
    }

    fn code(refusal: Option<Refusal>) -> Option<&'static str> {
        refusal.map(|r| r.code)
    }

    #[test]
    fn nobody_but_the_owner_changes_the_owner_or_somebody_with_more() {
        let manager = actor(false, &[Permission::ManageStaff]);
        assert_eq!(
            code(may_change(&manager, &member(3, true, ""))),
            Some("member_is_owner")
        );
        assert_eq!(
            code(may_change(&manager, &member(3, false, "view_audit"))),
            Some("member_has_more")
        );
        assert_eq!(
            code(may_change(
                &manager,
                &member(3, false, "manage_staff,send_messages")
            )),
            None
        );
        assert_eq!(
            code(may_change(
                &actor(true, &[]),
                &member(3, false, "view_audit")
            )),
            None
        );
    }

    #[test]
    fn power_over_the_clinic_is_given_only_by_who_has_it() {
        let manager = actor(false, &[Permission::ManageStaff]);
        let set = |codes: &str| Permissions::from_codes(codes);
        let other = Some(StaffId::from_uuid(uuid::Uuid::from_u128(9)));
        assert_eq!(
            code(may_grant(
                &manager,
                other,
                set(""),
                set("send_messages,edit_demographics")
            )),
            None
        );
        assert_eq!(
            code(may_grant(&manager, other, set(""), set("export"))),
            Some("permission_not_yours")
        );
        assert_eq!(
            code(may_grant(&manager, other, set("view_audit"), set(""))),
            Some("permission_not_yours")
        );
        assert_eq!(
            code(may_grant(
                &manager,
                Some(manager.staff),
                set("manage_staff"),
                set("manage_staff,send_messages")
            )),
            Some("permissions_own")
        );
        assert_eq!(
            code(may_grant(&actor(true, &[]), other, set(""), set("export"))),
            None
        );
    }

    #[test]
    fn nobody_disables_the_owner_or_themselves() {
        let owner = actor(true, &[]);
        assert_eq!(
            code(may_disable(&owner, &member(5, true, ""))),
            Some("owner_stays")
        );
        assert_eq!(
            code(may_disable(&owner, &member(2, false, ""))),
            Some("not_yourself")
        );
        assert_eq!(code(may_disable(&owner, &member(5, false, "export"))), None);
    }

    #[test]
    fn email_addresses_are_stored_in_one_form() {
        assert_eq!(
            email(" Nadia@Clinic.Example "),
            Some("nadia@clinic.example".to_owned())
        );
        for wrong in [
            "",
            "nadia",
            "@clinic.example",
            "a@b",
            "a b@clinic.example",
            "a@clinic.example\r\nBcc: x@y.example",
            "a@@clinic.example",
            "<a@clinic.example>",
        ] {
            assert_eq!(email(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn names_are_one_visible_line() {
        assert_eq!(name("  Ann \u{202E}\n Lee\t"), "Ann Lee");
    }
}

//! What a list is, who may use it, and what can be taken. No I/O.

use crate::features::staff::Member;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::ids::{DistributionListId, StaffId, WorkgroupId};
use crate::platform::text;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// Longest name, in characters.
pub(super) const NAME_CHARS: usize = 120;
/// Most members of one list: each of them gets a row for each message.
pub(super) const MEMBERS: usize = 200;

/// A list with its members, by name.
#[derive(Debug, Clone)]
pub struct List {
    /// The list.
    pub id: DistributionListId,
    /// Its name, for staff.
    pub name: String,
    /// Grows with each save.
    pub version: i64,
    /// Whether everybody who may send messages can use it.
    pub for_everybody: bool,
    /// Otherwise: the workgroups whose members can.
    pub workgroups: Vec<WorkgroupId>,
    /// Who is on it, those who have left the clinic too.
    pub members: Vec<ListMember>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was retired; none while it is in use.
    pub retired_at: Option<Timestamp>,
}

/// Somebody on a list.
#[derive(Debug, Clone)]
pub struct ListMember {
    /// The member of the clinic.
    pub id: StaffId,
    /// The name that others see.
    pub name: String,
    /// What the member is here; may be empty.
    pub role_title: String,
    /// Whether they have left the clinic: they get nothing.
    pub left: bool,
}

impl List {
    /// Whether a sender who belongs to these workgroups can pick out of it.
    pub fn usable_by(&self, own: &[WorkgroupId]) -> bool {
        let reached = self.for_everybody || self.workgroups.iter().any(|group| own.contains(group));
        reached && self.retired_at.is_none()
    }

    /// Those on it who are still at the clinic.
    pub fn present(&self) -> impl Iterator<Item = &ListMember> {
        self.members.iter().filter(|member| !member.left)
    }

    /// The names of those who have left the clinic, as one line; none where nobody has.
    pub fn left(&self) -> Option<String> {
        let names: Vec<&str> = (self.members.iter())
            .filter(|member| member.left)
            .map(|member| member.name.as_str())
            .collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// Whether a member keeps the clinic's lists, and so sees all of them.
pub(super) fn keeps(actor: &StaffActor) -> bool {
    actor.may(Permission::ManageStaff)
}

/// A list as somebody wants it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The name, as typed.
    pub name: String,
    /// Whether everybody who may send messages can use it.
    pub for_everybody: bool,
    /// Otherwise: the workgroups whose members can.
    pub workgroups: Vec<WorkgroupId>,
    /// Exactly these are on it.
    pub members: Vec<StaffId>,
}

impl Wanted {
    /// The list as it is kept, each member and workgroup once; or everything that is in the way. `before` are those who are
    /// on it already: who has left the clinic may stay on a list and can't come onto one.
    pub(super) fn checked(
        &self,
        (people, groups): (&[Member], &[WorkgroupId]),
        before: &[StaffId],
    ) -> Result<Wanted, Vec<Refusal>> {
        let mut refusals: Vec<Refusal> = wrong_name(&self.name).into_iter().collect();
        let (mut kept, mut workgroups) = (Vec::new(), Vec::new());
        for id in &self.members {
            match people.iter().find(|person| person.id == *id) {
                None => refusals.push(Refusal::field("members", "member_unknown")),
                Some(person) if !person.is_active() && !before.contains(id) => {
                    let refusal = Refusal::field("members", "list_member_left");
                    refusals.push(refusal.with("name", &person.display_name));
                }
                Some(_) if kept.contains(id) => {}
                Some(_) => kept.push(*id),
            }
        }
        if kept.len() > MEMBERS {
            refusals.push(Refusal::field("members", "list_too_long").with("max", MEMBERS));
        }
        for id in &self.workgroups {
            if !groups.contains(id) {
                refusals.push(Refusal::field("workgroups", "workgroup_unknown"));
            } else if !workgroups.contains(id) {
                workgroups.push(*id);
            }
        }
        if !self.for_everybody && self.workgroups.is_empty() {
            refusals.push(Refusal::field("workgroups", "list_for_nobody"));
        }
        refusals.dedup();
        if !refusals.is_empty() {
            return Err(refusals);
        }
        Ok(Wanted {
            name: one_line(&self.name),
            for_everybody: self.for_everybody,
            // Nothing is kept that does not count, and might one day by mistake.
            workgroups: if self.for_everybody {
                Vec::new()
            } else {
                workgroups
            },
            members: kept,
        })
    }
}

/// What is wrong with a name as typed.
pub(super) fn wrong_name(typed: &str) -> Option<Refusal> {
    let name = one_line(typed);
    if name.is_empty() {
        return Some(Refusal::field("name", "name_missing"));
    }
    let long = name.chars().count() > NAME_CHARS;
    long.then(|| Refusal::field("name", "name_long").with("max", NAME_CHARS))
}

pub(super) fn one_line(typed: &str) -> String {
    let line = text::without_controls(&typed.replace(['\r', '\n', '\t'], " "));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn list(for_everybody: bool, workgroups: &[u128], retired: bool) -> List {
        List {
            id: Uuid::from_u128(1).into(),
            name: "On call".to_owned(),
            version: 1,
            for_everybody,
            workgroups: workgroups
                .iter()
                .map(|n| Uuid::from_u128(*n).into())
                .collect(),
            members: Vec::new(),
            created_at: Timestamp(0),
            retired_at: retired.then_some(Timestamp(1)),
        }
    }

    #[test]
    fn m48_a_list_is_used_by_everybody_or_by_its_workgroups_members_and_not_once_retired() {
        let own: [WorkgroupId; 1] = [Uuid::from_u128(7).into()];
        assert!(list(true, &[], false).usable_by(&[]));
        assert!(list(false, &[7], false).usable_by(&own));
        assert!(!list(false, &[8], false).usable_by(&own));
        assert!(!list(false, &[], false).usable_by(&own));
        assert!(!list(true, &[7], true).usable_by(&own));
    }
}

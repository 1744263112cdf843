//! Picking who gets a hidden copy: whole lists, and single members out of them.

use super::find;
use super::model::List;
use crate::platform::auth::StaffActor;
use crate::platform::codes::codes;
use crate::platform::ids::{DistributionListId, StaffId};
use crate::platform::web::{Error, Refusal};

/// What a sender has picked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Lists, each as a whole.
    pub lists: Vec<DistributionListId>,
    /// Single members of lists.
    pub members: Vec<StaffId>,
}

impl Choice {
    /// Whether nobody is picked.
    pub fn is_empty(&self) -> bool {
        self.lists.is_empty() && self.members.is_empty()
    }
}

codes! {
    /// Why somebody who was picked gets no copy.
    Without {
        /// They have left the clinic.
        Left = "left",
        /// They were picked singly and have been taken off the list since.
        OffTheList = "off_the_list",
    }
}

/// Somebody who was picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The member.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// The list through which they were picked, with its name; none where they are on none any more.
    pub list: Option<(DistributionListId, String)>,
    /// Why they get no copy; none where they get one.
    pub without: Option<Without>,
    /// Whether they were picked by themselves, and not with a whole list.
    pub singly: bool,
}

/// What a choice comes to.
#[derive(Debug, Clone, Default)]
pub struct Picked {
    /// Everybody, each once: those who get a copy, and those who do not with the reason.
    pub holders: Vec<Holder>,
    /// What stands against it: a list that is not the sender's to use, or on which nobody is left.
    pub refusals: Vec<Refusal>,
}

/// Says who gets a copy, as the lists stand now (M48).
pub fn pick(tx: &mut db::Tx<'_>, actor: &StaffActor, choice: &Choice) -> Result<Picked, Error> {
    if choice.is_empty() {
        return Ok(Picked::default());
    }
    Ok(of(&find::usable(tx, actor)?, choice))
}

/// The same out of these lists. No I/O.
fn of(lists: &[List], choice: &Choice) -> Picked {
    let mut picked = Picked::default();
    for id in &choice.lists {
        let Some(list) = lists.iter().find(|list| list.id == *id) else {
            let refusal = Refusal::field("bcc_list_ids", "bcc_list_unknown");
            picked.refusals.push(refusal);
            continue;
        };
        if list.present().next().is_none() {
            let refusal = Refusal::field("bcc_list_ids", "bcc_list_nobody");
            picked.refusals.push(refusal.with("list", &list.name));
        }
        for member in &list.members {
            picked.add(Holder {
                id: member.id,
                name: member.name.clone(),
                list: Some((list.id, list.name.clone())),
                without: member.left.then_some(Without::Left),
                singly: false,
            });
        }
    }
    for id in &choice.members {
        let found = lists
            .iter()
            .find_map(|list| Some((list, list.members.iter().find(|m| m.id == *id)?)));
        picked.add(match found {
            Some((list, member)) => Holder {
                id: *id,
                name: member.name.clone(),
                list: Some((list.id, list.name.clone())),
                without: member.left.then_some(Without::Left),
                singly: true,
            },
            None => Holder {
                id: *id,
                name: String::new(),
                list: None,
                without: Some(Without::OffTheList),
                singly: true,
            },
        });
    }
    picked.refusals.dedup();
    picked
}

impl Picked {
    fn add(&mut self, holder: Holder) {
        if !self.holders.iter().any(|known| known.id == holder.id) {
            self.holders.push(holder);
        }
    }

    /// What must be put right before a sender who is there may send: somebody picked singly gets no copy.
    pub fn missing(&self) -> Vec<Refusal> {
        let singly = self.holders.iter().filter(|holder| holder.singly);
        let refusal = |holder: &Holder| {
            let code = match holder.without? {
                Without::Left => "bcc_member_left",
                Without::OffTheList => "bcc_member_unknown",
            };
            Some(Refusal::field("bcc_staff_ids", code).with("name", &holder.name))
        };
        let mut refusals: Vec<Refusal> = singly.filter_map(refusal).collect();
        refusals.dedup();
        refusals
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::ListMember;
    use super::*;
    use crate::platform::time::Timestamp;
    use uuid::Uuid;

    fn list(id: u128, members: &[(u128, bool)]) -> List {
        let member = |(id, left): &(u128, bool)| ListMember {
            id: Uuid::from_u128(*id).into(),
            name: format!("Member {id}"),
            role_title: String::new(),
            left: *left,
        };
        List {
            id: Uuid::from_u128(id).into(),
            name: format!("List {id}"),
            version: 1,
            for_everybody: true,
            workgroups: Vec::new(),
            members: members.iter().map(member).collect(),
            created_at: Timestamp(0),
            retired_at: None,
        }
    }

    fn choice(lists: &[u128], members: &[u128]) -> Choice {
        Choice {
            lists: lists.iter().map(|n| Uuid::from_u128(*n).into()).collect(),
            members: members.iter().map(|n| Uuid::from_u128(*n).into()).collect(),
        }
    }

    fn codes(refusals: &[Refusal]) -> Vec<&'static str> {
        refusals.iter().map(|refusal| refusal.code).collect()
    }

    #[test]
    fn m48_everybody_picked_is_there_once_and_who_has_left_gets_nothing() {
        let lists = [
            list(1, &[(11, false), (12, true)]),
            list(2, &[(11, false), (13, false)]),
        ];
        let picked = of(&lists, &choice(&[1, 2], &[13]));
        let of_each: Vec<_> = picked.holders.iter().map(|h| h.without).collect();
        assert_eq!(of_each, [None, Some(Without::Left), None]);
        assert!(picked.refusals.is_empty() && picked.missing().is_empty());
    }

    #[test]
    fn m48_a_member_picked_singly_who_is_gone_is_told_before_sending() {
        let lists = [list(1, &[(11, false), (12, true)])];
        let picked = of(&lists, &choice(&[], &[11, 12, 99]));
        assert_eq!(
            codes(&picked.missing()),
            ["bcc_member_left", "bcc_member_unknown"]
        );
        let nobody = of(&[list(1, &[(12, true)])], &choice(&[1, 5], &[]));
        assert_eq!(
            codes(&nobody.refusals),
            ["bcc_list_nobody", "bcc_list_unknown"]
        );
    }
}

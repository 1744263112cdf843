//! What a member can see and use: their own templates, their workgroups' and the clinic's.

use uuid::Uuid;

use super::model::{Head, Owner, Version, matches};
use super::store;
use crate::features::staff;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::ids::MessageTemplateId;
use crate::platform::text;
use crate::platform::web::Error;

/// How far a member looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// What they can write with.
    Usable,
    /// Those, and for who manages templates every workgroup's.
    Managed,
}

/// An owner as lists and forms name it; the name is empty for one's self and for the clinic.
#[derive(Debug, Clone)]
pub struct Named {
    /// Whose.
    pub owner: Owner,
    /// The workgroup's name.
    pub name: String,
}

/// The owners whose templates a member reaches: themselves, workgroups by name, the clinic.
pub fn owners(tx: &mut db::Tx<'_>, actor: &StaffActor, reach: Reach) -> Result<Vec<Named>, Error> {
    let every = reach == Reach::Managed && actor.may(Permission::ManageTemplates);
    let mut groups = if every {
        staff::workgroups(tx, &actor.scope())?
    } else {
        staff::workgroups_of(tx, &actor.scope(), actor.staff)?
    };
    groups.retain(|g| g.retired_at.is_none());
    let unnamed = |owner| Named {
        owner,
        name: String::new(),
    };
    let mut all = vec![unnamed(Owner::Staff(actor.staff))];
    all.extend(groups.into_iter().map(|group| Named {
        owner: Owner::Workgroup(group.id),
        name: group.name,
    }));
    all.push(unnamed(Owner::Clinic(actor.clinic)));
    Ok(all)
}

fn ids(owners: &[Named]) -> Vec<Uuid> {
    owners.iter().map(|named| named.owner.parts().1).collect()
}

/// A template that the member reaches, retired ones too.
pub fn head(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    reach: Reach,
    id: MessageTemplateId,
) -> Result<Head, Error> {
    let owners = ids(&owners(tx, actor, reach)?);
    Ok(store::head(tx, actor.clinic, &owners, id)?)
}

/// A template in use that the member can write with, with its text.
pub fn usable(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: MessageTemplateId,
) -> Result<(Head, Version), Error> {
    let head = head(tx, actor, Reach::Usable, id)?;
    if head.retired_at.is_some() {
        return Err(Error::NotFound);
    }
    let version = store::version(tx, actor.clinic, id, head.version)?;
    Ok((head, version))
}

/// The templates that the member reaches and that have all words of `query`, by folder and name; those in no folder last.
pub fn list(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    owners: &[Named],
    query: &str,
) -> Result<Vec<Head>, Error> {
    let mut heads = store::heads(tx, actor.clinic, &ids(owners))?;
    heads.retain(|head| matches(head, query));
    heads.sort_by_cached_key(|head| {
        let folder = text::fold(&head.folder);
        (folder.is_empty(), folder, text::fold(&head.name), head.id)
    });
    Ok(heads)
}

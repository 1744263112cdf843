//! Creating, changing, retiring and bringing back templates (M43).

use super::find::{self, Reach};
use super::model::{Head, Owner, Wording};
use super::store;
use crate::features::{audit, staff};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::MessageTemplateId;
use crate::platform::web::{Error, Refusal};

/// Creates a template.
///
/// # Errors
/// Refusals of each field, an unknown merge field among them; forbidden for an owner whose templates are not the
/// member's to change.
pub fn create(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    owner: &str,
    wording: &Wording,
) -> Result<MessageTemplateId, Error> {
    let mut refusals = Vec::new();
    let owner = owner_of(tx, actor, owner)?.unwrap_or_else(|refusal| {
        refusals.push(refusal);
        Owner::Staff(actor.staff)
    });
    let wording = wording.checked().unwrap_or_else(|why| {
        refusals.extend(why);
        wording.clone()
    });
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    changes(actor, owner)?;
    let (id, now) = (env.id(), env.now());
    store::insert(tx, actor.clinic, id, owner, (actor.staff, now))?;
    store::add_version(tx, actor.clinic, (id, 0), &wording, (actor.staff, now))?;
    record(tx, actor, env, "template.create", id, String::new())?;
    Ok(id)
}

/// Saves another version of a template over the one that was shown; gives its number.
///
/// # Errors
/// 409 when somebody has saved in between; refusals of each field; not found where the member doesn't see it.
pub fn save(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (id, before): (MessageTemplateId, i64),
    wording: &Wording,
) -> Result<i64, Error> {
    let head = changeable(tx, actor, id)?;
    if head.retired_at.is_some() {
        return Err(Error::conflict(Refusal::new("template_retired")));
    }
    let wording = wording.checked().map_err(Error::all_refused)?;
    if !store::add_version(
        tx,
        actor.clinic,
        (id, before),
        &wording,
        (actor.staff, env.now()),
    )? {
        return Err(Error::conflict(Refusal::new("template_changed")));
    }
    let detail = format!("version={}", before + 1);
    record(tx, actor, env, "template.save", id, detail)?;
    Ok(before + 1)
}

/// Retires a template: nobody can use it any more, and it stays readable.
pub fn retire(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: MessageTemplateId,
) -> Result<(), Error> {
    changeable(tx, actor, id)?;
    if store::set_retired(tx, actor.clinic, id, Some((actor.staff, env.now())))? {
        record(tx, actor, env, "template.retire", id, String::new())?;
    }
    Ok(())
}

/// Takes a retired template into use again.
pub fn bring_back(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: MessageTemplateId,
) -> Result<(), Error> {
    changeable(tx, actor, id)?;
    if store::set_retired(tx, actor.clinic, id, None)? {
        record(tx, actor, env, "template.bring_back", id, String::new())?;
    }
    Ok(())
}

/// The owner that a form names, if there is such a one.
fn owner_of(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    typed: &str,
) -> Result<Result<Owner, Refusal>, Error> {
    let unknown = || Refusal::field("owner", "choice_unknown");
    let Some(owner) = Owner::read(typed, actor) else {
        return Ok(Err(unknown()));
    };
    if let Owner::Workgroup(id) = owner {
        match staff::workgroup(tx, &actor.scope(), id) {
            Ok(group) if group.retired_at.is_none() => {}
            Ok(_) | Err(db::Error::NotFound) => return Ok(Err(unknown())),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(Ok(owner))
}

fn changeable(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: MessageTemplateId,
) -> Result<Head, Error> {
    let head = find::head(tx, actor, Reach::Managed, id)?;
    changes(actor, head.owner())?;
    Ok(head)
}

fn changes(actor: &StaffActor, owner: Owner) -> Result<(), Error> {
    if owner.changed_by(actor) {
        Ok(())
    } else {
        Err(Error::Forbidden(Permission::ManageTemplates.code()))
    }
}

fn record(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    action: &'static str,
    id: MessageTemplateId,
    detail: String,
) -> Result<(), Error> {
    let event = audit::Event::new(actor.clinic, actor, action, "message_template", id.uuid());
    audit::record(tx, env, &event.detail(detail))?;
    Ok(())
}

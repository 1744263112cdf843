//! What a manager changes about a member. Each change is checked by the rules of [`super::model`] and audited.

use super::create::email_taken;
use super::model::{self, Acting, Member, NewMember};
use super::store::{members as store, sign_in, workgroups};
use super::workgroups::default_is_read;
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, Permissions, StaffActor, sessions};
use crate::platform::env::Env;
use crate::platform::ids::{StaffId, WorkgroupId};
use crate::platform::keys::Purpose;
use crate::platform::time::{DAY, Timestamp};
use crate::platform::web::{Error, Refusal};

/// A link to set a password holds three days.
const LINK_MS: i64 = 3 * DAY;

/// What a manager says about a member, new or old.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub email: String,
    pub display_name: String,
    pub role_title: String,
    pub language: String,
    pub permissions: Permissions,
    pub workgroups: Vec<WorkgroupId>,
}

/// Adds a member without a password and gives the secret of the link by which they set one.
pub(super) fn add(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    wanted: &Wanted,
) -> Result<(StaffId, String), Error> {
    actor.require(Permission::ManageStaff)?;
    let mut wrong = model::member_fields(
        &wanted.email,
        &wanted.display_name,
        &wanted.role_title,
        &wanted.language,
    );
    wrong.extend(model::may_grant(
        actor,
        None,
        Permissions::default(),
        wanted.permissions,
    ));
    if !wrong.is_empty() {
        return Err(Error::all_refused(wrong));
    }
    let new = NewMember {
        email: wanted.email.clone(),
        display_name: wanted.display_name.clone(),
        role_title: wanted.role_title.clone(),
        language: wanted.language.clone(),
        permissions: wanted.permissions,
        accepts_direct_messages: true,
        password_hash: None,
        source_key: None,
    };
    let id = super::create::create_member(tx, env, &Acting::from(actor), &new)?;
    set_workgroups(tx, actor, env, id, &wanted.workgroups)?;
    let link = make_link(tx, actor, env, id)?;
    Ok((id, link))
}

/// Changes a member's name, address, role, language, permissions and workgroups.
pub(super) fn change(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: StaffId,
    wanted: &Wanted,
) -> Result<(), Error> {
    let member = load(tx, actor, id)?;
    let mut wrong: Vec<Refusal> = model::may_change(actor, &member).into_iter().collect();
    wrong.extend(model::member_fields(
        &wanted.email,
        &wanted.display_name,
        &wanted.role_title,
        &wanted.language,
    ));
    // The owner has every permission, whatever is ticked.
    let permissions = if member.is_owner {
        member.permissions()
    } else {
        wanted.permissions
    };
    wrong.extend(model::may_grant(
        actor,
        Some(id),
        member.permissions(),
        permissions,
    ));
    if !wrong.is_empty() {
        return Err(Error::all_refused(wrong));
    }
    let new_address = model::email(&wanted.email).is_some_and(|email| email != member.email);
    store::update(tx, actor.clinic, id, wanted).map_err(email_taken)?;
    if !member.is_owner {
        store::set_permissions(tx, actor.clinic, id, permissions)?;
    }
    set_workgroups(tx, actor, env, id, &wanted.workgroups)?;
    let mut changed = differences(&member, wanted);
    if member.permissions() != permissions {
        changed.push(format!("permissions: {}", permissions.codes()));
    }
    if !changed.is_empty() {
        audit::record(
            tx,
            env,
            &event(actor, "member.change", id).detail(changed.join("; ")),
        )?;
    }
    if new_address || member.permissions() != permissions {
        // A change of privilege: nothing that was open goes on under the old one.
        end_sessions_of_other(tx, actor, id)?;
    }
    Ok(())
}

/// Disables a member: sessions and open streams end at once, links and API keys of theirs open nothing.
pub(super) fn disable(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: StaffId,
) -> Result<(), Error> {
    let member = load(tx, actor, id)?;
    refuse(model::may_disable(actor, &member))?;
    store::set_disabled(tx, actor.clinic, id, Some(env.now()))?;
    default_is_read(tx, actor.clinic, None)?;
    sign_in::drop_link(tx, actor.clinic, id)?;
    sessions::end_all_of_staff(tx, actor.clinic, id)?;
    audit::record(tx, env, &event(actor, "member.disable", id))?;
    Ok(())
}

/// Lets a disabled member sign in again, with the password and second factor they had.
pub(super) fn enable(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: StaffId,
) -> Result<(), Error> {
    let member = load(tx, actor, id)?;
    refuse(model::may_change(actor, &member))?;
    store::set_disabled(tx, actor.clinic, id, None)?;
    audit::record(tx, env, &event(actor, "member.enable", id))?;
    Ok(())
}

/// Takes a member's second factor away, so that they set up a new one at the next sign-in.
pub(super) fn reset_second_factor(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: StaffId,
) -> Result<(), Error> {
    let member = load(tx, actor, id)?;
    refuse(model::may_change(actor, &member))?;
    sign_in::set_second_factor(tx, actor.clinic, id, None, 0)?;
    sessions::end_all_of_staff(tx, actor.clinic, id)?;
    audit::record(tx, env, &event(actor, "member.reset_second_factor", id))?;
    Ok(())
}

/// Gives a member a link to set a password, once; the secret is known only to who gets it.
pub(super) fn make_link(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: StaffId,
) -> Result<String, Error> {
    let member = load(tx, actor, id)?;
    refuse(model::may_change(actor, &member))?;
    if !member.is_active() {
        return Err(Error::refused(Refusal::new("member_disabled")));
    }
    let secret = env.token();
    let hash = env.keys.hash_token(Purpose::Tokens, secret.as_bytes());
    let now = env.now();
    sign_in::set_link(tx, actor.clinic, id, &hash, (now, link_end(now)))?;
    audit::record(tx, env, &event(actor, "member.give_link", id))?;
    Ok(secret)
}

/// When a link that is made at `now` stops holding.
pub(super) fn link_end(now: Timestamp) -> Timestamp {
    now.plus(LINK_MS)
}

fn set_workgroups(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: StaffId,
    wanted: &[WorkgroupId],
) -> Result<(), Error> {
    let scope = actor.scope();
    let before: Vec<WorkgroupId> = workgroups::workgroups_of(tx, &scope, id)?
        .iter()
        .map(|g| g.id)
        .collect();
    let open: Vec<WorkgroupId> = workgroups::workgroups(tx, &scope)?
        .iter()
        .filter(|g| g.retired_at.is_none())
        .map(|g| g.id)
        .collect();
    if wanted.iter().any(|g| !open.contains(g)) {
        return Err(Error::refused(Refusal::field(
            "workgroups",
            "workgroup_unknown",
        )));
    }
    for group in open {
        let (was, is) = (before.contains(&group), wanted.contains(&group));
        if was == is {
            continue;
        }
        if is {
            workgroups::add_member(tx, actor.clinic, group, id)?;
        } else {
            workgroups::remove_member(tx, actor.clinic, group, id)?;
        }
        let action = if is {
            "workgroup.add_member"
        } else {
            "workgroup.remove_member"
        };
        let event = Event::new(actor.clinic, actor, action, "workgroup", group.uuid());
        audit::record(tx, env, &event.detail(format!("member: {id}")))?;
    }
    default_is_read(tx, actor.clinic, Some("workgroups"))
}

/// One's own sessions go on: who changes their own name or address is the one who is there.
fn end_sessions_of_other(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: StaffId,
) -> Result<(), db::Error> {
    if actor.staff == id {
        return Ok(());
    }
    sessions::end_all_of_staff(tx, actor.clinic, id)
}

/// What differs, by name of the field: never the values.
fn differences(before: &Member, wanted: &Wanted) -> Vec<String> {
    let pairs = [
        (
            "email",
            before.email == model::email(&wanted.email).unwrap_or_default(),
        ),
        (
            "name",
            before.display_name == model::name(&wanted.display_name),
        ),
        ("role", before.role_title == model::name(&wanted.role_title)),
        ("language", before.language == wanted.language),
    ];
    pairs
        .iter()
        .filter(|(_, same)| !same)
        .map(|(field, _)| (*field).to_owned())
        .collect()
}

fn load(tx: &mut db::Tx<'_>, actor: &StaffActor, id: StaffId) -> Result<Member, Error> {
    actor.require(Permission::ManageStaff)?;
    Ok(store::member(tx, &actor.scope(), id)?)
}

fn refuse(refusal: Option<Refusal>) -> Result<(), Error> {
    refusal.map_or(Ok(()), |r| Err(Error::refused(r)))
}

fn event(actor: &StaffActor, action: &'static str, id: StaffId) -> Event {
    Event::new(actor.clinic, actor, action, "staff", id.uuid())
}

//! Writing the draft of a group send.

use super::audience::Audience;
use super::content::Content;
use super::read::{draft, may};
use super::store::{self, Saved};
use crate::features::{audit, settings, staff};
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::i18n::LANGUAGES;
use crate::platform::ids::GroupSendId;
use crate::platform::web::{Error, Refusal};

/// Begins a draft; the clinic's preset says whether the patients may answer (M60).
pub fn create(tx: &mut db::Tx<'_>, actor: &StaffActor, env: &Env) -> Result<GroupSendId, Error> {
    may(actor)?;
    let (id, now) = (env.id(), env.now());
    let preset = settings::load(tx, actor.clinic)?.conversation_responses;
    store::insert(tx, actor.clinic, (id, actor.staff), (preset, now))?;
    record(tx, actor, env, "group_send.create", (id, String::new()))?;
    Ok(id)
}

/// Replaces text and criteria of a draft over the version that was shown. What can't be sent yet is kept all the same.
///
/// # Errors
/// What can't be kept; 409 where somebody has saved in between.
pub fn save(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (id, version): (GroupSendId, i64),
    (content, audience): (&Content, &Audience),
) -> Result<(), Error> {
    draft(tx, actor, id)?;
    let mut wrong = content.refusals();
    wrong.extend(
        audience.refusals(|language| LANGUAGES.iter().any(|(known, ..)| *known == language)),
    );
    let own = staff::workgroups_of(tx, &actor.scope(), actor.staff)?;
    if content
        .from
        .is_some_and(|from| own.iter().all(|g| g.id != from))
    {
        wrong.push(Refusal::field("from", "from_not_yours"));
    }
    if let Some(id) = audience.workgroup {
        match staff::workgroup(tx, &actor.scope(), id) {
            Ok(_) => {}
            Err(db::Error::NotFound) => {
                wrong.push(Refusal::field("with_workgroup", "choice_unknown"))
            }
            Err(other) => return Err(other.into()),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::all_refused(wrong));
    }
    let saved = Saved {
        version,
        content,
        fallbacks: serde_json::to_string(&content.fallbacks)
            .map_err(|e| Error::Internal(e.into()))?,
        audience,
        now: env.now(),
    };
    if !store::save(tx, actor.clinic, id, &saved)? {
        return Err(Error::conflict(Refusal::field(
            "version",
            "group_send_changed",
        )));
    }
    let detail = format!(
        "everyone={} version={}",
        audience.everyone.code(),
        version + 1
    );
    record(tx, actor, env, "group_send.save", (id, detail))?;
    Ok(())
}

/// Throws a draft away.
pub fn discard(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: GroupSendId,
) -> Result<(), Error> {
    draft(tx, actor, id)?;
    if store::discard(tx, actor.clinic, id, env.now())? {
        record(tx, actor, env, "group_send.discard", (id, String::new()))?;
    }
    Ok(())
}

/// Puts what a member did with a group send on record.
pub(super) fn record(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    action: &'static str,
    (id, detail): (GroupSendId, String),
) -> Result<(), db::Error> {
    let event = audit::Event::new(actor.clinic, actor, action, "group_send", id.uuid());
    audit::record(tx, env, &event.detail(detail))
}

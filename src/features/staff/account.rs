//! What a member changes about their own account.

use super::model;
use super::sign_in::limit::Attempt;
use super::sign_in::totp::Whose;
use super::store::members;
use super::store::sign_in::{self as store, Account};
use crate::features::audit::{self, Event};
use crate::platform::auth::{MOST_SECONDS, StaffActor, passwords, sessions};
use crate::platform::env::Env;
use crate::platform::ids::SessionId;
use crate::platform::limits::Limit;
use crate::platform::state::State;
use crate::platform::web::Network;
use crate::platform::web::{Error, Refusal};

use super::sign_in::pages::too_many;

/// Whose account it is.
pub(super) fn whose(actor: &StaffActor) -> Whose {
    Whose {
        clinic: actor.clinic,
        staff: actor.staff,
    }
}

/// Asks for the password again before something that a thief of an open browser must not do. Counted like sign-in.
///
/// # Errors
/// Refusals of `current`: wrong, or too many attempts.
pub(super) async fn confirm(
    state: &State,
    actor: &StaffActor,
    network: &Network,
    password: &str,
) -> Result<Account, Error> {
    let (env, now) = (state.env.clone(), state.env.now());
    let (clinic, staff, from) = (actor.clinic, actor.staff, network.clone());
    let (limit, account) = state
        .db
        .within(clinic)
        .write(move |tx| {
            let account = store::account(tx, clinic, staff)?;
            let limit = Attempt::password(&env, &account.email, &from).count(tx, now)?;
            Ok::<_, db::Error>((limit, account))
        })
        .await?;
    if let Limit::Over { wait_ms } = limit {
        return Err(Error::Refused(
            axum::http::StatusCode::TOO_MANY_REQUESTS,
            vec![too_many(wait_ms)],
        ));
    }
    let (env, from, email) = (state.env.clone(), network.clone(), account.email.clone());
    let hash = account.password_hash.clone();
    if passwords::verify(&state.metrics, password, hash).await? {
        state
            .db
            .within(clinic)
            .write(move |tx| Attempt::password(&env, &email, &from).was_right(tx, now))
            .await?;
        return Ok(account);
    }
    let by = actor.clone();
    state
        .db
        .within(clinic)
        .write(move |tx| audit::record(tx, &env, &event(&by, "account.denied").detail("password")))
        .await?;
    Err(Error::refused(Refusal::field("current", "password_wrong")))
}

/// Sets a new password: every session ends, and the browser that did it goes on under a new one.
pub(super) fn set_password(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    hash: &str,
) -> Result<String, Error> {
    store::set_password(tx, actor.clinic, actor.staff, hash)?;
    store::drop_link(tx, actor.clinic, actor.staff)?;
    audit::record(tx, env, &event(actor, "account.set_password"))?;
    sessions::end_all_of_staff(tx, actor.clinic, actor.staff)?;
    let owner = sessions::Owner::Staff {
        staff: actor.staff,
        second_factor: true,
    };
    Ok(sessions::begin(
        tx,
        env,
        actor.clinic,
        owner,
        sessions::STAFF,
    )?)
}

/// Changes language, whether patients may be answered under the member's own name (M17), and the seconds for an undo (M25).
pub(super) fn change(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (language, accepts_direct_messages, undo_seconds): (&str, bool, i64),
) -> Result<(), Error> {
    if !model::is_language(language) {
        return Err(Error::refused(Refusal::field(
            "language",
            "language_unknown",
        )));
    }
    if !(0..=MOST_SECONDS).contains(&undo_seconds) {
        let refusal = Refusal::field("undo_seconds", "undo_seconds_range");
        return Err(Error::refused(refusal.with("max", MOST_SECONDS)));
    }
    members::update_own(
        tx,
        actor.clinic,
        actor.staff,
        (language, accepts_direct_messages, undo_seconds),
    )?;
    audit::record(
        tx,
        env,
        &event(actor, "account.change").detail(format!(
            "language: {language}; direct messages: {accepts_direct_messages}; undo: {undo_seconds} s"
        )),
    )?;
    Ok(())
}

/// Ends one session of the member's own; others' are not found.
pub(super) fn end_session(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    session: SessionId,
) -> Result<(), Error> {
    let own = store::sessions(tx, actor.clinic, actor.staff, env.now())?;
    if !own.iter().any(|s| s.id == session) {
        return Err(Error::NotFound);
    }
    sessions::end(tx, actor.clinic, session)?;
    audit::record(tx, env, &event(actor, "account.end_session"))?;
    Ok(())
}

/// Ends every session of the member.
pub(super) fn sign_out_everywhere(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
) -> Result<(), Error> {
    sessions::end_all_of_staff(tx, actor.clinic, actor.staff)?;
    audit::record(tx, env, &event(actor, "account.sign_out_everywhere"))?;
    Ok(())
}

fn event(actor: &StaffActor, action: &'static str) -> Event {
    Event::new(actor.clinic, actor, action, "staff", actor.staff.uuid())
}

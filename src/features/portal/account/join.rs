//! Somebody who was invited and has an account already: the patient comes to that account (M5, M9).
//!
//! They have proven by the invitation's link, a passcode and a date of birth that the invitation is theirs, and prove by a
//! password that the account is. An address that is the same on both proves nothing and is not even looked at.

use axum::http::StatusCode;

use super::enter::{Coming, Entered, begin, refused};
use super::model::{Attempts, minutes};
use super::store::{self, Account};
use crate::features::audit::{self, Event};
use crate::features::patients::{self, Editor, Link, LinkState, NewLink};
use crate::platform::auth::{PortalActor, passwords};
use crate::platform::env::Env;
use crate::platform::ids::PortalUserId;
use crate::platform::limits::Limit;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Network, Refusal};

/// The link by which somebody is invited who has not come yet; none for everybody else.
pub(super) fn invited(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    now: Timestamp,
) -> Result<Option<Link>, db::Error> {
    let editor = Editor::system(actor.clinic);
    let links = patients::links(tx, &editor.scope(), actor.patient)?;
    Ok(links.into_iter().find(|l| {
        l.portal_user_id == actor.portal_user
            && l.self_patient_id.is_none()
            && l.state == LinkState::Invited
            && l.holds(now)
    }))
}

/// Brings the patient of an invitation to the account with this login and password, and signs in to it.
///
/// # Errors
/// 422 with one sentence for whatever does not fit; 429 after too many tries; not found where nobody is invited.
pub(super) async fn join(
    state: &State,
    actor: &PortalActor,
    (login, password): (&str, &str),
    (network, coming): (&Network, Coming),
) -> Result<Entered, Error> {
    let (now, login) = (state.env.now(), login.to_owned());
    let attempts = std::sync::Arc::new(Attempts::password(&state.env, &login, network));
    let (counting, who) = (attempts.clone(), actor.clone());
    let (limit, accounts) = state
        .db
        .within(actor.clinic)
        .write(move |tx| {
            invited(tx, &who, now)?.ok_or(Error::NotFound)?;
            let mut accounts = store::by_login(tx, &login)?;
            accounts.retain(|a| a.clinic_id == who.clinic && a.portal_user_id != who.portal_user);
            Ok::<_, Error>((counting.count(tx, now)?, accounts))
        })
        .await?;
    if let Limit::Over { wait_ms } = limit {
        refused(state, accounts, "too_many").await?;
        let refusal = Refusal::new("sign_in_too_many").with("minutes", minutes(wait_ms));
        return Err(Error::Refused(StatusCode::TOO_MANY_REQUESTS, vec![refusal]));
    }
    let mut right: Vec<Account> = Vec::new();
    if accounts.is_empty() {
        passwords::verify(&state.metrics, password, None).await?;
    }
    for account in &accounts {
        if passwords::verify(&state.metrics, password, account.password_hash.clone()).await? {
            right.push(account.clone());
        }
    }
    let wrong = || Error::refused(Refusal::field("join_password", "account_sign_in_failed"));
    // One password for two accounts of one login: which is meant, nobody knows.
    let [account] = right.as_slice() else {
        refused(state, accounts, "join").await?;
        return Err(wrong());
    };
    let (env, who, account) = (state.env.clone(), actor.clone(), account.clone());
    state
        .db
        .within(actor.clinic)
        .write(move |tx| {
            // Read again: the password may have been changed while it was checked.
            let same = store::account(tx, who.clinic, account.portal_user_id)?
                .is_some_and(|a| a.password_hash == account.password_hash);
            if !same {
                return Err(Error::NotFound);
            }
            attempts.was_right(tx, now)?;
            bring(tx, &env, &who, account.portal_user_id)?;
            let whose = (who.clinic, account.portal_user_id);
            begin(tx, &env, whose, &coming, "join")?.ok_or(Error::NotFound)
        })
        .await
}

/// The invited link ends, and the account's person is linked in its place.
fn bring(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    person: PortalUserId,
) -> Result<(), Error> {
    let editor = Editor::system(actor.clinic);
    let old = invited(tx, actor, env.now())?.ok_or(Error::NotFound)?;
    patients::revoke_link(tx, &editor, env, old.id)?;
    let new = NewLink {
        state: LinkState::Connected,
        ends_at: old.ends_at,
        ..NewLink::new(person, actor.patient, old.relationship)
    };
    let link = patients::link_portal_user(tx, &editor, env, &new).map_err(in_form)?;
    if old.hidden_from_others {
        patients::hide_from_others(tx, &editor, env, (link, true))?;
    }
    let event = Event::new(
        actor.clinic,
        actor,
        "portal.join",
        "portal_link",
        link.uuid(),
    );
    audit::record(tx, env, &event.patient(actor.patient))?;
    Ok(())
}

/// What is in the way of the link, at the field of this form.
fn in_form(error: Error) -> Error {
    let Error::Refused(status, mut refusals) = error else {
        return error;
    };
    for refusal in &mut refusals {
        refusal.field = Some("join_login");
    }
    Error::Refused(status, refusals)
}

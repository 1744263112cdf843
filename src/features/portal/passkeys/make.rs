//! Making a passkey: with a new account in place of a password, or beside what an account has.

use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CreationChallengeResponse, Passkey, PasskeyRegistration, RegisterPublicKeyCredential, Webauthn,
};

use super::ceremony::{self, refused};
use super::store::{self, Row};
use crate::features::audit::{self, Event};
use crate::features::portal::account::{self, told_of_passkey};
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::PasskeyId;
use crate::platform::web::{Error, Refusal};

/// Most passkeys of one account.
const MOST: usize = 10;

/// A challenge for a new passkey of the person, as the page's script takes it.
pub(super) fn options(
    tx: &mut db::Tx<'_>,
    env: &Env,
    webauthn: &Webauthn,
    actor: &PortalActor,
    (name, clinic): (&str, &str),
) -> Result<Value, Error> {
    let known = store::passkeys_of(tx, actor.clinic, actor.portal_user)?;
    if known.len() >= MOST {
        return Err(Error::refused(
            Refusal::new("passkeys_many").with("max", MOST),
        ));
    }
    let keys: Vec<Passkey> = known
        .iter()
        .map(|row| ceremony::read(&row.credential))
        .collect::<Result<_, _>>()?;
    let exclude = keys.iter().map(|key| key.cred_id().clone()).collect();
    let label = format!("{name} ({clinic})");
    let (challenge, state): (CreationChallengeResponse, PasskeyRegistration) = webauthn
        .start_passkey_registration(actor.portal_user.uuid(), &label, &label, Some(exclude))
        .map_err(|e| Error::Internal(anyhow::anyhow!("passkeys: {e}")))?;
    let token = ceremony::keep(tx, env, &bound_to(actor), &ceremony::write(&state)?)?;
    let mut challenge = serde_json::to_value(challenge).map_err(|e| Error::Internal(e.into()))?;
    // Signing in without typing anything takes a key that the device finds by itself.
    if let Some(selection) = challenge["publicKey"]["authenticatorSelection"].as_object_mut() {
        selection.insert("residentKey".to_owned(), json!("required"));
        selection.insert("requireResidentKey".to_owned(), json!(true));
    }
    Ok(json!({ "token": token, "publicKey": challenge["publicKey"] }))
}

fn bound_to(actor: &PortalActor) -> String {
    format!("{}:{}", actor.clinic, actor.portal_user)
}

/// What a browser made, checked against the challenge that the person was given.
///
/// # Errors
/// 422 where it does not answer that challenge.
pub(super) fn made(
    tx: &mut db::Tx<'_>,
    env: &Env,
    webauthn: &Webauthn,
    actor: &PortalActor,
    (token, credential): (&str, &RegisterPublicKeyCredential),
) -> Result<Option<Passkey>, Error> {
    let state: Option<PasskeyRegistration> = ceremony::take(tx, env, token, &bound_to(actor))?;
    Ok(state.and_then(|state| {
        webauthn
            .finish_passkey_registration(credential, &state)
            .ok()
    }))
}

/// Adds a checked passkey to the person's account.
pub(super) fn add(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    passkey: &Passkey,
) -> Result<(), Error> {
    if account::store::account(tx, actor.clinic, actor.portal_user)?.is_none() {
        return Err(Error::NotFound);
    }
    let row = Row {
        clinic_id: actor.clinic,
        id: env.id::<PasskeyId>(),
        portal_user_id: actor.portal_user,
        credential: ceremony::write(passkey)?,
        created_at: env.now(),
        used_at: None,
    };
    if !store::insert(tx, &row, passkey.cred_id().as_ref())? {
        return Err(Error::refused(refused()));
    }
    let person = actor.portal_user.uuid();
    let event = Event::new(
        actor.clinic,
        actor,
        "portal.passkey_add",
        "portal_user",
        person,
    );
    Ok(audit::record(tx, env, &event.patient(actor.patient))?)
}

/// Adds a passkey to an account that there is, and tells its person by every address.
pub(super) fn add_and_tell(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    passkey: &Passkey,
) -> Result<(), Error> {
    add(tx, env, actor, passkey)?;
    Ok(told_of_passkey(tx, env, (actor.clinic, actor.portal_user))?)
}

/// Removes a passkey; never the last way into an account.
pub(super) fn remove(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    id: PasskeyId,
) -> Result<(), Error> {
    let (clinic, person) = (actor.clinic, actor.portal_user);
    let has_password = account::store::account(tx, clinic, person)?
        .is_some_and(|account| account.password_hash.is_some());
    if !has_password && store::passkeys_of(tx, clinic, person)?.len() <= 1 {
        return Err(Error::refused(Refusal::new("passkey_last")));
    }
    if store::remove(tx, clinic, person, id)? == 0 {
        return Err(Error::NotFound);
    }
    let event = Event::new(
        clinic,
        actor,
        "portal.passkey_remove",
        "portal_user",
        person.uuid(),
    );
    Ok(audit::record(tx, env, &event.patient(actor.patient))?)
}

//! Signing in with a passkey: the key says whose account it is.

use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PublicKeyCredential, Webauthn,
};

use super::{ceremony, store};
use crate::features::audit::{self, By, Event};
use crate::features::portal::account::{Coming, Entered, begin};
use crate::platform::env::Env;
use crate::platform::web::Error;

/// A challenge for whoever has a passkey, as the page's script takes it.
pub(super) fn options(tx: &mut db::Tx<'_>, env: &Env, webauthn: &Webauthn) -> Result<Value, Error> {
    let (challenge, state) = webauthn
        .start_discoverable_authentication()
        .map_err(|e| Error::Internal(anyhow::anyhow!("passkeys: {e}")))?;
    let token = ceremony::keep(tx, env, "", &ceremony::write(&state)?)?;
    let challenge = serde_json::to_value(challenge).map_err(|e| Error::Internal(e.into()))?;
    Ok(json!({ "token": token, "publicKey": challenge["publicKey"] }))
}

/// Checks what the browser signed, and signs in; none where it is not good, whatever the reason.
pub(super) fn enter(
    tx: &mut db::Tx<'_>,
    env: &Env,
    webauthn: &Webauthn,
    (token, credential): (&str, &PublicKeyCredential),
    coming: &Coming,
) -> Result<Option<Entered>, Error> {
    let state: Option<DiscoverableAuthentication> = ceremony::take(tx, env, token, "")?;
    let Some(state) = state else { return Ok(None) };
    let Ok((person, credential_id)) = webauthn.identify_discoverable_authentication(credential)
    else {
        return Ok(None);
    };
    let Some(row) = store::by_credential(tx, credential_id)? else {
        return Ok(None);
    };
    let mut passkey: Passkey = ceremony::read(&row.credential)?;
    let key = DiscoverableKey::from(&passkey);
    let checked = webauthn.finish_discoverable_authentication_v2(credential, state, &key);
    let of = (row.clinic_id, row.portal_user_id);
    match checked {
        Ok(result) if person == of.1.uuid() => {
            passkey.update_credential(&result);
            store::used(tx, &row, &ceremony::write(&passkey)?, env.now())?;
            Ok(begin(tx, env, of, coming, "passkey")?)
        }
        _ => {
            let event = Event::new(
                of.0,
                By::Anonymous,
                "portal.sign_in_denied",
                "portal_user",
                of.1.uuid(),
            );
            audit::record(tx, env, &event.detail("passkey"))?;
            Ok(None)
        }
    }
}

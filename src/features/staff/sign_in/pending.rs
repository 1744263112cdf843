//! Somebody who has given the password and not the second factor yet.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::totp::Whose;
use crate::features::staff::store::sign_in as store;
use crate::platform::auth::cookies::Cookie;
use crate::platform::auth::sessions;
use crate::platform::ids::SessionId;
use crate::platform::state::State;
use crate::platform::web::{Area, Error};

/// A request between password and second factor.
#[derive(Debug, Clone)]
pub(in crate::features::staff) struct Pending {
    /// Whose sign-in it is.
    pub whose: Whose,
    /// The session that ends when the second factor is given.
    pub session: SessionId,
    /// The member's email address, for the authenticator app.
    pub email: String,
    /// The member's language.
    pub language: String,
    /// The clinic's name.
    pub clinic_name: String,
    /// Whether the member has a second factor, or has to set one up.
    pub has_factor: bool,
}

impl FromRequestParts<State> for Pending {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        let signed_out = || Error::SignIn(Area::Staff);
        let secret = Cookie::Staff
            .read(&state.env.config, &parts.headers)
            .ok_or_else(signed_out)?;
        let (hash, now) = (sessions::token_hash(&state.env, &secret), state.env.now());
        let found = state
            .db
            .across()
            .read(move |tx| {
                let Some(session) = store::session(tx, &hash)? else {
                    return Ok::<_, db::Error>(None);
                };
                let account = store::account(tx, session.clinic_id, session.staff_id)?;
                Ok(Some((session, account)))
            })
            .await?;
        let (session, account) = found.ok_or_else(signed_out)?;
        if session.second_factor || now >= session.expires_at {
            return Err(signed_out());
        }
        Ok(Pending {
            whose: Whose {
                clinic: session.clinic_id,
                staff: session.staff_id,
            },
            session: session.session_id,
            email: account.email,
            language: account.language,
            clinic_name: account.clinic_name,
            has_factor: account.totp_secret.is_some(),
        })
    }
}

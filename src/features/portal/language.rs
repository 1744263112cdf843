//! Choosing the language: the person's own when signed in, this browser's before that.

use axum::extract::State as AxumState;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::store;
use crate::features::audit;
use crate::platform::auth::PortalVisit;
use crate::platform::auth::Who::Anyone;
use crate::platform::auth::cookies::Cookie;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Refusal, Routes};

/// A language chosen before signing in stays for a year; signing in makes it the person's own.
const YEAR_S: i64 = 365 * 24 * 60 * 60;

#[derive(Deserialize)]
struct LanguageForm {
    language: String,
    #[serde(default)]
    back: String,
}

/// `POST /language`.
pub(super) fn routes() -> Routes {
    Routes::new().post("/language", Anyone, choose)
}

async fn choose(
    visit: Result<PortalVisit, Error>,
    AxumState(state): AxumState<State>,
    Form(form): Form<LanguageForm>,
) -> Result<Response, Error> {
    let language = state.catalog.language_for(&form.language);
    if language != form.language {
        return Err(Error::refused(Refusal::field(
            "language",
            "language_unknown",
        )));
    }
    let back = Redirect::to(own_path(&form.back)).into_response();
    if let Ok(visit) = visit {
        let (actor, env) = (visit.actor, state.env.clone());
        state
            .db
            .write(move |tx| {
                store::set_language(tx, actor.clinic, actor.portal_user, language, env.now())?;
                let event = audit::Event::new(
                    actor.clinic,
                    &actor,
                    "portal.language",
                    "portal_user",
                    actor.portal_user.uuid(),
                );
                audit::record(tx, &env, &event.patient(actor.patient).detail(language))
            })
            .await?;
        return Ok(back);
    }
    let cookie = Cookie::Language.set(&state.env.config, language, Some(YEAR_S));
    let headers = AppendHeaders([(header::SET_COOKIE, cookie)]);
    Ok((headers, back).into_response())
}

/// A path of ours to go back to; never another site.
fn own_path(back: &str) -> &str {
    let plain = back
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '\\' | '"' | '<' | '>'));
    if plain && back.starts_with('/') && !back.starts_with("//") {
        back
    } else {
        "/"
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn one_never_lands_elsewhere() {
        assert_eq!(own_path("/messages?older=1"), "/messages?older=1");
        for back in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/a\r\nset-cookie: x",
            "",
        ] {
            assert_eq!(own_path(back), "/", "{back}");
        }
    }
}

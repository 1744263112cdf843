//! Answering. A refused answer keeps its text, and so does one that comes after the session has ended.

use axum::extract::{Request, State as AxumState};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::thread::{self, Shown};
use super::{FORM_BYTES, kept_at_sign_in};
use crate::features::attachments::{self, FormWithFiles, Uploader};
use crate::features::conversations::reply_from_portal::{PortalReply, reply_from_portal};
use crate::features::conversations::{drop_portal_draft, keep_portal_draft, of_another};
use crate::platform::auth::{PortalActor, PortalVisit};
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, FileId};
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::web::idempotency;
use crate::platform::web::{Error, Id, Refusal};

#[derive(Deserialize)]
pub(super) struct ReplyForm {
    #[serde(default)]
    body: String,
    /// The newest message of the page that the answer was written on.
    #[serde(default)]
    after: String,
    /// Files that have been taken: those of this form, and those of a form that was refused before.
    #[serde(default)]
    attachment_ids: Vec<FileId>,
}

/// `POST /messages/{id}/reply`.
pub(super) async fn send(
    visit: Result<PortalVisit, Error>,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
    request: Request,
) -> Result<Response, Error> {
    let visit = match visit {
        Ok(visit) => visit,
        Err(Error::SignIn(_)) => {
            return Ok(kept_at_sign_in(request, &format!("/messages/{id}")).await);
        }
        Err(other) => return Err(other),
    };
    let uploader = Uploader::from(&visit.actor);
    let FormWithFiles { form, refusals } =
        attachments::read_form::<ReplyForm>(&state, uploader, &visit.tr, request, FORM_BYTES)
            .await?;
    let sent = if refusals.is_empty() {
        deliver(&state, &visit.actor, id, &form).await
    } else {
        Err(Error::all_refused(refusals))
    };
    match sent {
        Ok(()) => {
            let to = format!("/messages/{id}?sent=1#sent");
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::NotFound) => keep_of_another(&visit, id, form.body).await,
        Err(Error::Refused(status, refusals)) => {
            let shown = Shown {
                typed: Some(form.body),
                files: form.attachment_ids,
                refusals,
                ..Shown::default()
            };
            thread::page(&state, &visit, id, shown, status).await
        }
        Err(other) => Err(other),
    }
}

/// Keeps an answer to a conversation about another patient, for whom the page was opened, and asks whom to go on for.
async fn keep_of_another(
    visit: &PortalVisit,
    id: ConversationId,
    body: String,
) -> Result<Response, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    visit
        .db
        .write(move |tx| {
            let scope = of_another::scope_of(tx, &actor, id, now)?.ok_or(Error::NotFound)?;
            keep_portal_draft(tx, &scope, id, &body, now)?;
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Redirect::to(&format!("/people?next=/messages/{id}&kept=1")).into_response())
}

async fn deliver(
    state: &State,
    actor: &PortalActor,
    id: ConversationId,
    form: &ReplyForm,
) -> Result<(), Error> {
    let max = state.env.config.messages.max_body_bytes;
    if form.body.len() > max {
        let refusal =
            Refusal::field("body", "body_over_ceiling").with("max_mb", max / (1024 * 1024));
        return Err(Error::Refused(StatusCode::PAYLOAD_TOO_LARGE, vec![refusal]));
    }
    let reply = PortalReply {
        conversation: id,
        body: RichText::from_plain(&form.body),
        files: form.attachment_ids.clone(),
    };
    let once = once(id, form);
    let (actor, env) = (actor.clone(), state.env.clone());
    state
        .db
        .within(actor.clinic)
        .write(move |tx| {
            if !first(tx, &env, &actor, &once)? {
                return Ok(());
            }
            reply_from_portal(tx, &actor, &env, &reply)?;
            drop_portal_draft(tx, &actor.scope(), id)?;
            Ok(())
        })
        .await
}

/// The same words from the same state of the page are one answer, however often they are sent.
fn once(id: ConversationId, form: &ReplyForm) -> Vec<u8> {
    Sha256::new()
        .chain_update(id.uuid().as_bytes())
        .chain_update(form.after.as_bytes())
        .chain_update([0])
        .chain_update(form.body.as_bytes())
        .finalize()
        .to_vec()
}

/// Whether this answer has not been taken before; it has from now on, if the transaction commits.
fn first(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    once: &[u8],
) -> Result<bool, db::Error> {
    let key = format!("portal-reply:{}", hex::encode(once));
    idempotency::first(
        tx,
        env,
        actor.clinic,
        actor.portal_user.uuid(),
        (&key, once),
    )
}

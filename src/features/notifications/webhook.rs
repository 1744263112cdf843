//! What the texts provider tells (M50): reports on texts that it took, and words such as STOP that people text back.
//!
//! Whatever is signed is answered alike, whether it changes something or not; what is not signed is refused. Each is counted
//! under what became of it.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, State as AxumState};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{reports, stop};
use crate::platform::auth::Who;
use crate::platform::ids::{ClinicId, DeliveryId};
use crate::platform::state::State;
use crate::platform::texts::hook::{self, Fields};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Query, Refusal, Routes};

/// Largest body, in bytes: a few texts' worth.
const LARGEST: usize = 64 * 1024;

/// What was posted, where it can be read.
type Posted = Result<Form<Fields>, FormRejection>;

/// The routes of the provider.
pub fn routes() -> Routes {
    Routes::new()
        .post("/webhooks/texts", Who::Anyone, heard)
        .post("/webhooks/texts/report", Who::Anyone, report)
        .limit(DefaultBodyLimit::max(LARGEST))
}

/// The address that a report comes to, as [`reports::address`] gave it out.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
struct Place {
    clinic: Option<ClinicId>,
    delivery: Option<DeliveryId>,
    at: Option<i64>,
}

/// `POST /webhooks/texts/report`: what became of a text.
async fn report(
    AxumState(state): AxumState<State>,
    uri: Uri,
    Query(place): Query<Place>,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response, Error> {
    let fields = signed(&state, &uri, &headers, form)?;
    let became = match (place.clinic, place.delivery, place.at) {
        (Some(clinic), Some(delivery), Some(at)) => {
            let about = reports::About {
                clinic,
                delivery,
                asked_at: Timestamp(at),
            };
            reports::hear(&state, about, &fields).await?
        }
        _ => "report_unknown",
    };
    state.metrics.notification("text", became);
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /webhooks/texts`: somebody texted the clinic's number. Only STOP, START and their like mean something here; the
/// answer says nothing, since the provider confirms them itself.
async fn heard(
    AxumState(state): AxumState<State>,
    uri: Uri,
    headers: HeaderMap,
    form: Posted,
) -> Result<Response, Error> {
    let fields = signed(&state, &uri, &headers, form)?;
    let became = stop::hear(&state, &fields).await?;
    state.metrics.notification("text", became);
    let kind = (header::CONTENT_TYPE, "text/xml; charset=utf-8");
    Ok((
        [kind],
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>",
    )
        .into_response())
}

/// The fields of a request that the provider has signed.
fn signed(state: &State, uri: &Uri, headers: &HeaderMap, form: Posted) -> Result<Fields, Error> {
    let config = &state.env.config;
    let secret = match config.texts.webhook_secret.as_str() {
        "" => config.texts.auth_token.as_str(),
        secret => secret,
    };
    if secret.is_empty() {
        return Err(Error::NotFound);
    }
    let fields = form.ok().map(|Form(fields)| fields);
    let signature = headers.get(hook::SIGNATURE).and_then(|h| h.to_str().ok());
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    let url = format!("{}{path}", config.server.public_url);
    match (fields, signature) {
        (Some(fields), Some(signature)) if hook::is_signed(signature, &url, &fields, secret) => {
            Ok(fields)
        }
        _ => {
            state.metrics.notification("text", "report_forged");
            tracing::warn!("a report that the texts provider has not signed was refused");
            let refusal = Refusal::new("webhook_not_signed");
            Err(Error::Refused(StatusCode::FORBIDDEN, vec![refusal]))
        }
    }
}

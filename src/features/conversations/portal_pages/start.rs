//! **New message**: a conversation that the person begins (M10). A refused one keeps everything typed, and so does one that
//! comes after the session has ended.

use askama::Template;
use axum::extract::{Request, State as AxumState};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::thread::{telephone, waiting_uploads};
use super::{FORM_BYTES, kept_at_sign_in};
use crate::features::attachments::{self, FormWithFiles, Upload, Uploader};
use crate::features::conversations::start::{NewStart, open_to, start};
use crate::features::conversations::store::first_draft::{self, FirstDraft, Words};
use crate::features::conversations::typing::Typing;
use crate::features::staff::OpenWorkgroup;
use crate::features::{audit, patients};
use crate::platform::auth::{PortalActor, PortalVisit, Scope};
use crate::platform::env::Env;
use crate::platform::ids::{FileId, PatientId, WorkgroupId};
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, PortalPage, Refusal, html};

#[derive(Deserialize, Default)]
pub(super) struct StartForm {
    /// Names the page that it was written on.
    #[serde(default)]
    page: String,
    #[serde(default)]
    workgroup: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    /// Files that have been taken: those of this form, and those of a form that was refused before.
    #[serde(default)]
    attachment_ids: Vec<FileId>,
}

impl StartForm {
    fn words(&self) -> Words<'_> {
        Words {
            workgroup: self.workgroup.parse().ok(),
            subject: &self.subject,
            body: &self.body,
        }
    }
}

impl From<FirstDraft> for StartForm {
    fn from(draft: FirstDraft) -> StartForm {
        StartForm {
            workgroup: draft
                .workgroup_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
            subject: draft.subject,
            body: draft.body,
            ..StartForm::default()
        }
    }
}

#[derive(Template)]
#[template(path = "features/conversations/pages/portal_start.html")]
struct StartPage {
    page: PortalPage,
    patient: PatientId,
    patient_name: String,
    emergency_notice: String,
    /// Where it can go, the default one first; none where the person may not start a conversation.
    open: Vec<OpenWorkgroup>,
    /// As typed.
    form: StartForm,
    chosen: Option<WorkgroupId>,
    version: i64,
    /// When the draft was saved, where the form holds one.
    saved_at: Option<Timestamp>,
    /// Files that wait with the refused message.
    kept: Vec<Upload>,
    /// Largest file, in bytes.
    max_upload: i64,
}

impl StartPage {
    fn telephone(&self) -> String {
        telephone(&self.page.phone)
    }

    /// Within how many working days a workgroup answers, in words; none where it isn't said (M72).
    fn answers(&self, group: &OpenWorkgroup) -> Option<String> {
        let days = group.answer_days?;
        Some(self.page.tr.t1("portal-start-answers", "days", days))
    }
}

/// `GET /messages/new`, with what was typed before.
pub(super) async fn show(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    page(&state, &visit, None, Ok(())).await
}

/// What the page is made of.
struct Loaded {
    /// Where it can go, or why it can't.
    open: Result<Vec<OpenWorkgroup>, Vec<Refusal>>,
    draft: Option<FirstDraft>,
    kept: Vec<Upload>,
}

/// Reads it, which is on record.
fn load(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    files: &[FileId],
) -> Result<Loaded, Error> {
    let open = match open_to(tx, actor) {
        Ok(open) => Ok(open),
        Err(Error::Refused(_, why)) => Err(why),
        Err(other) => return Err(other),
    };
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "conversation.start_page",
        "patient",
        actor.patient.uuid(),
    );
    audit::record(tx, env, &event.patient(actor.patient))?;
    Ok(Loaded {
        open,
        draft: first_draft::load(tx, &actor.scope())?,
        kept: waiting_uploads(tx, &Uploader::from(actor), files)?,
    })
}

/// The page with the form as typed, or with the draft; `outcome` says what is in the way.
async fn page(
    state: &State,
    visit: &PortalVisit,
    typed: Option<StartForm>,
    outcome: Result<(), (StatusCode, Vec<Refusal>)>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let files = typed
        .as_ref()
        .map(|form| form.attachment_ids.clone())
        .unwrap_or_default();
    let loaded = visit
        .db
        .write(move |tx| load(tx, &env, &actor, &files))
        .await?;
    let draft = loaded.draft.filter(|_| typed.is_none());
    let (version, saved_at) = draft
        .as_ref()
        .map_or((0, None), |d| (d.version, Some(d.updated_at)));
    let mut form = typed.or(draft.map(StartForm::from)).unwrap_or_default();
    if form.page.is_empty() {
        form.page = state.env.id::<Uuid>().to_string();
    }
    let (open, closed) = match loaded.open {
        Ok(open) => (open, Vec::new()),
        Err(why) => (Vec::new(), why),
    };
    let (status, refusals) = outcome.err().unwrap_or((StatusCode::OK, closed));
    let page = StartPage {
        page: PortalPage {
            refusals,
            ..PortalPage::new(visit, "/messages/new")
        },
        patient: visit.actor.patient,
        patient_name: visit.patient_name.clone(),
        emergency_notice: visit.emergency_notice.clone(),
        chosen: form.workgroup.parse().ok(),
        open,
        form,
        version,
        saved_at,
        kept: loaded.kept,
        max_upload: i64::try_from(state.env.config.uploads.max_bytes).unwrap_or(i64::MAX),
    };
    html(status, &page)
}

/// `POST /messages/new/{patient}`: sends it, about the patient for whom the page was opened.
pub(super) async fn send(
    visit: Result<PortalVisit, Error>,
    AxumState(state): AxumState<State>,
    Id(patient): Id<PatientId>,
    request: Request,
) -> Result<Response, Error> {
    let visit = match visit {
        Ok(visit) => visit,
        Err(Error::SignIn(_)) => {
            return Ok(kept_at_sign_in(request, &Typing::Start(patient).path()).await);
        }
        Err(other) => return Err(other),
    };
    let uploader = Uploader::from(&visit.actor);
    let FormWithFiles { form, refusals } =
        attachments::read_form::<StartForm>(&state, uploader, &visit.tr, request, FORM_BYTES)
            .await?;
    if patient != visit.actor.patient {
        return of_another(&state, &visit, patient, &form).await;
    }
    let sent = if refusals.is_empty() {
        deliver(&state, &visit.actor, &form).await
    } else {
        Err(Error::all_refused(refusals))
    };
    match sent {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(Error::Refused(status, refusals)) => {
            page(&state, &visit, Some(form), Err((status, refusals))).await
        }
        Err(other) => Err(other),
    }
}

/// Sends it; the page of the conversation that it begins.
async fn deliver(state: &State, actor: &PortalActor, form: &StartForm) -> Result<String, Error> {
    let within = within_ceiling(state, form);
    within.map_err(|why| Error::Refused(StatusCode::PAYLOAD_TOO_LARGE, vec![why]))?;
    let new = NewStart {
        page: form.page.clone(),
        workgroup: form.workgroup.parse().ok(),
        subject: form.subject.clone(),
        body: RichText::from_plain(&form.body),
        files: form.attachment_ids.clone(),
    };
    let (actor, env) = (actor.clone(), state.env.clone());
    let sent = state
        .db
        .within(actor.clinic)
        .write(move |tx| start(tx, &actor, &env, &new))
        .await?;
    Ok(format!("/messages/{}?sent=first#sent", sent.conversation))
}

fn within_ceiling(state: &State, form: &StartForm) -> Result<(), Refusal> {
    let max = state.env.config.messages.max_body_bytes;
    if form.body.len() > max {
        return Err(Refusal::field("body", "body_over_ceiling").with("max_mb", max / (1024 * 1024)));
    }
    Ok(())
}

/// A page that was opened for one patient and sent when the person had gone on for another one: nothing is sent, since it
/// would stand in the wrong chart, and what was typed waits where it belongs.
async fn of_another(
    state: &State,
    visit: &PortalVisit,
    patient: PatientId,
    form: &StartForm,
) -> Result<Response, Error> {
    keep(visit, patient, form).await?;
    let refusal = Refusal::new("start_for_another").with("name", &visit.patient_name);
    let outcome = Err((StatusCode::CONFLICT, vec![refusal]));
    page(state, visit, None, outcome).await
}

/// Keeps what is typed about a patient whom the person cares for; its version.
async fn keep(visit: &PortalVisit, patient: PatientId, form: &StartForm) -> Result<i64, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let (workgroup, subject, body) = (
        form.words().workgroup,
        form.subject.clone(),
        form.body.clone(),
    );
    visit
        .db
        .write(move |tx| {
            if !patients::may_go_on_for(tx, &actor, patient, now)? {
                return Err(Error::NotFound);
            }
            let scope = Scope {
                clinic: actor.clinic,
                portal: Some((actor.portal_user, patient)),
            };
            let words = Words {
                workgroup,
                subject: &subject,
                body: &body,
            };
            Ok(first_draft::keep(tx, &scope, &words, now)?)
        })
        .await
}

/// `POST /messages/new/{patient}/draft`: the version and the time of what was saved, as the autosave island wants them.
pub(super) async fn save(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
    Id(patient): Id<PatientId>,
    Form(form): Form<StartForm>,
) -> Result<Response, Error> {
    within_ceiling(&state, &form)
        .map_err(|why| Error::Refused(StatusCode::PAYLOAD_TOO_LARGE, vec![why]))?;
    let version = keep(&visit, patient, &form).await?;
    Ok(axum::Json(json!({ "version": version, "saved_at": visit.now.0 })).into_response())
}

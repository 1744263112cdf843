//! **Message patient** where the patient can't be messaged yet (M2), and the alert for those who can't change it (M3).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::super::card::Card;
use super::super::demographics::OWN_ACCESS_AGE;
use super::super::editor::Editor;
use super::super::model::{self, Patient, Preference, Recipient, Relationship};
use super::super::reach::{Reach, Reader, make_reachable};
use super::super::shared_address;
use super::super::store;
use crate::features::audit::{self, Event};
use crate::features::settings;
use crate::features::staff;
use crate::platform::auth::{Permission, StaffVisit};
use crate::platform::ids::{DraftId, PatientId};
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html};

/// Reasons that lie with the clinic's portal, not with the patient.
const OF_THE_PORTAL: [&str; 3] = [
    "portal_not_enabled",
    "portal_switched_off",
    "registration_required",
];

/// What the page sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct MessageForm {
    version: Option<i64>,
    draft: Option<DraftId>,
    access: bool,
    /// `patient` or `caregiver`, where nobody reads for the patient yet.
    reader: String,
    given_name: String,
    family_name: String,
    relationship: String,
    email: String,
    mobile: String,
    preferred_channel: String,
}

/// A draft to go on with afterwards.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wish {
    draft: Option<DraftId>,
}

/// What is known when the page is drawn.
struct Known {
    patient: Patient,
    card: Card,
    recipients: Vec<Recipient>,
    reasons: Vec<Refusal>,
    /// Who can put it right, by name.
    who: Vec<String>,
    /// Guardians at whose address a teen's own messages would arrive.
    shared: String,
}

impl Known {
    /// Whether only the clinic's settings can help.
    fn of_the_portal(&self) -> bool {
        self.reasons.iter().any(|r| OF_THE_PORTAL.contains(&r.code))
    }

    /// Where Save leads.
    fn compose(&self, draft: Option<DraftId>) -> String {
        match draft {
            Some(draft) => format!("/staff/compose?draft={draft}"),
            None => format!("/staff/compose?patient={}", self.patient.id),
        }
    }

    fn form(&self, draft: Option<DraftId>) -> MessageForm {
        let reader = self.recipients.first();
        let child = self.card.age.is_some_and(|age| age < OWN_ACCESS_AGE);
        let (email, mobile, channel) = match reader {
            Some(r) => (&r.email, &r.mobile, r.preferred_channel),
            None if child => (&None, &None, Preference::Email),
            None => {
                let p = &self.patient;
                (&p.email, &p.mobile, p.preferred_channel)
            }
        };
        MessageForm {
            version: Some(self.patient.version),
            draft,
            access: true,
            reader: if child { "caregiver" } else { "patient" }.to_owned(),
            relationship: Relationship::Guardian.code().to_owned(),
            email: email.clone().unwrap_or_default(),
            mobile: mobile.clone().unwrap_or_default(),
            preferred_channel: channel.code().to_owned(),
            ..MessageForm::default()
        }
    }
}

#[derive(Template)]
#[template(path = "features/patients/pages/message.html")]
struct MessagePage {
    page: StaffPage,
    card: Card,
    reasons: Vec<Refusal>,
    who: Vec<String>,
    /// The form, for those who can help with it.
    form: Option<MessageForm>,
    /// Whose contact points the form holds, where it isn't the patient.
    reader: Option<String>,
    /// Whether somebody has to be named who reads for the patient.
    choose_reader: bool,
    /// Guardians at whose address a teen's own messages would arrive.
    shared: String,
}

/// `GET /staff/patients/{id}/message-patient`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Form(wish): Form<Wish>,
) -> Result<Response, Error> {
    let known = known(&visit, &state, id).await?;
    if known.reasons.is_empty() {
        return Ok(Redirect::to(&known.compose(wish.draft)).into_response());
    }
    let form = known.form(wish.draft);
    render(&visit, known, form, (StatusCode::OK, Vec::new()))
}

/// `POST /staff/patients/{id}/message-patient`: **Save**, and on to the compose window.
pub(super) async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Form(form): Form<MessageForm>,
) -> Result<Response, Error> {
    let editor = Editor::of(&visit.actor)?;
    let known = known(&visit, &state, id).await?;
    let (env, typed, choose) = (state.env.clone(), form.clone(), known.recipients.is_empty());
    let done = visit
        .db
        .write(move |tx| make_reachable(tx, &editor, &env, id, &reach(&typed, choose)?))
        .await;
    match done {
        Ok(()) => Ok(Redirect::to(&known.compose(form.draft)).into_response()),
        Err(Error::Refused(status, refusals)) => render(&visit, known, form, (status, refusals)),
        Err(error) => Err(error),
    }
}

fn reach(form: &MessageForm, choose: bool) -> Result<Reach, Error> {
    let unknown = |field| Error::refused(Refusal::field(field, "choice_unknown"));
    let reader = match (choose, form.reader.as_str()) {
        (false, _) => Reader::AsItIs,
        (true, "patient") => Reader::Patient,
        (true, "caregiver") => {
            let relationship = Relationship::from_code(&form.relationship)
                .filter(|r| *r != Relationship::Itself)
                .ok_or_else(|| unknown("relationship"))?;
            Reader::Caregiver(
                form.given_name.clone(),
                form.family_name.clone(),
                relationship,
            )
        }
        (true, _) => return Err(unknown("reader")),
    };
    Ok(Reach {
        version: form.version,
        access: form.access,
        reader,
        email: form.email.clone(),
        mobile: form.mobile.clone(),
        preferred_channel: form.preferred_channel.clone(),
    })
}

async fn known(visit: &StaffVisit, state: &State, id: PatientId) -> Result<Known, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let known = visit
        .db
        .read(move |tx| {
            let scope = actor.scope();
            let patient = store::load(tx, &scope, id)?;
            let recipients = store::recipients(tx, &scope, id, now)?;
            let portal = settings::load(tx, actor.clinic)?;
            let reasons = model::unreachable(&portal, &patient, &recipients);
            let needed = needed(&reasons);
            let who = staff::members(tx, &scope)?
                .iter()
                .filter(|m| m.is_active() && needed.is_none_or(|p| m.permissions().has(p)))
                .filter(|m| needed.is_some() || m.is_owner)
                .map(|m| m.display_name.clone())
                .collect();
            Ok::<_, Error>(Known {
                card: Card::load(tx, &scope, &patient, now)?,
                shared: shared_address::sharers(tx, &scope, &patient, now)?.join(", "),
                patient,
                recipients,
                reasons,
                who,
            })
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(actor.clinic, actor, "patient.read", "patient", id.uuid());
    audit::recorded(state, event.patient(id).detail("message_patient")).await?;
    Ok(known)
}

/// The permission that helps; none where only the owner can (M54).
fn needed(reasons: &[Refusal]) -> Option<Permission> {
    let has = |code| reasons.iter().any(|r| r.code == code);
    if has("portal_not_enabled") {
        None
    } else if has("portal_switched_off") || has("registration_required") {
        Some(Permission::ManagePortalSettings)
    } else {
        Some(Permission::EditDemographics)
    }
}

fn render(
    visit: &StaffVisit,
    known: Known,
    form: MessageForm,
    (status, refusals): (StatusCode, Vec<Refusal>),
) -> Result<Response, Error> {
    let mut page = StaffPage::new(visit, "patients");
    page.refusals = refusals;
    let helps = visit.actor.may(Permission::EditDemographics) && !known.of_the_portal();
    let reader = known
        .recipients
        .first()
        .filter(|r| r.relationship != Relationship::Itself)
        .map(Recipient::name);
    let page = MessagePage {
        page,
        choose_reader: known.recipients.is_empty(),
        card: known.card,
        reasons: known.reasons,
        who: known.who,
        shared: known.shared,
        form: helps.then_some(form),
        reader,
    };
    html(status, &page)
}

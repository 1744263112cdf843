//! One request: what was typed and agreed to, who it could be side by side, and the decision.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::beside::{Comparison, compare};
use crate::features::audit::{self, Event};
use crate::features::patients::{self, Channel, Hit, IdentifierKind, Likely, NewIdentifier};
use crate::features::registration::decide::{Decision, Deed, REASON_CHARS, decide};
use crate::features::registration::model::{Consent, Registration, RegistrationState};
use crate::features::registration::read;
use crate::features::settings;
use crate::platform::auth::{Permission, StaffActor, StaffVisit};
use crate::platform::ids::{PatientId, RegistrationId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, Refusal, StaffPage, html};

/// Patients that a search shows.
const FOUND: usize = 12;

/// A decision as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    /// The button.
    deed: String,
    patient: String,
    take: Vec<String>,
    access: bool,
    shared: bool,
    without_identifiers: bool,
    reason: String,
    tell: bool,
}

impl Typed {
    fn read(&self, registration: RegistrationId) -> Result<Decision, Refusal> {
        let deed = match self.deed.as_str() {
            "accept" => Deed::Accept {
                without_identifiers: self.without_identifiers,
            },
            "match" => Deed::Match {
                patient: (self.patient.parse())
                    .map_err(|_| Refusal::field("query", "registration_patient_missing"))?,
                take: self.take.clone(),
                access: self.access,
            },
            "refuse" => Deed::Refuse {
                reason: self.reason.clone(),
                tell: self.tell,
            },
            _ => return Err(Refusal::new("choice_unknown")),
        };
        Ok(Decision {
            registration,
            deed,
            shared: self.shared,
        })
    }
}

/// Whom to look for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Look {
    query: String,
    /// A patient to be set beside the request.
    patient: String,
}

#[derive(Template)]
#[template(path = "features/registration/pages/one.html")]
struct OnePage {
    page: StaffPage,
    registration: Registration,
    /// Identifiers, as (kind's label, value).
    identifiers: Vec<(String, String)>,
    consent: Option<Consent>,
    comparisons: Vec<Comparison>,
    /// Why nobody will be able to sign in at once: the portal's own reasons.
    access_for_new: bool,
    look: Look,
    hits: Vec<Hit>,
    typed: Typed,
    most: usize,
    now: Timestamp,
}

impl OnePage {
    fn waits(&self) -> bool {
        self.registration.state == RegistrationState::Waiting
    }

    fn is_child(&self) -> bool {
        self.registration.age(self.now).is_some_and(|age| age < 18)
    }

    /// Whether an address was proven with the code.
    fn proven(&self, channel: &str) -> bool {
        Channel::from_code(channel) == Some(self.registration.channel)
    }

    /// Whether a form was sent and came back: that of a patient, or that of a new one where `patient` is empty.
    fn sent(&self, deed: &str, patient: &str) -> bool {
        self.typed.deed == deed && self.typed.patient == patient
    }

    fn takes(&self, patient: &str, code: &str) -> bool {
        self.sent("match", patient) && self.typed.take.iter().any(|t| t == code)
    }

    /// Whether staff have to say that they know an address is on file with somebody else too.
    fn asks_shared(&self, deed: &str, patient: &str) -> bool {
        let refused = self.page.refusals.iter();
        let mut refused = refused.filter(|r| r.field == Some("shared"));
        self.sent(deed, patient) && (self.typed.shared || refused.next().is_some())
    }

    fn agreed(&self) -> Option<(&str, &str)> {
        let language = self.registration.consent_language.as_deref()?;
        Some((language, self.consent.as_ref()?.text(language)))
    }
}

/// `GET /staff/registrations/{registration}`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<RegistrationId>,
    Query(look): Query<Look>,
) -> Result<Response, Error> {
    let nothing = (Typed::default(), Vec::new(), StatusCode::OK);
    page(&visit, &state, (id, look), nothing).await
}

/// `POST /staff/registrations/{registration}`.
pub(super) async fn decide_it(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<RegistrationId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (actor, env, tr, form) = (
        visit.actor.clone(),
        state.env.clone(),
        visit.tr.clone(),
        typed.clone(),
    );
    let done = visit
        .db
        .write(move |tx| {
            // Whoever may not see the request learns nothing of how the form reads.
            read::one(tx, &actor, id)?;
            let decision = form.read(id).map_err(Error::refused)?;
            decide(tx, &actor, &env, &tr, &decision)
        })
        .await;
    let did = match typed.deed.as_str() {
        "accept" => "accepted",
        "match" => "matched",
        _ => "refused",
    };
    match done {
        Ok(_) => {
            let to = format!("/staff/registrations?done={did}");
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Refused(status, refusals)) => {
            let look = Look {
                query: String::new(),
                patient: typed.patient.clone(),
            };
            page(&visit, &state, (id, look), (typed, refusals, status)).await
        }
        Err(other) => Err(other),
    }
}

/// What the page reads.
struct Shown {
    registration: Registration,
    given: Vec<NewIdentifier>,
    likely: Vec<Likely>,
    consent: Option<Consent>,
    kinds: Vec<IdentifierKind>,
    hits: Vec<Hit>,
    waiting: i64,
    access_for_new: bool,
}

fn shown(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (id, look): (RegistrationId, &Look),
    now: Timestamp,
) -> Result<Shown, Error> {
    let scope = actor.scope();
    let beside = read::one(tx, actor, id)?;
    let mut likely = beside.likely;
    let chosen = look.patient.parse::<PatientId>().ok();
    let waits = beside.registration.state == RegistrationState::Waiting;
    if let Some(chosen) = chosen.filter(|_| waits)
        && likely.iter().all(|l| l.patient.id != chosen)
    {
        let patient = patients::load(tx, &scope, chosen)?;
        let identifiers = patients::identifiers_of_all(tx, &scope, &[chosen])?;
        let chosen = Likely {
            patient,
            identifiers,
            because: Vec::new(),
        };
        likely.insert(0, chosen);
    }
    let hits = match look.query.trim() {
        "" => Vec::new(),
        query => patients::search(tx, &scope, (query, FOUND), now)?,
    };
    Ok(Shown {
        consent: read::agreed(tx, actor, &beside.registration)?,
        registration: beside.registration,
        given: beside.identifiers,
        likely,
        kinds: patients::identifier_kinds(tx, actor.clinic)?,
        hits,
        waiting: read::waiting(tx, actor)?,
        access_for_new: settings::load(tx, actor.clinic)?.accessible_to_new_patients,
    })
}

async fn page(
    visit: &StaffVisit,
    state: &State,
    (id, look): (RegistrationId, Look),
    (typed, refusals, status): (Typed, Vec<Refusal>, StatusCode),
) -> Result<Response, Error> {
    let (actor, now, asked) = (visit.actor.clone(), visit.now, look.clone());
    let read = move |tx: &mut db::Tx<'_>| shown(tx, &actor, (id, &asked), now);
    let shown = visit.db.read(read).await?;
    let actor = &visit.actor;
    let event = Event::new(
        actor.clinic,
        actor,
        "registration.read",
        "registration",
        id.uuid(),
    );
    // Whoever is shown beside it has been read too.
    for one in &shown.likely {
        audit::recorded(state, event.clone().patient(one.patient.id)).await?;
    }
    let hits = shown.hits.len();
    audit::recorded(state, event.detail(format!("found={hits}"))).await?;
    let tr = &visit.tr;
    let about = (&shown.registration, shown.given.as_slice());
    let comparisons = shown.likely.iter();
    let comparisons: Vec<Comparison> = comparisons
        .map(|likely| compare(tr, about, &shown.kinds, likely))
        .collect();
    let label = |kind: &str| {
        let kind_of = shown.kinds.iter().find(|k| k.kind == kind);
        kind_of.map_or(kind.to_owned(), |k| k.label.clone())
    };
    let identifiers = shown
        .given
        .iter()
        .map(|i| (label(&i.kind), i.value.clone()));
    let mut frame = StaffPage::new(visit, "registrations");
    frame.refusals = refusals;
    frame.counts = vec![("registrations", shown.waiting)];
    let page = OnePage {
        page: frame,
        identifiers: identifiers.collect(),
        consent: shown.consent,
        comparisons,
        access_for_new: shown.access_for_new,
        look,
        hits: shown.hits,
        typed,
        most: REASON_CHARS,
        now: visit.now,
        registration: shown.registration,
    };
    html(status, &page)
}

impl OnePage {
    fn may_message(&self) -> bool {
        self.page.actor.may(Permission::SendMessages)
    }
}

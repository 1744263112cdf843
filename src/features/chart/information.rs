//! **Update information**: demographics, and the **Portal** tab (M58).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::links::LinkForm;
use crate::features::audit::{self, Event};
use crate::features::families::{self, Invitation};
use crate::features::patients::{
    self, Card, Editor, Identifier, IdentifierKind, Link, LinkState, Patient, PatientForm,
    Preference, Relationship,
};
use crate::features::portal::{self, SignInState};
use crate::features::settings::{self, PortalSettings};
use crate::platform::auth::{Permission, StaffVisit};
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, Refusal, StaffPage, html};

/// Which part of the information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tab {
    #[default]
    Demographics,
    Portal,
}

impl Tab {
    fn code(self) -> &'static str {
        match self {
            Tab::Demographics => "demographics",
            Tab::Portal => "portal",
        }
    }
}

/// What the page is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    tab: Tab,
    /// A patient who was chosen to read and write for this one.
    person: Option<PatientId>,
    /// Whether something has just been saved.
    saved: Option<u8>,
}

/// What was typed and refused.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) form: Option<PatientForm>,
    pub(super) link: LinkForm,
    pub(super) identifier: String,
}

struct Known {
    patient: Patient,
    card: Card,
    identifiers: Vec<Identifier>,
    kinds: Vec<IdentifierKind>,
    links: Vec<Link>,
    portal: PortalSettings,
    sign_in: SignInState,
    /// The patient who was chosen to be linked.
    person: Option<Card>,
    /// Guardians at whose address a teen's own messages would arrive.
    shared: String,
    /// Links that wait for their person.
    invitations: Vec<Invitation>,
}

#[derive(Template)]
#[template(path = "features/chart/pages/information.html")]
struct InformationPage {
    page: StaffPage,
    tab: Tab,
    known: Known,
    card: Card,
    form: PatientForm,
    typed: Typed,
    may_edit: bool,
    may_send: bool,
    just_saved: bool,
    now: Timestamp,
}

impl InformationPage {
    /// Whether a link of somebody who is no patient waits for its person.
    fn waits(&self, link: &Link) -> bool {
        let new = link.state == LinkState::Invited && link.relationship != Relationship::Itself;
        new && !link.is_over(self.now)
    }

    /// The invitation of a link that waits for its person.
    fn invitation(&self, link: &Link) -> Option<&Invitation> {
        let mut all = self.known.invitations.iter();
        all.find(|i| i.link_id == link.id)
    }

    /// Whether the patient reads and writes for themselves, now or later.
    fn has_own_access(&self) -> bool {
        let own = |l: &&Link| l.relationship == Relationship::Itself && !l.is_over(self.now);
        self.known.links.iter().any(|l| own(&l))
    }

    /// The ways of being told, in their order.
    fn preferences(&self) -> [Preference; 4] {
        Preference::ALL
    }

    /// The end of a link as its field takes it.
    fn typed_end(&self, end: &Timestamp) -> String {
        self.page.tr.moment_to_type(*end)
    }

    /// Whether staff should look at a link, at the clinic's age (M77).
    fn to_review(&self, link: &Link) -> bool {
        !link.is_over(self.now) && link.review_since.is_some_and(|at| at <= self.now)
    }

    fn sure_to_remove(&self, id: &Identifier) -> String {
        let (kind, value) = (id.label.as_str(), id.value.as_str());
        let key = "patients-identifier-remove-sure";
        self.page.tr.t2(key, ("kind", kind), ("value", value))
    }

    /// How a link stands, as the end of the catalogue's key.
    fn standing(&self, link: &Link) -> &'static str {
        if link.revoked_at.is_some() {
            "revoked"
        } else if link.is_over(self.now) {
            "ended"
        } else if link.starts_at > self.now {
            "later"
        } else {
            link.state.code()
        }
    }
}

/// `GET /staff/patients/{id}/information`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let known = known(&visit, &state, id, wish.person).await?;
    let page = page(&visit, known, wish.tab, Typed::default());
    html(
        StatusCode::OK,
        &InformationPage {
            just_saved: wish.saved.is_some(),
            ..page
        },
    )
}

/// `POST /staff/patients/{id}/information?tab=`.
pub(super) async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Query(wish): Query<Wish>,
    Form(form): Form<PatientForm>,
) -> Result<Response, Error> {
    let (editor, env, typed) = (Editor::of(&visit.actor)?, state.env.clone(), form.clone());
    let done = visit
        .db
        .write(move |tx| {
            let changes = typed.changes().map_err(Error::all_refused)?;
            patients::update(tx, &editor, &env, (id, typed.version), &changes)?;
            match wish.tab {
                Tab::Demographics => Ok(()),
                Tab::Portal => patients::set_access(tx, &editor, &env, id, typed.access),
            }
        })
        .await;
    match done {
        Ok(()) => {
            let tab = wish.tab.code();
            let address = format!("/staff/patients/{id}/information?tab={tab}&saved=1");
            Ok(Redirect::to(&address).into_response())
        }
        Err(Error::Refused(status, refusals)) => {
            let typed = Typed {
                form: Some(form),
                ..Typed::default()
            };
            again(&visit, &state, (id, wish.tab), typed, (status, refusals)).await
        }
        Err(error) => Err(error),
    }
}

/// The page once more, with everything as typed and what is in the way.
pub(super) async fn again(
    visit: &StaffVisit,
    state: &State,
    (id, tab): (PatientId, Tab),
    typed: Typed,
    (status, refusals): (StatusCode, Vec<Refusal>),
) -> Result<Response, Error> {
    let known = known(visit, state, id, typed.link.person).await?;
    let mut page = page(visit, known, tab, typed);
    page.page.refusals = refusals;
    html(status, &page)
}

fn page(visit: &StaffVisit, known: Known, tab: Tab, typed: Typed) -> InformationPage {
    let mut form = PatientForm::of(&known.patient);
    if let Some(typed) = &typed.form {
        form.take(typed);
    }
    InformationPage {
        page: StaffPage::new(visit, "patients"),
        tab,
        card: known.card.clone(),
        known,
        form,
        typed,
        may_edit: visit.actor.may(Permission::EditDemographics),
        may_send: visit.actor.may(Permission::SendMessages),
        just_saved: false,
        now: visit.now,
    }
}

async fn known(
    visit: &StaffVisit,
    state: &State,
    id: PatientId,
    person: Option<PatientId>,
) -> Result<Known, Error> {
    let (actor, now) = (visit.actor.clone(), visit.now);
    let known = visit
        .db
        .read(move |tx| {
            let scope = actor.scope();
            let patient = patients::load(tx, &scope, id)?;
            let person = match person {
                Some(other) => {
                    let other = patients::load(tx, &scope, other)?;
                    Some(Card::load(tx, &scope, &other, now)?)
                }
                None => None,
            };
            let links = patients::links(tx, &scope, id)?;
            Ok::<_, Error>(Known {
                invitations: families::invitations_of(tx, actor.clinic, id)?,
                shared: patients::who_shares(&patient, &links, now).join(", "),
                card: Card::load(tx, &scope, &patient, now)?,
                identifiers: patients::identifiers_of(tx, &scope, id)?,
                kinds: patients::identifier_kinds(tx, actor.clinic)?,
                links,
                portal: settings::load(tx, actor.clinic)?,
                sign_in: portal::sign_in_state(tx, &actor, id)?,
                patient,
                person,
            })
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(actor.clinic, actor, "patient.read", "patient", id.uuid());
    audit::recorded(state, event.patient(id).detail("information")).await?;
    Ok(known)
}

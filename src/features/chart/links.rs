//! Who reads and writes for the patient, on the information page (M5, M58).

use axum::extract::State as AxumState;
use axum::response::Response;
use serde::Deserialize;

use super::access::back;
use super::information::{self, Tab};
use crate::features::families;
use crate::features::patients::{
    self, Editor, NewLink, NewPortalUser, OwnContact, Preference, Relationship,
};
use crate::platform::auth::StaffVisit;
use crate::platform::i18n::Tr;
use crate::platform::ids::{PatientId, PortalLinkId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal};

/// Somebody to be linked, as the page sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct LinkForm {
    /// The patient that the person is; none for somebody who is no patient here.
    pub(super) person: Option<PatientId>,
    pub(super) person_given_name: String,
    pub(super) person_family_name: String,
    pub(super) person_email: String,
    pub(super) person_mobile: String,
    pub(super) person_channel: String,
    pub(super) person_language: String,
    pub(super) relationship: String,
    pub(super) ends_at: String,
    /// Whether the person is told, and the link waits for them.
    pub(super) invite: bool,
}

impl LinkForm {
    fn new_person(&self) -> NewPortalUser {
        NewPortalUser {
            given_name: self.person_given_name.clone(),
            family_name: self.person_family_name.clone(),
            email: Some(self.person_email.clone()),
            mobile: Some(self.person_mobile.clone()),
            preferred_channel: Preference::from_code(&self.person_channel)
                .unwrap_or(Preference::Email),
            language: self.person_language.clone(),
            source_key: None,
        }
    }

    fn relationship(&self, patient: PatientId) -> Result<Relationship, Refusal> {
        if self.person == Some(patient) {
            return Ok(Relationship::Itself);
        }
        Relationship::from_code(&self.relationship)
            .filter(|r| *r != Relationship::Itself)
            .ok_or(Refusal::field("relationship", "choice_unknown"))
    }
}

/// `POST /staff/patients/{id}/links`.
pub(super) async fn add(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Form(form): Form<LinkForm>,
) -> Result<Response, Error> {
    let (editor, env) = (Editor::of(&visit.actor)?, state.env.clone());
    let (typed, tr, actor) = (form.clone(), visit.tr.clone(), visit.actor.clone());
    let done = visit
        .db
        .write(move |tx| {
            let relationship = typed.relationship(id).map_err(Error::refused)?;
            let ends_at = moment(&tr, &typed.ends_at)?;
            if typed.invite && typed.person.is_none() {
                let invite = families::Invite {
                    patient: id,
                    person: typed.new_person(),
                    relationship,
                    ends_at,
                };
                return families::invite(tx, (&actor, &env, &tr), &invite).map_err(in_link_form);
            }
            let portal_user = match typed.person {
                Some(person) => patients::portal_user_of_patient(tx, &editor, &env, person)?,
                None => patients::add_portal_user(tx, &editor, &env, &typed.new_person())
                    .map_err(in_link_form)?,
            };
            let link = NewLink {
                ends_at,
                ..NewLink::new(portal_user, id, relationship)
            };
            patients::link_portal_user(tx, &editor, &env, &link)
        })
        .await;
    match done {
        Ok(_) => Ok(back(id)),
        Err(Error::Refused(status, refusals)) => {
            let typed = information::Typed {
                link: form,
                ..information::Typed::default()
            };
            information::again(&visit, &state, (id, Tab::Portal), typed, (status, refusals)).await
        }
        Err(error) => Err(error),
    }
}

/// The refusals of a person's fields under the names that they have in this form.
fn in_link_form(error: Error) -> Error {
    let Error::Refused(status, mut refusals) = error else {
        return error;
    };
    for refusal in &mut refusals {
        refusal.field = match refusal.field {
            Some("given_name") => Some("person_given_name"),
            Some("family_name") => Some("person_family_name"),
            Some("email") => Some("person_email"),
            Some("mobile") => Some("person_mobile"),
            Some("preferred_channel") => Some("person_channel"),
            Some("language") => Some("person_language"),
            other => other,
        };
    }
    Error::Refused(status, refusals)
}

/// `POST /staff/patients/{id}/links/{link}/revoke`.
pub(super) async fn revoke(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id((id, link)): Id<(PatientId, PortalLinkId)>,
) -> Result<Response, Error> {
    let (editor, env) = (Editor::of(&visit.actor)?, state.env.clone());
    visit
        .db
        .write(move |tx| {
            of_patient(tx, &editor, id, link)?;
            patients::revoke_link(tx, &editor, &env, link)
        })
        .await?;
    Ok(back(id))
}

/// When a link ends, as the page sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct EndForm {
    ends_at: String,
}

/// `POST /staff/patients/{id}/links/{link}/end`.
pub(super) async fn end(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id((id, link)): Id<(PatientId, PortalLinkId)>,
    Form(form): Form<EndForm>,
) -> Result<Response, Error> {
    let (editor, env) = (Editor::of(&visit.actor)?, state.env.clone());
    let ends_at = moment(&visit.tr, &form.ends_at)?;
    visit
        .db
        .write(move |tx| {
            of_patient(tx, &editor, id, link)?;
            patients::end_link_at(tx, &editor, &env, link, ends_at)
        })
        .await?;
    Ok(back(id))
}

/// Whether a person is kept from the patient's other readers, as the page sends it.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct HideForm {
    /// An unticked box sends nothing.
    hidden: bool,
}

/// `POST /staff/patients/{id}/links/{link}/hide`.
pub(super) async fn hide(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id((id, link)): Id<(PatientId, PortalLinkId)>,
    Form(form): Form<HideForm>,
) -> Result<Response, Error> {
    let (editor, env) = (Editor::of(&visit.actor)?, state.env.clone());
    visit
        .db
        .write(move |tx| {
            of_patient(tx, &editor, id, link)?;
            patients::hide_from_others(tx, &editor, &env, (link, form.hidden))
        })
        .await?;
    Ok(back(id))
}

/// By what a person wants to be told, as the page sends it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NoticesForm {
    preferred_channel: String,
}

/// `POST /staff/patients/{id}/links/{link}/notices`: by what whoever reads for the patient is told (M49). It holds for that
/// person wherever they read.
pub(super) async fn notices(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id((id, link)): Id<(PatientId, PortalLinkId)>,
    Form(form): Form<NoticesForm>,
) -> Result<Response, Error> {
    let (editor, env) = (Editor::of(&visit.actor)?, state.env.clone());
    let done = visit
        .db
        .write(move |tx| {
            let links = patients::links(tx, &editor.scope(), id)?;
            let link = links.iter().find(|l| l.id == link).ok_or(Error::NotFound)?;
            let unknown = Refusal::field("preferred_channel", "choice_unknown");
            let wanted = Preference::from_code(&form.preferred_channel)
                .ok_or_else(|| Error::refused(unknown))?;
            let new = OwnContact::Preferred(wanted);
            patients::set_contact(tx, &env, &editor, link.portal_user_id, &new)
        })
        .await;
    match done {
        Ok(()) => Ok(back(id)),
        Err(Error::Refused(status, refusals)) => {
            let typed = information::Typed::default();
            information::again(&visit, &state, (id, Tab::Portal), typed, (status, refusals)).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /staff/patients/{id}/links/{link}/invite`: the invitation once more.
pub(super) async fn invite_again(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id((id, link)): Id<(PatientId, PortalLinkId)>,
) -> Result<Response, Error> {
    let (actor, env, tr) = (visit.actor.clone(), state.env.clone(), visit.tr.clone());
    let done = visit
        .db
        .write(move |tx| families::invite_again(tx, (&actor, &env, &tr), (id, link)))
        .await;
    match done {
        Ok(()) => Ok(back(id)),
        Err(Error::Refused(status, refusals)) => {
            let typed = information::Typed::default();
            information::again(&visit, &state, (id, Tab::Portal), typed, (status, refusals)).await
        }
        Err(error) => Err(error),
    }
}

/// A link that is another patient's is not found under this one.
fn of_patient(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    id: PatientId,
    link: PortalLinkId,
) -> Result<(), Error> {
    let links = patients::links(tx, &editor.scope(), id)?;
    if links.iter().any(|l| l.id == link) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// The moment typed; none where the field is empty.
fn moment(tr: &Tr, typed: &str) -> Result<Option<Timestamp>, Error> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    tr.typed_moment(typed)
        .map(Some)
        .ok_or(Error::refused(Refusal::field("ends_at", "moment_wrong")))
}

//! People who read and write for patients.

use super::demographics::{contact, keep, language, names, only_without_address};
use super::editor::Editor;
use super::indexing;
use super::model::Preference;
use super::store;
use super::store::links::{self, PortalUser, PortalUserRow};
use crate::features::audit::{self, Event};
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, PatientId, PortalUserId};
use crate::platform::web::{Error, Refusal};

/// A person as somebody has written them down: unchecked until a verb takes it.
#[derive(Debug, Clone)]
pub struct NewPortalUser {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Email; empty is none.
    pub email: Option<String>,
    /// Mobile number in any usual spelling; empty is none.
    pub mobile: Option<String>,
    /// How they want to be told.
    pub preferred_channel: Preference,
    /// `en` or `fr`.
    pub language: String,
    /// What the person is called where they were imported from; unique in the clinic.
    pub source_key: Option<String>,
}

impl NewPortalUser {
    fn checked(&self) -> Result<NewPortalUser, Vec<Refusal>> {
        let mut wrong = Vec::new();
        let (given_name, family_name) = names(&self.given_name, &self.family_name, &mut wrong);
        let (email, mobile) = contact(self.email.as_deref(), self.mobile.as_deref(), &mut wrong);
        wrong.extend(only_without_address(
            self.preferred_channel,
            (email.as_deref(), mobile.as_deref()),
        ));
        let language = keep(language(&self.language), &mut wrong);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(NewPortalUser {
            given_name,
            family_name,
            email,
            mobile,
            language,
            ..self.clone()
        })
    }

    fn row(&self, id: PortalUserId, env: &Env) -> PortalUserRow<'_> {
        PortalUserRow {
            id,
            is_patient: None,
            names: (&self.given_name, &self.family_name),
            contact: (self.email.as_deref(), self.mobile.as_deref()),
            preferred_channel: self.preferred_channel,
            language: &self.language,
            source_key: self.source_key.as_deref(),
            now: env.now(),
        }
    }
}

/// Adds a person who is no patient of the clinic. Somebody else with the same email or number stays somebody else.
pub fn add_portal_user(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    new: &NewPortalUser,
) -> Result<PortalUserId, Error> {
    let id = env.id();
    let checked = new.checked().map_err(Error::all_refused)?;
    links::insert_portal_user(tx, editor.clinic(), &checked.row(id, env))?;
    record(tx, editor, env, "portal_user.create", id)?;
    Ok(id)
}

/// Changes a person who is no patient of the clinic. (A patient's own demographics are changed by
/// [`update`](super::update()).)
pub fn update_portal_user(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    id: PortalUserId,
    new: &NewPortalUser,
) -> Result<(), Error> {
    let checked = new.checked().map_err(Error::all_refused)?;
    if links::update_portal_user(tx, editor.clinic(), &checked.row(id, env))? == 0 {
        return Err(Error::NotFound);
    }
    indexing::refresh_linked(tx, editor.clinic(), id)?;
    record(tx, editor, env, "portal_user.update", id)?;
    Ok(())
}

/// The person that a patient is: with it a patient can read and write for somebody else too. Made where there is none.
pub fn portal_user_of_patient(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    patient: PatientId,
) -> Result<PortalUserId, Error> {
    let clinic = editor.clinic();
    let loaded = store::load(tx, &editor.scope(), patient)?;
    if let Some(id) = links::portal_user_of_patient(tx, clinic, patient)? {
        return Ok(id);
    }
    let id = env.id();
    let row = PortalUserRow {
        id,
        is_patient: Some(patient),
        names: ("", ""),
        contact: (None, None),
        preferred_channel: loaded.preferred_channel,
        language: &loaded.language,
        source_key: None,
        now: env.now(),
    };
    links::insert_portal_user(tx, clinic, &row)?;
    record(tx, editor, env, "portal_user.create", id)?;
    Ok(id)
}

/// The person who was imported under `source_key`.
pub fn portal_user_by_source_key(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    source_key: &str,
) -> Result<Option<PortalUserId>, db::Error> {
    links::portal_user_by_source_key(tx, clinic, source_key)
}

/// A person of the clinic.
pub fn portal_user(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: PortalUserId,
) -> Result<PortalUser, db::Error> {
    links::portal_user(tx, clinic, id)
}

fn record(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    action: &'static str,
    id: PortalUserId,
) -> Result<(), db::Error> {
    let by = editor.author().by;
    let event = Event::new(editor.clinic(), by, action, "portal_user", id.uuid());
    audit::record(tx, env, &event)
}

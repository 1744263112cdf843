//! Making a patient reachable from the **Message patient** page (M2): everything or nothing, with one Save.

use super::editor::Editor;
use super::links::{NewLink, link_portal_user, link_self};
use super::model::{Patient, Preference, Recipient, Relationship};
use super::portal_users::{NewPortalUser, add_portal_user, portal_user, update_portal_user};
use super::store;
use super::update::{Changes, set_access, update};
use crate::platform::env::Env;
use crate::platform::ids::PatientId;
use crate::platform::web::{Error, Refusal};

/// Who will read and write for the patient.
#[derive(Debug, Clone)]
pub(super) enum Reader {
    /// Somebody already does, or else the patient.
    AsItIs,
    /// The patient.
    Patient,
    /// Somebody new: given and family name, and what they are to the patient.
    Caregiver(String, String, Relationship),
}

/// What the page asks for.
#[derive(Debug, Clone)]
pub(super) struct Reach {
    /// The version that the page showed.
    pub(super) version: Option<i64>,
    /// The patient's portal switch.
    pub(super) access: bool,
    /// Whose contact points these are.
    pub(super) reader: Reader,
    /// Email.
    pub(super) email: String,
    /// Mobile number.
    pub(super) mobile: String,
    /// How they want to be told.
    pub(super) preferred_channel: String,
}

/// Switches access on, and writes down how the person who reads for the patient is reached; makes that person where
/// there is none yet.
pub(super) fn make_reachable(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    id: PatientId,
    reach: &Reach,
) -> Result<(), Error> {
    let patient = store::load(tx, &editor.scope(), id)?;
    if reach.version.is_some_and(|shown| shown != patient.version) {
        return Err(Error::conflict(Refusal::field(
            "version",
            "patient_changed",
        )));
    }
    let mut wrong = Vec::new();
    let preference = Preference::from_code(&reach.preferred_channel)
        .ok_or_else(|| Error::refused(Refusal::field("preferred_channel", "choice_unknown")))?;
    if !reach.access {
        wrong.push(Refusal::field("access", "access_needed"));
    }
    if reach.email.trim().is_empty() && reach.mobile.trim().is_empty() {
        wrong.push(Refusal::field("email", "contact_missing"));
    }
    if !wrong.is_empty() {
        return Err(Error::all_refused(wrong));
    }
    let contact = Contact { reach, preference };
    match &reach.reader {
        Reader::AsItIs => {
            let recipients = store::recipients(tx, &editor.scope(), id, env.now())?;
            contact.write(tx, editor, env, (&patient, recipients.first()))?;
        }
        Reader::Patient => {
            link_self(tx, editor, env, id)?;
            contact.write(tx, editor, env, (&patient, None))?;
        }
        Reader::Caregiver(given, family, relationship) => {
            let names = (given.as_str(), family.as_str());
            let new = contact.person(names, &patient.language);
            let person = add_portal_user(tx, editor, env, &new)?;
            let link = NewLink::new(person, id, *relationship);
            link_portal_user(tx, editor, env, &link)?;
        }
    }
    set_access(tx, editor, env, id, true)
}

/// The contact points that were typed.
struct Contact<'a> {
    reach: &'a Reach,
    preference: Preference,
}

impl Contact<'_> {
    /// Writes the contact points to the person: to the patient's chart where they are a patient.
    fn write(
        &self,
        tx: &mut db::Tx<'_>,
        editor: &Editor,
        env: &Env,
        (patient, reader): (&Patient, Option<&Recipient>),
    ) -> Result<(), Error> {
        let Some(reader) = reader else {
            return update(tx, editor, env, (patient.id, None), &self.changes());
        };
        let person = portal_user(tx, editor.clinic(), reader.portal_user_id)?;
        match person.self_patient_id {
            Some(own) => update(tx, editor, env, (own, None), &self.changes()),
            None => {
                let names = (person.given_name.as_str(), person.family_name.as_str());
                let new = self.person(names, &person.language);
                update_portal_user(tx, editor, env, person.id, &new)
            }
        }
    }

    fn changes(&self) -> Changes {
        Changes {
            email: Some(self.reach.email.clone()),
            mobile: Some(self.reach.mobile.clone()),
            preferred_channel: Some(self.preference),
            ..Changes::default()
        }
    }

    fn person(&self, (given, family): (&str, &str), language: &str) -> NewPortalUser {
        NewPortalUser {
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            email: Some(self.reach.email.clone()),
            mobile: Some(self.reach.mobile.clone()),
            preferred_channel: self.preference,
            language: language.to_owned(),
            source_key: None,
        }
    }
}

//! The form about a patient as it was typed, and what it asks for.

use serde::{Deserialize, Deserializer};

use super::demographics::Demographics;
use super::identifiers::NewIdentifier;
use super::model::{Patient, PatientStatus, Preference};
use super::update::Changes;
use crate::platform::web::Refusal;

/// What a page about a patient sends. A field that is not in the page changes nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PatientForm {
    /// The version that the page showed.
    pub version: Option<i64>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// Female, male, other, unknown.
    pub sex: Option<String>,
    /// Active or discharged.
    pub status: Option<String>,
    /// Email; empty takes it away.
    #[serde(deserialize_with = "as_typed")]
    pub email: Option<String>,
    /// Mobile number; empty takes it away.
    #[serde(deserialize_with = "as_typed")]
    pub mobile: Option<String>,
    /// The code of a [`Preference`].
    pub preferred_channel: Option<String>,
    /// `en` or `fr`.
    pub language: Option<String>,
    /// The kinds of the identifiers below, in their order.
    pub identifier_kind: Vec<String>,
    /// Identifiers; empty ones are none.
    pub identifier_value: Vec<String>,
    /// Portal access; an unticked switch sends nothing.
    pub access: bool,
    /// Whether the patient reads and writes for themselves: `yes`, `no` or by age.
    pub own_access: String,
}

/// A field that the page has, also where nothing is typed in it: a form's reader takes that for a field that is missing.
fn as_typed<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<String>, D::Error> {
    String::deserialize(reader).map(Some)
}

impl PatientForm {
    /// The form filled with what is known.
    pub fn of(patient: &Patient) -> PatientForm {
        PatientForm {
            version: Some(patient.version),
            given_name: Some(patient.given_name.clone()),
            family_name: Some(patient.family_name.clone()),
            birth_date: Some(patient.birth_date.clone()),
            sex: Some(patient.sex.clone()),
            status: Some(patient.status.code().to_owned()),
            email: Some(patient.email.clone().unwrap_or_default()),
            mobile: Some(patient.mobile.clone().unwrap_or_default()),
            preferred_channel: Some(patient.preferred_channel.code().to_owned()),
            language: Some(patient.language.clone()),
            access: patient.portal_access,
            ..PatientForm::default()
        }
    }

    /// Puts what `typed` has in place of what is here.
    pub fn take(&mut self, typed: &PatientForm) {
        fn over(own: &mut Option<String>, typed: &Option<String>) {
            if typed.is_some() {
                own.clone_from(typed);
            }
        }
        over(&mut self.given_name, &typed.given_name);
        over(&mut self.family_name, &typed.family_name);
        over(&mut self.birth_date, &typed.birth_date);
        over(&mut self.sex, &typed.sex);
        over(&mut self.status, &typed.status);
        over(&mut self.email, &typed.email);
        over(&mut self.mobile, &typed.mobile);
        over(&mut self.preferred_channel, &typed.preferred_channel);
        over(&mut self.language, &typed.language);
        self.access = typed.access;
    }

    /// What was typed in a field; empty where there is none.
    pub fn text(&self, field: &str) -> &str {
        let value = match field {
            "given_name" => &self.given_name,
            "family_name" => &self.family_name,
            "birth_date" => &self.birth_date,
            "sex" => &self.sex,
            "status" => &self.status,
            "email" => &self.email,
            "mobile" => &self.mobile,
            "preferred_channel" => &self.preferred_channel,
            "language" => &self.language,
            _ => &None,
        };
        value.as_deref().unwrap_or_default()
    }

    /// The identifier typed for a kind.
    pub fn identifier(&self, kind: &str) -> &str {
        let at = self.identifier_kind.iter().position(|k| k == kind);
        at.and_then(|at| self.identifier_value.get(at))
            .map_or("", String::as_str)
    }

    /// The changes that the form asks for; fields that it doesn't have stay.
    pub fn changes(&self) -> Result<Changes, Vec<Refusal>> {
        let mut wrong = Vec::new();
        let changes = Changes {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            birth_date: self.birth_date.clone(),
            sex: self.sex.clone(),
            status: self.code("status", PatientStatus::from_code, &mut wrong),
            email: self.email.clone(),
            mobile: self.mobile.clone(),
            preferred_channel: self.code("preferred_channel", Preference::from_code, &mut wrong),
            language: self.language.clone(),
        };
        if wrong.is_empty() {
            Ok(changes)
        } else {
            Err(wrong)
        }
    }

    fn code<T>(
        &self,
        field: &'static str,
        read: impl Fn(&str) -> Option<T>,
        wrong: &mut Vec<Refusal>,
    ) -> Option<T> {
        let typed = self.text(field);
        if typed.is_empty() {
            return None;
        }
        let value = read(typed);
        if value.is_none() {
            wrong.push(Refusal::field(field, "choice_unknown"));
        }
        value
    }

    /// The demographics of somebody new.
    pub fn demographics(&self) -> Result<Demographics, Vec<Refusal>> {
        Ok(self.changes()?.applied_to(&Demographics::default()))
    }

    /// The identifiers that were typed.
    pub fn identifiers(&self) -> Vec<NewIdentifier> {
        self.identifier_kind
            .iter()
            .zip(&self.identifier_value)
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(kind, value)| NewIdentifier {
                kind: kind.clone(),
                value: value.clone(),
            })
            .collect()
    }
}

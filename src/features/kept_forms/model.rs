//! The pages whose forms are kept, and their fields. No I/O.

use serde::{Deserialize, Serialize};

use crate::platform::auth::Scope;
use crate::platform::ids::{AppointmentId, PatientId, PortalUserId};

/// Most that is kept of a form, in bytes.
const MOST_BYTES: usize = 16 * 1024;

/// A page of the portal with a form that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Asking for an appointment.
    NewAppointment,
    /// Asking for another time.
    ChangeAppointment(AppointmentId),
    /// Cancelling an appointment.
    CancelAppointment(AppointmentId),
    /// Asking for access to somebody.
    People,
}

impl Place {
    /// The page that a path of ours names; anything else is no place to come back to.
    pub fn at(path: &str) -> Option<Place> {
        let path = path.split(['?', '#']).next()?;
        let mut parts = path.strip_prefix('/')?.split('/');
        let place = match (parts.next()?, parts.next()?, parts.next()) {
            ("appointments", "new", None) => Place::NewAppointment,
            ("appointments", id, Some("change")) => Place::ChangeAppointment(id.parse().ok()?),
            ("appointments", id, Some("cancel")) => Place::CancelAppointment(id.parse().ok()?),
            ("account", "people", None) => Place::People,
            _ => return None,
        };
        parts.next().is_none().then_some(place)
    }

    /// The path that names it, which is the page's too.
    pub fn path(self) -> String {
        match self {
            Place::NewAppointment => "/appointments/new".to_owned(),
            Place::ChangeAppointment(id) => format!("/appointments/{id}/change"),
            Place::CancelAppointment(id) => format!("/appointments/{id}/cancel"),
            Place::People => "/account/people".to_owned(),
        }
    }

    /// Whether the page is there for everybody: it is about nothing that another patient could have.
    pub fn is_everybodys(self) -> bool {
        matches!(self, Place::NewAppointment | Place::People)
    }
}

/// What is typed in these forms, as it was typed, and who typed it for whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// Who typed it: the page says so.
    pub person: Option<PortalUserId>,
    /// For which patient they were here.
    pub patient: Option<PatientId>,
    /// The name of somebody who is cared for.
    pub given_name: String,
    /// Their family name.
    pub family_name: String,
    /// Their birth date.
    pub birth_date: String,
    /// What the person is to them.
    pub relationship: String,
    /// The person's own words.
    pub words: String,
}

impl Fields {
    /// Reads what [`Fields::json`] wrote.
    pub fn read(json: &str) -> Option<Fields> {
        // An array would be read as fields in their order.
        let object = json.starts_with('{');
        (object && json.len() <= MOST_BYTES).then(|| serde_json::from_str(json).ok())?
    }

    /// As it is carried and stored; none where it is more than is kept.
    pub fn json(&self) -> Option<String> {
        let json = serde_json::to_string(self).ok()?;
        (json.len() <= MOST_BYTES).then_some(json)
    }

    /// What was typed, for whoever has to copy it.
    pub fn typed(&self) -> String {
        let typed = [
            &self.given_name,
            &self.family_name,
            &self.birth_date,
            &self.words,
        ];
        let typed: Vec<&str> = typed.iter().map(|t| t.trim()).collect();
        typed
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Whether nothing was typed or chosen.
    pub fn is_blank(&self) -> bool {
        self.typed().is_empty() && self.relationship.is_empty()
    }

    /// Whether the person of `scope` typed it, for the patient of `scope`.
    pub fn belong_to(&self, scope: &Scope) -> bool {
        scope.portal.is_some() && scope.portal == self.person.zip(self.patient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::ClinicId;
    use uuid::Uuid;

    #[test]
    fn a_place_is_found_again_by_its_path() {
        let id = AppointmentId::from(Uuid::from_u128(7));
        for place in [
            Place::NewAppointment,
            Place::ChangeAppointment(id),
            Place::CancelAppointment(id),
            Place::People,
        ] {
            assert_eq!(Place::at(&place.path()), Some(place));
            assert_eq!(Place::at(&format!("{}?done=1", place.path())), Some(place));
            assert_eq!(Place::at(&format!("{}/more", place.path())), None);
        }
        for elsewhere in [
            "/appointments",
            "/appointments/new/change",
            "/account",
            "/account/people/withdraw",
            "//account/people",
            "https://evil.example/account/people",
            "",
        ] {
            assert_eq!(Place::at(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn fields_are_of_one_person_and_one_patient() {
        let (person, patient) = (Uuid::from_u128(1).into(), Uuid::from_u128(2).into());
        let scope = |person, patient| Scope {
            clinic: ClinicId::from(Uuid::from_u128(9)),
            portal: Some((person, patient)),
        };
        let fields = Fields {
            person: Some(person),
            patient: Some(patient),
            words: "A cough".to_owned(),
            ..Fields::default()
        };
        assert!(fields.belong_to(&scope(person, patient)));
        assert!(!fields.belong_to(&scope(Uuid::from_u128(3).into(), patient)));
        assert!(!fields.belong_to(&scope(person, Uuid::from_u128(3).into())));
        assert!(!Fields::default().belong_to(&scope(person, patient)));
        let staff = Scope {
            portal: None,
            ..scope(person, patient)
        };
        assert!(!Fields::default().belong_to(&staff));
    }

    #[test]
    fn no_more_than_the_most_is_kept() {
        let fields = |chars| Fields {
            words: "x".repeat(chars),
            ..Fields::default()
        };
        let json = fields(8_000).json().unwrap_or_default();
        assert_eq!(Fields::read(&json), Some(fields(8_000)));
        assert_eq!(fields(MOST_BYTES).json(), None);
        assert_eq!(Fields::read(&" ".repeat(MOST_BYTES + 1)), None);
        assert_eq!(Fields::read("[]"), None);
    }
}

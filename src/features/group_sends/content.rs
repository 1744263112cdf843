//! What a group send says, with its fields. No I/O.

use std::collections::BTreeMap;

use crate::features::conversations::{self, Options};
use crate::features::message_templates::{self, Field};
use crate::platform::ids::WorkgroupId;
use crate::platform::richtext::RichText;
use crate::platform::web::Refusal;

/// Longest text that stands in for a missing field, in characters.
const FALLBACK_CHARS: usize = 100;

/// Texts that stand in for fields that a patient lacks, by the field's code.
pub type Fallbacks = BTreeMap<String, String>;

/// What is written.
#[derive(Debug, Clone)]
pub struct Content {
    /// The subject, with merge fields.
    pub subject: String,
    /// The body, sanitised, with merge fields.
    pub body: RichText,
    /// The workgroup that it is from; answers land there.
    pub from: Option<WorkgroupId>,
    /// What it asks of the patient's side.
    pub options: Options,
    /// Whether patients see "Clinic Staff" in place of every name of the clinic's (M21).
    pub mask_name: bool,
    /// What stands in for fields that a patient lacks.
    pub fallbacks: Fallbacks,
}

/// Which fields of the text a patient can lack, and nothing stands in for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// The given name.
    pub given_name: bool,
    /// The family name.
    pub family_name: bool,
    /// A coming appointment.
    pub appointment: bool,
}

/// Fields that a patient can lack.
pub const CAN_LACK: [Field; 3] = [
    Field::PatientGivenName,
    Field::PatientFamilyName,
    Field::NextAppointment,
];

impl Content {
    /// What of a patient it cannot do without.
    pub fn needs(&self) -> Needs {
        let fields = self.fields();
        let needs = |field: Field| {
            let stands_in = self.fallbacks.get(field.code());
            fields.contains(&field) && stands_in.is_none_or(|text| text.trim().is_empty())
        };
        Needs {
            given_name: needs(Field::PatientGivenName),
            family_name: needs(Field::PatientFamilyName),
            appointment: needs(Field::NextAppointment),
        }
    }

    /// The fields of subject and body.
    pub fn fields(&self) -> Vec<Field> {
        message_templates::gaps_of(&self.subject, self.body.html())
    }

    /// What keeps it from being kept: texts that no field takes.
    pub(super) fn refusals(&self) -> Vec<Refusal> {
        let taken = |code: &str| CAN_LACK.iter().any(|field| field.code() == code);
        let mut wrong = Vec::new();
        for (code, text) in &self.fallbacks {
            if !taken(code) {
                wrong.push(Refusal::field("fallbacks", "fallback_unknown"));
            } else if text.chars().count() > FALLBACK_CHARS {
                wrong.push(
                    Refusal::field("fallbacks", "fallback_too_long").with("max", FALLBACK_CHARS),
                );
            }
        }
        wrong
    }

    /// Everything that keeps it from being sent. `lacking`: fields that nobody has a value for.
    pub(super) fn in_the_way(&self, lacking: &[Field]) -> Vec<Refusal> {
        let mut wrong = self.refusals();
        wrong.extend(conversations::subject(&self.subject).err());
        if self.body.is_blank() {
            wrong.push(Refusal::field("body", "body_missing"));
        }
        wrong.extend(message_templates::wrong_fields(&self.subject, &self.body));
        wrong.extend(self.options.refusals());
        if self.from.is_none() {
            wrong.push(Refusal::field("from", "group_from_missing"));
        }
        let fields = self.fields();
        let open = lacking.iter().filter(|field| fields.contains(field));
        let open: Vec<String> = open.map(|field| field.marker()).collect();
        if !open.is_empty() {
            wrong.push(Refusal::field("body", "template_gap").with("fields", open.join(", ")));
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_something_stands_in_for_is_not_needed() {
        let mut content = Content {
            subject: "For {{patient_given_name}}".to_owned(),
            body: RichText::from_html("<p>See you on {{next_appointment}}.</p>"),
            from: None,
            options: Options::new(true),
            mask_name: false,
            fallbacks: Fallbacks::new(),
        };
        let needs = content.needs();
        assert!(needs.given_name && needs.appointment && !needs.family_name);
        content
            .fallbacks
            .insert("next_appointment".to_owned(), "your visit".to_owned());
        assert!(!content.needs().appointment);
        content.fallbacks.insert("today".to_owned(), "x".to_owned());
        assert_eq!(content.refusals().len(), 1);
    }
}

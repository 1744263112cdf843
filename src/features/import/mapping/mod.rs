//! From FHIR R4 resources to records: pure, one file for each group of types.

mod appointments;
mod chart;
mod contents;
mod identifiers;
mod kinds;
mod names;
mod people;
mod rendered;
mod sources;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use fhir::{Resource, Typed, read};
use jiff::civil::Date;

use super::record::{Mapped, Refusal, Stage};

pub(super) use sources::pointer_keys;

/// What a mapping may ask besides the resource itself.
pub(super) struct Context<'a> {
    /// The clinic's present day.
    pub today: Date,
    /// The entry's full URL in its bundle.
    pub full_url: Option<&'a str>,
    /// Resources that others point to for their content or their words.
    pub shelf: &'a Shelf,
}

/// What the first skim of the files put aside: binaries, observations, who is the same human being.
#[derive(Default)]
pub(super) struct Shelf {
    /// `Binary` and `Observation`, by every name.
    pub resources: HashMap<String, Resource>,
    /// From a `RelatedPerson`'s name to its `Person`'s.
    pub persons: HashMap<String, String>,
    /// What a `PractitionerRole` says, by its `Practitioner`'s name.
    pub roles: HashMap<String, Role>,
}

/// What a practitioner is there for.
#[derive(Clone, Default)]
pub(super) struct Role {
    /// In words.
    pub title: String,
    /// The address of the role.
    pub email: Option<String>,
}

impl Shelf {
    /// Puts a resource aside under every name that it has.
    pub(super) fn put(&mut self, resource: Resource, full_url: Option<String>, today: Date) {
        match &resource {
            Resource::Person(person) => return self.put_person(person, full_url.as_deref()),
            Resource::PractitionerRole(role) => {
                if let Some((names, role)) = people::role(role, today) {
                    self.roles
                        .extend(names.into_iter().map(|name| (name, role.clone())));
                }
                return;
            }
            _ => {}
        }
        let id = resource
            .id()
            .map(|id| format!("{}/{id}", resource.type_name()));
        for name in id.into_iter().chain(full_url) {
            self.resources.insert(name, resource.clone());
        }
    }

    /// Remembers which relations are one human being: by their patient record where there is one, else by the Person.
    fn put_person(&mut self, person: &fhir::Person, full_url: Option<&str>) {
        let Ok(own) = sources::source("Person", person.id.as_deref(), &person.identifier, full_url)
        else {
            return;
        };
        let targets = || person.link.iter().filter_map(|link| link.target.as_ref());
        let patient =
            targets().find_map(|target| pointer_keys(target, "Patient")?.into_iter().next());
        let human = patient.unwrap_or(own.key);
        for name in targets()
            .filter_map(|target| pointer_keys(target, "RelatedPerson"))
            .flatten()
        {
            self.persons.insert(name, human.clone());
        }
    }
}

/// In which pass a type is stored; `None` for those that are not kept.
pub(super) fn stage(resource_type: &str) -> Option<Stage> {
    match resource_type {
        fhir::Patient::TYPE | fhir::Practitioner::TYPE => Some(Stage::People),
        fhir::RelatedPerson::TYPE => Some(Stage::Links),
        fhir::Appointment::TYPE
        | fhir::DocumentReference::TYPE
        | fhir::DiagnosticReport::TYPE
        | fhir::Encounter::TYPE
        | fhir::QuestionnaireResponse::TYPE
        | fhir::Invoice::TYPE => Some(Stage::Chart),
        _ => None,
    }
}

/// Whether other resources may need this type's content, so that it is put aside first.
pub(super) fn is_shelved(resource_type: &str) -> bool {
    matches!(
        resource_type,
        fhir::Binary::TYPE
            | fhir::Observation::TYPE
            | fhir::Person::TYPE
            | fhir::PractitionerRole::TYPE
    )
}

/// Why a type that is known is not kept.
pub(super) fn left_out(resource_type: &str) -> String {
    match resource_type {
        fhir::Organization::TYPE | fhir::Location::TYPE | fhir::HealthcareService::TYPE => {
            format!("{resource_type}: the clinic itself is set up in Carepost")
        }
        fhir::Binary::TYPE
        | fhir::Observation::TYPE
        | fhir::Person::TYPE
        | fhir::PractitionerRole::TYPE => {
            format!("{resource_type}: used with the resource that it belongs to")
        }
        other => format!("{other}: Carepost keeps no such thing"),
    }
}

/// Maps one resource of a type that has a [`stage`].
pub(super) fn map(
    resource_type: &str,
    json: &[u8],
    context: &Context<'_>,
) -> Result<Mapped, Refusal> {
    let wrong =
        |error: fhir::ReadError| Refusal::new(error.path.clone(), wrong_words(error.reason));
    match resource_type {
        fhir::Patient::TYPE => people::patient(&read(json).map_err(wrong)?, context),
        fhir::Practitioner::TYPE => people::practitioner(&read(json).map_err(wrong)?, context),
        fhir::RelatedPerson::TYPE => people::related_person(&read(json).map_err(wrong)?, context),
        fhir::Appointment::TYPE => appointments::appointment(&read(json).map_err(wrong)?, context),
        fhir::DocumentReference::TYPE => chart::document(&read(json).map_err(wrong)?, context),
        fhir::DiagnosticReport::TYPE => chart::report(&read(json).map_err(wrong)?, context),
        fhir::Encounter::TYPE => chart::encounter(&read(json).map_err(wrong)?, context),
        fhir::QuestionnaireResponse::TYPE => {
            chart::questionnaire(&read(json).map_err(wrong)?, context)
        }
        fhir::Invoice::TYPE => chart::invoice(&read(json).map_err(wrong)?, context),
        other => Ok(Mapped::LeftOut(left_out(other).into())),
    }
}

/// A reading error in words, with the way out.
pub(super) fn wrong_words(wrong: fhir::Wrong) -> &'static str {
    match wrong {
        fhir::Wrong::Syntax => "is not valid JSON; export it again as FHIR R4 JSON",
        fhir::Wrong::CutOff => "ends in the middle: the file was cut off; export or copy it again",
        fhir::Wrong::Type => "has a value of the wrong type; FHIR R4 says which one belongs here",
    }
}

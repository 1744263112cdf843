//! People and places: patients, those around them, those who care for them.

use crate::{
    Address, CodeableConcept, ContactPoint, HumanName, Identifier, Period, Reference,
    lenient::{element, resource},
};

resource! {
    /// Someone who receives care.
    Patient {
        /// Record numbers.
        identifier: Vec<Identifier>,
        /// Whether the record is in use.
        active: Option<bool>,
        /// Names.
        name: Vec<HumanName>,
        /// Phone numbers, email addresses.
        telecom: Vec<ContactPoint>,
        /// male, female, other, unknown.
        gender: Option<String>,
        /// Birth date, perhaps only year or month.
        birth_date: Option<String>,
        /// Whether dead.
        deceased_boolean: Option<bool>,
        /// When dead (dateTime).
        deceased_date_time: Option<String>,
        /// Postal addresses.
        address: Vec<Address>,
        /// Guardians, partners, friends.
        contact: Vec<PatientContact>,
        /// Languages.
        communication: Vec<PatientCommunication>,
        /// Usual practitioners.
        general_practitioner: Vec<Reference>,
        /// The organization that keeps the record.
        managing_organization: Option<Reference>,
        /// Records of the same person.
        link: Vec<PatientLink>,
    }
}

element! {
    /// A person to turn to about the patient.
    PatientContact {
        /// Guardian, partner, friend.
        relationship: Vec<CodeableConcept>,
        /// Name.
        name: Option<HumanName>,
        /// Phone numbers, email addresses.
        telecom: Vec<ContactPoint>,
        /// While valid.
        period: Option<Period>,
    }
}

element! {
    /// A language that may be used with the patient.
    PatientCommunication {
        /// BCP 47.
        language: Option<CodeableConcept>,
        /// Whether it is the preferred one.
        preferred: Option<bool>,
    }
}

element! {
    /// Another record of the same person.
    PatientLink {
        /// The other record.
        other: Option<Reference>,
        /// replaced-by, replaces, refer, seealso.
        r#type: Option<String>,
    }
}

resource! {
    /// Someone related to a patient who may act in their care.
    RelatedPerson {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// Whether the relation is in use.
        active: Option<bool>,
        /// The patient.
        patient: Option<Reference>,
        /// How they are related.
        relationship: Vec<CodeableConcept>,
        /// Names.
        name: Vec<HumanName>,
        /// Phone numbers, email addresses.
        telecom: Vec<ContactPoint>,
        /// male, female, other, unknown.
        gender: Option<String>,
        /// Birth date.
        birth_date: Option<String>,
        /// Postal addresses.
        address: Vec<Address>,
        /// While the relation is valid.
        period: Option<Period>,
        /// Languages.
        communication: Vec<PatientCommunication>,
    }
}

resource! {
    /// A human being, whatever their roles.
    Person {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// Names.
        name: Vec<HumanName>,
        /// Phone numbers, email addresses.
        telecom: Vec<ContactPoint>,
        /// male, female, other, unknown.
        gender: Option<String>,
        /// Birth date.
        birth_date: Option<String>,
        /// Whether in use.
        active: Option<bool>,
        /// The records of this human being.
        link: Vec<PersonLink>,
    }
}

element! {
    /// A record of the same human being.
    PersonLink {
        /// Patient, Practitioner, RelatedPerson or Person.
        target: Option<Reference>,
        /// level1 to level4.
        assurance: Option<String>,
    }
}

resource! {
    /// Someone who gives care.
    Practitioner {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// Whether in use.
        active: Option<bool>,
        /// Names.
        name: Vec<HumanName>,
        /// Phone numbers, email addresses.
        telecom: Vec<ContactPoint>,
        /// Postal addresses.
        address: Vec<Address>,
        /// male, female, other, unknown.
        gender: Option<String>,
        /// Birth date.
        birth_date: Option<String>,
    }
}

resource! {
    /// What a practitioner may do for an organization.
    PractitionerRole {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// Whether in use.
        active: Option<bool>,
        /// While valid.
        period: Option<Period>,
        /// Who.
        practitioner: Option<Reference>,
        /// For whom.
        organization: Option<Reference>,
        /// As what.
        code: Vec<CodeableConcept>,
        /// In which field.
        specialty: Vec<CodeableConcept>,
        /// Where.
        location: Vec<Reference>,
        /// In which services.
        healthcare_service: Vec<Reference>,
        /// Phone numbers, email addresses.
        telecom: Vec<ContactPoint>,
    }
}

resource! {
    /// A clinic, hospital, department or company.
    Organization {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// Whether in use.
        active: Option<bool>,
        /// What it is.
        r#type: Vec<CodeableConcept>,
        /// Its name.
        name: Option<String>,
        /// Phone numbers, email addresses.
        telecom: Vec<ContactPoint>,
        /// Postal addresses.
        address: Vec<Address>,
        /// What it is part of.
        part_of: Option<Reference>,
    }
}

resource! {
    /// A place.
    Location {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// active, suspended, inactive.
        status: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Its address.
        address: Option<Address>,
        /// Whose it is.
        managing_organization: Option<Reference>,
    }
}

resource! {
    /// A service that can be turned to, such as a nurses' desk.
    HealthcareService {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// Whether in use.
        active: Option<bool>,
        /// Who provides it.
        provided_by: Option<Reference>,
        /// What kind.
        category: Vec<CodeableConcept>,
        /// What it is.
        r#type: Vec<CodeableConcept>,
        /// Its name.
        name: Option<String>,
        /// More about it.
        comment: Option<String>,
        /// Phone numbers, email addresses.
        telecom: Vec<ContactPoint>,
    }
}

//! Patients, those who act for them, and staff.

use crate::features::patients::Preference;
use fhir::{CodeableConcept, Patient, Practitioner, PractitionerRole, RelatedPerson};

use crate::features::import::{
    dates,
    record::{GuardianRecord, Mapped, PatientRecord, Record, Refusal, Relationship, StaffRecord},
    words,
};

use super::{Context, Role, identifiers::identifiers, names, sources};

/// A patient. One who is dead or no longer active is discharged.
pub(super) fn patient(patient: &Patient, context: &Context<'_>) -> Result<Mapped, Refusal> {
    let source = sources::source(
        "Patient",
        patient.id.as_deref(),
        &patient.identifier,
        context.full_url,
    )?;
    let (given_name, family_name) = names::name(&patient.name)?;
    let birth_date = dates::birth_date(
        "birthDate",
        patient.birth_date.as_deref().unwrap_or_default(),
        context.today,
    )?;
    let reach = names::reach(&patient.telecom, context.today);
    let dead = patient.deceased_boolean == Some(true) || patient.deceased_date_time.is_some();
    let known = |sex: &&str| matches!(*sex, "male" | "female" | "other");
    let sex = patient.gender.as_deref().filter(known).unwrap_or("unknown");
    Ok(Record::Patient(PatientRecord {
        source,
        given_name,
        family_name,
        birth_date,
        sex: sex.into(),
        active: Some(!dead && patient.active != Some(false)),
        email: reach.email,
        mobile: reach.mobile,
        preferred: reach.prefers_text.map(|text| match text {
            true => Preference::Text,
            false => Preference::Email,
        }),
        language: names::language(&patient.communication),
        portal_access: None,
        identifiers: identifiers(&patient.identifier),
    })
    .into())
}

/// Someone around a patient: linked when they are a parent, a guardian or authorised; others are left out, since an
/// emergency contact is not someone who may read messages.
pub(super) fn related_person(
    person: &RelatedPerson,
    context: &Context<'_>,
) -> Result<Mapped, Refusal> {
    let source = sources::source(
        "RelatedPerson",
        person.id.as_deref(),
        &person.identifier,
        context.full_url,
    )?;
    let patient = sources::patient("patient", person.patient.as_ref())?;
    let Some(relationship) = relationship(&person.relationship) else {
        return Ok(Mapped::LeftOut(
            "RelatedPerson: relationship names neither a parent or guardian nor an authorised representative; \
             add a portal link in the chart if this person may read messages"
                .into(),
        ));
    };
    let (given_name, family_name) = names::name(&person.name)?;
    let reach = names::reach(&person.telecom, context.today);
    let moment = |text: Option<&str>| text.and_then(dates::moment);
    let period = person.period.as_ref();
    let human = context.shelf.persons.get(&source.key).or_else(|| {
        source
            .aliases
            .iter()
            .find_map(|alias| context.shelf.persons.get(alias))
    });
    Ok(Record::Guardian(GuardianRecord {
        person: human.cloned(),
        source,
        patient,
        relationship,
        given_name,
        family_name,
        prefers_text: reach.prefers_text.unwrap_or(false),
        email: reach.email,
        mobile: reach.mobile,
        language: names::language(&person.communication),
        starts_at: moment(period.and_then(|p| p.start.as_deref())),
        ends_at: moment(period.and_then(|p| p.end.as_deref())),
        active: person.active != Some(false),
    })
    .into())
}

/// Codes of v3-RoleCode for parents and guardians.
const GUARDIANS: &[&str] = &[
    "GUARD", "PRN", "MTH", "FTH", "NMTH", "NFTH", "NPRN", "STPPRN", "STPMTH", "STPFTH", "ADOPTP",
    "ADOPTM", "ADOPTF", "PRNFOST", "MTHFOST", "FTHFOST", "PRNINLAW", "GESTM",
];
/// Codes of v3-RoleCode and v2-0131 for those who are authorised in another way.
const REPRESENTATIVES: &[&str] = &[
    "POWATT",
    "DPOWATT",
    "HPOWATT",
    "SPOWATT",
    "RESPRSN",
    "AGNT",
    "CAREGIVER",
];

fn relationship(concepts: &[CodeableConcept]) -> Option<Relationship> {
    let codes = || {
        concepts
            .iter()
            .flat_map(|c| &c.coding)
            .filter_map(|c| c.code.as_deref())
    };
    if codes().any(|code| GUARDIANS.contains(&code)) {
        return Some(Relationship::Guardian);
    }
    if codes().any(|code| REPRESENTATIVES.contains(&code)) {
        return Some(Relationship::Representative);
    }
    let words = || {
        concepts
            .iter()
            .filter_map(|c| c.text.as_deref())
            .flat_map(crate::platform::text::fold_words)
    };
    let guardian = [
        "guardian", "mother", "father", "parent", "mere", "pere", "tuteur", "tutrice",
    ];
    let representative = [
        "representative",
        "attorney",
        "caregiver",
        "mandataire",
        "representant",
        "representante",
    ];
    if words().any(|word| guardian.contains(&word.as_str())) {
        Some(Relationship::Guardian)
    } else if words().any(|word| representative.contains(&word.as_str())) {
        Some(Relationship::Representative)
    } else {
        None
    }
}

/// A staff member, invited: with the address and the title of their role where the practitioner has none.
pub(super) fn practitioner(
    practitioner: &Practitioner,
    context: &Context<'_>,
) -> Result<Mapped, Refusal> {
    let source = sources::source(
        "Practitioner",
        practitioner.id.as_deref(),
        &practitioner.identifier,
        context.full_url,
    )?;
    if practitioner.active == Some(false) {
        return Ok(Mapped::LeftOut("Practitioner: no longer active".into()));
    }
    let mut names = std::iter::once(&source.key).chain(&source.aliases);
    let role = names
        .find_map(|name| context.shelf.roles.get(name))
        .cloned()
        .unwrap_or_default();
    let own = names::reach(&practitioner.telecom, context.today).email;
    let Some(email) = own.or(role.email) else {
        return Ok(Mapped::LeftOut(
            "Practitioner: no email address, so nobody can be invited; add one, or add the member in Carepost".into(),
        ));
    };
    let display_name = names::shown(&practitioner.name)?;
    Ok(Record::Staff(StaffRecord {
        source,
        display_name,
        email,
        title: role.title,
    })
    .into())
}

/// What a role says of its practitioner, under each name that the role points to them by.
pub(super) fn role(
    role: &PractitionerRole,
    today: jiff::civil::Date,
) -> Option<(Vec<String>, Role)> {
    let practitioner = sources::pointer_keys(role.practitioner.as_ref()?, "Practitioner")?;
    let title = role
        .code
        .iter()
        .chain(&role.specialty)
        .find_map(CodeableConcept::label)
        .unwrap_or_default();
    let email = names::reach(&role.telecom, today).email;
    Some((
        practitioner,
        Role {
            title: words::short(title, 80),
            email,
        },
    ))
}

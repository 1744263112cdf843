//! The columns of a CSV of patients, and a row of it as a record. `docs/import.md` lists the names.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::features::patients::Preference;
use crate::platform::text::fold;

use super::{
    dates,
    record::{IdentifierRecord, Mapped, PatientRecord, Record, Refusal, Source},
    words,
};

/// The known columns, each with the other names that it goes by, folded and with `_` for spaces.
const NAMES: &[(&str, &[&str])] = &[
    (
        "emr_id",
        &[
            "emr_number",
            "mrn",
            "patient_id",
            "chart_number",
            "numero_de_dossier",
        ],
    ),
    (
        "health_number",
        &[
            "health_card",
            "health_card_number",
            "hcn",
            "phn",
            "numero_d_assurance_maladie",
        ],
    ),
    ("given_name", &["first_name", "given", "prenom"]),
    ("family_name", &["last_name", "surname", "family", "nom"]),
    (
        "birth_date",
        &["date_of_birth", "dob", "birthdate", "date_de_naissance"],
    ),
    ("sex", &["gender", "sexe"]),
    ("email", &["e_mail", "email_address", "courriel"]),
    (
        "mobile",
        &[
            "mobile_number",
            "mobile_phone",
            "cell",
            "cell_phone",
            "cellulaire",
        ],
    ),
    ("preferred_channel", &["channel", "canal_prefere"]),
    ("language", &["preferred_language", "langue"]),
    ("status", &["statut"]),
    ("portal_access", &["acces_au_portail"]),
];

/// Which column stands where.
pub(super) struct Columns {
    header: Vec<String>,
    known: HashMap<&'static str, usize>,
    identifiers: Vec<(usize, String, String)>,
    unknown: Vec<String>,
}

impl Columns {
    /// Reads the header line. It must name a birth date, a name, and what a second import can find a patient by.
    pub(super) fn new(header: impl Iterator<Item = String>) -> Result<Self, Refusal> {
        let header: Vec<String> = header.map(|name| words::line(&name)).collect();
        let mut columns = Self {
            header,
            known: HashMap::new(),
            identifiers: Vec::new(),
            unknown: Vec::new(),
        };
        for (at, name) in columns.header.iter().enumerate() {
            let folded = fold(name);
            if let Some((_, label)) = folded
                .split_once("identifier:")
                .filter(|(before, _)| before.is_empty())
            {
                columns.identifiers.push((
                    at,
                    words::slug(label),
                    words::short(name.get(11..).unwrap_or(label), 60),
                ));
                continue;
            }
            let plain = words::slug(&folded);
            match NAMES
                .iter()
                .find(|(known, others)| *known == plain || others.contains(&plain.as_str()))
            {
                Some((known, _)) if columns.known.contains_key(known) => {
                    return Err(Refusal::new(*known, "stands twice in the header; keep one"));
                }
                Some((known, _)) => {
                    columns.known.insert(known, at);
                }
                None => columns.unknown.push(name.clone()),
            }
        }
        columns.check()
    }

    fn check(self) -> Result<Self, Refusal> {
        if self.known.is_empty() {
            return Err(Refusal::new(
                "",
                "is of a kind that can't be imported: neither FHIR JSON nor a CSV whose first line names columns such \
                 as emr_id, given_name, family_name, birth_date",
            ));
        }
        if !self.known.contains_key("birth_date") {
            return Err(Refusal::new(
                "birth_date",
                "has no column; name one birth_date in the first line",
            ));
        }
        if !self.known.contains_key("family_name") && !self.known.contains_key("given_name") {
            return Err(Refusal::new(
                "family_name",
                "has no column; name one family_name in the first line",
            ));
        }
        if !self.known.contains_key("emr_id") && !self.known.contains_key("health_number") {
            return Err(Refusal::new(
                "emr_id",
                "has no column, nor has health_number; name one, so that a second import finds the same patients",
            ));
        }
        Ok(self)
    }

    /// Columns that nothing is made of.
    pub(super) fn notes(&self) -> Vec<String> {
        let unknown = self.unknown.iter().filter(|name| !name.is_empty());
        unknown
            .map(|name| format!("column \"{name}\" is not known and is left out"))
            .collect()
    }

    /// A column's name as the file has it.
    pub(super) fn name(&self, at: usize) -> String {
        self.header
            .get(at)
            .cloned()
            .unwrap_or_else(|| format!("column {}", at + 1))
    }
}

/// One row as a patient.
pub(super) fn row(columns: &Columns, fields: &[&str], today: Date) -> Result<Mapped, Refusal> {
    if fields.len() != columns.header.len() {
        return Err(Refusal::new(
            "",
            format!(
                "has {} columns where the header has {}; a quote is missing, or the file was cut off",
                fields.len(),
                columns.header.len()
            ),
        ));
    }
    let get = |name: &str| {
        columns
            .known
            .get(name)
            .and_then(|at| fields.get(*at))
            .map_or("", |field| field.trim())
    };
    let given = words::name("given_name", get("given_name"))?;
    let family = words::name("family_name", get("family_name"))?;
    if given.is_empty() && family.is_empty() {
        return Err(Refusal::new(
            "family_name",
            "is missing; a patient needs a name",
        ));
    }
    let (given_name, family_name) = if family.is_empty() {
        (String::new(), given)
    } else {
        (given, family)
    };
    let identifiers = identifiers(columns, fields);
    let source = source(&identifiers)?;
    Ok(Record::Patient(PatientRecord {
        source,
        given_name,
        family_name,
        birth_date: dates::birth_date("birth_date", get("birth_date"), today)?,
        sex: sex(get("sex"))?,
        active: choice(
            "status",
            get("status"),
            &[("active", true), ("discharged", false)],
        )?,
        email: words::some(get("email")),
        mobile: words::some(get("mobile")),
        preferred: choice(
            "preferred_channel",
            get("preferred_channel"),
            &Preference::ALL.map(|preference| (preference.code(), preference)),
        )?,
        language: choice("language", get("language"), &[("en", "en"), ("fr", "fr")])?,
        portal_access: choice(
            "portal_access",
            get("portal_access"),
            &[
                ("on", true),
                ("off", false),
                ("yes", true),
                ("no", false),
                ("true", true),
                ("false", false),
            ],
        )?,
        identifiers,
    })
    .into())
}

fn identifiers(columns: &Columns, fields: &[&str]) -> Vec<IdentifierRecord> {
    let fixed = [("emr_id", "EMR id"), ("health_number", "Health number")];
    let fixed = fixed.iter().filter_map(|(kind, label)| {
        columns
            .known
            .get(kind)
            .map(|at| (*at, (*kind).to_owned(), (*label).to_owned()))
    });
    let all = fixed.chain(columns.identifiers.iter().cloned());
    all.filter_map(|(at, kind, label)| {
        let value = words::short(fields.get(at)?, 200);
        (!value.is_empty()).then_some(IdentifierRecord { kind, label, value })
    })
    .collect()
}

/// A row is known by its EMR id, else by its health number.
fn source(identifiers: &[IdentifierRecord]) -> Result<Source, Refusal> {
    let by = |kind: &str| identifiers.iter().find(|i| i.kind == kind);
    let identifier = by("emr_id").or_else(|| by("health_number")).ok_or_else(|| {
        Refusal::new("emr_id", "and health_number are both empty; give one, so that a second import finds the same patient")
    })?;
    Ok(Source {
        key: format!("csv:{}|{}", identifier.kind, fold(&identifier.value)),
        aliases: Vec::new(),
    })
}

fn sex(text: &str) -> Result<String, Refusal> {
    let known = choice(
        "sex",
        text,
        &[
            ("male", "male"),
            ("female", "female"),
            ("other", "other"),
            ("unknown", "unknown"),
            ("m", "male"),
            ("f", "female"),
        ],
    )?;
    Ok(known.unwrap_or("unknown").to_owned())
}

fn choice<T: Copy>(field: &str, text: &str, choices: &[(&str, T)]) -> Result<Option<T>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let folded = fold(text);
    choices
        .iter()
        .find(|(word, _)| *word == folded)
        .map(|(_, value)| Some(*value))
        .ok_or_else(|| {
            let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
            Refusal::new(field, format!("is not one of {}", words.join(", ")))
        })
}

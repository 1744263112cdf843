//! A request beside a patient, line by line, with what differs. No I/O.

use crate::features::patients::{Demographics, IdentifierKind, Likely, Likeness, NewIdentifier};
use crate::features::registration::model::Registration;
use crate::features::registration::model::identifier_field;
use crate::platform::i18n::Tr;
use crate::platform::text::{digits, fold};

/// One line of the comparison.
pub(super) struct Line {
    pub label: String,
    pub asked: String,
    pub on_file: String,
    /// Whether both say the same; none where one of them says nothing.
    pub same: Option<bool>,
    /// What can be taken over into the chart, by its code.
    pub take: Option<String>,
}

/// A patient beside a request.
pub(super) struct Comparison {
    pub id: String,
    pub name: String,
    pub because: Vec<Likeness>,
    pub lines: Vec<Line>,
    /// Whether the patient's portal access is off.
    pub access_off: bool,
    pub discharged: bool,
}

/// The comparison of a request with one patient.
pub(super) fn compare(
    tr: &Tr,
    (asked, given): (&Registration, &[NewIdentifier]),
    kinds: &[IdentifierKind],
    likely: &Likely,
) -> Comparison {
    let patient = &likely.patient;
    let (a, p) = (asked.person(), Demographics::from(patient));
    let sex = |code: &str| match code {
        "unknown" => String::new(),
        code => tr.t(format!("patients-sex-{code}")),
    };
    let born = |date: &str| tr.calendar_date(date);
    let (a_born, p_born) = (born(&a.birth_date), born(&p.birth_date));
    let language = |code: &str| tr.t(format!("registration-language-{code}"));
    let mut lines = vec![
        line(tr, "given-name", &a.given_name, &p.given_name, &fold),
        line(tr, "family-name", &a.family_name, &p.family_name, &fold),
        line(tr, "birth-date", &a_born, &p_born, &fold),
        line(tr, "sex", &sex(&a.sex), &sex(&p.sex), &fold),
        line(
            tr,
            "language",
            &language(&a.language),
            &language(&p.language),
            &fold,
        ),
    ];
    for (code, asked, on_file) in [
        ("email", &a.email, &p.email),
        ("mobile", &a.mobile, &p.mobile),
    ] {
        let text = |t: &Option<String>| t.clone().unwrap_or_default();
        let (asked, on_file) = (text(asked), text(on_file));
        let alike: fn(&str) -> String = if code == "mobile" { digits } else { fold };
        lines.push(taken(line(tr, code, &asked, &on_file, &alike), code));
    }
    for kind in kinds {
        let asked = given.iter().find(|i| i.kind == kind.kind);
        let own = likely.identifiers.iter().filter(|i| i.kind == kind.kind);
        let own: Vec<&str> = own.map(|i| i.value.as_str()).collect();
        let Some(asked) = asked.map(|i| i.value.as_str()) else {
            continue;
        };
        let compact =
            |t: &str| -> String { fold(t).chars().filter(|c| c.is_alphanumeric()).collect() };
        let same = own.iter().any(|value| compact(value) == compact(asked));
        let made = Line {
            label: kind.label.clone(),
            asked: asked.to_owned(),
            on_file: own.join(", "),
            same: (!own.is_empty()).then_some(same),
            take: None,
        };
        lines.push(taken(made, &identifier_field(&kind.kind)));
    }
    lines.retain(|l| !(l.asked.is_empty() && l.on_file.is_empty()));
    Comparison {
        id: patient.id.to_string(),
        name: patient.name(),
        because: likely.because.clone(),
        lines,
        access_off: !patient.portal_access,
        discharged: patient.status == crate::features::patients::PatientStatus::Discharged,
    }
}

fn line(tr: &Tr, field: &str, asked: &str, on_file: &str, alike: &dyn Fn(&str) -> String) -> Line {
    let both = !asked.is_empty() && !on_file.is_empty();
    Line {
        label: tr.t(format!("patients-field-{field}")),
        asked: asked.to_owned(),
        on_file: on_file.to_owned(),
        same: both.then(|| alike(asked) == alike(on_file)),
        take: None,
    }
}

/// The line of something that can be taken over where the chart says something else or nothing.
fn taken(line: Line, code: &str) -> Line {
    let differs = !line.asked.is_empty() && line.same != Some(true);
    Line {
        take: differs.then(|| code.to_owned()),
        ..line
    }
}

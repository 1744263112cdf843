//! Reading the form that somebody filled in (M59). No I/O, and nothing that depends on who is a patient.

use jiff::civil::Date;

use super::model::{Application, Form, Need, Typed};
use crate::features::patients::{Demographics, IdentifierKind, NewIdentifier};
use crate::features::portal::read_birth_date;
use crate::platform::text;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// Longest identifier, in characters.
const IDENTIFIER_CHARS: usize = 64;

/// What the form is read by.
pub(super) struct Asked<'a> {
    pub form: &'a Form,
    pub kinds: &'a [IdentifierKind],
    /// The day at the clinic.
    pub today: Date,
    pub now: Timestamp,
    /// The language of the page.
    pub language: &'a str,
}

/// What was typed, or everything that is in the way.
pub(super) fn read(typed: &Typed, asked: &Asked<'_>) -> Result<Application, Vec<Refusal>> {
    let birth_date = read_birth_date(&typed.birth_date, asked.today);
    let shown = |field: &str, typed: &str| match asked.form.need(field) {
        Need::Hidden => None,
        _ => Some(typed.trim().to_owned()).filter(|t| !t.is_empty()),
    };
    let (mobile, sex) = (shown("mobile", &typed.mobile), shown("sex", &typed.sex));
    let person = Demographics {
        given_name: typed.given_name.clone(),
        family_name: typed.family_name.clone(),
        // One that can't be read is told in its own words; any other fits here.
        birth_date: birth_date.clone().unwrap_or("2000-01-01".to_owned()),
        sex: sex.clone().unwrap_or("unknown".to_owned()),
        email: Some(typed.email.clone()),
        mobile: mobile.clone(),
        language: shown("language", &typed.language).unwrap_or(asked.language.to_owned()),
        ..Demographics::default()
    };
    let checked = person.checked(asked.now);
    let mut refusals = checked.clone().err().unwrap_or_default();
    if let Err(why) = birth_date {
        refusals.push(why);
    }
    let missing =
        |field, given: &Option<String>| asked.form.need(field) == Need::Required && given.is_none();
    if missing("mobile", &mobile) {
        refusals.push(Refusal::field("mobile", "register_mobile_missing"));
    } else if mobile.is_none() && typed.email.trim().is_empty() {
        let code = match asked.form.need("mobile") {
            Need::Hidden => "register_email_missing",
            _ => "contact_missing",
        };
        refusals.push(Refusal::field("email", code));
    }
    if missing("sex", &sex) {
        refusals.push(Refusal::field("sex", "register_sex_missing"));
    }
    let identifiers = identifiers(typed, asked, &mut refusals);
    let consent = consent(typed, asked, &mut refusals);
    match checked {
        Ok(mut person) if refusals.is_empty() => {
            person.preferred_channel = match person.email {
                Some(_) => crate::features::patients::Preference::Email,
                None => crate::features::patients::Preference::Text,
            };
            Ok(Application {
                form: typed.form,
                person,
                identifiers,
                consent,
            })
        }
        _ => Err(in_order(refusals)),
    }
}

/// The refusals in the order of the page.
fn in_order(mut refusals: Vec<Refusal>) -> Vec<Refusal> {
    const FIELDS: [&str; 9] = [
        "given_name",
        "family_name",
        "birth_date",
        "email",
        "mobile",
        "sex",
        "language",
        "identifiers",
        "consent",
    ];
    refusals.sort_by_key(|r| FIELDS.iter().position(|f| Some(*f) == r.field));
    refusals
}

fn identifiers(
    typed: &Typed,
    asked: &Asked<'_>,
    refusals: &mut Vec<Refusal>,
) -> Vec<NewIdentifier> {
    let mut given = Vec::new();
    for kind in asked.kinds {
        let need = asked.form.need_of_kind(&kind.kind);
        let clean = text::without_controls(typed.identifier(&kind.kind));
        let value = clean.split_whitespace().collect::<Vec<_>>().join(" ");
        let refusal = |code| Refusal::field("identifiers", code).with("kind", &kind.label);
        match (need, value.is_empty()) {
            (Need::Hidden, _) | (Need::Optional, true) => {}
            (Need::Required, true) => refusals.push(refusal("register_identifier_missing")),
            _ if value.chars().count() > IDENTIFIER_CHARS
                || !value.chars().any(char::is_alphanumeric) =>
            {
                refusals.push(refusal("identifier_wrong").with("max", IDENTIFIER_CHARS));
            }
            _ => given.push(NewIdentifier {
                kind: kind.kind.clone(),
                value,
            }),
        }
    }
    given
}

fn consent(typed: &Typed, asked: &Asked<'_>, refusals: &mut Vec<Refusal>) -> Option<(i64, String)> {
    let wanted = asked.form.consent.as_ref()?.version;
    match typed.consent.trim() {
        "" => refusals.push(Refusal::field("consent", "register_consent_missing")),
        version if version == wanted.to_string() => {
            return Some((wanted, asked.language.to_owned()));
        }
        // The text was changed while the page was open: the new one is to be read first.
        _ => refusals.push(Refusal::field("consent", "register_consent_changed")),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::registration::model::Consent;

    fn form() -> Form {
        Form {
            fields: vec![
                ("mobile".to_owned(), Need::Optional),
                ("identifier:health_number".to_owned(), Need::Required),
            ],
            consent: Some(Consent {
                version: 3,
                text_en: "I agree".to_owned(),
                text_fr: "J’accepte".to_owned(),
            }),
            ..Form::default()
        }
    }

    fn typed() -> Typed {
        Typed {
            given_name: "عائشة".to_owned(),
            birth_date: "29 February 2004".to_owned(),
            email: "a@home.example".to_owned(),
            sex: "female".to_owned(),
            identifier_kind: vec!["health_number".to_owned(), "emr".to_owned()],
            identifier_value: vec!["12 34".to_owned(), "9".to_owned()],
            consent: "3".to_owned(),
            ..Typed::default()
        }
    }

    fn read_it(typed: &Typed, form: &Form) -> Result<Application, Vec<&'static str>> {
        let kind = |kind: &str| IdentifierKind {
            kind: kind.to_owned(),
            label: kind.to_owned(),
        };
        let asked = Asked {
            form,
            kinds: &[kind("emr"), kind("health_number")],
            today: jiff::civil::date(2026, 7, 2),
            now: Timestamp(1_783_002_000_000),
            language: "fr",
        };
        read(typed, &asked).map_err(|why| why.iter().map(|r| r.code).collect())
    }

    #[test]
    fn m59_only_what_the_clinic_asks_is_taken() {
        let read = read_it(&typed(), &form()).unwrap();
        assert_eq!(read.person.birth_date, "2004-02-29");
        assert_eq!(read.person.family_name, "");
        assert_eq!(read.person.sex, "unknown", "it is not asked");
        assert_eq!(read.person.language, "fr");
        assert_eq!(read.consent, Some((3, "fr".to_owned())));
        let kinds: Vec<_> = read.identifiers.iter().map(|i| &*i.kind).collect();
        assert_eq!(kinds, ["health_number"]);
    }

    #[test]
    fn m59_everything_in_the_way_is_told_at_once_in_the_order_of_the_page() {
        let nothing = Typed::default();
        let all = read_it(&nothing, &form()).unwrap_err();
        let expected = [
            "name_missing",
            "own_birth_date_missing",
            "contact_missing",
            "register_identifier_missing",
            "register_consent_missing",
        ];
        assert_eq!(all, expected);
        let old = Typed {
            consent: "2".to_owned(),
            ..typed()
        };
        assert_eq!(
            read_it(&old, &form()).unwrap_err(),
            ["register_consent_changed"]
        );
    }
}

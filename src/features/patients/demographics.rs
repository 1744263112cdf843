//! What is written about a person, and the rules it must meet. No I/O.

use super::model::{Channel, Patient, PatientStatus, Preference};
use crate::platform::text;
use crate::platform::time::{HOUR, Timestamp};
use crate::platform::web::Refusal;

/// From this age on a new patient reads and writes for themselves; before it a caregiver does (M5). Years.
pub const OWN_ACCESS_AGE: i16 = 18;

/// Nobody alive was born before this year; an earlier one is a slip of the hand.
const EARLIEST_BIRTH_YEAR: i16 = 1850;

const LONGEST_NAME: usize = 100;
const LONGEST_EMAIL: usize = 254;

/// The values that `sex` may have.
pub const SEXES: [&str; 4] = ["female", "male", "other", "unknown"];

/// A patient's demographics as somebody has written them: unchecked until a verb takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demographics {
    /// Given name; may be empty, not together with the family name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// One of [`SEXES`].
    pub sex: String,
    /// Active or discharged.
    pub status: PatientStatus,
    /// Email; empty is none.
    pub email: Option<String>,
    /// Mobile number in any usual spelling; empty is none.
    pub mobile: Option<String>,
    /// How the patient wants to be told.
    pub preferred_channel: Preference,
    /// `en` or `fr`.
    pub language: String,
}

impl Default for Demographics {
    fn default() -> Self {
        Demographics {
            given_name: String::new(),
            family_name: String::new(),
            birth_date: String::new(),
            sex: "unknown".to_owned(),
            status: PatientStatus::Active,
            email: None,
            mobile: None,
            preferred_channel: Preference::Email,
            language: "en".to_owned(),
        }
    }
}

impl From<&Patient> for Demographics {
    fn from(p: &Patient) -> Self {
        Demographics {
            given_name: p.given_name.clone(),
            family_name: p.family_name.clone(),
            birth_date: p.birth_date.clone(),
            sex: p.sex.clone(),
            status: p.status,
            email: p.email.clone(),
            mobile: p.mobile.clone(),
            preferred_channel: p.preferred_channel,
            language: p.language.clone(),
        }
    }
}

impl Demographics {
    /// The demographics as they are stored, or everything that is wrong with them.
    pub fn checked(&self, now: Timestamp) -> Result<Demographics, Vec<Refusal>> {
        let mut wrong = Vec::new();
        let (given_name, family_name) = names(&self.given_name, &self.family_name, &mut wrong);
        let birth_date = keep(birth_date(&self.birth_date, now), &mut wrong);
        let contact = contact(self.email.as_deref(), self.mobile.as_deref(), &mut wrong);
        if !SEXES.contains(&self.sex.as_str()) {
            wrong.push(Refusal::field("sex", "sex_unknown"));
        }
        wrong.extend(only_without_address(
            self.preferred_channel,
            (contact.0.as_deref(), contact.1.as_deref()),
        ));
        let language = keep(language(&self.language), &mut wrong);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Demographics {
            given_name,
            family_name,
            birth_date,
            sex: self.sex.clone(),
            status: self.status,
            email: contact.0,
            mobile: contact.1,
            preferred_channel: self.preferred_channel,
            language,
        })
    }

    /// The names of the fields in which `other` differs, for the audit.
    pub(super) fn changed(&self, other: &Demographics) -> Vec<&'static str> {
        [
            ("given_name", self.given_name != other.given_name),
            ("family_name", self.family_name != other.family_name),
            ("birth_date", self.birth_date != other.birth_date),
            ("sex", self.sex != other.sex),
            ("status", self.status != other.status),
            ("email", self.email != other.email),
            ("mobile", self.mobile != other.mobile),
            (
                "preferred_channel",
                self.preferred_channel != other.preferred_channel,
            ),
            ("language", self.language != other.language),
        ]
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
    }
}

/// The value, or its refusal put with the others.
pub(super) fn keep(checked: Result<String, Refusal>, wrong: &mut Vec<Refusal>) -> String {
    checked.unwrap_or_else(|refusal| {
        wrong.push(refusal);
        String::new()
    })
}

/// Given and family name without invisible marks and doubled spaces; one of them must be there.
pub(super) fn names(given: &str, family: &str, wrong: &mut Vec<Refusal>) -> (String, String) {
    let (given, family) = (clean(given), clean(family));
    if given.is_empty() && family.is_empty() {
        wrong.push(Refusal::field("family_name", "name_missing"));
    }
    for (field, name) in [("given_name", &given), ("family_name", &family)] {
        if name.chars().count() > LONGEST_NAME {
            wrong.push(Refusal::field(field, "name_too_long").with("max", LONGEST_NAME));
        }
    }
    (given, family)
}

/// Email and mobile number as they are stored.
pub(super) fn contact(
    email: Option<&str>,
    mobile: Option<&str>,
    wrong: &mut Vec<Refusal>,
) -> (Option<String>, Option<String>) {
    let some = |text: Option<&str>| {
        text.map(str::trim)
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
    };
    let email = some(email).map(|e| keep(checked_email(&e), wrong));
    let mobile = some(mobile).map(|m| keep(checked_mobile(&m), wrong));
    (email, mobile)
}

/// Whoever wants one channel only, and has no address there, could never be told.
pub(super) fn only_without_address(
    preference: Preference,
    (email, mobile): (Option<&str>, Option<&str>),
) -> Option<Refusal> {
    let address = match preference.first() {
        Channel::Email => email,
        Channel::Text => mobile,
    };
    (preference.only() && address.is_none())
        .then(|| Refusal::field("preferred_channel", "only_channel_without_address"))
}

/// One line of text as it is stored: no control characters, no marks that turn the reading direction, single spaces.
pub(super) fn clean(line: &str) -> String {
    let spaced: String = line
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    text::without_controls(&spaced)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

pub(super) fn language(code: &str) -> Result<String, Refusal> {
    crate::platform::i18n::LANGUAGES
        .iter()
        .find(|(known, _, _)| *known == code)
        .map(|(known, _, _)| (*known).to_owned())
        .ok_or(Refusal::field("language", "language_unknown"))
}

fn birth_date(text: &str, now: Timestamp) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::field("birth_date", "birth_date_missing"));
    }
    let date = calendar_date(text).ok_or(Refusal::field("birth_date", "birth_date_wrong"))?;
    // Somewhere on earth it is already tomorrow.
    let latest = now
        .plus(14 * HOUR)
        .to_jiff()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date();
    if date > latest {
        return Err(Refusal::field("birth_date", "birth_date_future"));
    }
    if date.year() < EARLIEST_BIRTH_YEAR {
        return Err(
            Refusal::field("birth_date", "birth_date_too_early").with("year", EARLIEST_BIRTH_YEAR)
        );
    }
    Ok(date.to_string())
}

/// A date written `YYYY-MM-DD`, and nothing else.
pub(super) fn calendar_date(text: &str) -> Option<jiff::civil::Date> {
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    plain.then(|| text.parse().ok()).flatten()
}

/// An address of one channel as it is stored.
pub(super) fn checked_address(channel: Channel, address: &str) -> Result<String, Refusal> {
    match channel {
        Channel::Email => checked_email(address),
        Channel::Text => checked_mobile(address),
    }
}

fn checked_email(email: &str) -> Result<String, Refusal> {
    let wrong = || Refusal::field("email", "email_wrong");
    let printable = email.bytes().all(|b| b.is_ascii_graphic());
    let (local, domain) = email.rsplit_once('@').ok_or_else(wrong)?;
    let local_right = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && !local.contains(|c: char| "\"(),:;<>@[\\]".contains(c));
    let label_right = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let domain_right = domain.contains('.') && domain.split('.').all(label_right);
    if printable && local_right && domain_right && email.len() <= LONGEST_EMAIL {
        Ok(email.to_owned())
    } else {
        Err(wrong())
    }
}

/// The number as E.164. Without a country code it is taken for a North American one of ten digits.
fn checked_mobile(mobile: &str) -> Result<String, Refusal> {
    let wrong = || Refusal::field("mobile", "mobile_wrong");
    let usual =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || "+()-./\u{2010}\u{2011}".contains(c);
    if !mobile.chars().all(usual)
        || mobile.chars().skip(1).any(|c| c == '+') && !mobile.starts_with('(')
    {
        return Err(wrong());
    }
    let digits = text::digits(mobile);
    let international = if mobile.starts_with('+') {
        digits
    } else if let Some(rest) = digits.strip_prefix("00") {
        rest.to_owned()
    } else if digits.len() == 10 && !digits.starts_with(['0', '1']) {
        format!("1{digits}")
    } else if digits.len() == 11 && digits.starts_with('1') {
        digits
    } else {
        return Err(wrong());
    };
    if !(8..=15).contains(&international.len()) || international.starts_with('0') {
        return Err(wrong());
    }
    Ok(format!("+{international}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_783_002_000_000);

    fn written() -> Demographics {
        Demographics {
            given_name: "Amélie".to_owned(),
            family_name: "Tremblay".to_owned(),
            birth_date: "1988-03-14".to_owned(),
            ..Demographics::default()
        }
    }

    fn codes(d: &Demographics) -> Vec<&'static str> {
        d.checked(NOW)
            .err()
            .unwrap_or_default()
            .iter()
            .map(|r| r.code)
            .collect()
    }

    #[test]
    fn mobile_numbers_become_international() {
        for (typed, stored) in [
            ("613 555-0142", "+16135550142"),
            ("(613) 555.0142", "+16135550142"),
            ("1-613-555-0142", "+16135550142"),
            ("+44 20 7946 0018", "+442079460018"),
            ("0033 1 99 00 12 34", "+33199001234"),
        ] {
            assert_eq!(checked_mobile(typed).as_deref(), Ok(stored), "{typed}");
        }
        for typed in [
            "555-0142",
            "613 555 0142 x3",
            "++16135550142",
            "6+135550142",
            "+1",
            "0613 555 014",
            "call me",
        ] {
            assert!(checked_mobile(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn an_email_has_the_shape_of_one() {
        for right in [
            "a@b.ca",
            "amelie.tremblay+kid@mail.example.org",
            "o'brien@example.org",
        ] {
            assert!(checked_email(right).is_ok(), "{right}");
        }
        for wrong in [
            "amelie",
            "@b.ca",
            "a@b",
            "a b@c.ca",
            "a@b..ca",
            "a@-b.ca",
            "a@@b.ca",
            "é@b.ca",
            "a@b.ca\r\nBcc: c@d.ca",
            "a@b.ca,c@d.ca",
            ".a@b.ca",
            "<a@b.ca>",
        ] {
            assert!(checked_email(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn births_lie_between_1850_and_today() {
        for (date, code) in [
            ("", "birth_date_missing"),
            ("14/03/1988", "birth_date_wrong"),
            ("1988-02-30", "birth_date_wrong"),
            ("1988-03-14T00:00", "birth_date_wrong"),
            ("2026-07-04", "birth_date_future"),
            ("1849-12-31", "birth_date_too_early"),
        ] {
            let d = Demographics {
                birth_date: date.to_owned(),
                ..written()
            };
            assert_eq!(codes(&d), [code], "{date}");
        }
    }

    #[test]
    fn names_lose_what_cannot_be_seen() {
        let d = Demographics {
            given_name: "A\u{202E}mé\u{200B}lie\n Anne\t".to_owned(),
            ..written()
        };
        assert_eq!(d.checked(NOW).unwrap().given_name, "Amélie Anne");
        let only_marks = Demographics {
            given_name: "\u{200B}".to_owned(),
            family_name: " \u{2066}".to_owned(),
            ..written()
        };
        assert_eq!(codes(&only_marks), ["name_missing"]);
    }

    #[test]
    fn m49_one_channel_only_needs_an_address_there() {
        let with = |preferred_channel, email: &str, mobile: &str| Demographics {
            preferred_channel,
            email: Some(email.to_owned()),
            mobile: Some(mobile.to_owned()),
            ..written()
        };
        let none: [&str; 0] = [];
        for (preference, email, mobile, refused) in [
            (Preference::Text, "a@b.ca", "", false),
            (Preference::EmailOnly, "a@b.ca", "", false),
            (Preference::EmailOnly, "", "613 555 0142", true),
            (Preference::TextOnly, "a@b.ca", "", true),
            (Preference::TextOnly, "", "613 555 0142", false),
            (Preference::TextOnly, "", "", true),
        ] {
            let found = codes(&with(preference, email, mobile));
            let expected: &[&str] = match refused {
                true => &["only_channel_without_address"],
                false => &none,
            };
            assert_eq!(found, expected, "{preference:?}");
        }
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let d = Demographics {
            email: Some("x".to_owned()),
            mobile: Some("12".to_owned()),
            sex: "f".to_owned(),
            language: "tlh".to_owned(),
            birth_date: String::new(),
            ..written()
        };
        assert_eq!(
            codes(&d),
            [
                "birth_date_missing",
                "email_wrong",
                "mobile_wrong",
                "sex_unknown",
                "language_unknown"
            ]
        );
    }
}

//! Names, contact points and languages of people.

use fhir::{ContactPoint, HumanName, PatientCommunication};
use jiff::civil::Date;

use crate::features::import::{dates, record::Refusal, words};

/// The name that a person goes by: official, then usual, then any that is not a former one.
pub(super) fn name(names: &[HumanName]) -> Result<(String, String), Refusal> {
    let rank = |name: &&HumanName| match name.r#use.as_deref() {
        Some("official") => 0,
        Some("usual") => 1,
        None => 2,
        Some("nickname") => 3,
        Some("temp") => 4,
        _ => 5,
    };
    let missing = || Refusal::new("name", "is missing; give family, given or text");
    let name = names.iter().min_by_key(rank).ok_or_else(missing)?;
    let given = words::name("name.given", &name.given.join(" "))?;
    let family = words::name("name.family", name.family.as_deref().unwrap_or_default())?;
    let text = words::name("name.text", name.text.as_deref().unwrap_or_default())?;
    match (given.is_empty(), family.is_empty(), text.is_empty()) {
        (true, true, true) => Err(missing()),
        (true, true, false) => Ok((String::new(), text)),
        (false, true, _) => Ok((String::new(), given)),
        _ => Ok((given, family)),
    }
}

/// A name on one line with its title, as patients see a staff member.
pub(super) fn shown(names: &[HumanName]) -> Result<String, Refusal> {
    let (given, family) = name(names)?;
    let prefix = names
        .iter()
        .flat_map(|n| &n.prefix)
        .next()
        .map(String::as_str)
        .unwrap_or_default();
    Ok(words::line(&format!("{prefix} {given} {family}")))
}

/// How a person can be told of a message.
#[derive(Default)]
pub(super) struct Reach {
    /// Email address.
    pub email: Option<String>,
    /// Mobile number.
    pub mobile: Option<String>,
    /// Whether the mobile number ranks above the email address.
    pub prefers_text: Option<bool>,
}

/// The best email address and mobile number. A number counts as mobile only where the source says so, since a text
/// to a home line reaches nobody; former and ended contact points don't count.
pub(super) fn reach(telecom: &[ContactPoint], today: Date) -> Reach {
    let mut points: Vec<&ContactPoint> = telecom
        .iter()
        .filter(|point| is_current(point, today))
        .collect();
    points.sort_by_key(|point| point.rank.unwrap_or(u32::MAX));
    let mut reach = Reach::default();
    for point in points {
        let value = point.value.as_deref().unwrap_or_default();
        let system = point.system.as_deref().unwrap_or_default();
        if system == "email" && reach.email.is_none() {
            reach.email = words::some(value);
        } else if is_mobile(point) && reach.mobile.is_none() {
            reach.mobile = words::some(value);
        } else {
            continue;
        }
        reach.prefers_text.get_or_insert(system != "email");
    }
    reach
}

fn is_mobile(point: &ContactPoint) -> bool {
    match point.system.as_deref() {
        Some("sms") => true,
        Some("phone") => point.r#use.as_deref() == Some("mobile"),
        _ => false,
    }
}

fn is_current(point: &ContactPoint, today: Date) -> bool {
    let ended = point
        .period
        .as_ref()
        .and_then(|p| p.end.as_deref())
        .and_then(dates::day);
    point.r#use.as_deref() != Some("old") && ended.is_none_or(|end| end >= today)
}

/// The preferred language, or the only one; of those that Carepost speaks.
pub(super) fn language(communication: &[PatientCommunication]) -> Option<&'static str> {
    let preferred = communication
        .iter()
        .find(|c| c.preferred == Some(true))
        .or_else(|| communication.first())?;
    let concept = preferred.language.as_ref()?;
    let codes = concept
        .coding
        .iter()
        .filter_map(|c| c.code.as_deref())
        .chain(concept.text.as_deref());
    codes
        .map(str::to_ascii_lowercase)
        .find_map(|code| match code.get(..2) {
            Some("en") => Some("en"),
            Some("fr") => Some("fr"),
            _ => None,
        })
}

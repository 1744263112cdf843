//! A teen whose own email or mobile number is a guardian's: what is meant for the teen alone would be read by the guardian.

use super::model::{Patient, Relationship};
use super::store;
use super::store::links::Link;
use crate::platform::auth::Scope;
use crate::platform::text::digits;
use crate::platform::time::Timestamp;

/// Ages at which a patient is likely to read for themselves and a guardian still does: at least the one, below the other.
const TEENS: std::ops::Range<i16> = 12..18;

/// The guardians and representatives at whose address a teen's own messages would arrive, by name. Empty for anybody of
/// another age.
pub fn who_shares(patient: &Patient, links: &[Link], now: Timestamp) -> Vec<String> {
    if !patient.age(now).is_some_and(|age| TEENS.contains(&age)) {
        return Vec::new();
    }
    let mut names: Vec<String> = links
        .iter()
        .filter(|l| l.relationship != Relationship::Itself && !l.is_over(now))
        .filter(|l| {
            same_email(patient.email.as_deref(), l.email.as_deref())
                || same_number(patient.mobile.as_deref(), l.mobile.as_deref())
        })
        .map(Link::name)
        .collect();
    names.dedup();
    names
}

/// The same, where the links are still to be read: only a teen's are.
pub fn sharers(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    patient: &Patient,
    now: Timestamp,
) -> Result<Vec<String>, db::Error> {
    if !patient.age(now).is_some_and(|age| TEENS.contains(&age)) {
        return Ok(Vec::new());
    }
    let links = store::links::links_of_patient(tx, scope.clinic, patient.id)?;
    Ok(who_shares(patient, &links, now))
}

fn same_email(a: Option<&str>, b: Option<&str>) -> bool {
    let plain = |address: Option<&str>| address.map(|a| a.trim().to_lowercase());
    plain(a).is_some_and(|a| !a.is_empty() && plain(b) == Some(a))
}

/// Numbers are one where the last ten digits are: the country's is written or left out.
fn same_number(a: Option<&str>, b: Option<&str>) -> bool {
    let plain = |number: Option<&str>| {
        let all = number.map(digits).unwrap_or_default();
        let from = all.len().saturating_sub(10);
        all[from..].to_owned()
    };
    let a = plain(a);
    a.len() >= 7 && a == plain(b)
}

#[cfg(test)]
mod tests {
    use super::{same_email, same_number};

    #[test]
    fn one_address_in_two_spellings_is_one() {
        assert!(same_email(
            Some("Ann@Mail.Example "),
            Some("ann@mail.example")
        ));
        assert!(!same_email(Some(""), Some("")));
        assert!(!same_email(None, None));
        assert!(same_number(Some("+1 416 555 0123"), Some("(416) 555-0123")));
        assert!(!same_number(
            Some("+1 416 555 0123"),
            Some("+1 416 555 0124")
        ));
        assert!(!same_number(None, None));
    }
}

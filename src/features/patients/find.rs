//! Patients and links by exact conditions, a page at a time, for programs. People search with [`super::search`].

use std::collections::HashMap;

use super::model::{Patient, PatientStatus};
use super::store;
use super::store::find::{self as rows, Sought};
use super::store::links::{Link, PortalUser};
use super::terms::{TermKind, compact};
use crate::platform::auth::Scope;
use crate::platform::ids::{PatientId, PortalLinkId, PortalUserId};
use crate::platform::text::{digits, fold};
use crate::platform::time::Timestamp;

/// More conditions on names than this find nothing.
const MOST_NAMES: usize = 4;

/// Which patients: all conditions hold together.
#[derive(Debug, Clone, Default)]
pub struct PatientFilter {
    /// Only these.
    pub ids: Option<Vec<PatientId>>,
    /// What names and contact points begin with, or are.
    pub called: Vec<Called>,
    /// Born from this day on, and before this one, as `YYYY-MM-DD`.
    pub born: (Option<String>, Option<String>),
    /// Active or discharged.
    pub status: Option<PatientStatus>,
    /// Last changed from this moment on, and before this one.
    pub updated: (Option<Timestamp>, Option<Timestamp>),
}

/// One condition on a name or contact point, in any spelling.
#[derive(Debug, Clone)]
pub enum Called {
    /// A part of the family or given name begins so.
    Name(String),
    /// A part of the family name begins so.
    Family(String),
    /// A part of the given name begins so.
    Given(String),
    /// This is the email.
    Email(String),
    /// This is the mobile number, with or without what people leave out of it.
    Mobile(String),
}

impl Called {
    /// The kind of term, and the range of terms that meet the condition; none where nothing can.
    fn sought(&self) -> Option<Sought> {
        let beginning = |kind: &'static str, text: &str| {
            let term = compact(text);
            (!term.is_empty()).then(|| Sought {
                kind,
                end: store::terms::end_of(&term),
                term,
            })
        };
        let exactly = |kind: &'static str, term: String| {
            (!term.is_empty()).then(|| Sought {
                kind,
                end: format!("{term}\u{1}"),
                term,
            })
        };
        match self {
            Called::Name(text) => beginning("any", text),
            Called::Family(text) => beginning(TermKind::Family.code(), text),
            Called::Given(text) => beginning(TermKind::Given.code(), text),
            Called::Email(text) if !text.contains('@') => None,
            Called::Email(text) => exactly(TermKind::Email.code(), fold(text)),
            Called::Mobile(text) => exactly(TermKind::Mobile.code(), digits(text)),
        }
    }
}

/// Patients in the order they were created, at most `limit` after `after`, with the time of their last change.
pub fn find_patients(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    filter: &PatientFilter,
    (after, limit): (Option<PatientId>, i64),
) -> Result<Vec<(Patient, Timestamp)>, db::Error> {
    let sought: Option<Vec<Sought>> = filter.called.iter().map(Called::sought).collect();
    let Some(sought) = sought.filter(|s| scope.portal.is_none() && s.len() <= MOST_NAMES) else {
        return Ok(Vec::new());
    };
    let found = rows::patients(tx, scope.clinic, (filter, &sought), (after, limit))?;
    let ids: Vec<PatientId> = found.iter().map(|(id, _)| *id).collect();
    let mut loaded = store::load_all(tx, scope.clinic, &ids)?;
    let mut take = |id| {
        let at = loaded.iter().position(|p| p.id == id)?;
        Some(loaded.swap_remove(at))
    };
    Ok(found
        .into_iter()
        .filter_map(|(id, at)| Some((take(id)?, at)))
        .collect())
}

/// The identifiers of several patients, in the clinic's order of kinds.
pub fn identifiers_of_all(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    patients: &[PatientId],
) -> Result<Vec<store::patients::Identifier>, db::Error> {
    store::patients::identifiers_of(tx, scope.clinic, patients)
}

/// The patients who have an identifier, in any spelling; without a kind: of any kind.
pub fn with_identifier(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    kind: Option<&str>,
    value: &str,
) -> Result<Vec<PatientId>, db::Error> {
    rows::with_identifier(tx, scope.clinic, kind.unwrap_or_default(), &compact(value))
}

/// Who has which identifiers of some kinds: the value as it is compared, in any spelling, and each patient who has it.
pub fn owners_of_identifiers(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    kinds: &[String],
    values: &[String],
) -> Result<HashMap<String, Vec<PatientId>>, db::Error> {
    if scope.portal.is_some() {
        return Ok(HashMap::new());
    }
    let folded: Vec<String> = values.iter().map(|value| compact(value)).collect();
    let mut found: HashMap<String, Vec<PatientId>> = HashMap::new();
    for (value, patient) in rows::owners_of_identifiers(tx, scope.clinic, kinds, &folded)? {
        let owners = found.entry(value).or_default();
        if !owners.contains(&patient) {
            owners.push(patient);
        }
    }
    Ok(found)
}

/// An identifier as it is compared: without what people spell differently.
pub fn compared_identifier(value: &str) -> String {
    compact(value)
}

/// Which links: all conditions hold together. Those of patients to themselves are never among them.
#[derive(Debug, Clone, Default)]
pub struct LinkFilter {
    /// Only these.
    pub ids: Option<Vec<PortalLinkId>>,
    /// Of this patient.
    pub patient: Option<PatientId>,
    /// Whether they hold at the moment.
    pub holds: Option<bool>,
}

/// Links of guardians and representatives, in the order they were made, at most `limit` after `after`.
pub fn find_links(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    filter: &LinkFilter,
    (after, limit): (Option<PortalLinkId>, i64),
    now: Timestamp,
) -> Result<Vec<Link>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    rows::links(tx, scope.clinic, filter, (after, limit), now)
}

/// Which portal users: all conditions hold together.
#[derive(Debug, Clone, Default)]
pub struct PersonFilter {
    /// Only these.
    pub ids: Option<Vec<PortalUserId>>,
    /// Linked to this patient, now or once.
    pub patient: Option<PatientId>,
    /// Of this link.
    pub link: Option<PortalLinkId>,
}

/// Portal users in the order they were made, at most `limit` after `after`.
pub fn find_portal_users(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    filter: &PersonFilter,
    (after, limit): (Option<PortalUserId>, i64),
) -> Result<Vec<PortalUser>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    rows::portal_users(tx, scope.clinic, filter, (after, limit))
}

/// Every link of several portal users, over or not.
pub fn links_of_portal_users(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    people: &[PortalUserId],
) -> Result<Vec<Link>, db::Error> {
    store::links::links_of_portal_users(tx, scope.clinic, people)
}

/// A link by its id, over or not.
pub fn link(tx: &mut db::Tx<'_>, scope: &Scope, id: PortalLinkId) -> Result<Link, db::Error> {
    if scope.portal.is_some() {
        return Err(db::Error::NotFound);
    }
    store::links::link(tx, scope.clinic, id)
}

//! Finding patients (M15): by any name part, identifier, birth date, email or mobile number, their own or those of the
//! portal users linked to them.

use std::collections::BTreeMap;

use super::model::{Patient, PatientStatus, Relationship};
use super::store::terms::{self as rows, Met};
use super::store::{self, links, patients};
use super::terms::{self, Criterion, TermKind, compact};
use super::{names, search_rank};
use crate::platform::auth::Scope;
use crate::platform::ids::{ClinicId, PatientId, PortalUserId};
use crate::platform::time::Timestamp;

/// Terms that are looked at in one go.
const CHUNK: i64 = 200;
/// Goes that one query gets: words that everybody has, together with nobody, are given up after this many.
const MOST_CHUNKS: usize = 4;

/// A person linked to a patient that was found.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The person.
    pub portal_user: PortalUserId,
    /// Their name.
    pub name: String,
    /// What they are to the patient.
    pub relationship: Relationship,
}

/// A patient that was found, with what tells two people of one name apart.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The patient.
    pub id: PatientId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// Active or discharged.
    pub status: PatientStatus,
    /// Identifiers, as (kind's label, value).
    pub identifiers: Vec<(String, String)>,
    /// The portal users whose links hold.
    pub linked: Vec<Linked>,
    /// Whether another hit has the same or nearly the same name.
    pub near_name: bool,
}

impl Hit {
    /// Given and family name as one line.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
            .trim()
            .to_owned()
    }

    /// Whole years.
    pub fn age(&self, now: Timestamp) -> Option<i16> {
        crate::platform::i18n::age(&self.birth_date, now)
    }
}

/// The patients that `query` means, the likeliest first, at most `limit`. A query without a letter or figure finds none.
pub fn search(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    (query, limit): (&str, usize),
    now: Timestamp,
) -> Result<Vec<Hit>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    for reading in terms::read(query) {
        let found = matching(tx, scope.clinic, &reading, limit)?;
        if !found.is_empty() {
            return hits(tx, scope.clinic, &found, now);
        }
    }
    Ok(Vec::new())
}

/// A page of the list of all patients by family name, after the place `after` (a hit's [`Hit::list_place`]).
pub fn list(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    (after, limit): (Option<(&str, PatientId)>, i64),
    now: Timestamp,
) -> Result<Vec<Hit>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    let after = after.unwrap_or(("", uuid::Uuid::nil().into()));
    let ids = rows::list(tx, scope.clinic, after, limit)?;
    hits(tx, scope.clinic, &ids, now)
}

impl Hit {
    /// The place in the list of all.
    pub fn list_place(&self) -> (String, PatientId) {
        (
            terms::list_key(&self.family_name, &self.given_name),
            self.id,
        )
    }
}

/// Near names shown.
const NEAR: usize = 6;
/// Candidates of each kind that are compared.
const CANDIDATES: i64 = 200;

/// Other patients who could be taken for a patient (M26), at most six: of the same or nearly the same name, in either
/// order, or of the same birth date and one name alike. Candidates come by index, by what is the same: a whole name, the
/// family name, the given name, the birth date.
pub fn near_names(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    own: &Patient,
    now: Timestamp,
) -> Result<Vec<Hit>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    let clinic = scope.clinic;
    let (given, family) = (&own.given_name, &own.family_name);
    let whole = [
        terms::list_key(family, given),
        terms::list_key(given, family),
    ];
    let mut found = rows::with_names(tx, clinic, &whole, CANDIDATES)?;
    let (g, f) = (compact(given), compact(family));
    let first = |name: &str| name.chars().take(1).collect::<String>();
    if !g.is_empty() && !f.is_empty() {
        let (same, other) = (("family", f.as_str()), ("given", first(&g)));
        found.extend(rows::called_alike(tx, clinic, same, other, CANDIDATES)?);
        let (same, other) = (("given", g.as_str()), ("family", first(&f)));
        found.extend(rows::called_alike(tx, clinic, same, other, CANDIDATES)?);
    }
    found.extend(rows::born(
        tx,
        clinic,
        &compact(&own.birth_date),
        CANDIDATES,
    )?);
    found.sort_unstable();
    found.dedup();
    let near = |p: &Patient| {
        names::near((given, family), (&p.given_name, &p.family_name))
            || (p.birth_date == own.birth_date
                && names::one_alike((given, family), (&p.given_name, &p.family_name)))
    };
    let others: Vec<PatientId> = loaded(tx, clinic, &found)?
        .into_iter()
        .filter(|p| p.id != own.id && near(p))
        .map(|p| p.id)
        .take(NEAR)
        .collect();
    hits(tx, clinic, &others, now)
}

/// Patients that meet all criteria, the likeliest first.
fn matching(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    criteria: &[Criterion],
    limit: usize,
) -> Result<Vec<PatientId>, db::Error> {
    let Some(rarest) = rarest(tx, clinic, criteria)? else {
        return Ok(Vec::new());
    };
    let others: Vec<&Criterion> = criteria
        .iter()
        .filter(|c| *c != &criteria[rarest])
        .collect();
    let mut ranks = search_rank::Ranks::default();
    for prefix in &criteria[rarest].0 {
        let mut last: Option<Met> = None;
        for _ in 0..MOST_CHUNKS {
            let met = rows::walk(tx, clinic, prefix, last.as_ref(), CHUNK)?;
            let whole = met.len() < CHUNK as usize;
            let mut part = search_rank::Ranks::new(prefix, &met);
            last = met.into_iter().next_back();
            for other in &others {
                narrow(tx, clinic, other, &mut part)?;
            }
            ranks.add(part);
            if whole || ranks.len() >= limit {
                break;
            }
        }
    }
    Ok(ranks.best(limit))
}

/// Keeps those that meet a further criterion.
fn narrow(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    criterion: &Criterion,
    part: &mut search_rank::Ranks,
) -> Result<(), db::Error> {
    let ids = part.ids();
    let mut kept = search_rank::Ranks::default();
    for prefix in &criterion.0 {
        let met = rows::among(tx, clinic, &ids, prefix)?;
        kept.add(search_rank::Ranks::new(prefix, &met));
    }
    part.intersect(&kept);
    Ok(())
}

/// The criterion that the fewest terms meet.
fn rarest(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    criteria: &[Criterion],
) -> Result<Option<usize>, db::Error> {
    if criteria.len() < 2 {
        return Ok((!criteria.is_empty()).then_some(0));
    }
    let mut fewest: Option<(i64, usize)> = None;
    for (index, criterion) in criteria.iter().enumerate() {
        let mut count = 0;
        for prefix in &criterion.0 {
            count += rows::count(tx, clinic, prefix, 4 * CHUNK)?;
        }
        if fewest.is_none_or(|(least, _)| count < least) {
            fewest = Some((count, index));
        }
    }
    Ok(fewest.map(|(_, index)| index))
}

fn loaded(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[PatientId],
) -> Result<Vec<Patient>, db::Error> {
    let mut by_id: BTreeMap<PatientId, Patient> = store::load_all(tx, clinic, ids)?
        .into_iter()
        .map(|p| (p.id, p))
        .collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// What is shown of patients, in the order of `ids`.
pub(super) fn hits(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[PatientId],
    now: Timestamp,
) -> Result<Vec<Hit>, db::Error> {
    let people = loaded(tx, clinic, ids)?;
    let identifiers = patients::identifiers_of(tx, clinic, ids)?;
    let links = links::links_of_patients(tx, clinic, ids)?;
    let hit = |p: &Patient| Hit {
        id: p.id,
        given_name: p.given_name.clone(),
        family_name: p.family_name.clone(),
        birth_date: p.birth_date.clone(),
        status: p.status,
        identifiers: identifiers
            .iter()
            .filter(|i| i.patient_id == p.id)
            .map(|i| (i.label.clone(), i.value.clone()))
            .collect(),
        linked: links
            .iter()
            .filter(|l| l.patient_id == p.id && l.holds(now))
            .map(|l| Linked {
                portal_user: l.portal_user_id,
                name: l.name(),
                relationship: l.relationship,
            })
            .collect(),
        near_name: people.iter().any(|other| {
            other.id != p.id
                && names::near(
                    (&p.given_name, &p.family_name),
                    (&other.given_name, &other.family_name),
                )
        }),
    };
    Ok(people.iter().map(hit).collect())
}

/// How a term weighs: a whole word before a beginning, the family name before the given one, and so on.
pub(super) fn weight(prefix: &str, term: &str, kind: TermKind) -> Option<u32> {
    let place = match kind {
        TermKind::Family => 0,
        TermKind::Given => 1,
        TermKind::Identifier | TermKind::Birth => 2,
        TermKind::Email | TermKind::Mobile => 3,
        TermKind::PortalUser => 4,
        TermKind::Name => return None,
    };
    Some(if term == prefix { place } else { place + 5 })
}

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

/// Terms of a further criterion are counted up to here.
const COUNTED: i64 = 10 * CHUNK;
/// Names of one beginning that are looked through for another beginning.
const MOST_NAMES: i64 = 2_000;

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
        let mut found = named(tx, scope.clinic, &reading, limit)?;
        if found.len() < limit {
            found = matching(tx, scope.clinic, &reading, limit)?;
        }
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
    let found = called_or_born(tx, clinic, (given, family), &own.birth_date)?;
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

/// Patients of a name that is the same or could be nearly, or of a birth date, by what is the same.
pub(super) fn called_or_born(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (given, family): (&str, &str),
    birth_date: &str,
) -> Result<Vec<PatientId>, db::Error> {
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
    found.extend(rows::born(tx, clinic, &compact(birth_date), CANDIDATES)?);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// Patients by the beginnings of family and given name, in either order: what is typed most, and what whole pages of people
/// have. Fewer than `limit` are not all whom the words can mean.
fn named(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    criteria: &[Criterion],
    limit: usize,
) -> Result<Vec<PatientId>, db::Error> {
    let [Criterion(one), Criterion(other)] = criteria else {
        return Ok(Vec::new());
    };
    let ([one], [other]) = (one.as_slice(), other.as_slice()) else {
        return Ok(Vec::new());
    };
    let letters = |word: &str| word.chars().all(char::is_alphabetic);
    if !letters(one) || !letters(other) {
        return Ok(Vec::new());
    }
    let mut found: Vec<PatientId> = Vec::new();
    for names in [(one.as_str(), other.as_str()), (other, one)] {
        let known = found.clone();
        let left = i64::try_from(limit - known.len()).unwrap_or(i64::MAX);
        let more = rows::named(tx, clinic, names, (MOST_NAMES, left))?;
        found.extend(more.into_iter().filter(|id| !known.contains(id)));
    }
    Ok(found)
}

/// Patients that meet all criteria, the likeliest first.
fn matching(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    criteria: &[Criterion],
    limit: usize,
) -> Result<Vec<PatientId>, db::Error> {
    let counts = counts(tx, clinic, criteria)?;
    let fewest = (0..criteria.len()).min_by_key(|at| counts.get(*at));
    let Some((rarest, first)) = fewest.and_then(|at| Some((at, criteria.get(at)?))) else {
        return Ok(Vec::new());
    };
    let mut others = Vec::new();
    for (criterion, count) in (criteria.iter().zip(&counts).enumerate())
        .filter(|(at, _)| *at != rarest)
        .map(|(_, other)| other)
    {
        others.push(further(tx, clinic, criterion, *count)?);
    }
    let mut ranks = search_rank::Ranks::default();
    for prefix in &first.0 {
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

/// A further criterion.
enum Further<'a> {
    /// So few meet it that they have all been read: neighbours in the index, unlike the terms of patients here and there.
    Few(search_rank::Ranks),
    /// It is looked up for each patient.
    Many(&'a Criterion),
}

fn further<'a>(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    criterion: &'a Criterion,
    count: i64,
) -> Result<Further<'a>, db::Error> {
    if count >= COUNTED {
        return Ok(Further::Many(criterion));
    }
    let mut few = search_rank::Ranks::default();
    for prefix in &criterion.0 {
        let met = rows::walk(tx, clinic, prefix, None, COUNTED)?;
        few.add(search_rank::Ranks::new(prefix, &met));
    }
    Ok(Further::Few(few))
}

/// Keeps those that meet a further criterion.
fn narrow(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    further: &Further<'_>,
    part: &mut search_rank::Ranks,
) -> Result<(), db::Error> {
    let criterion = match further {
        Further::Few(few) => {
            part.intersect(few);
            return Ok(());
        }
        Further::Many(criterion) => criterion,
    };
    let ids = part.ids();
    let mut kept = search_rank::Ranks::default();
    for prefix in &criterion.0 {
        let met = rows::among(tx, clinic, &ids, prefix)?;
        kept.add(search_rank::Ranks::new(prefix, &met));
    }
    part.intersect(&kept);
    Ok(())
}

/// How many terms meet each criterion, counted up to [`COUNTED`]; a lonely one is not counted.
fn counts(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    criteria: &[Criterion],
) -> Result<Vec<i64>, db::Error> {
    if criteria.len() < 2 {
        return Ok(vec![0; criteria.len()]);
    }
    let mut counts = Vec::with_capacity(criteria.len());
    for criterion in criteria {
        let mut count = 0;
        for prefix in &criterion.0 {
            count += rows::count(tx, clinic, prefix, COUNTED)?;
        }
        counts.push(count);
    }
    Ok(counts)
}

pub(super) fn loaded(
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

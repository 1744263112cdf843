//! Other patients whose name or identifier stands in a text (M26).

use std::collections::BTreeMap;

use super::mentions::{Sought, Text, sought};
use super::search::{self, Hit};
use super::store::terms as rows;
use crate::platform::auth::Scope;
use crate::platform::codes::codes;
use crate::platform::ids::PatientId;
use crate::platform::text as spelling;
use crate::platform::time::Timestamp;

/// Patients named at most: who wrote a list is told of its beginning.
const MOST: i64 = 5;

codes! {
    /// What of a patient stands in the text.
    MentionKind {
        /// The name.
        Name = "name",
        /// An identifier.
        Identifier = "identifier",
    }
}

/// Another patient whose name or identifier stands in a text.
#[derive(Debug, Clone)]
pub struct Mention {
    /// The patient.
    pub hit: Hit,
    /// What of theirs.
    pub kind: MentionKind,
}

/// The patients other than `about` whose name or identifier stands in `text`; names of `expected` people (readers, staff)
/// count for nobody. The look-ups are by index and bounded, whatever the length of the text.
pub fn mentions(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    (about, text): (PatientId, Text<'_>),
    expected: impl FnOnce(&mut db::Tx<'_>) -> Result<Vec<String>, db::Error>,
    now: Timestamp,
) -> Result<Vec<Mention>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    let mut found = looked_up(tx, scope, &sought(text))?;
    found.remove(&about);
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PatientId> = found.keys().copied().collect();
    let mut mentions: Vec<Mention> = search::hits(tx, scope.clinic, &ids, now)?
        .into_iter()
        .filter_map(|hit| {
            let kind = *found.get(&hit.id)?;
            Some(Mention { hit, kind })
        })
        .collect();
    if mentions.iter().any(|m| m.kind == MentionKind::Name) {
        let expected: Vec<String> = expected(tx)?
            .iter()
            .map(|name| spelling::fold(name))
            .collect();
        mentions.retain(|m| {
            m.kind == MentionKind::Identifier || !expected.contains(&spelling::fold(&m.hit.name()))
        });
    }
    Ok(mentions)
}

fn looked_up(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    sought: &Sought,
) -> Result<BTreeMap<PatientId, MentionKind>, db::Error> {
    let mut found = BTreeMap::new();
    let clinic = scope.clinic;
    if !sought.names.is_empty() {
        for id in rows::with_names(tx, clinic, &sought.names, 2 * MOST)? {
            found.insert(id, MentionKind::Name);
        }
    }
    for (a, b) in &sought.pairs {
        if found.len() as i64 >= 2 * MOST {
            break;
        }
        for (given, family) in [(a, b), (b, a)] {
            for id in rows::called(tx, clinic, given, family, MOST)? {
                found.entry(id).or_insert(MentionKind::Name);
            }
        }
    }
    if !sought.numbers.is_empty() {
        for id in rows::with_identifiers(tx, clinic, &sought.numbers, MOST)? {
            found.insert(id, MentionKind::Identifier);
        }
    }
    Ok(found)
}

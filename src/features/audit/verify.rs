//! Finding out whether somebody has changed the audit.

use super::model::{Covered, link, seal};
use super::store::{self, Entry};
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::keys::Purpose;

/// Entries read in one transaction.
const CHUNK: i64 = 2_000;

/// What is wrong with the first bad entry of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The clinic.
    pub clinic: ClinicId,
    /// The writer lane whose chain it is.
    pub lane: i64,
    /// The number of the first entry that doesn't fit.
    pub seq: i64,
    /// What doesn't fit.
    pub what: &'static str,
}

/// The result of reading every chain from its beginning.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Entries that fit.
    pub entries: u64,
    /// Chains read.
    pub chains: u64,
    /// The first flaw of each chain that has one.
    pub flaws: Vec<Flaw>,
}

/// Reads every chain and names the first bad entry of each (M81). Memory does not grow with the audit.
pub async fn verify(db: &db::Db, env: &Env) -> Result<Verdict, db::Error> {
    let mut verdict = Verdict::default();
    for (clinic, lane) in db.across().read(store::chains).await? {
        verdict.chains += 1;
        match chain(&db.within(clinic), env, clinic, lane).await? {
            Ok(entries) => verdict.entries += entries,
            Err(flaw) => verdict.flaws.push(flaw),
        }
    }
    Ok(verdict)
}

async fn chain(
    db: &db::Db,
    env: &Env,
    clinic: ClinicId,
    lane: i64,
) -> Result<Result<u64, Flaw>, db::Error> {
    let key = env.keys.clinic(clinic.uuid(), Purpose::Audit);
    let flaw = |seq, what| {
        Ok(Err(Flaw {
            clinic,
            lane,
            seq,
            what,
        }))
    };
    let (mut seq, mut hash) = (0, Vec::new());
    // The end is read first: entries that are written meanwhile lie beyond it and are left for the next time.
    let Some(head) = db.read(move |tx| store::head(tx, clinic, lane)).await? else {
        return flaw(1, "the chain has no end");
    };
    if seal(&key, lane, head.seq, &head.hash) != head.seal {
        return flaw(head.seq, "the seal of the chain's end is wrong");
    }
    while seq < head.seq {
        let entries = db
            .read(move |tx| store::after(tx, clinic, lane, seq, CHUNK))
            .await?;
        if entries.is_empty() {
            return flaw(
                seq + 1,
                "the entries from here to the chain's end are missing",
            );
        }
        for entry in entries {
            if entry.seq != seq + 1 {
                return flaw(seq + 1, "an entry is missing");
            }
            if link(&key, &hash, &covered(clinic, lane, &entry)) != entry.hash {
                return flaw(
                    entry.seq,
                    "the entry was changed, or does not follow the one before it",
                );
            }
            (seq, hash) = (entry.seq, entry.hash);
            if seq == head.seq {
                break;
            }
        }
    }
    if hash != head.hash {
        return flaw(seq, "the chain's end is not the one that was sealed");
    }
    Ok(Ok(u64::try_from(seq).unwrap_or(0)))
}

fn covered(clinic: ClinicId, lane: i64, entry: &Entry) -> Covered<'_> {
    Covered {
        clinic,
        lane,
        seq: entry.seq,
        id: entry.id,
        at: entry.at,
        actor_kind: &entry.actor_kind,
        actor_id: entry.actor_id,
        action: &entry.action,
        resource_kind: &entry.resource_kind,
        resource_id: entry.resource_id,
        patient: entry.patient_id,
        detail: &entry.detail,
    }
}

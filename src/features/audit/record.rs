//! Writing an entry.

use super::model::{Covered, Event, link, seal};
use super::store::{self, Head};
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::keys::{Key, Purpose};
use crate::platform::state::State;

/// Appends `event` to the chain, in the transaction that it records: when it can't be written, the action fails.
pub fn record(tx: &mut db::Tx<'_>, env: &Env, event: &Event) -> Result<(), db::Error> {
    record_all(tx, env, event.clinic, std::slice::from_ref(event))
}

/// Appends several events of one clinic, in their order: the end of the chain is read and written once.
pub fn record_all(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    events: &[Event],
) -> Result<(), db::Error> {
    if events.is_empty() {
        return Ok(());
    }
    let key = env.keys.clinic(clinic.uuid(), Purpose::Audit);
    let lane = tx.lane();
    let before = store::head(tx, clinic, lane)?;
    let (mut seq, mut hash) = before.map_or((0, Vec::new()), |head| (head.seq, head.hash));
    for event in events {
        seq += 1;
        hash = append(tx, env, &key, (lane, seq, &hash), event)?;
    }
    let seal = seal(&key, lane, seq, &hash);
    store::set_head(tx, clinic, lane, &Head { seq, hash, seal })
}

/// Appends an entry after the one with this hash; its own hash.
fn append(
    tx: &mut db::Tx<'_>,
    env: &Env,
    key: &Key,
    (lane, seq, previous): (i64, i64, &[u8]),
    event: &Event,
) -> Result<Vec<u8>, db::Error> {
    let (actor_kind, actor_id) = event.by.parts();
    let entry = Covered {
        clinic: event.clinic,
        lane,
        seq,
        id: env.id(),
        at: env.now(),
        actor_kind,
        actor_id,
        action: event.action,
        resource_kind: event.resource.0,
        resource_id: event.resource.1,
        patient: event.patient,
        detail: &event.detail,
    };
    let hash = link(key, previous, &entry);
    store::append(tx, &entry, &hash)?;
    Ok(hash)
}

/// Writes down a read that has just been done, before anything of it is shown: when it can't be written, the page fails.
///
/// Reads run beside each other and the entry is written by the writer, so the two are two transactions; what was read is
/// held back until the entry is durable.
pub async fn recorded(state: &State, event: Event) -> Result<(), db::Error> {
    let env = state.env.clone();
    let db = state.db.within(event.clinic);
    db.write(move |tx| record(tx, &env, &event)).await
}

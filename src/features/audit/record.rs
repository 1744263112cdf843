//! Writing an entry.

use super::model::{Covered, Event, link, seal};
use super::store::{self, Head};
use crate::platform::env::Env;
use crate::platform::keys::Purpose;
use crate::platform::state::State;

/// Appends `event` to the chain, in the transaction that it records: when it can't be written, the action fails.
pub fn record(tx: &mut db::Tx<'_>, env: &Env, event: &Event) -> Result<(), db::Error> {
    let key = env.keys.clinic(event.clinic.uuid(), Purpose::Audit);
    let lane = tx.lane();
    let before = store::head(tx, event.clinic, lane)?;
    let (seq, previous) = before.map_or((1, Vec::new()), |head| (head.seq + 1, head.hash));
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
    let hash = link(&key, &previous, &entry);
    store::append(tx, &entry, &hash)?;
    let sealed = seal(&key, lane, seq, &hash);
    store::set_head(
        tx,
        event.clinic,
        lane,
        &Head {
            seq,
            hash,
            seal: sealed,
        },
    )
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

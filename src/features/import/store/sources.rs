//! By which names things are known: those of earlier imports in the database, those of this run in memory.

use uuid::Uuid;

use super::{Keyed, World, named};
use crate::features::import::record::Pointer;

db::row! {
    /// What a name stands for.
    pub(super) struct Known {
        pub target_id: Uuid,
        pub fingerprint: Option<Vec<u8>>,
    }
}

impl Known {
    /// Whether the source says now what it said then.
    pub(super) fn is_same(&self, keyed: &Keyed) -> bool {
        self.fingerprint.as_deref() == Some(keyed.fingerprint.as_slice())
    }
}

/// What a name stands for, where it stands for a `kind`.
pub(super) fn known(
    tx: &mut db::Tx<'_>,
    world: &World,
    kind: &str,
    key: &str,
) -> Result<Option<Known>, db::Error> {
    if let Some(target_id) = world.named_in_run(&run_key(kind, key)) {
        return Ok(Some(Known {
            target_id,
            fingerprint: None,
        }));
    }
    tx.opt(
        "SELECT target_id, fingerprint FROM import_source WHERE clinic_id = $1 AND source_key = $2 AND target_kind = $3",
        &[&world.clinic, &key, &kind],
    )
}

/// What a record's own name stands for. A dry run tells what it has seen itself by the fingerprint in the key.
pub(super) fn known_record(
    tx: &mut db::Tx<'_>,
    world: &World,
    kind: &str,
    keyed: &Keyed,
) -> Result<Option<Known>, db::Error> {
    if let Some(target_id) = world.named_in_run(&seen_key(kind, keyed)) {
        return Ok(Some(Known {
            target_id,
            fingerprint: Some(keyed.fingerprint.clone()),
        }));
    }
    known(tx, world, kind, &keyed.key)
}

/// The thing that a record points to.
pub(super) fn resolve(
    tx: &mut db::Tx<'_>,
    world: &World,
    kind: &str,
    pointer: &Pointer,
) -> Result<Option<Uuid>, db::Error> {
    for name in &pointer.0 {
        if let Some(known) = known(tx, world, kind, &named(&world.system, name))? {
            return Ok(Some(known.target_id));
        }
    }
    Ok(None)
}

/// Remembers what a record's names stand for from now on.
pub(super) fn remember(
    tx: &mut db::Tx<'_>,
    world: &World,
    kind: &str,
    keyed: &Keyed,
    target: Uuid,
) -> Result<(), db::Error> {
    for alias in &keyed.record.source().aliases {
        let alias = named(&world.system, alias);
        // The names of one bundle's entries mean nothing in the next one.
        if world.dry_run || is_of_one_bundle(&alias) {
            world.name_in_run(run_key(kind, &alias), target);
        } else {
            put(tx, world, kind, &alias, target, None)?;
        }
    }
    if world.dry_run {
        world.name_in_run(run_key(kind, &keyed.key), target);
        world.name_in_run(seen_key(kind, keyed), target);
        return Ok(());
    }
    put(
        tx,
        world,
        kind,
        &keyed.key,
        target,
        Some(&keyed.fingerprint),
    )
}

/// Takes up again, for this run, the names of something that has not changed.
pub(super) fn recall(world: &World, kind: &str, keyed: &Keyed, target: Uuid) {
    for alias in &keyed.record.source().aliases {
        let alias = named(&world.system, alias);
        if is_of_one_bundle(&alias) {
            world.name_in_run(run_key(kind, &alias), target);
        }
    }
}

fn is_of_one_bundle(name: &str) -> bool {
    name.contains("urn:uuid:")
}

/// Remembers one name.
pub(super) fn put(
    tx: &mut db::Tx<'_>,
    world: &World,
    kind: &str,
    key: &str,
    target: Uuid,
    fingerprint: Option<&[u8]>,
) -> Result<(), db::Error> {
    if world.dry_run {
        world.name_in_run(run_key(kind, key), target);
        return Ok(());
    }
    tx.exec(
        "INSERT INTO import_source (clinic_id, source_key, target_kind, target_id, fingerprint, imported_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (clinic_id, source_key) DO UPDATE
         SET target_kind = excluded.target_kind, target_id = excluded.target_id, imported_at = excluded.imported_at,
             fingerprint = coalesce(excluded.fingerprint, import_source.fingerprint)",
        &[&world.clinic, &key, &kind, &target, &fingerprint, &world.env.now()],
    )?;
    Ok(())
}

/// Whether a record stands as it did when it last came in: its file need not be stored again.
pub(super) fn is_unchanged(
    tx: &mut db::Tx<'_>,
    world: &World,
    kind: &str,
    keyed: &Keyed,
) -> Result<bool, db::Error> {
    Ok(known(tx, world, kind, &keyed.key)?.is_some_and(|known| known.is_same(keyed)))
}

fn run_key(kind: &str, key: &str) -> String {
    format!("{kind}\n{key}")
}

fn seen_key(kind: &str, keyed: &Keyed) -> String {
    format!("{kind}\n{}\n{}", keyed.key, hex::encode(&keyed.fingerprint))
}

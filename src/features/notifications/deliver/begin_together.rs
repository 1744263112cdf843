//! Beginning the attempts of those in whose way nothing stands.

use std::collections::{BTreeMap, BTreeSet};

use jobs::Claimed;

use super::begin::not_before;
use super::job::{LEASE_MS, apart, payload, weight};
use crate::features::notification_templates::{self, InForce, Key};
use crate::features::notifications::bundle::{self, Window, WindowOf};
use crate::features::notifications::model::{Due, Outgoing, Reader};
use crate::features::notifications::store::attempts::Attempt;
use crate::features::notifications::{drain, link, store};
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, DeliveryId, MessageId, PortalUserId};
use crate::platform::time::Timestamp;

/// A delivery that may go, with the place of its job among the others.
struct Candidate {
    number: usize,
    due: Due,
    address: String,
}

/// Begins the attempts of those that may go, with their links; the number of each one's job, in order.
pub(super) fn begin(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Claimed],
) -> Result<Vec<(usize, Outgoing)>, db::Error> {
    let (now, clinic) = (env.now(), clinic_of(jobs.first()));
    let (mut all, queued) = candidates(tx, env, jobs, now)?;
    // Each person's window is held in the same order by everybody.
    all.sort_by_key(|one| circle(&one.due));
    all.dedup_by_key(|one| circle(&one.due));
    let all = unaccompanied(tx, env, jobs, all, now)?;
    let mut all = first_of_window(tx, env, all, now)?;
    all.sort_by_key(|one| one.number);
    let all = taken_in_hand(tx, jobs, all, now)?;
    set_apart(tx, env, jobs, (&queued, &all))?;

    let places: Vec<_> = all.iter().map(|one| (&one.due, &*one.address)).collect();
    let links = link::hold_all(tx, env, &places, now)?;
    let mut begun = Vec::with_capacity(all.len());
    let mut known: Vec<(Key, InForce)> = Vec::new();
    for (one, link) in all.into_iter().zip(links) {
        let key = bundle::template(&one.due, &[]);
        let words = match known.iter().find(|(of, _)| *of == key) {
            Some((_, words)) => words.clone(),
            None => {
                let words = notification_templates::in_force(tx, clinic, key)?;
                known.push((key, words.clone()));
                words
            }
        };
        let out = Outgoing {
            due: one.due,
            others: Vec::new(),
            words,
            address: one.address,
            token: link.token,
            expires_at: link.expires_at,
        };
        begun.push((one.number, out));
    }
    Ok(begun)
}

pub(super) fn clinic_of(job: Option<&Claimed>) -> ClinicId {
    ClinicId::from_uuid(job.map(|job| job.clinic_id).unwrap_or_default())
}

/// Whose window a delivery is in.
fn circle(due: &Due) -> (uuid::Uuid, uuid::Uuid, &'static str) {
    let patient = bundle::circle(due).uuid();
    (due.portal_user_id.uuid(), patient, due.channel.code())
}

/// Those that are wanted and may go at this hour, with the address each goes to; and all that are queued.
fn candidates(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Claimed],
    now: Timestamp,
) -> Result<(Vec<Candidate>, BTreeSet<DeliveryId>), db::Error> {
    let clinic = clinic_of(jobs.first());
    let held = jobs::extend_all(tx, jobs, now.0, LEASE_MS)?;
    let mut of: BTreeMap<DeliveryId, (usize, &Claimed)> = BTreeMap::new();
    for (number, (job, held)) in jobs.iter().zip(held).enumerate() {
        if held {
            let (ids, _) = payload(job);
            of.extend(ids.into_iter().map(|id| (id, (number, job))));
        }
    }
    let ids: Vec<DeliveryId> = of.keys().copied().collect();
    let mut dues = store::dues(tx, clinic, &ids)?;
    let queued = dues.iter().map(|due| due.id).collect();
    dues.retain(|due| {
        let quiet = due.quiet().end(&due.time_zone, now).is_some();
        let later =
            (of.get(&due.id)).is_some_and(|(_, job)| not_before(due, job.id, now).is_some());
        !due.is_parked() && !later && !quiet && drain::is_free(env, due)
    });
    let messages: Vec<MessageId> = dues.iter().map(|due| due.message_id).collect();
    let readers = store::readers(tx, clinic, &messages, now)?;
    let address = |due: &Due| {
        let own =
            |r: &&Reader| (r.message_id, r.portal_user_id) == (due.message_id, due.portal_user_id);
        let reader = readers.iter().find(own)?;
        let wanted = reader.silence(due.round).is_none();
        reader
            .address(due.channel)
            .filter(|_| wanted)
            .map(str::to_owned)
    };
    let candidate = |due: Due| {
        let (address, (number, job)) = (address(&due)?, of.get(&due.id)?);
        // Those of one job begin by one statement, each at the address on record.
        let fits = address == due.address || weight(job) == 1;
        fits.then_some(Candidate {
            number: *number,
            due,
            address,
        })
    };
    Ok((dues.into_iter().filter_map(candidate).collect(), queued))
}

/// Those that no other notice would go with.
fn unaccompanied(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Claimed],
    mut all: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<Candidate>, db::Error> {
    let clinic = clinic_of(jobs.first());
    let ids: Vec<_> = jobs.iter().map(|job| job.id).collect();
    let waiting = store::waiting(tx, clinic, &people(&all), &ids, (now, LEASE_MS))?;
    all.retain(|one| {
        let bundles = bundle::seconds(&one.due, env) > 0;
        !(waiting.iter()).any(|other| bundle::goes_with(&one.due, other, bundles))
    });
    Ok(all)
}

fn people(all: &[Candidate]) -> Vec<PortalUserId> {
    all.iter().map(|one| one.due.portal_user_id).collect()
}

/// Those that don't have to wait for the end of a window (M49); each opens its own, unless somebody else has meanwhile.
fn first_of_window(
    tx: &mut db::Tx<'_>,
    env: &Env,
    all: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<Candidate>, db::Error> {
    let Some(clinic) = all.first().map(|one| one.due.clinic_id) else {
        return Ok(all);
    };
    let windows = store::windows::windows(tx, clinic, &people(&all))?;
    let mut opening = false;
    let mut may = Vec::with_capacity(all.len());
    for one in all {
        let (seconds, seen) = (bundle::seconds(&one.due, env), window(&windows, &one.due));
        if seconds > 0 && seen.holds(seconds, one.due.id, now).is_some() {
            continue;
        }
        if seconds > 0 {
            let of = (bundle::circle(&one.due), seen);
            store::windows::open_seen_window(tx, &one.due, of, now)?;
            opening = true;
        }
        may.push(one);
    }
    if opening {
        let windows = store::windows::windows(tx, clinic, &people(&may))?;
        may.retain(|one| {
            let opened_by = window(&windows, &one.due).opened_by;
            bundle::seconds(&one.due, env) == 0 || opened_by == Some(one.due.id)
        });
    }
    Ok(may)
}

/// The window of a delivery's circle among these; none has begun where it is not there.
fn window(windows: &[WindowOf], due: &Due) -> Window {
    let own = |window: &&WindowOf| {
        let (person, patient) = (window.portal_user_id.uuid(), window.patient_id.uuid());
        (person, patient, window.channel.code()) == circle(due)
    };
    let own = windows.iter().find(own);
    own.map(|window| window.window()).unwrap_or_default()
}

/// Those whose attempts begin now: another job may have taken one in hand meanwhile. They are in the order of their jobs.
fn taken_in_hand(
    tx: &mut db::Tx<'_>,
    jobs: &[Claimed],
    mut all: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<Candidate>, db::Error> {
    let mut taken = BTreeSet::new();
    for some in all.chunk_by(|a, b| a.number == b.number) {
        let (Some(first), Some(job)) = (
            some.first(),
            some.first().and_then(|one| jobs.get(one.number)),
        ) else {
            continue;
        };
        let ids: Vec<DeliveryId> = some.iter().map(|one| one.due.id).collect();
        let attempt = Attempt {
            all: &ids,
            by: (weight(job) == 1).then_some((first.due.id, &*first.address)),
            job: job.id,
        };
        taken.extend(store::attempts::begin_attempt(
            tx,
            first.due.clinic_id,
            &attempt,
            (now, LEASE_MS),
        )?);
    }
    all.retain(|one| taken.contains(&one.due.id));
    Ok(all)
}

/// What does not go with the others of its job goes by a job of its own from now on.
fn set_apart(
    tx: &mut db::Tx<'_>,
    env: &Env,
    jobs: &[Claimed],
    (queued, begun): (&BTreeSet<DeliveryId>, &[Candidate]),
) -> Result<(), db::Error> {
    for some in begun.chunk_by(|a, b| a.number == b.number) {
        let Some(job) = some.first().and_then(|one| jobs.get(one.number)) else {
            continue;
        };
        let (mut others, _) = payload(job);
        others.retain(|id| queued.contains(id) && some.iter().all(|one| one.due.id != *id));
        apart(tx, env, clinic_of(Some(job)), &others)?;
    }
    Ok(())
}

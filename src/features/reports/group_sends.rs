//! The reports on group sends: those of a period, and how one of them was received (M47, M78).

use super::deliveries::{Failure, failures, record};
use super::model::{Period, Tally, by_channel};
use super::store::{self, Sending};
use crate::features::audit::{self, Event};
use crate::features::group_sends::Reason;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::GroupSendId;
use crate::platform::web::Error;

/// The group sends that were accepted within a period, the latest first; `action` is what the reading is on record as.
///
/// # Errors
/// Forbidden without *view reports*.
pub fn group_sends(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (env, tr): (&Env, &Tr),
    (period, action): (Period, &'static str),
) -> Result<Vec<Sending>, Error> {
    actor.require(Permission::ViewReports)?;
    let found = store::group_sends(tx, actor.clinic, period.moments(tr))?;
    record(tx, actor, env, (period, action))?;
    Ok(found)
}

/// How a group send was received.
#[derive(Debug, Clone)]
pub struct Received {
    /// The group send, and how its conversations were made.
    pub sending: Sending,
    /// The notices by email and those by text; one for a guardian of several, one more where another channel was tried.
    pub notices: (Tally, Tally),
    /// Why notices failed, the most frequent reason first.
    pub failures: Vec<Failure>,
    /// Patients of whom somebody has opened the message.
    pub opened: i64,
    /// Patients from whose side an answer came.
    pub answered: i64,
    /// Why people were skipped, before and after the list was frozen, the most frequent reason first.
    pub skipped: Vec<(Reason, i64)>,
}

/// How one group send was received, on record.
///
/// # Errors
/// Forbidden without *view reports*; not found where it is a draft, or another clinic's.
pub fn received(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: GroupSendId,
) -> Result<Received, Error> {
    actor.require(Permission::ViewReports)?;
    let sending = store::group_send(tx, actor.clinic, id)?;
    let counted = store::notices_of(tx, actor.clinic, id)?;
    let (opened, answered) = store::opened_and_answered(tx, actor.clinic, id)?;
    let skipped = store::skipped(tx, actor.clinic, id)?;
    let event = Event::new(
        actor.clinic,
        actor,
        "report.group_send",
        "group_send",
        Some(id.uuid()),
    );
    audit::record(tx, env, &event)?;
    Ok(Received {
        sending,
        notices: by_channel(&counted),
        failures: failures(&counted),
        opened,
        answered,
        skipped,
    })
}

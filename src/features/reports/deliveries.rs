//! The report on deliveries: what became of the notices of each day (M50, M78).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::model::{self, Period, Tally, by_channel};
use super::store::{self, Counted};
use crate::features::audit::{self, Event};
use crate::features::patients::Channel;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::web::Error;

/// What became of the notices of some days. Reminders and alerts are notices too; passcodes are not.
#[derive(Debug, Clone, Default)]
pub struct Deliveries {
    /// Each day, the first one first.
    pub days: Vec<Day>,
    /// Why notices failed, the most frequent reason first.
    pub failures: Vec<Failure>,
}

/// The notices that were queued on one day.
#[derive(Debug, Clone)]
pub struct Day {
    /// The day, on the clinic's calendar.
    pub date: Date,
    /// Its emails.
    pub emails: Tally,
    /// Its texts.
    pub texts: Tally,
    /// The same, one by one: what is alike in channel, state and failure.
    pub(super) counted: Vec<Counted>,
}

/// Notices that failed alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// By which channel.
    pub channel: Channel,
    /// The stored code, such as `smtp-550`.
    pub code: String,
    /// How many.
    pub notices: i64,
}

impl Deliveries {
    /// All emails, all texts.
    pub fn totals(&self) -> (Tally, Tally) {
        let sum = (Tally::default(), Tally::default());
        (self.days.iter()).fold(sum, |sum, day| {
            (sum.0.with(day.emails), sum.1.with(day.texts))
        })
    }
}

/// The report of a period; `action` is what it is on record as.
///
/// # Errors
/// Forbidden without *view reports*.
pub fn deliveries(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (env, tr): (&Env, &Tr),
    (period, action): (Period, &'static str),
) -> Result<Deliveries, Error> {
    actor.require(Permission::ViewReports)?;
    let mut asked = Vec::new();
    for day in period.days() {
        let moments = (model::begin(day, tr), model::end(day, tr));
        asked.push((day, store::ask_deliveries(tx, actor.clinic, moments)?));
    }
    let mut days = Vec::new();
    for (date, ahead) in asked {
        let counted = tx.take(ahead)?;
        let (emails, texts) = by_channel(&counted);
        days.push(Day {
            date,
            emails,
            texts,
            counted,
        });
    }
    record(tx, actor, env, (period, action))?;
    let failures = failures(days.iter().flat_map(|day| &day.counted));
    Ok(Deliveries { days, failures })
}

/// Puts the reading of a period on record.
pub(super) fn record(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (period, action): (Period, &'static str),
) -> Result<(), db::Error> {
    let detail = format!("from={} until={}", period.from, period.until);
    let event = Event::new(actor.clinic, actor, action, "report", None);
    audit::record(tx, env, &event.detail(detail))
}

/// What failed, each channel and code once.
pub(super) fn failures<'c>(counted: impl IntoIterator<Item = &'c Counted>) -> Vec<Failure> {
    let mut sums: BTreeMap<(Channel, &str), i64> = BTreeMap::new();
    for row in counted {
        if let Some(code) = &row.failure_code {
            *sums.entry((row.channel, code)).or_default() += row.notices;
        }
    }
    let mut failures: Vec<Failure> = (sums.into_iter())
        .map(|((channel, code), notices)| Failure {
            channel,
            code: code.to_owned(),
            notices,
        })
        .collect();
    failures.sort_by_key(|failure| -failure.notices);
    failures
}

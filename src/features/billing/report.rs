//! The report of a billing cycle, and its file (M22).

use super::model::{Line, Sum, Why, decimal, totals};
use super::store::{self, Billed, Correction};
use crate::platform::auth::StaffActor;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, spreadsheet};

/// Everything of a cycle.
#[derive(Debug, Clone)]
pub struct Report {
    /// The lines, in the order of time.
    pub lines: Vec<Line>,
    /// The sums of each code.
    pub by_code: Vec<(String, Sum)>,
    /// The sum of all.
    pub all: Sum,
}

/// What was billed and corrected from `from` until before `until`.
pub fn report(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (from, until): (Timestamp, Timestamp),
) -> Result<Report, Error> {
    let billed = store::billed_between(tx, actor.clinic, (from, until))?;
    let mut lines: Vec<Line> = billed.iter().map(charge).collect();
    for correction in store::corrections_between(tx, actor.clinic, (from, until))? {
        let about = store::billed(tx, actor.clinic, correction.message_id)?;
        lines.extend(of_correction(&about, &correction));
    }
    lines.sort_by_key(|line| (line.at, line.message));
    let (by_code, all) = totals(&lines);
    Ok(Report {
        lines,
        by_code,
        all,
    })
}

fn charge(billed: &Billed) -> Line {
    Line {
        at: billed.billed_at,
        message: billed.message_id,
        conversation: billed.conversation_id,
        patient: billed.patient_id,
        patient_name: billed.patient_name.clone(),
        staff_name: billed.staff_name.clone(),
        code: billed.code.clone(),
        description: billed.description.clone(),
        charged: billed.amount_cents,
        credited: 0,
        credit: false,
        why: Why::Billed,
    }
}

/// What stood is credited, what stands instead is charged.
fn of_correction(billed: &Billed, correction: &Correction) -> Vec<Line> {
    let line = |code: &Option<String>, description: &Option<String>| Line {
        at: correction.corrected_at,
        code: code.clone().unwrap_or_default(),
        description: description.clone().unwrap_or_default(),
        charged: 0,
        credited: 0,
        why: Why::Corrected {
            by: correction.corrected_by.clone(),
            reason: correction.reason.clone(),
        },
        ..charge(billed)
    };
    let credited = correction.old_cents.map(|cents| Line {
        credited: cents,
        credit: true,
        ..line(&correction.old_code, &correction.old_description)
    });
    let charged = correction.new_cents.map(|cents| Line {
        charged: cents,
        ..line(&correction.new_code, &correction.new_description)
    });
    credited.into_iter().chain(charged).collect()
}

const HEAD: [&str; 13] = [
    "at",
    "kind",
    "patient",
    "patient_id",
    "staff_member",
    "code",
    "description",
    "charged",
    "credited",
    "currency",
    "corrected_by",
    "reason",
    "message_id",
];

/// The report as a CSV file: its lines, then the sum of each code and of all. Amounts are never negative: what is taken
/// back stands in `credited`. A cell that a spreadsheet would take for a formula is marked as text.
pub(super) fn csv(report: &Report, currency: &str) -> Result<Vec<u8>, Error> {
    let lines = report.lines.iter().map(|line| {
        let (kind, by, reason) = match &line.why {
            Why::Billed => ("billed", "", ""),
            Why::Corrected { by, reason } => ("corrected", by.as_str(), reason.as_str()),
        };
        [
            line.at.rfc3339(),
            kind.to_owned(),
            line.patient_name.clone(),
            line.patient.to_string(),
            line.staff_name.clone(),
            line.code.clone(),
            line.description.clone(),
            decimal(line.charged),
            decimal(line.credited),
            currency.to_owned(),
            by.to_owned(),
            reason.to_owned(),
            line.message.to_string(),
        ]
    });
    let sums = report.by_code.iter();
    let sums = sums.map(|(code, sum)| sum_row("total_of_code", code, sum, currency));
    let all = sum_row("total", "", &report.all, currency);
    let head = std::iter::once(HEAD.map(str::to_owned));
    spreadsheet::lines(head.chain(lines).chain(sums).chain([all])).map_err(Error::Internal)
}

fn sum_row(kind: &str, code: &str, sum: &Sum, currency: &str) -> [String; 13] {
    let mut row: [String; 13] = Default::default();
    row[1] = kind.to_owned();
    row[5] = code.to_owned();
    row[7] = decimal(sum.charged);
    row[8] = decimal(sum.credited);
    row[9] = currency.to_owned();
    row
}

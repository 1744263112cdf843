//! The report: a row for each entry, and what they add up to.

use std::{borrow::Cow, fmt, sync::Arc};

use super::record::Refusal;

/// What became of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is new here.
    Created,
    /// It was here, and the source has changed since.
    Updated,
    /// It was here already.
    Unchanged,
    /// Carepost keeps no such thing; with the reason.
    LeftOut(Cow<'static, str>),
    /// Something about it is wrong; with the field and the way out.
    Refused(Refusal),
}

/// One entry's line of the report. It names the entry as the source does and never repeats what it says of a patient.
#[derive(Clone, Debug)]
pub struct Row {
    /// The file.
    pub file: Arc<str>,
    /// Line or entry number, from 1; 0 when the whole file is meant.
    pub number: u64,
    /// What it is: `Patient/7`, `patient`.
    pub what: String,
    /// What became of it.
    pub outcome: Outcome,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.number > 0 {
            write!(f, ":{}", self.number)?;
        }
        f.write_str("\t")?;
        if !self.what.is_empty() {
            write!(f, "{}\t", isolated(&self.what))?;
        }
        match &self.outcome {
            Outcome::Created => f.write_str("created"),
            Outcome::Updated => f.write_str("updated"),
            Outcome::Unchanged => f.write_str("unchanged"),
            Outcome::LeftOut(reason) => write!(f, "left out\t{reason}"),
            Outcome::Refused(refusal) if refusal.field.is_empty() => {
                write!(f, "refused\t{}", refusal.reason)
            }
            Outcome::Refused(refusal) => write!(
                f,
                "refused\t{} {}",
                isolated(&refusal.field),
                refusal.reason
            ),
        }
    }
}

/// Text of a source on a terminal: without control characters, and kept from turning the line around it.
fn isolated(text: &str) -> Cow<'_, str> {
    let text = crate::platform::text::without_controls(text);
    if text.is_ascii() {
        text.into()
    } else {
        format!("\u{2068}{text}\u{2069}").into()
    }
}

/// How many entries became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// New ones.
    pub created: u64,
    /// Changed ones.
    pub updated: u64,
    /// Those that were here already.
    pub unchanged: u64,
    /// Those that Carepost has no place for.
    pub left_out: u64,
    /// Those with something wrong.
    pub refused: u64,
}

impl Totals {
    /// Counts one outcome.
    pub fn add(&mut self, outcome: &Outcome) {
        *match outcome {
            Outcome::Created => &mut self.created,
            Outcome::Updated => &mut self.updated,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::LeftOut(_) => &mut self.left_out,
            Outcome::Refused(_) => &mut self.refused,
        } += 1;
    }

    /// All of them.
    pub fn all(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.left_out + self.refused
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} entries: {} created, {} updated, {} unchanged, {} left out, {} refused",
            self.all(),
            self.created,
            self.updated,
            self.unchanged,
            self.left_out,
            self.refused
        )
    }
}

/// Watches an import.
pub trait Observer: Send {
    /// One entry is done.
    fn row(&mut self, row: &Row);
    /// So many of so many entries are done.
    fn progress(&mut self, done: u64, of: u64);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_where_what_and_the_way_out_on_one_line() {
        let row = |number, what: &str, outcome| {
            Row {
                file: "a.ndjson".into(),
                number,
                what: what.into(),
                outcome,
            }
            .to_string()
        };
        assert_eq!(
            row(3, "Patient/7", Outcome::Created),
            "a.ndjson:3\tPatient/7\tcreated"
        );
        let refused = Outcome::Refused(Refusal::new("birthDate", "is missing"));
        assert_eq!(
            row(3, "Patient/7", refused),
            "a.ndjson:3\tPatient/7\trefused\tbirthDate is missing"
        );
        let whole = Outcome::Refused(Refusal::new("", "is empty; export it again"));
        assert_eq!(
            row(0, "", whole),
            "a.ndjson\trefused\tis empty; export it again"
        );
    }

    #[test]
    fn what_a_source_says_cannot_move_the_terminal() {
        let row = Row {
            file: "a".into(),
            number: 1,
            what: "Patient/\u{1b}[2J\n\u{202e}ليلى".into(),
            outcome: Outcome::Created,
        };
        assert_eq!(
            row.to_string(),
            "a:1\t\u{2068}Patient/[2Jليلى\u{2069}\tcreated"
        );
    }

    #[test]
    fn totals_count_every_outcome() {
        let mut totals = Totals::default();
        for outcome in [
            Outcome::Created,
            Outcome::Created,
            Outcome::Unchanged,
            Outcome::LeftOut("x".into()),
        ] {
            totals.add(&outcome);
        }
        assert_eq!(
            totals.to_string(),
            "4 entries: 2 created, 0 updated, 1 unchanged, 1 left out, 0 refused"
        );
    }
}

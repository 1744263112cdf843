//! Fee codes, amounts, and what a report is made of. No I/O.

use std::collections::BTreeMap;

use crate::platform::ids::{ConversationId, FeeCodeId, MessageId, PatientId};
use crate::platform::text;
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// The currencies a clinic can bill in; each has hundredths.
pub const CURRENCIES: &[&str] = &["CAD", "USD", "EUR", "GBP", "CHF", "AUD", "NZD"];
/// Largest amount, in cents.
pub const MOST_CENTS: i64 = 100_000_000;
/// Longest code, in characters.
pub(super) const CODE_CHARS: usize = 20;
/// Longest description or reason, in characters.
pub(super) const WORDS_CHARS: usize = 120;

/// How a clinic bills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// ISO 4217 code.
    pub currency: String,
    /// The day of the month on which a cycle begins, 1 to 28.
    pub cycle_day: i64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            currency: "CAD".to_owned(),
            cycle_day: 1,
        }
    }
}

db::row! {
    /// A fee code as it is billed now.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct FeeCode {
        /// The fee code.
        pub id: FeeCodeId,
        /// What is chosen and what stands in the report, such as `MSG15`.
        pub code: String,
        /// The version in use.
        pub version: i64,
        /// What it is for.
        pub description: String,
        /// The amount, in cents.
        pub amount_cents: i64,
        /// When it was retired.
        pub retired_at: Option<Timestamp>,
    }
}

db::row! {
    /// One version of a fee code's amount.
    #[derive(Debug, Clone)]
    pub struct FeeVersion {
        /// Counted from 1.
        pub version: i64,
        /// What it is for.
        pub description: String,
        /// The amount, in cents.
        pub amount_cents: i64,
        /// Who saved it.
        pub saved_by: String,
        /// When.
        pub saved_at: Timestamp,
    }
}

/// What a fee code says, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fee {
    pub description: String,
    pub amount_cents: i64,
}

/// Reads a code: letters, figures, point and hyphen, at most twenty, in capitals.
pub(super) fn code(typed: &str) -> Result<String, Refusal> {
    let code = typed.trim().to_uppercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let begins = code.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins && code.len() <= CODE_CHARS && code.chars().all(fits) {
        Ok(code)
    } else {
        Err(Refusal::field("code", "fee_code_wrong").with("max", CODE_CHARS))
    }
}

/// Reads a description and an amount such as `25`, `25.50` or `25,50`.
pub(super) fn fee(description: &str, amount: &str) -> Result<Fee, Vec<Refusal>> {
    let mut refusals = Vec::new();
    let description = words("description", description).unwrap_or_else(|why| {
        refusals.push(why);
        String::new()
    });
    let amount_cents = cents(amount).unwrap_or_else(|| {
        refusals.push(Refusal::field("amount", "fee_amount_wrong"));
        0
    });
    if refusals.is_empty() {
        Ok(Fee {
            description,
            amount_cents,
        })
    } else {
        Err(refusals)
    }
}

/// Reads words on one line that must be there.
pub fn words(field: &'static str, typed: &str) -> Result<String, Refusal> {
    let line = text::without_controls(&typed.replace(['\r', '\n', '\t'], " "));
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        Err(Refusal::field(field, "billing_words_missing"))
    } else if line.chars().count() > WORDS_CHARS {
        Err(Refusal::field(field, "name_long").with("max", WORDS_CHARS))
    } else {
        Ok(line)
    }
}

/// An amount in cents; none where it is none, or out of range.
pub fn cents(typed: &str) -> Option<i64> {
    let typed = typed.trim().replace(',', ".");
    let (whole, part) = typed.split_once('.').unwrap_or((&typed, ""));
    let figures = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !figures(whole) || !figures(part) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    let all = whole.checked_mul(100)?.checked_add(part)?;
    (all <= MOST_CENTS).then_some(all)
}

/// An amount as a form and a file write it: `25.00`. Amounts of a report are never negative: they stand in two columns.
pub fn decimal(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// An amount as a language writes it: `25.00 CAD`, `25,00 CAD`.
pub fn money(language: &str, cents: i64, currency: &str) -> String {
    let decimal = decimal(cents).replace('-', "−");
    let decimal = if language == "fr" {
        decimal.replace('.', ",")
    } else {
        decimal
    };
    format!("{decimal}\u{a0}{currency}")
}

/// Why a line stands in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A message was sent as billable.
    Billed,
    /// Somebody corrected it.
    Corrected {
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
}

/// One line of a report. What is taken back is a line of its own, in the cycle in which it was taken back, so that a
/// report of the past never changes.
#[derive(Debug, Clone)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// The message.
    pub message: MessageId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The patient.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// The member who wrote the message.
    pub staff_name: String,
    /// The fee code.
    pub code: String,
    /// What it is for.
    pub description: String,
    /// What is charged, in cents; nothing where something is credited.
    pub charged: i64,
    /// What is credited, in cents.
    pub credited: i64,
    /// Whether it takes back what was billed.
    pub credit: bool,
    /// Why it stands here.
    pub why: Why,
}

/// A sum of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many messages were billed less those taken back.
    pub count: i64,
    /// Charged, in cents.
    pub charged: i64,
    /// Credited, in cents.
    pub credited: i64,
}

impl Sum {
    /// What is due, in cents.
    pub fn due(&self) -> i64 {
        self.charged - self.credited
    }

    fn add(&mut self, line: &Line) {
        self.count += if line.credit { -1 } else { 1 };
        self.charged += line.charged;
        self.credited += line.credited;
    }
}

/// The sums of each code, by code, and of all.
pub fn totals(lines: &[Line]) -> (Vec<(String, Sum)>, Sum) {
    let mut by_code: BTreeMap<&str, Sum> = BTreeMap::new();
    let mut all = Sum::default();
    for line in lines {
        by_code.entry(&line.code).or_default().add(line);
        all.add(line);
    }
    let by_code = by_code
        .into_iter()
        .map(|(code, sum)| (code.to_owned(), sum));
    (by_code.collect(), all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_either_way_of_writing() {
        for (typed, wanted) in [
            ("25", Some(2_500)),
            (" 25.5 ", Some(2_550)),
            ("25,05", Some(2_505)),
            ("0", Some(0)),
            ("1000000", Some(MOST_CENTS)),
            ("1000000.01", None),
            ("-1", None),
            ("1.234", None),
            ("", None),
            (".5", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(cents(typed), wanted, "{typed}");
        }
    }

    #[test]
    fn amounts_are_written_as_each_language_does() {
        assert_eq!(money("en", 2_505, "CAD"), "25.05\u{a0}CAD");
        assert_eq!(money("fr", -2_505, "CAD"), "−25,05\u{a0}CAD");
        assert_eq!(decimal(-5), "-0.05");
    }

    #[test]
    fn codes_can_never_be_formulas() {
        assert_eq!(code(" msg-15 "), Ok("MSG-15".to_owned()));
        for wrong in ["", "=A1", "-1", "A B", "Ä1", "ABCDEFGHIJKLMNOPQRSTU"] {
            assert!(code(wrong).is_err(), "{wrong}");
        }
    }
}

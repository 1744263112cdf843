//! Bills, their lines, and what state the rows put them in. No I/O.

use std::borrow::Borrow;

use crate::features::billing::{self, MOST_CENTS};
use crate::platform::codes::codes;
use crate::platform::i18n::Tr;
use crate::platform::ids::{CheckoutId, InvoiceId, PatientId, PaymentEventId};
use crate::platform::time::{MINUTE, Timestamp};
use crate::platform::web::Refusal;

/// Most lines of a bill.
pub(super) const MOST_LINES: usize = 30;
/// How long a payment page stands, in milliseconds: Stripe allows 30 minutes to a day.
pub(super) const CHECKOUT_MS: i64 = 120 * MINUTE;
/// A payment page is not handed out again when it ends sooner than this, in milliseconds.
const CLOSE_TO_ITS_END_MS: i64 = 2 * MINUTE;
/// Stripe makes no page that ends within 30 minutes; some are for the way there.
const SHORTEST_CHECKOUT_MS: i64 = 35 * MINUTE;

codes! {
    /// How a bill stands.
    State {
        /// Something is left to pay.
        Open = "open",
        /// Paid.
        Paid = "paid",
        /// A part of what was paid was given back.
        PartlyRefunded = "partly_refunded",
        /// All that was paid was given back.
        Refunded = "refunded",
        /// It need not be paid.
        Voided = "voided",
    }
}

codes! {
    /// How a payment page stands.
    CheckoutState {
        /// Asked for; Stripe has not answered.
        Starting = "starting",
        /// It can be paid on.
        Open = "open",
        /// Somebody has paid in a way that takes days to be sure.
        Processing = "processing",
        /// Paid.
        Paid = "paid",
        /// Ended without payment.
        Expired = "expired",
        /// It never came to be, or the payment failed.
        Failed = "failed",
    }
}

codes! {
    /// Why an event waits for staff.
    Problem {
        /// The amount or currency is not the bill's.
        Amount = "amount",
        /// It names no bill or payment page of the clinic's.
        Unknown = "unknown",
        /// The bill was voided.
        Voided = "voided",
        /// The bill was paid already.
        Overpaid = "overpaid",
    }
}

db::row! {
    /// A bill as it is stored.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Issued {
        /// The bill.
        pub id: InvoiceId,
        /// Whose.
        pub patient_id: PatientId,
        /// The patient's name.
        pub patient_name: String,
        /// The clinic's running number.
        pub number: i64,
        /// ISO 4217.
        pub currency: String,
        /// What it asks for, in cents.
        pub total_cents: i64,
        /// When it was issued.
        pub issued_at: Timestamp,
        /// By whom.
        pub issued_by_name: String,
        /// When nothing was left to pay, or it was voided.
        pub settled_at: Option<Timestamp>,
        /// When it was voided.
        pub voided_at: Option<Timestamp>,
        /// By whom.
        pub voided_by_name: Option<String>,
        /// Why.
        pub void_reason: Option<String>,
    }
}

/// A bill with what was paid of it and given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The bill.
    pub issued: Issued,
    /// Paid in all, in cents.
    pub paid_cents: i64,
    /// Given back in all, in cents.
    pub refunded_cents: i64,
}

impl Invoice {
    /// How it stands.
    pub fn state(&self) -> State {
        match self {
            i if i.issued.voided_at.is_some() => State::Voided,
            i if i.paid_cents < i.issued.total_cents => State::Open,
            i if i.refunded_cents == 0 => State::Paid,
            i if i.refunded_cents < i.paid_cents => State::PartlyRefunded,
            _ => State::Refunded,
        }
    }

    /// What is left to pay, in cents.
    pub fn due_cents(&self) -> i64 {
        match self.state() {
            State::Open => self.issued.total_cents - self.paid_cents,
            _ => 0,
        }
    }

    /// What was paid too much and not given back, in cents: twice, or for a voided bill.
    pub fn overpaid_cents(&self) -> i64 {
        let wanted = match self.issued.voided_at {
            Some(_) => 0,
            None => self.issued.total_cents,
        };
        let kept = self.paid_cents - self.refunded_cents;
        (kept - wanted).max(0)
    }

    /// An amount of this bill as a language writes it.
    pub fn money(&self, tr: &Tr, cents: impl Borrow<i64>) -> String {
        billing::money(tr.language(), *cents.borrow(), &self.issued.currency)
    }
}

db::row! {
    /// What a bill asks for.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Line {
        /// What for.
        pub description: String,
        /// How much, in cents.
        pub amount_cents: i64,
    }
}

/// A line to be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// What for.
    pub description: String,
    /// How much, in cents; none where it could not be read.
    pub amount_cents: Option<i64>,
}

/// The lines of a bill to be issued, and their sum.
pub(super) fn lines(typed: &[NewLine]) -> Result<(Vec<Line>, i64), Vec<Refusal>> {
    let mut refusals = Vec::new();
    let mut lines = Vec::new();
    let mut refuse = |refusal: Refusal| {
        if !refusals.contains(&refusal) {
            refusals.push(refusal);
        }
    };
    for line in typed {
        let description = billing::words("description", &line.description).map_err(&mut refuse);
        let amount = line
            .amount_cents
            .filter(|cents| (1..=MOST_CENTS).contains(cents));
        if amount.is_none() {
            refuse(Refusal::field("amount", "bill_amount_wrong"));
        }
        if let (Ok(description), Some(amount_cents)) = (description, amount) {
            lines.push(Line {
                description,
                amount_cents,
            });
        }
    }
    if typed.is_empty() || typed.len() > MOST_LINES {
        let refusal = Refusal::field("description", "bill_lines_wrong");
        refuse(refusal.with("max", MOST_LINES));
    }
    let total: i64 = lines.iter().map(|l| l.amount_cents).sum();
    if total > MOST_CENTS {
        refuse(Refusal::field("amount", "bill_amount_wrong"));
    }
    match refusals.is_empty() {
        true => Ok((lines, total)),
        false => Err(refusals),
    }
}

db::row! {
    /// What was paid.
    #[derive(Debug, Clone)]
    pub(super) struct Payment {
        pub amount_cents: i64,
        pub paid_at: Timestamp,
        /// The member at the desk; none where it came through Stripe.
        pub taken_by_name: Option<String>,
        pub note: String,
        pub stripe_payment: String,
    }
}

db::row! {
    /// What was given back.
    #[derive(Debug, Clone)]
    pub(super) struct Refund {
        pub amount_cents: i64,
        pub refunded_at: Timestamp,
    }
}

db::row! {
    /// A payment page.
    #[derive(Debug, Clone)]
    pub(super) struct Checkout {
        pub id: CheckoutId,
        pub invoice_id: InvoiceId,
        pub amount_cents: i64,
        pub expires_at: Timestamp,
        pub state: CheckoutState,
        pub stripe_id: Option<String>,
        pub url: Option<String>,
    }
}

/// What becomes of a payment page that stands when somebody presses **Pay**.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// They go to it.
    GoTo(String),
    /// Stripe is asked for it once more.
    AskAgain,
    /// It is over, and another one is made.
    Over,
    /// Somebody has paid, and it takes time.
    Wait,
}

impl Checkout {
    pub(super) fn standing(&self, due_cents: i64, now: Timestamp) -> Standing {
        let left = self.expires_at.since(now);
        match (self.state, &self.url) {
            (CheckoutState::Processing, _) => Standing::Wait,
            _ if self.amount_cents != due_cents => Standing::Over,
            (CheckoutState::Open, Some(url)) if left > CLOSE_TO_ITS_END_MS => {
                Standing::GoTo(url.clone())
            }
            (CheckoutState::Starting, _) if left > SHORTEST_CHECKOUT_MS => Standing::AskAgain,
            _ => Standing::Over,
        }
    }
}

db::row! {
    /// An event that waits for staff.
    #[derive(Debug, Clone)]
    pub(super) struct SetAside {
        pub id: PaymentEventId,
        pub problem: Problem,
        pub kind: String,
        pub received_at: Timestamp,
        pub amount_cents: Option<i64>,
        pub currency: String,
        pub invoice_id: Option<InvoiceId>,
        pub number: Option<i64>,
        pub patient_name: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invoice(paid_cents: i64, refunded_cents: i64, voided: bool) -> Invoice {
        Invoice {
            issued: Issued {
                id: InvoiceId::from_uuid(uuid::Uuid::from_u128(1)),
                patient_id: PatientId::from_uuid(uuid::Uuid::from_u128(2)),
                patient_name: String::new(),
                number: 1,
                currency: "CAD".to_owned(),
                total_cents: 1_000,
                issued_at: Timestamp(0),
                issued_by_name: String::new(),
                settled_at: None,
                voided_at: voided.then_some(Timestamp(1)),
                voided_by_name: None,
                void_reason: None,
            },
            paid_cents,
            refunded_cents,
        }
    }

    #[test]
    fn m61_the_state_follows_from_what_was_paid_and_given_back() {
        for (paid, refunded, voided, state, due, over) in [
            (0, 0, false, State::Open, 1_000, 0),
            (400, 0, false, State::Open, 600, 0),
            (1_000, 0, false, State::Paid, 0, 0),
            (1_000, 300, false, State::PartlyRefunded, 0, 0),
            (1_000, 1_000, false, State::Refunded, 0, 0),
            (2_000, 0, false, State::Paid, 0, 1_000),
            (2_000, 1_000, false, State::PartlyRefunded, 0, 0),
            (0, 0, true, State::Voided, 0, 0),
            (1_000, 0, true, State::Voided, 0, 1_000),
            (1_000, 1_000, true, State::Voided, 0, 0),
            // A refund that was told before its payment.
            (0, 300, false, State::Open, 1_000, 0),
        ] {
            let bill = invoice(paid, refunded, voided);
            let stands = (bill.state(), bill.due_cents(), bill.overpaid_cents());
            assert_eq!(stands, (state, due, over), "{paid} {refunded} {voided}");
        }
    }

    #[test]
    fn m61_a_payment_page_is_used_again_until_it_ends() {
        let page = |state, minutes: i64, url: Option<&str>| Checkout {
            id: CheckoutId::from_uuid(uuid::Uuid::from_u128(3)),
            invoice_id: InvoiceId::from_uuid(uuid::Uuid::from_u128(1)),
            amount_cents: 1_000,
            expires_at: Timestamp(minutes * MINUTE),
            state,
            stripe_id: None,
            url: url.map(str::to_owned),
        };
        let now = Timestamp(0);
        let open = page(CheckoutState::Open, 60, Some("u"));
        assert_eq!(open.standing(1_000, now), Standing::GoTo("u".to_owned()));
        assert_eq!(open.standing(900, now), Standing::Over);
        let late = page(CheckoutState::Open, 2, Some("u"));
        assert_eq!(late.standing(1_000, now), Standing::Over);
        let unanswered = page(CheckoutState::Starting, 60, None);
        assert_eq!(unanswered.standing(1_000, now), Standing::AskAgain);
        let too_late = page(CheckoutState::Starting, 35, None);
        assert_eq!(too_late.standing(1_000, now), Standing::Over);
        let processing = page(CheckoutState::Processing, -60, Some("u"));
        assert_eq!(processing.standing(900, now), Standing::Wait);
    }

    #[test]
    fn every_line_says_what_for_and_how_much() {
        let line = |description: &str, amount_cents| NewLine {
            description: description.to_owned(),
            amount_cents,
        };
        let good = [line("Note", Some(2_500)), line("Form", Some(500))];
        assert_eq!(lines(&good).map(|(l, t)| (l.len(), t)), Ok((2, 3_000)));
        for wrong in [
            vec![],
            vec![line("", Some(1))],
            vec![line("Note", None)],
            vec![line("Note", Some(0))],
            vec![line("Note", Some(MOST_CENTS)), line("Form", Some(1))],
            vec![line("Note", Some(1)); MOST_LINES + 1],
        ] {
            assert!(lines(&wrong).is_err(), "{wrong:?}");
        }
    }
}

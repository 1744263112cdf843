//! Payments: the edge to Stripe, and how its events prove where they come from (M61).
//!
//! Stripe learns ids and an amount, never a patient's name or what was done.

pub mod signature;
mod stripe;

use futures::future::BoxFuture;

pub use stripe::{Stripe, StripeOptions, StripeSetupError};

/// Asks for payment pages and ends them. The real one speaks Stripe's API.
pub trait Payments: Send + Sync + 'static {
    /// Asks for a payment page. Asking again with the same key gives the same page.
    fn start<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<Started, Failure>>;

    /// Ends a payment page, so that nobody pays on it any more. One that has ended already is as good.
    fn expire<'a>(&'a self, session: &'a str) -> BoxFuture<'a, Result<(), Failure>>;
}

/// A payment page to be made.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Ours: the idempotency key, and what events name.
    pub key: uuid::Uuid,
    /// The clinic, which events name.
    pub clinic: uuid::Uuid,
    /// The bill, which events name.
    pub bill: uuid::Uuid,
    /// To pay, in hundredths.
    pub amount_cents: i64,
    /// ISO 4217.
    pub currency: String,
    /// What the page calls it: a word and a number, nothing of a patient.
    pub label: String,
    /// The language of the page.
    pub language: &'static str,
    /// Where one comes back to after paying.
    pub success_url: String,
    /// Where one comes back to without.
    pub cancel_url: String,
    /// When the page ends, in seconds since 1970.
    pub expires_at: i64,
}

/// A payment page that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// Stripe's id of it.
    pub session: String,
    /// Where one pays.
    pub url: String,
}

/// Why nothing came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No answer, or one that says to come again: the same key may be asked with.
    Again(&'static str),
    /// Answered, and not with a page: asking with the same key would be answered the same way.
    Refused(String),
}

impl Failure {
    /// A short code for the log.
    pub fn code(&self) -> &str {
        match self {
            Failure::Again(code) => code,
            Failure::Refused(code) => code,
        }
    }
}

/// Stands in where Stripe is not configured.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoPayments;

impl Payments for NoPayments {
    fn start<'a>(&'a self, _: &'a Wanted) -> BoxFuture<'a, Result<Started, Failure>> {
        Box::pin(async { Err(Failure::Again("not_configured")) })
    }

    fn expire<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async { Err(Failure::Again("not_configured")) })
    }
}

//! Text messages out of the house: what is sent, and the edge through which it goes.

pub mod hook;
mod recording;
pub mod segments;
mod twilio;

use futures::future::BoxFuture;

use super::outcome::{Failure, Outcome};

pub use recording::RecordingTexts;
pub use twilio::{Twilio, TwilioOptions, TwilioSetupError};

/// Sends text messages. The real one speaks to a Twilio-shaped HTTP service.
pub trait Texts: Send + Sync + 'static {
    /// Sends one text and says how that ended. Never panics, never takes longer than the
    /// configured time.
    fn send<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Outcome>;
}

/// One text message to one number. It has no `Debug`: what it says concerns only its reader.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// The same on every retry, so that a provider which knows such keys sends it once.
    pub key: String,
    /// The number, in international form: `+14165550123`.
    pub to: String,
    /// What it says.
    pub body: String,
    /// Where the provider reports what became of it, where somebody wants to know.
    pub report_to: Option<String>,
}

/// Stands in where no text-message provider is configured: every text fails for good, and says why.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoTexts;

impl Texts for NoTexts {
    fn send<'a>(&'a self, _text: &'a Text) -> BoxFuture<'a, Outcome> {
        let failure = Failure::new("not_configured", "no text-message provider is configured");
        Box::pin(async { Outcome::PermanentFailure(failure) })
    }
}

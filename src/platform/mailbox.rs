//! The demo's mailbox: mail and texts end here instead of leaving the machine, for a page to show.

mod page;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::future::BoxFuture;
use serde::Serialize;

use super::mail::{Letter, Mail};
use super::outcome::Outcome;
use super::texts::{Text, Texts};
use super::time::Clock;

pub use page::mailbox_routes;

/// What is kept; the oldest goes when there is more.
const KEEP: usize = 1_000;

/// One thing that would have been sent.
#[derive(Clone, Serialize)]
pub struct Delivered {
    /// `email` or `text`.
    pub channel: &'static str,
    /// The address or number.
    pub to: String,
    /// The subject; empty for a text.
    pub subject: String,
    /// The whole text.
    pub text: String,
    /// When, as RFC 3339 in UTC.
    pub sent_at: String,
    /// The links in the text, in their order.
    pub links: Vec<String>,
}

/// Keeps the last 1,000 mails and texts in memory. Clones share one mailbox.
#[derive(Clone)]
pub struct Mailbox {
    clock: Arc<dyn Clock>,
    kept: Arc<Mutex<VecDeque<Delivered>>>,
}

impl Mailbox {
    /// An empty mailbox that dates what arrives by `clock`.
    pub fn new(clock: Arc<dyn Clock>) -> Mailbox {
        Mailbox {
            clock,
            kept: Arc::default(),
        }
    }

    /// The same mailbox, dating what arrives by another clock: for a past that is being made.
    #[must_use]
    pub fn dated_by(&self, clock: Arc<dyn Clock>) -> Mailbox {
        Mailbox {
            clock,
            kept: Arc::clone(&self.kept),
        }
    }

    /// What has arrived, newest first.
    pub fn list(&self) -> Vec<Delivered> {
        self.lock().iter().rev().cloned().collect()
    }

    fn keep(&self, channel: &'static str, to: &str, subject: &str, text: &str) -> Outcome {
        let delivered = Delivered {
            channel,
            to: to.to_owned(),
            subject: subject.to_owned(),
            text: text.to_owned(),
            sent_at: self.clock.now().rfc3339(),
            links: links(text),
        };
        let mut kept = self.lock();
        if kept.len() == KEEP {
            kept.pop_front();
        }
        kept.push_back(delivered);
        Outcome::Sent { provider_id: None }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Delivered>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mail for Mailbox {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        Box::pin(async move { self.keep("email", &letter.to.email, &letter.subject, &letter.text) })
    }
}

impl Texts for Mailbox {
    fn send<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Outcome> {
        Box::pin(async move { self.keep("text", &text.to, "", &text.body) })
    }
}

/// The http and https links in a text, each up to the next space or bracket.
fn links(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')'))
        .filter(|word| word.starts_with("https://") || word.starts_with("http://"))
        .map(|word| {
            word.trim_end_matches(['.', ',', ';', ':', '!', '?'])
                .to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::time::{SetClock, Timestamp};

    #[tokio::test]
    async fn mail_and_texts_land_in_one_list() {
        let mailbox = Mailbox::new(Arc::new(SetClock::new(Timestamp(0))));
        let text = Text {
            key: "1".into(),
            to: "+14165550123".into(),
            body: "New: http://127.0.0.1:8080/m/abc_-1. Not for you? Ignore (https://x.example)"
                .into(),
            report_to: None,
        };
        Texts::send(&mailbox.clone(), &text).await;
        let listed = mailbox.list();
        assert_eq!(
            listed[0].links,
            ["http://127.0.0.1:8080/m/abc_-1", "https://x.example"]
        );
        assert_eq!(listed[0].sent_at, "1970-01-01T00:00:00.000Z");
        for n in 0..=KEEP {
            Texts::send(
                &mailbox,
                &Text {
                    body: n.to_string(),
                    ..text.clone()
                },
            )
            .await;
        }
        assert_eq!(mailbox.list().len(), KEEP);
        assert_eq!(mailbox.list()[0].text, KEEP.to_string());
    }
}

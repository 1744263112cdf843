//! The demo's way out: everything lands in the mailbox, except what goes to an address that refuses mail.

use futures::future::BoxFuture;

use super::people::BOUNCING;
use crate::platform::mail::{Letter, Mail};
use crate::platform::mailbox::Mailbox;
use crate::platform::outcome::{Failure, Outcome};

/// The mailbox, and one address that refuses mail, so that a failed delivery can be seen.
#[derive(Clone)]
pub(super) struct Post(pub Mailbox);

impl Mail for Post {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        if letter.to.email == BOUNCING {
            let failure = Failure::new("smtp-550", "5.1.1 No such user here");
            return Box::pin(async { Outcome::PermanentFailure(failure) });
        }
        Mail::send(&self.0, letter)
    }
}

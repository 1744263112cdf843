//! The page of the portal that somebody comes back to once they have signed in, with what they typed there.

use crate::features::conversations::Typing;
use crate::features::kept_forms::{self, Fields, Place};
use crate::platform::auth::Scope;
use crate::platform::ids::ConversationId;
use crate::platform::time::Timestamp;

/// A page to come back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::features::portal) enum Back {
    /// Where a message was typed, or is to be read.
    Message(Typing),
    /// Where a form was filled in.
    Form(Place),
}

impl Back {
    /// The page that a path of ours names; anything else is no page to come back to.
    pub(in crate::features::portal) fn at(path: &str) -> Option<Back> {
        let message = Typing::at(path).map(Back::Message);
        message.or_else(|| Place::at(path).map(Back::Form))
    }

    /// A conversation.
    pub(in crate::features::portal) fn conversation(id: ConversationId) -> Back {
        Back::Message(Typing::Reply(id))
    }

    /// The path that names it.
    pub(in crate::features::portal) fn path(self) -> String {
        match self {
            Back::Message(typing) => typing.path(),
            Back::Form(place) => place.path(),
        }
    }

    /// The page to go on with, once signed in for the patient.
    pub(in crate::features::portal) fn page(self) -> String {
        match self {
            Back::Message(typing) => typing.page(),
            Back::Form(place) => place.path(),
        }
    }

    /// What was typed, in words: what is carried of a form holds its fields' names too.
    pub(in crate::features::portal) fn in_words(self, kept: &str) -> String {
        match self {
            Back::Message(_) => kept.to_owned(),
            Back::Form(_) => Fields::read(kept).map(|f| f.typed()).unwrap_or_default(),
        }
    }

    /// Whether it belongs to the person and the patient of `scope`: with what was typed there, whether it was they who typed it.
    pub(in crate::features::portal) fn belongs_to(
        self,
        tx: &mut db::Tx<'_>,
        scope: &Scope,
        kept: Option<&str>,
    ) -> Result<bool, db::Error> {
        match (self, kept) {
            (Back::Message(typing), _) => typing.belongs_to(tx, scope),
            (Back::Form(_), Some(kept)) => {
                Ok(Fields::read(kept).is_some_and(|fields| fields.belong_to(scope)))
            }
            (Back::Form(place), None) => {
                Ok(place.is_everybodys() || kept_forms::kept(tx, scope, place)?.is_some())
            }
        }
    }

    /// Keeps what was typed there.
    pub(in crate::features::portal) fn keep(
        self,
        tx: &mut db::Tx<'_>,
        scope: &Scope,
        kept: &str,
        now: Timestamp,
    ) -> Result<(), db::Error> {
        match self {
            Back::Message(typing) => typing.keep(tx, scope, kept, now),
            Back::Form(place) => match Fields::read(kept) {
                Some(fields) => kept_forms::keep(tx, scope, place, &fields, now),
                None => Ok(()),
            },
        }
    }
}

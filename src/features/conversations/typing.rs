//! Where somebody on the patient's side was typing when their session ended, so that it is there when they come back.

use super::store::{first_draft, portal_draft};
use crate::platform::auth::Scope;
use crate::platform::ids::{ConversationId, PatientId};
use crate::platform::time::Timestamp;

/// A place of the portal where something is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// An answer in a conversation.
    Reply(ConversationId),
    /// A conversation's first message, about this patient.
    Start(PatientId),
}

impl Typing {
    /// The place that a path of ours names, such as `/messages/{id}`; anything else is no place to come back to.
    pub fn at(path: &str) -> Option<Typing> {
        let rest = path.strip_prefix("/messages/")?;
        let mut parts = rest.split(['?', '#', '/']);
        match parts.next()? {
            "new" => parts.next()?.parse().ok().map(Typing::Start),
            id => id.parse().ok().map(Typing::Reply),
        }
    }

    /// The path that names it.
    pub fn path(self) -> String {
        match self {
            Typing::Reply(id) => format!("/messages/{id}"),
            Typing::Start(patient) => format!("/messages/new/{patient}"),
        }
    }

    /// The page to go on typing, once signed in for the patient.
    pub fn page(self) -> String {
        match self {
            Typing::Reply(_) => self.path(),
            Typing::Start(_) => "/messages/new".to_owned(),
        }
    }

    /// A first message as one text, which [`Typing::keep`] takes apart again: the subject stands in the first line.
    pub fn first_message(subject: &str, body: &str) -> String {
        let subject = subject.replace(['\r', '\n'], " ");
        if subject.trim().is_empty() && body.trim().is_empty() {
            String::new()
        } else {
            format!("{subject}\n{body}")
        }
    }

    /// Whether it belongs to the person and the patient of `scope`.
    pub fn belongs_to(self, tx: &mut db::Tx<'_>, scope: &Scope) -> Result<bool, db::Error> {
        match self {
            Typing::Reply(id) => portal_draft::takes_part(tx, scope, id),
            Typing::Start(patient) => Ok(scope.portal.is_some_and(|(_, of)| of == patient)),
        }
    }

    /// Keeps what was typed there: of a first message, the subject in the first line.
    pub fn keep(
        self,
        tx: &mut db::Tx<'_>,
        scope: &Scope,
        typed: &str,
        now: Timestamp,
    ) -> Result<(), db::Error> {
        match self {
            Typing::Reply(id) => portal_draft::keep_portal_draft(tx, scope, id, typed, now)?,
            Typing::Start(_) => {
                let (subject, body) = typed.split_once('\n').unwrap_or(("", typed));
                let words = first_draft::Words {
                    workgroup: None,
                    subject: subject.trim_end_matches('\r'),
                    body,
                };
                first_draft::keep(tx, scope, &words, now)?
            }
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_place_is_found_again_by_its_path() {
        let id = Uuid::from_u128(7);
        for place in [Typing::Reply(id.into()), Typing::Start(id.into())] {
            assert_eq!(Typing::at(&place.path()), Some(place));
            let further = format!("{}?sent=1#sent", place.path());
            assert_eq!(Typing::at(&further), Some(place));
        }
        for elsewhere in [
            "/messages/new",
            "/messages/",
            "//evil.example/messages/x",
            "/account",
            "https://evil.example/messages/new/",
        ] {
            assert_eq!(Typing::at(elsewhere), None, "{elsewhere}");
        }
    }
}

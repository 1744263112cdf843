//! What the patient's side may do, in every tier: one rule that portal pages, API and FHIR ask alike (M7-M12, M34, M36,
//! M37, M55, M58). No I/O.

use super::model::Closed;
use crate::features::settings::{PortalSettings, Tier};
use crate::platform::auth::PortalActor;
use crate::platform::web::{Area, Error, Refusal};

/// Somebody on the patient's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Whether the patient's access is on (M58).
    pub access: bool,
    /// Whether their link to the patient holds.
    pub linked: bool,
    /// Whether they have signed in to an account of their own (M9).
    pub by_account: bool,
}

impl Person {
    /// Anybody whose link holds and who has signed in as the tier wants it: what holds for a conversation as a whole.
    pub fn anybody(access: bool) -> Person {
        Person {
            access,
            linked: true,
            by_account: true,
        }
    }
}

/// Who is signed in: a session holds only while the patient's access is on and the link holds.
impl From<&PortalActor> for Person {
    fn from(actor: &PortalActor) -> Person {
        Person {
            access: true,
            linked: true,
            by_account: actor.by_account,
        }
    }
}

/// A conversation, with what the clinic's last message in it allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Why it is closed; none while it is open (M11).
    pub closed: Option<Closed>,
    /// Whether **Allow attachments** was ticked in the clinic's last message (M34); true where the patient's side began and
    /// the clinic has not written yet.
    pub allow_attachments: bool,
}

/// What may be done, or why not: the code and the sentence that page and API share.
pub type Verdict = Result<(), Refusal>;

/// What one person may do, in one conversation or before there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct May {
    /// Open messages (M8, M9).
    pub read: Verdict,
    /// Answer in the conversation (M11, M36, M37).
    pub reply: Verdict,
    /// Send files with the answer (M9, M34), or with a conversation's first message (M10).
    pub attach: Verdict,
    /// Start a conversation (M10).
    pub start: Verdict,
}

/// The rule. `conversation` is the one that is asked about; without one there is nothing to answer.
pub fn may(settings: &PortalSettings, person: Person, conversation: Option<Standing>) -> May {
    let read = read(settings, person);
    let reply = read.clone().and_then(|()| reply(conversation));
    let start = read.clone().and_then(|()| start(settings));
    let writes = if conversation.is_some() {
        &reply
    } else {
        &start
    };
    let attach = writes
        .clone()
        .and_then(|()| attach(settings.tier, conversation));
    May {
        read,
        reply,
        attach,
        start,
    }
}

/// Passes who may open messages; whoever may not signs in as the tier wants it.
pub(super) fn may_read(settings: &PortalSettings, actor: &PortalActor) -> Result<(), Error> {
    may(settings, actor.into(), None)
        .read
        .map_err(|_| Error::SignIn(Area::Portal))
}

fn read(settings: &PortalSettings, person: Person) -> Verdict {
    if !settings.portal_enabled {
        Err(Refusal::new("portal_not_enabled"))
    } else if !settings.accessible {
        Err(Refusal::new("portal_switched_off"))
    } else if !person.access {
        Err(Refusal::new("patient_access_off"))
    } else if !person.linked {
        Err(Refusal::new("no_portal_user"))
    } else if settings.tier.needs_account() && !person.by_account {
        Err(Refusal::new("account_needed"))
    } else {
        Ok(())
    }
}

fn reply(conversation: Option<Standing>) -> Verdict {
    match conversation {
        None => Err(Refusal::new("no_conversation")),
        Some(Standing {
            closed: Some(reason),
            ..
        }) => Err(Refusal::new(reason.refusal())),
        Some(_) => Ok(()),
    }
}

fn attach(tier: Tier, conversation: Option<Standing>) -> Verdict {
    if !tier.takes_attachments() {
        Err(Refusal::field("attachments", "attachments_not_in_tier"))
    } else if conversation.is_some_and(|c| !c.allow_attachments) {
        Err(Refusal::field("attachments", "attachments_not_asked_for"))
    } else {
        Ok(())
    }
}

fn start(settings: &PortalSettings) -> Verdict {
    if settings.tier != Tier::ConnectPro {
        Err(Refusal::new("start_not_in_tier"))
    } else if !settings.patients_start {
        Err(Refusal::new("start_switched_off"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::ClinicId;

    const BOTH: [bool; 2] = [false, true];

    /// One row: everything that the rule depends on.
    #[derive(Debug, Clone, Copy)]
    struct Case {
        tier: Tier,
        enabled: bool,
        accessible: bool,
        patients_start: bool,
        person: Person,
        conversation: Option<Standing>,
    }

    fn cases() -> Vec<Case> {
        let mut cases = Vec::new();
        let mut conversations = vec![None];
        for closed in [None, Some(Closed::ByStaff), Some(Closed::NoResponseAllowed)] {
            conversations.extend(BOTH.map(|allow_attachments| {
                Some(Standing {
                    closed,
                    allow_attachments,
                })
            }));
        }
        for tier in [Tier::Portal, Tier::Connect, Tier::ConnectPro] {
            for bits in 0..64_u32 {
                let bit = |n: u32| bits & (1 << n) != 0;
                for conversation in &conversations {
                    cases.push(Case {
                        tier,
                        enabled: bit(0),
                        accessible: bit(1),
                        patients_start: bit(2),
                        person: Person {
                            access: bit(3),
                            linked: bit(4),
                            by_account: bit(5),
                        },
                        conversation: *conversation,
                    });
                }
            }
        }
        cases
    }

    fn decide(case: Case) -> May {
        let settings = PortalSettings {
            tier: case.tier,
            portal_enabled: case.enabled,
            accessible: case.accessible,
            patients_start: case.patients_start,
            ..PortalSettings::new(ClinicId::from_uuid(uuid::Uuid::from_u128(7)))
        };
        may(&settings, case.person, case.conversation)
    }

    fn code(verdict: &Verdict) -> &'static str {
        verdict.as_ref().map_or_else(|why| why.code, |()| "")
    }

    /// The rules as MISSION words them, row by row; the first that fits is the answer.
    #[test]
    fn m7_to_m12_every_combination_has_the_answer_of_its_rule() {
        let cases = cases();
        assert_eq!(cases.len(), 3 * 64 * 7);
        for case in cases {
            let (told, open) = (decide(case), case.conversation);
            let read = match case {
                Case { enabled: false, .. } => "portal_not_enabled",
                Case {
                    accessible: false, ..
                } => "portal_switched_off",
                Case { person, .. } if !person.access => "patient_access_off",
                Case { person, .. } if !person.linked => "no_portal_user",
                Case {
                    tier: Tier::Connect | Tier::ConnectPro,
                    person,
                    ..
                } if !person.by_account => "account_needed",
                _ => "",
            };
            assert_eq!(code(&told.read), read, "{case:?}");
            let reply = match open {
                _ if !read.is_empty() => read,
                None => "no_conversation",
                Some(c) if c.closed == Some(Closed::ByStaff) => "conversation_closed",
                Some(c) if c.closed == Some(Closed::NoResponseAllowed) => "no_response_allowed",
                Some(_) => "",
            };
            assert_eq!(code(&told.reply), reply, "{case:?}");
            let start = match (case.tier, case.patients_start) {
                _ if !read.is_empty() => read,
                (Tier::Portal | Tier::Connect, _) => "start_not_in_tier",
                (Tier::ConnectPro, false) => "start_switched_off",
                (Tier::ConnectPro, true) => "",
            };
            assert_eq!(code(&told.start), start, "{case:?}");
            let attach = match (case.tier, open) {
                (_, None) => start,
                _ if !reply.is_empty() => reply,
                (Tier::Portal, _) => "attachments_not_in_tier",
                (_, Some(c)) if c.allow_attachments => "",
                _ => "attachments_not_asked_for",
            };
            assert_eq!(code(&told.attach), attach, "{case:?}");
        }
    }

    /// What must hold whatever the rows say.
    #[test]
    fn nobody_answers_what_they_may_not_read_and_nothing_goes_into_what_is_closed() {
        for case in cases() {
            let told = decide(case);
            let may_write = [&told.reply, &told.attach, &told.start];
            if told.read.is_err() {
                assert!(may_write.iter().all(|v| **v == told.read), "{case:?}");
            }
            match case.conversation {
                None => assert_eq!(told.attach, told.start, "{case:?}"),
                Some(c) if c.closed.is_some() => {
                    assert!(told.reply.is_err() && told.attach.is_err(), "{case:?}");
                }
                Some(_) => {}
            }
            if case.tier == Tier::Portal {
                assert!(told.attach.is_err() && told.start.is_err(), "{case:?}");
            }
        }
    }
}

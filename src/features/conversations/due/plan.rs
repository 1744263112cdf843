//! What is to be done about something that may be due. No I/O, and no clock but the one that is handed in.

use crate::platform::time::{DAY, Timestamp};

/// How often the patient's side is alerted of an overdue answer (M39).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// Milliseconds between two alerts.
    pub every_ms: i64,
    /// Alerts in all.
    pub alerts: i64,
}

/// What is to be done about an answer that is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overdue {
    /// Nothing before this time.
    Wait(Timestamp),
    /// One alert, and the next one, where there is one, at this time.
    Alert {
        /// The alert's number, from 1. Those that were missed meanwhile are passed over and never made up for.
        number: i64,
        /// When the next one is due.
        next: Option<Timestamp>,
    },
    /// Every alert has been given.
    Rest,
}

/// What is to be done about an answer that was due at `due_at`, when alerts up to number `given` have been given.
///
/// Alert n is due n - 1 intervals after `due_at`. Each is given at most once, however the clock is set; of several that
/// have come due together only the last is.
pub fn overdue(due_at: Timestamp, given: i64, rhythm: Rhythm, now: Timestamp) -> Overdue {
    if given >= rhythm.alerts {
        return Overdue::Rest;
    }
    let every = rhythm.every_ms.max(1);
    let due = |number: i64| due_at.plus(every.saturating_mul(number - 1));
    let waited = due(given + 1);
    if now < waited {
        return Overdue::Wait(waited);
    }
    let number = (now.since(due_at) / every + 1).clamp(given + 1, rhythm.alerts);
    let next = (number < rhythm.alerts).then(|| due(number + 1));
    Overdue::Alert { number, next }
}

/// What is to be done about a message that its sender watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Nothing before this time.
    Wait(Timestamp),
    /// The sender is told.
    Tell,
    /// Nothing: it has been opened, or the sender knows.
    Rest,
}

/// What is to be done about a message that is to be opened by `due_at` (M41).
pub fn unread(due_at: Timestamp, opened: bool, told: bool, now: Timestamp) -> Unread {
    if opened || told {
        Unread::Rest
    } else if now < due_at {
        Unread::Wait(due_at)
    } else {
        Unread::Tell
    }
}

/// What was to remind of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminders {
    /// Until when its sender gave it to be opened (M41).
    pub watched_until: Option<Timestamp>,
    /// By when an answer was required, and how often the patient's side is alerted when it is late (M38, M39).
    pub answer: Option<(Timestamp, Rhythm)>,
}

impl Reminders {
    /// When the last of them has passed: what the sender gave, and one interval after the last alert, so that it can still
    /// be heeded. None where nothing was to remind of it.
    pub fn passed(self) -> Option<Timestamp> {
        let answer = self.answer.map(|(due_at, rhythm)| {
            due_at.plus(rhythm.every_ms.max(1).saturating_mul(rhythm.alerts.max(0)))
        });
        self.watched_until.max(answer)
    }
}

/// How a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heeded {
    /// Somebody has opened it, or answered.
    pub opened: bool,
    /// Staff have closed its conversation: they wait for nothing any more.
    pub closed: bool,
    /// It is in nobody's inbox: it went to many, whose report says who has not opened it (M47).
    pub of_many: bool,
    /// It had its task already, or one stands in its conversation.
    pub tasked: bool,
}

/// What is to be done about a message that may have to be told by telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calling {
    /// Nothing before this time.
    Wait(Timestamp),
    /// Somebody is to call.
    Call,
    /// Nothing any more.
    Rest,
}

/// Whether a message has become a call to make (M75): nobody has opened it, and all its reminders have passed.
pub fn call(reminders: Reminders, heeded: Heeded, now: Timestamp) -> Calling {
    let Some(passed) = reminders.passed() else {
        return Calling::Rest;
    };
    if heeded.opened || heeded.closed || heeded.of_many || heeded.tasked {
        Calling::Rest
    } else if now < passed {
        Calling::Wait(passed)
    } else {
        Calling::Call
    }
}

/// How late a scheduled message may still go out, in milliseconds: after a power cut or a weekend's repair it would say what
/// may no longer be so.
pub const LATEST: i64 = DAY;

/// What is to be done about a message that is scheduled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// Nothing before this time.
    Wait(Timestamp),
    /// It is sent.
    Send,
    /// It is not sent any more: its member decides.
    TooLate,
}

/// What is to be done about a message that waits to be sent at `send_at` (M25).
pub fn sending(send_at: Timestamp, now: Timestamp) -> Sending {
    if now < send_at {
        Sending::Wait(send_at)
    } else if now.since(send_at) > LATEST {
        Sending::TooLate
    } else {
        Sending::Send
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DUE: Timestamp = Timestamp(1_000);
    const THREE: Rhythm = Rhythm {
        every_ms: 100,
        alerts: 3,
    };

    #[test]
    fn m39_once_when_due_then_at_the_interval_up_to_the_number() {
        let at = |given, now| overdue(DUE, given, THREE, Timestamp(now));
        assert_eq!(at(0, 999), Overdue::Wait(DUE));
        let first = Overdue::Alert {
            number: 1,
            next: Some(Timestamp(1_100)),
        };
        assert_eq!(at(0, 1_000), first);
        assert_eq!(at(0, 1_099), first);
        assert_eq!(at(1, 1_050), Overdue::Wait(Timestamp(1_100)));
        let last = Overdue::Alert {
            number: 3,
            next: None,
        };
        assert_eq!(at(2, 1_200), last);
        assert_eq!(at(0, 1_000_000_000), last, "a year without running");
        assert_eq!(at(3, 1_000_000_000), Overdue::Rest);
        let none = Rhythm { alerts: 0, ..THREE };
        assert_eq!(overdue(DUE, 0, none, Timestamp(2_000)), Overdue::Rest);
    }

    /// The simple model: every alert with its own time and whether it was given or passed over.
    struct Model {
        due: Vec<i64>,
        settled: Vec<bool>,
    }

    impl Model {
        /// The number of the alert that is given now, if one is.
        fn look(&mut self, now: i64) -> Option<i64> {
            let last = (0..self.due.len())
                .rev()
                .find(|n| self.due[*n] <= now && !self.settled[*n])?;
            self.settled[..=last].fill(true);
            i64::try_from(last + 1).ok()
        }
    }

    #[test]
    fn m75_a_call_is_due_when_nobody_opened_it_and_all_reminders_have_passed() {
        use Calling::{Call, Rest, Wait};
        let neither = Reminders {
            watched_until: None,
            answer: None,
        };
        let watched = Reminders {
            watched_until: Some(Timestamp(500)),
            ..neither
        };
        let asked = Reminders {
            answer: Some((DUE, THREE)),
            ..neither
        };
        let both = Reminders {
            watched_until: Some(Timestamp(2_000)),
            ..asked
        };
        let without_alerts = Reminders {
            answer: Some((DUE, Rhythm { alerts: 0, ..THREE })),
            ..neither
        };
        let unread = Heeded {
            opened: false,
            closed: false,
            of_many: false,
            tasked: false,
        };
        let opened = Heeded {
            opened: true,
            ..unread
        };
        let closed = Heeded {
            closed: true,
            ..unread
        };
        let of_many = Heeded {
            of_many: true,
            ..unread
        };
        let tasked = Heeded {
            tasked: true,
            ..unread
        };
        for (reminders, heeded, now, then) in [
            (neither, unread, 1_000_000, Rest),
            (watched, unread, 499, Wait(Timestamp(500))),
            (watched, unread, 500, Call),
            (watched, unread, 1_000_000_000, Call),
            (asked, unread, 1_200, Wait(Timestamp(1_300))),
            (asked, unread, 1_299, Wait(Timestamp(1_300))),
            (asked, unread, 1_300, Call),
            (both, unread, 1_999, Wait(Timestamp(2_000))),
            (both, unread, 2_000, Call),
            (without_alerts, unread, 999, Wait(DUE)),
            (without_alerts, unread, 1_000, Call),
            (watched, opened, 500, Rest),
            (watched, opened, 1, Rest),
            (watched, closed, 500, Rest),
            (watched, of_many, 500, Rest),
            (watched, tasked, 500, Rest),
        ] {
            assert_eq!(
                call(reminders, heeded, Timestamp(now)),
                then,
                "{reminders:?} {heeded:?} {now}"
            );
        }
    }

    proptest! {
        /// Whatever the clock does between looks, the planner gives exactly the alerts of the simple model.
        #[test]
        fn m39_the_planner_does_as_the_simple_model(
            every in 1i64..50, alerts in 0i64..6, looks in prop::collection::vec(-20i64..400, 0..60),
        ) {
            let rhythm = Rhythm { every_ms: every, alerts };
            let due = (0..alerts).map(|n| 100 + n * every).collect::<Vec<_>>();
            let mut model = Model { settled: vec![false; due.len()], due };
            let mut given = 0;
            for now in looks {
                let planned = overdue(Timestamp(100), given, rhythm, Timestamp(now));
                let expected = model.look(now);
                match planned {
                    Overdue::Alert { number, next } => {
                        prop_assert_eq!(Some(number), expected);
                        prop_assert!(number > given && number <= alerts && now >= 100);
                        prop_assert!(next.is_none_or(|next| next.0 > now || number < alerts));
                        given = number;
                    }
                    Overdue::Wait(at) => {
                        prop_assert_eq!(expected, None);
                        prop_assert!(at.0 > now);
                    }
                    Overdue::Rest => {
                        prop_assert_eq!(expected, None);
                        prop_assert_eq!(given, alerts);
                    }
                }
            }
        }

        /// A clock that runs steadily sees each alert, on time.
        #[test]
        fn m39_nothing_is_left_out_by_a_steady_clock(every in 1i64..50, alerts in 0i64..6) {
            let rhythm = Rhythm { every_ms: every, alerts };
            let (mut given, mut times) = (0, Vec::new());
            for now in 0..500 {
                if let Overdue::Alert { number, .. } = overdue(Timestamp(100), given, rhythm, Timestamp(now)) {
                    given = number;
                    times.push(now);
                }
            }
            prop_assert_eq!(times, (0..alerts).map(|n| 100 + n * every).collect::<Vec<_>>());
        }

        #[test]
        fn m41_the_sender_is_told_once_and_only_of_what_nobody_opened(due in 0i64..100, opened: bool, looks in prop::collection::vec(0i64..200, 0..20)) {
            let mut told = 0;
            for now in &looks {
                if unread(Timestamp(due), opened, told > 0, Timestamp(*now)) == Unread::Tell {
                    prop_assert!(*now >= due);
                    told += 1;
                }
            }
            prop_assert_eq!(told, u8::from(!opened && looks.iter().any(|now| *now >= due)));
        }

        /// Whatever the clock does between looks, with times that are changed and taken back, a message goes out once at most,
        /// at or after the time that then holds, never a day late, and only the first look that may send it does.
        #[test]
        fn m25_the_planner_does_as_the_simple_model(steps in prop::collection::vec((0u8..8, 0i64..4_000), 0..60)) {
            let hour = |h: i64| Timestamp(h * DAY / 24);
            let (mut waits, mut sent, mut returned) = (Some(hour(10)), 0, 0);
            for (what, at) in steps {
                match (what, waits) {
                    (0, Some(_)) => waits = Some(hour(at)),
                    (1, Some(_)) => waits = None,
                    (1, None) if sent == 0 => waits = Some(hour(at)),
                    (_, None) => {}
                    (_, Some(due)) => match sending(due, hour(at)) {
                        Sending::Wait(until) => prop_assert!(hour(at) < until && until == due),
                        Sending::Send => {
                            prop_assert!(due <= hour(at) && hour(at) <= due.plus(LATEST));
                            (waits, sent) = (None, sent + 1);
                        }
                        Sending::TooLate => {
                            prop_assert!(hour(at) > due.plus(LATEST));
                            (waits, returned) = (None, returned + 1);
                        }
                    },
                }
                prop_assert!(sent <= 1);
            }
            prop_assert!(returned == 0 || sent <= 1);
        }
    }
}

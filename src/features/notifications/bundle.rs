//! Several notices to one person as one (M49): the first goes at once, those that follow within a window wait for its end and
//! go together. The rules, without I/O.

use super::model::Due;
use crate::features::notification_templates::{Key, NoticeEvent};
use crate::features::patients::Channel;
use crate::platform::env::Env;
use crate::platform::ids::{DeliveryId, MessageId, PatientId, PortalUserId};
use crate::platform::time::{SECOND, Timestamp};

/// Most notices that go as one.
pub(super) const MOST: usize = 50;

db::row! {
    /// When the last notice of a circle began to go, and which it was.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub(super) struct Window {
        pub opened_at: Option<Timestamp>,
        pub opened_by: Option<DeliveryId>,
    }
}

db::row! {
    /// The window of a circle.
    #[derive(Debug, Clone, Copy)]
    pub(super) struct WindowOf {
        pub portal_user_id: PortalUserId,
        pub patient_id: PatientId,
        pub channel: Channel,
        pub opened_at: Option<Timestamp>,
        pub opened_by: Option<DeliveryId>,
    }
}

impl WindowOf {
    /// The window itself.
    pub(super) fn window(self) -> Window {
        Window {
            opened_at: self.opened_at,
            opened_by: self.opened_by,
        }
    }
}

impl Window {
    /// Until when a delivery waits for those that go with it; none where it goes now. A window that begins ahead of the clock
    /// was opened by a clock that has been set back since.
    pub(super) fn holds(self, seconds: i64, id: DeliveryId, now: Timestamp) -> Option<Timestamp> {
        let opened_at = self.opened_at.filter(|at| *at <= now)?;
        let end = opened_at.plus(seconds * SECOND);
        (self.opened_by != Some(id) && end > now).then_some(end)
    }
}

/// How long a window lasts at a delivery's clinic, in seconds; 0: nothing waits for anything else.
pub(super) fn seconds(due: &Due, env: &Env) -> i64 {
    (due.bundle_seconds).unwrap_or(env.config.messages.bundle_seconds)
}

/// Whose messages one sign-in from a notice opens: those of every patient for a person with an account (nil), those of
/// one patient for everybody else. What goes as one is of one circle, or its link would not lead to all of it.
pub(super) fn circle(due: &Due) -> PatientId {
    match due.has_account {
        true => PatientId::from_uuid(uuid::Uuid::nil()),
        false => due.patient_id,
    }
}

db::row! {
    /// A delivery that waits for somebody, in nobody's hands.
    #[derive(Debug, Clone)]
    pub(super) struct Waiting {
        pub id: DeliveryId,
        pub portal_user_id: PortalUserId,
        pub patient_id: PatientId,
        pub message_id: MessageId,
        pub channel: Channel,
    }
}

/// Whether another delivery may go with this one: it waits for the same person on the same channel, and the link of this one leads
/// to it. Without bundles, only what is about the same message.
pub(super) fn goes_with(due: &Due, other: &Waiting, bundles: bool) -> bool {
    other.id != due.id
        && (other.portal_user_id, other.channel) == (due.portal_user_id, due.channel)
        && (due.has_account || other.patient_id == due.patient_id)
        && (bundles || other.message_id == due.message_id)
}

/// The different messages that a notice tells of.
pub(super) fn count(due: &Due, others: &[Due]) -> usize {
    let all = std::iter::once(due).chain(others);
    let mut messages: Vec<_> = all.map(|due| due.message_id).collect();
    messages.sort_unstable();
    messages.dedup();
    messages.len()
}

/// Which template it is written from (M44): of one message, that its answer is overdue says that it waits as well.
pub(super) fn template(due: &Due, others: &[Due]) -> Key {
    let overdue = std::iter::once(due).chain(others).any(|due| due.round > 0);
    let event = match count(due, others) {
        0 | 1 if overdue => NoticeEvent::Overdue,
        0 | 1 => NoticeEvent::Message,
        _ => NoticeEvent::Messages,
    };
    Key::new(event, due.channel, &due.language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m49_the_first_goes_at_once_and_no_other_waits_longer_than_the_window() {
        let id = |n: u128| DeliveryId::from_uuid(uuid::Uuid::from_u128(n));
        let opened = |at: Option<i64>| Window {
            opened_at: at.map(Timestamp),
            opened_by: at.map(|_| id(1)),
        };
        // Opened at, by the same one, seconds, now: until when it waits.
        for (at, own, seconds, now, until) in [
            (None, false, 60, 5_000, None),
            (Some(5_000), false, 60, 5_000, Some(65_000)),
            (Some(5_000), false, 60, 64_999, Some(65_000)),
            (Some(5_000), false, 60, 65_000, None),
            (Some(5_000), true, 60, 5_001, None),
            (Some(5_000), false, 0, 5_000, None),
            (Some(90_000), false, 60, 5_000, None),
        ] {
            let mine = if own { id(1) } else { id(2) };
            let found = opened(at).holds(seconds, mine, Timestamp(now));
            assert_eq!(found, until.map(Timestamp), "{at:?} {seconds} {now}");
        }
    }
}

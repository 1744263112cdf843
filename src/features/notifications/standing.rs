//! How far a message came for one person, as a thread shows it (M42). No I/O.

use super::model::{Delivery, DeliveryState};
use crate::features::patients::Channel;
use crate::platform::codes::codes;
use crate::platform::i18n::Tr;
use crate::platform::ids::{DeliveryId, MessageId, PortalUserId};
use crate::platform::time::Timestamp;

codes! {
    /// How far a message came for one person.
    Stage {
        /// The notice is on its way, or waits for its next attempt.
        Sending = "sending",
        /// The notice waits for the portal to be switched on again (M55), or for the end of the clinic's quiet hours (M49).
        Waiting = "waiting",
        /// Mail or text provider took the notice.
        Sent = "sent",
        /// The provider reports that the notice arrived.
        NoticeDelivered = "notice_delivered",
        /// The person has opened the message.
        Read = "read",
        /// No notice could be delivered.
        NotDelivered = "not_delivered",
        /// No notice is sent, since the person may not read the message any more.
        NotNotified = "not_notified",
    }
}

/// How far a message came for one person, with the reason and the way on where it did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How far.
    pub stage: Stage,
    /// The channel that got farthest; none where nobody was to be told.
    pub channel: Option<Channel>,
    /// Since when it stands there.
    pub at: Option<Timestamp>,
    /// The code of what went wrong last.
    pub code: Option<String>,
    /// The code of why the other channel was not tried after that.
    pub other: Option<String>,
    /// The delivery that can be sent again.
    pub again: Option<DeliveryId>,
    /// When the next attempt is due.
    pub next_attempt_at: Option<Timestamp>,
}

/// The standing of one message for one person, from the deliveries of its conversation.
pub fn standing(
    deliveries: &[Delivery],
    message: MessageId,
    person: PortalUserId,
    opened: bool,
) -> Standing {
    let own = || {
        deliveries
            .iter()
            .filter(|d| d.message_id == message && d.portal_user_id == person && d.round == 0)
    };
    let best = own().max_by_key(|d| (rank(d), d.updated_at.0));
    let stage = match best {
        _ if opened => Stage::Read,
        Some(d) => stage_of(d),
        None => Stage::Sent,
    };
    let failed = own().rfind(|d| d.state == DeliveryState::Failed);
    let shown = match stage {
        Stage::Read => None,
        Stage::Sent | Stage::NoticeDelivered => failed,
        _ => best,
    };
    Standing {
        stage,
        channel: best.map(|d| d.channel),
        at: best.map(|d| d.updated_at),
        code: shown.and_then(|d| d.failure_code.clone()),
        other: shown.and_then(|d| d.other_not_tried.clone()),
        again: shown.filter(|d| by_hand(d)).map(|d| d.id),
        next_attempt_at: best
            .filter(|d| stage == Stage::Sending && d.attempts > 0 || stage == Stage::Waiting)
            .and_then(|d| d.next_attempt_at),
    }
}

/// The farther the better: what one channel delivered is not undone by what the other could not.
fn rank(d: &Delivery) -> u8 {
    match d.state {
        DeliveryState::Cancelled => 0,
        DeliveryState::Failed => 1,
        DeliveryState::Queued => 2,
        DeliveryState::Sent => 3,
        DeliveryState::Delivered => 4,
    }
}

/// Whether only a person can get it on its way again.
fn by_hand(d: &Delivery) -> bool {
    match d.state {
        DeliveryState::Failed => true,
        DeliveryState::Cancelled => d.failure_code.as_deref() == Some("restored"),
        _ => false,
    }
}

/// Whether it waits for something other than the next attempt: the portal, or the end of the quiet hours.
fn waits(d: &Delivery) -> bool {
    matches!(
        d.failure_code.as_deref(),
        Some("portal_off" | "quiet_hours")
    )
}

fn stage_of(d: &Delivery) -> Stage {
    match d.state {
        DeliveryState::Queued if waits(d) => Stage::Waiting,
        DeliveryState::Queued => Stage::Sending,
        DeliveryState::Sent => Stage::Sent,
        DeliveryState::Delivered => Stage::NoticeDelivered,
        DeliveryState::Failed => Stage::NotDelivered,
        DeliveryState::Cancelled => Stage::NotNotified,
    }
}

impl Standing {
    /// The icon that goes with the words.
    pub fn icon(&self) -> &'static str {
        match self.stage {
            Stage::Sending | Stage::Waiting => "clock",
            Stage::Sent => "ok",
            Stage::NoticeDelivered => "bell",
            Stage::Read => "eye",
            Stage::NotDelivered | Stage::NotNotified => "bellx",
        }
    }

    /// Why it stands there and what to do about it, where there is something to say.
    pub fn advice(&self, tr: &Tr, now: Timestamp) -> Option<String> {
        if let Some(at) = self.next_attempt_at {
            let key = match self.stage {
                Stage::Waiting => "notifications-advice-quiet-hours",
                _ => "notifications-advice-retry",
            };
            return Some(tr.t1(key, "when", tr.day_time(at, now)));
        }
        let code = self.code.as_deref()?;
        let advice = tr.t(format!("notifications-advice-{}", cause(code)));
        match self.stage {
            Stage::Sent | Stage::NoticeDelivered => {
                Some(tr.t1("notifications-advice-other-channel", "why", advice))
            }
            _ => Some(match self.other_channel(tr) {
                Some(why) => format!("{advice} {why}"),
                None => advice,
            }),
        }
    }

    /// Why the other channel was not tried.
    fn other_channel(&self, tr: &Tr) -> Option<String> {
        not_tried(self.channel?, self.other.as_deref()?, tr)
    }
}

/// Why the channel beside `failed` was not tried, in words.
pub(super) fn not_tried(failed: Channel, code: &str, tr: &Tr) -> Option<String> {
    let which = match (failed, code) {
        (Channel::Email, "not_wanted") => "email-not-wanted",
        (Channel::Email, "no_address") => "email-no-address",
        (Channel::Email, "stopped") => "email-stopped",
        (Channel::Text, "not_wanted") => "text-not-wanted",
        (Channel::Text, "no_address") => "text-no-address",
        (Channel::Text, "stopped") => "text-stopped",
        _ => return None,
    };
    Some(tr.t(format!("notifications-only-{which}")))
}

/// What kind of trouble a code stands for; each has its advice in the catalogue.
pub fn cause(code: &str) -> &'static str {
    match code {
        "no_address" => "no-address",
        "portal_off" => "portal-off",
        "access_off" => "access-off",
        "link_ended" => "link-ended",
        "opened" => "opened",
        "not_awaited" | "superseded" => "not-awaited",
        "not_configured" => "not-configured",
        "internal" => "internal",
        "restored" => "restored",
        "smtp-552" | "bounce-5.2.2" => "mailbox-full",
        // The number can't be texted: no number, a landline, not reachable, not allowed.
        "address" | "texts-21211" | "texts-21217" | "texts-21214" | "texts-21612"
        | "texts-21614" | "texts-30003" | "texts-30005" | "texts-30006" => "address",
        "stopped" => "stopped",
        "not_wanted" => "not-wanted",
        "bundling" => "bundling",
        "paced" | "paced_new" | "let_go" => "paced",
        "texts-21610" => "unsubscribed",
        code if code.starts_with("smtp-55") || code.starts_with("bounce-5.1") => "address",
        code if ["smtp-5", "bounce-5", "texts-2"]
            .iter()
            .any(|refused| code.starts_with(refused)) =>
        {
            "refused"
        }
        _ => "unreachable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn delivery(channel: Channel, state: DeliveryState, code: Option<&str>) -> Delivery {
        Delivery {
            id: DeliveryId::from_uuid(Uuid::from_u128(state as u128)),
            message_id: MessageId::from_uuid(Uuid::from_u128(1)),
            portal_user_id: PortalUserId::from_uuid(Uuid::from_u128(2)),
            channel,
            round: 0,
            state,
            attempts: 1,
            failure_code: code.map(str::to_owned),
            failure_reason: None,
            other_not_tried: None,
            carried_by: None,
            next_attempt_at: None,
            updated_at: Timestamp(0),
        }
    }

    fn of(deliveries: &[Delivery], opened: bool) -> Standing {
        let message = MessageId::from_uuid(Uuid::from_u128(1));
        let person = PortalUserId::from_uuid(Uuid::from_u128(2));
        standing(deliveries, message, person, opened)
    }

    #[test]
    fn m42_each_state_has_its_stage() {
        use DeliveryState::*;
        for (state, code, stage) in [
            (Queued, None, Stage::Sending),
            (Queued, Some("portal_off"), Stage::Waiting),
            (Queued, Some("quiet_hours"), Stage::Waiting),
            (Sent, None, Stage::Sent),
            (Delivered, None, Stage::NoticeDelivered),
            (Failed, Some("smtp-550"), Stage::NotDelivered),
            (Cancelled, Some("access_off"), Stage::NotNotified),
            (Cancelled, Some("restored"), Stage::NotNotified),
        ] {
            let found = of(&[delivery(Channel::Email, state, code)], false);
            assert_eq!(found.stage, stage);
            let by_hand = state == Failed || code == Some("restored");
            assert_eq!(found.again.is_some(), by_hand);
        }
    }

    #[test]
    fn m50_the_second_channel_counts_and_the_first_failure_is_still_told() {
        let both = [
            delivery(Channel::Email, DeliveryState::Failed, Some("smtp-550")),
            delivery(Channel::Text, DeliveryState::Sent, None),
        ];
        let found = of(&both, false);
        assert_eq!(
            (found.stage, found.code.as_deref()),
            (Stage::Sent, Some("smtp-550"))
        );
        let read = of(&both, true);
        assert_eq!((read.stage, read.code), (Stage::Read, None));
    }

    #[test]
    fn somebody_elses_delivery_does_not_count() {
        let mut other = delivery(Channel::Email, DeliveryState::Failed, Some("smtp-550"));
        other.portal_user_id = PortalUserId::from_uuid(Uuid::from_u128(9));
        assert_eq!(of(&[other], false).stage, Stage::Sent);
    }
}

//! Who is told by which channel, and what a delivery is. No I/O.

use super::hours::Quiet;
use crate::features::notification_templates::InForce;
use crate::features::patients::{Channel, Preference};
use crate::platform::codes::codes;
use crate::platform::ids::{
    ClinicId, ConversationId, DeliveryId, MessageId, PatientId, PortalUserId,
};
use crate::platform::time::Timestamp;

codes! {
    /// How far a delivery has come.
    DeliveryState {
        /// Waits for the worker, for the next attempt, or for the portal to be switched on again.
        Queued = "queued",
        /// The provider took it.
        Sent = "sent",
        /// The provider reports that it arrived.
        Delivered = "delivered",
        /// It will not arrive at this address.
        Failed = "failed",
        /// It was not needed any more, or not allowed any more.
        Cancelled = "cancelled",
    }
}

codes! {
    /// Why nobody is told.
    Silence {
        /// The message has been opened.
        Opened = "opened",
        /// No answer is awaited any more (M39).
        NotAwaited = "not_awaited",
        /// The person's link to the patient has ended or was revoked.
        LinkEnded = "link_ended",
        /// The patient's portal access is off (M58).
        AccessOff = "access_off",
        /// The portal is off (M54, M55): what is queued waits until it is on again.
        PortalOff = "portal_off",
        /// There is neither an email address nor a mobile number.
        NoAddress = "no_address",
        /// The person wants no notices at any address on file: they texted STOP, or called an email unwanted.
        Stopped = "stopped",
        /// The person wants to be told by the other channel and by no other.
        NotWanted = "not_wanted",
    }
}

db::row! {
    /// Somebody that a message was sent to, as they stand now.
    pub(super) struct Reader {
        /// The message.
        pub message_id: MessageId,
        /// The person.
        pub portal_user_id: PortalUserId,
        /// How they want to be told.
        pub preferred_channel: Preference,
        /// Email on file.
        pub email: Option<String>,
        /// Mobile number on file.
        pub mobile: Option<String>,
        /// Whether no notice goes to that email any more: its reader called one unwanted.
        pub email_stopped: bool,
        /// Whether no notice goes to that number any more: it texted STOP.
        pub text_stopped: bool,
        /// Whether they have opened the message.
        pub opened: bool,
        /// Whether an answer to the message is still awaited.
        pub awaited: bool,
        /// Whether their link to the patient holds.
        pub link_holds: bool,
        /// Whether the patient's portal access is on.
        pub access_on: bool,
        /// Whether the clinic's portal is on.
        pub portal_on: bool,
    }
}

impl Reader {
    /// The address on a channel, where notices may go to it.
    pub(super) fn address(&self, channel: Channel) -> Option<&str> {
        self.on_file(channel)
            .filter(|_| self.preferred_channel.allows(channel) && !self.stopped(channel))
    }

    fn on_file(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Email => self.email.as_deref(),
            Channel::Text => self.mobile.as_deref(),
        }
        .filter(|address| !address.is_empty())
    }

    fn stopped(&self, channel: Channel) -> bool {
        match channel {
            Channel::Email => self.email_stopped,
            Channel::Text => self.text_stopped,
        }
    }

    /// Why a channel has no address to send to.
    pub(super) fn lack(&self, channel: Channel) -> Silence {
        match self.on_file(channel) {
            _ if !self.preferred_channel.allows(channel) => Silence::NotWanted,
            Some(_) if self.stopped(channel) => Silence::Stopped,
            _ => Silence::NoAddress,
        }
    }

    /// What stands against telling them anything, whatever the channel: of a message that waits (round 0), or of an answer
    /// that is overdue.
    pub(super) fn silence(&self, round: i64) -> Option<Silence> {
        if round == 0 && self.opened {
            Some(Silence::Opened)
        } else if round > 0 && !self.awaited {
            Some(Silence::NotAwaited)
        } else if !self.link_holds {
            Some(Silence::LinkEnded)
        } else if !self.access_on {
            Some(Silence::AccessOff)
        } else if !self.portal_on {
            Some(Silence::PortalOff)
        } else {
            None
        }
    }
}

/// Where a notification goes first: the preferred channel where it has an address, else the other one where the person
/// allows it (M49).
pub(super) fn plan(reader: &Reader, round: i64) -> Result<(Channel, &str), Silence> {
    match reader.silence(round) {
        Some(silence) => Err(silence),
        None => (reader.preferred_channel)
            .channels()
            .find_map(|channel| reader.address(channel).map(|address| (channel, address)))
            .ok_or_else(|| {
                let mut lacks = (reader.preferred_channel.channels()).map(|c| reader.lack(c));
                let stopped = lacks.find(|lack| *lack == Silence::Stopped);
                stopped.unwrap_or(Silence::NoAddress)
            }),
    }
}

db::row! {
    /// How far one message came for one person on one channel (M42).
    #[derive(Debug, Clone)]
    pub struct Delivery {
        /// The delivery.
        pub id: DeliveryId,
        /// The message.
        pub message_id: MessageId,
        /// The person.
        pub portal_user_id: PortalUserId,
        /// The channel.
        pub channel: Channel,
        /// 0: that the message waits; from 1: the nth alert that its answer is overdue (M39).
        pub round: i64,
        /// How far it came.
        pub state: DeliveryState,
        /// Attempts made so far.
        pub attempts: i64,
        /// Why it failed, was cancelled, or waits.
        pub failure_code: Option<String>,
        /// The other side's words for it, on one line; staff only, never logged.
        pub failure_reason: Option<String>,
        /// Where it failed: why the other channel was not tried; none where it was.
        pub other_not_tried: Option<String>,
        /// The delivery whose notice told of this one too; none where it went by itself.
        pub carried_by: Option<DeliveryId>,
        /// When it is tried next.
        pub next_attempt_at: Option<Timestamp>,
        /// When the state last changed.
        pub updated_at: Timestamp,
    }
}

db::row! {
    /// A delivery with what the worker needs to make it.
    pub(super) struct Due {
        /// The clinic.
        pub clinic_id: ClinicId,
        /// The delivery.
        pub id: DeliveryId,
        /// The conversation.
        pub conversation_id: ConversationId,
        /// The message.
        pub message_id: MessageId,
        /// The patient it is about.
        pub patient_id: PatientId,
        /// The person who is told.
        pub portal_user_id: PortalUserId,
        /// By which channel.
        pub channel: Channel,
        /// The address of its last attempt, or that on file when it was queued.
        pub address: String,
        /// 0: that the message waits; from 1: the nth alert that its answer is overdue.
        pub round: i64,
        /// Attempts made so far.
        pub attempts: i64,
        /// When it was queued: the date of every attempt.
        pub created_at: Timestamp,
        /// The person's language.
        pub language: String,
        /// The person's given name.
        pub given_name: String,
        /// The person's family name.
        pub family_name: String,
        /// The clinic's name.
        pub clinic_name: String,
        /// The clinic's telephone number.
        pub clinic_phone: String,
        /// The clinic's time zone.
        pub time_zone: String,
        /// The clinic's own words (M65).
        pub labels: String,
        /// The clinic's quiet hours, in minutes of the day: from this one.
        pub quiet_from: i64,
        /// Until this one.
        pub quiet_until: i64,
        /// The clinic's window for bundles in seconds, where it has set one.
        pub bundle_seconds: Option<i64>,
        /// Since when it is tried.
        pub tries_since: Timestamp,
        /// Whether no attempt was ever made, not even before it was sent again by hand.
        pub untried: bool,
        /// Why it waits.
        pub failure_code: Option<String>,
        /// When it is tried next.
        pub next_attempt_at: Option<Timestamp>,
        /// The job that has its attempt under way.
        pub in_hand_by: Option<uuid::Uuid>,
        /// Until when that attempt may be under way.
        pub in_hand_until: Option<Timestamp>,
        /// Whether one sign-in opens the messages of every patient whom the person reads for.
        pub has_account: bool,
    }
}

impl Due {
    /// Whether it waits for the provider's pace, without a job of its own.
    pub(super) fn is_parked(&self) -> bool {
        matches!(self.failure_code.as_deref(), Some("paced" | "paced_new"))
    }

    /// The clinic's quiet hours (M49).
    pub(super) fn quiet(&self) -> Quiet {
        Quiet {
            from: self.quiet_from,
            until: self.quiet_until,
        }
    }
}

/// One attempt, ready to be written out and sent.
pub(super) struct Outgoing {
    /// What is sent, and to whom.
    pub due: Due,
    /// What it tells of besides.
    pub others: Vec<Due>,
    /// What it says: the text in force now, whatever was when it was queued (M44).
    pub words: InForce,
    /// Where it goes, as it is on file now.
    pub address: String,
    /// The secret part of the link.
    pub token: String,
    /// When the link stops working.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader() -> Reader {
        Reader {
            message_id: MessageId::from_uuid(uuid::Uuid::nil()),
            portal_user_id: PortalUserId::from_uuid(uuid::Uuid::from_u128(1)),
            preferred_channel: Preference::Text,
            email: Some("ann@example.org".to_owned()),
            mobile: Some("+14165550123".to_owned()),
            email_stopped: false,
            text_stopped: false,
            opened: false,
            awaited: false,
            link_holds: true,
            access_on: true,
            portal_on: true,
        }
    }

    #[test]
    fn m49_the_preferred_channel_is_used_else_the_other() {
        assert_eq!(plan(&reader(), 0), Ok((Channel::Text, "+14165550123")));
        let without_mobile = Reader {
            mobile: Some(String::new()),
            ..reader()
        };
        assert_eq!(
            plan(&without_mobile, 0),
            Ok((Channel::Email, "ann@example.org"))
        );
        let without_any = Reader {
            email: None,
            ..without_mobile
        };
        assert_eq!(plan(&without_any, 0), Err(Silence::NoAddress));
        let stopped = Reader {
            text_stopped: true,
            ..reader()
        };
        assert_eq!(plan(&stopped, 0), Ok((Channel::Email, "ann@example.org")));
        let without_email = Reader {
            email: None,
            ..stopped
        };
        assert_eq!(plan(&without_email, 0), Err(Silence::Stopped));
    }

    #[test]
    fn m49_one_channel_only_is_never_left_for_the_other() {
        use Preference::*;
        use Silence::*;
        let of = |preference, email: &str, stopped| Reader {
            preferred_channel: preference,
            email: Some(email.to_owned()),
            text_stopped: stopped,
            ..reader()
        };
        let (mail, number) = ("ann@example.org", "+14165550123");
        let sms = (Channel::Text, number);
        // Preference, email, STOP: where it goes, and what stands against the other channel afterwards.
        for (preference, email, stopped, goes, other) in [
            (Text, mail, false, Ok(sms), None),
            (Text, "", false, Ok(sms), Some(NoAddress)),
            (TextOnly, mail, false, Ok(sms), Some(NotWanted)),
            (TextOnly, "", false, Ok(sms), Some(NotWanted)),
            (TextOnly, mail, true, Err(Stopped), Some(NotWanted)),
            (
                EmailOnly,
                mail,
                false,
                Ok((Channel::Email, mail)),
                Some(NotWanted),
            ),
            (EmailOnly, "", false, Err(NoAddress), Some(NotWanted)),
            (Email, mail, true, Ok((Channel::Email, mail)), Some(Stopped)),
        ] {
            let reader = of(preference, email, stopped);
            assert_eq!(plan(&reader, 0), goes, "{preference:?} {email} {stopped}");
            let second = preference.first().other();
            let hindrance = (reader.address(second).is_none()).then(|| reader.lack(second));
            assert_eq!(hindrance, other, "{preference:?} {email}");
        }
    }

    #[test]
    fn nobody_is_told_what_they_have_read_or_may_not_read() {
        let cases = [
            (
                Reader {
                    opened: true,
                    ..reader()
                },
                Silence::Opened,
            ),
            (
                Reader {
                    link_holds: false,
                    ..reader()
                },
                Silence::LinkEnded,
            ),
            (
                Reader {
                    access_on: false,
                    ..reader()
                },
                Silence::AccessOff,
            ),
            (
                Reader {
                    portal_on: false,
                    ..reader()
                },
                Silence::PortalOff,
            ),
        ];
        for (reader, silence) in cases {
            assert_eq!(plan(&reader, 0), Err(silence));
        }
    }
}

//! A conversation as it has just begun, told from what was written: whoever sent its first message need not wait for all of
//! it to be read again.

use super::copies::Copies;
use super::model::{Closed, NewMessage, Sent};
use super::policy::{self, Person, Standing};
use super::read::{Message, Participant, Receipt, Thread};
use super::send::Ready;
use super::store::due::Awaited;
use crate::features::notifications::Delivery;
use crate::platform::ids::StaffId;
use crate::platform::time::{DAY, Timestamp};

/// A conversation whose first message was sent in this transaction: what [`thread`](super::thread) and
/// [`deliveries`](crate::features::notifications::deliveries) would find.
pub(super) struct Begun {
    pub thread: Thread,
    pub deliveries: Vec<Delivery>,
}

impl Begun {
    /// The conversation of a message without attachments, sent by a member at that time.
    pub(super) fn new(
        ready: Ready,
        new: &NewMessage,
        (sent, author, at): (Sent, StaffId, Timestamp),
        deliveries: Vec<Delivery>,
    ) -> Begun {
        let closed = (!new.options.allow_response).then_some(Closed::NoResponseAllowed);
        let standing = Standing {
            closed,
            allow_attachments: new.options.allow_attachments,
        };
        let person = Person::anybody(ready.patient.portal_access);
        let mut readers: Vec<Participant> = (ready.chosen.iter())
            .map(|recipient| Participant {
                id: recipient.portal_user_id,
                name: recipient.name(),
                relationship: recipient.relationship.code().to_owned(),
            })
            .collect();
        readers.sort_by(|a, b| a.name.cmp(&b.name));
        let receipts = readers.iter().map(|reader| Receipt {
            portal_user: reader.id,
            name: reader.name.clone(),
            opened_at: None,
            downloaded_at: None,
        });
        let message = Message {
            id: sent.message,
            author_staff: Some(author),
            author_portal_user: None,
            shown_as: ready.from.1.clone(),
            real_author: Some(ready.author),
            on_behalf: false,
            body: new.body.clone(),
            options: new.options,
            unread_told_at: None,
            sent_at: at,
            attachments: Vec::new(),
            receipts: receipts.collect(),
            automatic: None,
        };
        let mut to_staff = ready.to_staff;
        to_staff.sort_by(|a, b| a.1.cmp(&b.1));
        let thread = Thread {
            id: sent.conversation,
            may: policy::may(&ready.portal, person, Some(standing)),
            patient: ready.patient,
            subject: ready.subject,
            from: ready.from.0,
            from_name: ready.from.1,
            started_by_staff: Some(author),
            started_by_portal_user: None,
            mask_name: new.mask_name,
            created_at: at,
            last_message_at: at,
            message_count: 1,
            closed: closed.map(|reason| (reason, at, None)),
            awaited: new.options.require_response_days.map(|days| Awaited {
                message_id: sent.message,
                due_at: at.plus(days.saturating_mul(DAY)),
                alerts: 0,
            }),
            to_staff,
            readers,
            copies: Copies::default(),
            messages: vec![message],
            older: None,
        };
        Begun { thread, deliveries }
    }
}

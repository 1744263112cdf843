//! The clinic's conversations, put in row by row: two years of them, every hundredth long enough to fill a page.

use std::ops::Range;
use std::sync::Arc;

use carepost::platform::ids::{ConversationId, PatientId, PortalUserId, WorkgroupId};
use carepost::platform::time::{DAY, HOUR, Timestamp};
use uuid::Uuid;

use crate::clinic::Clinic;
use crate::rows::{self, Cell, Table};
use crate::server::Opened;

/// Messages of a long conversation.
const LONG: usize = 60;

/// About 600 bytes of text, as messages are.
pub(crate) const BODY: &str = "<p>Thank you for coming in this week. We have looked at everything together and would like you to \
go on as we agreed: one tablet in the morning with a glass of water, and a short walk each day that the weather lets \
you.</p><p>Please write down how you feel in the evening, also when nothing has changed, and bring the notes along next \
time. If the swelling comes back or you are short of breath, do not wait for an answer here; call us or the emergency \
number. Otherwise we will see you in six weeks, and the front desk will write to you about the time. With kind \
regards from all of us at the clinic.</p>";

/// The id of a conversation.
fn id(number: usize) -> Uuid {
    Uuid::from_u128(0x0100_0000_0000_7000_8000_0000_0000_0000 | number as u128)
}

/// The conversation whose page is read as the `nth`: a long one of those that are there at either size.
pub(crate) fn of_page(nth: usize, clinic: &Clinic) -> ConversationId {
    let pages = (clinic.sizes.conversations / 10 / 100).max(1);
    ConversationId::from_uuid(id(nth % pages * 100))
}

/// The patient that the `nth` message is sent to.
pub(crate) fn recipient(nth: usize, clinic: &Clinic) -> PatientId {
    clinic.patients[nth.wrapping_mul(7_919) % clinic.patients.len()].0
}

fn message_id(conversation: usize, message: usize) -> Uuid {
    Uuid::from_u128(
        0x0200_0000_0000_7000_8000_0000_0000_0000
            | ((conversation as u128) << 16)
            | message as u128,
    )
}

/// How many messages a conversation has.
fn messages(number: usize) -> usize {
    if number.is_multiple_of(100) {
        LONG
    } else {
        4 + usize::from(number % 9 < 4)
    }
}

/// The tables that conversations fill.
struct Tables {
    conversation: Table,
    inbox_entry: Table,
    reader: Table,
    closure: Table,
    message: Table,
    recipient: Table,
    delivery: Table,
    awaited: Table,
    unread: Table,
}

impl Tables {
    fn new() -> Tables {
        Tables {
            conversation: Table::new(
                "conversation",
                &[
                    "clinic_id",
                    "id",
                    "patient_id",
                    "subject",
                    "from_workgroup_id",
                    "started_by_staff",
                    "created_at",
                    "last_message_at",
                    "message_count",
                ],
            ),
            inbox_entry: Table::new(
                "inbox_entry",
                &[
                    "clinic_id",
                    "inbox_id",
                    "conversation_id",
                    "place",
                    "last_message_at",
                    "unopened_since",
                    "response_due_at",
                    "failed_since",
                ],
            ),
            reader: Table::new(
                "conversation_portal_user",
                &[
                    "clinic_id",
                    "portal_user_id",
                    "patient_id",
                    "conversation_id",
                    "last_message_at",
                ],
            ),
            closure: Table::new(
                "conversation_closure",
                &[
                    "clinic_id",
                    "id",
                    "conversation_id",
                    "reason",
                    "closed_at",
                    "closed_by",
                ],
            ),
            message: Table::new(
                "message",
                &[
                    "clinic_id",
                    "conversation_id",
                    "id",
                    "author_staff_id",
                    "author_portal_user_id",
                    "shown_as",
                    "on_behalf_of_patient",
                    "body_html",
                    "snippet",
                    "allow_response",
                    "sent_at",
                ],
            ),
            recipient: Table::new(
                "message_recipient",
                &[
                    "clinic_id",
                    "message_id",
                    "portal_user_id",
                    "conversation_id",
                    "opened_at",
                ],
            ),
            delivery: Table::new(
                "delivery",
                &[
                    "clinic_id",
                    "id",
                    "message_id",
                    "conversation_id",
                    "portal_user_id",
                    "channel",
                    "round",
                    "address",
                    "state",
                    "attempts",
                    "created_at",
                    "updated_at",
                ],
            ),
            awaited: Table::new(
                "response_awaited",
                &[
                    "clinic_id",
                    "conversation_id",
                    "message_id",
                    "due_at",
                    "alerts",
                ],
            ),
            unread: Table::new(
                "conversation_unread",
                &["clinic_id", "staff_id", "conversation_id", "since"],
            ),
        }
    }
}

/// Rows of each table, in the order in which they can be put in.
#[derive(Default)]
struct Rows {
    conversation: Vec<Vec<Cell>>,
    inbox_entry: Vec<Vec<Cell>>,
    reader: Vec<Vec<Cell>>,
    closure: Vec<Vec<Cell>>,
    message: Vec<Vec<Cell>>,
    recipient: Vec<Vec<Cell>>,
    delivery: Vec<Vec<Cell>>,
    awaited: Vec<Vec<Cell>>,
    unread: Vec<Vec<Cell>>,
}

/// Conversations of the guardian's: about 2,000 messages.
pub(crate) const OF_GUARDIAN: usize = 400;

/// Puts the guardian's conversations in; their numbers follow those of the patients' own.
pub(crate) async fn make_guardians(opened: &Opened, clinic: &Clinic) -> anyhow::Result<()> {
    let first = clinic.sizes.conversations;
    make(opened, clinic, first..first + OF_GUARDIAN).await
}

/// Whose the conversation with this number is, and who reads it.
fn whose(number: usize, clinic: &Clinic) -> (PatientId, PortalUserId) {
    match number.checked_sub(clinic.sizes.conversations) {
        None => clinic.patients[number % clinic.patients.len()],
        Some(number) => {
            let guardian = &clinic.guardian;
            let patient = guardian.patients[number % guardian.patients.len()];
            (patient, guardian.portal_user)
        }
    }
}

/// The workgroup that the conversation with this number is in.
pub(crate) fn group_of(number: usize, clinic: &Clinic) -> WorkgroupId {
    clinic.groups[number / 5 % clinic.groups.len()]
}

/// Puts the conversations with the numbers of `range` in, the older ones first.
pub(crate) async fn make(
    opened: &Opened,
    clinic: &Clinic,
    range: Range<usize>,
) -> anyhow::Result<()> {
    let (tables, clinic) = (Arc::new(Tables::new()), Arc::new(clinic.clone()));
    let newest = opened.env.now();
    rows::in_chunks(&opened.db, (range, rows::CHUNK), move |tx, chunk| {
        let mut rows = Rows::default();
        chunk.for_each(|number| rows.add(&clinic, number, newest));
        tables.conversation.insert(tx, &rows.conversation)?;
        tables.inbox_entry.insert(tx, &rows.inbox_entry)?;
        tables.reader.insert(tx, &rows.reader)?;
        tables.closure.insert(tx, &rows.closure)?;
        tables.message.insert(tx, &rows.message)?;
        tables.recipient.insert(tx, &rows.recipient)?;
        tables.delivery.insert(tx, &rows.delivery)?;
        tables.awaited.insert(tx, &rows.awaited)?;
        tables.unread.insert(tx, &rows.unread)?;
        Ok(())
    })
    .await
}

impl Rows {
    fn add(&mut self, clinic: &Clinic, number: usize, newest: Timestamp) {
        let (patient, reader) = whose(number, clinic);
        let group = group_of(number, clinic);
        let count = messages(number);
        // One in five was only told something, one in five is closed.
        let (told, closed) = (number % 5 == 3, number % 5 == 4);
        // Of a hundred, four wait for an answer, ten were never opened, and one could not be delivered.
        let (awaited, unopened, failed) = (number % 25 == 5, number % 10 == 3, number % 100 == 8);
        let age = (clinic.sizes.conversations - number % clinic.sizes.conversations) as i64;
        let last = newest.plus(-(age * 730 * DAY / clinic.sizes.conversations as i64) - HOUR);
        let (of, here) = (Cell::Id(clinic.id.uuid()), Cell::Id(id(number)));
        let (patient, reader) = (Cell::Id(patient.uuid()), Cell::Id(reader.uuid()));
        let nurse = Cell::Id(clinic.nurse.staff.uuid());
        // Half of what is awaited is late.
        let due = Cell::Int(newest.plus((age % 20 - 10) * DAY).0);
        let began = last.plus(-3 * HOUR * (count as i64 - 1));
        self.conversation.push(vec![
            of.clone(),
            here.clone(),
            patient.clone(),
            Cell::Text(format!("Your visit, number {number}")),
            Cell::Id(group.uuid()),
            nurse.clone(),
            Cell::Int(began.0),
            Cell::Int(last.0),
            Cell::Int(count as i64),
        ]);
        let place = if closed {
            "closed"
        } else if told {
            "sent"
        } else {
            "inbox"
        };
        self.inbox_entry.push(vec![
            of.clone(),
            Cell::Id(group.uuid()),
            here.clone(),
            Cell::Text(place.to_owned()),
            Cell::Int(last.0),
            if unopened {
                Cell::Int(last.0)
            } else {
                Cell::Null
            },
            if awaited { due.clone() } else { Cell::Null },
            if failed {
                Cell::Int(last.0)
            } else {
                Cell::Null
            },
        ]);
        if awaited {
            self.awaited.push(vec![
                of.clone(),
                here.clone(),
                Cell::Id(message_id(number, count - 1)),
                due,
                Cell::Int(0),
            ]);
        }
        self.reader.push(vec![
            of.clone(),
            reader.clone(),
            patient,
            here.clone(),
            Cell::Int(last.0),
        ]);
        if closed {
            self.closure.push(vec![
                of.clone(),
                here.clone(),
                here.clone(),
                Cell::Text("closed_by_staff".to_owned()),
                Cell::Int(last.0),
                nurse.clone(),
            ]);
        }
        if place == "inbox" && number.is_multiple_of(400) {
            self.unread.push(vec![
                of.clone(),
                nurse.clone(),
                here.clone(),
                Cell::Int(last.0),
            ]);
        }
        for nth in 0..count {
            let at = Cell::Int(began.plus(3 * HOUR * nth as i64).0);
            let message = Cell::Id(message_id(number, nth));
            let answer = nth % 2 == 1 && !told;
            let (staff, portal) = if answer {
                (Cell::Null, reader.clone())
            } else {
                (nurse.clone(), Cell::Null)
            };
            self.message.push(vec![
                of.clone(),
                here.clone(),
                message.clone(),
                staff,
                portal,
                Cell::Text("Nurses".to_owned()),
                Cell::Bool(false),
                Cell::Text(BODY.to_owned()),
                Cell::Text("Thank you for coming in this week.".to_owned()),
                Cell::Bool(true),
                at.clone(),
            ]);
            if answer {
                continue;
            }
            self.recipient.push(vec![
                of.clone(),
                message.clone(),
                reader.clone(),
                here.clone(),
                if unopened && nth + 1 == count {
                    Cell::Null
                } else {
                    at.clone()
                },
            ]);
            self.delivery.push(vec![
                of.clone(),
                message.clone(),
                message,
                here.clone(),
                reader.clone(),
                Cell::Text("email".to_owned()),
                Cell::Int(0),
                Cell::Text("patient@example.org".to_owned()),
                Cell::Text(
                    if failed && nth + 1 == count {
                        "failed"
                    } else {
                        "sent"
                    }
                    .to_owned(),
                ),
                Cell::Int(1),
                at.clone(),
                at,
            ]);
        }
    }
}

//! What staff do with a bill: take the money at the desk, or void it.

use super::model::{Invoice, State};
use super::settle::end_standing;
use super::store;
use crate::features::{audit, billing};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::InvoiceId;
use crate::platform::text;
use crate::platform::web::{Error, Refusal};

/// Longest note on a payment, in characters.
const NOTE_CHARS: usize = 120;

/// Writes down that all that was left of a bill has been paid at the desk. `note`: how, or a number; may be empty. The same
/// member pressing again changes nothing. A payment page that stands is ended.
///
/// # Errors
/// Forbidden without *manage billing*; not found; 409 where nothing is left to pay; 422 for a note that is too long.
pub fn paid_at_desk(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: InvoiceId,
    note: &str,
) -> Result<(), Error> {
    actor.require(Permission::ManageBilling)?;
    let (scope, of) = (actor.scope(), (actor.clinic, id));
    let bill = store::hold(tx, &scope, id)?;
    if bill.state() != State::Open {
        let again = bill.state() == State::Paid && store::has_taken(tx, of, actor.staff)?;
        return match again {
            true => Ok(()),
            false => Err(settled(&bill)),
        };
    }
    let note = text::without_controls(note).trim().to_owned();
    if note.chars().count() > NOTE_CHARS {
        let refusal = Refusal::field("note", "words_too_long");
        return Err(Error::refused(refusal.with("max", NOTE_CHARS)));
    }
    let by = (actor.staff, env.now());
    let due = bill.due_cents();
    store::insert_desk_payment(tx, of, (env.id(), due, &note), by)?;
    store::set_settled(tx, of, env.now())?;
    end_standing(tx, env, actor.clinic, id)?;
    let detail = format!("amount_cents={due}");
    record(tx, actor, env, ("invoice.paid_at_desk", detail), &bill)
}

/// Voids a bill: it need not be paid. A payment page that stands is ended; what is paid on it all the same is set aside for
/// staff. Voiding again changes nothing.
///
/// # Errors
/// Forbidden without *manage billing*; not found; 409 where it is paid; 422 without a reason.
pub fn void(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: InvoiceId,
    reason: &str,
) -> Result<(), Error> {
    actor.require(Permission::ManageBilling)?;
    let bill = store::hold(tx, &actor.scope(), id)?;
    match bill.state() {
        State::Voided => return Ok(()),
        State::Open => {}
        _ => return Err(settled(&bill)),
    }
    let reason = billing::words("reason", reason).map_err(Error::refused)?;
    let of = (actor.clinic, id);
    store::insert_void(tx, of, &reason, (actor.staff, env.now()))?;
    store::set_settled(tx, of, env.now())?;
    end_standing(tx, env, actor.clinic, id)?;
    record(tx, actor, env, ("invoice.void", String::new()), &bill)
}

fn settled(bill: &Invoice) -> Error {
    let code = match bill.state() {
        State::Voided => "bill_voided",
        _ => "bill_paid",
    };
    Error::conflict(Refusal::new(code))
}

fn record(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (action, detail): (&'static str, String),
    bill: &Invoice,
) -> Result<(), Error> {
    let id = bill.issued.id.uuid();
    let event = audit::Event::new(actor.clinic, actor, action, "invoice", id);
    let event = event.patient(bill.issued.patient_id).detail(detail);
    Ok(audit::record(tx, env, &event)?)
}

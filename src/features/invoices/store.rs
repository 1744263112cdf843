//! All SQL of bills and what was paid of them.

use uuid::Uuid;

use super::model::{
    Checkout, CheckoutState, Invoice, Issued, Line, Payment, Problem, Refund, SetAside,
};
use crate::platform::auth::Scope;
use crate::platform::ids::{
    CheckoutId, ClinicId, InvoiceId, PatientId, PaymentEventId, PortalUserId, StaffId,
};
use crate::platform::time::Timestamp;

/// The bills that a condition takes in, with the names of those who did something.
macro_rules! issued {
    ($which:literal) => {
        concat!(
            "SELECT i.id, i.patient_id, trim(p.given_name || ' ' || p.family_name) AS patient_name, i.number, i.currency, i.total_cents,
                    i.issued_at, m.display_name AS issued_by_name, i.settled_at, v.voided_at, vm.display_name AS voided_by_name, v.reason AS void_reason
             FROM invoice i
             JOIN patient p ON p.clinic_id = i.clinic_id AND p.id = i.patient_id
             JOIN staff_member m ON m.clinic_id = i.clinic_id AND m.id = i.issued_by
             LEFT JOIN invoice_void v ON v.clinic_id = i.clinic_id AND v.invoice_id = i.id
             LEFT JOIN staff_member vm ON vm.clinic_id = v.clinic_id AND vm.id = v.voided_by ",
            $which
        )
    };
}

/// Bills with what was paid of them and given back.
fn with_sums(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    bills: Vec<Issued>,
) -> Result<Vec<Invoice>, db::Error> {
    let ids: Vec<Uuid> = bills.iter().map(|b| b.id.uuid()).collect();
    let paid: Vec<(InvoiceId, i64)> = tx.all(
        "SELECT invoice_id, sum(amount_cents)::bigint FROM invoice_payment
         WHERE clinic_id = $1 AND invoice_id = ANY($2) GROUP BY invoice_id",
        &[&clinic, &ids],
    )?;
    let refunded: Vec<(InvoiceId, i64)> = tx.all(
        "SELECT invoice_id, sum(amount_cents)::bigint FROM invoice_refund
         WHERE clinic_id = $1 AND invoice_id = ANY($2) GROUP BY invoice_id",
        &[&clinic, &ids],
    )?;
    let of = |sums: &[(InvoiceId, i64)], id| {
        let found = sums.iter().find(|(of, _)| *of == id);
        found.map_or(0, |(_, cents)| *cents)
    };
    Ok(bills
        .into_iter()
        .map(|issued| Invoice {
            paid_cents: of(&paid, issued.id),
            refunded_cents: of(&refunded, issued.id),
            issued,
        })
        .collect())
}

/// A bill that the actor may see.
pub(super) fn find(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: InvoiceId,
) -> Result<Invoice, db::Error> {
    let own = scope.portal.map(|(_, patient)| patient);
    let bill: Issued = tx.one(
        issued!("WHERE i.clinic_id = $1 AND i.id = $2 AND ($3::uuid IS NULL OR i.patient_id = $3)"),
        &[&scope.clinic, &id, &own],
    )?;
    let mut bills = with_sums(tx, scope.clinic, vec![bill])?;
    bills.pop().ok_or(db::Error::NotFound)
}

/// The same, held until the transaction ends: whoever pays, voids or is told of a payment comes one after the other.
pub(super) fn hold(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: InvoiceId,
) -> Result<Invoice, db::Error> {
    let own = scope.portal.map(|(_, patient)| patient);
    let _: (InvoiceId,) = tx.one(
        "UPDATE invoice SET number = number WHERE clinic_id = $1 AND id = $2 AND ($3::uuid IS NULL OR patient_id = $3) RETURNING id",
        &[&scope.clinic, &id, &own],
    )?;
    find(tx, scope, id)
}

/// A patient's bills, the latest first, before a place in that order.
pub(super) fn of_patient(
    tx: &mut db::Tx<'_>,
    (clinic, patient): (ClinicId, PatientId),
    before: (Timestamp, InvoiceId),
    limit: i64,
) -> Result<Vec<Invoice>, db::Error> {
    let bills = tx.all(
        issued!(
            "WHERE i.clinic_id = $1 AND i.patient_id = $2 AND (i.issued_at, i.id) < ($3, $4)
             ORDER BY i.issued_at DESC, i.id DESC LIMIT $5"
        ),
        &[&clinic, &patient, &before.0, &before.1, &limit],
    )?;
    with_sums(tx, clinic, bills)
}

/// The clinic's bills of which something is left to pay, the oldest first, after a place in that order.
pub(super) fn open(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    after: (Timestamp, InvoiceId),
    limit: i64,
) -> Result<Vec<Invoice>, db::Error> {
    let bills = tx.all(
        issued!(
            "WHERE i.clinic_id = $1 AND i.settled_at IS NULL AND (i.issued_at, i.id) > ($2, $3) ORDER BY i.issued_at, i.id LIMIT $4"
        ),
        &[&clinic, &after.0, &after.1, &limit],
    )?;
    with_sums(tx, clinic, bills)
}

/// Bills in the order they came in, by exact conditions that hold together. `stands`: none, or `open`, `settled`, `voided`.
pub(super) fn page(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (ids, patient, stands): (Option<Vec<Uuid>>, Option<Uuid>, &str),
    (from, to): (Option<Timestamp>, Option<Timestamp>),
    (after, limit): (Uuid, i64),
) -> Result<Vec<Invoice>, db::Error> {
    let all = ids.is_none();
    let bills = tx.all(
        issued!(
            "WHERE i.clinic_id = $1 AND i.id > $2 AND ($3::bigint IS NULL OR i.issued_at >= $3) AND ($4::bigint IS NULL OR i.issued_at < $4)
               AND ($5::uuid IS NULL OR i.patient_id = $5) AND ($6::boolean OR i.id = ANY($7))
               AND ($8::text = '' OR ($8::text = 'open' AND i.settled_at IS NULL) OR ($8::text = 'voided' AND v.voided_at IS NOT NULL)
                    OR ($8::text = 'settled' AND i.settled_at IS NOT NULL AND v.voided_at IS NULL))
             ORDER BY i.id LIMIT $9"
        ),
        &[
            &clinic,
            &after,
            &from,
            &to,
            &patient,
            &all,
            &ids.unwrap_or_default(),
            &stands,
            &limit,
        ],
    )?;
    with_sums(tx, clinic, bills)
}

/// A bill to be written down.
pub(super) struct NewRow<'a> {
    pub id: InvoiceId,
    pub patient: PatientId,
    pub currency: &'a str,
    pub total_cents: i64,
    pub by: StaffId,
    pub at: Timestamp,
}

/// Writes a bill down under the clinic's next number.
pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    new: &NewRow<'_>,
    lines: &[Line],
) -> Result<(), db::Error> {
    let (number,): (i64,) = tx.one(
        "INSERT INTO invoice_number (clinic_id, last_number) VALUES ($1, 1001)
         ON CONFLICT (clinic_id) DO UPDATE SET last_number = invoice_number.last_number + 1 RETURNING last_number",
        &[&clinic],
    )?;
    tx.exec(
        "INSERT INTO invoice (clinic_id, id, patient_id, number, currency, total_cents, issued_at, issued_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&clinic, &new.id, &new.patient, &number, &new.currency, &new.total_cents, &new.at, &new.by],
    )?;
    for (place, line) in (1_i64..).zip(lines) {
        tx.exec(
            "INSERT INTO invoice_line (clinic_id, invoice_id, place, description, amount_cents) VALUES ($1, $2, $3, $4, $5)",
            &[&clinic, &new.id, &place, &line.description, &line.amount_cents],
        )?;
    }
    Ok(())
}

pub(super) fn lines(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: InvoiceId,
) -> Result<Vec<Line>, db::Error> {
    tx.all(
        "SELECT description, amount_cents FROM invoice_line WHERE clinic_id = $1 AND invoice_id = $2 ORDER BY place",
        &[&clinic, &id],
    )
}

pub(super) fn payments(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: InvoiceId,
) -> Result<Vec<Payment>, db::Error> {
    tx.all(
        "SELECT y.amount_cents, y.paid_at, m.display_name AS taken_by_name, y.note, y.stripe_payment
         FROM invoice_payment y LEFT JOIN staff_member m ON m.clinic_id = y.clinic_id AND m.id = y.taken_by
         WHERE y.clinic_id = $1 AND y.invoice_id = $2 ORDER BY y.paid_at, y.id",
        &[&clinic, &id],
    )
}

pub(super) fn refunds(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: InvoiceId,
) -> Result<Vec<Refund>, db::Error> {
    tx.all(
        "SELECT amount_cents, refunded_at FROM invoice_refund WHERE clinic_id = $1 AND invoice_id = $2 ORDER BY refunded_at, id",
        &[&clinic, &id],
    )
}

pub(super) fn set_settled(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, InvoiceId),
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE invoice SET settled_at = $3 WHERE clinic_id = $1 AND id = $2 AND settled_at IS NULL",
        &[&clinic, &id, &at],
    )?;
    Ok(())
}

pub(super) fn insert_void(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, InvoiceId),
    reason: &str,
    (by, at): (StaffId, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO invoice_void (clinic_id, invoice_id, voided_by, voided_at, reason) VALUES ($1, $2, $3, $4, $5)",
        &[&clinic, &id, &by, &at, &reason],
    )?;
    Ok(())
}

pub(super) fn insert_desk_payment(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, InvoiceId),
    (payment, amount_cents, note): (Uuid, i64, &str),
    (by, at): (StaffId, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO invoice_payment (clinic_id, id, invoice_id, amount_cents, paid_at, taken_by, note) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[&clinic, &payment, &id, &amount_cents, &at, &by, &note],
    )?;
    Ok(())
}

/// Whether the member has taken a payment of a bill at the desk.
pub(super) fn has_taken(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, InvoiceId),
    by: StaffId,
) -> Result<bool, db::Error> {
    let found: Option<(Uuid,)> = tx.opt(
        "SELECT id FROM invoice_payment WHERE clinic_id = $1 AND invoice_id = $2 AND taken_by = $3 LIMIT 1",
        &[&clinic, &id, &by],
    )?;
    Ok(found.is_some())
}

/// Writes down what was paid on a payment page; false where that is written down already.
pub(super) fn insert_stripe_payment(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    page: &Checkout,
    (payment, stripe_payment): (Uuid, &str),
    at: Timestamp,
) -> Result<bool, db::Error> {
    let added = tx.exec(
        "INSERT INTO invoice_payment (clinic_id, id, invoice_id, amount_cents, paid_at, checkout_id, stripe_payment)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (clinic_id, checkout_id) DO NOTHING",
        &[&clinic, &payment, &page.invoice_id, &page.amount_cents, &at, &page.id, &stripe_payment],
    )?;
    Ok(added == 1)
}

/// What is known to have been given back of a payment at Stripe, in cents.
pub(super) fn refunded(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, InvoiceId),
    stripe_payment: &str,
) -> Result<i64, db::Error> {
    let (cents,): (i64,) = tx.one(
        "SELECT coalesce(sum(amount_cents), 0)::bigint FROM invoice_refund WHERE clinic_id = $1 AND invoice_id = $2 AND stripe_payment = $3",
        &[&clinic, &id, &stripe_payment],
    )?;
    Ok(cents)
}

pub(super) fn insert_refund(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, InvoiceId),
    (refund, stripe_payment, amount_cents): (Uuid, &str, i64),
    at: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO invoice_refund (clinic_id, id, invoice_id, stripe_payment, amount_cents, refunded_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&clinic, &refund, &id, &stripe_payment, &amount_cents, &at],
    )?;
    Ok(())
}

/// The payment page of a bill that stands: it may be paid on, or is being paid on.
pub(super) fn standing(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    invoice: InvoiceId,
) -> Result<Option<Checkout>, db::Error> {
    tx.opt(
        "SELECT id, invoice_id, amount_cents, expires_at, state, stripe_id, url FROM checkout
         WHERE clinic_id = $1 AND invoice_id = $2 AND state IN ('starting', 'open', 'processing')",
        &[&clinic, &invoice],
    )
}

pub(super) fn checkout(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: CheckoutId,
) -> Result<Option<Checkout>, db::Error> {
    tx.opt(
        "SELECT id, invoice_id, amount_cents, expires_at, state, stripe_id, url FROM checkout WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )
}

pub(super) fn insert_checkout(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    new: &Checkout,
    (by, at): (PortalUserId, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO checkout (clinic_id, id, invoice_id, portal_user_id, amount_cents, started_at, expires_at, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&clinic, &new.id, &new.invoice_id, &by, &new.amount_cents, &at, &new.expires_at, &new.state],
    )?;
    Ok(())
}

/// Writes down which page Stripe has made.
pub(super) fn set_started(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, CheckoutId),
    (stripe_id, url): (&str, &str),
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE checkout SET stripe_id = $3, url = $4 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &stripe_id, &url],
    )?;
    Ok(())
}

pub(super) fn set_checkout(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, CheckoutId),
    state: CheckoutState,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE checkout SET state = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &state],
    )?;
    Ok(())
}

/// An event as it is kept.
pub(super) struct NewEvent<'a> {
    pub id: PaymentEventId,
    pub stripe_event: &'a str,
    pub kind: &'a str,
    pub invoice: Option<InvoiceId>,
    pub amount_cents: Option<i64>,
    pub currency: &'a str,
}

/// Keeps an event; false where it was told before.
pub(super) fn insert_event(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    new: &NewEvent<'_>,
    at: Timestamp,
) -> Result<bool, db::Error> {
    let added = tx.exec(
        "INSERT INTO payment_event (clinic_id, id, stripe_event, kind, received_at, invoice_id, amount_cents, currency)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (clinic_id, stripe_event) DO NOTHING",
        &[&clinic, &new.id, &new.stripe_event, &new.kind, &at, &new.invoice, &new.amount_cents, &new.currency],
    )?;
    Ok(added == 1)
}

pub(super) fn set_problem(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, PaymentEventId),
    problem: Problem,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE payment_event SET problem = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &problem],
    )?;
    Ok(())
}

/// What waits for staff, the oldest first.
pub(super) fn set_aside(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    limit: i64,
) -> Result<Vec<SetAside>, db::Error> {
    tx.all(
        "SELECT e.id, e.problem, e.kind, e.received_at, e.amount_cents, e.currency, e.invoice_id, i.number,
                trim(p.given_name || ' ' || p.family_name) AS patient_name
         FROM payment_event e
         LEFT JOIN invoice i ON i.clinic_id = e.clinic_id AND i.id = e.invoice_id
         LEFT JOIN patient p ON p.clinic_id = i.clinic_id AND p.id = i.patient_id
         WHERE e.clinic_id = $1 AND e.problem <> '' AND e.noted_at IS NULL AND e.received_at > 0 ORDER BY e.received_at, e.id LIMIT $2",
        &[&clinic, &limit],
    )
}

/// A member has seen to what was set aside; gives the bill, and the patient with it, where there is one.
pub(super) fn set_noted(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, PaymentEventId),
    (by, at): (StaffId, Timestamp),
) -> Result<Option<InvoiceId>, db::Error> {
    let (invoice,): (Option<InvoiceId>,) = tx.one(
        "UPDATE payment_event SET noted_by = coalesce(noted_by, $3), noted_at = coalesce(noted_at, $4)
         WHERE clinic_id = $1 AND id = $2 RETURNING invoice_id",
        &[&clinic, &id, &by, &at],
    )?;
    Ok(invoice)
}

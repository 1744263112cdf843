//! An event of Stripe's, taken apart. No I/O.

use serde_json::Value;
use uuid::Uuid;

/// What an event tells of a payment page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// Paid for sure.
    Paid,
    /// Somebody has paid in a way that takes days to be sure.
    Processing,
    /// That payment failed after all.
    Failed,
    /// It ended without payment.
    Expired,
}

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    /// Something about a payment page.
    Page(Page),
    /// So much of a payment has been given back in all.
    Refunded,
}

/// An event about one of our payment pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// Stripe's id of the event.
    pub(super) id: String,
    /// Its type.
    pub(super) kind: String,
    pub(super) told: Told,
    pub(super) clinic: Uuid,
    pub(super) checkout: Uuid,
    /// What was paid, or given back in all, in cents.
    pub(super) amount_cents: i64,
    /// ISO 4217, in capitals.
    pub(super) currency: String,
    /// Stripe's id of the payment; empty where none was made.
    pub(super) payment: String,
}

/// Longest id or type that is read, in bytes.
const ID_BYTES: usize = 255;

/// Reads a body that Stripe has signed.
///
/// # Errors
/// Where it is no event. `None` is an event of a kind, or about something, that is not ours.
pub(super) fn read(body: &[u8]) -> Result<Option<Event>, ()> {
    let value: Value = serde_json::from_slice(body).map_err(|_| ())?;
    let text = |pointer: &str| {
        let text = value.pointer(pointer).and_then(Value::as_str);
        text.unwrap_or_default()
    };
    let (id, kind) = (text("/id"), text("/type"));
    if id.is_empty() || id.len() > ID_BYTES || kind.is_empty() || kind.len() > ID_BYTES {
        return Err(());
    }
    let told = match kind {
        "checkout.session.completed" => match text("/data/object/payment_status") {
            "paid" | "no_payment_required" => Told::Page(Page::Paid),
            _ => Told::Page(Page::Processing),
        },
        "checkout.session.async_payment_succeeded" => Told::Page(Page::Paid),
        "checkout.session.async_payment_failed" => Told::Page(Page::Failed),
        "checkout.session.expired" => Told::Page(Page::Expired),
        "charge.refunded" => Told::Refunded,
        _ => return Ok(None),
    };
    // The account may take other payments too: what does not bear our ids is none of ours.
    let id_of = |name: &str| {
        let found = text(&format!("/data/object/metadata/{name}"));
        found.parse::<Uuid>().ok()
    };
    let (Some(clinic), Some(checkout)) = (id_of("clinic"), id_of("checkout")) else {
        return Ok(None);
    };
    let amount = match told {
        Told::Page(_) => "/data/object/amount_total",
        Told::Refunded => "/data/object/amount_refunded",
    };
    Ok(Some(Event {
        id: id.to_owned(),
        kind: kind.to_owned(),
        told,
        clinic,
        checkout,
        amount_cents: value
            .pointer(amount)
            .and_then(Value::as_i64)
            .unwrap_or_default(),
        currency: text("/data/object/currency")
            .chars()
            .take(8)
            .collect::<String>()
            .to_ascii_uppercase(),
        payment: text("/data/object/payment_intent")
            .chars()
            .take(ID_BYTES)
            .collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(kind: &str, object: &Value) -> Vec<u8> {
        let body = json!({ "id": "evt_1", "type": kind, "data": { "object": object } });
        body.to_string().into_bytes()
    }

    #[test]
    fn only_events_about_our_pages_are_read() {
        let (clinic, checkout) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let ours = json!({
            "metadata": { "clinic": clinic, "checkout": checkout }, "amount_total": 2_500, "currency": "cad",
            "payment_status": "unpaid", "payment_intent": "pi_1"
        });
        let read_one = read(&body("checkout.session.completed", &ours));
        let event = read_one.unwrap().unwrap();
        assert_eq!(event.told, Told::Page(Page::Processing));
        assert_eq!((event.amount_cents, &*event.currency), (2_500, "CAD"));
        assert_eq!((event.clinic, event.checkout), (clinic, checkout));
        assert_eq!(read(&body("customer.created", &ours)), Ok(None));
        let others = json!({ "metadata": {}, "payment_status": "paid" });
        assert_eq!(read(&body("checkout.session.completed", &others)), Ok(None));
        for nothing in [&b""[..], b"{}", b"[]", b"\xff", br#"{"id":"","type":"x"}"#] {
            assert_eq!(read(nothing), Err(()));
        }
    }
}

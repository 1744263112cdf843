//! What Stripe tells (security test 41): forged, late, doubled, out of order, about something else.

use serde_json::json;

use super::{at_stripe, billed, note_path, pay, recorded, switched_on, tell, tell_with};
use crate::support::stripe::{Session, StripeServer, WEBHOOK_SECRET, signed};
use crate::support::{Browser, TestApp, both_engines};
use carepost::platform::ids::InvoiceId;

const COMPLETED: &str = "checkout.session.completed";
const MINUTE: i64 = 60_000;

/// A bill of ten dollars for which somebody is at Stripe's page.
async fn standing(
    app: &TestApp,
    stripe: &StripeServer,
) -> (crate::support::Clinic, Browser, InvoiceId, Session) {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    switched_on(app, &clinic).await;
    let id = billed(app, &clinic, &patient, ("Form", 1_000)).await;
    let reader = app.account_of(&patient, patient.person).await;
    let session = at_stripe(app, stripe, &reader, id).await;
    (clinic, reader, id, session)
}

both_engines!(
    m61_forged_late_and_replayed_events_change_nothing,
    async |app: TestApp| {
        let stripe = StripeServer::start().await;
        let app = app.paying_through(&stripe).await;
        let (_, reader, id, session) = standing(&app, &stripe).await;
        let page = format!("/bills/{id}");
        let body = session.event("evt_1", COMPLETED, &json!({}));
        let now = app.state.env.now();
        let right = signed(&body, WEBHOOK_SECRET, now);
        let (time, v1) = right.split_once(",v1=").expect("both parts");
        for signature in [
            String::new(),
            "nonsense".to_owned(),
            time.to_owned(),
            format!("v1={v1}"),
            signed(&body, "whsec_somebody_else", now),
            signed("{}", WEBHOOK_SECRET, now),
            format!("{time},v0={v1}"),
            format!("t={},v1={v1}", now.0 / 1_000 + 1),
            signed(&body, WEBHOOK_SECRET, now.plus(-5 * MINUTE - 1_000)),
            signed(&body, WEBHOOK_SECRET, now.plus(5 * MINUTE + 1_000)),
        ] {
            tell_with(&app, &body, &signature).await.is(400);
        }
        let changed = body.replace("1000", "1");
        tell_with(&app, &changed, &right).await.is(400);
        for unreadable in ["", "{}", "[1]", "not json"] {
            let signature = signed(unreadable, WEBHOOK_SECRET, now);
            tell_with(&app, unreadable, &signature).await.is(400);
        }
        reader
            .get(&page)
            .await
            .is(200)
            .shows("To pay")
            .hides("Receipt as PDF");
        assert_eq!(recorded(&app, "invoice.paid").await, 0);

        // A signature beside one of another secret, at the last moment, counts; told again, it changes nothing.
        let two = format!("{time},v1={},v1={v1}", "0".repeat(64));
        app.clock.advance(5 * MINUTE);
        tell_with(&app, &body, &two).await.is(200);
        reader.get(&page).await.is(200).shows("Receipt as PDF");
        for _ in 0..3 {
            tell(&app, &body).await;
        }
        // The same payment under another event's id is the same payment.
        tell(&app, &session.event("evt_2", COMPLETED, &json!({}))).await;
        let succeeded = "checkout.session.async_payment_succeeded";
        tell(&app, &session.event("evt_3", succeeded, &json!({}))).await;
        assert_eq!(recorded(&app, "invoice.paid").await, 1);
        assert_eq!(recorded(&app, "payment_event.set_aside").await, 0);
        // Later, even the right one is too late.
        app.clock.advance(MINUTE);
        tell_with(&app, &body, &right).await.is(400);
    }
);

both_engines!(
    m61_events_in_any_order_come_to_the_same,
    async |app: TestApp| {
        let stripe = StripeServer::start().await;
        let app = app.paying_through(&stripe).await;
        let (clinic, reader, id, session) = standing(&app, &stripe).await;
        let page = format!("/bills/{id}");
        // A refund of three dollars, then an older one of two, then the payment, then that the page has expired.
        tell(&app, &session.refund("evt_r3", 300)).await;
        tell(&app, &session.refund("evt_r2", 200)).await;
        tell(&app, &session.event("evt_1", COMPLETED, &json!({}))).await;
        tell(
            &app,
            &session.event("evt_x", "checkout.session.expired", &json!({})),
        )
        .await;
        let failed = "checkout.session.async_payment_failed";
        tell(&app, &session.event("evt_f", failed, &json!({}))).await;
        reader
            .get(&page)
            .await
            .is(200)
            .shows("Partly refunded")
            .shows("3.00\u{a0}CAD")
            .hides("2.00\u{a0}CAD");
        // The rest.
        tell(&app, &session.refund("evt_r10", 1_000)).await;
        reader
            .get(&page)
            .await
            .is(200)
            .shows("Refunded")
            .shows("7.00\u{a0}CAD");
        reader
            .get("/bills")
            .await
            .shows("10.00\u{a0}CAD given back");
        assert_eq!(recorded(&app, "invoice.refunded").await, 2);
        // Given back, it is not to be paid again.
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .get("/staff/bills")
            .await
            .is(200)
            .shows("No bill is open");
    }
);

both_engines!(
    m61_a_payment_that_takes_days_blocks_a_second_one_until_it_is_sure,
    async |app: TestApp| {
        let stripe = StripeServer::start().await;
        let app = app.paying_through(&stripe).await;
        let (_, reader, id, session) = standing(&app, &stripe).await;
        let page = format!("/bills/{id}");
        let unpaid = json!({ "payment_status": "unpaid" });
        tell(&app, &session.event("evt_1", COMPLETED, &unpaid)).await;
        reader
            .get(&page)
            .await
            .is(200)
            .shows("We are waiting for confirmation")
            .shows("To pay")
            .hides("/pay\"");
        let (status, _, body) = pay(&app, &reader, id).await;
        assert_eq!(status, 409);
        assert!(body.contains("under way"), "{body}");
        let failed = "checkout.session.async_payment_failed";
        tell(&app, &session.event("evt_2", failed, &unpaid)).await;
        reader.get(&page).await.is(200).shows("/pay\"");
        // The next one is sure at once, and what comes late of it changes nothing.
        let next = at_stripe(&app, &stripe, &reader, id).await;
        assert_ne!(next.id, session.id);
        let succeeded = "checkout.session.async_payment_succeeded";
        tell(&app, &next.event("evt_3", succeeded, &json!({}))).await;
        tell(&app, &next.event("evt_4", COMPLETED, &unpaid)).await;
        reader.get(&page).await.is(200).shows("Receipt as PDF");
    }
);

both_engines!(
    m61_what_does_not_fit_is_set_aside_for_staff,
    async |app: TestApp| {
        let stripe = StripeServer::start().await;
        let app = app.paying_through(&stripe).await;
        let (clinic, reader, id, session) = standing(&app, &stripe).await;
        let page = format!("/bills/{id}");
        for (event, change) in [
            ("evt_1", json!({ "amount_total": 999 })),
            ("evt_2", json!({ "currency": "usd" })),
        ] {
            tell(&app, &session.event(event, COMPLETED, &change)).await;
        }
        reader
            .get(&page)
            .await
            .is(200)
            .hides("Receipt as PDF")
            .hides("/pay\"");
        let nothing = uuid::Uuid::from_u128(7).to_string();
        let unknown = json!({ "metadata": { "clinic": clinic.id.uuid(), "checkout": nothing } });
        tell(&app, &session.event("evt_3", COMPLETED, &unknown)).await;
        let owner = app.signed_in(&clinic.owner).await;
        let list = owner.get("/staff/bills").await;
        list.is(200)
            .shows("9.99\u{a0}CAD")
            .shows("10.00\u{a0}USD")
            .shows("It names no bill here");
        assert_eq!(list.body.matches("Seen to</button>").count(), 3);
        let note = note_path(&list.body);
        owner.post(&note, &[]).await.is(200);
        let list = owner.get("/staff/bills").await;
        assert_eq!(list.body.matches("Seen to</button>").count(), 2);
        assert_eq!(recorded(&app, "payment_event.note").await, 1);
        // What is none of ours is taken and left alone: other kinds, other payments, other clinics.
        let no_ids = json!({ "metadata": {} });
        let elsewhere = json!({ "metadata": { "clinic": nothing, "checkout": nothing } });
        for (event, kind, change) in [
            ("evt_4", "customer.created", &json!({})),
            ("evt_5", COMPLETED, &no_ids),
            ("evt_6", COMPLETED, &elsewhere),
        ] {
            tell(&app, &session.event(event, kind, change)).await;
        }
        assert_eq!(recorded(&app, "payment_event.set_aside").await, 3);
        assert_eq!(recorded(&app, "invoice.paid").await, 0);
    }
);

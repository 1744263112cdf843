//! Paying from the portal, as far as Stripe's page and back.

use serde_json::json;

use super::{at_stripe, billed, pay, recorded, switched_on, tell};
use crate::support::stripe::{Next, StripeServer};
use crate::support::{TestApp, both_engines};

both_engines!(
    m61_a_bill_is_paid_through_stripe_and_its_event,
    async |app: TestApp| {
        let stripe = StripeServer::start().await;
        let app = app.paying_through(&stripe).await;
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        switched_on(&app, &clinic).await;
        let id = billed(&app, &clinic, &patient, ("Note about a rash", 2_550)).await;
        let reader = app.account_of(&patient, patient.person).await;
        let list = reader.get("/bills").await;
        list.is(200)
            .shows("Bill 1001")
            .shows("25.50\u{a0}CAD")
            .shows("To pay");
        let page = reader.get(&format!("/bills/{id}")).await;
        page.is(200)
            .shows("Note about a rash")
            .shows("Pay 25.50\u{a0}CAD")
            .shows("Sam Lee");
        // The form may lead to Stripe's page and nowhere else.
        let policy = page.header("content-security-policy");
        let to = format!("form-action 'self' {};", stripe.base_url());
        assert!(policy.contains(&to), "{policy}");

        let session = at_stripe(&app, &stripe, &reader, id).await;
        let form = &session.form;
        assert_eq!(form["line_items[0][price_data][unit_amount]"], "2550");
        assert_eq!(form["line_items[0][price_data][currency]"], "cad");
        assert_eq!(form["metadata[bill]"], id.to_string());
        assert_eq!(form["payment_intent_data[metadata][checkout]"], session.key);
        let all: String = form.values().cloned().collect();
        for private in ["rash", "Sam", "Lee", "sam", "Riverside", "1988"] {
            assert!(!all.contains(private), "Stripe is told {private}: {all}");
        }

        // Coming back says nothing but that one waits.
        let back = reader.get(&form["success_url"]).await;
        back.is(200)
            .shows("We are waiting for confirmation")
            .hides("Receipt as PDF")
            .hides("/pay\"");
        let left = reader.get(&form["cancel_url"]).await;
        left.is(200).shows("Nothing was paid").shows("/pay\"");
        let paid = session.event("evt_1", "checkout.session.completed", &json!({}));
        tell(&app, &paid).await;
        let back = reader.get(&form["success_url"]).await;
        back.is(200)
            .hides("We are waiting")
            .shows("Receipt as PDF")
            .shows("Paid, today")
            .hides("/pay\"");
        let (status, _, body) = pay(&app, &reader, id).await;
        assert_eq!(status, 409);
        assert!(body.contains("paid already"), "{body}");
        let pdf = reader.get(&format!("/bills/{id}/bill.pdf")).await;
        assert!(pdf.is(200).bytes.starts_with(b"%PDF"));
        assert_eq!(pdf.header("content-type"), "application/pdf");
        assert_eq!(recorded(&app, "invoice.paid").await, 1);
        assert_eq!(recorded(&app, "invoice.pay").await, 1);
    }
);

both_engines!(
    m61_two_tabs_and_a_second_press_lead_to_one_page,
    async |app: TestApp| {
        let stripe = StripeServer::start().await;
        let app = app.paying_through(&stripe).await;
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        switched_on(&app, &clinic).await;
        let id = billed(&app, &clinic, &patient, ("Form", 1_000)).await;
        let reader = app.account_of(&patient, patient.person).await;
        let first = at_stripe(&app, &stripe, &reader, id).await;
        let second = at_stripe(&app, &stripe, &reader, id).await;
        assert_eq!((first.id, stripe.asked()), (second.id, 1));
        // Once it has ended, there is another one.
        app.clock.advance(2 * 60 * 60 * 1_000);
        let reader = app.account_of(&patient, patient.person).await;
        let third = at_stripe(&app, &stripe, &reader, id).await;
        assert_ne!(third.key, second.key);
        app.run_jobs().await;
        // Both are paid all the same: staff see what is too much.
        for (n, session) in stripe.sessions().iter().enumerate() {
            let kind = "checkout.session.completed";
            tell(&app, &session.event(&format!("evt_{n}"), kind, &json!({}))).await;
        }
        app.run_jobs().await;
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .get("/staff/bills")
            .await
            .is(200)
            .shows("The bill was paid already");
        owner
            .get(&format!("/staff/bills/{id}"))
            .await
            .is(200)
            .shows("10.00\u{a0}CAD too much");
    }
);

both_engines!(
    m61_stripe_down_or_slow_or_talking_nonsense_loses_nothing,
    async |app: TestApp| {
        let stripe = StripeServer::start().await;
        let app = app.paying_through(&stripe).await;
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        switched_on(&app, &clinic).await;
        let id = billed(&app, &clinic, &patient, ("Form", 1_000)).await;
        let reader = app.account_of(&patient, patient.person).await;
        for next in [
            Next::Status(500, r#"{"error":{"type":"api_error"}}"#),
            Next::Status(429, "{}"),
            Next::Status(401, r#"{"error":{"code":"api_key_expired"}}"#),
            Next::Status(200, "<html>maintenance</html>"),
            Next::Status(200, r#"{"id":"cs_1","url":"https://evil.example/pay"}"#),
            Next::Status(302, ""),
            Next::MadeThenHang,
        ] {
            stripe.next(next.clone());
            let (status, _, body) = pay(&app, &reader, id).await;
            assert_eq!(status, 503, "{next:?}");
            assert!(body.contains("Nothing was paid"), "{next:?}: {body}");
            assert!(body.contains("/pay\""), "{next:?}: it can be tried again");
        }
        // What was made in silence is asked for again under its own key: there is no second page.
        let session = at_stripe(&app, &stripe, &reader, id).await;
        assert_eq!(stripe.sessions().len(), 1);
        assert_eq!(stripe.sessions()[0].key, session.key);
        reader.get("/bills").await.shows("To pay");
    }
);

both_engines!(
    m61_without_stripe_the_switch_explains_itself_and_bills_are_paid_at_the_clinic,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let reader = app.account_of(&patient, patient.person).await;
        reader.get("/bills").await.is(404);
        reader
            .get("/messages")
            .await
            .is(200)
            .hides("href=\"/bills\"");
        let manager = app.signed_in(&clinic.manager).await;
        manager
            .get("/staff/settings/portal")
            .await
            .is(200)
            .shows("Stripe is not set up here")
            .hides("role=\"switch\" id=\"portal_billing\"");
        let program = app.program(&clinic.manager, "settings").await;
        let mut settings = program.get("/api/v1/portal-settings").await.is(200).json();
        settings["portal_billing"] = json!(true);
        let refused = program.put("/api/v1/portal-settings", &settings).await;
        refused.is(422).shows("portal_billing_needs_stripe");
        switched_on(&app, &clinic).await;
        let id = billed(&app, &clinic, &patient, ("Form", 1_000)).await;
        let page = reader.get(&format!("/bills/{id}")).await;
        page.is(200)
            .shows("Pay at the clinic")
            .shows("416 555 0100")
            .hides("/pay\"");
        let (status, _, body) = pay(&app, &reader, id).await;
        assert_eq!(status, 409);
        assert!(body.contains("paid at the clinic"), "{body}");
        // With Stripe there is the switch.
        let stripe = StripeServer::start().await;
        let with = app.paying_through(&stripe).await;
        let manager = with.signed_in(&clinic.manager).await;
        manager
            .get("/staff/settings/portal")
            .await
            .is(200)
            .shows("id=\"portal_billing\" name=\"portal_billing\"");
    }
);

both_engines!(
    m61_a_guardian_sees_for_whom_and_nobody_else_sees_anything,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let other = app.patient_named(&clinic, "Lou", "Ray").await;
        switched_on(&app, &clinic).await;
        let id = billed(&app, &clinic, &patient, ("Form", 1_000)).await;
        let guardian = app
            .new_guardian(&clinic, patient.id, ("Ann", "Lee"), "ann@home.example")
            .await;
        let ann = app.account_of(&patient, guardian.portal_user).await;
        ann.get("/bills")
            .await
            .is(200)
            .shows("for Sam Lee")
            .shows("Bill 1001");
        ann.get(&format!("/bills/{id}"))
            .await
            .is(200)
            .shows("for Sam Lee");
        let lou = app.account_of(&other, other.person).await;
        lou.get("/bills").await.is(200).shows("There are no bills");
        for path in [format!("/bills/{id}"), format!("/bills/{id}/bill.pdf")] {
            lou.get(&path).await.is(404);
        }
        lou.post(&format!("/bills/{id}/pay"), &[]).await.is(404);
        let away = app.other_clinic().await;
        let stranger = app.signed_in(&away.owner).await;
        stranger.get(&format!("/staff/bills/{id}")).await.is(404);
        stranger
            .post(&format!("/staff/bills/{id}/void"), &[("reason", "x")])
            .await
            .is(404);
    }
);

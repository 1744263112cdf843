//! What staff do with bills.

use serde_json::json;

use super::{at_stripe, billed, pay, recorded, switched_on, tell};
use crate::support::stripe::{Next, StripeServer};
use crate::support::{TestApp, both_engines};

both_engines!(
    m61_staff_issue_a_bill_once_and_take_the_money_at_the_desk,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let owner = app.signed_in(&clinic.owner).await;
        let chart = format!("/staff/patients/{}?tab=bills", patient.id);
        owner.get(&chart).await.is(200).shows("There are no bills");
        let form = format!("/staff/patients/{}/bill", patient.id);
        let page = owner.get(&form).await;
        page.is(200).shows("Amounts in CAD");
        let typed = [
            ("form", "one"),
            ("description", "Note for work"),
            ("amount", "twenty"),
            ("description", "Form"),
            ("amount", "5,50"),
        ];
        owner
            .post(&form, &typed)
            .await
            .is(422)
            .shows("value=\"Note for work\"")
            .shows("value=\"twenty\"")
            .shows("Give an amount such as 25.00");
        owner
            .post(&form, &[("form", "one")])
            .await
            .is(422)
            .shows("at least one line");
        let typed = [typed[0], typed[1], ("amount", "20"), typed[3], typed[4]];
        let first = owner.post(&form, &typed).await;
        first.is(200).shows("25.50\u{a0}CAD").shows("Nadia Okafor");
        let again = owner.post(&form, &typed).await;
        assert_eq!(first.url, again.url, "the same page issues one bill");
        owner
            .get("/staff/bills")
            .await
            .is(200)
            .shows("Sam Lee")
            .shows("Bill 1001");
        let bill = first.url.split('?').next().expect("an address").to_owned();
        // Whoever may not manage billing looks, and does nothing.
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get(&bill).await.is(200).hides("<form class=\"panel");
        nurse.post(&format!("{bill}/paid"), &[]).await.is(403);
        nurse.get("/staff/bills").await.is(403);
        for _ in 0..2 {
            owner
                .post(&format!("{bill}/paid"), &[("note", "cash")])
                .await
                .is(200)
                .shows("Paid at the desk, Nadia Okafor")
                .shows("cash");
        }
        assert_eq!(recorded(&app, "invoice.paid_at_desk").await, 1);
        owner
            .post(&format!("{bill}/void"), &[("reason", "Mistake")])
            .await
            .is(409)
            .shows("This bill is paid already");
        owner
            .get("/staff/bills")
            .await
            .is(200)
            .shows("No bill is open");
        let pdf = owner.get(&format!("{bill}/bill.pdf")).await;
        assert!(pdf.is(200).bytes.starts_with(b"%PDF"));
    }
);

both_engines!(
    m61_a_voided_bill_ends_the_page_at_stripe_and_what_is_paid_all_the_same_is_set_aside,
    async |app: TestApp| {
        let stripe = StripeServer::start().await;
        let app = app.paying_through(&stripe).await;
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        switched_on(&app, &clinic).await;
        let id = billed(&app, &clinic, &patient, ("Form", 1_000)).await;
        let reader = app.account_of(&patient, patient.person).await;
        let session = at_stripe(&app, &stripe, &reader, id).await;
        let owner = app.signed_in(&clinic.owner).await;
        let bill = format!("/staff/bills/{id}");
        owner
            .get(&bill)
            .await
            .is(200)
            .shows("The payment page is open");
        owner.post(&format!("{bill}/void"), &[]).await.is(422);
        owner
            .post(&format!("{bill}/void"), &[("reason", "Wrong person")])
            .await
            .is(200)
            .shows("Wrong person");
        // Stripe is down, and told later.
        stripe.next(Next::Status(500, "{}"));
        app.run_jobs().await;
        assert!(!stripe.sessions()[0].expired);
        app.clock.advance(60 * 60 * 1_000);
        app.run_jobs().await;
        assert!(stripe.sessions()[0].expired);
        let reader = app.account_of(&patient, patient.person).await;
        reader
            .get(&format!("/bills/{id}"))
            .await
            .is(200)
            .shows("Void")
            .hides("/pay\"");
        let (status, ..) = pay(&app, &reader, id).await;
        assert_eq!(status, 409);
        let paid = session.event("evt_1", "checkout.session.completed", &json!({}));
        tell(&app, &paid).await;
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .get("/staff/bills")
            .await
            .is(200)
            .shows("The bill is void");
        owner
            .get(&bill)
            .await
            .is(200)
            .shows("10.00\u{a0}CAD too much");
        tell(&app, &session.refund("evt_2", 1_000)).await;
        owner.get(&bill).await.is(200).hides("too much");
    }
);

//! Private bills (M61): issued, seen, paid at the desk or through Stripe, and what Stripe tells.

mod api;
mod desk;
mod paying;
mod telling;

use carepost::features::invoices::{self, NewInvoice, NewLine};
use carepost::platform::ids::InvoiceId;
use reqwest::header;

use crate::support::stripe::{Session, StripeServer, WEBHOOK_SECRET, signed};
use crate::support::{Answer, Browser, Clinic, Patient, TestApp};

/// The clinic's portal shows bills.
async fn switched_on(app: &TestApp, clinic: &Clinic) {
    let clinic = clinic.id;
    app.write(move |tx, _| {
        let sql = "UPDATE portal_settings SET portal_billing = TRUE WHERE clinic_id = $1";
        Ok(tx.exec(sql, &[&clinic])?)
    })
    .await;
}

/// Issues a bill of one line.
async fn billed(
    app: &TestApp,
    clinic: &Clinic,
    patient: &Patient,
    (what, amount_cents): (&str, i64),
) -> InvoiceId {
    let new = NewInvoice {
        patient: patient.id,
        lines: vec![NewLine {
            description: what.to_owned(),
            amount_cents: Some(amount_cents),
        }],
    };
    let owner = clinic.owner.actor();
    app.write(move |tx, env| invoices::issue(tx, &owner, env, &new))
        .await
}

/// Presses **Pay** without following where it leads.
async fn pay(app: &TestApp, reader: &Browser, id: InvoiceId) -> (u16, String, String) {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let answer = http
        .post(format!("{}/bills/{id}/pay", app.base_url))
        .header("accept", "text/html")
        .header("sec-fetch-site", "same-origin")
        .header(header::COOKIE, reader.cookies())
        .send()
        .await
        .expect("an answer");
    let to = answer.headers().get("location");
    let to = to.and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (status, to) = (answer.status().as_u16(), to.to_owned());
    (status, to, answer.text().await.expect("a body"))
}

/// Pays as far as Stripe's page; the session there.
async fn at_stripe(
    app: &TestApp,
    stripe: &StripeServer,
    reader: &Browser,
    id: InvoiceId,
) -> Session {
    let (status, to, body) = pay(app, reader, id).await;
    assert_eq!(status, 303, "{body}");
    let sessions = stripe.sessions();
    let session = sessions.iter().find(|s| to.ends_with(&s.id));
    session
        .cloned()
        .unwrap_or_else(|| panic!("no session at {to}"))
}

/// Tells an event with a signature of one's choice.
async fn tell_with(app: &TestApp, body: &str, signature: &str) -> Answer {
    app.browser()
        .send(|http, url| {
            http.post(url("/webhooks/stripe"))
                .header("content-type", "application/json; charset=utf-8")
                .header("stripe-signature", signature)
                .body(body.to_owned())
        })
        .await
}

/// Tells an event as Stripe does.
async fn tell(app: &TestApp, body: &str) {
    let signature = signed(body, WEBHOOK_SECRET, app.state.env.now());
    tell_with(app, body, &signature).await.is(200);
}

/// How many entries of an action the audit has.
async fn recorded(app: &TestApp, action: &'static str) -> i64 {
    app.write(move |tx, _| {
        let sql = "SELECT count(*) FROM audit_event WHERE action = $1";
        let (count,): (i64,) = tx.one(sql, &[&action])?;
        Ok(count)
    })
    .await
}

/// Where the first button on a page leads that says that a payment was seen to.
fn note_path(body: &str) -> String {
    let (_, rest) = body
        .split_once("action=\"/staff/payment-events/")
        .unwrap_or_else(|| panic!("nothing set aside: {body}"));
    let id = rest.split('/').next().unwrap_or_default();
    format!("/staff/payment-events/{id}/note")
}

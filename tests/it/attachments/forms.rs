//! Files in the compose form itself, as browsers without scripts send them (M28, M69).

use reqwest::multipart::{Form, Part};
use uuid::Uuid;

use super::downloads;
use crate::support::{Answer, Browser, TestApp, both_engines, files};

fn part(name: &str, content: &[u8]) -> Part {
    Part::bytes(content.to_vec()).file_name(name.to_owned())
}

async fn post(browser: &Browser, draft: Uuid, form: Form) -> Answer {
    browser
        .send(|http, url| {
            http.post(url(&format!("/staff/compose/{draft}")))
                .header("accept", "text/html")
                .header("sec-fetch-site", "same-origin")
                .multipart(form)
        })
        .await
}

/// Values of the hidden fields `attachment_ids` on a page.
fn attached(page: &Answer) -> Vec<String> {
    let fields = page.body.split("name=\"attachment_ids\" value=\"").skip(1);
    fields
        .filter_map(|rest| rest.get(..36).map(str::to_owned))
        .collect()
}

both_engines!(
    a_form_takes_good_files_and_names_bad_ones,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let browser = app.signed_in(&clinic.nurse).await;
        let env = app.state.env.clone();
        let patient = app
            .state
            .db
            .write(move |tx| downloads::patient(tx, &env, clinic.id));
        let (patient, _) = patient.await.expect("a patient");
        let draft: Uuid = app.state.env.id();
        let form = || {
            Form::new()
                .text("version", "0")
                .text("patient_id", patient.to_string())
                .text("subject", "Your plan & more=")
                .text("body", "First line\nSecond line é")
                .text("allow_response", "on")
        };
        let svg = b"<svg onload=alert(1)></svg>";
        let first = form()
            .part("files", part("plan.pdf", files::PDF))
            .part("files", part("logo <b>.png", svg));
        let page = post(&browser, draft, first).await;
        page.is(422)
            .shows("was not added")
            .shows("Web pages and SVG pictures")
            .shows("Your plan &#38; more=")
            .shows("plan.pdf")
            .hides("logo <b>");
        let ids = attached(&page);
        assert_eq!(ids.len(), 1, "the good one is kept");

        let again = form()
            .text("attachment_ids", ids[0].clone())
            .part("files", part("", b""))
            .part("files", part("more.txt", b"Drink water.\n"));
        let sent = post(&browser, draft, again).await;
        sent.is(200)
            .shows("plan.pdf")
            .shows("more.txt")
            .shows("Second line é");
        assert!(sent.url.contains("/staff/conversations/"), "{}", sent.url);
    }
);

both_engines!(a_form_without_files_is_as_good, async |app: TestApp| {
    let clinic = app.clinic().await;
    let browser = app.signed_in(&clinic.nurse).await;
    let env = app.state.env.clone();
    let patient = app
        .state
        .db
        .write(move |tx| downloads::patient(tx, &env, clinic.id));
    let (patient, _) = patient.await.expect("a patient");
    let path = format!("/staff/compose/{}", app.state.env.id::<Uuid>());
    let patient = patient.to_string();
    let fields = [
        ("patient_id", patient.as_str()),
        ("subject", "Hello"),
        ("body", "a+b=c & d%20"),
    ];
    browser
        .post(&path, &fields)
        .await
        .is(200)
        .shows("a+b=c &amp; d%20");
    let manager = app.signed_in(&clinic.manager).await;
    manager.post(&path, &fields).await.is(403);
});

//! A template in a message: filled in, visible, and complete before it goes.

use carepost::features::patients::{Editor, set_access};

use super::template;
use crate::support::{Answer, Browser, Clinic, Patient, TestApp, both_engines};

const DRAFT: &str = "0198f000-0000-7000-8000-000000000001";

/// Goes from the compose window to the picker, as the page's button does, and inserts the template at `path`.
async fn insert(browser: &Browser, patient: &str, typed: &[(&str, &str)], path: &str) -> Answer {
    let mut fields = vec![("version", "0"), ("patient_id", patient)];
    fields.extend(typed);
    let picker = browser
        .post(&format!("/staff/compose/{DRAFT}?then=template"), &fields)
        .await;
    picker.is(200).shows("Insert a template");
    assert!(
        picker
            .url
            .ends_with(&format!("/staff/drafts/{DRAFT}/templates")),
        "{}",
        picker.url
    );
    let id = path.rsplit('/').next().expect("an id");
    browser
        .post(
            &format!("/staff/drafts/{DRAFT}/templates"),
            &[("template", id)],
        )
        .await
}

/// Books an appointment for a patient, `days` from now.
async fn booked(
    app: &TestApp,
    clinic: &Clinic,
    patient: &Patient,
    status: &'static str,
    days: i64,
) {
    let (clinic, patient) = (clinic.id, patient.id);
    app.write(move |tx, env| {
        let at = env.now().plus(days * 24 * 60 * 60 * 1_000);
        tx.exec(
            "INSERT INTO appointment (clinic_id, id, patient_id, starts_at, status, description) VALUES ($1, $2, $3, $4, $5, '')",
            &[&clinic, &env.id::<uuid::Uuid>(), &patient, &at, &status],
        )?;
        Ok(())
    })
    .await;
}

both_engines!(
    m20_a_template_is_filled_in_and_keeps_what_was_typed,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        booked(&app, &clinic, &patient, "cancelled", 1).await;
        booked(&app, &clinic, &patient, "booked", 6).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let body = "<p>Dear {{patient_given_name}} ({{patient_birth_date}}), see you on <em>{{next_appointment}}</em>. \
                    {{sender_name}}, {{clinic_name}}, {{workgroup_name}}, {{today}}</p>";
        let path = template(&nurse, "own", ("Visit", ""), ("For {{patient_name}}", body)).await;
        let id = patient.id.to_string();
        let from = format!("workgroup:{}", clinic.nurses);
        let typed = [
            ("body", "Typed before."),
            ("from", &*from),
            ("allow_response", "on"),
        ];
        let window = insert(&nurse, &id, &typed, &path).await;
        let filled = "Dear Sam (14 March 1988), see you on &#60;em&#62;8 July 2026, 10:20 am&#60;/em&#62;. \
                      Marc Tremblay, Riverside Family Practice, Nurses, 2 July 2026";
        window
            .is(200)
            .shows("value=\"For Sam Lee\"")
            .shows("Typed before.&#60;/p&#62;&#60;p&#62;Dear Sam")
            .shows(filled)
            .hides("Fill these in");
        // A second one comes after it, and a subject that is there stays.
        let again = [
            ("version", "2"),
            ("subject", "My own subject"),
            ("body", "Once more."),
        ];
        nurse
            .post(
                &format!("/staff/compose/{DRAFT}?then=template"),
                &[&[("patient_id", &*id)], &again[..]].concat(),
            )
            .await
            .is(200);
        nurse
            .post(
                &format!("/staff/drafts/{DRAFT}/templates"),
                &[("template", path.rsplit('/').next().expect("an id"))],
            )
            .await
            .is(200)
            .shows("My own subject")
            .hides("For Sam Lee");
    }
);

both_engines!(
    m43_a_field_without_a_value_is_a_gap_that_keeps_the_message_until_it_is_filled,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = template(
            &nurse,
            "own",
            ("Visit", ""),
            (
                "On {{next_appointment}}",
                "<p>See you on {{next_appointment}}.</p>",
            ),
        )
        .await;
        let id = patient.id.to_string();
        let window = insert(&nurse, &id, &[], &path).await;
        window
            .is(200)
            .shows("Fill these in before you send")
            .shows("Next appointment")
            .shows("See you on {{next_appointment}}.");
        let send = format!("/staff/compose/{DRAFT}");
        let with = |subject: &'static str, body: &'static str| {
            [
                ("version", "2".to_owned()),
                ("patient_id", id.clone()),
                ("subject", subject.to_owned()),
                ("body_html", body.to_owned()),
                ("allow_response", "on".to_owned()),
            ]
        };
        let post = async |fields: [(&'static str, String); 5]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
            nurse.post(&send, &fields).await
        };
        post(with(
            "On {{next_appointment}}",
            "<p>See you on {{next_<strong>appointment</strong>}}.</p>",
        ))
        .await
        .is(422)
        .shows("Fill in {{next_appointment}} before you send")
        .shows("href=\"#subject\"")
        .shows("href=\"#body\"");
        let sent = post(with("On Friday", "<p>See you on Friday. {{7*7}}</p>")).await;
        sent.is(200).shows("See you on Friday. {{7*7}}");

        // The reply and the API refuse it as well.
        let reply = sent.url.split('#').next().expect("a thread").to_owned();
        nurse
            .post(
                &format!("{reply}/reply/0198f000-0000-7000-8000-000000000002"),
                &[
                    ("patient_id", &id),
                    ("body", "It is {{today}}"),
                    ("allow_response", "on"),
                ],
            )
            .await
            .is(422)
            .shows("Fill in {{today}} before you send");
        let program = app
            .program(&clinic.nurse, "messages:write messages:read")
            .await;
        let message = serde_json::json!({ "patient_id": id, "subject": "S", "body_html": "<p>{{today}}</p>" });
        let refused = program.post("/api/v1/conversations", None, &message).await;
        refused.is(422).shows("template_gap").shows("\"body\"");
        app.run_jobs().await;
    }
);

both_engines!(
    a_name_that_looks_like_markup_or_a_field_is_a_name,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient_named(&clinic, "{{7*7}}", "<b>Lee</b>").await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = template(
            &nurse,
            "own",
            ("Greeting", ""),
            ("", "<p>Dear {{patient_name}},</p>"),
        )
        .await;
        let id = patient.id.to_string();
        insert(
            &nurse,
            &id,
            &[("subject", "Hello"), ("allow_response", "on")],
            &path,
        )
        .await
        .is(200)
        .hides("Fill these in");
        let send = [
            ("version", "2"),
            ("patient_id", &*id),
            ("subject", "Hello"),
            ("body_html", "<p>Dear {{7*7}} &lt;b&gt;Lee&lt;/b&gt;,</p>"),
            ("allow_response", "on"),
        ];
        nurse
            .post(&format!("/staff/compose/{DRAFT}"), &send)
            .await
            .is(200)
            .shows("Dear {{7*7}} &lt;b&gt;Lee&lt;/b&gt;,")
            .hides("<b>Lee</b>");
        let preview = nurse.get(&format!("{path}/filled-in?patient={id}")).await;
        preview
            .is(200)
            .shows("Dear {{7*7}} &lt;b&gt;Lee&lt;/b&gt;,")
            .hides("<b>Lee</b>");
        app.run_jobs().await;
    }
);

both_engines!(
    m43_the_preview_is_what_the_patient_will_read,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (on, editor) = (patient.id, Editor::system(clinic.id));
        app.write(move |tx, env| {
            tx.exec("UPDATE patient SET language = 'fr' WHERE id = $1", &[&on])?;
            set_access(tx, &editor, env, on, true)?;
            Ok(())
        })
        .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = template(
            &nurse,
            "own",
            ("Born", ""),
            (
                "{{patient_name}}",
                "<p>{{patient_birth_date}} <strong>{{next_appointment}}</strong></p>",
            ),
        )
        .await;
        nurse
            .get(&format!("{path}/filled-in"))
            .await
            .is(200)
            .shows("Find a patient to see it filled in.");
        let found = nurse.get(&format!("{path}/filled-in?query=lee")).await;
        found
            .is(200)
            .shows(&format!("/filled-in?patient={}", patient.id));
        nurse
            .get(&format!("{path}/filled-in?patient={}", patient.id))
            .await
            .is(200)
            .shows("This is what Sam Lee will read.")
            .shows("lang=\"fr\"")
            .shows("14 mars 1988")
            .shows("<mark class=\"gap\">{{next_appointment}}</mark>")
            .shows("Next appointment");
    }
);

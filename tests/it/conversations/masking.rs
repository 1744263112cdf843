//! Mask name (M21): nowhere on the patient's side does a name of the clinic's people stand.

use carepost::features::conversations::{self, Identity, NewMessage, NewReply, Options};
use carepost::platform::mail::Letter;
use carepost::platform::richtext::RichText;
use carepost::platform::time::DAY;

use crate::support::{TestApp, both_engines};

/// Every name that a masked conversation must not show: people, their roles, the workgroup.
const NAMES: [&str; 9] = [
    "Marc",
    "Tremblay",
    "Nurse",
    "Priya",
    "Shah",
    "Receptionist",
    "Front desk",
    "Nadia",
    "Okafor",
];

/// Everything in an email that somebody reads.
fn words(letter: &Letter) -> String {
    let html = letter.html.as_deref().unwrap_or_default();
    format!(
        "{}
{}
{html}",
        letter.subject, letter.text
    )
}

fn clean(what: &str, bytes: &str) {
    for name in NAMES {
        assert!(!bytes.contains(name), "{what} shows {name}:\n{bytes}");
    }
}

both_engines!(
    m21_no_byte_of_the_patients_side_names_anybody,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        for from in [
            Identity::Staff(clinic.nurse.id),
            Identity::Workgroup(clinic.front_desk),
        ] {
            let patient = app.patient(&clinic).await;
            let message = NewMessage {
                patient: patient.id,
                recipients: Vec::new(),
                to_staff: vec![clinic.receptionist.id, clinic.owner.id],
                from: Some(from),
                subject: "A question".to_owned(),
                body: RichText::from_plain("Are you coming?"),
                attachments: Vec::new(),
                options: Options {
                    require_response_days: Some(1),
                    ..Options::new(true)
                },
                mask_name: true,
                fee_code: None,
                draft: None,
            };
            let (env, nurse, desk) = (
                app.state.env.clone(),
                clinic.nurse.actor(),
                clinic.receptionist.actor(),
            );
            let sent = app.state.db.write(move |tx| {
                let sent = conversations::send(tx, &nurse, &env, &message)?;
                let reply = NewReply {
                    conversation: sent.conversation,
                    draft: None,
                    body: RichText::from_plain("One more thing."),
                    attachments: Vec::new(),
                    options: Options::new(true),
                    fee_code: None,
                };
                conversations::reply(tx, &desk, &env, &reply)?;
                Ok::<_, carepost::platform::web::Error>(sent)
            });
            let sent = sent.await.expect("a message");
            app.run_jobs().await;
            app.clock.advance(DAY);
            app.run_jobs().await;
            let mails = app.mail.take();
            assert!(
                mails.len() + app.texts.texts().len() >= 3,
                "two notices and an alert"
            );
            for letter in mails {
                clean("an email", &words(&letter));
            }
            for text in app.texts.take() {
                clean("a text", &text.body);
            }
            let link = app.link(sent, &patient, patient.person).await;
            let reader = app.reader(&link).await;
            for letter in app.mail.take() {
                clean("the passcode's email", &words(&letter));
            }
            let thread = format!("/messages/{}", sent.conversation);
            let page = reader.get(&thread).await;
            page.is(200)
                .shows("Clinic Staff")
                .shows("Are you coming?")
                .shows("One more thing.");
            clean("the thread", &page.body);
            let list = reader.get("/messages").await;
            list.is(200).shows("Clinic Staff").shows("A question");
            clean("the list", &list.body);
            let refused = reader
                .post(&format!("{thread}/reply"), &[("body", " ")])
                .await;
            refused.is(422);
            clean("a refused answer", &refused.body);
            let answered = reader
                .post(&format!("{thread}/reply"), &[("body", "Yes")])
                .await;
            answered.is(200).shows("You");
            clean("the answered thread", &answered.body);
            // Inside, the real author stays.
            let staff = app.signed_in(&clinic.nurse).await;
            let inside = staff
                .get(&format!("/staff/conversations/{}", sent.conversation))
                .await;
            inside.is(200).shows("Marc Tremblay").shows("Name masked");
            let program = app.program(&clinic.nurse, "messages:read").await;
            let read = program
                .get(&format!("/api/v1/conversations/{}", sent.conversation))
                .await
                .json();
            assert_eq!(read["messages"][0]["author"]["name"], "Marc Tremblay");
            assert!(read["messages"][0]["author"]["shown_as"].is_null());
            assert_eq!(read["messages"][2]["author"]["shown_as"], "Sam Lee");
            // What an EMR would show the patient: the clinic, and nobody of it.
            let fhir = format!("/fhir/r4/Communication?patient={}", patient.id);
            let messages = program.get(&fhir).await;
            assert_eq!(
                messages.is(200).json()["entry"].as_array().map(Vec::len),
                Some(4)
            );
            clean("FHIR", &messages.body);
            let close = format!("/staff/conversations/{}/close", sent.conversation);
            staff.post(&close, &[]).await.is(200);
            let page = reader.get(&thread).await;
            page.is(200);
            clean("the closed thread", &page.body);
        }
    }
);

both_engines!(
    m21_the_word_is_the_readers_and_a_conversation_without_it_shows_names,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let open = app.letter(&clinic, &patient).await;
        let reader = app.reader(&open.link).await;
        reader
            .get(&open.page())
            .await
            .is(200)
            .shows("Marc Tremblay")
            .hides("Clinic Staff");
        let id = open.sent.conversation;
        let masked = app.state.db.write(move |tx| {
            tx.exec(
                "UPDATE conversation SET mask_name = TRUE WHERE id = $1",
                &[&id],
            )?;
            tx.exec("UPDATE patient SET language = 'fr'", &[])
        });
        masked.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
        let page = reader.get(&open.page()).await;
        page.is(200);
        clean("the thread", &page.body);
        assert!(
            page.body.contains("Personnel de la clinique") || page.body.contains("Clinic Staff"),
            "{}",
            page.body
        );
    }
);

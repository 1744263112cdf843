//! The guard against the wrong recipient (M26), and who will be able to read a message (M27).

use crate::support::{Answer, Browser, TestApp, both_engines, files};

const DRAFT: &str = "0198f000-0000-7000-8000-000000000001";

async fn send(browser: &Browser, patient: &str, body: &str, seen: &[&str]) -> Answer {
    let mut fields = vec![
        ("version", "0"),
        ("patient_id", patient),
        ("subject", "Your visit"),
        ("body", body),
        ("allow_response", "on"),
    ];
    fields.extend(seen.iter().map(|id| ("guard_seen", *id)));
    browser
        .post(&format!("/staff/compose/{DRAFT}"), &fields)
        .await
}

both_engines!(
    m26_patients_who_could_be_taken_for_this_one_are_shown_beside_the_text,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        let patient = app
            .new_patient(&clinic)
            .named("Marie", "Gagnon")
            .born("1970-05-04")
            .create()
            .await;
        for (given, family, born) in [
            ("Máríe", "GAGNON", "1950-01-01"),
            ("Gagnon", "Marie", "1951-01-01"),
            ("Marie", "Gagnou", "1952-01-01"),
            ("Lucie", "Gagnon", "1970-05-04"),
            ("Martin", "Gagnon", "1953-01-01"),
            ("Marie", "Tremblay", "1954-01-01"),
        ] {
            app.new_patient(&clinic)
                .named(given, family)
                .born(born)
                .create()
                .await;
        }
        app.new_patient(&other)
            .named("Marie", "Gagnon")
            .born("1955-01-01")
            .create()
            .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let window = nurse
            .get(&format!("/staff/compose?patient={patient}"))
            .await;
        window
            .is(200)
            .shows("Could be taken for somebody else.")
            .shows("Máríe GAGNON")
            .shows("Gagnon Marie")
            .shows("Marie Gagnou")
            .shows("Lucie Gagnon")
            .shows("4 May 1970")
            .hides("Martin Gagnon")
            .hides("Marie Tremblay")
            .hides("1 January 1955");
    }
);

both_engines!(
    m26_another_patient_in_the_text_stops_the_message_once_and_keeps_everything,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.guardian(&patient, "Ann", "Lee").await;
        let eloise = app
            .new_patient(&clinic)
            .named("Éloïse", "D’Arc")
            .identifier("emr", "R-10037")
            .create()
            .await
            .to_string();
        // The reader of the patient's messages, and a member of staff, may be patients as well.
        app.new_patient(&clinic).named("Ann", "Lee").create().await;
        app.new_patient(&clinic)
            .named("Priya", "Shah")
            .create()
            .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        for body in [
            "The results of eloise d'arc are in.",
            "About D’Arc, Éloïse: all is well.",
            "Her number is r-10037.",
        ] {
            send(&nurse, &id, body, &[])
                .await
                .is(422)
                .shows("The message names another patient")
                .shows("href=\"#guard\"")
                .shows("Éloïse D’Arc")
                .shows("Send anyway to Sam Lee")
                .shows("value=\"Your visit\"")
                .shows(&format!("name=\"guard_seen\" value=\"{eloise}\""));
        }
        let sent = send(
            &nurse,
            &id,
            "The results of eloise d'arc are in.",
            &[&eloise],
        )
        .await;
        sent.is(200)
            .shows("The results of eloise d&#39;arc are in.");

        // So does a reply.
        let path = format!("{}/reply/0198f000-0000-7000-8000-000000000009", sent.url);
        let reply = [("body", "Éloïse D’Arc again"), ("allow_response", "on")];
        nurse
            .post(&path, &reply)
            .await
            .is(422)
            .shows("Send anyway to Sam Lee")
            .shows("Éloïse D’Arc again");
        let seen = [
            ("body", "Éloïse D’Arc again"),
            ("allow_response", "on"),
            ("guard_seen", &*eloise),
        ];
        nurse
            .post(&path, &seen)
            .await
            .is(200)
            .shows("Éloïse D’Arc again");

        // What is expected stops nothing: the patient, a reader, a colleague, and two words that nobody is called.
        let body = "Dear Sam Lee and Ann Lee, call Priya Shah at 416 555 0100. Kind Regards";
        let other = format!("/staff/compose/{}", DRAFT.replace("01", "02"));
        let fields = [
            ("patient_id", &*id),
            ("subject", "S"),
            ("body", body),
            ("allow_response", "on"),
        ];
        nurse
            .post(&other, &fields)
            .await
            .is(200)
            .shows("Kind Regards");
        app.run_jobs().await;
    }
);

both_engines!(
    m26_m27_what_stands_beside_the_text_follows_the_draft,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (guardian, _) = app.guardian(&patient, "Ann", "Lee").await;
        app.new_patient(&clinic)
            .named("Otto", "Brandt")
            .create()
            .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        let window = nurse.get(&format!("/staff/compose?patient={id}")).await;
        window
            .is(200)
            .shows("id=\"readers\"")
            .shows("New message from Riverside Family Practice: http")
            .hides("Another patient is named");
        let nurses = format!("workgroup:{}", clinic.nurses);
        let (only, desk) = (guardian.to_string(), clinic.receptionist.id.to_string());
        let fields = [
            ("version", "0"),
            ("patient_id", &*id),
            ("portal_user_ids", &*only),
            ("to_staff_ids", &*desk),
            ("from", &*nurses),
            ("subject", "About Otto Brandt"),
        ];
        nurse
            .post(&format!("/staff/drafts/{DRAFT}"), &fields)
            .await
            .is(200);
        let beside = nurse.get(&format!("/staff/drafts/{DRAFT}/guard")).await;
        beside
            .is(200)
            .shows("Another patient is named")
            .shows("Otto Brandt")
            .shows("Ann Lee")
            .shows("Nurses")
            .shows("Nadia Okafor")
            .shows("Marc Tremblay")
            .shows("Priya Shah")
            .shows("New message from Riverside Family Practice – You have a new message from Riverside Family Practice.")
            .shows("They will not see this conversation")
            .shows("Sam Lee")
            .hides("Joan Fisher");
        // Nobody else's draft.
        let colleague = app.signed_in(&clinic.receptionist).await;
        colleague
            .get(&format!("/staff/drafts/{DRAFT}/guard"))
            .await
            .is(404);
    }
);

/// Uploads a file, and gives its id.
async fn uploaded(browser: &Browser, name: &str, content: &[u8]) -> String {
    let answer = crate::attachments::send_file(browser, name, content).await;
    let told = answer.is(200).json();
    assert_eq!(told["state"], "available");
    told["id"].as_str().expect("an id").to_owned()
}

both_engines!(
    m26_another_patient_in_an_attached_pdf_stops_the_message_once,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let otto = app
            .new_patient(&clinic)
            .named("Otto", "Brandt")
            .identifier("emr", "R-10037")
            .create()
            .await
            .to_string();
        let nurse = app.signed_in(&clinic.nurse).await;
        let id = patient.id.to_string();
        let named = files::pdf_saying(&["Radiology report", "Patient: BRANDT, Otto"]);
        let named = uploaded(&nurse, "report.pdf", &named).await;
        let number = uploaded(&nurse, "number.pdf", &files::pdf_saying(&["EMR R-10037"])).await;
        let own = files::pdf_saying(&["Patient: LEE, Sam", "seen by Priya Shah, 2026 07 02"]);
        let own = uploaded(&nurse, "own.pdf", &own).await;
        let scan = uploaded(&nurse, "scan.pdf", &files::pdf_of("0 0 9 9 re f", "")).await;
        let fields = |file: &str, seen: &str| {
            let mut fields = vec![
                ("patient_id", id.clone()),
                ("subject", "Your visit".to_owned()),
                ("body", "See the file.".to_owned()),
                ("allow_response", "on".to_owned()),
                ("attachment_ids", file.to_owned()),
            ];
            fields.extend((!seen.is_empty()).then(|| ("guard_seen", seen.to_owned())));
            fields
        };
        let compose = async |draft: u8, file: &str, seen: &str| {
            let path = format!(
                "/staff/compose/{}",
                DRAFT.replace("01", &format!("{draft:02}"))
            );
            let fields = fields(file, seen);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            nurse.post(&path, &fields).await
        };
        for (draft, file, name) in [(11, &named, "report.pdf"), (12, &number, "number.pdf")] {
            compose(draft, file, "")
                .await
                .is(422)
                .shows("The message names another patient")
                .shows("Otto Brandt")
                .shows(&format!("in the attached file {name}"))
                .shows("Send anyway to Sam Lee");
        }
        compose(11, &named, &otto).await.is(200).shows("report.pdf");
        // The patient's own name, a colleague and a scan stop nothing; nobody has looked through the scan.
        compose(13, &own, "").await.is(200).shows("own.pdf");
        let draft = DRAFT.replace("01", "14");
        let mut kept = fields(&scan, "");
        kept.push(("version", "0".to_owned()));
        let kept: Vec<(&str, &str)> = kept.iter().map(|(n, v)| (*n, v.as_str())).collect();
        nurse
            .post(&format!("/staff/drafts/{draft}"), &kept)
            .await
            .is(200);
        nurse
            .get(&format!("/staff/drafts/{draft}/guard"))
            .await
            .is(200)
            .shows("Nothing can be read in scan.pdf")
            .hides("Another patient is named");
        let sent = compose(15, &scan, "").await;
        sent.is(200).shows("scan.pdf");
        // What was read stays no longer than it is needed.
        app.clock.advance(2 * carepost::platform::time::DAY);
        let tidied = carepost::features::attachments::jobs::tidy(&app.state).await;
        tidied.expect("tidied");
        let kept = app
            .state
            .db
            .read(|tx| tx.all::<(String,)>("SELECT words FROM upload_words", &[]));
        let kept = kept.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert!(kept.is_empty(), "{kept:?}");
    }
);

both_engines!(
    m27_m77_an_answer_says_who_will_read_it_and_who_was_left_out,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (guardian, _) = app.guardian(&patient, "Ann", "Lee").await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let (id, only, desk) = (
            patient.id.to_string(),
            patient.person.to_string(),
            clinic.receptionist.id.to_string(),
        );
        let nurses = format!("workgroup:{}", clinic.nurses);
        let fields = [
            ("version", "0"),
            ("patient_id", &*id),
            ("portal_user_ids", &*only),
            ("to_staff_ids", &*desk),
            ("from", &*nurses),
            ("subject", "Between us"),
            ("body", "Only for you."),
            ("allow_response", "on"),
        ];
        nurse
            .get(&format!("/staff/compose?patient={id}"))
            .await
            .is(200)
            .hides("They will not see this conversation");
        nurse
            .post(&format!("/staff/drafts/{DRAFT}"), &fields)
            .await
            .is(200);
        let beside = nurse.get(&format!("/staff/drafts/{DRAFT}/guard")).await;
        beside
            .is(200)
            .shows("Left out:")
            .shows("Ann Lee")
            .shows("They will not see this conversation");
        let fields = [("version", "1")]
            .into_iter()
            .chain(fields[1..].iter().copied());
        let fields: Vec<_> = fields.collect();
        let thread = nurse
            .post(&format!("/staff/compose/{DRAFT}"), &fields)
            .await;
        thread
            .is(200)
            .shows("Left out:")
            .shows("Who will be able to read this")
            .shows("Nadia Okafor")
            .shows("Priya Shah")
            .hides("Joan Fisher");
        app.run_jobs().await;
        assert!(app.mail.take().is_empty(), "the guardian is told nothing");
        let conversation = thread.url.rsplit('/').next().expect("an id").to_owned();

        // The guardian, signed in for another letter, sees nothing of it; nor of an answer in it.
        let open = app
            .write_to(&clinic, &patient, "For all", "<p>Hello</p>", true)
            .await;
        let link = app.link(open, &patient, guardian).await;
        let reader = app.reader(&link).await;
        let reply = format!(
            "/staff/conversations/{conversation}/reply/{}",
            DRAFT.replace("01", "05")
        );
        nurse
            .post(&reply, &[("body", "And this."), ("allow_response", "on")])
            .await
            .is(200);
        app.run_jobs().await;
        let list = reader.get("/messages").await;
        list.is(200).shows("For all").hides("Between us");
        reader
            .get(&format!("/messages/{conversation}"))
            .await
            .is(404);
        // With everybody in, nobody is left out.
        let open = nurse
            .get(&format!("/staff/conversations/{}", open.conversation))
            .await;
        open.is(200).hides("Left out:");
    }
);

//! Automatic replies (M10): when they come, what they say, and all that they leave as it was.

use carepost::features::automatic_replies::hours::{Hours, read_day};
use carepost::features::automatic_replies::{self, AutomaticReply, Schedule};
use carepost::platform::time::{HOUR, Timestamp};

use super::starting::opened;
use crate::support::{Answer, Browser, Clinic, Patient, TestApp, both_engines};

const SETTINGS: &str = "/staff/settings/automatic-replies";
const TEXT: &str = "We are closed and read this in the morning.";
const TEXTE: &str = "Nous sommes fermés et lirons ceci demain matin.";

fn owner(clinic: &Clinic) -> carepost::platform::auth::StaffActor {
    let mut owner = clinic.owner.actor();
    owner.owner = true;
    owner
}

/// The front desk answers by itself by `schedule`; the clinic is open from nine to five on weekdays.
async fn answering(app: &TestApp, clinic: &Clinic, schedule: Schedule) {
    opened(app, clinic).await;
    let (actor, desk) = (owner(clinic), clinic.front_desk);
    app.write(move |tx, env| {
        let mut hours = Hours::default();
        for day in hours.week.iter_mut().take(5) {
            *day = read_day("hours_1", "9-17").map_err(carepost::platform::web::Error::refused)?;
        }
        automatic_replies::save_hours(tx, &actor, env, &hours)?;
        let reply = AutomaticReply {
            enabled: true,
            schedule,
            every_hours: 12,
            text_en: TEXT.to_owned(),
            text_fr: TEXTE.to_owned(),
            ..AutomaticReply::default()
        };
        automatic_replies::save(tx, &actor, env, desk, &reply)?;
        Ok(tx.exec("UPDATE portal_settings SET automatic_replies = TRUE", &[])?)
    })
    .await;
}

async fn start(browser: &Browser, patient: &Patient, subject: &str) -> String {
    let path = format!("/messages/new/{}", patient.id);
    let fields = [("subject", subject), ("body", "Are you there?")];
    let page = browser.post(&path, &fields).await;
    let (_, rest) = page.is(200).url.split_once("/messages/").expect("a thread");
    rest.split(['?', '#']).next().unwrap_or_default().to_owned()
}

fn replies(answer: &Answer) -> usize {
    answer.is(200).body.matches(TEXT).count()
}

/// A moment of the tests' week, Thursday 2 July 2026, as the wall's clock in Toronto shows it.
fn thursday(hour: i64) -> Timestamp {
    Timestamp(1_783_002_000_000 - 10 * HOUR - 20 * 60_000 + hour * HOUR)
}

both_engines!(
    m10_a_patient_is_answered_outside_hours_and_for_the_clinic_nothing_has_changed,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        answering(&app, &clinic, Schedule::OutsideHours).await;
        let reader = app.account_of(&patient, patient.person).await;
        let by_day = start(&reader, &patient, "By day").await;
        let page = reader.get(&format!("/messages/{by_day}")).await;
        assert_eq!(replies(&page), 0);

        app.clock.set(thursday(20));
        let reader = app.account_of(&patient, patient.person).await;
        let id = start(&reader, &patient, "At night").await;
        let page = reader.get(&format!("/messages/{id}")).await;
        assert_eq!(replies(&page), 1);
        page.shows("Automatic reply");
        let nurse = app.signed_in(&clinic.nurse).await;
        let inbox = nurse.get("/staff/inbox").await;
        // The patient's words are what waits: nobody has answered, and nobody has to open anything.
        inbox
            .is(200)
            .shows("At night")
            .shows("Are you there?")
            .hides(TEXT);
        for folder in ["unread_by_patient", "awaiting_response", "sent"] {
            let page = nurse.get(&format!("/staff/inbox?folder={folder}")).await;
            page.hides("At night");
        }
        let thread = nurse.get(&format!("/staff/conversations/{id}")).await;
        thread
            .is(200)
            .shows(TEXT)
            .shows("Automatic reply")
            .shows("Front desk");
        let program = app.program(&clinic.nurse, "messages:read").await;
        let shown = program.get(&format!("/api/v1/conversations/{id}")).await;
        let shown = shown.is(200).json();
        assert_eq!(shown["message_count"], 1);
        let message = &shown["messages"][0];
        assert_eq!(message["author"]["kind"], "portal_user");
        assert_eq!(message["automatic_reply"]["shown_as"], "Front desk");
        assert!(
            message["automatic_reply"]["body_html"]
                .as_str()
                .is_some_and(|b| b.contains(TEXT))
        );
        assert_eq!(shown["can_attach"], true, "the clinic has not written");
        let program = app
            .program(&clinic.nurse, "messages:read patients:read staff:read")
            .await;
        let parts = program
            .get(&format!("/fhir/r4/Communication?part-of={id}"))
            .await;
        let part = &parts.is(200).json()["entry"][0]["resource"];
        assert_eq!(part["note"][0]["text"], format!("Automatic reply: {TEXT}"));
        assert_eq!(part["note"][0]["authorString"], "Front desk");
        // Nobody is told of it.
        app.run_jobs().await;
        assert!(app.texts.texts().is_empty() && app.mail.letters().is_empty());
        // On paper it is named too.
        let page = format!("/staff/conversations/{id}");
        nurse.post(&format!("{page}/file"), &[]).await.is(200);
        app.run_jobs().await;
        let of = id.to_string().parse().expect("an id");
        let filed = crate::conversations::filed_items(&app, &clinic, of).await;
        let pdf = nurse
            .get(&format!("/staff/chart-items/{}/content", filed[0]))
            .await
            .bytes;
        if let Some(words) = crate::conversations::words_of_pdf(&pdf) {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains("Automatic reply"), "{words}");
            assert!(words.contains(TEXT), "{words}");
        }
    }
);

both_engines!(
    m10_one_in_its_window_and_an_answer_of_staff_resets_it,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        answering(&app, &clinic, Schedule::Always).await;
        let reader = app.account_of(&patient, patient.person).await;
        let id = start(&reader, &patient, "Many words").await;
        let page = format!("/messages/{id}");
        let reply = format!("{page}/reply");
        reader.post(&reply, &[("body", "One more")]).await.is(200);
        assert_eq!(replies(&reader.get(&page).await), 1);
        let program = app
            .program(&clinic.nurse, "messages:read messages:write")
            .await;
        let answer =
            serde_json::json!({ "body_html": "<p>I am here.</p>", "allow_response": true });
        let answers = format!("/api/v1/conversations/{id}/messages");
        program.post(&answers, None, &answer).await.is(201);
        reader.post(&reply, &[("body", "Thank you")]).await.is(200);
        assert_eq!(replies(&reader.get(&page).await), 2);
        app.clock.advance(11 * HOUR);
        let reader = app.account_of(&patient, patient.person).await;
        reader
            .post(&reply, &[("body", "Still here?")])
            .await
            .is(200);
        assert_eq!(replies(&reader.get(&page).await), 2);
        // Messages of one moment are a millisecond apart.
        app.clock.advance(HOUR + 1_000);
        let reader = app.account_of(&patient, patient.person).await;
        reader.post(&reply, &[("body", "And now?")]).await.is(200);
        assert_eq!(replies(&reader.get(&page).await), 3);
        // Closed, a conversation takes nothing that could be answered.
        program
            .post(
                &format!("/api/v1/conversations/{id}/close"),
                None,
                &serde_json::json!({}),
            )
            .await;
        reader.post(&reply, &[("body", "Hello?")]).await.is(409);
        assert_eq!(replies(&reader.get(&page).await), 3);
    }
);

both_engines!(
    m10_m21_it_speaks_the_readers_language_and_shows_no_name_where_none_is_shown,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        answering(&app, &clinic, Schedule::Always).await;
        let id = patient.id;
        app.write(move |tx, _| {
            let sql = "UPDATE patient SET language = 'fr' WHERE id = $1";
            Ok(tx.exec(sql, &[&id])?)
        })
        .await;
        let reader = app.account_of(&patient, patient.person).await;
        let id = start(&reader, &patient, "Bonjour").await;
        app.write(|tx, _| Ok(tx.exec("UPDATE conversation SET mask_name = TRUE", &[])?))
            .await;
        reader
            .get(&format!("/messages/{id}"))
            .await
            .is(200)
            .shows(TEXTE)
            .shows("Réponse automatique")
            .hides("Front desk");
        let program = app.program(&clinic.nurse, "messages:read").await;
        let shown = program
            .get(&format!("/api/v1/conversations/{id}"))
            .await
            .json();
        let reply = &shown["messages"][0]["automatic_reply"];
        assert_eq!(reply["language"], "fr");
        assert!(reply["shown_as"].is_null());
    }
);

both_engines!(
    m10_each_switch_stands_in_the_way_and_another_workgroup_is_silent,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        answering(&app, &clinic, Schedule::Always).await;
        let reader = app.account_of(&patient, patient.person).await;
        for sql in [
            "UPDATE portal_settings SET automatic_replies = FALSE",
            "UPDATE automatic_reply_rule SET enabled = FALSE",
        ] {
            answering(&app, &clinic, Schedule::Always).await;
            app.write(move |tx, _| Ok(tx.exec(sql, &[])?)).await;
            let id = start(&reader, &patient, sql).await;
            let page = reader.get(&format!("/messages/{id}")).await;
            assert_eq!(replies(&page), 0, "{sql}");
        }
        answering(&app, &clinic, Schedule::Always).await;
        let path = format!("/messages/new/{}", patient.id);
        let nurses = clinic.nurses.to_string();
        let fields = [
            ("workgroup", nurses.as_str()),
            ("subject", "To the nurses"),
            ("body", "Are you there?"),
        ];
        assert_eq!(replies(&reader.post(&path, &fields).await), 0);
        let id = start(&reader, &patient, "To the desk").await;
        assert_eq!(replies(&reader.get(&format!("/messages/{id}")).await), 1);
    }
);

both_engines!(
    m10_the_owner_sets_hours_and_text_and_sees_what_a_patient_would_read,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        opened(&app, &clinic).await;
        let owner = app.signed_in(&clinic.owner).await;
        let desk = format!("{SETTINGS}/{}", clinic.front_desk);
        owner
            .get(SETTINGS)
            .await
            .is(200)
            .shows("Front desk")
            .shows("Nothing is answered automatically now");
        let fields = [
            ("enabled", "true"),
            ("schedule", "outside_hours"),
            ("every_hours", "x"),
            ("text_en", "Shut <b>now</b>."),
        ];
        owner
            .post(&desk, &fields)
            .await
            .is(422)
            .shows("Set the opening hours first")
            .shows("from 1 to 720")
            .shows("Write what patients should read.")
            .shows("Shut &lt;b&gt;now&lt;/b&gt;.");
        let hours = "/staff/settings/opening-hours";
        owner
            .post(hours, &[("hours_4", "17-9"), ("closed_days", "25/12/2026")])
            .await
            .is(422)
            .shows("value=\"17-9\"")
            .shows("“25/12/2026” is no day");
        let week = [("hours_4", "9h-17h"), ("closed_days", "2026-12-25")];
        owner
            .post(hours, &week)
            .await
            .is(200)
            .shows("value=\"9:00-17:00\"");
        app.write(|tx, _| Ok(tx.exec("UPDATE portal_settings SET automatic_replies = TRUE", &[])?))
            .await;
        let right = [
            ("enabled", "true"),
            ("schedule", "outside_hours"),
            ("every_hours", "24"),
            ("text_en", "Shut <b>now</b>."),
            ("text_fr", "Fermé."),
        ];
        // Thursday, 10:20: seen before it is saved, and nothing is kept by looking.
        let mut look = right.to_vec();
        look.push(("preview", "true"));
        owner
            .post(&desk, &look)
            .await
            .is(200)
            .shows("does not get it")
            .shows("Shut &lt;b&gt;now&lt;/b&gt;.");
        owner.get(&desk).await.hides("Shut");
        owner
            .post(&desk, &right)
            .await
            .is(200)
            .shows("Outside opening hours");
        app.clock.set(thursday(18));
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .get(&desk)
            .await
            .is(200)
            .shows("A patient who writes now gets it.");
        // Without any hours it would always answer.
        owner
            .post(hours, &[])
            .await
            .is(422)
            .shows("or keep some hours");
        let between = [
            ("enabled", "true"),
            ("schedule", "between"),
            ("every_hours", "24"),
            ("from_day", "2027-01-02"),
            ("until_day", "2026-12-24"),
            ("text_en", "Away."),
            ("text_fr", "Absents."),
        ];
        owner
            .post(&desk, &between)
            .await
            .is(422)
            .shows("The last day comes before");
    }
);

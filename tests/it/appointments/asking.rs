//! Asking for an appointment or another time, and the clinic's answers.

use super::{allow_all, booked, field, id_after, reader, typed};
use crate::support::{Answer, Browser, TestApp, both_engines};

/// Asks for a new appointment as the page's form does.
async fn ask(reader: &Browser, words: &str) -> Answer {
    let form = field(&reader.get("/appointments/new").await.is(200).body, "form");
    let fields = [("form", form.as_str()), ("words", words)];
    reader.post("/appointments/new", &fields).await
}

/// The page of the request that waits first.
async fn first_request(nurse: &Browser) -> String {
    let queue = nurse.get("/staff/appointment-requests").await;
    let id = id_after(&queue.is(200).body, "href=\"/staff/appointment-requests/");
    format!("/staff/appointment-requests/{id}")
}

both_engines!(
    m67_a_request_is_given_a_time_and_the_patient_is_told_as_with_every_message,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        let reader = reader(&app, &patient).await;
        ask(&reader, "My cough, any morning")
            .await
            .is(200)
            .shows("Your request was sent.")
            .shows("My cough, any morning")
            .shows("The clinic will answer");
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = first_request(&nurse).await;
        // What is wrong is said at its field, and nothing typed is lost.
        let wrong = [
            ("deed", "accept"),
            ("starts_at", ""),
            ("words", "Bring your card"),
        ];
        nurse
            .post(&page, &wrong)
            .await
            .is(422)
            .shows("Choose a day and a time.")
            .shows("Bring your card</textarea>");
        let past = [("deed", "accept"), ("starts_at", "2020-01-01T09:00")];
        nurse
            .post(&page, &past)
            .await
            .is(422)
            .shows("still to come");
        let skipped = [("deed", "accept"), ("starts_at", "2027-03-14T02:30")];
        nurse
            .post(&page, &skipped)
            .await
            .is(422)
            .shows("goes forward");
        let at = typed(72);
        let given = [
            ("deed", "accept"),
            ("starts_at", at.as_str()),
            ("minutes", "45"),
            ("words", "Bring your card"),
        ];
        nurse.post(&page, &given).await.is(200).shows("Done.");
        // Pressed twice, it is one appointment and one message.
        nurse.post(&page, &given).await.is(200);
        app.run_jobs().await;
        let texts = app.texts.take();
        assert_eq!(texts.len(), 1);
        for word in ["appointment", "cough", "Sam", "July", "card"] {
            assert!(!texts[0].body.contains(word), "{}", texts[0].body);
        }
        let list = reader.get("/appointments").await;
        list.is(200)
            .shows("Sunday 5 July, 10:20 am to 11:05 am")
            .hides("The clinic will answer");
        assert_eq!(list.body.matches("calendar.ics").count(), 1);
        let inbox = reader.get("/messages").await;
        let conversation = id_after(&inbox.body, "href=\"/messages/");
        reader
            .get(&format!("/messages/{conversation}"))
            .await
            .is(200)
            .shows("Your appointment is booked: Sunday 5 July 2026, 10:20 am.")
            .shows("Bring your card");
    }
);

both_engines!(
    m67_a_proposed_time_is_taken_once_and_staff_see_it,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        let id = booked(&app, &clinic, &patient, 48, ("booked", "Knee")).await;
        let reader = reader(&app, &patient).await;
        let change = format!("/appointments/{id}/change");
        reader
            .post(&change, &[("words", " ")])
            .await
            .is(422)
            .shows("Write a few words.");
        reader
            .post(&change, &[("words", "Later in the week")])
            .await
            .is(200)
            .shows("You asked for another time")
            .shows("Saturday 4 July, 10:20 am to 10:50 am");
        // A second wish for the same appointment waits for the first.
        reader
            .post(&change, &[("words", "Or earlier")])
            .await
            .is(409)
            .shows("has been asked for already")
            .shows("Or earlier</textarea>");
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = first_request(&nurse).await;
        let at = typed(96);
        let proposal = [
            ("deed", "propose"),
            ("starts_at", at.as_str()),
            ("minutes", "30"),
        ];
        nurse
            .post(&page, &proposal)
            .await
            .is(200)
            .shows("Waiting for the patient");
        let list = reader.get("/appointments").await;
        list.is(200)
            .shows("The clinic proposes Monday 6 July 2026, 10:20 am");
        let request = id_after(&list.body, "action=\"/appointment-requests/");
        let take = format!("/appointment-requests/{request}/take");
        let shown = field(&list.body, "starts_at");
        // The clinic thinks again: the old time can't be taken any more.
        let at = typed(120);
        let proposal = [
            ("deed", "propose"),
            ("starts_at", at.as_str()),
            ("minutes", "30"),
        ];
        nurse.post(&page, &proposal).await.is(200);
        reader
            .post(&take, &[("starts_at", &shown)])
            .await
            .is(409)
            .shows("proposes another time by now")
            .shows("Tuesday 7 July 2026, 10:20 am");
        let shown = field(&reader.get("/appointments").await.body, "starts_at");
        let presses = (0..4).map(|_| async {
            reader.post(&take, &[("starts_at", &shown)]).await.is(200);
        });
        futures::future::join_all(presses).await;
        let list = reader.get("/appointments").await;
        list.shows("Tuesday 7 July, 10:20 am")
            .hides("Saturday 4 July");
        let file = reader
            .get(&format!("/appointments/{id}/calendar.ics"))
            .await;
        file.is(200)
            .shows("SEQUENCE:1")
            .shows("DTSTART:20260707T142000Z");
        nurse
            .get(&page)
            .await
            .shows("Put it into your own calendar");
        nurse
            .post(&page, &[("deed", "note")])
            .await
            .is(200)
            .shows("Nothing is waiting");
        app.run_jobs().await;
    }
);

both_engines!(
    m67_declining_needs_a_word_and_keeps_everything_as_it_was,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        let id = booked(&app, &clinic, &patient, 48, ("booked", "Knee")).await;
        let reader = reader(&app, &patient).await;
        reader
            .post(
                &format!("/appointments/{id}/change"),
                &[("words", "Tonight")],
            )
            .await
            .is(200);
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = first_request(&nurse).await;
        nurse
            .post(&page, &[("deed", "decline")])
            .await
            .is(422)
            .shows("Write a few words.");
        let no = [("deed", "decline"), ("words", "We close at five")];
        nurse
            .post(&page, &no)
            .await
            .is(200)
            .shows("Nothing is waiting");
        reader
            .get("/appointments")
            .await
            .is(200)
            .shows("The clinic cannot do this")
            .shows("We close at five")
            .shows("Saturday 4 July, 10:20 am");
        // Another answer comes too late, and so does another member's.
        let at = typed(96);
        let late = [("deed", "accept"), ("starts_at", at.as_str())];
        nurse
            .post(&page, &late)
            .await
            .is(409)
            .shows("Somebody has answered");
        app.run_jobs().await;
    }
);

both_engines!(
    staff_who_accept_while_the_patient_cancels_find_one_truth,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        let (reader, nurse) = (
            reader(&app, &patient).await,
            app.signed_in(&clinic.nurse).await,
        );
        for hours in [48, 72, 96] {
            let id = booked(&app, &clinic, &patient, hours, ("booked", "Knee")).await;
            reader
                .post(&format!("/appointments/{id}/change"), &[("words", "Later")])
                .await
                .is(200);
            let page = first_request(&nurse).await;
            let (at, cancel) = (typed(hours + 200), format!("/appointments/{id}/cancel"));
            let given = [("deed", "accept"), ("starts_at", at.as_str())];
            let (accepted, cancelled) =
                tokio::join!(nurse.post(&page, &given), reader.post(&cancel, &[]));
            // Whoever comes second finds what the first one did: moved and then cancelled, or cancelled and not moved.
            assert!([200, 409].contains(&accepted.status), "{}", accepted.status);
            cancelled.is(200);
            let (status, version): (String, i64) = app
                .write(move |tx, _| {
                    let sql = "SELECT status, version FROM appointment WHERE id = $1";
                    Ok(tx.one(sql, &[&id])?)
                })
                .await;
            let moves = if accepted.status == 200 { 2 } else { 1 };
            assert_eq!((status.as_str(), version), ("cancelled", moves));
            let page = first_request(&nurse).await;
            nurse
                .post(&page, &[("deed", "note")])
                .await
                .is(200)
                .shows("Nothing is waiting");
        }
        app.run_jobs().await;
    }
);

both_engines!(
    two_tabs_with_the_same_words_ask_once_and_nobody_floods_the_clinic,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        let reader = reader(&app, &patient).await;
        let form = field(&reader.get("/appointments/new").await.body, "form");
        let fields = [("form", form.as_str()), ("words", "My cough")];
        let presses = (0..6).map(|_| async {
            reader.post("/appointments/new", &fields).await.is(200);
        });
        futures::future::join_all(presses).await;
        let list = reader.get("/appointments").await;
        assert_eq!(list.body.matches("You asked for an appointment").count(), 1);
        for n in 2..=5 {
            ask(&reader, &format!("Number {n}")).await.is(200);
        }
        ask(&reader, "Number 6")
            .await
            .is(409)
            .shows("Several of your requests")
            .shows("Number 6</textarea>");
        let request = id_after(&list.body, "action=\"/appointment-requests/");
        let withdraw = format!("/appointment-requests/{request}/withdraw");
        reader
            .post(&withdraw, &[])
            .await
            .is(200)
            .shows("is withdrawn");
        reader.post(&withdraw, &[]).await.is(200);
        ask(&reader, "Number 6").await.is(200);
    }
);

both_engines!(
    m12_what_another_reader_wrote_stays_theirs_and_staff_see_for_whom_it_is,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        let (ann, _) = app.guardian(&patient, "Ann", "Lee").await;
        let parent = app.account_of(&patient, ann).await;
        ask(&parent, "About what he told me").await.is(200);
        reader(&app, &patient)
            .await
            .get("/appointments")
            .await
            .is(200)
            .shows("Somebody else who reads here asked for it.")
            .hides("About what he told me");
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get("/staff/appointment-requests")
            .await
            .is(200)
            .shows("Ann Lee on behalf of Sam Lee")
            .shows("About what he told me");
    }
);

both_engines!(
    somebody_who_cannot_be_told_is_answered_all_the_same,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        ask(&reader(&app, &patient).await, "My cough").await.is(200);
        let id = patient.id;
        app.write(move |tx, _| {
            Ok(tx.exec(
                "UPDATE patient SET portal_access = FALSE WHERE id = $1",
                &[&id],
            )?)
        })
        .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = first_request(&nurse).await;
        nurse
            .get(&page)
            .await
            .is(200)
            .shows("cannot be told by a message");
        let at = typed(72);
        let given = [("deed", "accept"), ("starts_at", at.as_str())];
        nurse.post(&page, &given).await.is(200);
        app.run_jobs().await;
        assert!(app.texts.take().is_empty() && app.mail.take().is_empty());
        nurse
            .get(&format!("/staff/patients/{id}?tab=appointments"))
            .await
            .is(200)
            .shows("Sunday 5 July, 10:20 am");
    }
);

both_engines!(
    the_discharged_and_the_switched_off_ask_for_nothing,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let reader = reader(&app, &patient).await;
        reader
            .post("/appointments/new", &[("words", "My cough")])
            .await
            .is(409)
            .shows("gives appointments by telephone")
            .shows("416 555 0100");
        allow_all(&app, &clinic).await;
        let id = patient.id;
        app.write(move |tx, _| {
            Ok(tx.exec(
                "UPDATE patient SET status = 'discharged' WHERE id = $1",
                &[&id],
            )?)
        })
        .await;
        reader
            .post("/appointments/new", &[("words", "My cough")])
            .await
            .is(409)
            .shows("no longer listed as a patient");
        app.write(move |tx, _| {
            Ok(tx.exec(
                "UPDATE patient SET portal_access = FALSE WHERE id = $1",
                &[&id],
            )?)
        })
        .await;
        reader
            .post("/appointments/new", &[("words", "My cough")])
            .await
            .hides("Your request was sent");
    }
);

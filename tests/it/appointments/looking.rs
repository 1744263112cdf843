//! The list, hidden statuses, and calendars' files.

use carepost::features::patients::{self, Editor};

use super::{allow, allow_all, booked, reader};
use crate::support::{TestApp, both_engines};

/// The file as a calendar reads it: unfolded lines.
fn lines(file: &str) -> Vec<String> {
    assert!(file.ends_with("\r\n"), "every line ends with CR LF");
    for line in file.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    let whole = file.replace("\r\n ", "");
    whole.split_terminator("\r\n").map(str::to_owned).collect()
}

both_engines!(
    m63_the_list_shows_what_is_to_come_and_what_is_past,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        booked(&app, &clinic, &patient, 48, ("booked", "Blood pressure")).await;
        booked(&app, &clinic, &patient, -480, ("fulfilled", "Vaccination")).await;
        booked(&app, &clinic, &patient, 72, ("Held over", "Knee")).await;
        let other = app.patient_named(&clinic, "Lou", "Lee").await;
        booked(&app, &clinic, &other, 48, ("booked", "Not Sam’s")).await;
        let page = reader(&app, &patient).await.get("/appointments").await;
        page.is(200)
            .shows("Saturday 4 July, 10:20 am to 10:50 am")
            .shows("Blood pressure")
            .shows("Booked")
            .shows("Vaccination")
            .shows("Took place")
            // A source's own word is said as it is.
            .shows("Held over")
            .hides("Not Sam’s")
            // Nothing is allowed yet: the clinic's telephone number stands there.
            .hides("Ask for an appointment")
            .shows("416 555 0100");
        let (upcoming, past) = page.body.split_once(">Past<").expect("two parts");
        assert!(upcoming.contains("Blood pressure") && past.contains("Vaccination"));
        assert!(!upcoming.contains("Vaccination"));
    }
);

both_engines!(
    m63_a_hidden_status_is_hidden_from_every_patients_byte_and_shown_to_staff,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        let noshow = booked(&app, &clinic, &patient, 48, ("noshow", "Secret one")).await;
        let own = booked(&app, &clinic, &patient, -48, ("Held over", "Secret two")).await;
        allow(&app, &clinic, "UPDATE portal_settings SET hidden_appointment_statuses = 'noshow,Held over' WHERE clinic_id = $1").await;
        let reader = reader(&app, &patient).await;
        reader.get("/appointments").await.is(200).hides("Secret");
        for id in [noshow, own] {
            for part in ["calendar.ics", "change", "cancel"] {
                let path = format!("/appointments/{id}/{part}");
                reader.get(&path).await.is(404).hides("Secret");
            }
            for part in ["change", "cancel"] {
                let path = format!("/appointments/{id}/{part}");
                reader.post(&path, &[("words", "Please")]).await.is(404);
            }
        }
        let nurse = app.signed_in(&clinic.nurse).await;
        let chart = format!("/staff/patients/{}?tab=appointments", patient.id);
        nurse
            .get(&chart)
            .await
            .is(200)
            .shows("Secret one")
            .shows("Secret two")
            .shows("Hidden in the portal");
        // Templates fill in no appointment that the patient may not know of.
        allow(&app, &clinic, "UPDATE portal_settings SET hidden_appointment_statuses = 'booked' WHERE clinic_id = $1").await;
        booked(&app, &clinic, &patient, 24, ("booked", "Secret three")).await;
        let (scope, id, now) = (
            clinic.nurse.actor().scope(),
            patient.id,
            app.state.env.now(),
        );
        let next = app
            .write(move |tx, _| Ok(patients::next_appointment(tx, &scope, id, now)?))
            .await;
        assert_eq!(next, None);
    }
);

both_engines!(
    a_calendars_file_says_no_more_than_the_clinic_allows,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let what =
            "Contrôle; poumons, cœur et “tension” – première visite après l’opération\\retour";
        let id = booked(&app, &clinic, &patient, 48, ("booked", what)).await;
        let reader = reader(&app, &patient).await;
        let path = format!("/appointments/{id}/calendar.ics");
        let answer = reader.get(&path).await;
        assert_eq!(
            answer.is(200).header("content-type"),
            "text/calendar; charset=utf-8; method=PUBLISH"
        );
        assert!(
            answer
                .header("content-disposition")
                .contains("appointment.ics")
        );
        assert_eq!(answer.header("cache-control"), "no-store");
        let file = lines(&answer.body);
        for line in [
            format!("UID:{id}"),
            "SEQUENCE:0".to_owned(),
            "DTSTART:20260704T142000Z".to_owned(),
            "DTEND:20260704T145000Z".to_owned(),
            "SUMMARY:Appointment".to_owned(),
            "LOCATION:Riverside Family Practice".to_owned(),
            "STATUS:CONFIRMED".to_owned(),
            format!("URL:{}/appointments", app.base_url),
        ] {
            assert!(file.contains(&line), "{line} in {file:#?}");
        }
        assert!(!answer.body.contains("Contr") && !answer.body.contains("Sam"));
        allow(
            &app,
            &clinic,
            "UPDATE portal_settings SET calendar_details = TRUE WHERE clinic_id = $1",
        )
        .await;
        let file = lines(&reader.get(&path).await.is(200).body);
        let summary = "SUMMARY:Appointment for Sam Lee: Contrôle\\; poumons\\, cœur et “tension” – première visite après l’opération\\\\retour";
        assert!(file.contains(&summary.to_owned()), "{file:#?}");
        // Cancelled, it is the same event with a higher number.
        allow_all(&app, &clinic).await;
        let cancel = format!("/appointments/{id}/cancel");
        reader.post(&cancel, &[]).await.is(200);
        let file = lines(&reader.get(&path).await.is(200).body);
        for line in ["SEQUENCE:1", "STATUS:CANCELLED"] {
            assert!(file.contains(&line.to_owned()), "{line} in {file:#?}");
        }
        assert!(file.contains(&format!("UID:{id}")));
    }
);

both_engines!(
    one_sees_whose_appointments_they_are_and_only_while_the_link_holds,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (sam, lou) = (
            app.patient(&clinic).await,
            app.patient_named(&clinic, "Lou", "Lee").await,
        );
        let (ann, of_sam) = app.guardian(&sam, "Ann", "Lee").await;
        let second = carepost::features::patients::NewLink::new(
            ann,
            lou.id,
            carepost::features::patients::Relationship::Guardian,
        );
        let editor = Editor::system(clinic.id);
        app.write(move |tx, env| patients::link_portal_user(tx, &editor, env, &second))
            .await;
        let id = booked(&app, &clinic, &sam, 48, ("booked", "Of Sam")).await;
        booked(&app, &clinic, &lou, 48, ("booked", "Of Lou")).await;
        let parent = app.account_of(&sam, ann).await;
        parent
            .get("/appointments")
            .await
            .is(200)
            .shows("for Sam Lee")
            .shows("Of Sam")
            .hides("Of Lou");
        parent
            .post("/people", &[("patient", &lou.id.to_string())])
            .await
            .is(200);
        parent
            .get("/appointments")
            .await
            .is(200)
            .shows("for Lou Lee")
            .shows("Of Lou")
            .hides("Of Sam");
        // The other child's appointment is not there now.
        let file = format!("/appointments/{id}/calendar.ics");
        parent.get(&file).await.is(404);
        parent
            .post("/people", &[("patient", &sam.id.to_string())])
            .await
            .is(200);
        parent.get(&file).await.is(200);
        app.write(move |tx, env| {
            patients::revoke_link(tx, &Editor::system(sam.clinic), env, of_sam)
        })
        .await;
        for path in ["/appointments", &file] {
            parent
                .get(path)
                .await
                .hides("Of Sam")
                .hides("BEGIN:VCALENDAR");
        }
    }
);

both_engines!(
    switched_off_there_is_nothing_of_appointments,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let id = booked(&app, &clinic, &patient, 48, ("booked", "Blood pressure")).await;
        let reader = reader(&app, &patient).await;
        reader
            .get("/messages")
            .await
            .is(200)
            .shows("href=\"/appointments\"");
        allow(
            &app,
            &clinic,
            "UPDATE portal_settings SET appointments_shown = FALSE WHERE clinic_id = $1",
        )
        .await;
        reader
            .get("/messages")
            .await
            .is(200)
            .hides("href=\"/appointments\"");
        for path in [
            "/appointments".to_owned(),
            format!("/appointments/{id}/calendar.ics"),
            format!("/appointments/{id}/cancel"),
        ] {
            reader.get(&path).await.is(404).hides("Blood pressure");
        }
    }
);

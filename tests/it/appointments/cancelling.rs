//! Cancelling from the portal.

use super::{allow, allow_all, booked, id_after, reader};
use crate::support::{TestApp, both_engines};

both_engines!(
    m67_cancelling_holds_at_once_and_staff_note_it,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        let id = booked(&app, &clinic, &patient, 48, ("booked", "Blood pressure")).await;
        let reader = reader(&app, &patient).await;
        let path = format!("/appointments/{id}/cancel");
        reader
            .get(&path)
            .await
            .is(200)
            .shows("Cancel this appointment?")
            .shows("Saturday 4 July, 10:20 am");
        reader
            .post(&path, &[("words", "I am away")])
            .await
            .is(200)
            .shows("Your appointment is cancelled.")
            .shows("Cancelled");
        // Pressed twice, it is cancelled once.
        reader.post(&path, &[("words", "I am away")]).await.is(200);
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get("/staff/appointment-requests/count")
            .await
            .is(200)
            .shows(">1<");
        let queue = nurse.get("/staff/appointment-requests").await;
        queue.is(200).shows("Sam Lee").shows("I am away");
        let request = id_after(&queue.body, "href=\"/staff/appointment-requests/");
        let page = format!("/staff/appointment-requests/{request}");
        nurse
            .get(&page)
            .await
            .is(200)
            .shows("Take it out of your own calendar");
        nurse
            .post(&page, &[("deed", "note")])
            .await
            .is(200)
            .shows("Nothing is waiting");
        nurse
            .get(&format!("/staff/patients/{}?tab=appointments", patient.id))
            .await
            .is(200)
            .shows("I am away")
            .shows("answered by Marc Tremblay")
            .shows("Noted");
    }
);

both_engines!(
    m67_within_the_notice_period_one_calls_the_clinic,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow_all(&app, &clinic).await;
        let soon = booked(&app, &clinic, &patient, 23, ("booked", "Soon")).await;
        let exactly = booked(&app, &clinic, &patient, 24, ("booked", "Exactly")).await;
        let past = booked(&app, &clinic, &patient, -24, ("booked", "Past")).await;
        let done = booked(&app, &clinic, &patient, 48, ("cancelled", "Gone")).await;
        let reader = reader(&app, &patient).await;
        reader
            .get("/appointments")
            .await
            .is(200)
            .shows("Less than 24 hours before an appointment")
            .shows("416 555 0100")
            .hides(&format!("/appointments/{soon}/cancel"))
            .shows(&format!("/appointments/{exactly}/cancel"));
        for (id, why) in [
            (soon, "Less than 24 hours"),
            (past, "has begun or is past"),
            (done, "is over or cancelled"),
        ] {
            for part in ["cancel", "change"] {
                let path = format!("/appointments/{id}/{part}");
                reader
                    .get(&path)
                    .await
                    .is(200)
                    .shows(why)
                    .shows("416 555 0100")
                    .hides("<textarea");
                reader
                    .post(&path, &[("words", "Please")])
                    .await
                    .is(409)
                    .shows(why);
            }
        }
        reader
            .post(&format!("/appointments/{exactly}/cancel"), &[])
            .await
            .is(200)
            .shows("Your appointment is cancelled.");
        // Each switch is its own.
        allow(&app, &clinic, "UPDATE portal_settings SET appointment_cancellations = FALSE, appointment_notice_hours = 0 WHERE clinic_id = $1").await;
        let cancel = format!("/appointments/{soon}/cancel");
        reader
            .post(&cancel, &[])
            .await
            .is(409)
            .shows("cancels appointments by telephone");
        let change = format!("/appointments/{soon}/change");
        reader.get(&change).await.is(200).shows("<textarea");
    }
);

//! What staff do where no notice arrived (M50): correct the address, use the other channel, try again, call.

use super::{Told, never};
use crate::support::{Answer, Browser, TestApp, both_engines};

const FOLDER: &str = "/staff/inbox?folder=failed_delivery";

/// A message whose notice failed on every channel.
async fn failed(app: &TestApp) -> Told {
    let told = app.told().await;
    app.mail.answer_next(never("smtp-550"));
    app.texts.answer_next(never("texts-30006"));
    app.run_jobs().await;
    app.mail.take();
    app.texts.take();
    told
}

fn page(told: &Told) -> String {
    format!("/staff/conversations/{}/delivery", told.sent.conversation)
}

/// Presses a button of the page.
async fn act(browser: &Browser, told: &Told, form: &[(&str, &str)]) -> Answer {
    let shown = browser.get(&page(told)).await;
    let id = shown
        .body
        .split("action=\"/staff/deliveries/")
        .nth(1)
        .map_or_else(|| String::from("none"), |rest| rest[..36].to_owned());
    browser
        .post(&format!("/staff/deliveries/{id}/fix"), form)
        .await
}

both_engines!(
    m50_a_corrected_address_is_kept_and_the_notice_goes_there,
    async |app: TestApp| {
        let told = failed(&app).await;
        let nurse = app.signed_in(&told.clinic.nurse).await;
        nurse
            .get(FOLDER)
            .await
            .shows("Your results")
            .shows(&format!("href=\"{}\"", page(&told)));
        nurse
            .get(&page(&told))
            .await
            .is(200)
            .shows("Sam Lee")
            .shows("failed")
            .shows("value=\"sam.lee@mail.example\"")
            .shows("no such user");
        let wrong = [("deed", "correct_email"), ("email", "sam.lee at home")];
        act(&nurse, &told, &wrong)
            .await
            .is(422)
            .shows("sam.lee at home");
        let right = [("deed", "correct_email"), ("email", "sam@right.example")];
        act(&nurse, &told, &right).await.is(200).shows("Sending");
        app.run_jobs().await;
        let letters = app.mail.take();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to.email, "sam@right.example");
        nurse.get(FOLDER).await.hides("Your results");
        nurse
            .get(&format!("/staff/patients/{}/information", told.patient.id))
            .await
            .shows("sam@right.example");
    }
);

both_engines!(
    m50_the_other_channel_or_the_same_again_is_one_press,
    async |app: TestApp| {
        let told = failed(&app).await;
        let nurse = app.signed_in(&told.clinic.nurse).await;
        act(&nurse, &told, &[("deed", "email")]).await.is(200);
        app.run_jobs().await;
        assert_eq!((app.mail.take().len(), app.texts.take().len()), (1, 0));
        assert_eq!(app.states(&told).await[0].1, "sent");
        nurse
            .get(&page(&told))
            .await
            .is(200)
            .shows("Nobody is left");
        let gone = app.deliveries(told.clinic.id, told.sent).await;
        for delivery in gone.iter().filter(|d| d.state.code() == "sent") {
            let path = format!("/staff/deliveries/{}/fix", delivery.id);
            let called = [("deed", "called"), ("outcome", "reached"), ("note", "")];
            nurse.post(&path, &called).await.is(422);
            nurse.post(&path, &[("deed", "email")]).await.is(422);
            nurse.post(&path, &[("deed", "fly")]).await.is(422);
        }
    }
);

both_engines!(
    m50_a_call_closes_the_loop_and_stays_on_record,
    async |app: TestApp| {
        let told = failed(&app).await;
        let nurse = app.signed_in(&told.clinic.nurse).await;
        let nobody = [
            ("deed", "called"),
            ("outcome", "not_reached"),
            ("note", "Rang at noon"),
        ];
        act(&nurse, &told, &nobody)
            .await
            .is(200)
            .shows("Rang at noon");
        nurse.get(FOLDER).await.shows("Your results");
        let long = "x".repeat(501);
        let too_long = [
            ("deed", "called"),
            ("outcome", "reached"),
            ("note", long.as_str()),
        ];
        act(&nurse, &told, &too_long).await.is(422).shows(&long);
        let reached = [
            ("deed", "called"),
            ("outcome", "reached"),
            ("note", "Will read it tonight"),
        ];
        act(&nurse, &told, &reached).await.is(200);
        nurse.get(FOLDER).await.hides("Your results");
        nurse
            .get(&page(&told))
            .await
            .shows("Nobody is left")
            .shows("Will read it tonight");
        let clinic = told.clinic.id;
        let calls = app
            .state
            .db
            .read(move |tx| {
                let sql = "SELECT count(*) FROM audit_event WHERE clinic_id = $1 AND action = 'notification.call'";
                tx.one::<(i64,)>(sql, &[&clinic])
            })
            .await;
        assert_eq!(calls.expect("a count"), (2,));
    }
);

both_engines!(only_those_who_may_put_it_right, async |app: TestApp| {
    let told = failed(&app).await;
    let manager = app.signed_in(&told.clinic.manager).await;
    manager.get(&page(&told)).await.is(403);
    let other = app.other_clinic().await;
    let stranger = app.signed_in(&other.nurse).await;
    stranger.get(&page(&told)).await.is(404);
    let id = app.deliveries(told.clinic.id, told.sent).await[0].id;
    let path = format!("/staff/deliveries/{id}/fix");
    let called = [("deed", "called"), ("outcome", "reached"), ("note", "")];
    stranger.post(&path, &called).await.is(404);
    let correct = [("deed", "correct_email"), ("email", "a@b.example")];
    stranger.post(&path, &correct).await.is(404);
});

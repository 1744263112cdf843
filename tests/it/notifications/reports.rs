//! What the texts provider tells: reports on texts that it took, and STOP (M49, M50).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use carepost::platform::texts::{Twilio, TwilioOptions};
use carepost::platform::watch;

use super::{Told, not_now};
use crate::support::texts::{Answer as Says, TextsServer, signature};
use crate::support::{Answer, TestApp, both_engines};

const SECRET: &str = "a secret of the provider's";
const NUMBER: &str = "+14165550100";
/// The patient's.
const MOBILE: &str = "+14165550123";

/// The same Carepost, which sends texts through `server` and takes what it tells.
async fn texting_through(app: &TestApp, server: &TextsServer) -> TestApp {
    let base_url = server.base_url();
    let mut app = app
        .beside(|config| {
            config.texts.base_url = base_url;
            config.texts.account_sid = "AC1".to_owned();
            config.texts.auth_token = SECRET.to_owned();
            config.texts.from_number = NUMBER.to_owned();
        })
        .await;
    let options = TwilioOptions {
        timeout: Duration::from_secs(5),
        ..TwilioOptions::from_config(&app.state.env.config.texts)
    };
    app.state.texts = Arc::new(Twilio::new(options).expect("a client"));
    app
}

/// A message whose notice goes by text.
async fn told_by_text(app: &TestApp) -> Told {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let results = ("Your results", "<p>All is well.</p>");
    let sent = app
        .write_to(&clinic, &patient, results.0, results.1, true)
        .await;
    Told {
        clinic,
        patient,
        sent,
    }
}

/// Posts as the provider does, with a signature of one's choice.
async fn post(app: &TestApp, path: &str, form: &[(&str, &str)], signature: &str) -> Answer {
    app.browser()
        .send(|http, url| {
            http.post(url(path))
                .header("x-twilio-signature", signature)
                .form(form)
        })
        .await
}

/// Posts as the provider does.
async fn tell(app: &TestApp, path: &str, form: &[(&str, &str)]) -> Answer {
    let signed = signature(&format!("{}{path}", app.base_url), form, SECRET);
    post(app, path, form, &signed).await
}

/// The path that the provider was given for its report on the last text.
fn place(app: &TestApp, server: &TextsServer) -> String {
    let received = server.received();
    let url = &received.last().expect("a text").form["StatusCallback"];
    let path = url.strip_prefix(&app.base_url);
    path.unwrap_or_else(|| panic!("{url} is elsewhere"))
        .to_owned()
}

/// Whether something was counted.
async fn counted(app: &TestApp, outcome: &str) -> bool {
    let scraped = watch::scrape(State(app.state.clone())).await;
    let body = scraped.expect("metrics").into_body();
    let bytes = axum::body::to_bytes(body, usize::MAX)
        .await
        .expect("a body");
    let wanted = format!("outcome=\"{outcome}\"");
    String::from_utf8_lossy(&bytes)
        .lines()
        .any(|line| line.contains(&wanted))
}

both_engines!(
    m50_a_text_that_is_refused_for_good_is_told_to_the_sender_at_once,
    async |app: TestApp| {
        let server = TextsServer::start().await;
        let app = texting_through(&app, &server).await;
        let told = told_by_text(&app).await;
        let (clinic, id) = (told.clinic.id, told.patient.id);
        app.change(move |tx| {
            let sql = "UPDATE patient SET only_channel = $3 WHERE clinic_id = $1 AND id = $2";
            tx.exec(sql, &[&clinic, &id, &true])
        })
        .await;
        let refused = r#"{"code": 21211, "message": "The number is not valid", "status": 400}"#;
        server.next(Says::Status(400, refused));
        app.run_jobs().await;
        assert_eq!(
            app.states(&told).await,
            [("text", "failed", "texts-21211".to_owned())]
        );
        app.thread(&told)
            .await
            .is(200)
            .shows("Not delivered")
            .shows("Correct it in the chart")
            .shows("No email was sent: the person wants texts only");
        app.clock.advance(80 * 3_600_000);
        app.run_jobs().await;
        assert_eq!(server.received().len(), 1, "it is not tried again");
        assert!(app.mail.take().is_empty());
    }
);

both_engines!(
    m50_a_report_says_that_a_text_arrived,
    async |app: TestApp| {
        let server = TextsServer::start().await;
        let app = texting_through(&app, &server).await;
        let told = told_by_text(&app).await;
        app.run_jobs().await;
        assert_eq!(app.states(&told).await, [("text", "sent", String::new())]);
        let path = place(&app, &server);
        let sent = [("MessageSid", "SM1"), ("MessageStatus", "sent")];
        tell(&app, &path, &sent).await.is(204);
        assert_eq!(app.states(&told).await, [("text", "sent", String::new())]);
        let arrived = [("MessageSid", "SM1"), ("MessageStatus", "delivered")];
        tell(&app, &path, &arrived).await.is(204);
        let delivered = [("text", "delivered", String::new())];
        assert_eq!(app.states(&told).await, delivered);
        // What arrived stays so, and the same word twice changes nothing.
        tell(&app, &path, &arrived).await.is(204);
        let failed = [
            ("MessageSid", "SM1"),
            ("MessageStatus", "undelivered"),
            ("ErrorCode", "30006"),
        ];
        tell(&app, &path, &failed).await.is(204);
        assert_eq!(app.states(&told).await, delivered);
        assert!(counted(&app, "report_repeated").await && counted(&app, "report_late").await);
    }
);

both_engines!(
    m50_a_text_that_did_not_arrive_is_followed_by_an_email,
    async |app: TestApp| {
        let server = TextsServer::start().await;
        let app = texting_through(&app, &server).await;
        let told = told_by_text(&app).await;
        app.run_jobs().await;
        let path = place(&app, &server);
        let failed = [
            ("MessageSid", "SM1"),
            ("MessageStatus", "undelivered"),
            ("ErrorCode", "30006"),
        ];
        tell(&app, &path, &failed).await.is(204);
        app.run_jobs().await;
        assert_eq!(app.mail.take().len(), 1);
        let states = [
            ("email", "sent", String::new()),
            ("text", "failed", "texts-30006".to_owned()),
        ];
        assert_eq!(app.states(&told).await, states);
        tell(&app, &path, &failed).await.is(204);
        app.run_jobs().await;
        assert!(app.mail.take().is_empty());
        assert_eq!(app.states(&told).await, states);
        // It had only been slow.
        let arrived = [("MessageSid", "SM1"), ("MessageStatus", "delivered")];
        tell(&app, &path, &arrived).await.is(204);
        assert_eq!(app.states(&told).await[1].1, "delivered");
    }
);

both_engines!(
    a_report_before_our_own_record_counts_as_soon_as_that_is_there,
    async |app: TestApp| {
        let server = TextsServer::start().await;
        let app = texting_through(&app, &server).await;
        // The provider takes the text, but its answer is lost: the text is tried again, and reported on meanwhile.
        server.next(Says::Status(503, ""));
        let told = told_by_text(&app).await;
        app.run_jobs().await;
        assert_eq!(app.states(&told).await[0].1, "queued");
        let path = place(&app, &server);
        let arrived = [("MessageSid", "SM1"), ("MessageStatus", "delivered")];
        tell(&app, &path, &arrived).await.is(204);
        assert_eq!(app.states(&told).await[0].1, "queued");
        app.clock.advance(60_000);
        app.run_jobs().await;
        assert_eq!(
            app.states(&told).await,
            [("text", "delivered", String::new())]
        );
    }
);

both_engines!(
    a_report_that_is_forged_old_or_not_ours_changes_nothing,
    async |app: TestApp| {
        let server = TextsServer::start().await;
        let app = texting_through(&app, &server).await;
        let told = told_by_text(&app).await;
        app.run_jobs().await;
        let path = place(&app, &server);
        let failed = [("MessageSid", "SM1"), ("MessageStatus", "failed")];
        let good = signature(&format!("{}{path}", app.base_url), &failed, SECRET);
        let other = [("MessageSid", "SM1"), ("MessageStatus", "delivered")];
        let later = path.replace("at=1", "at=2");
        assert_ne!(later, path);
        let wrong_key = signature(&format!("{}{path}", app.base_url), &failed, "guessed");
        for (path, form, signature) in [
            (&path, &failed, ""),
            (&path, &failed, "AAAA"),
            (&path, &failed, wrong_key.as_str()),
            (&path, &other, good.as_str()),
            (&later, &failed, good.as_str()),
        ] {
            post(&app, path, form, signature).await.is(403);
        }
        assert!(counted(&app, "report_forged").await);
        // Signed, but about nothing of ours: another delivery, another clinic, another text, no ids at all.
        let (clinic, id) = (told.clinic.id.to_string(), {
            let all = app.deliveries(told.clinic.id, told.sent).await;
            all[0].id.to_string()
        });
        let nobody = uuid::Uuid::from_u128(9).to_string();
        for path in [
            path.replace(&id, &nobody),
            path.replace(&clinic, &nobody),
            "/webhooks/texts/report".to_owned(),
        ] {
            tell(&app, &path, &failed).await.is(204);
        }
        let another = [("MessageSid", "SM9"), ("MessageStatus", "failed")];
        tell(&app, &path, &another).await.is(204);
        tell(&app, &path, &[("MessageStatus", "failed")])
            .await
            .is(204);
        assert!(counted(&app, "report_unknown").await && counted(&app, "report_kept").await);
        app.clock.advance(5 * 24 * 3_600_000);
        tell(&app, &path, &failed).await.is(204);
        assert!(counted(&app, "report_old").await);
        assert_eq!(app.states(&told).await, [("text", "sent", String::new())]);
        // Nothing is taken where no secret is set.
        let open = app.beside(|c| c.texts.auth_token = String::new()).await;
        post(&open, &path, &failed, "").await.is(404);
    }
);

/// Somebody texts the clinic's number.
async fn texts_us(app: &TestApp, id: &str, from: &str, words: &str) -> Answer {
    let form = [
        ("MessageSid", id),
        ("From", from),
        ("To", NUMBER),
        ("Body", words),
    ];
    tell(app, "/webhooks/texts", &form).await
}

both_engines!(
    m49_stop_ends_notices_by_text_until_start,
    async |app: TestApp| {
        let server = TextsServer::start().await;
        let app = texting_through(&app, &server).await;
        let told = told_by_text(&app).await;
        texts_us(&app, "SMa", MOBILE, " Arrêt ")
            .await
            .is(200)
            .shows("<Response/>");
        app.run_jobs().await;
        assert!(server.received().is_empty());
        assert_eq!(app.mail.take().len(), 1);
        let states = app.states(&told).await;
        assert_eq!(states[0], ("email", "sent", String::new()));
        assert_eq!(states[1], ("text", "failed", "stopped".to_owned()));
        app.thread(&told).await.shows("texted STOP");
        let nurse = app.signed_in(&told.clinic.nurse).await;
        let portal = format!("/staff/patients/{}?tab=portal", told.patient.id);
        nurse.get(&portal).await.is(200).shows("STOP was texted");

        // A message begun afterwards goes by email too. START allows texts again; STOP told once more is not heard again.
        texts_us(&app, "SMb", MOBILE, "start").await.is(200);
        texts_us(&app, "SMa", MOBILE, " Arrêt ").await.is(200);
        assert!(counted(&app, "word_repeated").await);
        nurse.get(&portal).await.is(200).hides("STOP was texted");
        app.write_to(&told.clinic, &told.patient, "Again", "<p>Well.</p>", true)
            .await;
        app.run_jobs().await;
        assert_eq!(server.received().len(), 1);
    }
);

both_engines!(
    m49_whoever_has_only_the_number_that_said_stop_is_called,
    async |app: TestApp| {
        let server = TextsServer::start().await;
        let app = texting_through(&app, &server).await;
        let told = told_by_text(&app).await;
        let (clinic, id) = (told.clinic.id, told.patient.id);
        app.change(move |tx| {
            let sql = "UPDATE patient SET email = NULL WHERE clinic_id = $1 AND id = $2";
            tx.exec(sql, &[&clinic, &id])
        })
        .await;
        texts_us(&app, "SMa", MOBILE, "STOP").await.is(200);
        app.run_jobs().await;
        assert!(server.received().is_empty());
        app.thread(&told).await.shows("Call them");
        let nurse = app.signed_in(&told.clinic.nurse).await;
        nurse
            .get("/staff/inbox?folder=failed_delivery")
            .await
            .is(200)
            .shows("Your results");
    }
);

both_engines!(
    words_that_are_forged_or_not_for_us_mean_nothing,
    async |app: TestApp| {
        let server = TextsServer::start().await;
        let app = texting_through(&app, &server).await;
        let told = told_by_text(&app).await;
        let stop = [
            ("MessageSid", "SMa"),
            ("From", MOBILE),
            ("To", NUMBER),
            ("Body", "STOP"),
        ];
        post(&app, "/webhooks/texts", &stop, "AAAA").await.is(403);
        let elsewhere = [
            ("MessageSid", "SMb"),
            ("From", MOBILE),
            ("To", "+14165550199"),
            ("Body", "STOP"),
        ];
        tell(&app, "/webhooks/texts", &elsewhere).await.is(200);
        let nobody = [
            ("MessageSid", "SMc"),
            ("From", "no number"),
            ("To", NUMBER),
            ("Body", "STOP"),
        ];
        tell(&app, "/webhooks/texts", &nobody).await.is(200);
        texts_us(&app, "SMd", MOBILE, "Please stop by the pharmacy")
            .await
            .is(200);
        assert!(counted(&app, "word_unknown").await && counted(&app, "word_other").await);
        app.run_jobs().await;
        assert_eq!(app.states(&told).await, [("text", "sent", String::new())]);
    }
);

both_engines!(
    a_provider_that_is_down_and_back_loses_nothing,
    async |app: TestApp| {
        let server = TextsServer::start().await;
        let app = texting_through(&app, &server).await;
        let told = told_by_text(&app).await;
        // Down, then an error within a 200, which is no success.
        server.next(Says::Status(503, ""));
        app.run_jobs().await;
        assert_eq!(app.states(&told).await[0].1, "queued");
        app.clock.advance(60_000);
        let refused = r#"{"sid":"SM2","status":"failed","error_code":30005,"error_message":"Unknown handset"}"#;
        server.next(Says::Status(200, refused));
        app.mail.answer_next(not_now());
        app.run_jobs().await;
        let states = app.states(&told).await;
        assert_eq!(states[1], ("text", "failed", "texts-30005".to_owned()));
        assert_eq!(states[0].1, "queued");
        app.clock.advance(60_000);
        app.run_jobs().await;
        assert_eq!(app.states(&told).await[0].1, "sent");
    }
);

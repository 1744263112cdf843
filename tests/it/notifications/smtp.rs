//! The same over a real SMTP conversation.

use std::sync::Arc;

use carepost::app;
use carepost::platform::config::{SmtpConfig, SmtpSecurity};
use carepost::platform::mail::{Smtp, SmtpOptions};
use carepost::platform::state::{Held, State};

use crate::notification_templates::save;
use crate::support::smtp::{At, Do, SmtpServer, Tls};
use crate::support::{TestApp, both_engines};

fn through(app: &TestApp, server: &SmtpServer) -> State {
    let config = SmtpConfig {
        host: server.address.ip().to_string(),
        port: server.address.port(),
        security: SmtpSecurity::None,
        from_address: "messages@clinic.example.org".to_owned(),
        ..SmtpConfig::default()
    };
    let options = SmtpOptions::from_config(&config, "clinic.example.org");
    State::from(Held {
        mail: Arc::new(Smtp::new(options).expect("SMTP")),
        ..Held::clone(&app.state)
    })
}

fn header(data: &str, name: &str) -> String {
    data.lines()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")))
        .unwrap_or_default()
        .to_owned()
}

both_engines!(
    m44_the_clinics_own_words_go_over_smtp,
    async |app: TestApp| {
        let (told, server) = (app.told().await, SmtpServer::start(Tls::None).await);
        let state = through(&app, &server);
        let owner = app.signed_in(&told.clinic.owner).await;
        let words = (
            "For you, {{given_name}}",
            "Hi {{given_name}},\n\nlook:\n{{link}}",
        );
        save(&owner, ("message", "email", "en"), words)
            .await
            .is(200);
        app::jobs::drain(&state).await.expect("the queue runs");
        let received = server.received();
        assert_eq!(header(&received[0].data, "Subject"), "For you, Sam");
        let data = &received[0].data;
        assert!(data.contains("\r\nHi Sam,\r\n\r\nlook:\r\nhttp"), "{data}");
        assert!(data.contains("Read the message</a>") && !data.contains("Your results"));
    }
);

both_engines!(a_server_that_is_busy_gets_it_later, async |app: TestApp| {
    let (told, server) = (app.told().await, SmtpServer::start(Tls::None).await);
    let state = through(&app, &server);
    server.next(At::Recipient, Do::Reply("421 4.3.2 closing down"));
    app::jobs::drain(&state).await.expect("the queue runs");
    assert_eq!(
        app.states(&told).await,
        [("email", "queued", "smtp-421".to_owned())]
    );
    app.clock.advance(60_000);
    app::jobs::drain(&state).await.expect("the queue runs");
    assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);
    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].to, ["<sam.lee@mail.example>"]);
});

both_engines!(
    a_refused_recipient_gets_a_text_instead,
    async |app: TestApp| {
        let (told, server) = (app.told().await, SmtpServer::start(Tls::None).await);
        let state = through(&app, &server);
        server.next(At::Recipient, Do::Reply("550 5.1.1 no such user"));
        app::jobs::drain(&state).await.expect("the queue runs");
        assert_eq!(
            app.states(&told).await,
            [
                ("email", "failed", "smtp-550".to_owned()),
                ("text", "sent", String::new())
            ]
        );
        assert_eq!(app.texts.take().len(), 1);
    }
);

both_engines!(
    m50_what_is_refused_for_good_is_told_to_the_sender_at_once,
    async |app: TestApp| {
        let (told, server) = (app.told().await, SmtpServer::start(Tls::None).await);
        let (clinic, id) = (told.clinic.id, told.patient.id);
        app.change(move |tx| {
            let sql = "UPDATE patient SET mobile = NULL WHERE clinic_id = $1 AND id = $2";
            tx.exec(sql, &[&clinic, &id])
        })
        .await;
        let state = through(&app, &server);
        server.next(At::Recipient, Do::Reply("550 5.1.1 no such user"));
        app::jobs::drain(&state).await.expect("the queue runs");
        app.thread(&told)
            .await
            .is(200)
            .shows("Not delivered")
            .shows("Correct it in the chart")
            .shows("there is no mobile number on file");
        let nurse = app.signed_in(&told.clinic.nurse).await;
        let page = format!("/staff/conversations/{}/delivery", told.sent.conversation);
        nurse.get(&page).await.is(200).shows("no such user");
        app.clock.advance(80 * 3_600_000);
        app::jobs::drain(&state).await.expect("the queue runs");
        assert!(server.received().is_empty(), "it is not tried again");
    }
);

both_engines!(
    a_connection_cut_after_the_content_sends_the_same_letter_again,
    async |app: TestApp| {
        let (told, server) = (app.told().await, SmtpServer::start(Tls::None).await);
        let state = through(&app, &server);
        server.next(At::Content, Do::Cut);
        app::jobs::drain(&state).await.expect("the queue runs");
        app.clock.advance(60_000);
        app::jobs::drain(&state).await.expect("the queue runs");
        assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);
        let received = server.received();
        let last = received.last().expect("a letter");
        let id = app.deliveries(told.clinic.id, told.sent).await[0].id;
        assert_eq!(
            header(&last.data, "Message-ID"),
            format!("<{id}@127.0.0.1>")
        );
        assert_eq!(
            header(&last.data, "Date"),
            "Thu, 02 Jul 2026 14:20:00 +0000"
        );
    }
);

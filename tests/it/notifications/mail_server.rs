//! Notices through a mail server that others wrote: taken, refused for good, put off (M50).

use std::sync::Arc;
use std::time::Duration;

use carepost::platform::config::SmtpSecurity;
use carepost::platform::mail::{Smtp, SmtpOptions};
use carepost::platform::time::MINUTE;
use serde_json::{Value, json};
use tokio::task::block_in_place;

use crate::support::aiosmtpd::Aiosmtpd;
use crate::support::{Program, TestApp, both_engines};

fn through(server: &Aiosmtpd, authority: Option<Vec<u8>>) -> Arc<Smtp> {
    let options = SmtpOptions {
        host: "localhost".into(),
        port: server.port,
        security: SmtpSecurity::Starttls,
        credentials: None,
        trusted_pem: authority,
        hello_name: "clinic.example".into(),
        timeout: Duration::from_secs(30),
        connections: 1,
    };
    Arc::new(Smtp::new(options).unwrap())
}

/// Channel, state and code of each delivery of a conversation, emails first.
async fn states(program: &Program, conversation: &str) -> Vec<(String, String, String)> {
    let path = format!("/api/v1/conversations/{conversation}/deliveries");
    let told = program.get(&path).await.is(200).json();
    let word = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    let items = told["items"].as_array().expect("items").iter();
    let mut all: Vec<_> = items
        .map(|d| {
            (
                word(d, "channel"),
                word(d, "state"),
                word(d, "failure_code"),
            )
        })
        .collect();
    all.sort();
    all
}

fn row(channel: &str, state: &str, code: &str) -> (String, String, String) {
    (channel.to_owned(), state.to_owned(), code.to_owned())
}

both_engines!(
    a_real_mail_server_takes_refuses_and_defers,
    async |mut app: TestApp| {
        let place = tempfile::tempdir().unwrap();
        let Some(server) = block_in_place(|| Aiosmtpd::start(place.path())) else {
            return;
        };
        app.state.mail = through(&server, Some(server.authority.clone()));
        let clinic = app.clinic().await;
        let program = app
            .program(&clinic.nurse, "messages:read messages:write")
            .await;
        let mut sent = Vec::new();
        for name in ["amelie", "nobody", "later"] {
            let email = format!("{name}@home.example");
            let patient = app.new_patient(&clinic).email(Some(&email)).create().await;
            let body = json!({ "patient_id": patient, "subject": "Zebrafish", "body_html": "<p>Quokka</p>" });
            let told = program
                .post("/api/v1/conversations", None, &body)
                .await
                .is(201)
                .json();
            sent.push(told["id"].as_str().unwrap().to_owned());
        }
        app.run_jobs().await;
        assert_eq!(states(&program, &sent[0]).await, [row("email", "sent", "")]);
        let refused = [row("email", "failed", "smtp-550"), row("text", "sent", "")];
        assert_eq!(states(&program, &sent[1]).await, refused);
        assert_eq!(
            states(&program, &sent[2]).await,
            [row("email", "queued", "smtp-451")]
        );
        assert_eq!(
            app.texts.take().len(),
            1,
            "the other channel, for the address that is wrong"
        );

        app.clock.advance(2 * MINUTE);
        app.run_jobs().await;
        assert_eq!(states(&program, &sent[2]).await, [row("email", "sent", "")]);
        let letters = server.letters();
        let to: Vec<_> = letters.iter().map(|letter| letter["to"].clone()).collect();
        assert_eq!(
            to,
            [
                json!(["amelie@home.example"]),
                json!(["later@home.example"])
            ]
        );
        for letter in &letters {
            assert_eq!(letter["encrypted"], true);
            let data = letter["data"].as_str().unwrap();
            assert!(
                data.contains("/m/") && data.contains("Riverside Family Practice"),
                "{data}"
            );
            assert!(
                !data.contains("Zebrafish") && !data.contains("Quokka"),
                "{data}"
            );
        }

        // A server whose authority nobody vouches for gets nothing.
        app.state.mail = through(&server, None);
        let patient = app.new_patient(&clinic).mobile(None).create().await;
        let body = json!({ "patient_id": patient, "subject": "S", "body_html": "<p>x</p>" });
        let told = program
            .post("/api/v1/conversations", None, &body)
            .await
            .is(201)
            .json();
        app.run_jobs().await;
        assert_eq!(server.letters().len(), 2);
        let waits = states(&program, told["id"].as_str().unwrap()).await;
        assert_eq!(waits[0].1, "queued", "{waits:?}");
    }
);

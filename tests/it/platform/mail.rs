//! Mail over SMTP, against a server that misbehaves (M50).

use std::time::Duration;

use carepost::platform::config::SmtpSecurity;
use carepost::platform::mail::{Address, Letter, Mail, Smtp, SmtpOptions};
use carepost::platform::outcome::{Failure, Outcome};
use carepost::platform::time::Timestamp;

use crate::support::smtp::{At, Do, SmtpServer, Tls, certificate};

fn letter() -> Letter {
    Letter {
        message_id: "d-1@clinic.example".into(),
        written_at: Timestamp(1_780_000_000_000),
        from: Address::named("Éloïse's Clinic", "care@clinic.example"),
        bounce_to: Some("bounce+d-1@clinic.example".into()),
        to: Address::named("Ann \"The\" Lee", "ann@example.org"),
        subject: "You have a message — un message".into(),
        text: "Something waits:\nhttps://clinic.example/m/abc\n.\nthe end".into(),
        html: Some("<p>Something waits</p>".into()),
    }
}

fn options(server: &SmtpServer) -> SmtpOptions {
    SmtpOptions {
        host: "127.0.0.1".into(),
        port: server.address.port(),
        security: SmtpSecurity::None,
        credentials: None,
        trusted_pem: None,
        hello_name: "clinic.example".into(),
        timeout: Duration::from_secs(5),
        connections: 1,
    }
}

fn transient(outcome: Outcome) -> Failure {
    match outcome {
        Outcome::TransientFailure(failure) => failure,
        other => panic!("expected a failure to retry, got {other:?}"),
    }
}

fn permanent(outcome: Outcome) -> Failure {
    match outcome {
        Outcome::PermanentFailure(failure) => failure,
        other => panic!("expected a failure for good, got {other:?}"),
    }
}

#[tokio::test]
async fn a_letter_arrives_once_with_one_recipient() {
    let server = SmtpServer::start(Tls::None).await;
    let mail = Smtp::new(options(&server)).unwrap();
    let outcome = mail.send(&letter()).await;
    let provider_id = Some("queued as A1B2".to_owned());
    assert_eq!(outcome, Outcome::Sent { provider_id });
    mail.send(&letter()).await;
    let received = server.received();
    assert_eq!(
        (received.len(), server.connections()),
        (2, 1),
        "the connection is kept"
    );
    assert_eq!(received[0].from, "<bounce+d-1@clinic.example>");
    assert_eq!(received[0].to, ["<ann@example.org>"]);
    assert!(
        received[0]
            .data
            .contains("Message-ID: <d-1@clinic.example>\r\n")
    );
    assert!(
        received[0]
            .data
            .contains("Auto-Submitted: auto-generated\r\n")
    );
    assert!(received[0].data.contains("multipart/alternative"));
    assert!(received[0].data.is_ascii());
}

#[tokio::test]
async fn only_a_server_that_says_so_gets_commands_together() {
    for (pipelining, along) in [(false, vec![]), (true, vec!["RCPT", "DATA"])] {
        let server = SmtpServer::start(Tls::None).await;
        if pipelining {
            server.announce_pipelining();
        }
        let mail = Smtp::new(options(&server)).unwrap();
        let outcome = mail.send(&letter()).await;
        let provider_id = Some("queued as A1B2".to_owned());
        assert_eq!(outcome, Outcome::Sent { provider_id });
        assert_eq!(server.along(), along);
        assert!(matches!(mail.send(&letter()).await, Outcome::Sent { .. }));
        let received = server.received();
        assert_eq!((received.len(), server.connections()), (2, 1));
        assert_eq!(received[1].to, ["<ann@example.org>"]);
        assert!(received[1].data.contains("Something waits:\r\n"));
    }
}

#[tokio::test]
async fn replies_of_the_server_decide_about_a_retry() {
    let server = SmtpServer::start(Tls::None).await;
    decide_about_a_retry(&server).await;
    server.announce_pipelining();
    decide_about_a_retry(&server).await;
}

async fn decide_about_a_retry(server: &SmtpServer) {
    let mail = Smtp::new(options(server)).unwrap();
    for (at, line, code, retry) in [
        (At::Recipient, "550 5.1.1 no such user", "smtp-550", false),
        (At::Recipient, "450 4.2.1 mailbox busy", "smtp-450", true),
        (At::Recipient, "421 4.3.2 going down", "smtp-421", true),
        (At::Content, "554 5.7.1 refused", "smtp-554", false),
        (At::Content, "451 try later", "smtp-451", true),
        (At::Data, "452 disk full", "smtp-452", true),
        (At::MailFrom, "550 sender unknown", "sender-550", true),
        (At::Greeting, "554 no service", "greeting-554", true),
    ] {
        // A fresh client, so that the conversation begins with the greeting.
        let mail = Smtp::new(options(server)).unwrap();
        server.next(at, Do::Reply(line));
        let outcome = mail.send(&letter()).await;
        let failure = if retry {
            transient(outcome)
        } else {
            permanent(outcome)
        };
        assert_eq!(failure.code, code);
        assert!(!failure.in_doubt, "the server said that it did not take it");
    }
    assert!(matches!(mail.send(&letter()).await, Outcome::Sent { .. }));
}

#[tokio::test]
async fn silence_and_cuts_are_retried_and_in_doubt_only_after_the_content() {
    let server = SmtpServer::start(Tls::None).await;
    doubt_only_after_the_content(&server).await;
    server.announce_pipelining();
    doubt_only_after_the_content(&server).await;
}

async fn doubt_only_after_the_content(server: &SmtpServer) {
    let quick = SmtpOptions {
        timeout: Duration::from_millis(300),
        ..options(server)
    };
    let mail = Smtp::new(quick).unwrap();
    for (at, act, code, in_doubt) in [
        (At::Greeting, Do::Hang, "timeout", false),
        (At::MailFrom, Do::Hang, "timeout", false),
        (At::Content, Do::Hang, "timeout", true),
        (At::Greeting, Do::Cut, "connection", false),
        (At::Recipient, Do::Cut, "cut", false),
        (At::Content, Do::Cut, "cut", true),
    ] {
        server.next(at, act);
        let failure = transient(mail.send(&letter()).await);
        assert_eq!(
            (failure.code.as_str(), failure.in_doubt),
            (code, in_doubt),
            "{at:?} {act:?}"
        );
        assert!(
            matches!(mail.send(&letter()).await, Outcome::Sent { .. }),
            "it recovers"
        );
        let fresh = mail.send(&letter()).await;
        assert!(matches!(fresh, Outcome::Sent { .. }));
        // The next round begins with a greeting.
        server.next(At::Recipient, Do::Reply("550 x"));
        permanent(mail.send(&letter()).await);
    }
}

#[tokio::test]
async fn nobody_there_is_retried() {
    let server = SmtpServer::start(Tls::None).await;
    let mail = Smtp::new(options(&server)).unwrap();
    drop(server);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(transient(mail.send(&letter()).await).code, "connection");
}

#[tokio::test]
async fn nothing_goes_out_where_encryption_fails() {
    for tls in [Tls::None, Tls::Broken] {
        let server = SmtpServer::start(tls).await;
        let wanted = SmtpOptions {
            security: SmtpSecurity::Starttls,
            ..options(&server)
        };
        let mail = Smtp::new(wanted).unwrap();
        let failure = transient(mail.send(&letter()).await);
        assert!(
            ["tls", "connection"].contains(&failure.code.as_str()),
            "{failure:?}"
        );
        assert!(server.received().is_empty());
    }
    let (acceptor, _) = certificate();
    let server = SmtpServer::start(Tls::FromStart(acceptor)).await;
    let wanted = SmtpOptions {
        host: "localhost".into(),
        security: SmtpSecurity::Tls,
        ..options(&server)
    };
    let mail = Smtp::new(wanted).unwrap();
    let failure = transient(mail.send(&letter()).await);
    assert!(
        ["tls", "connection"].contains(&failure.code.as_str()),
        "an unknown authority: {failure:?}"
    );
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn letters_and_passwords_go_through_tls() {
    let (acceptor, authority) = certificate();
    for (tls, security) in [
        (Tls::Upgrade(acceptor.clone()), SmtpSecurity::Starttls),
        (Tls::FromStart(acceptor), SmtpSecurity::Tls),
    ] {
        let server = SmtpServer::start(tls).await;
        let mail = Smtp::new(SmtpOptions {
            host: "localhost".into(),
            security,
            trusted_pem: Some(authority.clone()),
            credentials: Some(("care".into(), "secret".into())),
            ..options(&server)
        });
        let mail = mail.unwrap();
        server.next(At::Auth, Do::Reply("535 5.7.8 wrong password"));
        let failure = transient(mail.send(&letter()).await);
        assert_eq!(
            failure.code, "sign-in-535",
            "the clinic's mistake, not the patient's address"
        );
        assert!(matches!(mail.send(&letter()).await, Outcome::Sent { .. }));
        assert!(server.received()[0].encrypted);
        mail.probe().await.unwrap();
    }
}

#[tokio::test]
async fn names_cannot_smuggle_headers_or_recipients() {
    let server = SmtpServer::start(Tls::None).await;
    let mail = Smtp::new(options(&server)).unwrap();
    let evil = "Ann\r\nBcc: eve@example.org\r\nX-Evil: 1 =?utf-8?q?=0D=0ABcc:_eve=40example.org?=";
    let sent = Letter {
        to: Address::named(evil, "ann@example.org"),
        from: Address::named(evil, "care@clinic.example"),
        subject: evil.into(),
        message_id: "a@b\r\nX-Evil: 2".into(),
        ..letter()
    };
    assert!(matches!(mail.send(&sent).await, Outcome::Sent { .. }));
    let received = &server.received()[0];
    assert_eq!(received.to, ["<ann@example.org>"]);
    let (head, _) = received.data.split_once("\r\n\r\n").unwrap();
    for line in head.split("\r\n") {
        let name = line.split(':').next().unwrap().to_lowercase();
        assert!(name != "bcc" && name != "x-evil", "{line}");
    }
    let wrong = Letter {
        to: Address::bare("ann@example.org>\r\nRCPT TO:<eve@example.org"),
        ..letter()
    };
    assert_eq!(permanent(mail.send(&wrong).await).code, "address");
    assert_eq!(server.received().len(), 1);
}

//! Email that comes back after the provider had taken it (M50).

use std::sync::Arc;
use std::time::Duration;

use carepost::features::notifications;
use carepost::platform::config::SmtpSecurity;
use carepost::platform::mail::{Smtp, SmtpOptions};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::block_in_place;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::Told;
use crate::support::postfix::{Postfix, Roads};
use crate::support::smtp::{At, Do, SmtpServer, Tls};
use crate::support::{TestApp, both_engines};

const ADDRESS: &str = "bounces@clinic.example";

/// Where returned mail comes in; it is closed when the guard is dropped.
struct Door {
    port: u16,
    _open: DropGuard,
}

/// The same Carepost, which sends from an address for bounces and takes them.
async fn taking_bounces(app: &TestApp) -> (TestApp, Door) {
    let app = app
        .beside(|config| config.smtp.bounce_address = ADDRESS.to_owned())
        .await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let stop = CancellationToken::new();
    tokio::spawn(notifications::receive_bounces(
        app.state.clone(),
        listener,
        stop.clone(),
    ));
    let _open = stop.drop_guard();
    (app, Door { port, _open })
}

/// A report of a mail server's, as RFC 3464 has it.
fn report(action: &str, status: &str) -> String {
    format!(
        "From: MAILER-DAEMON@relay.example\r\nSubject: Returned\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nSorry\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n\
         Final-Recipient: rfc822; sam.lee@mail.example\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 no such box\r\n\r\n--b--\r\n"
    )
}

impl Door {
    /// Hands a letter in, as the clinic's mail server does. The last answer: to the recipient where that was refused, else to
    /// the letter.
    async fn hand_in(&self, to: &str, letter: &str) -> String {
        let stream = TcpStream::connect(("127.0.0.1", self.port))
            .await
            .expect("a connection");
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut answer = lines.next_line().await.unwrap().expect("a greeting");
        let letter = format!("{}\r\n.", letter.trim_end());
        for said in [
            "EHLO relay.example",
            "MAIL FROM:<>",
            &format!("RCPT TO:<{to}>"),
            "DATA",
            &letter,
        ] {
            writer
                .write_all(format!("{said}\r\n").as_bytes())
                .await
                .unwrap();
            loop {
                answer = lines.next_line().await.unwrap().expect("an answer");
                if answer.as_bytes().get(3) != Some(&b'-') {
                    break;
                }
            }
            if answer.starts_with(['4', '5']) {
                break;
            }
        }
        answer
    }
}

/// A message whose email has gone out, and the address that it would come back to.
async fn gone_out(app: &TestApp) -> (Told, String) {
    let told = app.told().await;
    app.run_jobs().await;
    let letters = app.mail.take();
    let address = letters[0]
        .bounce_to
        .clone()
        .expect("an address for bounces");
    assert!(
        address
            .split('@')
            .next()
            .is_some_and(|local| local.len() <= 64)
    );
    assert!(!address.contains("sam"), "{address}");
    (told, address)
}

both_engines!(
    m50_a_bounce_fails_the_email_and_the_text_is_sent,
    async |app: TestApp| {
        let (app, door) = taking_bounces(&app).await;
        let (told, address) = gone_out(&app).await;
        // What is only late changes nothing, nor does an answer that somebody is away.
        let away = "From: sam.lee@mail.example\r\nAuto-Submitted: auto-replied\r\n\r\nAway\r\n";
        for letter in [&report("delayed", "4.4.1"), away] {
            assert!(door.hand_in(&address, letter).await.starts_with("250"));
        }
        assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);
        // A mail server may have written the address in capitals.
        let answer = door
            .hand_in(&address.to_uppercase(), &report("failed", "5.1.1"))
            .await;
        assert!(answer.starts_with("250"), "{answer}");
        app.run_jobs().await;
        assert_eq!(app.texts.take().len(), 1);
        let states = [
            ("email", "failed", "bounce-5.1.1".to_owned()),
            ("text", "sent", String::new()),
        ];
        assert_eq!(app.states(&told).await, states);
        // Brought twice, it counts once.
        door.hand_in(&address, &report("failed", "5.1.1")).await;
        app.run_jobs().await;
        assert!(app.texts.take().is_empty());
        assert_eq!(app.states(&told).await, states);
    }
);

both_engines!(
    m50_a_bounce_of_a_bundle_fails_every_message_in_it,
    async |app: TestApp| {
        let (app, door) = taking_bounces(&app).await;
        let app = app
            .beside(|config| config.messages.bundle_seconds = 60)
            .await;
        let first = app.told().await;
        app.run_jobs().await;
        app.mail.take();
        let mut sent = Vec::new();
        for subject in ["Two", "Three"] {
            let (clinic, patient) = (&first.clinic, &first.patient);
            let one = app.write_to(clinic, patient, subject, "<p>x</p>", true);
            sent.push(one.await);
        }
        app.run_jobs().await;
        app.clock.advance(60_000);
        app.run_jobs().await;
        let letters = app.mail.take();
        assert_eq!(letters.len(), 1);
        let address = letters[0].bounce_to.clone().expect("an address");
        door.hand_in(&address, &report("failed", "5.1.1")).await;
        app.run_jobs().await;
        let texts = app.texts.take();
        assert_eq!(texts.len(), 1);
        assert!(texts[0].body.starts_with("2 messages"), "{}", texts[0].body);
        for one in sent {
            let mut states: Vec<_> = app
                .deliveries(first.clinic.id, one)
                .await
                .iter()
                .map(|d| (d.channel.code(), d.state.code()))
                .collect();
            states.sort_unstable();
            assert_eq!(states, [("email", "failed"), ("text", "sent")]);
        }
        assert_eq!(app.states(&first).await, [("email", "sent", String::new())]);
    }
);

both_engines!(
    m50_without_another_channel_the_sender_is_told_what_to_do,
    async |app: TestApp| {
        let (app, door) = taking_bounces(&app).await;
        let told = app.told().await;
        let (clinic, id) = (told.clinic.id, told.patient.id);
        app.change(move |tx| {
            let sql = "UPDATE patient SET mobile = NULL WHERE clinic_id = $1 AND id = $2";
            tx.exec(sql, &[&clinic, &id])
        })
        .await;
        app.run_jobs().await;
        let address = app.mail.take()[0].bounce_to.clone().expect("an address");
        door.hand_in(&address, &report("failed", "5.1.1")).await;
        let thread = app.thread(&told).await;
        thread
            .is(200)
            .shows("Not delivered")
            .shows("Correct it in the chart");
        let nurse = app.signed_in(&told.clinic.nurse).await;
        nurse
            .get("/staff/inbox?folder=failed_delivery")
            .await
            .is(200)
            .shows("Your results");
    }
);

both_engines!(
    a_bounce_that_is_forged_or_not_ours_changes_nothing,
    async |app: TestApp| {
        let (app, door) = taking_bounces(&app).await;
        let (told, address) = gone_out(&app).await;
        let failed = report("failed", "5.1.1");
        let (token, _) = address["bounces+".len()..]
            .split_once('@')
            .expect("a token");
        for other in [
            "sam.lee@mail.example",
            ADDRESS,
            "bounces+x@elsewhere.example",
        ] {
            let answer = door.hand_in(other, &failed).await;
            assert!(answer.starts_with("550"), "{other}: {answer}");
        }
        let last = if token.ends_with('0') { '1' } else { '0' };
        let guessed = format!("{}{last}", &token[..token.len() - 1]);
        for forged in [guessed.as_str(), "0", &"f".repeat(token.len()), "zz"] {
            let answer = door
                .hand_in(&format!("bounces+{forged}@clinic.example"), &failed)
                .await;
            assert!(
                answer.starts_with("250"),
                "it says nothing of what is right: {answer}"
            );
        }
        let too_large = format!("{failed}{}", "x\r\n".repeat(1024 * 1024));
        assert!(door.hand_in(&address, &too_large).await.starts_with("552"));
        assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);

        // The address was corrected and the notice sent there: a late report about the wrong one says nothing of it.
        let (clinic, id) = (told.clinic.id, told.patient.id);
        app.change(move |tx| {
            let sql =
                "UPDATE patient SET email = 'sam@right.example' WHERE clinic_id = $1 AND id = $2";
            tx.exec(sql, &[&clinic, &id])
        })
        .await;
        let delivery = app.deliveries(told.clinic.id, told.sent).await[0].id;
        let nurse = app.signed_in(&told.clinic.nurse).await;
        let again = format!("/staff/deliveries/{delivery}/send-again");
        nurse.post(&again, &[]).await.is(200);
        app.run_jobs().await;
        door.hand_in(&address, &failed).await;
        assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);
    }
);

/// What a mail provider passes on when a reader calls a letter unwanted (RFC 5965).
fn complaint(sent_from: &str) -> String {
    format!(
        "From: feedback@boxes.example\r\nSubject: Feedback\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nUnwanted\r\n\
         --b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: Boxes/1\r\n\
         Version: 1\r\nOriginal-Mail-From: <{sent_from}>\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: A message waits\r\n\r\nText\r\n--b--\r\n"
    )
}

both_engines!(
    m49_whoever_calls_an_email_unwanted_gets_texts_from_then_on,
    async |app: TestApp| {
        let (app, door) = taking_bounces(&app).await;
        let (told, address) = gone_out(&app).await;
        let complaints = "bounces+complaints@clinic.example";
        // Forged, or about nothing of ours.
        for about in ["bounces+0a@clinic.example", "sam.lee@mail.example", ""] {
            let answer = door.hand_in(complaints, &complaint(about)).await;
            assert!(answer.starts_with("250"), "{answer}");
        }
        let nurse = app.signed_in(&told.clinic.nurse).await;
        let portal = format!("/staff/patients/{}?tab=portal", told.patient.id);
        nurse.get(&portal).await.is(200).hides("as unwanted");
        let answer = door.hand_in(complaints, &complaint(&address)).await;
        assert!(answer.starts_with("250"), "{answer}");
        // That email had arrived; what comes next goes by text.
        assert_eq!(app.states(&told).await, [("email", "sent", String::new())]);
        nurse.get(&portal).await.is(200).shows("as unwanted");
        app.write_to(&told.clinic, &told.patient, "Again", "<p>Well.</p>", true)
            .await;
        app.run_jobs().await;
        assert_eq!((app.mail.take().len(), app.texts.take().len()), (0, 1));
    }
);

both_engines!(
    m50_postfix_returns_what_it_could_not_deliver,
    async |app: TestApp| {
        let (mut app, door) = taking_bounces(&app).await;
        let place = tempfile::tempdir().unwrap();
        let box_of_patients = SmtpServer::start(Tls::None).await;
        let no_such_box = Do::Reply("550 5.1.1 No such box here");
        box_of_patients.next(At::Recipient, no_such_box);
        let listen = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listen.local_addr().unwrap().port();
        drop(listen);
        let roads = Roads {
            listen: port,
            patients: ("mail.example", box_of_patients.address.port()),
            bounces: ("clinic.example", door.port),
        };
        let Some(_postfix) = block_in_place(|| Postfix::start(place.path(), &roads)) else {
            return;
        };
        let options = SmtpOptions {
            host: "127.0.0.1".into(),
            port,
            security: SmtpSecurity::None,
            credentials: None,
            trusted_pem: None,
            hello_name: "clinic.example".into(),
            timeout: Duration::from_secs(30),
            connections: 1,
        };
        app.state.mail = Arc::new(Smtp::new(options).unwrap());
        let told = app.told().await;
        app.run_jobs().await;
        let failed = ("email", "failed", "bounce-5.1.1".to_owned());
        for _ in 0..600 {
            if app.states(&told).await[0] == failed {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        app.run_jobs().await;
        let states = app.states(&told).await;
        assert_eq!(states, [failed, ("text", "sent", String::new())]);
        let reasons = app.deliveries(told.clinic.id, told.sent).await;
        let reason = reasons.iter().find_map(|d| d.failure_reason.clone());
        assert_eq!(reason.as_deref(), Some("550 5.1.1 No such box here"));
    }
);

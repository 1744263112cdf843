//! What leaves the house says that something waits, and nothing else (M44, M49).

use std::io::Write;
use std::sync::{Arc, Mutex};

use carepost::platform::mail::Letter;
use carepost::platform::text;

use crate::support::{TestApp, both_engines};

/// Log lines of one test.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("lines").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn whole(letter: &Letter) -> String {
    let html = letter.html.clone().unwrap_or_default();
    let from = letter.from.name.clone().unwrap_or_default();
    format!("{from}\n{}\n{}\n{html}", letter.subject, letter.text)
}

/// The words with what differs from run to run taken out.
fn redacted(app: &TestApp, words: &str) -> String {
    let mut parts = words.split("/m/");
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        clean.push_str("/m/[token]");
        clean.push_str(&part[43..]);
    }
    clean.replace(&app.base_url, "https://messages.example.org")
}

/// A thread's subscriber sees what runs on that thread: here everything, the database's threads aside.
#[test]
fn canary_words_are_in_no_email_text_or_log_line() {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(canary());
    });
    let log = String::from_utf8(lines.0.lock().expect("lines").clone()).expect("text");
    assert!(
        log.contains("/staff/conversations/{conversation}"),
        "requests are logged: {log}"
    );
    holds_no_canary(&log);
    assert!(!log.contains("sam.lee@mail.example") && !log.contains("4165550123"));
}

fn holds_no_canary(words: &str) {
    let folded = text::fold(words);
    for secret in [
        "zebrafish",
        "quokka",
        "axolotl",
        "narwhal",
        "marc",
        "tremblay",
    ] {
        assert!(!folded.contains(secret), "{secret} is in: {words}");
    }
}

async fn canary() {
    let app = TestApp::start(crate::support::On::Sqlite).await;
    let clinic = app.clinic().await;
    let patient = app.patient_named(&clinic, "Zebrafish", "Quokka").await;
    app.guardian(&patient, "Ann", "Lee").await;
    let sent = app
        .write_to(&clinic, &patient, "Your axolotl", "<p>A narwhal.</p>", true)
        .await;
    app.mail.answer_next(super::not_now());
    app.run_jobs().await;
    app.clock.advance(60_000);
    app.run_jobs().await;
    let nurse = app.signed_in(&clinic.nurse).await;
    let thread = format!("/staff/conversations/{}", sent.conversation);
    nurse.get(&thread).await.is(200).shows("axolotl");
    nurse.get("/staff/patients?query=Zebrafish").await;
    let (letters, texts) = (app.mail.take(), app.texts.take());
    assert!(letters.len() == 2 && texts.len() == 1);
    letters.iter().for_each(|l| holds_no_canary(&whole(l)));
    texts.iter().for_each(|t| holds_no_canary(&t.body));
    app.stop().await;
}

both_engines!(
    a_clinics_name_cannot_write_headers_or_markup,
    async |app: TestApp| {
        let name = "Ann\r\nBcc: eve@example.org =?utf-8?q?hi?= <b>{{7*7}}</b>";
        let clinic = app.clinic_named(name, "odd.example").await;
        let patient = app.patient(&clinic).await;
        app.guardian(&patient, "Ann", "Lee").await;
        app.write_to(&clinic, &patient, "Hello", "<p>Hello.</p>", true)
            .await;
        app.run_jobs().await;
        let letter = app.mail.take().remove(0);
        let from = letter.from.name.clone().expect("a name");
        for words in [&letter.subject, &from] {
            assert!(
                !words.contains(['\r', '\n']) && !words.contains("=?"),
                "{words}"
            );
        }
        let html = letter.html.clone().expect("HTML");
        assert!(!html.contains("<b>") && html.contains("{{7*7}}"));
        let text = app.texts.take().remove(0).body;
        assert!(!text.contains(['\r', '\n']) && text.contains("{{7*7}}"));
    }
);

both_engines!(the_outbox_in_each_language, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    app.guardian(&patient, "Ann", "Lee").await;
    let mut outbox = String::new();
    for language in ["en", "fr"] {
        for sql in [
            "UPDATE patient SET language = $1",
            "UPDATE portal_user SET language = $1",
        ] {
            app.change(move |tx| tx.exec(sql, &[&language])).await;
        }
        app.write_to(&clinic, &patient, "Your results", "<p>Well.</p>", true)
            .await;
        app.run_jobs().await;
        for text in app.texts.take() {
            outbox += &format!("text to {}\n{}\n\n", text.to, text.body);
            // One segment for a clinic with a short name, two at most for this one.
            assert!(text.body.chars().count() <= 160, "{}", text.body);
        }
        for letter in app.mail.take() {
            let html = letter.html.clone().unwrap_or_default();
            let from = letter.from.name.clone().unwrap_or_default();
            outbox += &format!(
                "email to {} from {from} <{}>\n{}\n\n{}\n{html}\n\n",
                letter.to.email, letter.from.email, letter.subject, letter.text
            );
        }
    }
    insta::assert_snapshot!("outbox", redacted(&app, &outbox));
});

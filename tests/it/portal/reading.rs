//! The list, the thread, receipts, and whose they are.

use crate::support::{TestApp, both_engines};

both_engines!(
    reading_marks_what_was_new_and_when_it_was_opened,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (one, two) = (
            app.letter(&clinic, &patient).await,
            app.letter(&clinic, &patient).await,
        );
        let reader = app.browser();
        let (signed_in, code) = app.at_the_door(&one.link).await;
        // Signing in leads straight to the message, with what is new marked.
        let thread = signed_in.try_in(&code, crate::support::BIRTH_DATE).await;
        thread.shows("id=\"new\"").shows("Nurse");
        drop(reader);
        let list = signed_in.get("/messages").await;
        assert_eq!(list.body.matches("class=\"unread\"").count(), 1);
        signed_in.get(&two.page()).await.shows("id=\"new\"");
        signed_in.get(&two.page()).await.hides("id=\"new\"");
        signed_in.get("/messages").await.hides("class=\"unread\"");
        let opened: Vec<(Option<i64>,)> = app
            .state
            .db
            .read(|tx| tx.all("SELECT opened_at FROM message_recipient", &[]))
            .await
            .expect("receipts");
        assert_eq!(opened, [(Some(crate::support::NOON_ISH.0),); 2]);
    }
);

both_engines!(the_list_goes_on, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let first = app.letter(&clinic, &patient).await;
    for n in 0..24 {
        app.clock.advance(60_000);
        app.write_to(&clinic, &patient, &format!("Letter {n}."), "<p>x</p>", true)
            .await;
    }
    let reader = app.reader(&first.link).await;
    let page = reader.get("/messages").await;
    page.shows("Letter 23.")
        .shows("Letter 4.")
        .hides("Letter 3.");
    let (_, rest) = page
        .body
        .split_once("href=\"/messages?before=")
        .expect("a next page");
    let (cursor, _) = rest.split_once('"').expect("its end");
    let next = reader.get(&format!("/messages?before={cursor}")).await;
    next.shows("Letter 3.")
        .shows("Your results")
        .hides("Letter 4.");
    next.hides("Older messages");
    reader.get("/messages?before=nonsense").await.is(404);
});

both_engines!(
    nothing_of_another_patient_or_clinic_is_found,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let kim = app.patient_named(&clinic, "Kim", "Park").await;
        let other = app.other_clinic().await;
        let sam = app.patient(&other).await;
        let missing = format!("/messages/{}", uuid::Uuid::max());
        let nothing = reader.get(&missing).await;
        nothing.is(404);
        for theirs in [
            app.letter(&clinic, &kim).await,
            app.letter(&other, &sam).await,
        ] {
            let answer = reader.get(&theirs.page()).await;
            assert_eq!((answer.status, &answer.body), (404, &nothing.body));
            // A cursor of theirs opens nothing either.
            let cursor = format!("9999999999999-{}", theirs.sent.message.uuid().simple());
            reader
                .get(&format!("/messages?before={cursor}"))
                .await
                .hides(&theirs.page());
        }
        for path in ["/messages/nonsense", "/messages/1"] {
            reader.get(path).await.is(404);
        }
    }
);

both_engines!(odd_names_stay_text, async |app: TestApp| {
    let clinic = app.clinic().await;
    for (given, family) in [
        ("{{7*7}}", "<b>Lee</b>"),
        ("\u{202e}evil", "O'Brien \"x\""),
        ("<script>alert(1)</script>", "{% raw %}"),
    ] {
        let patient = app.patient_named(&clinic, given, family).await;
        let (ann, _) = app.guardian(&patient, given, family).await;
        let sent = app
            .write_to(&clinic, &patient, "{{7*7}} <i>", "<p>x</p>", true)
            .await;
        let page = format!("/messages/{}", sent.conversation);
        let reader = app.reader(&app.link(sent, &patient, ann).await).await;
        reader
            .post(&format!("{page}/reply"), &[("body", "{{7*7}} <script>")])
            .await
            .is(200);
        let thread = reader.get(&page).await;
        thread
            .hides(">49")
            .hides("<script>alert")
            .hides("<b>Lee")
            .hides("<i>")
            .shows("{{7*7}} &lt;script&gt;");
        let (_, shown) = thread.body.split_once("on behalf of ").expect("a name");
        assert!(shown.starts_with("<bdi>"), "{}", &shown[..40]);
        // What turns the reading direction is either gone or shut in.
        for (at, _) in thread.body.match_indices('\u{202e}') {
            let before = &thread.body[..at];
            assert!(before.rfind("<bdi>") > before.rfind("</bdi>"));
        }
    }
});

both_engines!(
    the_pages_work_without_script_and_are_small,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let page = reader.get(&letter.page()).await;
        page.shows("<textarea id=\"body\" name=\"body\"")
            .shows(&format!("action=\"{}/reply\"", letter.page()))
            .hides(" style=")
            .hides("onclick");
        // Everything that the first visit loads, as it travels.
        let mut bytes = size(&reader, &letter.page()).await;
        let assets: std::collections::BTreeSet<&str> = page
            .body
            .split('"')
            .filter_map(|part| part.split('#').next())
            .filter(|part| part.starts_with("/assets/"))
            .collect();
        assert!(assets.len() >= 3, "{assets:?}");
        for asset in assets {
            bytes += size(&reader, asset).await;
        }
        assert!(bytes < 25_000, "{bytes} bytes");
    }
);

async fn size(browser: &crate::support::Browser, path: &str) -> usize {
    let answer = browser
        .send(|http, url| http.get(url(path)).header("accept-encoding", "br"))
        .await;
    let length = answer.header("content-length");
    length.parse().unwrap_or(answer.body.len())
}

both_engines!(
    m68_the_clinic_s_words_for_emergencies_stand_above_the_messages,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        for closed in [false, true] {
            if closed {
                let nurse = app.signed_in(&clinic.nurse).await;
                let path = format!("/staff/conversations/{}/close", letter.sent.conversation);
                nurse.post(&path, &[]).await.is(200);
            }
            let page = reader.get(&letter.page()).await.is(200).body.clone();
            let (notice, messages) = (page.find("911"), page.find("id=\"thread\""));
            assert!(notice.is_some() && notice < messages, "{page}");
        }
    }
);

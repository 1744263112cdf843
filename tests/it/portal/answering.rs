//! Answering (M11, M12, M36, M37).

use carepost::features::conversations;
use carepost::platform::web::Error;

use crate::support::{TestApp, both_engines};

both_engines!(an_answer_reaches_the_thread, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    let reader = app.reader(&letter.link).await;
    let reply = format!("{}/reply", letter.page());
    reader
        .post(&reply, &[("body", "First line\r\nsecond\r\n\r\nThird <b>")])
        .await
        .is(200)
        .shows("Your reply was sent")
        .shows("<p>First line<br>second</p><p>Third &lt;b&gt;</p>")
        .shows(">You<");
    reader
        .post(&reply, &[("body", " \r\n ")])
        .await
        .is(422)
        .shows("Write a message.")
        .shows("aria-invalid=\"true\"");
});

both_engines!(an_answer_sent_twice_is_there_once, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    let reader = app.reader(&letter.link).await;
    let page = reader.get(&letter.page()).await.body;
    let (_, rest) = page.split_once("name=\"after\" value=\"").expect("a field");
    let (after, _) = rest.split_once('"').expect("its end");
    let reply = format!("{}/reply", letter.page());
    let fields = [("body", "Thank you kindly"), ("after", after)];
    let sends = (0..8).map(|_| reader.post(&reply, &fields));
    for answer in futures::future::join_all(sends).await {
        answer.is(200);
    }
    let page = reader.get(&letter.page()).await;
    assert_eq!(page.body.matches("<p>Thank you kindly</p>").count(), 1);
    // The same words later on are another answer.
    let (_, rest) = page
        .body
        .split_once("name=\"after\" value=\"")
        .expect("a field");
    let (after, _) = rest.split_once('"').expect("its end");
    let fields = [("body", "Thank you kindly"), ("after", after)];
    let page = reader.post(&reply, &fields).await;
    assert_eq!(page.body.matches("<p>Thank you kindly</p>").count(), 2);
});

both_engines!(
    m11_closed_while_answering_keeps_the_text,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let (env, nurse) = (app.state.env.clone(), clinic.nurse.actor());
        let id = letter.sent.conversation;
        app.state
            .db
            .write(move |tx| conversations::close(tx, &nurse, &env, id))
            .await
            .expect("closed");
        let reply = format!("{}/reply", letter.page());
        let refused = reader.post(&reply, &[("body", "One more thing")]).await;
        refused
            .is(409)
            .shows("Error:")
            .shows("The clinic has closed this conversation")
            .shows("readonly>One more thing</textarea>")
            .shows("416 555 0100")
            .hides("<p>One more thing</p>")
            .hides("Send reply");
        let page = reader.get(&letter.page()).await;
        page.is(200)
            .shows("This conversation is closed")
            .hides("Send reply");
        // Reopened, it takes an answer again.
        let (env, nurse) = (app.state.env.clone(), clinic.nurse.actor());
        app.state
            .db
            .write(move |tx| conversations::reopen(tx, &nurse, &env, id))
            .await
            .expect("open");
        reader
            .post(&reply, &[("body", "One more thing")])
            .await
            .is(200)
            .shows("<p>One more thing</p>");
    }
);

both_engines!(
    closing_and_answering_at_once_never_both_succeed_after_each_other,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        for _ in 0..5 {
            let letter = app.letter(&clinic, &patient).await;
            let reader = app.reader(&letter.link).await;
            let (env, nurse) = (app.state.env.clone(), clinic.nurse.actor());
            let id = letter.sent.conversation;
            let reply = format!("{}/reply", letter.page());
            let closing = app
                .state
                .db
                .write(move |tx| conversations::close(tx, &nurse, &env, id));
            let fields = [("body", "At the same moment")];
            let (closed, answered) = tokio::join!(closing, reader.post(&reply, &fields));
            closed.expect("closed");
            let page = reader.get(&letter.page()).await;
            let there = page.body.contains("<p>At the same moment</p>");
            assert_eq!(there, answered.status == 200, "{}", answered.status);
            assert!(there || answered.status == 409);
            app.clock.advance(3_600_000);
        }
    }
);

both_engines!(
    m37_without_a_response_allowed_there_is_no_box,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let sent = app
            .write_to(&clinic, &patient, "For your files", "<p>A copy.</p>", false)
            .await;
        let link = app.link(sent, &patient, patient.person).await;
        let reader = app.reader(&link).await;
        let page = format!("/messages/{}", sent.conversation);
        reader
            .get(&page)
            .await
            .shows("without asking for a response")
            .shows("To reach the clinic, call")
            .hides("<form class=\"reply\"");
        reader
            .post(&format!("{page}/reply"), &[("body", "But")])
            .await
            .is(409)
            .shows("readonly>But</textarea>");
    }
);

both_engines!(
    m12_a_guardian_answers_on_behalf_of_the_patient,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (ann, _) = app.guardian(&patient, "Ann", "Lee").await;
        let sent = app
            .write_to(&clinic, &patient, "Vaccines", "<p>Due.</p>", true)
            .await;
        let page = format!("/messages/{}", sent.conversation);
        let of_ann = app.reader(&app.link(sent, &patient, ann).await).await;
        of_ann
            .get(&page)
            .await
            .shows("You are writing on behalf of")
            .shows("You, <bdi>Sam Lee</bdi> and the clinic can read this.");
        of_ann
            .post(&format!("{page}/reply"), &[("body", "We will come.")])
            .await
            .shows("You on behalf of <bdi>Sam Lee</bdi>");
        let of_sam = app
            .reader(&app.link(sent, &patient, patient.person).await)
            .await;
        of_sam
            .get(&page)
            .await
            .shows("<bdi>Ann Lee</bdi> on behalf of <bdi>Sam Lee</bdi>");
    }
);

both_engines!(what_is_typed_is_kept, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    let reader = app.reader(&letter.link).await;
    let save = format!("{}/draft", letter.page());
    for (n, text) in ["I wanted", "I wanted to ask"].into_iter().enumerate() {
        let saved = reader.post(&save, &[("body", text)]).await.is(200).json();
        assert_eq!(saved["version"], n + 1);
        assert_eq!(saved["saved_at"], crate::support::NOON_ISH.0);
    }
    let again = app.reader(&letter.link).await;
    again
        .get(&letter.page())
        .await
        .shows("I wanted to ask</textarea>");
    let reply = format!("{}/reply", letter.page());
    again.post(&reply, &[("body", "I wanted to ask")]).await;
    reader
        .get(&letter.page())
        .await
        .hides("I wanted to ask</textarea>");
    // Nobody saves into a conversation of somebody else's.
    let other = app.patient_named(&clinic, "Kim", "Park").await;
    let theirs = app.letter(&clinic, &other).await;
    reader
        .post(&format!("{}/draft", theirs.page()), &[("body", "x")])
        .await
        .is(404);
});

both_engines!(
    the_verb_refuses_what_the_page_refuses,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let other = app.patient_named(&clinic, "Kim", "Park").await;
        let theirs = app.letter(&clinic, &other).await;
        let reader = app.reader(&letter.link).await;
        reader
            .post(&format!("{}/reply", theirs.page()), &[("body", "x")])
            .await
            .is(404);
        let (env, stranger) = (app.state.env.clone(), app.other_clinic().await);
        let id = letter.sent.conversation;
        let closed = app
            .state
            .db
            .write(move |tx| conversations::close(tx, &stranger.nurse.actor(), &env, id))
            .await;
        assert!(matches!(closed, Err(Error::NotFound)), "{closed:?}");
    }
);

both_engines!(
    m69_a_name_in_any_script_single_or_with_a_picture_reads_and_answers,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        for (given, family) in [("ليلى", "بن علي"), ("", "Sukarno"), ("Flor 🌻", "Peña")]
        {
            let patient = app.patient_named(&clinic, given, family).await;
            let letter = app.letter(&clinic, &patient).await;
            let reader = app.reader(&letter.link).await;
            let name = format!("<bdi>{}</bdi>", patient.name);
            let reply = format!("{}/reply", letter.page());
            reader
                .post(&reply, &[("body", "Thank you 🙏"), ("after", "")])
                .await
                .is(200)
                .shows("Thank you 🙏");
            nurse
                .get(&format!(
                    "/staff/conversations/{}",
                    letter.sent.conversation
                ))
                .await
                .is(200)
                .shows("Thank you 🙏")
                .shows(&name);
        }
    }
);

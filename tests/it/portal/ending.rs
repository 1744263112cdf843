//! How a session ends: by the clock, by leaving, and at once when the clinic says so.

use carepost::features::patients::{self, Editor};
use carepost::platform::time::{MINUTE, SECOND};

use super::door::set;
use crate::support::{BIRTH_DATE, TestApp, both_engines};

both_engines!(
    a_session_rests_a_quarter_and_lasts_an_hour,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let extended = reader.post("/session", &[]).await;
        assert_eq!(extended.json()["seconds"], 15 * 60);
        for _ in 0..5 {
            app.clock.advance(10 * MINUTE);
            reader.get(&letter.page()).await.shows("All is well.");
        }
        // Ten minutes are left of the hour, however busy one is.
        let extended = reader.post("/session", &[]).await;
        assert_eq!(extended.json()["seconds"], 10 * 60);
        app.clock.advance(10 * MINUTE);
        reader.get(&letter.page()).await.hides("All is well.");

        let idle = app.reader(&letter.link).await;
        app.clock.advance(15 * MINUTE);
        idle.get(&letter.page()).await.hides("All is well.");
    }
);

both_engines!(
    what_a_page_fetches_by_itself_is_no_activity,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        for _ in 0..2 {
            app.clock.advance(7 * MINUTE);
            let fetched = reader
                .send(|http, url| http.get(url(&letter.page())).header("x-background", "1"))
                .await;
            fetched.shows("All is well.");
        }
        app.clock.advance(MINUTE);
        reader.get(&letter.page()).await.hides("All is well.");
    }
);

both_engines!(
    m55_m58_switching_off_ends_a_session_at_once,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        for (off, on) in [
            (
                "UPDATE portal_settings SET accessible = 1 = 0",
                "UPDATE portal_settings SET accessible = 1 = 1",
            ),
            (
                "UPDATE patient SET portal_access = 1 = 0",
                "UPDATE patient SET portal_access = 1 = 1",
            ),
            (
                "UPDATE portal_link SET revoked_at = 1",
                "UPDATE portal_link SET revoked_at = NULL",
            ),
        ] {
            reader.get(&letter.page()).await.shows("All is well.");
            set(&app, off).await;
            reader.get(&letter.page()).await.hides("All is well.");
            reader.get("/messages").await.hides("Your results");
            set(&app, on).await;
        }
    }
);

both_engines!(
    revoking_a_link_ends_the_open_stream,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let stream = {
            let reader = reader.clone();
            // The answer is whole only when the stream has ended.
            tokio::spawn(async move { reader.get("/live").await })
        };
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let (env, id, of) = (app.state.env.clone(), clinic.id, patient.id);
        app.state
            .db
            .write(move |tx| {
                let editor = Editor::system(id);
                let link = patients::links(tx, &editor.scope(), of)?.remove(0).id;
                patients::revoke_link(tx, &editor, &env, link)
            })
            .await
            .expect("a revocation");
        let ended = tokio::time::timeout(std::time::Duration::from_secs(2), stream)
            .await
            .expect("the stream ends within two seconds")
            .expect("an answer");
        ended.shows("event: over");
    }
);

both_engines!(
    leaving_forgets_the_session_and_the_link,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let before = reader.cookies();
        reader
            .post("/sign-out", &[])
            .await
            .is(200)
            .shows("You are signed out");
        assert_eq!(reader.cookies(), "");
        reader
            .get("/sign-in")
            .await
            .shows("Open the link in your message");
        // The session is over even for somebody who kept the cookie.
        let thief = app.browser();
        for cookie in before.split("; ") {
            thief.keep(&format!("{cookie}; Path=/"));
        }
        thief.get(&letter.page()).await.hides("All is well.");
    }
);

both_engines!(
    after_the_session_one_comes_back_to_the_same_place,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (one, two) = (
            app.letter(&clinic, &patient).await,
            app.letter(&clinic, &patient).await,
        );
        let reader = app.reader(&one.link).await;
        app.clock.advance(15 * MINUTE);
        let asked = reader.get(&two.page()).await;
        asked.shows("Send me a passcode").shows(&two.page());
        reader
            .post("/sign-in/passcode", &[("back", &two.page())])
            .await
            .shows(&two.page());
        let code = app.passcode().await;
        let fields = [
            ("code", code.as_str()),
            ("birth_date", BIRTH_DATE),
            ("back", &two.page()),
        ];
        let back = reader.post("/sign-in", &fields).await;
        assert!(back.url.ends_with(&two.page()), "{}", back.url);
        // A place that is not the person's is none to come back to.
        let other = app.patient_named(&clinic, "Kim", "Park").await;
        let theirs = app.letter(&clinic, &other).await;
        app.clock.advance(31 * SECOND);
        reader.post("/sign-in/passcode", &[]).await;
        let code = app.passcode().await;
        let fields = [
            ("code", code.as_str()),
            ("birth_date", BIRTH_DATE),
            ("back", &theirs.page()),
        ];
        let back = reader.post("/sign-in", &fields).await;
        assert!(back.url.ends_with(&one.page()), "{}", back.url);
    }
);

both_engines!(
    a_reply_after_the_end_of_the_session_is_not_lost,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        app.clock.advance(15 * MINUTE);
        let reply = format!("{}/reply", letter.page());
        let text = "Thank you \"so\" <much> & see you";
        let kept = reader.post(&reply, &[("body", text)]).await;
        kept.shows("What you wrote is kept")
            .shows("Thank you &#34;so&#34; &#60;much&#62; &#38; see you")
            .shows(&format!("value=\"{}\"", letter.page()));
        let carried = [("kept", text), ("back", &letter.page())];
        reader
            .post("/sign-in/passcode", &carried)
            .await
            .shows("What you wrote is kept")
            .shows("name=\"code\"");
        let code = app.passcode().await;
        let mut fields = carried.to_vec();
        fields.extend([("code", "000"), ("birth_date", BIRTH_DATE)]);
        reader
            .post("/sign-in", &fields)
            .await
            .is(422)
            .shows("What you wrote is kept");
        fields[2].1 = &code;
        reader
            .post("/sign-in", &fields)
            .await
            .is(200)
            .shows("Thank you &#34;so&#34; &#60;much&#62; &#38; see you</textarea>")
            .shows("Draft saved");
        // Without a link the text can at least be copied.
        app.browser()
            .post(&reply, &[("body", text)])
            .await
            .shows("readonly>Thank you");
    }
);

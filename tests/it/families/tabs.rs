//! Two tabs of two family members: what was typed for one never acts on the other (M12, M67).

use carepost::features::patients::{self, Editor, NewLink, Relationship};

use crate::support::{Stream, TestApp, both_engines};

both_engines!(
    m67_a_tab_of_one_child_never_acts_on_the_other,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        app.write(|tx, _| {
            let sql = "UPDATE portal_settings SET appointment_requests = TRUE";
            Ok(tx.exec(sql, &[])?)
        })
        .await;
        let sam = app.patient_named(&clinic, "Sam", "Lee").await;
        let lea = app.patient_named(&clinic, "Lea", "Lee").await;
        let (ann, _) = app.guardian(&sam, "Ann", "Lee").await;
        let (editor, child) = (Editor::system(clinic.id), lea.id);
        app.write(move |tx, env| {
            let link = NewLink::new(ann, child, Relationship::Guardian);
            patients::link_portal_user(tx, &editor, env, &link)
        })
        .await;
        let sent = app
            .write_to(&clinic, &sam, "About Sam", "<p>Hello.</p>", true)
            .await;
        let browser = app.account_of(&sam, ann).await;
        let tab = browser.get("/appointments/new").await;
        tab.is(200)
            .shows("Sam Lee")
            .shows(&format!("name=\"patient\" value=\"{}\"", sam.id));
        // In another tab she goes on for Lea; every page says so.
        let lea_id = lea.id.to_string();
        browser
            .post("/people", &[("patient", &lea_id)])
            .await
            .is(200);
        for path in [
            "/messages",
            "/people",
            "/account",
            "/account/readers",
            "/account/people",
            "/account/contact",
            "/appointments",
        ] {
            let page = browser.get(path).await;
            page.is(200);
            let head = page.body.split("</header>").next().unwrap_or_default();
            assert!(head.contains("Lea Lee"), "{path} does not say for whom");
        }
        let sam_id = sam.id.to_string();
        let typed = [
            ("words", "Sam's cough"),
            ("form", "one"),
            ("patient", sam_id.as_str()),
        ];
        browser
            .post("/appointments/new", &typed)
            .await
            .is(409)
            .shows("opened for somebody else")
            .shows("Sam&#39;s cough");
        let page = format!("/messages/{}", sent.conversation);
        let reply = [("body", "Sam coughs."), ("after", "")];
        let asked = browser.post(&format!("{page}/reply"), &reply).await;
        asked
            .is(200)
            .shows("somebody else than you are here for")
            .shows("Your answer was not sent")
            .hides("Sam coughs.");
        assert!(asked.url.contains("/people?next=/messages/"));
        let start = [("subject", "Sam's cough"), ("body", "All night.")];
        browser
            .post(&format!("/messages/new/{sam_id}"), &start)
            .await
            .is(409);
        let (requests, messages): (i64, i64) = app
            .state
            .db
            .read(|tx| {
                tx.one(
                    "SELECT (SELECT count(*) FROM appointment_request) AS requests, (SELECT count(*) FROM message) AS messages",
                    &[],
                )
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert_eq!((requests, messages), (0, 1), "nothing was done for either");

        // The page of Sam's conversation asks for whom, and with Sam leads to it; the answer waits there.
        browser.get(&page).await.shows("somebody else than you");
        browser
            .post("/people", &[("patient", &lea_id), ("next", &page)])
            .await
            .is(200)
            .hides("About Sam");
        let there = browser
            .post("/people", &[("patient", &sam_id), ("next", &page)])
            .await;
        there.is(200).shows("Sam coughs.");
        assert!(there.url.ends_with(&page), "{}", there.url);
    }
);

both_engines!(
    m67_a_conversation_of_somebody_else_than_one_cares_for_stays_hidden,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient_named(&clinic, "Sam", "Lee").await;
        let eve = app.patient_named(&clinic, "Eve", "Roy").await;
        let (ann, _) = app.guardian(&sam, "Ann", "Lee").await;
        let sent = app
            .write_to(&clinic, &eve, "About Eve", "<p>Hello.</p>", true)
            .await;
        let browser = app.account_of(&sam, ann).await;
        let page = format!("/messages/{}", sent.conversation);
        browser.get(&page).await.is(404);
        let reply = [("body", "Hm."), ("after", "")];
        browser.post(&format!("{page}/reply"), &reply).await.is(404);
        browser
            .post(&format!("{page}/draft"), &[("body", "Hm.")])
            .await
            .is(404);
    }
);

both_engines!(
    m67_an_open_page_stays_when_one_goes_on_for_somebody_else,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient_named(&clinic, "Sam", "Lee").await;
        let lea = app.patient_named(&clinic, "Lea", "Lee").await;
        let (ann, _) = app.guardian(&sam, "Ann", "Lee").await;
        let (editor, child) = (Editor::system(clinic.id), lea.id);
        app.write(move |tx, env| {
            let link = NewLink::new(ann, child, Relationship::Guardian);
            patients::link_portal_user(tx, &editor, env, &link)
        })
        .await;
        let browser = app.account_of(&sam, ann).await;
        let page = Stream::open(&browser, "/live").await;
        browser
            .post("/people", &[("patient", &lea.id.to_string())])
            .await
            .is(200);
        let said = page.ends().await;
        assert!(said.contains("event: replaced"), "{said}");
        assert!(!said.contains("event: over"), "{said}");
        // Leaving is for all pages.
        let page = Stream::open(&browser, "/live").await;
        browser.post("/sign-out", &[]).await.is(200);
        let said = page.ends().await;
        assert!(said.contains("event: over"), "{said}");
    }
);

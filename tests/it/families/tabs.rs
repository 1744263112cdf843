//! Two tabs of two family members: what was typed for one never acts on the other (M12, M67).

use carepost::features::patients::{self, Editor, NewLink, Relationship};

use crate::support::{TestApp, both_engines};

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
        browser.post(&format!("{page}/reply"), &reply).await.is(404);
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
    }
);

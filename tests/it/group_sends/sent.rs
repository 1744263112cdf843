//! A group send in the Sent folder of its sender, and how far it has come on the pages of everybody who may see it (M46, M47).

use serde_json::{Value, json};

use super::Draft;
use super::sending::{allow, crowd};
use crate::support::{Stream, TestApp, both_engines};

both_engines!(
    /// One row among the sender's other messages, in their order, on the page and in the API; nobody else's.
    m47_it_is_one_row_in_the_sent_folder,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        crowd(&app, &clinic, 3).await;
        allow(&app, &clinic, true).await;
        app.write_to(&clinic, &patient, "Older", "<p>x</p>", true).await;
        app.clock.advance(1_000);
        let draft = Draft::by(&app, &clinic, &clinic.nurse).await;
        draft.write(json!({})).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let sent = async || nurse.get("/staff/inbox?folder=sent").await;
        sent().await.is(200).hides("Closed on Monday");
        draft.send().await;
        app.clock.advance(1_000);
        app.write_to(&clinic, &patient, "Newer", "<p>x</p>", true).await;

        let row = format!("<a href=\"/staff/group-sends/{}\"", draft.id);
        let page = sent().await;
        page.is(200).shows("To 4 patients").shows("Sending").shows("0 of 4").shows(&row);
        let place = |words: &str| page.body.find(words).unwrap_or_else(|| panic!("no {words}"));
        assert!(place("Newer") < place(&row) && place(&row) < place("Older"));
        nurse.get("/staff/counts").await.is(200).shows("id=\"count-sent\" data-live=\"inbox\" data-live-mode=\"replace\" data-live-url=\"/staff/counts\">3<");
        app.run_jobs().await;
        let page = sent().await;
        page.is(200).shows("Done").hides("of 4");
        assert_eq!(page.body.matches("Closed on Monday").count(), 1, "its conversations are not listed");

        // Entry by entry through the API: each once, in one order.
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/conversations?folder=sent&limit=1{cursor}");
            let answer = draft.program.get(&path).await.is(200).json();
            let list = |name: &str| answer[name].as_array().cloned().unwrap_or_default();
            let entries: Vec<Value> = [list("items"), list("group_sends")].concat();
            assert_eq!(entries.len(), 1, "{answer}");
            seen.push(entries[0]["subject"].as_str().unwrap_or_default().to_owned());
            if entries[0].get("state").is_some() {
                let numbers = (&entries[0]["state"], &entries[0]["total"], &entries[0]["done"]);
                assert_eq!(numbers, (&json!("done"), &json!(4), &json!(4)));
                assert_eq!(entries[0]["id"], json!(draft.id));
            }
            match answer["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, ["Newer", "Closed on Monday", "Older"]);
        let all = draft.program.get("/api/v1/conversations").await.is(200).json();
        assert!(all.get("group_sends").is_none());

        let owner = app.signed_in(&clinic.owner).await;
        owner.get("/staff/inbox?folder=sent").await.is(200).hides("Closed on Monday");
        // Without the permission there is no page to go to, and still the row.
        allow(&app, &clinic, false).await;
        sent().await.is(200).shows("Closed on Monday").hides(&row);
    }
);

both_engines!(
    /// A long folder goes on behind a group send without losing or doubling a row.
    m47_the_sent_folder_goes_on_page_by_page,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        allow(&app, &clinic, true).await;
        let mut subjects = Vec::new();
        for n in 0..60 {
            let subject = format!("Subject {n:02}.");
            if n % 9 == 4 {
                let draft = Draft::by(&app, &clinic, &clinic.nurse).await;
                draft.write(json!({ "subject": subject })).await;
                draft.send().await;
            } else {
                app.write_to(&clinic, &patient, &subject, "<p>x</p>", true).await;
            }
            subjects.push(subject);
            app.clock.advance(if n % 3 == 0 { 0 } else { 1_000 });
        }
        let nurse = app.signed_in(&clinic.nurse).await;
        let first = nurse.get("/staff/inbox?folder=sent").await;
        let after = first.is(200).body.split("rel=\"next\" href=\"").nth(1);
        let next = after.and_then(|rest| rest.split('"').next()).expect("a next page").replace("&amp;", "&");
        let second = nurse.get(&next).await;
        second.is(200).hides("rel=\"next\"");
        assert_eq!(first.body.matches("<li class=\"row").count(), 50);
        for subject in &subjects {
            let times = |body: &str| body.matches(subject.as_str()).count();
            assert_eq!(times(&first.body) + times(&second.body), 1, "{subject}");
        }
    }
);

both_engines!(
    /// Whoever has the permission sees it move; the numbers name nobody, so only the opening of the page is on record.
    m46_progress_is_live_for_whoever_may_see_it,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        crowd(&app, &clinic, 3).await;
        let draft = Draft::of(&app, &clinic).await;
        draft.write(json!({})).await;
        draft.send().await;
        let page = format!("/staff/group-sends/{}", draft.id);
        let progress = format!("{page}/progress");
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get(&progress).await.is(403);
        allow(&app, &clinic, true).await;
        let url = format!("data-live-url=\"{progress}\"");
        nurse.get(&page).await.is(200).shows(&url).shows("0 of 3");
        let recorded = async || {
            let counted = app.write(|tx, _| {
                let sql = "SELECT count(*) AS n FROM audit_event WHERE action LIKE 'group_send.%'";
                Ok(tx.one::<(i64,)>(sql, &[])?)
            });
            counted.await.0
        };
        let before = recorded().await;
        for _ in 0..20 {
            let part = nurse.get(&progress).await;
            part.is(200).shows("0 of 3").shows(&url).hides("<html").hides("Closed on Monday");
        }
        assert_eq!(recorded().await, before);
        nurse.get(&page).await.is(200);
        assert_eq!(recorded().await, before + 1);

        let mut stream = Stream::open(&nurse, "/staff/live").await;
        app.run_jobs().await;
        stream.until(&format!("group-send:{}", draft.id)).await;
        stream.until("\"group-sends\"").await;
        nurse.get(&progress).await.is(200).shows("3 of 3").shows("Done");
        // A draft is its writer's alone.
        let other = Draft::of(&app, &clinic).await;
        nurse.get(&format!("/staff/group-sends/{}/progress", other.id)).await.is(404);
    }
);

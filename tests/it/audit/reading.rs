//! The audit's page, file and API.

use carepost::features::audit::{self, By, Event};
use carepost::platform::time::DAY;

use crate::support::{Answer, Clinic, TestApp, both_engines};

/// Writes an entry of a test's own.
async fn write(app: &TestApp, clinic: &Clinic, detail: &str) {
    let (env, detail) = (app.state.env.clone(), detail.to_owned());
    let event = Event::new(
        clinic.id,
        By::Staff(clinic.nurse.id.uuid()),
        "conversation.close",
        "conversation",
        None,
    )
    .detail(detail);
    app.state
        .db
        .write(move |tx| audit::record(tx, &env, &event))
        .await
        .map_err(|e: db::Error| e)
        .expect("an entry");
}

fn next(page: &Answer) -> Option<String> {
    let at = page.body.find("rel=\"next\" href=\"")? + "rel=\"next\" href=\"".len();
    let end = page.body[at..].find('"')? + at;
    Some(
        page.body[at..end]
            .replace("&#38;", "&")
            .replace("&amp;", "&"),
    )
}

both_engines!(
    the_page_filters_pages_and_is_on_record_itself,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        for n in 0..120 {
            write(&app, &clinic, &format!("entry {n:03}")).await;
        }
        app.clock.advance(2 * DAY);
        write(&app, &clinic, "two days later").await;
        write(&app, &other, "of another clinic").await;
        let manager = app.signed_in(&clinic.manager).await;
        let newest = manager.get("/staff/audit").await;
        newest
            .is(200)
            .shows("two days later")
            .hides("of another clinic")
            .shows("Closed a conversation")
            .shows("Marc Tremblay");
        // Every entry comes exactly once, the latest first.
        let mut address =
            Some("/staff/audit?action=conversation.close&from=2026-07-02&to=2026-07-02".to_owned());
        let mut seen = Vec::new();
        while let Some(path) = address {
            let page = manager.get(&path).await;
            page.is(200).hides("two days later");
            seen.extend(
                page.body
                    .split("entry ")
                    .skip(1)
                    .map(|rest| rest[..3].to_owned()),
            );
            address = next(&page);
        }
        let wanted: Vec<String> = (0..120).rev().map(|n| format!("{n:03}")).collect();
        assert_eq!(seen, wanted);
        manager
            .get(&format!("/staff/audit?member={}", clinic.owner.id))
            .await
            .is(200)
            .hides("two days later");
        manager
            .get("/staff/audit?from=nonsense")
            .await
            .is(422)
            .shows("from");
        manager.get("/staff/audit?cursor=nonsense").await.is(422);
        manager
            .get("/staff/audit?action=audit.read")
            .await
            .shows("Read the audit")
            .shows("Joan Fisher");
    }
);

both_engines!(
    the_file_needs_its_own_permission_and_holds_no_formulas,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        for detail in [
            "=HYPERLINK(\"https://evil.example\")",
            "+1",
            "-1",
            "@SUM(A1)",
            "plain, with \"quotes\"",
        ] {
            write(&app, &clinic, detail).await;
        }
        let manager = app.signed_in(&clinic.manager).await;
        manager.get("/staff/audit").await.hides("audit.csv");
        manager.get("/staff/audit.csv").await.is(403);
        let owner = app.signed_in(&clinic.owner).await;
        owner.get("/staff/audit").await.shows("audit.csv");
        let file = owner
            .get("/staff/audit.csv?action=conversation.close")
            .await;
        file.is(200);
        assert!(file.header("content-type").starts_with("text/csv"));
        assert!(file.header("content-disposition").starts_with("attachment"));
        let mut reader = csv::Reader::from_reader(file.body.as_bytes());
        let details: Vec<String> = reader
            .records()
            .map(|row| row.expect("a row")[10].to_owned())
            .collect();
        assert_eq!(
            details,
            [
                "plain, with \"quotes\"",
                "'@SUM(A1)",
                "'-1",
                "'+1",
                "'=HYPERLINK(\"https://evil.example\")"
            ]
        );
        owner
            .get("/staff/audit?action=audit.export")
            .await
            .shows("Exported the audit");
    }
);

both_engines!(a_large_file_comes_whole, async |app: TestApp| {
    let clinic = app.clinic().await;
    let (env, id) = (app.state.env.clone(), clinic.id);
    app.state
        .db
        .write(move |tx| {
            for n in 0..2_300 {
                let event = Event::new(id, By::System, "conversation.close", "conversation", None)
                    .detail(format!("n{n}"));
                audit::record(tx, &env, &event)?;
            }
            Ok::<_, db::Error>(())
        })
        .await
        .expect("entries");
    let owner = app.signed_in(&clinic.owner).await;
    let file = owner
        .get("/staff/audit.csv?action=conversation.close")
        .await;
    let mut reader = csv::Reader::from_reader(file.body.as_bytes());
    let details: std::collections::BTreeSet<String> = reader
        .records()
        .map(|row| row.expect("a row")[10].to_owned())
        .collect();
    assert_eq!(details.len(), 2_300);
});

both_engines!(
    the_api_reads_it_with_scope_and_permission,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        write(&app, &clinic, "mine").await;
        write(&app, &other, "theirs").await;
        let program = app.program(&clinic.manager, "audit:read").await;
        let page = program
            .get("/api/v1/audit-events?action=conversation.close&limit=1")
            .await
            .is(200)
            .json();
        assert_eq!(page["items"][0]["detail"], "mine");
        assert_eq!(page["items"][0]["actor_name"], "Marc Tremblay");
        assert!(page["next_cursor"].is_null());
        program.get("/api/v1/audit-events").await.hides("theirs");
        program
            .get("/api/v1/audit-events?patient_id=x")
            .await
            .is(422);
        program
            .get("/api/v1/audit-events?_sort=detail")
            .await
            .is(400);
        app.program(&clinic.manager, "staff:read")
            .await
            .get("/api/v1/audit-events")
            .await
            .is(403);
        app.program(&clinic.nurse, "audit:read")
            .await
            .get("/api/v1/audit-events")
            .await
            .is(403);
        let denials = program
            .get("/api/v1/audit-events?action=access.denied")
            .await
            .json();
        assert_eq!(denials["items"].as_array().map(Vec::len), Some(2));
        assert_eq!(denials["items"][0]["actor_kind"], "api_key");
    }
);

//! Managing members and workgroups: who may, what it does at once, what is on record.

use std::time::Duration;

use carepost::platform::time::{DAY, MINUTE};

use crate::support::{Answer, Browser, Clinic, Member, PASSWORD, Stream, TestApp, both_engines};

/// The actions on record in a clinic with their details, in order.
async fn on_record(app: &TestApp, clinic: &Clinic) -> Vec<(String, String)> {
    let id = clinic.id;
    app.state
        .db
        .read(move |tx| {
            tx.all(
                "SELECT action, detail FROM audit_event WHERE clinic_id = $1 ORDER BY at, id",
                &[&id],
            )
        })
        .await
        .map_err(|e: db::Error| e)
        .expect("the audit")
}

async fn recorded(app: &TestApp, clinic: &Clinic, action: &str) -> Vec<String> {
    on_record(app, clinic)
        .await
        .into_iter()
        .filter(|(a, _)| a == action)
        .map(|(_, detail)| detail)
        .collect()
}

fn form<'a>(name: &'a str, email: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("display_name", name),
        ("email", email),
        ("role_title", "Nurse"),
        ("language", "fr"),
    ];
    fields.extend_from_slice(more);
    fields
}

fn link(page: &Answer) -> String {
    let start = page.body.find("/staff/set-password/").expect("a link");
    page.body[start..start + "/staff/set-password/".len() + 43].to_owned()
}

fn page_of(member: &Member) -> String {
    format!("/staff/members/{}", member.id)
}

async fn is_out(browser: &Browser) -> bool {
    browser
        .get("/staff/account")
        .await
        .url
        .contains("/staff/sign-in")
}

both_engines!(
    a_new_member_sets_a_password_by_a_link_that_works_once,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        let front_desk = clinic.front_desk.to_string();
        let fields = form(
            "Élodie Roy",
            "Elodie@Riverside.example",
            &[
                ("permissions", "send_messages"),
                ("workgroups", &front_desk),
            ],
        );
        let page = manager.post("/staff/members", &fields).await;
        page.is(200).shows("elodie@riverside.example");
        let link = link(&page);
        // It was mailed too, in the member's language, and says nothing but the link.
        let letters = app.mail.take();
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to.email, "elodie@riverside.example");
        assert!(letters[0].subject.starts_with("Choisissez") && letters[0].text.contains(&link));
        // Opening it changes nothing, however often; a weak password is refused and the link still holds.
        let browser = app.browser();
        for _ in 0..5 {
            browser.get(&link).await.is(200);
        }
        browser
            .post(&link, &[("password", "short")])
            .await
            .is(422)
            .shows("password-why");
        browser
            .post(&link, &[("password", "Elodie Roy 1999")])
            .await
            .is(422);
        let set = browser
            .post(&link, &[("password", "quiet river at noon")])
            .await;
        assert!(
            set.url.ends_with("/staff/sign-in?after=password"),
            "{}",
            set.url
        );
        browser
            .post(&link, &[("password", "another one entirely")])
            .await
            .is(404);
        browser.get(&link).await.is(404);
        let signed_in = browser
            .post(
                "/staff/sign-in",
                &[
                    ("email", "elodie@riverside.example"),
                    ("password", "quiet river at noon"),
                    ("next", "/staff/account"),
                ],
            )
            .await;
        signed_in.is(200).shows("Élodie Roy").shows("lang=\"fr\"");
        assert_eq!(
            recorded(&app, &clinic, "workgroup.add_member").await.len(),
            1
        );
    }
);

both_engines!(
    a_link_runs_out_and_a_newer_one_replaces_it,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        let give = format!("{}/link", page_of(&clinic.nurse));
        let first = link(manager.post(&give, &[]).await.is(200));
        let second = link(manager.post(&give, &[]).await.is(200));
        app.browser().get(&first).await.is(404);
        app.browser().get(&second).await.is(200);
        app.clock.advance(3 * DAY);
        app.browser().get(&second).await.is(404);
        app.browser()
            .post(&second, &[("password", "quiet river at noon")])
            .await
            .is(404);
        // Setting a password by a link ends every session.
        let (manager, nurse) = (
            app.signed_in(&clinic.manager).await,
            app.signed_in(&clinic.nurse).await,
        );
        let third = link(manager.post(&give, &[]).await.is(200));
        app.browser()
            .post(&third, &[("password", "quiet river at noon")])
            .await
            .is(200);
        assert!(is_out(&nurse).await);
    }
);

both_engines!(
    without_the_permission_nothing_of_it_opens_and_that_is_on_record,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let target = page_of(&clinic.receptionist);
        for path in [
            "/staff/members",
            "/staff/members/new",
            &target,
            "/staff/workgroups",
            "/staff/audit",
            "/staff/audit.csv",
        ] {
            nurse
                .get(path)
                .await
                .is(403)
                .hides("priya@riverside.example");
        }
        for path in ["/disable", "/enable", "/link", "/reset-second-factor", ""] {
            nurse
                .post(&format!("{target}{path}"), &form("X", "x@y.example", &[]))
                .await
                .is(403);
        }
        nurse
            .post("/staff/members", &form("X", "x@y.example", &[]))
            .await
            .is(403);
        nurse
            .post("/staff/workgroups", &[("name", "Mine")])
            .await
            .is(403);
        nurse
            .post(&format!("/staff/workgroups/{}/retire", clinic.nurses), &[])
            .await
            .is(403);
        let denials = recorded(&app, &clinic, "access.denied").await;
        assert_eq!(denials.len(), 14, "{denials:?}");
        assert!(
            denials.contains(&"POST /staff/members/{member}/disable".to_owned()),
            "{denials:?}"
        );
    }
);

both_engines!(
    another_clinics_people_are_not_there,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .get("/staff/members")
            .await
            .is(200)
            .hides("hillside.example");
        let (foreign, missing) = (
            page_of(&other.nurse),
            "/staff/members/01900000-0000-7000-8000-000000000000",
        );
        for suffix in ["", "/disable", "/enable", "/link", "/reset-second-factor"] {
            let (a, b) = (
                owner
                    .post(
                        &format!("{foreign}{suffix}"),
                        &form("X", "x@y.example", &[]),
                    )
                    .await,
                owner
                    .post(
                        &format!("{missing}{suffix}"),
                        &form("X", "x@y.example", &[]),
                    )
                    .await,
            );
            assert_eq!((a.status, &a.body), (404, &b.body), "{suffix}");
        }
        owner.get(&foreign).await.is(404);
        owner
            .get(&format!("/staff/workgroups/{}", other.nurses))
            .await
            .is(404);
        owner
            .post(&format!("/staff/workgroups/{}/retire", other.nurses), &[])
            .await
            .is(404);
        let theirs = other.nurse.id.to_string();
        let group = format!("/staff/workgroups/{}", clinic.nurses);
        owner
            .post(&group, &[("name", "Nurses"), ("members", &theirs)])
            .await
            .is(422)
            .hides("hillside");
        let foreign_group = other.nurses.to_string();
        owner
            .post(
                &page_of(&clinic.nurse),
                &form(
                    "Marc",
                    "marc@riverside.example",
                    &[("workgroups", &foreign_group)],
                ),
            )
            .await
            .is(422);
        assert!(!is_out(&app.signed_in(&other.nurse).await).await);
        // An address is one account, in whichever clinic; nobody learns more than that.
        owner
            .post("/staff/members", &form("Twin", &other.nurse.email, &[]))
            .await
            .is(422)
            .shows("email-why")
            .hides("Hillside");
    }
);

both_engines!(
    nobody_makes_themselves_more_than_they_are,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        // Not the owner, not by any form.
        for suffix in ["", "/disable", "/link", "/reset-second-factor"] {
            manager
                .post(
                    &format!("{}{suffix}", page_of(&clinic.owner)),
                    &form("Mine", "mine@x.example", &[]),
                )
                .await
                .is(422);
        }
        // Not their own permissions, not ones they don't have.
        let own = form(
            "Joan Fisher",
            &clinic.manager.email,
            &[
                ("permissions", "manage_staff"),
                ("permissions", "send_messages"),
            ],
        );
        manager
            .post(&page_of(&clinic.manager), &own)
            .await
            .is(422)
            .shows("Nobody can change their own permissions");
        let more = form(
            "Marc Tremblay",
            &clinic.nurse.email,
            &[("permissions", "export")],
        );
        manager.post(&page_of(&clinic.nurse), &more).await.is(422);
        let accomplice = form(
            "Accomplice",
            "new@riverside.example",
            &[("permissions", "export")],
        );
        manager
            .post("/staff/members", &accomplice)
            .await
            .is(422)
            .shows("value=\"new@riverside.example\"");
        manager
            .get("/staff/members")
            .await
            .is(200)
            .hides("new@riverside.example");
        // What they may, they may.
        let fine = form(
            "Marc T.",
            &clinic.nurse.email,
            &[("permissions", "send_messages")],
        );
        assert!(
            manager
                .post(&page_of(&clinic.nurse), &fine)
                .await
                .url
                .ends_with("/staff/members")
        );
        let changes = recorded(&app, &clinic, "member.change").await;
        assert_eq!(changes, ["name; language; permissions: send_messages"]);
    }
);

both_engines!(a_disabled_member_is_out_at_once, async |app: TestApp| {
    let clinic = app.clinic().await;
    let (owner, nurse) = (
        app.signed_in(&clinic.owner).await,
        app.signed_in(&clinic.nurse).await,
    );
    let key = app.program(&clinic.nurse, "staff:read").await;
    key.get("/api/v1/staff").await.is(200);
    let stream = Stream::open(&nurse, "/staff/live").await;
    owner
        .post(&format!("{}/disable", page_of(&clinic.nurse)), &[])
        .await
        .is(200)
        .shows("can sign in again");
    let said = stream.ends_within(Duration::from_secs(2)).await;
    assert!(said.contains("event: over"), "{said}");
    assert!(is_out(&nurse).await);
    key.get("/api/v1/staff").await.is(401);
    let form = [
        ("email", clinic.nurse.email.as_str()),
        ("password", PASSWORD),
    ];
    app.browser().post("/staff/sign-in", &form).await.is(422);
    owner
        .post(&format!("{}/enable", page_of(&clinic.nurse)), &[])
        .await
        .is(200);
    app.clock.advance(MINUTE);
    assert!(
        app.browser()
            .post("/staff/sign-in", &form)
            .await
            .url
            .ends_with("/staff/inbox")
    );
    for action in ["member.disable", "member.enable"] {
        assert_eq!(recorded(&app, &clinic, action).await.len(), 1, "{action}");
    }
});

both_engines!(
    a_session_that_ends_elsewhere_ends_its_open_stream,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let stream = Stream::open(&nurse, "/staff/live").await;
        // Another node takes the session away: nothing of it reaches this process but the row that is missing.
        let staff = clinic.nurse.id;
        app.state
            .db
            .write(move |tx| tx.exec("DELETE FROM session WHERE staff_id = $1", &[&staff]))
            .await
            .map_err(|e: db::Error| e)
            .expect("gone");
        let said = stream.ends_within(Duration::from_secs(3)).await;
        assert!(said.contains("event: over"), "{said}");
        // One that runs out by rest ends alike.
        let nurse = app.signed_in(&clinic.nurse).await;
        let stream = Stream::open(&nurse, "/staff/live").await;
        app.clock.advance(16 * MINUTE);
        let said = stream.ends_within(Duration::from_secs(3)).await;
        assert!(said.contains("event: over"), "{said}");
    }
);

both_engines!(changed_permissions_count_at_once, async |app: TestApp| {
    let clinic = app.clinic().await;
    let (owner, manager) = (
        app.signed_in(&clinic.owner).await,
        app.signed_in(&clinic.manager).await,
    );
    manager.get("/staff/members").await.is(200);
    let fewer = form(
        "Joan Fisher",
        &clinic.manager.email,
        &[("permissions", "view_audit")],
    );
    owner.post(&page_of(&clinic.manager), &fewer).await.is(200);
    assert!(is_out(&manager).await);
    let manager = app.signed_in(&clinic.manager).await;
    manager.get("/staff/members").await.is(403);
    manager.get("/staff/audit").await.is(200);
});

both_engines!(
    a_workgroup_is_made_filled_renamed_and_retired,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        let made = manager
            .post("/staff/workgroups", &[("name", "  Lab   results ")])
            .await;
        made.is(200).shows("Lab results");
        let address = made.url.clone();
        manager
            .post("/staff/workgroups", &[("name", "Lab results")])
            .await
            .is(422)
            .shows("name-why")
            .shows("value=\"Lab results\"");
        manager
            .post("/staff/workgroups", &[("name", " ")])
            .await
            .is(422);
        let (nurse, receptionist) = (
            clinic.nurse.id.to_string(),
            clinic.receptionist.id.to_string(),
        );
        manager
            .post(
                &address,
                &[
                    ("name", "Laboratory"),
                    ("members", &nurse),
                    ("members", &receptionist),
                ],
            )
            .await
            .is(200);
        manager
            .get("/staff/workgroups")
            .await
            .shows("Laboratory")
            .shows("2 members")
            .hides("Lab results");
        manager
            .post(&format!("{address}/retire"), &[])
            .await
            .is(200)
            .shows("Retired");
        manager
            .post(&address, &[("name", "Laboratory"), ("members", &nurse)])
            .await
            .is(422);
        manager
            .post(&format!("{address}/retire"), &[])
            .await
            .is(404);
        for action in ["workgroup.rename", "workgroup.retire"] {
            assert_eq!(recorded(&app, &clinic, action).await.len(), 1, "{action}");
        }
    }
);

both_engines!(
    changing_the_own_password_signs_out_everywhere_else,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (here, there) = (
            app.signed_in(&clinic.nurse).await,
            app.signed_in(&clinic.nurse).await,
        );
        here.get("/staff/account").await.shows("This browser");
        here.post(
            "/staff/account/password",
            &[("current", "wrong"), ("password", "quiet river at noon")],
        )
        .await
        .is(422)
        .shows("current-why");
        here.post(
            "/staff/account/password",
            &[("current", PASSWORD), ("password", "short")],
        )
        .await
        .is(422)
        .shows("password-why");
        assert!(!is_out(&there).await);
        let before = here.cookies();
        here.post(
            "/staff/account/password",
            &[("current", PASSWORD), ("password", "quiet river at noon")],
        )
        .await
        .is(200);
        assert!(is_out(&there).await && !is_out(&here).await);
        assert_ne!(here.cookies(), before);
        let form = [
            ("email", clinic.nurse.email.as_str()),
            ("password", "quiet river at noon"),
        ];
        assert!(
            app.browser()
                .post("/staff/sign-in", &form)
                .await
                .url
                .ends_with("/staff/inbox")
        );
    }
);

both_engines!(
    one_ends_ones_own_sessions_and_nobody_elses,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (here, there, other) = (
            app.signed_in(&clinic.nurse).await,
            app.signed_in(&clinic.nurse).await,
            app.signed_in(&clinic.owner).await,
        );
        let sessions = |page: &Answer| -> Vec<String> {
            page.body
                .split("/staff/account/sessions/")
                .skip(1)
                .map(|rest| rest[..36].to_owned())
                .collect()
        };
        let foreign = sessions(&here.get("/staff/account").await);
        assert_eq!(foreign.len(), 1, "the other browser's, without one's own");
        other
            .post(&format!("/staff/account/sessions/{}/end", foreign[0]), &[])
            .await
            .is(404);
        assert!(!is_out(&there).await);
        here.post(&format!("/staff/account/sessions/{}/end", foreign[0]), &[])
            .await
            .is(200);
        assert!(is_out(&there).await && !is_out(&here).await);
        let third = app.signed_in(&clinic.nurse).await;
        here.post("/staff/account/sign-out-everywhere", &[])
            .await
            .is(200);
        assert!(is_out(&third).await && is_out(&here).await && !is_out(&other).await);
    }
);

both_engines!(
    preferences_are_kept_and_the_page_changes_its_language,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = nurse.post("/staff/account", &[("language", "fr")]).await;
        page.is(200)
            .shows("<html lang=\"fr\"")
            .shows("Accepter les messages directs")
            .hides("name=\"accepts_direct_messages\" checked");
        nurse
            .post("/staff/account", &[("language", "xx")])
            .await
            .is(422);
    }
);

both_engines!(
    the_api_pages_through_members_and_workgroups,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        let program = app.program(&clinic.nurse, "staff:read messages:read").await;
        let mut names = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = program
                .get(&format!("/api/v1/staff?limit=3&cursor={cursor}"))
                .await
                .is(200)
                .json();
            for member in page["items"].as_array().expect("items") {
                assert!(
                    member["email"]
                        .as_str()
                        .expect("an email")
                        .ends_with("riverside.example")
                );
                names.push(member["display_name"].as_str().expect("a name").to_owned());
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(
            names,
            ["Nadia Okafor", "Marc Tremblay", "Priya Shah", "Joan Fisher"]
        );
        let groups = program.get("/api/v1/workgroups").await.is(200).json();
        assert_eq!(groups["items"].as_array().map(Vec::len), Some(2));
        assert_eq!(groups["items"][0]["member_count"], 3);
        for (query, status) in [
            ("limit=0", 422),
            ("limit=201", 422),
            ("cursor=zzz", 422),
            ("limit=x", 400),
            ("colour=red", 400),
        ] {
            program
                .get(&format!("/api/v1/staff?{query}"))
                .await
                .is(status);
        }
        app.program(&clinic.nurse, "messages:read")
            .await
            .get("/api/v1/staff")
            .await
            .is(403);
        app.browser().get("/api/v1/staff").await.is(401);
        let theirs = app
            .program(&other.owner, "staff:read")
            .await
            .get("/api/v1/staff")
            .await;
        theirs.hides("riverside.example");
    }
);

//! Two parents who must not see each other's details do not (M12, M67): every byte of the portal's pages is looked through.

use crate::support::{Browser, Clinic, Linked, Patient, TestApp, both_engines};

struct Family {
    child: Patient,
    ann: Linked,
    bob: Linked,
    page: String,
}

/// Sam with two guardians, a message of the clinic's, and Ann's answer to it.
async fn family(app: &TestApp, clinic: &Clinic) -> Family {
    let child = app.patient(clinic).await;
    let ann = app
        .new_guardian(
            clinic,
            child.id,
            ("Annabel", "Leroux"),
            "annabel@home.example",
        )
        .await;
    let bob = app
        .new_guardian(
            clinic,
            child.id,
            ("Robert", "Martin"),
            "robert@home.example",
        )
        .await;
    let sent = app
        .write_to(clinic, &child, "School form", "<p>It is ready.</p>", true)
        .await;
    let page = format!("/messages/{}", sent.conversation);
    let reply = app.account_of(&child, ann.portal_user).await;
    reply
        .post(
            &format!("{page}/reply"),
            &[("body", "We come at four."), ("after", "")],
        )
        .await
        .is(200);
    Family {
        child,
        ann,
        bob,
        page,
    }
}

async fn hide(app: &TestApp, clinic: &Clinic, family: &Family, hidden: bool) {
    let nurse = app.signed_in(&clinic.nurse).await;
    let path = format!(
        "/staff/patients/{}/links/{}/hide",
        family.child.id, family.ann.link
    );
    let fields: &[(&str, &str)] = if hidden { &[("hidden", "true")] } else { &[] };
    nurse.post(&path, fields).await.is(200);
}

/// Every page that a reader can open.
async fn all_pages(browser: &Browser, page: &str) -> String {
    let mut all = String::new();
    for path in [
        "/messages",
        page,
        "/account",
        "/account/readers",
        "/account/people",
        "/people",
        "/account/contact",
        "/appointments",
    ] {
        let answer = browser.get(path).await;
        answer.is(200);
        all.push_str(&answer.body);
        all.push_str(&format!("{:?}", answer.headers));
    }
    all
}

both_engines!(
    m67_a_parent_whom_the_clinic_hides_is_in_no_byte_of_the_others_pages,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let family = family(&app, &clinic).await;
        let bob = app.account_of(&family.child, family.bob.portal_user).await;
        let before = all_pages(&bob, &family.page).await;
        assert!(before.contains("Annabel Leroux"), "named while not hidden");
        assert!(!before.contains("annabel@home"), "contact points never");

        hide(&app, &clinic, &family, true).await;
        let pages = all_pages(&bob, &family.page).await;
        for piece in ["Annabel", "Leroux", "annabel@home"] {
            assert!(!pages.contains(piece), "`{piece}` is on the other's pages");
        }
        assert!(pages.contains("another guardian"));
        assert!(
            pages.contains("We come at four."),
            "what was written is read"
        );

        // Ann sees Bob, who is not hidden; the patient and staff see both.
        let ann = app.account_of(&family.child, family.ann.portal_user).await;
        let own = all_pages(&ann, &family.page).await;
        assert!(own.contains("Robert Martin"));
        let sam = app.account_of(&family.child, family.child.person).await;
        let sams = all_pages(&sam, &family.page).await;
        assert!(sams.contains("Annabel Leroux"));
        let nurse = app.signed_in(&clinic.nurse).await;
        let thread = family.page.replace("/messages/", "/staff/conversations/");
        nurse
            .get(&thread)
            .await
            .is(200)
            .shows("Annabel Leroux on behalf of Sam Lee");
        hide(&app, &clinic, &family, false).await;
        assert!(
            all_pages(&bob, &family.page)
                .await
                .contains("Annabel Leroux")
        );
    }
);

both_engines!(
    m67_a_revoked_parent_stays_hidden_in_what_they_wrote,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let family = family(&app, &clinic).await;
        hide(&app, &clinic, &family, true).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let path = format!(
            "/staff/patients/{}/links/{}/revoke",
            family.child.id, family.ann.link
        );
        nurse.post(&path, &[]).await.is(200);
        let bob = app.account_of(&family.child, family.bob.portal_user).await;
        let pages = all_pages(&bob, &family.page).await;
        assert!(!pages.contains("Leroux"));
        assert!(pages.contains("We come at four."));
    }
);

both_engines!(
    m67_who_can_see_the_messages_and_asking_that_it_ends,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let family = family(&app, &clinic).await;
        let sam = app.account_of(&family.child, family.child.person).await;
        let page = sam.get("/account/readers").await;
        page.is(200)
            .shows("Annabel Leroux")
            .shows("Robert Martin")
            .shows("Nurses")
            .hides("annabel@home.example");
        // A guardian sees the list and asks nothing about others.
        let bob = app.account_of(&family.child, family.bob.portal_user).await;
        let link = family.ann.link.to_string();
        bob.get("/account/readers")
            .await
            .hides("Ask that this access ends");
        bob.post("/account/readers/end", &[("link", &link)])
            .await
            .is(404);

        let ask = [("link", link.as_str()), ("words", "She moved away.")];
        sam.post("/account/readers/end", &ask)
            .await
            .is(200)
            .shows("has your request");
        sam.post("/account/readers/end", &ask)
            .await
            .is(409)
            .shows("asked this already");
        let ann = app.account_of(&family.child, family.ann.portal_user).await;
        ann.get("/messages").await.is(200).shows("School form");
        let nurse = app.signed_in(&clinic.nurse).await;
        let queue = nurse.get("/staff/families").await;
        queue
            .is(200)
            .shows("Asks that access ends")
            .shows("She moved away.");
        let id = queue
            .body
            .split("/staff/access-requests/")
            .nth(1)
            .expect("a request")[..36]
            .to_owned();
        let path = format!("/staff/access-requests/{id}");
        nurse.get(&path).await.is(200).shows("Annabel Leroux");
        nurse.post(&path, &[("deed", "accept")]).await.is(200);
        ann.get("/messages").await.hides("School form");
        sam.get("/account/readers").await.is(200).hides("Annabel");
        sam.get("/account/people")
            .await
            .shows("Asks that access ends")
            .shows("done");
    }
);

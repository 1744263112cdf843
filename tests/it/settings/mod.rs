//! The portal's settings: who may change them, what is refused, and what happens at once (M51-M64).

mod api;

use carepost::platform::ids::ClinicId;

use crate::support::{Answer, Browser, TestApp, both_engines};

const PAGE: &str = "/staff/settings/portal";

/// The fields of the page as a browser would send them now.
async fn fields(browser: &Browser) -> Vec<(String, String)> {
    fields_of(&browser.get(PAGE).await.is(200).body)
}

fn fields_of(body: &str) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        tag.split(&format!("{name}=\""))
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .map(str::to_owned)
    };
    let mut fields = Vec::new();
    let form = body
        .split("<form class=\"settings\"")
        .nth(1)
        .expect("the form");
    for tag in form.split("<input ").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let ticked = tag.contains(" checked")
            || tag.contains("type=\"hidden\"")
            || tag.contains("inputmode=\"numeric\"");
        if let (true, Some(name), Some(value)) =
            (ticked, attribute(tag, "name"), attribute(tag, "value"))
        {
            fields.push((name, value));
        }
    }
    let chosen = form.split(" selected").next().unwrap_or_default();
    let minutes = chosen.rsplit("value=\"").next().unwrap_or_default();
    fields.push((
        "passcode_minutes".to_owned(),
        minutes.trim_end_matches('"').to_owned(),
    ));
    for language in ["en", "fr"] {
        let name = format!("emergency_notice_{language}");
        let area = form
            .split(&format!("name=\"{name}\""))
            .nth(1)
            .expect("a notice");
        let text = area
            .split('>')
            .nth(1)
            .and_then(|rest| rest.split('<').next());
        fields.push((name, text.unwrap_or_default().to_owned()));
    }
    fields
}

fn with(mut fields: Vec<(String, String)>, name: &str, value: &str) -> Vec<(String, String)> {
    fields.retain(|(n, _)| n != name);
    if !value.is_empty() {
        fields.push((name.to_owned(), value.to_owned()));
    }
    fields
}

async fn save(browser: &Browser, fields: &[(String, String)]) -> Answer {
    let fields: Vec<_> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    browser.post(PAGE, &fields).await
}

/// What the audit says of saves, oldest first.
async fn audited(app: &TestApp, clinic: ClinicId) -> Vec<String> {
    let entries = app.state.db.read(move |tx| {
        tx.all::<(String,)>(
            "SELECT detail FROM audit_event WHERE clinic_id = $1 AND action = 'portal_settings.save' ORDER BY at, id",
            &[&clinic],
        )
    });
    entries
        .await
        .expect("the audit")
        .into_iter()
        .map(|(detail,)| detail)
        .collect()
}

both_engines!(
    m64_what_is_saved_is_shown_and_audited,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        let now = fields(&manager).await;
        let changed = with(
            with(now, "passcode_minutes", "30"),
            "extra_identifications",
            "true",
        );
        let changed = with(changed, "sign_in_method", "identifier");
        save(&manager, &changed).await.is(200).shows("Saved");
        let after = fields(&manager).await;
        for (name, value) in [
            ("passcode_minutes", "30"),
            ("extra_identifications", "true"),
            ("sign_in_method", "identifier"),
        ] {
            assert!(
                after.contains(&(name.to_owned(), value.to_owned())),
                "{name}"
            );
        }
        assert_eq!(
            audited(&app, clinic.id).await,
            [
                r#"sign_in_method: "passcode" -> "identifier"; extra_identifications: "off" -> "on"; passcode_minutes: "10" -> "30""#
            ]
        );
        save(&manager, &after).await.is(200);
        assert_eq!(audited(&app, clinic.id).await.len(), 1, "nothing changed");
        let page = manager.get(PAGE).await;
        page.shows("data-guard").shows("Save portal settings");
        page.shows("Weaker: whoever holds the link");
    }
);

both_engines!(
    m54_only_the_owner_enables_the_portal,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let id = clinic.id;
        let manager = app.signed_in(&clinic.manager).await;
        let page = manager.get(PAGE).await;
        page.shows("Only the clinic’s owner can enable or disable it");
        assert!(
            !page
                .body
                .contains("type=\"checkbox\" role=\"switch\" id=\"portal_enabled\"")
        );
        let disabled = with(fields(&manager).await, "portal_enabled", "");
        save(&manager, &disabled)
            .await
            .is(422)
            .shows("Only the clinic’s owner can enable or disable the portal.");

        let owner = app.signed_in(&clinic.owner).await;
        save(&owner, &with(fields(&owner).await, "portal_enabled", ""))
            .await
            .is(200);
        let page = owner.get(PAGE).await;
        page.shows("The portal is off")
            .shows("gives no existing patient access");
        save(
            &owner,
            &with(fields(&owner).await, "portal_enabled", "true"),
        )
        .await
        .is(200)
        .shows("The portal is on");
        assert_eq!(audited(&app, id).await.len(), 2);
    }
);

both_engines!(
    only_those_with_the_permission_see_or_change_them,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        let good = fields(&manager).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get(PAGE).await.is(403);
        save(&nurse, &good).await.is(403);
        let stranger = app.browser();
        save(&stranger, &good).await.hides("Saved");
        assert!(audited(&app, clinic.id).await.is_empty());
    }
);

both_engines!(
    two_people_do_not_undo_each_other_unseen,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let (manager, owner) = (
            app.signed_in(&clinic.manager).await,
            app.signed_in(&clinic.owner).await,
        );
        let seen = fields(&owner).await;
        let first = with(seen.clone(), "passcode_minutes", "20");
        save(&manager, &first).await.is(200).shows("Saved");
        let second = with(seen, "require_registration", "true");
        let answer = save(&owner, &second).await;
        answer
            .is(409)
            .shows("Somebody else saved these settings")
            .shows("saved: 20 minutes; yours: 10 minutes");
        let kept = fields_of(&answer.body);
        assert!(kept.contains(&("require_registration".to_owned(), "true".to_owned())));
        save(&owner, &kept).await.is(200).shows("Saved");
    }
);

both_engines!(
    every_field_that_cannot_be_taken_is_named,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        let bad = with(fields(&manager).await, "passcode_minutes", "90");
        let bad = with(bad, "emergency_notice_en", "   ");
        let bad = with(bad, "emergency_notice_fr", &"é".repeat(301));
        save(&manager, &bad)
            .await
            .is(422)
            .shows("<title>Error:")
            .shows("Choose between 5 and 60 minutes.")
            .shows("Write a notice for emergencies.")
            .shows("Shorten the notice to 300 characters.")
            .shows("href=\"#passcode_minutes\"")
            .shows(&"é".repeat(301));
        let none = with(fields(&manager).await, "sign_in_method", "");
        save(&manager, &none)
            .await
            .is(422)
            .shows("Choose how patients sign in.");
        let unknown = with(fields(&manager).await, "tier", "gold");
        save(&manager, &unknown)
            .await
            .is(422)
            .shows("Choose what patients can do");
        let surprise = with(fields(&manager).await, "surprise", "1");
        save(&manager, &surprise).await.is(400);
        assert!(audited(&app, clinic.id).await.is_empty());
    }
);

both_engines!(
    m55_switching_off_signs_everybody_out_at_once,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        reader
            .get(&letter.page())
            .await
            .is(200)
            .shows("All is well.");
        let manager = app.signed_in(&clinic.manager).await;
        let page = fields(&manager).await;
        save(&manager, &with(page, "accessible", "")).await.is(200);
        reader.get(&letter.page()).await.hides("All is well.");
        app.browser()
            .get(&letter.link)
            .await
            .hides("Send me a passcode");
        let sessions = app.state.db.read(|tx| {
            tx.one::<(i64,)>(
                "SELECT count(*) FROM session WHERE portal_user_id IS NOT NULL",
                &[],
            )
        });
        assert_eq!(sessions.await.expect("a count"), (0,));
        // M57: each patient's own switch is as it was.
        let page = fields(&manager).await;
        save(&manager, &with(page, "accessible", "true"))
            .await
            .is(200);
        let again = app.reader(&letter.link).await;
        again
            .get(&letter.page())
            .await
            .is(200)
            .shows("All is well.");
    }
);

both_engines!(
    m64_every_section_is_on_the_page_and_can_be_gone_to,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let body = owner.get(PAGE).await.is(200).body.clone();
        let targets: Vec<_> = body.split("href=\"#part-").skip(1).collect();
        assert!(targets.len() > 7, "{}", targets.len());
        for target in targets {
            let part = target.split('"').next().unwrap_or_default();
            assert_eq!(
                body.matches(&format!("<fieldset id=\"part-{part}\""))
                    .count(),
                1,
                "{part}"
            );
        }
        assert_eq!(body.matches("Save portal settings").count(), 1);
    }
);

//! The owner's pages: the preview, what a text costs, what is refused, versions and the way back.

use super::{TEXT, Which, page, save, submit};
use crate::support::{TestApp, both_engines};

const MESSAGE: Which = ("message", "text", "en");

both_engines!(
    m44_the_preview_shows_a_made_up_patients_phone_and_saves_nothing,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let all = owner.get("/staff/settings/notifications").await;
        all.is(200)
            .shows("New message from Riverside Family Practice: http")
            .shows("Nouveau message de Riverside Family Practice : http");
        assert_eq!(all.body.matches("Default text").count(), 48);
        page(&owner, MESSAGE)
            .await
            .is(200)
            .shows("New message from {{clinic_name}}: {{link}}</textarea>")
            .shows("Segments: 1 · ")
            .shows(" of 160 · GSM-7");
        let shown = submit(
            &owner,
            MESSAGE,
            "0",
            ("", "Hi {{given_name}} {{link}}"),
            "preview",
        )
        .await;
        shown
            .is(200)
            .shows(&format!("Hi Sam {}/m/", app.base_url))
            .shows("Hi {{given_name}} {{link}}</textarea>")
            .shows("at most 30 characters");
        // With the longest name, in which a letter may be that GSM-7 lacks.
        let units = 4 + 30 + app.base_url.len() + "/m/".len() + 43;
        shown.shows(&format!("Segments: 2 · {units} of 134 · UCS-2"));
        let dear = submit(
            &owner,
            MESSAGE,
            "0",
            ("", "It’s here 😀 {{link}}"),
            "preview",
        )
        .await;
        dear.is(200).shows("<b data-shows=\"beyond\">’ 😀</b>");
        page(&owner, MESSAGE)
            .await
            .shows("Default text")
            .hides("Your own text");
        let french = ("message", "email", "fr");
        let letter = (
            "Pour {{given_name}}",
            "Bonjour {{given_name}}\r\n\r\n{{link}}",
        );
        submit(&owner, french, "0", letter, "preview")
            .await
            .is(200)
            .shows("<p lang=\"fr\" data-shows=\"lock\">Pour Camille – Bonjour Camille http");
    }
);

both_engines!(
    m44_what_cannot_be_used_is_refused_by_name_and_nothing_typed_is_lost,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        for (body, sentence) in [
            (
                "{{link}} {{subject}}",
                "{{subject}} can’t be filled in here. Use one of these: {{link}}, {{link_until}}",
            ),
            ("{{link}} {{code}}", "{{code}} can’t be filled in here."),
            ("Hello {{given_name}}", "The text must hold {{link}}"),
            (
                "{{link}} {{given_name",
                "A field begins with two braces and has no end.",
            ),
            ("", "Write a text."),
        ] {
            for button in ["save", "preview"] {
                let refused = submit(&owner, MESSAGE, "0", ("", body), button).await;
                refused
                    .is(422)
                    .shows(sentence)
                    .shows("aria-invalid=\"true\"")
                    .shows(&format!("{body}</textarea>"));
            }
        }
        let long = format!("{{{{link}}}} {}", "x".repeat(600));
        save(&owner, MESSAGE, ("", &long))
            .await
            .is(422)
            .shows("at most 600 characters");
        let email = ("passcode", "email", "en");
        save(&owner, email, ("{{code}}", "{{code}}"))
            .await
            .is(422)
            .shows("{{code}} can’t be filled in here. Use one of these: {{clinic_name}}");
        save(&owner, email, (" ", "{{code}}"))
            .await
            .is(422)
            .shows("Write a subject.");
        let wrong = [
            ("event", "message"),
            ("channel", "text"),
            ("language", "xx"),
            ("version", "0"),
        ];
        owner.post(TEXT, &wrong).await.is(404);
        owner
            .get(&format!("{}?event=lunch&channel=text&language=en", TEXT))
            .await
            .is(400);
        page(&owner, MESSAGE).await.shows("Default text");
    }
);

both_engines!(
    m44_versions_are_kept_with_who_and_when_and_the_default_comes_back,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let manager = app.signed_in(&clinic.manager).await;
        save(&owner, MESSAGE, ("", "One: {{link}}")).await.is(200);
        app.clock.advance(60_000);
        save(&manager, MESSAGE, ("", "Two: {{link}}")).await.is(200);
        // The owner's page was open since before.
        let late = submit(&owner, MESSAGE, "1", ("", "Three: {{link}}"), "save").await;
        late.is(409)
            .shows("Somebody has saved this template in between.")
            .shows("Three: {{link}}</textarea>");
        page(&owner, MESSAGE)
            .await
            .shows("Two: {{link}}</textarea>")
            .shows("Joan Fisher")
            .shows("Nadia Okafor")
            .shows("Version 1");
        let first = "event=message&channel=text&language=en&version=1";
        owner
            .get(&format!("{}?{first}", TEXT))
            .await
            .is(200)
            .shows("One: {{link}}</textarea>");
        app.clock.advance(60_000);
        submit(&owner, MESSAGE, "2", ("", ""), "reset")
            .await
            .is(200)
            .shows("The default text is in force again.")
            .shows("New message from {{clinic_name}}: {{link}}</textarea>");
        let id = clinic.id;
        let audited = app.state.db.read(move |tx| {
            tx.all::<(String, String)>(
                "SELECT action, detail FROM audit_event WHERE clinic_id = $1 AND resource_kind = 'notification_template' ORDER BY at, id",
                &[&id],
            )
        });
        let audited = audited.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
        let of = "event=message channel=text language=en version=";
        let entry =
            |verb: &str, n: u8| (format!("notification_template.{verb}"), format!("{of}{n}"));
        assert_eq!(
            audited,
            [entry("save", 1), entry("save", 2), entry("reset", 3)]
        );
    }
);

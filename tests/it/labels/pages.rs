//! The owner's page.

use super::{PAGE, WORDS, send};
use crate::support::{TestApp, both_engines};

both_engines!(
    m65_words_are_previewed_saved_and_taken_back,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .get(PAGE)
            .await
            .is(200)
            .shows("Built-in words")
            .shows("<li>New patient</li>")
            .shows("<li>Le patient ne peut pas être averti par un message.");
        let tried = send(&owner, WORDS, Some("preview")).await;
        tried
            .is(200)
            .shows("Not saved yet.")
            .shows("value=\"usagère\"")
            .shows("<li>Read an individual</li>")
            .shows("<li>2 individuals found</li>")
            .shows("<li>Il n’y a pas encore d’usagères</li>")
            .shows("<li>L’usagère ne peut pas être avertie par un message. Répondez quand même, et appelez-la.</li>");
        owner.get("/staff/patients").await.shows("New patient");

        send(&owner, WORDS, None).await.is(200).shows("Saved.");
        // The sound was worked out, and so it will be for another word.
        let page = owner.get(PAGE).await;
        page.shows("value=\"individual\"")
            .shows("value=\"feminine\" selected")
            .hides("value=\"vowel\" selected");
        // In force with the next request, on every node.
        let other_node = app.beside(|_| {}).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        for at in [&app.base_url, &other_node.base_url] {
            let page = nurse.at(at).get("/staff/patients").await;
            page.is(200)
                .shows("New individual")
                .shows(">Individuals<")
                .hides(">Patients<");
        }
        owner
            .get("/staff/audit")
            .await
            .is(200)
            .shows("Changed the labels")
            .shows("individual/individuals/-/vowel");

        let version = [("version", "2")];
        let reset = "/staff/settings/labels/reset";
        owner.post(reset, &[("version", "1")]).await.is(409);
        owner
            .post(reset, &version)
            .await
            .is(200)
            .shows("Built-in words");
        nurse
            .at(&other_node.base_url)
            .get("/staff/patients")
            .await
            .shows("New patient");
    }
);

both_engines!(
    m65_what_cannot_be_said_is_refused_at_its_field,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let long = "x".repeat(41);
        let letters = "Write a word with letters, on one line";
        for (one, many, sentence) in [
            ("client", "", "Give both singular and plural"),
            ("", "clients", "Give both singular and plural"),
            (&*long, "clients", "Use at most 40 characters."),
            ("client\r\nBcc: all@mail.example", "clients", letters),
            ("client\u{7}", "clients", letters),
            ("\u{202e}client", "clients", letters),
            ("cli\u{200b}ent", "clients", letters),
            ("123", "456", letters),
        ] {
            let words = [("patient_en_one", one), ("patient_en_many", many)];
            for button in [None, Some("preview")] {
                let refused = send(&owner, &words, button).await;
                refused.is(422).shows(sentence).shows("wrong");
            }
        }
        let words = [
            ("patient_fr_one", "cliente"),
            ("patient_fr_many", "clientes"),
        ];
        let refused = send(&owner, &words, None).await;
        refused
            .is(422)
            .shows("Choose the gender")
            .shows("value=\"cliente\"");
        owner.get(PAGE).await.shows("Built-in words");
    }
);

both_engines!(
    m65_a_word_is_never_read_as_code_or_markup,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        for word in [
            "{{7*7}} guest",
            "<b>guest</b>",
            "guest\" }",
            "{ $count } guest",
            "{ -patient } guest",
            "guest\\u0041\\",
            "guest\u{1F600}",
        ] {
            let words = [("patient_en_one", word), ("patient_en_many", word)];
            send(&owner, &words, None).await.is(200).shows("Saved.");
            let escaped = word
                .replace('<', "&#60;")
                .replace('>', "&#62;")
                .replace('"', "&#34;");
            owner
                .get("/staff/patients")
                .await
                .is(200)
                .shows(&format!("New {escaped}"))
                .hides("49 guest")
                .hides("<b>guest");
        }
    }
);

both_engines!(
    m65_two_owners_do_not_undo_each_other_unseen,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let manager = app.signed_in(&clinic.manager).await;
        send(&owner, WORDS, None).await.is(200);
        let late = [
            ("version", "1"),
            ("patient_en_one", "member"),
            ("patient_en_many", "members"),
        ];
        let refused = manager.post(PAGE, &late).await;
        refused
            .is(409)
            .shows("Somebody else saved the labels")
            .shows("value=\"member\"")
            .shows("name=\"version\" value=\"2\"");
        owner.get("/staff/patients").await.shows("New individual");
    }
);

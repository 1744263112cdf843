//! The portal's look (M62): a logo, a colour and a background image, previewed before they are saved.

mod pictures;
mod serving;

use carepost::platform::ids::ClinicId;
use reqwest::multipart::{Form, Part};

use crate::support::{Answer, Browser, TestApp, both_engines, files};

const PAGE: &str = "/staff/settings/look";

/// A picture of a form: field, file name, content.
type File = (&'static str, &'static str, Vec<u8>);

/// Submits the form.
async fn submit(browser: &Browser, fields: &[(&str, &str)], pictures: Vec<File>) -> Answer {
    let mut form = Form::new();
    for (name, value) in fields {
        form = form.text((*name).to_owned(), (*value).to_owned());
    }
    for (field, name, content) in pictures {
        form = form.part(field, Part::bytes(content).file_name(name));
    }
    let send = |http: &reqwest::Client, url: &dyn Fn(&str) -> String| {
        http.post(url(PAGE))
            .header("accept", "text/html")
            .header("sec-fetch-site", "same-origin")
            .multipart(form)
    };
    browser.send(send).await
}

fn logo() -> File {
    let png = files::picture(300, 80, image::ImageFormat::Png);
    ("logo", "our logo.png", png)
}

fn background() -> File {
    let jpeg = files::picture(800, 600, image::ImageFormat::Jpeg);
    ("background", "water.jpg", jpeg)
}

/// A hidden field's value.
fn hidden(page: &Answer, name: &str) -> String {
    let field = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let value = field.and_then(|rest| rest.split('"').next());
    value.unwrap_or_else(|| panic!("no {name}")).to_owned()
}

/// The files of looks that a page names.
fn named(body: &str) -> Vec<String> {
    let parts = body.split("\"/look/").skip(1);
    parts
        .filter_map(|rest| rest.split('"').next())
        .map(|name| format!("/look/{name}"))
        .collect()
}

/// What the audit says of saves.
async fn audited(app: &TestApp, clinic: ClinicId) -> Vec<String> {
    let entries = app.state.db.read(move |tx| {
        tx.all::<(String,)>(
            "SELECT detail FROM audit_event WHERE clinic_id = $1 AND action = 'look.save' ORDER BY at, id",
            &[&clinic],
        )
    });
    let entries = entries.await.expect("the audit");
    entries.into_iter().map(|(detail,)| detail).collect()
}

both_engines!(
    m62_a_look_is_previewed_and_then_saved,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let reader = app.reader(&letter.link).await;
        let page = manager.get(PAGE).await;
        let version = hidden(&page, "version");
        let colour = [
            ("version", version.as_str()),
            ("coloured", "true"),
            ("colour", "#7a1f5c"),
        ];
        let mut preview = colour.to_vec();
        preview.push(("preview", "1"));
        let page = submit(&manager, &preview, vec![logo(), background()]).await;
        page.is(200).shows("Nothing has changed for patients yet");
        assert!(page.url.contains("?draft="), "{}", page.url);
        let draft = hidden(&page, "draft");
        for (at, text) in [
            ("sign-in", "Send me a passcode"),
            ("messages", "Prescription renewed"),
            ("conversation", "Your appointment next week"),
        ] {
            for scheme in ["light", "dark"] {
                let path = format!("{PAGE}/shown?page={at}&scheme={scheme}&draft={draft}");
                let sample = manager.get(&path).await;
                sample.is(200).shows(text);
                assert_eq!(named(&sample.body).len(), 2, "its stylesheet and its logo");
            }
        }
        // Patients see nothing of it, until it is saved.
        assert!(named(&reader.get(&letter.page()).await.body).is_empty());
        let mut saving = colour.to_vec();
        saving.push(("draft", &draft));
        submit(&manager, &saving, Vec::new())
            .await
            .is(200)
            .shows("Saved.");
        assert_eq!(
            audited(&app, clinic.id).await,
            [r##"colour, logo, background; colour: "own" -> "#7a1f5c""##]
        );
        let door = app.browser().get(&letter.link).await;
        for body in [&reader.get(&letter.page()).await.body, &door.body] {
            assert_eq!(named(body).len(), 2);
            assert!(body.contains("alt=\"Lakeside Clinic\"") || body.contains("alt=\""));
        }
        let css = app.browser().get(&named(&door.body)[0]).await;
        css.is(200).shows("--brand:#7a1f5c");
        // The next save takes the place of this one, and nothing left out means nothing taken away.
        let now = manager.get(PAGE).await;
        let version = hidden(&now, "version");
        let back = [
            ("version", version.as_str()),
            ("coloured", "false"),
            ("remove_logo", "true"),
            ("remove_background", "true"),
        ];
        submit(&manager, &back, Vec::new()).await.is(200);
        assert!(named(&reader.get(&letter.page()).await.body).is_empty());
    }
);

both_engines!(
    m62_for_an_unreadable_colour_the_nearest_shade_is_offered,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let yellow = [
            ("version", "0"),
            ("coloured", "true"),
            ("colour", "#ffee00"),
        ];
        let page = submit(&owner, &yellow, vec![logo()]).await;
        page.is(422)
            .shows("too little to be read")
            .shows("value=\"#ffee00\"")
            .shows("Take #");
        assert!(audited(&app, clinic.id).await.is_empty());
        let (draft, version) = (hidden(&page, "draft"), hidden(&page, "version"));
        let shade = page.body.split("name=\"shade\" value=\"").nth(1);
        let shade = shade.and_then(|rest| rest.split('"').next());
        let shade = shade.expect("a shade").to_owned();
        let taken = [
            ("version", version.as_str()),
            ("draft", &draft),
            ("coloured", "true"),
            ("colour", "#ffee00"),
            ("shade", &shade),
        ];
        let page = submit(&owner, &taken, Vec::new()).await;
        page.is(200).shows(&format!("value=\"{shade}\""));
        assert!(!page.body.contains("could not be read"));
        let draft = hidden(&page, "draft");
        let saving = [
            ("version", version.as_str()),
            ("draft", &draft),
            ("coloured", "true"),
            ("colour", &shade),
        ];
        submit(&owner, &saving, Vec::new())
            .await
            .is(200)
            .shows("Saved.");
        // The logo that came with the refused form is not lost on the way.
        owner.get(PAGE).await.shows("Remove the logo");
        for wrong in ["", "blue", "#12345", "red;}body{display:none"] {
            let typed = [("version", "1"), ("coloured", "true"), ("colour", wrong)];
            submit(&owner, &typed, Vec::new())
                .await
                .is(422)
                .shows("This is not a colour");
        }
    }
);

both_engines!(
    m64_two_looks_do_not_undo_each_other_unseen,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let manager = app.signed_in(&clinic.manager).await;
        let version = hidden(&manager.get(PAGE).await, "version");
        let of = |colour: &'static str| {
            [
                ("version", version.clone()),
                ("coloured", "true".to_owned()),
                ("colour", colour.to_owned()),
            ]
        };
        let plain = |fields: &'_ [(&'static str, String)]| -> Vec<(&'static str, String)> {
            fields.to_vec()
        };
        let first = plain(&of("#7a1f5c"));
        let first: Vec<_> = first.iter().map(|(n, v)| (*n, v.as_str())).collect();
        submit(&owner, &first, Vec::new()).await.is(200);
        let second = plain(&of("#1f3d7a"));
        let second: Vec<_> = second.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let told = submit(&manager, &second, vec![logo()]).await;
        told.is(409)
            .shows("Somebody saved another look in the meantime")
            .shows("#1f3d7a")
            .shows("Remove the logo");
        let (version, draft) = (hidden(&told, "version"), hidden(&told, "draft"));
        let again = [
            ("version", version.as_str()),
            ("draft", &draft),
            ("coloured", "true"),
            ("colour", "#1f3d7a"),
        ];
        submit(&manager, &again, Vec::new())
            .await
            .is(200)
            .shows("Saved.");
        assert_eq!(audited(&app, clinic.id).await.len(), 2);
    }
);

both_engines!(m62_who_may_not_sees_nothing, async |app: TestApp| {
    let clinic = app.clinic().await;
    let owner = app.signed_in(&clinic.owner).await;
    let fields = [("version", "0"), ("coloured", "false"), ("preview", "1")];
    let page = submit(&owner, &fields, vec![logo()]).await;
    let draft = hidden(&page, "draft");
    let nurse = app.signed_in(&clinic.nurse).await;
    nurse.get(PAGE).await.is(403);
    submit(&nurse, &fields, Vec::new()).await.is(403);
    let other = app.other_clinic().await;
    let stranger = app.signed_in(&other.owner).await;
    let theirs = format!("{PAGE}?draft={draft}");
    stranger.get(&theirs).await.is(404);
    let shown = format!("{PAGE}/shown?draft={draft}");
    stranger.get(&shown).await.is(404);
    owner.get(&theirs).await.is(200);
    let stolen = [("version", "0"), ("draft", draft.as_str())];
    submit(&stranger, &stolen, Vec::new()).await.is(404);
});

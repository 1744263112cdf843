//! Forms that come after the session has ended: what was typed is there again, for whoever typed it and for nobody else.

use carepost::features::appointments::{self, NewAppointment};
use carepost::features::kept_forms;
use carepost::features::patients::{self, Editor, NewLink, Relationship};
use carepost::platform::ids::{AppointmentId, PortalUserId};
use carepost::platform::time::{HOUR, MINUTE};

use crate::support::{
    Answer, BIRTH_DATE, Browser, Clinic, NOON_ISH, PASSWORD, Patient, TestApp, both_engines,
};

const WORDS: &str = "My \"cough\" & <fever>";
const SHOWN: &str = "My &#34;cough&#34; &#38; &#60;fever&#62;</textarea>";
const STILL_HERE: &str = "What you wrote is still here";
const NEW: &str = "/appointments/new";
const PEOPLE: &str = "/account/people";

/// Patients may do everything with appointments.
async fn allowed(app: &TestApp) {
    app.write(|tx, _| {
        let sql = "UPDATE portal_settings SET appointment_requests = TRUE, appointment_changes = TRUE, appointment_cancellations = TRUE";
        Ok(tx.exec(sql, &[])?)
    })
    .await;
}

async fn booked(app: &TestApp, clinic: &Clinic, patient: &Patient) -> AppointmentId {
    let new = NewAppointment {
        patient: patient.id,
        starts_at: NOON_ISH.plus(72 * HOUR),
        ends_at: None,
        status: "booked".to_owned(),
        description: "Knee".to_owned(),
    };
    let nurse = clinic.nurse.actor();
    app.write(move |tx, env| appointments::create(tx, &nurse, env, &new))
        .await
}

/// Ann, with an account, who is Sam's guardian and Lou's.
struct Family {
    sam: Patient,
    lou: Patient,
    ann: PortalUserId,
}

const ANN: &str = "ann@mail.example";

async fn family(app: &TestApp, clinic: &Clinic) -> Family {
    let sam = app.patient_named(clinic, "Sam", "Lee").await;
    let lou = app.patient_named(clinic, "Lou", "Lee").await;
    app.tier(clinic, "connect").await;
    let (ann, _) = app.guardian(&sam, "Ann", "Lee").await;
    let (editor, child) = (Editor::system(clinic.id), lou.id);
    app.write(move |tx, env| {
        let link = NewLink::new(ann, child, Relationship::Guardian);
        patients::link_portal_user(tx, &editor, env, &link)
    })
    .await;
    let sent = app
        .write_to(clinic, &sam, "About Sam", "<p>Hello</p>", true)
        .await;
    let link = app.link(sent, &sam, ann).await;
    app.new_account(&link, ANN).await;
    Family { sam, lou, ann }
}

/// The value of a hidden field, as the browser sends it.
fn hidden(page: &Answer, name: &str) -> String {
    let (_, rest) = page
        .body
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("no field {name} in {}", page.body));
    let value = rest.split('"').next().unwrap_or_default();
    [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ]
    .iter()
    .fold(value.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Fills in the form of a page, and sends it to the page when the session has ended.
async fn too_late(
    app: &TestApp,
    browser: &Browser,
    page: &str,
    typed: &[(&'static str, &'static str)],
) -> Answer {
    let form = browser.get(page).await;
    form.is(200).hides(STILL_HERE);
    let mut fields: Vec<(&str, String)> = ["person", "patient", "form"]
        .map(|name| (name, hidden(&form, name)))
        .into();
    fields.extend(typed.iter().map(|(n, v)| (*n, (*v).to_owned())));
    app.clock.advance(30 * MINUTE);
    let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    browser.post(page, &fields).await
}

/// Signs in to an account with what the page carries.
async fn enter(browser: &Browser, page: &Answer, login: &str) -> Answer {
    let (back, kept) = (hidden(page, "back"), hidden(page, "kept"));
    let fields = [
        ("login", login),
        ("password", PASSWORD),
        ("back", back.as_str()),
        ("kept", kept.as_str()),
    ];
    browser.post("/sign-in/account", &fields).await
}

async fn waiting(app: &TestApp) -> i64 {
    let counted = app
        .state
        .db
        .read(|tx| tx.one::<(i64,)>("SELECT count(*) FROM kept_form", &[]));
    counted.await.unwrap_or_else(|e: db::Error| panic!("{e}")).0
}

both_engines!(
    a_form_after_the_session_is_there_again_after_signing_in_by_a_link,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        allowed(&app).await;
        let letter = app.letter(&clinic, &sam).await;
        let reader = app.reader(&letter.link).await;
        let kept = too_late(&app, &reader, NEW, &[("words", WORDS)]).await;
        kept.is(200)
            .shows("What you wrote is kept")
            .shows("Send me a passcode");
        let (back, carried) = (hidden(&kept, "back"), hidden(&kept, "kept"));
        assert_eq!(back, NEW);
        let mut fields = vec![("back", back.as_str()), ("kept", carried.as_str())];
        let page = reader.post("/sign-in/passcode", &fields).await;
        page.shows("What you wrote is kept").shows("name=\"code\"");
        let code = app.passcode().await;
        fields.extend([("code", "000"), ("birth_date", BIRTH_DATE)]);
        let again = reader.post("/sign-in", &fields).await;
        assert_eq!(hidden(again.is(422), "kept"), carried);
        fields[2].1 = &code;
        let form = reader.post("/sign-in", &fields).await;
        form.is(200).shows(STILL_HERE).shows(SHOWN);
        assert!(form.url.ends_with(NEW), "{}", form.url);
        // It stays until it is sent, and is gone then.
        let form = reader.get(NEW).await;
        form.shows(STILL_HERE).shows(SHOWN);
        let page = [
            ("person", "person"),
            ("patient", "patient"),
            ("form", "form"),
        ]
        .map(|(name, of)| (name, hidden(&form, of)));
        let mut fields: Vec<_> = page.iter().map(|(n, v)| (*n, v.as_str())).collect();
        fields.push(("words", " "));
        reader.post(NEW, &fields).await.is(422).hides(STILL_HERE);
        reader.get(NEW).await.shows(STILL_HERE);
        fields[3].1 = WORDS;
        reader
            .post(NEW, &fields)
            .await
            .is(200)
            .shows("Your request was sent.");
        assert_eq!(waiting(&app).await, 0);
        reader.get(NEW).await.is(200).hides(STILL_HERE);
    }
);

both_engines!(
    a_form_after_the_session_brings_a_guardian_back_to_its_patient,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let family = family(&app, &clinic).await;
        allowed(&app).await;
        let of_lou = booked(&app, &clinic, &family.lou).await;
        let wish = [
            ("given_name", "Max"),
            ("family_name", "Lee"),
            ("birth_date", "2019-05-06"),
            ("relationship", "representative"),
            ("words", WORDS),
        ];
        for (page, typed) in [
            (format!("/appointments/{of_lou}/change"), &wish[4..]),
            (format!("/appointments/{of_lou}/cancel"), &wish[4..]),
            (NEW.to_owned(), &wish[4..]),
            (PEOPLE.to_owned(), &wish[..]),
        ] {
            // The first of Ann's patients is Lou, so that coming back to Sam's pages can fail.
            for child in [&family.lou, &family.sam] {
                if child.id == family.sam.id && page.contains(&of_lou.to_string()) {
                    continue;
                }
                let browser = app.account_of(child, family.ann).await;
                let kept = too_late(&app, &browser, &page, typed).await;
                kept.is(200).shows("What you wrote is kept");
                let form = enter(&browser, &kept, ANN).await;
                form.is(200).shows(STILL_HERE).shows(SHOWN);
                assert!(form.url.ends_with(&page), "{}", form.url);
                assert_eq!(hidden(&form, "patient"), child.id.to_string());
                if page == PEOPLE {
                    form.shows("value=\"Max\"")
                        .shows("value=\"2019-05-06\"")
                        .shows("value=\"representative\" checked");
                }
                let (person, patient) = (hidden(&form, "person"), hidden(&form, "patient"));
                let mut fields = vec![
                    ("person", person.as_str()),
                    ("patient", patient.as_str()),
                    ("form", "one"),
                ];
                fields.extend(typed);
                browser.post(&page, &fields).await;
                browser.get(&page).await.hides(STILL_HERE);
            }
            assert_eq!(waiting(&app).await, 0, "{page}");
        }
    }
);

both_engines!(
    what_one_person_typed_never_reaches_another,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let family = family(&app, &clinic).await;
        allowed(&app).await;
        // Bea reads for Sam too.
        let (bea, _) = app.guardian(&family.sam, "Bea", "Lee").await;
        let sent = app
            .write_to(&clinic, &family.sam, "For Bea", "<p>Hello</p>", true)
            .await;
        let link = app.link(sent, &family.sam, bea).await;
        app.new_account(&link, "bea@mail.example").await;
        let of_sam = booked(&app, &clinic, &family.sam).await;
        for page in [
            NEW.to_owned(),
            PEOPLE.to_owned(),
            format!("/appointments/{of_sam}/change"),
        ] {
            let browser = app.account_of(&family.sam, family.ann).await;
            let kept = too_late(&app, &browser, &page, &[("words", WORDS)]).await;
            let other = enter(&browser, &kept, "bea@mail.example").await;
            other.is(200).hides("cough");
            assert_eq!(waiting(&app).await, 0);
            browser.get(&page).await.is(200).hides("cough");
            // Nor in a tab that Ann left open, which Bea sends.
            let (ann, sam) = (family.ann.to_string(), family.sam.id.to_string());
            let tab = [
                ("person", ann.as_str()),
                ("patient", sam.as_str()),
                ("form", "one"),
                ("words", WORDS),
                ("given_name", "Max"),
            ];
            browser
                .post(&page, &tab)
                .await
                .is(409)
                .shows("Somebody else opened that page")
                .hides("cough")
                .hides("Max");
        }
        // What says of nobody who typed it is kept for nobody.
        let browser = app.browser();
        let kept = browser.post(NEW, &[("words", WORDS)]).await;
        enter(&browser, &kept, ANN).await.is(200).hides("cough");
        assert_eq!(waiting(&app).await, 0);
        let asked = app
            .state
            .db
            .read(|tx| tx.one::<(i64,)>("SELECT count(*) FROM appointment_request", &[]));
        let (asked,) = asked.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
        assert_eq!(asked, 0, "nothing was asked for");
    }
);

both_engines!(
    words_about_one_childs_appointment_wait_while_one_is_here_for_another,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let family = family(&app, &clinic).await;
        allowed(&app).await;
        let page = format!(
            "/appointments/{}/change",
            booked(&app, &clinic, &family.sam).await
        );
        let browser = app.account_of(&family.lou, family.ann).await;
        let (ann, sam) = (family.ann.to_string(), family.sam.id.to_string());
        let mut tab = vec![
            ("person", ann.as_str()),
            ("patient", sam.as_str()),
            ("words", WORDS),
        ];
        let list = browser.post(&page, &tab).await;
        list.is(409)
            .shows("kept for a day")
            .shows("Lou Lee")
            .hides("cough");
        browser.post("/people", &[("patient", &sam)]).await.is(200);
        browser.get(&page).await.shows(STILL_HERE).shows(SHOWN);
        // A patient of nobody's is not found.
        let stranger = app
            .patient_named(&clinic, "Max", "Moss")
            .await
            .id
            .to_string();
        tab[1].1 = &stranger;
        browser.post(&page, &tab).await.is(404);
        assert_eq!(waiting(&app).await, 1);
    }
);

both_engines!(
    what_is_too_long_is_said_and_what_waits_is_forgotten_after_a_day,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let family = family(&app, &clinic).await;
        allowed(&app).await;
        let browser = app.account_of(&family.sam, family.ann).await;
        let long = "cough ".repeat(3_000);
        let (ann, sam) = (family.ann.to_string(), family.sam.id.to_string());
        let fields = [
            ("person", ann.as_str()),
            ("patient", sam.as_str()),
            ("words", long.as_str()),
        ];
        let nobody = app.browser();
        nobody
            .post(NEW, &fields)
            .await
            .is(413)
            .shows("too long to be kept");
        // What was made up to be carried is not kept either.
        let made_up =
            format!("{{\"person\":\"{ann}\",\"patient\":\"{sam}\",\"words\":\"{long}\"}}");
        let fields = [
            ("login", ANN),
            ("password", PASSWORD),
            ("back", NEW),
            ("kept", made_up.as_str()),
        ];
        nobody.post("/sign-in/account", &fields).await.is(200);
        assert_eq!(waiting(&app).await, 0);

        let kept = too_late(&app, &browser, NEW, &[("words", WORDS)]).await;
        enter(&browser, &kept, ANN).await.shows(STILL_HERE);
        let forget = async || {
            app.write(|tx, env| Ok(kept_forms::forget(tx, env.now())?))
                .await
        };
        app.clock.advance(24 * HOUR);
        forget().await;
        assert_eq!(waiting(&app).await, 1);
        app.clock.advance(1);
        forget().await;
        assert_eq!(waiting(&app).await, 0);
        let browser = app.account_of(&family.sam, family.ann).await;
        browser.get(NEW).await.is(200).hides(STILL_HERE);
    }
);

both_engines!(
    what_was_typed_can_be_copied_where_one_cannot_sign_in,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let sam = app.patient(&clinic).await;
        allowed(&app).await;
        let (person, patient) = (sam.person.to_string(), sam.id.to_string());
        let fields = [
            ("person", person.as_str()),
            ("patient", patient.as_str()),
            ("words", WORDS),
        ];
        let page = app.browser().post(NEW, &fields).await;
        page.is(200)
            .shows(&format!("readonly>{SHOWN}"))
            .hides(&person);
    }
);

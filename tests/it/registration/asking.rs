//! The public form and the code.

use carepost::platform::time::{DAY, HOUR, MINUTE};

use super::{NOOR, field, fill, give, only, open, registered, waiting};
use crate::support::{TestApp, both_engines};

both_engines!(
    m59_somebody_registers_and_waits_once_the_code_is_entered,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let browser = app.browser();
        // Off: no page, no link to one.
        let path = format!("/register/{}", clinic.id);
        browser
            .get(&path)
            .await
            .is(404)
            .shows("Nobody can register here");
        browser.get("/sign-in").await.is(200).hides("/register");
        open(&app, &clinic).await;
        browser
            .get("/sign-in")
            .await
            .is(200)
            .shows("href=\"/register\"");
        browser.get("/register").await.is(200).shows(&path);
        app.mail.take();
        fill(&browser, &clinic, &NOOR)
            .await
            .is(200)
            .shows("n•••@home.example");
        // Until the code is entered it counts for nothing.
        assert!(waiting(&nurse).await.is_empty());
        let code = app.passcode().await;
        let wrong = if code == "123456" { "654321" } else { "123456" };
        give(&browser, &clinic, wrong)
            .await
            .is(422)
            .shows("4 tries are left");
        give(&browser, &clinic, "12")
            .await
            .is(422)
            .shows("href=\"#code\"");
        let spaced = format!(" {} {} ", &code[..3], &code[3..]);
        give(&browser, &clinic, &spaced)
            .await
            .is(200)
            .shows("What happens next")
            .shows("n•••@home.example");
        let page = only(&nurse).await;
        nurse
            .get(&page)
            .await
            .is(200)
            .shows("Noor Haddad")
            .shows("29 February 1996")
            .shows("proven with a code")
            .shows("Nobody on file has the same");
        let count = nurse.get("/staff/registrations/count").await;
        count.is(200).shows(">1<span");
        // Who may not edit demographics sees none of it.
        let desk = app.signed_in(&clinic.receptionist).await;
        desk.get("/staff/registrations").await.is(403);
        let manager = app.signed_in(&clinic.manager).await;
        manager
            .get("/staff/audit")
            .await
            .is(200)
            .shows("Filled in the registration form")
            .shows("Gave a wrong code for a registration");
    }
);

both_engines!(
    m59_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        open(&app, &clinic).await;
        let browser = app.browser();
        let wrong = [
            ("given_name", "عائشة 🌷"),
            ("birth_date", "03/04/1988"),
            ("email", "noor@"),
            ("mobile", "12"),
            ("sex", "female"),
            ("identifier_kind", "health_number"),
            ("identifier_value", "----"),
        ];
        fill(&browser, &clinic, &wrong)
            .await
            .is(422)
            .shows("value=\"عائشة 🌷\"")
            .shows("value=\"03/04/1988\"")
            .shows("value=\"noor@\"")
            .shows("value=\"12\"")
            .shows("value=\"----\"")
            .shows("birth_date-why")
            .shows("email-why")
            .shows("mobile-why")
            .shows("identifiers-why")
            .shows("<title>Error:");
        fill(&browser, &clinic, &[("birth_date", "30 February 1988")])
            .await
            .is(422)
            .shows("Give an email address or a mobile number")
            .shows("birth_date-why");
        assert!(app.mail.letters().is_empty(), "nothing is sent");
        // One name, in any script, reached by text.
        let right = [
            ("given_name", "عائشة 🌷"),
            ("birth_date", "1988-04-03"),
            ("mobile", "613 555 0177"),
            ("language", "fr"),
        ];
        registered(&app, &clinic, &right).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get(&only(&nurse).await)
            .await
            .is(200)
            .shows("عائشة")
            .shows("+16135550177")
            .shows("French");
    }
);

both_engines!(
    m59_the_page_answers_alike_whoever_is_a_patient,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        open(&app, &clinic).await;
        let known = [
            ("given_name", "Sam"),
            ("family_name", "Lee"),
            ("birth_date", "1988-03-14"),
            ("email", "sam.lee@mail.example"),
        ];
        let unknown = [
            ("given_name", "Sam"),
            ("family_name", "Lee"),
            ("birth_date", "1988-03-15"),
            ("email", "sam.moo@mail.example"),
        ];
        let mut pages = Vec::new();
        for fields in [known, unknown] {
            app.mail.take();
            let browser = app.browser();
            let asked = fill(&browser, &clinic, &fields).await;
            let code = app.passcode().await;
            let letters: Vec<_> = app.mail.letters();
            assert!(letters.is_empty(), "one letter each");
            let done = give(&browser, &clinic, &code).await;
            pages.push((asked.status, asked.body, done.status, done.body));
        }
        assert_eq!(pages[0], pages[1]);
        // Nothing is linked, and nothing of the chart has changed.
        let nurse = app.signed_in(&clinic.nurse).await;
        assert_eq!(waiting(&nurse).await.len(), 2);
        let (id, of) = (patient.id, clinic.id);
        let links = app
            .write(move |tx, _| {
                let sql =
                    "SELECT count(*) FROM portal_link WHERE clinic_id = $1 AND patient_id = $2";
                let (n,): (i64,) = tx.one(sql, &[&of, &id])?;
                Ok(n)
            })
            .await;
        assert_eq!(links, 1);
    }
);

both_engines!(
    m59_sent_twice_it_is_one_request_and_another_address_gets_another_code,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        open(&app, &clinic).await;
        let (browser, path) = (app.browser(), format!("/register/{}", clinic.id));
        let form = field(&browser.get(&path).await.body, "form");
        let mut fields = vec![("form", form.as_str())];
        fields.extend(NOOR);
        for _ in 0..2 {
            browser
                .post(&path, &fields)
                .await
                .is(200)
                .shows("Enter the code");
        }
        let first = app.passcode().await;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert!(app.mail.take().is_empty(), "a second press sends nothing");
        // Back, and another address: the first code is void, and the tries are counted on.
        fields.retain(|(name, _)| *name != "email");
        fields.push(("email", "noor@work.example"));
        browser
            .post(&path, &fields)
            .await
            .is(200)
            .shows("n•••@work.example");
        let second = app.passcode().await;
        if first != second {
            give(&browser, &clinic, &first).await.is(422);
        }
        give(&browser, &clinic, &second).await.is(200);
        browser
            .post(&path, &fields)
            .await
            .is(200)
            .shows("Your request was sent");
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse
            .get(&only(&nurse).await)
            .await
            .is(200)
            .shows("noor@work.example")
            .hides("noor@home.example");
        // Another browser can't enter somebody else's code.
        let other = app.browser();
        give(&other, &clinic, &second)
            .await
            .is(200)
            .shows("Send me the code");
    }
);

both_engines!(
    m59_codes_are_limited_by_tries_time_address_and_network,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        open(&app, &clinic).await;
        let browser = app.browser();
        fill(&browser, &clinic, &NOOR).await.is(200);
        let code = app.passcode().await;
        let again = format!("/register/{}/code/again", clinic.id);
        browser.post(&again, &[]).await.is(429).shows("second");
        app.clock.advance(11 * MINUTE);
        give(&browser, &clinic, &code)
            .await
            .is(422)
            .shows("no longer works");
        browser.post(&again, &[]).await.is(200);
        let code = app.passcode().await;
        let wrong = if code == "123456" { "654321" } else { "123456" };
        for _ in 0..4 {
            give(&browser, &clinic, wrong).await.is(422);
        }
        give(&browser, &clinic, wrong)
            .await
            .is(422)
            .shows("wrong too often");
        give(&browser, &clinic, &code)
            .await
            .is(422)
            .shows("wrong too often");
        // One address gets six codes a day, from however many browsers.
        for n in 3..=6 {
            let answer = fill(&app.browser(), &clinic, &NOOR).await;
            answer.is(200).shows("Enter the code");
            app.passcode().await;
            assert!(n <= 6);
        }
        fill(&app.browser(), &clinic, &NOOR)
            .await
            .is(429)
            .shows("Too many codes")
            .shows("value=\"Haddad\"");
        // One network gets thirty an hour, whatever the address.
        let mut last = 200;
        for n in 0..30 {
            let email = format!("somebody{n}@home.example");
            let mut fields = NOOR.to_vec();
            fields[3] = ("email", &email);
            last = fill(&app.browser(), &clinic, &fields).await.status;
            if last != 200 {
                break;
            }
            app.passcode().await;
        }
        assert_eq!(last, 429);
        app.clock.advance(HOUR);
        let mut fields = NOOR.to_vec();
        fields[3] = ("email", "later@home.example");
        fill(&app.browser(), &clinic, &fields).await.is(200);
        app.passcode().await;
    }
);

both_engines!(
    m59_what_was_never_confirmed_is_deleted_and_what_was_refused_after_ninety_days,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        open(&app, &clinic).await;
        let kept = async || {
            app.write(|tx, _| {
                let (n,): (i64,) = tx.one("SELECT count(*) FROM registration", &[])?;
                let (m,): (i64,) = tx.one("SELECT count(*) FROM registration_identifier", &[])?;
                Ok((n, m))
            })
            .await
        };
        let mut fields = NOOR.to_vec();
        fields.push(("identifier_kind", "health_number"));
        fields.push(("identifier_value", "12 34"));
        fill(&app.browser(), &clinic, &fields).await.is(200);
        app.passcode().await;
        registered(&app, &clinic, &fields).await;
        assert_eq!(kept().await, (2, 2));
        let forget = async || {
            app.write(|tx, env| Ok(carepost::features::registration::forget(tx, env.now())?))
                .await
        };
        app.clock.advance(DAY + HOUR);
        forget().await;
        assert_eq!(kept().await, (1, 1), "the confirmed one stays");
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = only(&nurse).await;
        let refuse = [("deed", "refuse"), ("reason", "Lives too far away")];
        nurse.post(&page, &refuse).await.is(200);
        app.clock.advance(89 * DAY);
        forget().await;
        assert_eq!(kept().await, (1, 1));
        app.clock.advance(2 * DAY);
        forget().await;
        assert_eq!(kept().await, (0, 0));
    }
);

//! What staff do with a request.

use carepost::features::patients::{self, Editor, NewIdentifier};

use super::{NOOR, only, open, registered};
use crate::support::{Clinic, TestApp, both_engines};

/// What Sam Lee types, who is on file, with another address.
const SAM: [(&str, &str); 4] = [
    ("given_name", "Samuel"),
    ("family_name", "Lee"),
    ("birth_date", "1988-03-14"),
    ("email", "sam@new.example"),
];

async fn access_for_new(app: &TestApp, clinic: &Clinic, on: bool) {
    let clinic = clinic.id;
    app.write(move |tx, _| {
        let sql = "UPDATE portal_settings SET accessible_to_new_patients = $2 WHERE clinic_id = $1";
        Ok(tx.exec(sql, &[&clinic, &on])?)
    })
    .await;
}

both_engines!(
    m59_accepted_as_new_the_person_is_a_patient_and_signs_in_by_the_first_notice,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        open(&app, &clinic).await;
        access_for_new(&app, &clinic, true).await;
        let mut fields = NOOR.to_vec();
        fields.push(("language", "fr"));
        registered(&app, &clinic, &fields).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = only(&nurse).await;
        app.mail.take();
        let accept = [("deed", "accept")];
        nurse.post(&page, &accept).await.is(200).shows("Accepted.");
        // Pressed twice, it is one patient.
        nurse.post(&page, &accept).await.is(200);
        nurse.get(&page).await.is(200).shows("Open the chart");
        let found = nurse.get("/staff/patients?query=haddad").await;
        assert_eq!(found.is(200).body.matches("Noor Haddad").count(), 1);
        app.run_jobs().await;
        let letters = app.mail.letters();
        assert_eq!(letters.len(), 1, "one notice");
        assert_eq!(letters[0].to.email, "noor@home.example");
        let words = letters[0].text.to_lowercase();
        for word in ["noor", "haddad", "1996", "inscri"] {
            assert!(!words.contains(word), "{word}: {words}");
        }
        assert!(words.contains("/m/"), "it leads to signing in: {words}");
        let link = words_link(&letters[0].text);
        let reader = app.browser();
        reader.get(&link).await.is(200);
        reader.post("/sign-in/passcode", &[]).await.is(200);
        let code = app.passcode().await;
        let inside = reader.try_in(&code, "1996-02-29").await;
        inside.is(200).shows("Bienvenue à Riverside");
        let audit = app.signed_in(&clinic.manager).await;
        audit
            .get("/staff/audit")
            .await
            .is(200)
            .shows("Accepted a registration as new");
    }
);

/// The path of the link in a notice.
fn words_link(text: &str) -> String {
    let (_, rest) = text.split_once("/m/").expect("a link");
    let token: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    format!("/m/{token}")
}

both_engines!(
    m59_where_new_patients_get_no_access_a_neutral_notice_goes_out,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        open(&app, &clinic).await;
        access_for_new(&app, &clinic, false).await;
        registered(&app, &clinic, &NOOR).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = only(&nurse).await;
        nurse.post(&page, &[("deed", "accept")]).await.is(200);
        app.mail.take();
        app.run_jobs().await;
        let letters = app.mail.letters();
        assert_eq!(letters.len(), 1);
        assert!(letters[0].text.contains("has taken you in"));
        assert!(!letters[0].text.contains("/m/"));
    }
);

both_engines!(
    m59_likely_duplicates_stand_side_by_side_and_are_never_linked_by_themselves,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let id = patient.id;
        let of = clinic.id;
        app.write(move |tx, env| {
            let editor = Editor::system(of);
            let number = NewIdentifier {
                kind: "health_number".to_owned(),
                value: "1234-567".to_owned(),
            };
            patients::add_identifier(tx, &editor, env, id, &number)
        })
        .await;
        open(&app, &clinic).await;
        let mut fields = SAM.to_vec();
        fields.push(("mobile", "(416) 555-0123"));
        fields.push(("identifier_kind", "health_number"));
        fields.push(("identifier_value", "1234 567"));
        registered(&app, &clinic, &fields).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let queue = nurse.get("/staff/registrations").await;
        queue
            .is(200)
            .shows("Could be on file already")
            .shows("same identifier")
            .shows("same birth date and a name like it")
            .shows("same mobile number");
        let page = only(&nurse).await;
        let shown = nurse.get(&page).await;
        shown
            .is(200)
            .shows("Samuel")
            .shows("sam.lee@mail.example")
            .shows("differs")
            .shows("same");
        assert_eq!(
            shown.body.matches("name=\"take\"").count(),
            1,
            "the email alone"
        );
        // As new: the number is Sam's already, and so is the mobile number.
        nurse
            .post(&page, &[("deed", "accept")])
            .await
            .is(422)
            .shows("has the same email or mobile number");
        nurse
            .post(&page, &[("deed", "accept"), ("shared", "true")])
            .await
            .is(422)
            .shows("href=\"#identifiers\"");
        // Matched without taking anything over, the chart stays as it is.
        let matched = [
            ("deed", "match"),
            ("patient", &id.to_string()),
            ("access", "true"),
        ];
        nurse.post(&page, &matched).await.is(200).shows("Matched.");
        let chart = format!("/staff/patients/{id}/information");
        nurse
            .get(&chart)
            .await
            .is(200)
            .shows("sam.lee@mail.example")
            .hides("sam@new.example");
        app.run_jobs().await;
    }
);

both_engines!(
    m59_matching_takes_over_what_staff_choose_and_says_where_an_address_is_shared,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        app.patient_named(&clinic, "Lou", "Lee").await;
        open(&app, &clinic).await;
        let mut fields = SAM.to_vec();
        fields.push(("mobile", "+1 647 555 0199"));
        registered(&app, &clinic, &fields).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = only(&nurse).await;
        // Found by the search of patients, and set beside the request.
        let id = patient.id.to_string();
        nurse
            .get(&format!("{page}?query=lou"))
            .await
            .is(200)
            .shows("Lou Lee");
        let take = [
            ("deed", "match"),
            ("patient", id.as_str()),
            ("take", "email"),
        ];
        nurse.post(&page, &take).await.is(200).shows("Matched.");
        let chart = format!("/staff/patients/{id}/information");
        nurse
            .get(&chart)
            .await
            .is(200)
            .shows("sam@new.example")
            .hides("647");

        // Somebody else with Sam's new address: not without staff saying that they know.
        let mut other = NOOR;
        other[3] = ("email", "sam@new.example");
        registered(&app, &clinic, &other).await;
        let page = only(&nurse).await;
        nurse
            .post(&page, &[("deed", "accept")])
            .await
            .is(422)
            .shows("name=\"shared\"");
        let sure = [("deed", "accept"), ("shared", "true")];
        nurse.post(&page, &sure).await.is(200).shows("Accepted.");
        let of = clinic.id;
        let people = app
            .write(move |tx, _| {
                let sql = "SELECT count(*) FROM portal_link l JOIN patient p ON p.clinic_id = l.clinic_id AND p.id = l.patient_id
                           WHERE l.clinic_id = $1 AND p.email = 'sam@new.example' AND l.relationship = 'self'";
                let (n,): (i64,) = tx.one(sql, &[&of])?;
                Ok(n)
            })
            .await;
        assert_eq!(people, 2, "two people with a link each");
        app.run_jobs().await;
    }
);

both_engines!(
    m59_refused_with_a_reason_that_stays_inside,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        open(&app, &clinic).await;
        registered(&app, &clinic, &NOOR).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = only(&nurse).await;
        nurse
            .post(&page, &[("deed", "refuse"), ("tell", "true")])
            .await
            .is(422)
            .shows("reason-why")
            .shows("name=\"tell\" value=\"true\" checked");
        let refuse = [
            ("deed", "refuse"),
            ("reason", "Lives in another province"),
            ("tell", "true"),
        ];
        nurse.post(&page, &refuse).await.is(200).shows("Refused.");
        app.mail.take();
        app.run_jobs().await;
        let letters = app.mail.letters();
        assert_eq!(letters.len(), 1);
        assert!(letters[0].text.contains("could not take your request"));
        assert!(!letters[0].text.contains("province"));
        nurse
            .get(&page)
            .await
            .is(200)
            .shows("Lives in another province");
    }
);

both_engines!(
    m59_of_two_who_decide_at_once_the_second_is_told_who_was_first,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        open(&app, &clinic).await;
        registered(&app, &clinic, &NOOR).await;
        let (nurse, owner) = (
            app.signed_in(&clinic.nurse).await,
            app.signed_in(&clinic.owner).await,
        );
        let page = only(&nurse).await;
        let accept = [("deed", "accept")];
        let refuse = [("deed", "refuse"), ("reason", "We are full")];
        let (one, other) = tokio::join!(nurse.post(&page, &accept), owner.post(&page, &refuse));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let (late, first) = if one.status == 409 {
            (one, "Nadia Okafor")
        } else {
            (other, "Marc Tremblay")
        };
        late.shows(&format!("{first} has decided about this already"));
        app.run_jobs().await;
    }
);

both_engines!(
    m59_a_child_who_is_registered_gets_no_access_of_their_own,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        open(&app, &clinic).await;
        access_for_new(&app, &clinic, true).await;
        let mut child = NOOR;
        child[2] = ("birth_date", "2018-05-30");
        registered(&app, &clinic, &child).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let page = only(&nurse).await;
        nurse.get(&page).await.is(200).shows("Link the caregiver");
        nurse.post(&page, &[("deed", "accept")]).await.is(200);
        let of = clinic.id;
        let links = app
            .write(move |tx, _| {
                let sql = "SELECT count(*) FROM portal_link WHERE clinic_id = $1";
                let (n,): (i64,) = tx.one(sql, &[&of])?;
                Ok(n)
            })
            .await;
        assert_eq!(links, 0);
        app.run_jobs().await;
    }
);

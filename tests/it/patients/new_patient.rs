//! Creating patients: what is right, what is refused, and what the clinic's presets do (M5, M56).

use carepost::features::patients;

use crate::support::{TestApp, both_engines};

const RIGHT: [(&str, &str); 9] = [
    ("given_name", "Joseph"),
    ("family_name", "Whitford"),
    ("birth_date", "1951-11-30"),
    ("sex", "male"),
    ("status", "active"),
    ("email", "joseph@home.example"),
    ("mobile", "(613) 555-0199"),
    ("preferred_channel", "text"),
    ("language", "fr"),
];

fn with<'a>(field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = RIGHT.into_iter().filter(|(name, _)| *name != field);
    others.chain([(field, value)]).collect()
}

both_engines!(a_new_patient_is_created_and_opened, async |app: TestApp| {
    let clinic = app.clinic().await;
    let staff = app.signed_in(&clinic.nurse).await;
    let chart = staff
        .post("/staff/patients/new", &with("access", "true"))
        .await;
    chart
        .is(200)
        .shows("Joseph Whitford")
        .shows("30 November 1951 (74)")
        .shows("text message")
        .shows("…0199");
    let again = staff.get("/staff/patients?query=6135550199").await;
    again.shows("Joseph Whitford");
});

both_engines!(
    every_wrong_field_is_named_and_what_was_typed_stays,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        app.new_patient(&clinic)
            .identifier("emr", "40771982")
            .create()
            .await;
        let staff = app.signed_in(&clinic.nurse).await;
        for (field, value, words) in [
            ("birth_date", "2026-07-04", "still to come"),
            ("birth_date", "1849-01-01", "before 1850"),
            ("birth_date", "", "Write the date of birth"),
            ("email", "joseph@", "Write an email address"),
            ("mobile", "555-0199", "with all its figures"),
            ("sex", "m", "female, male, other"),
            ("language", "tlh", "languages"),
            ("preferred_channel", "pigeon", "values that are offered"),
            (
                "preferred_channel",
                "pigeon_only",
                "values that are offered",
            ),
        ] {
            let page = staff.post("/staff/patients/new", &with(field, value)).await;
            page.is(422)
                .shows(words)
                .shows("Whitford")
                .shows(&format!("href=\"#{field}\""));
        }
        let mut taken = RIGHT.to_vec();
        taken.extend([
            ("identifier_kind", "emr"),
            ("identifier_value", "4077-1982"),
        ]);
        let page = staff.post("/staff/patients/new", &taken).await;
        page.is(422)
            .shows("Another patient has this EMR id")
            .hides("Amélie")
            .shows("4077-1982");
        let mut unknown = RIGHT.to_vec();
        unknown.push(("is_owner", "true"));
        staff.post("/staff/patients/new", &unknown).await.is(400);
        staff
            .get("/staff/patients?query=whitford")
            .await
            .hides("Joseph");
    }
);

both_engines!(
    without_the_permission_nobody_is_created,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let staff = app.signed_in(&clinic.receptionist).await;
        staff
            .get("/staff/patients")
            .await
            .is(200)
            .hides("/staff/patients/new");
        staff.get("/staff/patients/new").await.is(403);
        staff.post("/staff/patients/new", &RIGHT).await.is(403);
        staff
            .get("/staff/patients?query=whitford")
            .await
            .hides("Joseph");
    }
);

both_engines!(
    new_patients_get_access_as_the_clinic_presets_it,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let before = app.new_patient(&clinic).access(None).create().await;
        let id = clinic.id;
        app.write(move |tx, _| {
            let sql =
                "UPDATE portal_settings SET accessible_to_new_patients = $2 WHERE clinic_id = $1";
            Ok(tx.exec(sql, &[&id, &true])?)
        })
        .await;
        let after = app.new_patient(&clinic).access(None).create().await;
        let staff = app.signed_in(&clinic.nurse).await;
        staff
            .get(&format!("/staff/patients/{before}?tab=portal"))
            .await
            .shows("access is off");
        staff
            .get(&format!("/staff/patients/{after}?tab=portal"))
            .await
            .hides("access is off");
        staff
            .get("/staff/patients/new")
            .await
            .shows("name=\"access\" value=\"true\" checked");
    }
);

both_engines!(a_child_has_no_access_of_their_own, async |app: TestApp| {
    let clinic = app.clinic().await;
    let child = app
        .new_patient(&clinic)
        .named("Sam", "Lee")
        .born("2018-07-03")
        .create()
        .await;
    let grown = app
        .new_patient(&clinic)
        .named("Ann", "Lee")
        .born("2008-07-02")
        .create()
        .await;
    let (scope, now) = (
        patients::Editor::system(clinic.id).scope(),
        app.state.env.now(),
    );
    let readers = async |id| {
        let found = app
            .state
            .db
            .read(move |tx| patients::recipients(tx, &scope, id, now))
            .await;
        found
            .expect("recipients")
            .iter()
            .map(|r| (r.name(), r.email.clone().unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    assert_eq!(readers(child).await, []);
    assert_eq!(
        readers(grown).await,
        [("Ann Lee".to_owned(), "amelie@home.example".to_owned())]
    );
    app.new_guardian(&clinic, child, ("Ming", "Lee"), "ming@home.example")
        .await;
    assert_eq!(
        readers(child).await,
        [("Ming Lee".to_owned(), "ming@home.example".to_owned())]
    );
});

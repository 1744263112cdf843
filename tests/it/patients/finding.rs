//! Finding patients (M15), and names that try to be more than names.

use crate::support::{TestApp, both_engines};

/// How a query goes into an address.
fn encoded(query: &str) -> String {
    query.bytes().map(|b| format!("%{b:02X}")).collect()
}

both_engines!(
    a_patient_is_found_by_everything_that_is_known,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let amelie = app
            .new_patient(&clinic)
            .named("Amélie Anne", "O’Brien-Tremblay")
            .identifier("emr", "40 771 982")
            .identifier("health_number", "9876-543-217-AB")
            .create()
            .await;
        app.new_guardian(
            &clinic,
            amelie,
            ("Josée", "Lachance"),
            "josee@parents.example",
        )
        .await;
        app.new_patient(&clinic)
            .named("Daniel", "Osei")
            .born("1990-01-02")
            .email(None)
            .mobile(None)
            .create()
            .await;
        let staff = app.signed_in(&clinic.receptionist).await;
        for query in [
            "tremblay",
            "OBRIEN",
            "o'brien",
            "amelie",
            "Amé",
            "anne tremb",
            "tremblay, amélie",
            "40771982",
            "40 771 982",
            "9876543217ab",
            "1988-03-14",
            "14/03/1988",
            "March 14, 1988",
            "14 mars 1988",
            "amelie@home.example",
            "613-555-0142",
            "+1 613 555 0142",
            "0142",
            "lachance",
            "josee@parents",
            "amelie 1988-03-14",
        ] {
            for path in ["/staff/patients?query=", "/staff/patients/search?q="] {
                let answer = staff.get(&format!("{path}{}", encoded(query))).await;
                answer.is(200).shows(&amelie.to_string()).hides("Osei");
            }
        }
        for query in ["amelia", "tremblay osei", "1988-03-15", "40771983", "zzz"] {
            staff
                .get(&format!("/staff/patients?query={}", encoded(query)))
                .await
                .is(200)
                .hides(&amelie.to_string());
        }
    }
);

both_engines!(
    a_hit_tells_two_people_of_one_name_apart,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let elder = app
            .new_patient(&clinic)
            .named("Ann", "Lee")
            .born("1960-05-01")
            .identifier("emr", "A-1")
            .create()
            .await;
        let child = app
            .new_patient(&clinic)
            .named("Anna", "Lee")
            .born("2019-05-01")
            .identifier("emr", "A-2")
            .create()
            .await;
        app.new_guardian(&clinic, child, ("Ming", "Lee"), "ming@home.example")
            .await;
        app.new_patient(&clinic)
            .named("Robert", "Lee")
            .create()
            .await;
        let found = app
            .signed_in(&clinic.receptionist)
            .await
            .get("/staff/patients?query=lee%20an")
            .await;
        found
            .is(200)
            .shows(&elder.to_string())
            .shows(&child.to_string())
            .hides("Robert");
        found
            .shows("1 May 1960 (66)")
            .shows("1 May 2019 (7)")
            .shows("A-1")
            .shows("A-2")
            .shows("Ming Lee");
        assert_eq!(found.body.matches("Similar name").count(), 2);
    }
);

both_engines!(
    nobody_of_another_clinic_is_found_or_opened,
    async |app: TestApp| {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        let ours = app.new_patient(&clinic).create().await;
        let theirs = app
            .new_patient(&other)
            .identifier("emr", "40771982")
            .create()
            .await;
        let item = app
            .chart_item(
                &other,
                theirs,
                carepost::features::patients::ChartKind::Document,
                "Secret",
                "2026-01-01",
            )
            .await;
        let staff = app.signed_in(&clinic.owner).await;
        staff
            .get("/staff/patients?query=tremblay")
            .await
            .is(200)
            .shows(&ours.to_string())
            .hides(&theirs.to_string());
        staff
            .get("/staff/patients")
            .await
            .is(200)
            .hides(&theirs.to_string());
        let missing = staff.get(&format!("/staff/patients/{item}")).await;
        for path in [
            format!("/staff/patients/{theirs}"),
            format!("/staff/patients/{theirs}?tab=items"),
            format!("/staff/patients/{theirs}/information"),
            format!("/staff/patients/{ours}/information?tab=portal&person={theirs}"),
            format!("/staff/patients/{theirs}/message-patient"),
            format!("/staff/patients/{theirs}/chart-items/pick?draft={ours}"),
            format!("/staff/chart-items/{item}/content"),
        ] {
            let answer = staff.get(&path).await;
            assert_eq!(
                (answer.status, &answer.body),
                (404, &missing.body),
                "{path}"
            );
        }
        for path in [
            "access",
            "information",
            "information?tab=portal",
            "message-patient",
        ] {
            let fields = [
                ("email", "x@y.example"),
                ("preferred_channel", "email"),
                ("access", "true"),
            ];
            let fields = if path == "access" {
                &fields[2..]
            } else {
                &fields[..]
            };
            staff
                .post(&format!("/staff/patients/{theirs}/{path}"), fields)
                .await
                .is(404);
        }
        let path = format!("/staff/patients/{ours}/links");
        staff
            .post(
                &path,
                &[
                    ("person", &theirs.to_string()),
                    ("relationship", "guardian"),
                ],
            )
            .await
            .is(404);
    }
);

both_engines!(a_search_is_only_ever_words, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).create().await;
    let staff = app.signed_in(&clinic.receptionist).await;
    let long = "tremblay ".repeat(500);
    for query in [
        "' OR 1=1 --",
        "%",
        "_",
        "*",
        "\u{0}",
        "\u{202E}",
        "\\",
        "{{7*7}}",
        "<script>alert(1)</script>",
        "$q",
        "a;b",
        "🙂",
        "((((",
        "..",
        long.as_str(),
    ] {
        let page = staff
            .get(&format!("/staff/patients?query={}", encoded(query)))
            .await;
        page.is(200).hides("<script>alert");
        staff
            .get(&format!("/staff/patients/search?q={}", encoded(query)))
            .await
            .is(200);
        if query != long {
            page.hides(&patient.to_string());
        }
    }
    staff.get("/staff/patients?after=nonsense").await.is(422);
    staff
        .get("/staff/patients?sort=birth_date;DROP")
        .await
        .is(200);
    for tab in [
        "items&kind=nonsense",
        "items&q=%25%27--",
        "items&after=eyJ4Ijox",
        "nonsense",
    ] {
        let status = staff
            .get(&format!("/staff/patients/{patient}?tab={tab}"))
            .await
            .status;
        assert!([200, 400, 422].contains(&status), "{tab}: {status}");
    }
});

both_engines!(
    a_name_is_shown_as_it_is_written_and_isolated,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app
            .new_patient(&clinic)
            .named("{{7*7}}", "<img src=x onerror=alert(1)>\u{202E}gnp")
            .create()
            .await;
        let arabic = app
            .new_patient(&clinic)
            .named("ليلى", "بن علي")
            .create()
            .await;
        let staff = app.signed_in(&clinic.nurse).await;
        for path in [
            "/staff/patients".to_owned(),
            "/staff/patients/search?q=img".to_owned(),
            format!("/staff/patients/{patient}"),
            format!("/staff/patients/{patient}/information"),
            format!("/staff/patients/{patient}/information?tab=portal"),
        ] {
            let page = staff.get(&path).await;
            page.is(200)
                .hides("<img src=x")
                .hides("\u{202E}")
                .shows("<bdi>{{7*7}} &#60;img src=x onerror=alert(1)&#62;gnp</bdi>");
        }
        staff
            .get("/staff/patients?query=ليلى")
            .await
            .is(200)
            .shows(&arabic.to_string())
            .shows("<bdi>ليلى بن علي</bdi>");
    }
);

both_engines!(looking_leaves_a_trace, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).create().await;
    let staff = app.signed_in(&clinic.receptionist).await;
    staff.get("/staff/patients?query=tremblay").await.is(200);
    staff
        .get(&format!("/staff/patients/{patient}"))
        .await
        .is(200);
    staff
        .get(&format!("/staff/patients/{patient}/information"))
        .await
        .is(200);
    let id = clinic.id;
    let seen: Vec<(String, String)> = app
            .state
            .db
            .read(move |tx| {
                tx.all::<(String, String)>(
                    "SELECT action, detail FROM audit_event WHERE clinic_id = $1 AND actor_kind = 'staff' ORDER BY action, detail",
                    &[&id],
                )
            })
            .await
            .expect("the audit");
    let seen: Vec<(&str, &str)> = seen.iter().map(|(a, d)| (a.as_str(), d.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("patient.read", "conversations"),
            ("patient.read", "information"),
            ("patient.search", "shown=1")
        ]
    );
});

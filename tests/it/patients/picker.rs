//! Attaching from the chart (M29-M31).

use carepost::features::patients::ChartKind;

use crate::support::{Answer, Browser, TestApp, both_engines};

/// Opens a draft to a patient and goes from it to the picker, as the page's button does.
async fn pick(staff: &Browser, patient: &str) -> Answer {
    let compose = staff
        .get(&format!("/staff/compose?patient={patient}"))
        .await;
    let draft = compose
        .body
        .split("action=\"/staff/compose/")
        .nth(1)
        .expect("a draft")[..36]
        .to_owned();
    let fields = [
        ("version", "0"),
        ("patient_id", patient),
        ("subject", "Your results"),
        ("body", "Hello"),
    ];
    staff
        .post(&format!("/staff/compose/{draft}?then=chart"), &fields)
        .await
}

both_engines!(
    items_of_every_kind_are_offered_and_what_lies_outside_the_range_is_counted,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.new_patient(&clinic).create().await;
        for (n, kind) in ChartKind::ALL.iter().enumerate() {
            app.chart_item(
                &clinic,
                patient,
                *kind,
                &format!("Item {n}"),
                &format!("2026-0{}-15", n % 6 + 1),
            )
            .await;
        }
        let staff = app.signed_in(&clinic.receptionist).await;
        let picker = pick(&staff, &patient.to_string()).await;
        picker
            .is(200)
            .shows("Attach from the chart")
            .shows("Encounter note")
            .shows("Questionnaire")
            .shows("Invoice");
        assert_eq!(
            picker
                .body
                .matches("type=\"checkbox\" name=\"chart_item_ids\"")
                .count(),
            9
        );

        let range = staff
            .get(&format!("{}&from=2026-03-01&to=2026-04-30", picker.url))
            .await;
        assert_eq!(
            range
                .body
                .matches("type=\"checkbox\" name=\"chart_item_ids\"")
                .count(),
            3,
            "{}",
            range.body
        );
        range
            .shows("4 more before 1 March 2026")
            .shows("2 more after 30 April 2026")
            .shows("show</a>");
        let kind = staff.get(&format!("{}&kind=invoice", picker.url)).await;
        assert_eq!(
            kind.body
                .matches("type=\"checkbox\" name=\"chart_item_ids\"")
                .count(),
            1
        );
        let words = staff
            .get(&format!("{}&q=ITEM%204%20okafor", picker.url))
            .await;
        assert_eq!(
            words
                .body
                .matches("type=\"checkbox\" name=\"chart_item_ids\"")
                .count(),
            1
        );
        let wrong = staff.get(&format!("{}&from=1.3.2026", picker.url)).await;
        wrong.is(422).shows("Write the date as year-month-day");
        let crossed = staff
            .get(&format!("{}&from=2026-05-01&to=2026-04-01", picker.url))
            .await;
        crossed.is(422).shows("before the first one");
    }
);

both_engines!(what_is_selected_is_in_the_draft, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).create().await;
    let one = app
        .chart_item(
            &clinic,
            patient,
            ChartKind::LabResult,
            "Ferritin",
            "2026-05-02",
        )
        .await;
    let two = app
        .chart_item(
            &clinic,
            patient,
            ChartKind::EncounterNote,
            "Visit of 3 May",
            "2026-05-03",
        )
        .await;
    app.chart_item(
        &clinic,
        patient,
        ChartKind::Document,
        "Left alone",
        "2026-05-04",
    )
    .await;
    let staff = app.signed_in(&clinic.receptionist).await;
    let picker = pick(&staff, &patient.to_string()).await;
    let draft = picker
        .url
        .split("draft=")
        .nth(1)
        .expect("a draft")
        .to_owned();
    let kept = staff
        .get(&format!(
            "{}&kind=lab_result&chart_item_ids={two}",
            picker.url
        ))
        .await;
    kept.is(200)
        .shows(&format!(
            "type=\"hidden\" name=\"chart_item_ids\" value=\"{two}\""
        ))
        .shows("1 selected");
    let chosen = [
        ("chart_item_ids", one.to_string()),
        ("chart_item_ids", two.to_string()),
    ];
    let chosen: Vec<(&str, &str)> = chosen.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let compose = staff
        .post(&format!("/staff/drafts/{draft}/chart-items"), &chosen)
        .await;
    compose
        .is(200)
        .shows("Ferritin")
        .shows("Visit of 3 May")
        .shows("Your results")
        .hides("Left alone");
});

both_engines!(ticks_of_another_chart_are_not_kept, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).create().await;
    let other = app
        .new_patient(&clinic)
        .named("Daniel", "Osei")
        .create()
        .await;
    let item = app
        .chart_item(
            &clinic,
            other,
            ChartKind::LabResult,
            "Not hers",
            "2026-05-02",
        )
        .await;
    let staff = app.signed_in(&clinic.receptionist).await;
    let picker = pick(&staff, &patient.to_string()).await;
    picker.hides("Not hers");
    staff
        .get(&format!("{}&chart_item_ids={item}", picker.url))
        .await
        .is(200)
        .hides("Not hers")
        .hides("1 selected");
});

both_engines!(a_chart_is_read_page_by_page, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).create().await;
    for n in 0..60 {
        app.chart_item(
            &clinic,
            patient,
            ChartKind::EncounterNote,
            &format!("Note {n:02}"),
            &format!("2026-{:02}-{:02}", n / 20 + 1, n % 20 + 1),
        )
        .await;
    }
    let staff = app.signed_in(&clinic.receptionist).await;
    let first = staff
        .get(&format!("/staff/patients/{patient}?tab=items"))
        .await;
    first
        .is(200)
        .shows("60 items")
        .shows("Note 59")
        .hides("Note 09");
    let next = first
        .body
        .split("rel=\"next\" href=\"")
        .nth(1)
        .expect("a next page");
    let next = next
        .split('"')
        .next()
        .expect("an address")
        .replace("&amp;", "&")
        .replace("&#38;", "&");
    staff
        .get(&next)
        .await
        .is(200)
        .shows("Note 09")
        .shows("Note 00")
        .hides("Note 10");
});

//! The report of a cycle, its file, and corrections.

use carepost::features::patients::{Demographics, Editor, NewPatient};
use carepost::platform::time::DAY;

use super::{fee_code, send_billed};
use crate::support::{Browser, TestApp, both_engines};

/// The lines of the report's file, each as its cells.
async fn file(browser: &Browser, from: &str) -> Vec<Vec<String>> {
    let answer = browser
        .get(&format!("/staff/billing.csv?from={from}"))
        .await;
    answer.is(200);
    assert!(
        answer
            .header("content-disposition")
            .starts_with("attachment")
    );
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(answer.body.as_bytes());
    let rows = reader.records().map(|row| {
        row.expect("a row")
            .iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    rows.collect()
}

/// The address of the newest billed message.
fn billed(report: &str) -> String {
    let id = report
        .rsplit("/staff/billed-messages/")
        .next()
        .expect("an id");
    format!("/staff/billed-messages/{}", &id[..36])
}

both_engines!(
    m22_what_was_billed_keeps_its_amount_and_a_correction_is_a_line_of_its_own,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let (owner, nurse) = (
            app.signed_in(&clinic.owner).await,
            app.signed_in(&clinic.nurse).await,
        );
        fee_code(&owner, "A", "10").await;
        fee_code(&owner, "B", "4").await;
        let thread = send_billed(&nurse, &patient, 1, "A").await;
        thread.is(200).shows("Billed A");
        let list = owner.get("/staff/fee-codes").await;
        let id = list
            .body
            .split("href=\"/staff/fee-codes/")
            .nth(1)
            .expect("a code")[..36]
            .to_owned();
        owner
            .post(
                &format!("/staff/fee-codes/{id}"),
                &[
                    ("version", "1"),
                    ("description", "Dearer"),
                    ("amount", "99"),
                ],
            )
            .await
            .is(200);
        // The next month, by when the cycle is another one.
        app.clock.advance(40 * DAY);
        let (owner, nurse) = (
            app.signed_in(&clinic.owner).await,
            app.signed_in(&clinic.nurse).await,
        );
        send_billed(&nurse, &patient, 2, "A").await.is(200);
        let now = owner.get("/staff/billing").await;
        now.is(200)
            .shows("1 August 2026 to 31 August 2026")
            .shows("99.00\u{a0}CAD")
            .hides("10.00\u{a0}CAD");
        let july = owner.get("/staff/billing?from=2026-07-01").await;
        july.is(200)
            .shows("1 July 2026 to 31 July 2026")
            .shows("10.00\u{a0}CAD")
            .shows("Sam Lee")
            .shows("Marc Tremblay");
        let path = billed(&july.body);
        owner
            .post(&path, &[("seen", "0"), ("fee_code", "B"), ("reason", "")])
            .await
            .is(422)
            .shows("Write a few words.");
        owner
            .post(
                &path,
                &[("seen", "0"), ("fee_code", "NOPE"), ("reason", "x")],
            )
            .await
            .is(422)
            .shows("There is no such fee code.");
        let correction = [("seen", "0"), ("fee_code", "B"), ("reason", "It was brief")];
        owner
            .post(&path, &correction)
            .await
            .is(200)
            .shows("It was brief")
            .shows("Nadia Okafor");
        owner
            .post(&path, &correction)
            .await
            .is(409)
            .shows("in the meantime");
        nurse.post(&path, &correction).await.is(403);
        owner
            .post(
                &path,
                &[("seen", "1"), ("fee_code", ""), ("reason", "Not at all")],
            )
            .await
            .is(200)
            .shows("Not at all");
        // July stands as it was; August has 99 + 4 charged, 10 + 4 credited.
        let july = file(&owner, "2026-07-01").await;
        assert_eq!(july.len(), 1 + 1 + 1 + 1, "{july:?}");
        assert_eq!(july[1][1..3], ["billed".to_owned(), "Sam Lee".to_owned()]);
        assert_eq!(
            july[1][7..10],
            ["10.00".to_owned(), "0.00".to_owned(), "CAD".to_owned()]
        );
        let august = file(&owner, "2026-08-01").await;
        let sums: Vec<_> = august
            .iter()
            .filter(|row| row[1].starts_with("total"))
            .collect();
        assert_eq!(
            sums[0][5..9],
            ["A", "", "99.00", "10.00"].map(str::to_owned),
            "{august:?}"
        );
        assert_eq!(sums[1][5..9], ["B", "", "4.00", "4.00"].map(str::to_owned));
        assert_eq!(sums[2][7..9], ["103.00", "14.00"].map(str::to_owned));
        let corrected: Vec<_> = august.iter().filter(|row| row[1] == "corrected").collect();
        assert_eq!(corrected.len(), 3);
        assert!(
            corrected
                .iter()
                .all(|row| row[10] == "Nadia Okafor" && !row[11].is_empty())
        );
        // From any chosen day, and no other clinic's.
        owner
            .get("/staff/billing?from=2026-07-03")
            .await
            .is(200)
            .shows("3 July 2026 to 2 August 2026")
            .shows("Nothing was billed");
        owner
            .get("/staff/billing?from=soon")
            .await
            .is(422)
            .shows("Write a date such as");
        owner
            .post(
                "/staff/fee-codes/settings",
                &[("currency", "CAD"), ("cycle_day", "15")],
            )
            .await
            .is(200);
        owner
            .get("/staff/billing")
            .await
            .is(200)
            .shows("15 July 2026 to 14 August 2026");
        let stranger = app.signed_in(&app.other_clinic().await.owner).await;
        stranger
            .get("/staff/billing?from=2026-08-01")
            .await
            .is(200)
            .hides("Sam Lee");
        stranger.get(&path).await.is(404).hides("Sam Lee");
        let audit = owner.get("/staff/audit").await;
        audit
            .shows("Corrected what was billed")
            .shows("Exported what was billed")
            .shows("Billed a message");
        nurse.get("/staff/billing").await.is(403);
        nurse.get("/staff/billing.csv").await.is(403);
        app.run_jobs().await;
    }
);

both_engines!(no_cell_of_the_file_is_a_formula, async |app: TestApp| {
    let clinic = app.clinic().await;
    let (owner, nurse) = (
        app.signed_in(&clinic.owner).await,
        app.signed_in(&clinic.nurse).await,
    );
    fee_code(&owner, "A", "10").await;
    for (n, name) in ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"]
        .into_iter()
        .enumerate()
    {
        let editor = Editor::system(clinic.id);
        let demographics = Demographics {
            given_name: name.to_owned(),
            birth_date: "1988-03-14".to_owned(),
            email: Some(format!("p{n}@home.example")),
            ..Demographics::default()
        };
        let id = app
            .write(move |tx, env| {
                let new = NewPatient {
                    demographics: demographics.clone(),
                    portal_access: Some(true),
                    own_access: Some(true),
                    identifiers: Vec::new(),
                    source_key: None,
                };
                carepost::features::patients::create(tx, &editor, env, &new)
            })
            .await;
        let path = format!("/staff/compose/0198f000-0000-7000-8000-0000000001{n:02}");
        let fields = [
            ("patient_id", &*id.to_string()),
            ("subject", "S"),
            ("body", "B"),
            ("fee_code", "A"),
        ];
        nurse.post(&path, &fields).await.is(200);
    }
    let report = owner.get("/staff/billing").await;
    owner
        .post(
            &billed(&report.body),
            &[
                ("seen", "0"),
                ("fee_code", ""),
                ("reason", "=HYPERLINK(\"x\")"),
            ],
        )
        .await
        .is(200);
    let rows = file(&owner, "2026-07-01").await;
    assert!(rows.len() > 5);
    for cell in rows.iter().flatten() {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "{cell} could be taken for a formula"
        );
    }
    assert!(rows.iter().any(|row| row[2] == "'@SUM(A1)"), "{rows:?}");
    assert!(
        rows.iter().any(|row| row[11] == "'=HYPERLINK(\"x\")"),
        "{rows:?}"
    );
    app.run_jobs().await;
});

//! Every statement of the source, as SQLite plans it: none reads a table, or all that a clinic owns in it, to find a few
//! rows. What does so on purpose is listed with its reason.

use std::path::Path;

use crate::support::{On, TestApp};

/// Statements that read a whole table or clinic, by a piece of their text, and why that is right.
const WHOLE: &[(&str, &str)] = &[
    ("FROM identifier_kind", "a clinic has a handful of kinds"),
    ("INTO identifier_kind", "a clinic has a handful of kinds"),
    ("FROM portal_settings", "one row for each clinic"),
    ("FROM family_settings", "one row for each clinic"),
    (
        "FROM portal_invitation i",
        "what waits for its person, two weeks at most",
    ),
    (
        "r.state = 'open' ORDER BY",
        "the index holds what waits alone",
    ),
    ("FROM billing_settings", "one row for each clinic"),
    ("FROM registration_form", "one row for each clinic"),
    ("FROM registration_field", "a form asks a handful of things"),
    (
        "FROM registration_consent",
        "a clinic has a handful of texts",
    ),
    ("FROM look WHERE", "one row for each clinic"),
    ("FROM look_draft", "a clinic has a handful of drafts"),
    ("FROM fee_code f", "a clinic has a handful of fee codes"),
    ("UPDATE portal_settings", "one row for each clinic"),
    ("JOIN portal_settings", "one row for each clinic"),
    (
        "SELECT 1 FROM notification_template later",
        "a clinic has a handful of texts of its own",
    ),
    ("FROM api_key k", "a clinic has a handful of keys"),
    (
        "display_name FROM staff_member WHERE",
        "the members to filter the audit by",
    ),
    (
        "FROM workgroup_member w",
        "a clinic has a handful of workgroups",
    ),
    ("FROM workgroup g", "a clinic has a handful of workgroups"),
    (
        "FROM group_send_person",
        "an audience is counted, and its patients are gone through in their order",
    ),
    (
        "INSERT INTO group_send_recipient",
        "a stretch of an audience is written down",
    ),
    (
        "FROM distribution_list d",
        "a clinic has a handful of lists",
    ),
    ("FROM delivery_settings", "a clinic has one of them"),
    ("provider_pace", "one row for each provider"),
    ("provider_outage", "a clinic has two of them at most"),
    ("FROM opening_hours", "a week has a handful of spans"),
    ("FROM closed_day", "a clinic closes on a handful of days"),
    ("FROM clinic", "commands at a host's own terminal"),
    (
        "FROM staff_member m JOIN clinic c",
        "commands at a host's own terminal",
    ),
    ("FROM audit_head UNION", "the whole audit is verified"),
    (
        "state = 'queued' AND failure_code = 'portal_off'",
        "the index holds what waits alone",
    ),
    (
        "UPDATE delivery SET failure_code = 'paced'",
        "the index holds what waits alone",
    ),
    (
        "UPDATE delivery SET state = 'cancelled'",
        "a restored backup tells nobody again",
    ),
    (
        "DELETE FROM session",
        "the portal of a clinic is switched off, or a backup restored",
    ),
    (
        "send_at IS NOT NULL ORDER BY clinic_id",
        "a restored backup sends nothing by itself",
    ),
    (
        "SELECT blob_key FROM stored_file",
        "a backup takes every file",
    ),
    (
        "UPDATE attachment_end SET look_at = 0",
        "a clinic keeps uploads for another time from now on",
    ),
    (
        "email, mobile FROM patient",
        "the sample clinic's sixty patients",
    ),
];

/// Reads of what the statement itself has just picked out.
const PICKED: &[&str] = &[
    "SCAN page",
    "SCAN sent",
    "SCAN met",
    "SCAN m",
    "SCAN counted",
    "SCAN CONSTANT ROW",
];

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_reads_more_than_it_must() {
    let app = TestApp::start(On::Sqlite).await;
    let (mut wrong, mut pieces) = (Vec::new(), Vec::new());
    let statements = statements(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert!(
        statements.len() > 200,
        "only {} statements",
        statements.len()
    );
    for statement in statements {
        let sql: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {statement}").into());
        let places = (1..40).rev().find(|n| sql.contains(&format!("${n}")));
        let plan = app.state.db.read(move |tx| {
            let nothing: Vec<&dyn db::Param> = vec![&None::<i64>; places.unwrap_or(0)];
            tx.all::<(i64, i64, i64, String)>(sql, &nothing)
        });
        let Ok::<_, db::Error>(plan) = plan.await else {
            pieces.push(statement);
            continue;
        };
        let whole = |step: &str| {
            let listed = PICKED.contains(&step) || step.contains("VIRTUAL TABLE");
            (step.starts_with("SCAN") && !listed) || step.ends_with("(clinic_id=?)")
        };
        let steps: Vec<&String> = plan
            .iter()
            .map(|(.., step)| step)
            .filter(|s| whole(s))
            .collect();
        if !steps.is_empty() && !WHOLE.iter().any(|(piece, _)| statement.contains(piece)) {
            wrong.push(format!("{steps:?}\n{statement}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    // Statements that are put together from pieces can't be planned by the piece; nearly all stand whole.
    assert!(pieces.len() < 8, "{}", pieces.join("\n\n"));
}

/// The SQL in string literals of every source file below `folder`.
fn statements(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(statements(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = std::fs::read_to_string(&path).expect("a source file");
            let literals = text.split('"').skip(1);
            found.extend(
                literals
                    .filter(|l| is_sql(l))
                    .map(|l| l.replace("\\\n", "\n")),
            );
        }
    }
    found
}

fn is_sql(literal: &str) -> bool {
    let words: Vec<&str> = literal.split_whitespace().take(2).collect();
    match words[..] {
        // Without a condition it is a piece that others are put together with.
        ["SELECT" | "WITH", _] => literal.contains("FROM ") && literal.contains("WHERE "),
        ["UPDATE", _] => literal.contains(" SET "),
        ["DELETE", "FROM"] | ["INSERT", "INTO"] => true,
        _ => false,
    }
}

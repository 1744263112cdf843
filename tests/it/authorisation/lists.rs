//! Test 31: whatever stands in a search, filter, limit or cursor, the answer is a page or a refusal.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use reqwest::Method;

use super::callers;
use super::calls::{Body, Line, path};
use super::swapped::operations;
use super::world::World;
use crate::support::{TestApp, both_engines};

/// The fields of the pages' lists and of every other page that reads its address.
#[rustfmt::skip]
const PAGES: &[(&str, &str, &[&str])] = &[
    ("owner", "/staff/inbox", &["folder", "after"]),
    ("owner", "/staff/conversations/{conversation}", &["before"]),
    ("owner", "/staff/compose", &["patient", "draft"]),
    ("owner", "/staff/patients", &["query", "q", "then", "to", "after"]),
    ("owner", "/staff/patients/search", &["query", "q", "then", "to", "after"]),
    ("owner", "/staff/patients/{id}", &["tab", "kind", "q", "after"]),
    ("owner", "/staff/patients/{id}/information", &["tab", "person", "saved"]),
    ("owner", "/staff/patients/{id}/message-patient", &["draft"]),
    ("owner", "/staff/patients/{id}/chart-items/pick", &["draft", "kind", "q", "from", "to", "chart_item_ids"]),
    ("owner", "/staff/members", &["query"]),
    ("owner", "/staff/audit", &["from", "to", "member", "patient", "action", "cursor"]),
    ("owner", "/staff/audit.csv", &["from", "to", "member", "patient", "action", "cursor"]),
    ("owner", "/staff/group-sends", &["after"]),
    ("owner", "/staff/group-sends/{group}", &["saved", "query", "added", "unknown", "ambiguous", "double"]),
    ("owner", "/staff/group-sends/{group}/skipped", &["after"]),
    ("owner", "/staff/group-sends/{group}/recipients", &["state", "after"]),
    ("owner", "/staff/reports/deliveries", &["from", "until"]),
    ("owner", "/staff/reports/deliveries.csv", &["from", "until"]),
    ("owner", "/staff/reports/group-sends", &["from", "until"]),
    ("owner", "/staff/reports/group-sends.csv", &["from", "until"]),
    ("owner", "/staff/search", &["query"]),
    ("owner", "/staff/settings/labels", &["saved"]),
    ("owner", "/staff/settings/delivery", &["saved"]),
    ("owner", "/staff/settings/portal", &["saved"]),
    ("owner", "/staff/settings/look", &["draft", "saved"]),
    ("owner", "/staff/settings/look/shown", &["draft", "page", "scheme", "width"]),
    ("owner", "/staff/settings/notifications/text", &["event", "channel", "language", "version", "saved"]),
    ("anonymous", "/staff/sign-in", &["next", "after"]),
    ("anonymous", "/staff/sign-in/code", &["next", "after"]),
    ("anonymous", "/sign-in", &["next", "again"]),
    ("patient", "/messages", &["before"]),
    ("patient", "/messages/{conversation}", &["before", "sent"]),
];

/// Values that no form sends, already written as they go into an address.
fn hostile() -> Vec<String> {
    let mut values: Vec<String> = [
        "'",
        "\"",
        "%",
        "_",
        "\\",
        "\0",
        "a\0b",
        "%%__\\%",
        "' OR '1'='1' --",
        "*",
        "\"a\" NEAR b",
        "(",
        "-1",
        "0",
        "1.5",
        "1e9",
        "99999999999999999999",
        "-9223372036854775808",
        "9223372036854775807",
        "[]",
        "{}",
        "null",
        "NaN",
        "2026-02-30",
        "9999-12-31",
        "0000-00-00",
        "-0001-01-01",
        "\u{202e}",
        "\u{1f600}",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "//evil.example",
        "\r\nx: y",
    ]
    .iter()
    .map(|value| percent_encode(value.as_bytes(), NON_ALPHANUMERIC).to_string())
    .collect();
    values.push("a".repeat(6_000));
    values.push("%FF%FE".to_owned());
    values.push("%".to_owned());
    let id = "01980000-0000-7000-8000-000000000000";
    for key in [
        "null".to_owned(),
        "{}".to_owned(),
        "[]".to_owned(),
        "[1,2,3]".to_owned(),
        "\"x\"".to_owned(),
        "-1".to_owned(),
        format!("[9223372036854775807,\"{id}\"]"),
        format!("[-9223372036854775808,\"{id}\"]"),
        format!("[\"\\u0000\",\"{id}\"]"),
        format!("[\"' OR 1=1\",\"{id}\"]"),
        format!("\"{id}\""),
        format!("[1e400,\"{id}\"]"),
    ] {
        values.push(URL_SAFE_NO_PAD.encode(key));
    }
    for key in [
        format!("9223372036854775807_{id}"),
        format!("-9223372036854775808.{id}"),
        format!("9223372036854775807,{id}"),
    ] {
        values.push(key);
    }
    values
}

both_engines!(lists_of_the_api_take_anything, async |app: TestApp| {
    let world = World::of(&app).await;
    let callers = callers::all(&app, &world).await;
    let (line, key) = (
        Line::to(&app),
        callers::named(&callers, "key with every scope"),
    );
    let mut wrong = Vec::new();
    for (method, pattern, operation) in operations() {
        let parameters = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        for field in parameters
            .iter()
            .filter(|p| p["in"] == "query")
            .filter_map(|p| p["name"].as_str())
        {
            for query in queries(field) {
                let to = format!("{}?{query}", path(&pattern, &world.here));
                let got = line.ask(key, &method, &to, &Body::Nothing).await;
                let right = match got.status {
                    200 => true,
                    400..=499 => got.header("content-type") == "application/problem+json",
                    _ => false,
                };
                if !right {
                    wrong.push(format!("{to:.300}: {} {:.300}", got.status, got.body));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
});

both_engines!(lists_of_the_pages_take_anything, async |app: TestApp| {
    let world = World::of(&app).await;
    let callers = callers::all(&app, &world).await;
    let line = Line::to(&app);
    let mut wrong = Vec::new();
    for (caller, pattern, fields) in PAGES {
        let caller = callers::named(&callers, caller);
        for field in *fields {
            for query in queries(field) {
                let to = path(pattern, &world.here);
                let sign = if to.contains('?') { '&' } else { '?' };
                let to = format!("{to}{sign}{query}");
                let got = line.ask(caller, &Method::GET, &to, &Body::Nothing).await;
                let right = match got.status {
                    200 | 303 => {
                        !got.header("location").contains("evil.example")
                            && !got.body.contains("<script>alert")
                    }
                    400..=499 => {
                        got.header("content-type").starts_with("text/html")
                            && !got.body.contains("<script>alert")
                    }
                    _ => false,
                };
                if !right {
                    wrong.push(format!("{to:.300}: {} {:.300}", got.status, got.body));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
});

fn queries(field: &str) -> Vec<String> {
    let mut queries: Vec<String> = hostile()
        .iter()
        .map(|value| format!("{field}={value}"))
        .collect();
    queries.push(format!("{field}=1&{field}=2"));
    queries.push(format!("{field}[]=1"));
    queries.push(field.to_owned());
    queries.push(format!("{field}="));
    queries
}

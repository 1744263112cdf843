//! The house holds: imports go one way, and what is kept out stays out.

use std::fs;
use std::path::{Path, PathBuf};

/// Every feature, from the ones that know nothing of the others to the ones that build on them. A feature may call
/// those above it in this list, through their `mod.rs`.
const ORDER: &[&str] = &[
    "audit",
    "settings",
    "labels",
    "look",
    "staff",
    "distribution_lists",
    "automatic_replies",
    "patients",
    "kept_forms",
    "attachments",
    "notification_templates",
    "notifications",
    "drafts",
    "message_templates",
    "billing",
    "conversations",
    "group_sends",
    "reports",
    "appointments",
    "invoices",
    "portal",
    "families",
    "registration",
    "chart",
    "search",
    "api_keys",
    "fhir_api",
    "import",
    "demo_clinic",
];

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
        &mut found,
    );
    assert!(!found.is_empty(), "{folder} has sources");
    found
}

/// Everything a file names below `crate::<root>::`, such as `conversations` in `use crate::features::{audit, conversations}`.
fn named<'a>(text: &'a str, root: &str) -> Vec<&'a str> {
    let mut names = Vec::new();
    let start = format!("crate::{root}::");
    for (at, _) in text.match_indices(&start) {
        let rest = &text[at + start.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut begin = true;
            for (i, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => begin = true,
                    c if begin && (c.is_alphanumeric() || c == '_') => {
                        names.push(word(&group[i..]));
                        begin = false;
                    }
                    _ => {}
                }
            }
        } else {
            names.push(word(rest));
        }
    }
    names
}

fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .next()
        .unwrap_or("")
}

#[test]
fn the_platform_knows_no_feature() {
    for (path, text) in sources("src/platform") {
        assert!(
            named(&text, "features").is_empty(),
            "{} names a feature",
            path.display()
        );
        assert!(
            named(&text, "app").is_empty(),
            "{} names the application",
            path.display()
        );
        assert!(
            named(&text, "cli").is_empty(),
            "{} names a command",
            path.display()
        );
    }
}

#[test]
fn features_build_on_those_above_them_only() {
    for (path, text) in sources("src/features") {
        let below = path
            .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features"))
            .unwrap();
        let Some(own) = below
            .components()
            .next()
            .map(|c| c.as_os_str().to_str().unwrap())
        else {
            continue;
        };
        if own == "mod.rs" {
            continue;
        }
        let place = ORDER
            .iter()
            .position(|f| *f == own)
            .unwrap_or_else(|| panic!("the feature {own} has no place in the list"));
        for other in named(&text, "features") {
            let above = ORDER
                .iter()
                .position(|f| *f == other)
                .unwrap_or_else(|| panic!("{}: {other} is no feature", path.display()));
            assert!(
                above <= place,
                "{} must not build on {other}",
                path.display()
            );
        }
        assert!(
            named(&text, "cli").is_empty(),
            "{} names a command",
            path.display()
        );
        assert!(
            named(&text, "app").is_empty(),
            "{} names the application",
            path.display()
        );
    }
}

#[test]
fn a_feature_is_called_through_its_mod_only() {
    for (path, text) in sources("src/features") {
        let below = path
            .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features"))
            .unwrap();
        let own = below
            .components()
            .next()
            .map(|c| c.as_os_str().to_str().unwrap().to_owned())
            .unwrap_or_default();
        for other in ORDER.iter().filter(|f| **f != own) {
            for inner in ["store", "model"] {
                let reach = format!("features::{other}::{inner}::");
                assert!(
                    !text.contains(&reach),
                    "{} reaches into {reach}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn sql_stands_in_stores_only() {
    let words = ["SELECT ", "INSERT INTO", "DELETE FROM"];
    for (path, text) in sources("src/features") {
        let in_store = path.components().any(|c| {
            c.as_os_str()
                .to_str()
                .is_some_and(|c| c == "store" || c == "store.rs")
        });
        if in_store {
            continue;
        }
        for line in text.lines().filter(|l| !l.trim_start().starts_with("//")) {
            let sql = words.iter().any(|w| line.contains(&format!("\"{w}")));
            assert!(
                !sql,
                "{} has SQL outside of a store: {line}",
                path.display()
            );
        }
    }
}

/// What may reach every clinic's rows beside the commands and the queue: ways in, of which it is not known yet to whose
/// clinic they lead, and what looks after the installation as a whole.
const ACROSS: &[&str] = &[
    "src/features/attachments/ending/run.rs",
    "src/features/attachments/jobs.rs",
    "src/features/audit/verify.rs",
    "src/features/families/age.rs",
    "src/features/families/invite.rs",
    "src/features/look/serve.rs",
    "src/features/notifications/bounce.rs",
    "src/features/notifications/stop.rs",
    "src/features/portal/account/enter.rs",
    "src/features/portal/account/recover_pages.rs",
    "src/features/portal/account/sign_in_pages.rs",
    "src/features/portal/passkeys/pages.rs",
    "src/features/portal/portal_pages.rs",
    "src/features/registration/portal_pages.rs",
    "src/features/staff/links.rs",
    "src/features/staff/sign_in/pages.rs",
    "src/features/staff/sign_in/password.rs",
    "src/features/staff/sign_in/pending.rs",
    "src/platform/auth/sessions.rs",
    "src/platform/auth/visit.rs",
    "src/platform/watch/health.rs",
    "src/platform/watch/metrics.rs",
];

#[test]
fn few_reach_across_the_clinics() {
    for (path, text) in [sources("src/features"), sources("src/platform")].concat() {
        let own = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
        let listed = ACROSS.iter().any(|known| own == Path::new(known));
        assert_eq!(
            text.contains(".across()"),
            listed,
            "{}: what it does for one clinic goes through `within` or a visit's `db`; else it is listed here",
            own.display()
        );
    }
}

#[test]
fn pages_need_neither_inline_script_nor_style() {
    fn walk(folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path);
            // An email has no style sheet: its template is the one that may say how it looks.
            } else if path.extension().is_some_and(|e| e == "html")
                && !path.ends_with("notice.html")
            {
                let text = fs::read_to_string(&path).unwrap();
                for forbidden in [
                    " style=\"",
                    " onclick=",
                    " onsubmit=",
                    " onchange=",
                    " oninput=",
                    "hx-on",
                    "js:",
                    "<style",
                ] {
                    assert!(
                        !text.contains(forbidden),
                        "{} has {forbidden}",
                        path.display()
                    );
                }
            }
        }
    }
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
}

#[test]
fn a_route_is_added_with_its_row_in_the_table() {
    // The table itself; the metrics' listener, which serves one route on an address of its own; the assets' own tests.
    let own = [
        "platform/web/routes.rs",
        "app/router.rs",
        "platform/web/assets.rs",
    ];
    for (path, text) in sources("src") {
        if own.iter().any(|o| path.ends_with(o)) {
            continue;
        }
        for word in ["axum::routing", " Router::new()", "Router::default()"] {
            assert!(
                !text.replace("OpenApiRouter::", "").contains(word),
                "{} adds a route without saying who may call it: use `Routes`",
                path.display()
            );
        }
    }
}

//! Test 43: the exact set of protective headers on every route, errors, files and live streams too.

use carepost::app;
use carepost::platform::auth::Who;
use reqwest::Method;

use super::callers::{self, Caller, Verdict};
use super::calls::{Body, Got, Line, path};
use super::world::World;
use crate::support::{On, TestApp, both_engines};

const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const FILE: &str = "sandbox; default-src 'none'";

const ALWAYS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    // Only over https may it be said; see the last test.
    ("strict-transport-security", ""),
    // What a server tells of itself helps nobody but attackers.
    ("server", ""),
    ("x-powered-by", ""),
    // Nobody else's pages may read what is here.
    ("access-control-allow-origin", ""),
];

fn check(got: &Got, what: &str, wrong: &mut Vec<String>) {
    let file = got.status < 300
        && (got.headers.contains_key("content-disposition") || what.contains("/preview"));
    let asset = got.status == 200 && what.contains("/assets/");
    let policy = if file { FILE } else { PAGE };
    let cache = if asset {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    let own = [
        ("content-security-policy", policy),
        ("cache-control", cache),
    ];
    for (name, value) in own.iter().chain(ALWAYS) {
        let all: Vec<_> = got.headers.get_all(*name).iter().collect();
        if got.header(name) != *value || all.len() > 1 {
            wrong.push(format!(
                "{what} ({}): {name} is {all:?}, not {value:?}",
                got.status
            ));
        }
    }
}

/// The callers of a route whose answers are looked at: who may, and nobody.
fn asking(callers: &[Caller], who: Who) -> Vec<&Caller> {
    ["anonymous", "owner", "patient", "key with every scope"]
        .iter()
        .map(|name| callers::named(callers, name))
        .filter(|caller| caller.name == "anonymous" || caller.verdict(who) == Verdict::Admitted)
        .collect()
}

both_engines!(
    every_answer_carries_the_exact_headers,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let mut callers = callers::all(&app, &world).await;
        let line = Line::to(&app);
        let mut wrong = Vec::new();
        for route in app::routes().rows() {
            let to = path(&route.path, &world.here);
            for caller in asking(&callers, route.who) {
                for method in [&route.method, &Method::OPTIONS, &Method::TRACE] {
                    let got = line.ask(caller, method, &to, &Body::Nothing).await;
                    check(
                        &got,
                        &format!("{method} {} as {}", route.path, caller.name),
                        &mut wrong,
                    );
                }
            }
            if route.path.contains("sign-out") || route.path.contains("/account/") {
                for caller in &mut callers {
                    caller.sign_in_again(&app).await;
                }
            }
        }
        app.run_jobs().await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
);

both_engines!(errors_carry_them_too, async |app: TestApp| {
    let world = World::of(&app).await;
    let callers = callers::all(&app, &world).await;
    let line = Line::to(&app);
    let mut wrong = Vec::new();
    let (owner, key) = (
        callers::named(&callers, "owner"),
        callers::named(&callers, "key with every scope"),
    );
    let too_long = Body::Form(vec![("name", "a".repeat(3 * 1024 * 1024))]);
    let long_json = Body::Json(serde_json::json!({ "given_name": "a".repeat(3 * 1024 * 1024) }));
    let patients = Body::Json(
        serde_json::json!({ "given_name": "", "family_name": "", "birth_date": "1988-03-14" }),
    );
    let deletes = (Method::DELETE, "/staff/inbox", 404);
    for (caller, (method, to, status), body) in [
        (owner, (Method::GET, "/nothing-here", 404), &Body::Nothing),
        (
            owner,
            (Method::GET, "/staff/nothing-here", 404),
            &Body::Nothing,
        ),
        (
            owner,
            (Method::GET, "/assets/nothing-here.js", 404),
            &Body::Nothing,
        ),
        (
            key,
            (Method::GET, "/api/v1/nothing-here", 404),
            &Body::Nothing,
        ),
        (owner, deletes, &Body::Nothing),
        (owner, (Method::POST, "/staff/workgroups", 413), &too_long),
        (key, (Method::POST, "/api/v1/patients", 413), &long_json),
        (key, (Method::POST, "/api/v1/patients", 422), &patients),
        (key, (Method::POST, "/api/v1/patients", 415), &Body::Nothing),
        (
            key,
            (Method::GET, "/api/v1/patients?limit=x", 400),
            &Body::Nothing,
        ),
    ] {
        let got = line.ask(caller, &method, to, body).await;
        assert_eq!(got.status, status, "{method} {to}: {}", got.body);
        check(&got, &format!("{method} {to}"), &mut wrong);
    }
    let foreign = [("origin", "https://evil.example")];
    let got = line
        .ask_with(
            owner,
            &Method::POST,
            "/staff/workgroups",
            &Body::Nothing,
            &foreign,
        )
        .await;
    assert_eq!(got.status, 403);
    check(&got, "a forged request", &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
});

both_engines!(
    transport_security_is_asked_for_over_https,
    async |app: TestApp| {
        let secure = app
            .beside(|config| config.server.public_url = "https://m.example.org".to_owned())
            .await;
        let line = Line::to(&secure);
        let nobody = callers::anonymous();
        for to in ["/health", "/sign-in", "/nothing-here", "/api/v1/patients"] {
            let got = line.ask(&nobody, &Method::GET, to, &Body::Nothing).await;
            assert_eq!(
                got.header("strict-transport-security"),
                "max-age=31536000",
                "{to}"
            );
        }
    }
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_has_lost_its_database_carries_them_too() {
    let app = TestApp::start(On::Sqlite).await;
    let world = World::of(&app).await;
    let callers = callers::all(&app, &world).await;
    let (line, mut wrong) = (Line::to(&app), Vec::new());
    app.state.db.close().await;
    for (name, to) in [
        ("owner", "/staff/inbox"),
        ("patient", "/messages"),
        ("key with every scope", "/api/v1/patients"),
    ] {
        let caller = callers::named(&callers, name);
        let got = line.ask(caller, &Method::GET, to, &Body::Nothing).await;
        assert_eq!(got.status, 503, "{to}: {}", got.body);
        check(&got, to, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Tests 22 and 39: what other sites make a browser send changes nothing, and a poisoned host leads nowhere.

use carepost::app;
use carepost::platform::web::Route;
use reqwest::Method;

use super::callers::{self, Caller, Verdict};
use super::calls::{Body, Line, body, path};
use super::matrix::digest;
use super::world::World;
use crate::support::{TestApp, both_engines};

const FOREIGN: &[(&str, &str)] = &[
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("sec-fetch-site", "none"),
    ("origin", "https://evil.example"),
    ("origin", "null"),
    ("referer", "https://evil.example/"),
];

/// Somebody who may call a route.
fn somebody<'a>(callers: &'a [Caller], route: &Route) -> &'a Caller {
    ["owner", "patient", "key with every scope"]
        .iter()
        .map(|name| callers::named(callers, name))
        .find(|caller| caller.verdict(route.who) == Verdict::Admitted)
        .expect("somebody may")
}

both_engines!(
    no_route_takes_a_change_from_another_site,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let callers = callers::all(&app, &world).await;
        let line = Line::to(&app);
        let before = digest(&app, world.here.clinic.id).await;
        let mut tried = 0;
        for route in app::routes().rows() {
            if [Method::GET, Method::HEAD].contains(&route.method) {
                continue;
            }
            let (caller, to) = (somebody(&callers, &route), path(&route.path, &world.here));
            let body = body(&route.method, &route.path, &world.here);
            for header in FOREIGN {
                let got = line
                    .ask_with(caller, &route.method, &to, &body, &[*header])
                    .await;
                assert_eq!(
                    got.status, 403,
                    "{} {} {header:?}: {}",
                    route.method, route.path, got.body
                );
                assert_eq!(
                    got.header("set-cookie"),
                    "",
                    "{} {}",
                    route.method,
                    route.path
                );
                tried += 1;
            }
        }
        assert!(tried > 200, "{tried}");
        assert_eq!(before, digest(&app, world.here.clinic.id).await);
    }
);

both_engines!(
    a_live_stream_is_not_readable_from_another_site,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let callers = callers::all(&app, &world).await;
        let line = Line::to(&app);
        for (name, to) in [("owner", "/staff/live"), ("patient", "/live")] {
            let caller = callers::named(&callers, name);
            let got = line
                .ask_with(
                    caller,
                    &Method::GET,
                    to,
                    &Body::Nothing,
                    &[("origin", "https://evil.example")],
                )
                .await;
            assert_eq!(got.header("access-control-allow-origin"), "");
            assert_eq!(got.header("cross-origin-resource-policy"), "same-origin");
        }
    }
);

both_engines!(a_poisoned_host_leads_nowhere, async |app: TestApp| {
    let world = World::of(&app).await;
    let mut callers = callers::all(&app, &world).await;
    let line = Line::to(&app);
    let poison = [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-server", "evil.example"),
        ("x-original-url", "http://evil.example/"),
        ("forwarded", "host=evil.example;proto=http"),
        ("sec-fetch-site", "same-origin"),
    ];
    for route in app::routes().rows() {
        let name = somebody(&callers, &route).name.clone();
        let body = body(&route.method, &route.path, &world.here);
        for caller in [
            callers::named(&callers, "anonymous"),
            callers::named(&callers, &name),
        ] {
            let to = path(&route.path, &world.here);
            let got = line
                .ask_with(caller, &route.method, &to, &body, &poison)
                .await;
            let headers = format!("{:?}", got.headers);
            assert!(
                !got.body.contains("evil.example"),
                "{} {}: {}",
                route.method,
                route.path,
                got.body
            );
            assert!(
                !headers.contains("evil.example"),
                "{} {}: {headers}",
                route.method,
                route.path
            );
        }
        if route.path.contains("sign-out") || route.path.contains("/account/") {
            for caller in &mut callers {
                caller.sign_in_again(&app).await;
            }
        }
    }
    app.run_jobs().await;
    let letters = app.mail.take();
    assert!(!letters.is_empty(), "something was mailed");
    for letter in letters {
        assert!(!format!("{} {}", letter.text, letter.message_id).contains("evil.example"));
    }
    for text in app.texts.take() {
        assert!(!text.body.contains("evil.example"));
    }
});

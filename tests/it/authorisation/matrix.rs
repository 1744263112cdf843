//! Test 23: every route, every method, every kind of caller, against the row of the table.

use carepost::app;
use carepost::platform::auth::Who;
use carepost::platform::ids::ClinicId;
use carepost::platform::web::Route;

use super::callers::{self, Caller, Verdict};
use super::calls::{Body, Got, Line, body, kinds, path};
use super::world::{World, fresh};
use crate::support::{TestApp, both_engines};

both_engines!(
    the_table_of_routes_holds_for_every_kind_of_caller,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let mut callers = callers::all(&app, &world).await;
        let line = Line::to(&app);
        let mut wrong = Vec::new();
        for route in app::routes().rows() {
            refused(&app, &line, &world, (&route, &callers), &mut wrong).await;
            for caller in &mut callers {
                if caller.verdict(route.who) == Verdict::Admitted && sees(caller, &route) {
                    admitted(&app, &line, &world, (&route, caller), &mut wrong).await;
                }
            }
        }
        app.run_jobs().await;
        assert!(
            wrong.is_empty(),
            "{} cells:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }
);

/// Whether the ids in the path are of things that the caller may see.
fn sees(caller: &Caller, route: &Route) -> bool {
    caller.at_home || route.who == Who::Anyone || kinds(&route.path).is_empty()
}

/// Calls a route with a body that would work, as everybody who may not: each is told the right thing, and nothing changes.
async fn refused(
    app: &TestApp,
    line: &Line,
    world: &World,
    (route, callers): (&Route, &[Caller]),
    wrong: &mut Vec<String>,
) {
    let here = &world.here;
    let body = body(&route.method, &route.path, here);
    let before = digest(app, here.clinic.id).await;
    for caller in callers {
        let verdict = caller.verdict(route.who);
        if verdict == Verdict::Admitted && sees(caller, route) {
            continue;
        }
        let got = line
            .ask(caller, &route.method, &path(&route.path, here), &body)
            .await;
        let right = match verdict {
            Verdict::NotSignedIn => got.asks_to_sign_in(),
            Verdict::Forbidden => got.status == 403,
            Verdict::Admitted => {
                let nothing = here.missing();
                let missing = line
                    .ask(caller, &route.method, &path(&route.path, &nothing), &body)
                    .await;
                got.status == missing.status
                    && here.without_ids(&got.body) == nothing.without_ids(&missing.body)
            }
        };
        if !right {
            wrong.push(cell(route, caller, &format!("{verdict:?}"), &got));
        }
    }
    let after = digest(app, here.clinic.id).await;
    if before != after {
        let changed: Vec<_> = before.iter().zip(&after).filter(|(b, a)| b != a).collect();
        wrong.push(format!(
            "{} {}: somebody who may not has changed {changed:?}",
            route.method, route.path
        ));
    }
}

/// Calls a route as somebody who may: an answer, whatever the empty body is worth.
async fn admitted(
    app: &TestApp,
    line: &Line,
    world: &World,
    (route, caller): (&Route, &mut Caller),
    wrong: &mut Vec<String>,
) {
    let mut things = world.here.clone();
    for kind in kinds(&route.path) {
        if let Some(id) = fresh(app, &things, kind, caller).await {
            things = things.with(kind, &id);
        }
    }
    let empty = match body(&route.method, &route.path, &things) {
        Body::Json(_) => Body::Json(serde_json::json!({})),
        Body::Form(_) => Body::Form(Vec::new()),
        other => other,
    };
    let got = line
        .ask(caller, &route.method, &path(&route.path, &things), &empty)
        .await;
    let right = match route.who {
        Who::Anyone => got.status < 500 && got.status != 403,
        // Who has signed out is led to where one signs in.
        _ if route.path.ends_with("/sign-out-everywhere") => got.status == 303,
        _ if kinds(&route.path) == ["nothing"] => got.status == 404,
        // Without the secret that its page hands out there is nothing to confirm.
        _ if route.path == "/staff/account/second-factor" => {
            got.status < 500 && !got.asks_to_sign_in()
        }
        _ => got.status < 500 && ![403, 404].contains(&got.status) && !got.asks_to_sign_in(),
    };
    if !right {
        wrong.push(cell(route, caller, "Allowed", &got));
    }
    if route.path.contains("sign-out") || route.path.contains("/account/") {
        caller.sign_in_again(app).await;
    }
}

fn cell(route: &Route, caller: &Caller, expected: &str, got: &Got) -> String {
    format!(
        "{} {} as {}: expected {expected}, got {} {} {}",
        route.method,
        route.path,
        caller.name,
        got.status,
        got.header("location"),
        got.body
            .chars()
            .take(300)
            .collect::<String>()
            .replace('\n', " ")
    )
}

/// How much there is of everything in a clinic, and how much has been put on record. That somebody was refused is on
/// record too, and is left out here.
pub async fn digest(app: &TestApp, clinic: ClinicId) -> Vec<(&'static str, i64)> {
    let mut counted = vec![(
        "audit_event",
        "SELECT count(*) FROM audit_event WHERE clinic_id = $1 AND action <> 'access.denied'",
    )];
    counted.extend(tables());
    app.write(move |tx, _| {
        let mut counts = Vec::new();
        for (table, sql) in &counted {
            let (count,): (i64,) = tx.one(sql, &[&clinic])?;
            counts.push((*table, count));
        }
        Ok(counts)
    })
    .await
}

/// Each table that belongs to clinics, with the statement that counts it: as the migrations create them.
fn tables() -> Vec<(&'static str, &'static str)> {
    static TABLES: std::sync::LazyLock<Vec<(&str, &str)>> = std::sync::LazyLock::new(|| {
        let all: String = app::MIGRATIONS.iter().map(|m| m.sql).collect();
        all.split("CREATE TABLE ")
            .skip(1)
            .filter(|table| {
                table
                    .split(");")
                    .next()
                    .is_some_and(|t| t.contains("clinic_id uuid"))
            })
            .filter_map(|table| table.split_whitespace().next())
            .filter(|table| !table.starts_with("audit_"))
            .map(|table| {
                let sql = format!("SELECT count(*) FROM {table} WHERE clinic_id = $1");
                (&*table.to_owned().leak(), &*sql.leak())
            })
            .collect()
    });
    assert!(TABLES.len() > 20, "the migrations are read");
    TABLES.clone()
}

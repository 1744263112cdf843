//! Test 24: an id of another clinic, or of another patient, is answered like one that nothing has, wherever it stands.
//! Ids in paths are the matrix's; here are those in queries, bodies and cursors.

use carepost::app;
use reqwest::Method;
use serde_json::{Value, json};

use super::callers::{self, Caller};
use super::calls::{Body, Got, Line, body, path};
use super::matrix::digest;
use super::world::{Things, World};
use crate::support::{TestApp, both_engines};

/// Queries and forms of the staff's pages that hold an id, with the kind of thing it is the id of.
#[rustfmt::skip]
const PAGES: &[(&str, &str, &str, &str)] = &[
    ("GET", "/staff/compose", "patient", "patients"),
    ("GET", "/staff/compose", "draft", "drafts"),
    ("GET", "/staff/patients", "to", "patients"),
    ("GET", "/staff/patients/search", "to", "patients"),
    ("GET", "/staff/patients/{id}/message-patient", "draft", "drafts"),
    ("GET", "/staff/patients/{id}/chart-items/pick", "draft", "drafts"),
    ("GET", "/staff/patients/{id}/chart-items/pick", "chart_item_ids", "chart-items"),
    ("GET", "/staff/patients/{id}/information", "person", "patients"),
    ("GET", "/staff/templates/{template}/filled-in", "patient", "patients"),
    ("POST", "/staff/api-keys", "staff_id", "members"),
    ("POST", "/staff/compose/{draft}", "patient_id", "patients"),
    ("POST", "/staff/compose/{draft}", "portal_user_ids", "portal_users"),
    ("POST", "/staff/compose/{draft}", "to_staff_ids", "members"),
    ("POST", "/staff/compose/{draft}", "bcc_list_ids", "distribution-lists"),
    ("POST", "/staff/compose/{draft}", "bcc_staff_ids", "members"),
    ("POST", "/staff/compose/{draft}", "attachment_ids", "uploads"),
    ("POST", "/staff/compose/{draft}", "chart_item_ids", "chart-items"),
    ("POST", "/staff/conversations/{conversation}/reply/{draft}", "attachment_ids", "uploads"),
    ("POST", "/staff/conversations/{conversation}/reply/{draft}", "chart_item_ids", "chart-items"),
    ("POST", "/staff/drafts/{draft}/templates", "template", "templates"),
    ("POST", "/staff/group-sends/{group}", "from", "workgroups"),
    ("POST", "/staff/group-sends/{group}", "with_workgroup", "workgroups"),
    ("POST", "/staff/members/{member}", "workgroups", "workgroups"),
    ("POST", "/staff/patients/{id}/links", "person", "patients"),
    ("POST", "/staff/workgroups/{workgroup}", "members", "members"),
    ("POST", "/staff/distribution-lists/{list}", "members", "members"),
    ("POST", "/staff/distribution-lists/{list}", "workgroups", "workgroups"),
];

/// What of another patient of the same clinic is refused in a patient's own things.
const BOUND_TO_THE_PATIENT: &[&str] = &["portal_users", "chart-items", "links"];

both_engines!(
    an_id_of_another_clinic_in_a_page_is_like_none,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let callers = callers::all(&app, &world).await;
        let (line, owner) = (Line::to(&app), callers::named(&callers, "owner"));
        let mut wrong = Vec::new();
        for (method, pattern, field, kind) in PAGES {
            let method: Method = method.parse().expect("a method");
            let base = body(&method, pattern, &world.here);
            let call = |id: &str| page_call(&world.here, (&method, pattern, &base), (field, id));
            let (away, missing) = (world.away.get(kind), world.here.missing().get(kind));
            compare(&line, owner, [call(&away), call(&missing)], &mut wrong).await;
            if method == Method::POST && BOUND_TO_THE_PATIENT.contains(kind) {
                let got = ask(&line, owner, &call(&world.beside.get(kind))).await;
                assert_eq!(got.status, 422, "{pattern} {field}: {}", got.body);
            }
        }
        app.run_jobs().await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
);

type Call = (Method, String, Body, String);

/// A call of a page with one id in its query or form, and the id itself.
fn page_call(
    things: &Things,
    (method, pattern, body): (&Method, &str, &Body),
    (field, id): (&'static str, &str),
) -> Call {
    let mut to = path(pattern, things);
    let body = match body.clone() {
        Body::Form(mut fields) => {
            fields.retain(|(name, _)| *name != field);
            fields.push((field, id.to_owned()));
            Body::Form(fields)
        }
        other => {
            if field == "draft" {
                to.truncate(to.find('?').unwrap_or(to.len()));
            }
            let sign = if to.contains('?') { '&' } else { '?' };
            to = format!("{to}{sign}{field}={id}");
            other
        }
    };
    (method.clone(), to, body, id.to_owned())
}

async fn ask(line: &Line, caller: &Caller, (method, path, body, _): &Call) -> Got {
    line.ask(caller, method, path, body).await
}

/// Makes two calls that must be answered alike.
async fn compare(line: &Line, caller: &Caller, calls: [Call; 2], wrong: &mut Vec<String>) {
    let mut answers: Vec<(Got, String)> = Vec::new();
    for call in &calls {
        let got = ask(line, caller, call).await;
        let shown = format!("{}\n{}", got.header("location"), got.body)
            .replace(&call.3, "ID")
            .replace(&call.3.replace('-', "%2D"), "ID");
        answers.push((got, shown));
    }
    let [(foreign, a), (missing, b)] = &answers[..] else {
        return;
    };
    if foreign.status != missing.status || a != b || foreign.status >= 500 {
        let differs = a.lines().zip(b.lines()).find(|(a, b)| a != b);
        wrong.push(format!(
            "{} {} {:?}: {} instead of {}: {differs:?}",
            calls[0].0, calls[0].1, calls[0].2, foreign.status, missing.status,
        ));
    }
}

both_engines!(
    a_colleague_s_draft_upload_and_session_are_nobody_else_s,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let callers = callers::all(&app, &world).await;
        let (line, colleague) = (
            Line::to(&app),
            callers::named(&callers, "staff with send_messages"),
        );
        let (here, nothing) = (&world.here, world.here.missing());
        let before = digest(&app, here.clinic.id).await;
        let mut wrong = Vec::new();
        for route in app::routes().rows() {
            let own = ["/{draft}", "/uploads/{id}", "/{session}"];
            let creates = ["/staff/drafts/{draft}", "/staff/compose/{draft}"]
                .contains(&&*route.path)
                || route.path.contains("/reply/{draft}");
            if !own.iter().any(|o| route.path.contains(o)) {
                continue;
            }
            let body = body(&route.method, &route.path, here);
            let got = line
                .ask(colleague, &route.method, &path(&route.path, here), &body)
                .await;
            // A draft's id is chosen by the page: a new one would begin a draft, a colleague's is not found.
            let right = if creates {
                got.status == 404
            } else {
                let missing = line
                    .ask(
                        colleague,
                        &route.method,
                        &path(&route.path, &nothing),
                        &body,
                    )
                    .await;
                (got.status, here.without_ids(&got.body))
                    == (missing.status, nothing.without_ids(&missing.body))
            };
            if !right {
                wrong.push(format!(
                    "{} {}: {} {}",
                    route.method, route.path, got.status, got.body
                ));
            }
        }
        assert_eq!(before, digest(&app, here.clinic.id).await);
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
);

both_engines!(
    another_patient_s_link_is_not_found_under_this_one,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let callers = callers::all(&app, &world).await;
        let (line, owner) = (Line::to(&app), callers::named(&callers, "owner"));
        for other in [&world.beside, &world.away] {
            let mixed = world.here.with("links", &other.get("links"));
            for pattern in [
                "/staff/patients/{id}/links/{link}/end",
                "/staff/patients/{id}/links/{link}/revoke",
                "/staff/patients/{id}/links/{link}/notices",
            ] {
                let body = body(&Method::POST, pattern, &mixed);
                let got = line
                    .ask(owner, &Method::POST, &path(pattern, &mixed), &body)
                    .await;
                assert_eq!(got.status, 404, "{pattern}: {}", got.body);
            }
        }
    }
);

both_engines!(
    an_id_of_another_clinic_in_the_api_is_like_none,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let callers = callers::all(&app, &world).await;
        let (line, key) = (
            Line::to(&app),
            callers::named(&callers, "key with every scope"),
        );
        let (here, missing) = (&world.here, world.here.missing());
        let away_before = digest(&app, world.away.clinic.id).await;
        let mut wrong = Vec::new();
        for (method, pattern, operation) in operations() {
            for field in uuid_fields(&operation) {
                let kind = field.kind();
                let call = |id: &str| api_call(here, (&method, &pattern), (&field, id));
                let (away, missing) = (world.away.get(kind), missing.get(kind));
                compare(&line, key, [call(&away), call(&missing)], &mut wrong).await;
                if BOUND_TO_THE_PATIENT.contains(&kind) {
                    let got = ask(&line, key, &call(&world.beside.get(kind))).await;
                    assert_eq!(got.status, 422, "{pattern} {}: {}", field.name(), got.body);
                }
            }
        }
        assert_eq!(away_before, digest(&app, world.away.clinic.id).await);
        app.run_jobs().await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
);

/// A call of the API with one id in its query or body, and the id itself.
fn api_call(
    things: &Things,
    (method, pattern): (&Method, &str),
    (field, id): (&Field, &str),
) -> Call {
    let mut to = path(pattern, things);
    let mut body = body(method, pattern, things);
    match (&mut body, field) {
        (Body::Json(json), Field::Body { name, list: true }) => json[name] = json!([id]),
        (Body::Json(json), Field::Body { name, list: false }) => json[name] = json!(id),
        (_, field) => to = format!("{to}?{}={id}", field.name()),
    }
    (method.clone(), to, body, id.to_owned())
}

/// A field of an operation that holds an id.
#[derive(Debug)]
pub enum Field {
    Query(String),
    Body { name: String, list: bool },
}

impl Field {
    pub fn name(&self) -> &str {
        match self {
            Field::Query(name) | Field::Body { name, .. } => name,
        }
    }

    /// The kind of thing that it is the id of.
    fn kind(&self) -> &'static str {
        match self.name() {
            "patient_id" | "patient_ids" => "patients",
            "portal_user_id" | "portal_user_ids" => "portal_users",
            "actor_id" | "owner_id" | "to_staff_ids" | "member_ids" | "bcc_staff_ids" => "members",
            "default_workgroup_id"
            | "from_workgroup_id"
            | "with_workgroup_id"
            | "workgroup_ids" => "workgroups",
            "attachment_id" | "attachment_ids" => "uploads",
            "chart_item_ids" => "chart-items",
            "bcc_list_ids" => "distribution-lists",
            name => panic!("what is `{name}` the id of?"),
        }
    }
}

/// The operations of the API's own description.
pub fn operations() -> Vec<(Method, String, Value)> {
    let description = serde_json::to_value(app::openapi::description()).expect("JSON");
    let mut all = Vec::new();
    for (path, item) in description["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let mut operation = operation.clone();
            operation["schema"] = body_schema(&description, &operation);
            all.push((
                method.to_uppercase().parse().expect("a method"),
                path.clone(),
                operation,
            ));
        }
    }
    all
}

/// The schema of an operation's JSON body; null where it has none.
fn body_schema(description: &Value, operation: &Value) -> Value {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    let name = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next());
    name.map_or(Value::Null, |name| {
        description["components"]["schemas"][name].clone()
    })
}

fn uuid_fields(operation: &Value) -> Vec<Field> {
    let is_uuid = |schema: &Value| schema["format"] == "uuid";
    let parameters = operation["parameters"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mut fields: Vec<Field> = parameters
        .iter()
        .filter(|p| p["in"] == "query" && is_uuid(&p["schema"]))
        .filter_map(|p| p["name"].as_str())
        .map(|name| Field::Query(name.to_owned()))
        .collect();
    let properties = operation["schema"]["properties"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    for (name, schema) in properties {
        if is_uuid(&schema) {
            fields.push(Field::Body { name, list: false });
        } else if is_uuid(&schema["items"]) {
            fields.push(Field::Body { name, list: true });
        }
    }
    fields
}

both_engines!(
    a_cursor_of_another_clinic_s_list_leads_to_nothing_of_it,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let callers = callers::all(&app, &world).await;
        let line = Line::to(&app);
        let (ours, theirs) = (
            callers::named(&callers, "key with every scope"),
            callers::named(&callers, "another clinic's key"),
        );
        let mut tried = 0;
        for (method, pattern, operation) in operations() {
            let listed = operation["parameters"]
                .as_array()
                .is_some_and(|p| p.iter().any(|p| p["name"] == "limit"));
            if !listed {
                continue;
            }
            let first = format!("{}?limit=1", path(&pattern, &world.away));
            let page = line.ask(theirs, &method, &first, &Body::Nothing).await;
            let page: Value = serde_json::from_str(&page.body).expect("a page");
            let Some(cursor) = page["next_cursor"].as_str() else {
                continue;
            };
            tried += 1;
            let got = line
                .ask(
                    ours,
                    &method,
                    &format!("{}?cursor={cursor}", path(&pattern, &world.here)),
                    &Body::Nothing,
                )
                .await;
            assert!(got.status < 500, "{pattern}: {}", got.body);
            for id in world.away.all_ids() {
                assert!(
                    !got.body.contains(&id),
                    "{pattern} shows {id} of the other clinic"
                );
            }
        }
        assert!(
            tried >= 3,
            "lists of more than one page were tried: {tried}"
        );
    }
);

//! Test 25: a field that an operation does not know is refused, and named.

use super::callers;
use super::calls::{Body, Line, body, path};
use super::swapped::operations;
use super::world::World;
use crate::support::{TestApp, both_engines};

both_engines!(
    unknown_fields_are_refused_everywhere,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let callers = callers::all(&app, &world).await;
        let (line, key) = (
            Line::to(&app),
            callers::named(&callers, "key with every scope"),
        );
        let mut tried = 0;
        for (method, pattern, operation) in operations() {
            let to = path(&pattern, &world.here);
            if let Body::Json(mut json) = body(&method, &pattern, &world.here) {
                json["surprise"] = 1.into();
                let got = line.ask(key, &method, &to, &Body::Json(json)).await;
                assert_eq!(got.status, 400, "{method} {pattern}: {}", got.body);
                assert!(
                    got.body.contains("surprise"),
                    "{method} {pattern} names it: {}",
                    got.body
                );
                assert_eq!(
                    operation["schema"]["additionalProperties"], false,
                    "{method} {pattern}"
                );
                tried += 1;
            }
            let queried = operation["parameters"]
                .as_array()
                .is_some_and(|p| p.iter().any(|p| p["in"] == "query"));
            if queried {
                let got = line
                    .ask(key, &method, &format!("{to}?surprise=1"), &Body::Nothing)
                    .await;
                assert_eq!(
                    got.status, 400,
                    "{method} {pattern}?surprise=1: {}",
                    got.body
                );
                assert_eq!(
                    got.header("content-type"),
                    "application/problem+json",
                    "{pattern}"
                );
                tried += 1;
            }
        }
        assert!(tried > 10, "{tried}");
    }
);

#[test]
fn nested_objects_refuse_unknown_fields_too() {
    let description = serde_json::to_value(carepost::app::openapi::description()).expect("JSON");
    let schemas = &description["components"]["schemas"];
    let mut open: Vec<String> = operations()
        .iter()
        .map(|(_, _, operation)| operation["schema"].to_string())
        .collect();
    let mut seen = 0;
    while let Some(schema) = open.pop() {
        for name in schema.split("#/components/schemas/").skip(1) {
            let name = name.split('"').next().expect("a name");
            let inner = &schemas[name];
            if inner["properties"].is_object() {
                assert_eq!(inner["additionalProperties"], false, "{name}");
                seen += 1;
            }
            open.push(inner.to_string());
        }
    }
    assert!(seen > 0, "there are nested objects");
}

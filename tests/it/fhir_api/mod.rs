//! FHIR R4 through the front door. Every resource that these tests see is checked against the published definitions.

mod creating;
mod reading;
mod refusing;
mod searching;
mod sending;

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use serde_json::Value;

use crate::support::{Answer, Browser, Member, TestApp};

/// Every scope.
const ALL: &str =
    "patients:read patients:write messages:read messages:write staff:read settings audit:read";

/// A program that speaks FHIR, and remembers what it was given.
struct Fhir {
    http: Browser,
    secret: String,
    seen: Mutex<Vec<Value>>,
}

impl Fhir {
    /// A program with a key of a member's.
    async fn new(app: &TestApp, member: &Member, scopes: &'static str) -> Fhir {
        Fhir {
            http: app.browser(),
            secret: app.program(member, scopes).await.secret,
            seen: Mutex::default(),
        }
    }

    /// `GET /fhir/r4/…`, or a full address.
    async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// The same with headers.
    async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let path = full(path);
        let answer = self
            .http
            .send(|http, url| {
                let request = http.get(url(&path)).bearer_auth(&self.secret);
                headers.iter().fold(request, |request, (name, value)| {
                    request.header(*name, *value)
                })
            })
            .await;
        self.remember(&answer);
        answer
    }

    /// `POST /fhir/r4/…`.
    async fn post(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let path = full(path);
        let answer = self
            .http
            .send(|http, url| {
                let request = http
                    .post(url(&path))
                    .bearer_auth(&self.secret)
                    .header("content-type", "application/fhir+json")
                    .body(body.to_string());
                headers.iter().fold(request, |request, (name, value)| {
                    request.header(*name, *value)
                })
            })
            .await;
        self.remember(&answer);
        answer
    }

    /// What a search finds, all pages of it, one after the other.
    async fn all(&self, path: &str) -> Vec<Value> {
        let mut found = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let bundle = self.get(&path).await.is(200).json();
            assert_eq!(bundle["resourceType"], "Bundle");
            found.extend(entries(&bundle));
            next = link(&bundle, "next");
        }
        found
    }

    fn remember(&self, answer: &Answer) {
        if answer.header("content-type") == "application/fhir+json" {
            self.seen.lock().expect("the list").push(answer.json());
        }
    }

    /// Fails where something that was given is not R4.
    fn check(&self) {
        let seen = self.seen.lock().expect("the list");
        let lines: String = seen.iter().map(|r| format!("{r}\n")).collect();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/web/test/fhir.mjs");
        let mut node = Command::new("node")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node runs");
        let mut input = node.stdin.take().expect("its input");
        let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
        let told = node.wait_with_output().expect("node ends");
        writer.join().expect("a writer").expect("node reads");
        assert!(
            told.status.success(),
            "{}",
            String::from_utf8_lossy(&told.stdout)
        );
    }
}

fn full(path: &str) -> String {
    if path.starts_with("http") {
        path.to_owned()
    } else {
        format!("/fhir/r4/{path}")
    }
}

/// The resources of a bundle.
fn entries(bundle: &Value) -> Vec<Value> {
    let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
    entries.into_iter().map(|e| e["resource"].clone()).collect()
}

/// The ids of resources.
fn ids(resources: &[Value]) -> Vec<&str> {
    resources
        .iter()
        .map(|r| r["id"].as_str().expect("an id"))
        .collect()
}

/// An address of a bundle.
fn link(bundle: &Value, relation: &str) -> Option<String> {
    let links = bundle["link"].as_array().expect("links");
    let link = links.iter().find(|l| l["relation"] == relation)?;
    Some(link["url"].as_str().expect("an address").to_owned())
}

/// The places that an OperationOutcome names.
fn places(outcome: &Value) -> Vec<&str> {
    let issues = outcome["issue"].as_array().expect("issues");
    issues
        .iter()
        .filter_map(|i| i["expression"][0].as_str())
        .collect()
}

/// The codes that an OperationOutcome gives.
fn codes(outcome: &Value) -> Vec<&str> {
    let issues = outcome["issue"].as_array().expect("issues");
    issues
        .iter()
        .filter_map(|i| i["details"]["coding"][0]["code"].as_str())
        .collect()
}

/// The audit's entries of an action, as (resource, patient).
async fn recorded(
    app: &TestApp,
    action: &'static str,
) -> Vec<(Option<uuid::Uuid>, Option<uuid::Uuid>, String)> {
    app.state
        .db
        .read(move |tx| {
            tx.all("SELECT resource_id, patient_id, detail FROM audit_event WHERE action = $1 ORDER BY at, id", &[&action])
        })
        .await
        .map_err(|e: db::Error| e)
        .expect("the audit")
}

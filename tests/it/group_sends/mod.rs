//! Group sends (M45-M47, M78), through the API and the worker.

mod audience;
mod pages;
pub mod sending;
mod sent;

use serde_json::{Value, json};

use crate::support::{Clinic, Member, Program, TestApp};

/// What every test writes.
pub const BODY: &str = "<p>Dear {{patient_given_name}}, the clinic is closed on Monday.</p>";

/// A group send under work.
pub struct Draft {
    pub program: Program,
    pub id: String,
    pub workgroup: String,
}

impl Draft {
    /// A draft of the owner's, whose answers land in the workgroup **Nurses**.
    pub async fn of(app: &TestApp, clinic: &Clinic) -> Draft {
        Draft::by(app, clinic, &clinic.owner).await
    }

    pub async fn by(app: &TestApp, clinic: &Clinic, member: &Member) -> Draft {
        let program = app.program(member, "messages:read messages:write").await;
        let begun = program.post("/api/v1/group-sends", None, &json!({})).await;
        let id = begun.is(201).json()["id"]
            .as_str()
            .expect("an id")
            .to_owned();
        Draft {
            program,
            id,
            workgroup: clinic.nurses.to_string(),
        }
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/group-sends/{}{rest}", self.id)
    }

    pub async fn now(&self) -> Value {
        self.program.get(&self.path("")).await.is(200).json()
    }

    /// Writes text and criteria; `more` replaces fields of the usual ones.
    pub async fn write(&self, more: Value) -> &Draft {
        let mut body = json!({
            "version": self.now().await["version"], "subject": "Closed on Monday", "body_html": BODY,
            "from_workgroup_id": self.workgroup, "audience": { "everyone": "active" },
        });
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        self.program.put(&self.path(""), &body).await.is(200);
        self
    }

    pub async fn post(&self, rest: &str, body: Value) -> crate::support::Answer {
        self.program.post(&self.path(rest), None, &body).await
    }

    pub async fn preview(&self) -> Value {
        self.post("/preview", json!({})).await.is(200).json()
    }

    /// Confirms it with the count that the preview gives.
    pub async fn send(&self) -> Value {
        let count = self.preview().await["count"].clone();
        self.post("/send", json!({ "count": count }))
            .await
            .is(202)
            .json()
    }

    /// Every recipient of the report, page after page.
    pub async fn report(&self) -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = self.path(&format!("/recipients?limit=200{cursor}"));
            let page = self.program.get(&path).await.is(200).json();
            all.extend(page["items"].as_array().expect("items").clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return all,
            }
        }
    }

    /// Who was skipped by the preview, as `name: reason`, sorted.
    pub async fn skipped(&self) -> Vec<String> {
        let page = self
            .program
            .get(&self.path("/skipped?limit=200"))
            .await
            .is(200)
            .json();
        let items = page["items"].as_array().expect("items").iter();
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let mut all: Vec<String> = items
            .map(|i| format!("{}: {}", text(&i["patient_name"]), text(&i["reason"])))
            .collect();
        all.sort();
        all
    }
}

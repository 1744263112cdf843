//! The demo: one line of JSON when ready, and a clinic that can be used at once.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::support::program;

/// A demo under way; it ends when the value is dropped.
struct Demo {
    child: Child,
    told: Value,
}

impl Demo {
    fn start(folder: &Path) -> Demo {
        let mut child = program::carepost(folder)
            .args(["demo", "--listen", "127.0.0.1:0", "--json", "--data"])
            .arg(folder.join("demo"))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the demo starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut line)
            .expect("a line");
        let told =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("one line of JSON: {line:?}"));
        Demo { child, told }
    }

    fn url(&self, which: &str) -> &str {
        self.told[which]
            .as_str()
            .unwrap_or_else(|| panic!("{which} is missing"))
    }

    async fn api(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.url("api_url"));
        let asked = reqwest::Client::new()
            .get(&url)
            .bearer_auth(self.url("api_key"))
            .send()
            .await
            .unwrap();
        assert_eq!(asked.status().as_u16(), 200, "{url}");
        asked.json().await.unwrap()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_says_where_to_go_and_is_there_again_after_a_restart() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let first = {
        let demo = tokio::task::block_in_place(|| Demo::start(folder.path()));
        let patients = demo.told["patients"].as_array().unwrap();
        assert!(patients.len() >= 60);
        let names: Vec<_> = patients
            .iter()
            .map(|p| p["name"].as_str().unwrap())
            .collect();
        assert_eq!(names[..2], ["Sophie Marchand", "Théo Marchand-Byrne"]);
        assert!(names.contains(&"Margaret Leclair") && names.contains(&"Margaret LeClaire"));
        for patient in patients {
            assert!(
                patient["email"]
                    .as_str()
                    .is_none_or(|e| e.ends_with("example.org")),
                "{patient}"
            );
            assert!(
                patient["mobile"]
                    .as_str()
                    .is_none_or(|m| m.contains("55501")),
                "{patient}"
            );
        }
        let staff = demo.told["staff"].as_array().unwrap();
        assert!(
            staff.len() >= 5
                && staff
                    .iter()
                    .all(|s| s["password"].is_string() && s["permissions"].is_array())
        );

        let answer = reqwest::get(format!("{}.json", demo.url("mailbox_url")))
            .await
            .unwrap();
        let mails: Vec<Value> = answer.json().await.unwrap();
        assert!(mails.len() > 30, "{}", mails.len());
        for mail in &mails {
            for field in ["channel", "to", "subject", "text", "sent_at", "links"] {
                assert!(!mail[field].is_null(), "{field}");
            }
            assert!(
                !mail["text"].as_str().unwrap().contains("blood"),
                "a notice says nothing of what waits"
            );
        }
        let link = mails[0]["links"][0].as_str().unwrap();
        assert_eq!(
            reqwest::get(link).await.unwrap().status().as_u16(),
            200,
            "{link}"
        );
        assert_eq!(
            reqwest::get(demo.url("staff_url"))
                .await
                .unwrap()
                .status()
                .as_u16(),
            200
        );

        let found = demo.api("/patients?query=leclair").await;
        assert_eq!(
            found["items"]
                .as_array()
                .or(found["data"].as_array())
                .map(Vec::len),
            Some(2),
            "{found}"
        );
        demo.told.clone()
    };
    let again = tokio::task::block_in_place(|| Demo::start(folder.path()));
    assert_eq!(again.told["patients"], first["patients"]);
    assert_ne!(
        again.told["api_key"], first["api_key"],
        "the old key is revoked"
    );
    again.api("/patients?query=marchand").await;
}

//! A marker in every field of a patient: what leaves the house, what is logged, and what lies on the disk has none of them.

use std::path::Path;

use carepost::platform::text;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use crate::durability::until;
use crate::support::program::{self, Running, output};
use crate::support::smtp::{At, Do, SmtpServer, Tls};
use crate::support::texts::{self, TextsServer};
use crate::support::{Browser, On, Program, TestApp};

const EMAIL: &str = "qorvane@wexlip.example";
const MOBILE: &str = "4165550187";
const BIRTH_DATE: &str = "1931-07-19";

/// Words that stand nowhere but in one field each.
const MARKERS: [&str; 16] = [
    "zyrquelda",
    "plomverth",
    "qorvane",
    "wexlip",
    MOBILE,
    BIRTH_DATE,
    "19 july 1931",
    "19 juillet 1931",
    "kx7731quoll",
    "vortimel",
    "drunqualith",
    "skebbiwax",
    "fnordwistle",
    "glibvander",
    "trompelisk",
    "umbrafell",
];

/// Those that a letter's own address may have.
const OF_THE_ADDRESS: [&str; 2] = ["qorvane", "wexlip"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    canary(On::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    canary(On::Postgres).await;
}

#[track_caller]
fn holds_none(words: &str, place: &str, allowed: &[&str]) {
    let folded = text::fold(words);
    for marker in MARKERS.iter().filter(|m| !allowed.contains(m)) {
        let line = folded.lines().find(|line| line.contains(marker));
        assert!(
            line.is_none(),
            "{marker} is in {place}: {}",
            line.unwrap_or_default()
        );
    }
}

async fn canary(engine: On) {
    let app = TestApp::start(engine).await;
    app.now_is_now();
    let clinic = app.clinic().await;
    let key = app
        .program(
            &clinic.nurse,
            "patients:read patients:write messages:read messages:write",
        )
        .await;
    let nurse = app.signed_in(&clinic.nurse).await;
    // The usual kinds of identifiers come with the first patient.
    app.new_patient(&clinic).create().await;
    // A defect that the application knows nothing of: the second patient of one family name is refused by the database.
    let odd = "CREATE UNIQUE INDEX odd ON patient (clinic_id, family_name)";
    let made = app.state.db.write(move |tx| tx.exec(odd, &[])).await;
    made.unwrap_or_else(|e: db::Error| panic!("{e}"));
    app.close().await;
    let place = tempfile::tempdir().unwrap();
    let (mail, service) = (
        SmtpServer::start(Tls::None).await,
        TextsServer::start().await,
    );
    let mut command = program::over(&app, place.path());
    command
        .env("CAREPOST_LOG_FILTER", "trace")
        .env("CAREPOST_SMTP_HOST", "127.0.0.1")
        .env("CAREPOST_SMTP_PORT", mail.address.port().to_string())
        .env("CAREPOST_SMTP_SECURITY", "none")
        .env("CAREPOST_SMTP_FROM_ADDRESS", "messages@clinic.example.org")
        .env("CAREPOST_TEXTS_BASE_URL", service.base_url())
        .env("CAREPOST_TEXTS_ACCOUNT_SID", "AC1")
        .env("CAREPOST_TEXTS_AUTH_TOKEN", "secret")
        .env("CAREPOST_TEXTS_FROM_NUMBER", "+14165550100");
    let running = tokio::task::block_in_place(|| Running::serve(command));
    let house = House {
        program: key.at(&running.url()),
        nurse: nurse.at(&running.url()),
        secret: key.secret().to_owned(),
        mail,
        service,
    };
    let patient = house.patient().await;
    house.staff(&patient).await;
    house.portal().await;
    house.trouble(&patient).await;
    nothing_on_disk(&app, place.path());

    let backup = place.path().join("backup");
    running.stop_and(|log| {
        assert!(
            log.contains("db::") || log.contains("answered"),
            "there is a log"
        );
        holds_none(log, "the log", &[]);
    });
    let done = output(program::over(&app, place.path()).arg("backup").arg(&backup));
    assert!(done.status.success(), "{}", program::text(&done.stderr));
    nothing_on_disk(&app, place.path());
    house.nothing_left_the_house();
}

/// No file has a marker in its bytes or its name: database, log of the database, files, parts, temporary files, backup.
fn nothing_on_disk(app: &TestApp, place: &Path) {
    let mut seen = 0;
    for folder in [app.data_folder(), place] {
        for file in every_file(folder) {
            let name = file.to_string_lossy().into_owned();
            let bytes = std::fs::read(&file).unwrap_or_default();
            seen += bytes.len();
            holds_none(&name, "a file's name", &[]);
            // Also in UTF-16.
            let narrow: Vec<u8> = bytes.iter().copied().filter(|b| *b != 0).collect();
            for bytes in [bytes, narrow] {
                let words = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
                let found = MARKERS.iter().find(|marker| words.contains(**marker));
                assert_eq!(found, None, "it is in {name}");
            }
        }
    }
    assert!(seen > 50, "there are files: {seen} bytes");
}

fn every_file(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                every_file(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// A running Carepost and what is around it.
struct House {
    program: Program,
    nurse: Browser,
    secret: String,
    mail: SmtpServer,
    service: TextsServer,
}

impl House {
    /// A patient, a file in their chart, and a message with a file.
    async fn patient(&self) -> String {
        let body = json!({
            "given_name": "Zyrquelda", "family_name": "Plomverth", "birth_date": BIRTH_DATE, "email": EMAIL, "mobile": MOBILE,
            "portal_access": true, "own_access": true, "identifiers": [{ "kind": "emr", "value": "KX7731QUOLL" }],
        });
        let made = self
            .program
            .post("/api/v1/patients", None, &body)
            .await
            .is(201)
            .json();
        let patient = made["id"].as_str().unwrap().to_owned();
        let item = json!({ "kind": "document", "title": "Glibvander", "item_date": "2026-01-02" });
        let path = format!("/api/v1/patients/{patient}/chart-items");
        self.program
            .post(&path, Some("Umbrafell"), &item)
            .await
            .is(201);
        let part = Part::text("Fnordwistle and more.").file_name("Skebbiwax.txt");
        let form = Form::new().part("file", part);
        let send = |http: &reqwest::Client, url: &dyn Fn(&str) -> String| {
            http.post(url("/api/v1/attachments"))
                .bearer_auth(&self.secret)
                .multipart(form)
        };
        let file = self.nurse.send(send).await.is(201).json();
        let message = json!({
            "patient_id": patient, "subject": "Vortimel", "body_html": "<p>Drunqualith</p>", "allow_response": true,
            "attachment_ids": [file["id"]],
        });
        self.program
            .post("/api/v1/conversations", None, &message)
            .await
            .is(201);
        patient
    }

    /// The pages of staff, what is typed there and what is searched for.
    async fn staff(&self, patient: &str) {
        self.nurse
            .get("/staff/patients?query=Plomverth")
            .await
            .is(200)
            .shows("Zyrquelda");
        self.nurse
            .get(&format!("/staff/patients/{patient}?tab=items"))
            .await
            .is(200)
            .shows("Glibvander");
        self.nurse
            .get("/staff/inbox?folder=sent")
            .await
            .is(200)
            .shows("Vortimel");
        let window = "/staff/compose/0198f000-0000-7000-8000-000000000001";
        let fields = [
            ("patient_id", patient),
            ("subject", ""),
            ("body", "Umbrafell"),
        ];
        self.nurse
            .post(window, &fields)
            .await
            .is(422)
            .shows("Umbrafell");
        for path in [
            "/staff/patients/Plomverth",
            "/Zyrquelda?Vortimel=Drunqualith",
            "/m/Umbrafell",
        ] {
            self.nurse.get(path).await;
        }
        self.program
            .get("/api/v1/patients?query=qorvane%40wexlip.example")
            .await
            .is(200);
    }

    /// From the notice to the patient's answer.
    async fn portal(&self) {
        until(async || !self.mail.received().is_empty(), "the notice").await;
        let letter = decoded(&self.mail.received()[0].data);
        let token = letter.split("/m/").nth(1).expect("a link")[..43].to_owned();
        let phone = Browser::new(&self.nurse.url(""));
        phone
            .get(&format!("/m/{token}"))
            .await
            .is(200)
            .shows("Send me a passcode");
        phone.post("/sign-in/passcode", &[]).await.is(200);
        let asked = async || self.passcode().is_some();
        until(asked, "the passcode").await;
        let code = self.passcode().unwrap();
        let thread = phone.try_in(&code, BIRTH_DATE).await;
        thread.is(200).shows("Drunqualith").shows("Skebbiwax");
        let after = |from: &str| {
            thread
                .body
                .split(from)
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .map(str::to_owned)
        };
        let file = after("href=\"/attachments/").expect("a file");
        phone
            .get(&format!("/attachments/{file}"))
            .await
            .is(200)
            .shows("Fnordwistle");
        let action = format!("{}/reply", thread.url.split('?').next().unwrap());
        let fields = [("body", "Trompelisk")];
        let answered = phone.post(&action, &fields).await;
        assert!(answered.body.contains("Trompelisk"), "{}", answered.body);
    }

    /// The passcode, by whichever way it came.
    fn passcode(&self) -> Option<String> {
        let texts = self
            .service
            .received()
            .into_iter()
            .map(|text| text.form["Body"].clone());
        let mails = self
            .mail
            .received()
            .into_iter()
            .skip(1)
            .map(|letter| decoded(&letter.data));
        let six = |words: String| {
            words
                .split(|c: char| !c.is_ascii_digit())
                .find(|run| run.len() == 6)
                .map(str::to_owned)
        };
        texts.chain(mails).find_map(six)
    }

    /// Refusals of every kind, by others too, who repeat what they were told.
    async fn trouble(&self, patient: &str) {
        let second = json!({ "given_name": "Zyrquelda", "family_name": "Plomverth", "birth_date": BIRTH_DATE });
        self.program
            .post("/api/v1/patients", None, &second)
            .await
            .is(500);
        let unknown = json!({ "patient_id": patient, "subject": "Vortimel", "body_html": "<p>Drunqualith</p>", "Umbrafell": 1 });
        self.program
            .post("/api/v1/conversations", None, &unknown)
            .await
            .is(400);
        let wrong = json!({ "given_name": "Zyrquelda", "family_name": "Umbrafell", "birth_date": "19 July 1931", "email": "qorvane", "mobile": "4165550187x" });
        self.program
            .post("/api/v1/patients", None, &wrong)
            .await
            .is(422);
        self.mail.next(
            At::Recipient,
            Do::Reply("550 5.1.1 <qorvane@wexlip.example>: Zyrquelda Plomverth is unknown here"),
        );
        let body = r#"{"code":21211,"message":"The 'To' number +14165550187 is not a valid phone number"}"#;
        self.service.next(texts::Answer::Status(400, body));
        let message = json!({ "patient_id": patient, "subject": "Vortimel", "body_html": "<p>Drunqualith</p>" });
        let sent = self
            .program
            .post("/api/v1/conversations", None, &message)
            .await
            .is(201)
            .json();
        let path = format!(
            "/api/v1/conversations/{}/deliveries",
            sent["id"].as_str().unwrap()
        );
        let failed = async || {
            let told = self.program.get(&path).await.json();
            let items = told["items"].as_array().expect("items").clone();
            items.len() == 2 && items.iter().all(|d| d["state"] == "failed")
        };
        until(failed, "both ways fail").await;
    }

    /// Letters and texts name nobody and nothing, their own address aside.
    fn nothing_left_the_house(&self) {
        let letters = self.mail.received();
        assert!(!letters.is_empty());
        for letter in letters {
            let to = format!("<{EMAIL}>");
            assert!(letter.to.iter().all(|t| *t == to), "{:?}", letter.to);
            holds_none(&letter.from, "a sender", &[]);
            let head = letter.data.lines().filter(|line| line.starts_with("To:"));
            head.for_each(|line| holds_none(line, "the To line", &OF_THE_ADDRESS));
            let rest: Vec<_> = letter
                .data
                .lines()
                .filter(|line| !line.starts_with("To:"))
                .collect();
            holds_none(&decoded(&rest.join("\r\n")), "a letter", &[]);
        }
        let texts = self.service.received();
        assert!(!texts.is_empty());
        for text in texts {
            for (field, value) in text.form.iter().filter(|(field, _)| *field != "To") {
                holds_none(value, field, &[]);
            }
        }
    }
}

/// A letter with what mail encodes spelled out, beside what was not encoded.
fn decoded(data: &str) -> String {
    use base64::Engine as _;
    let joined = data.replace("=\r\n", "");
    let mut plain = String::new();
    let mut parts = joined.split('=');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        match part
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            Some(byte) if byte.is_ascii() => {
                plain.push(char::from(byte));
                plain.push_str(&part[2..]);
            }
            _ => {
                plain.push('=');
                plain.push_str(part);
            }
        }
    }
    for block in data.split("\r\n\r\n") {
        let one: String = block.lines().collect();
        if let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(one) {
            plain.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    plain
}

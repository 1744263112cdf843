//! Patients, chart items and portal users through the API.

use carepost::platform::ids::ApiKeyId;
use carepost::platform::keys::Purpose;
use serde_json::{Value, json};

use crate::support::{Answer, Browser, Member, TestApp, both_engines};

const ALL: &str = "patients:read patients:write";

/// A program with a key that acts for a member.
struct Program {
    http: Browser,
    secret: String,
}

impl Program {
    async fn new(app: &TestApp, member: &Member, scopes: &'static str) -> Program {
        let member = member.clone();
        let insert = move |tx: &mut db::Tx<'_>, env: &carepost::platform::env::Env| {
            let secret = env.token();
            let hash = env.keys.hash_token(Purpose::ApiKeys, secret.as_bytes());
            tx.exec(
                "INSERT INTO api_key (clinic_id, id, name, secret_hash, staff_id, scopes, created_at) VALUES ($1, $2, 'test', $3, $4, $5, $6)",
                &[&member.clinic, &env.id::<ApiKeyId>(), &hash.to_vec(), &member.id, &scopes, &env.now()],
            )?;
            Ok(secret)
        };
        let secret = app.write(insert).await;
        Program {
            http: app.browser(),
            secret,
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.http
            .send(|http, url| {
                http.get(url(&format!("/api/v1{path}")))
                    .bearer_auth(&self.secret)
            })
            .await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.http
            .send(|http, url| {
                http.post(url(&format!("/api/v1{path}")))
                    .bearer_auth(&self.secret)
                    .json(body)
            })
            .await
    }

    async fn post_once(&self, key: &str, path: &str, body: &Value) -> Answer {
        self.http
            .send(|http, url| {
                let request = http
                    .post(url(&format!("/api/v1{path}")))
                    .bearer_auth(&self.secret);
                request.header("idempotency-key", key).json(body)
            })
            .await
    }

    async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.http
            .send(|http, url| {
                http.patch(url(&format!("/api/v1{path}")))
                    .bearer_auth(&self.secret)
                    .json(body)
            })
            .await
    }
}

/// The fields that a problem document names.
fn fields(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().expect("errors");
    errors.iter().filter_map(|e| e["field"].as_str()).collect()
}

fn joseph() -> Value {
    json!({ "given_name": "Joseph", "family_name": "Whitford", "birth_date": "1951-11-30", "email": "joseph@home.example", "portal_access": true })
}

both_engines!(
    a_patient_is_created_once_read_and_changed,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        app.new_patient(&clinic)
            .identifier("emr", "77")
            .create()
            .await;
        let program = Program::new(&app, &clinic.nurse, ALL).await;
        let mut new = joseph();
        new["identifiers"] = json!([{ "kind": "emr", "value": "40 771 982" }]);
        let first = program
            .post_once("k-1", "/patients", &new)
            .await
            .is(201)
            .json();
        let again = program
            .post_once("k-1", "/patients", &new)
            .await
            .is(201)
            .json();
        assert_eq!(first, again);
        assert_eq!(first["can_be_messaged"], true);
        assert_eq!(first["portal_users"][0]["relationship"], "self");
        let path = format!("/patients/{}", first["id"].as_str().expect("an id"));
        assert_eq!(program.get(&path).await.is(200).json(), first);

        let changed = program.patch(&path, &json!({ "version": 1, "email": null, "mobile": "613 555 0199", "identifiers": [] })).await;
        let changed = changed.is(200).json();
        assert_eq!(
            (&changed["email"], &changed["mobile"]),
            (&Value::Null, &json!("+16135550199"))
        );
        assert_eq!(
            (&changed["identifiers"], &changed["given_name"]),
            (&json!([]), &json!("Joseph"))
        );
        assert_eq!(
            program
                .patch(&path, &json!({ "version": 1, "sex": "male" }))
                .await
                .is(409)
                .json()["code"],
            "patient_changed"
        );
        let off = program
            .patch(&path, &json!({ "portal_access": false }))
            .await
            .is(200)
            .json();
        assert_eq!(
            (&off["can_be_messaged"], &off["blocked"][0]["code"]),
            (&json!(false), &json!("patient_access_off"))
        );
        let taken = program
            .patch(
                &path,
                &json!({ "identifiers": [{ "kind": "emr", "value": "7-7" }] }),
            )
            .await;
        assert_eq!(taken.is(422).json()["code"], "identifier_taken");
    }
);

both_engines!(
    patients_are_found_and_listed_page_by_page,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        for n in 0..7 {
            app.new_patient(&clinic)
                .named("Ann", &format!("Lee{n}"))
                .create()
                .await;
        }
        let child = app
            .new_patient(&clinic)
            .named("Sam", "Osei")
            .born("2019-01-01")
            .create()
            .await;
        app.new_guardian(&clinic, child, ("Ming", "Osei"), "ming@home.example")
            .await;
        let program = Program::new(&app, &clinic.receptionist, "patients:read").await;
        let found = program
            .get("/patients?query=osei%202019-01-01")
            .await
            .is(200)
            .json();
        assert_eq!(found["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(found["items"][0]["portal_users"][0]["name"], "Ming Osei");
        assert_eq!(
            program
                .get("/patients?query=ming@home.example")
                .await
                .json(),
            found
        );

        let (mut names, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = program
                .get(&format!("/patients?limit=3&cursor={cursor}"))
                .await
                .is(200)
                .json();
            let items = page["items"].as_array().expect("items").clone();
            names.extend(
                items
                    .iter()
                    .map(|i| i["family_name"].as_str().expect("a name").to_owned()),
            );
            match page["next_cursor"].as_str() {
                Some(next) => cursor = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(
            names,
            [
                "Lee0", "Lee1", "Lee2", "Lee3", "Lee4", "Lee5", "Lee6", "Osei"
            ]
        );
        for wrong in [
            "limit=0",
            "limit=201",
            "limit=x",
            "cursor=nonsense",
            "sort=birth_date",
            "query=a&offset=3",
        ] {
            let status = program.get(&format!("/patients?{wrong}")).await.status;
            assert!([400, 422].contains(&status), "{wrong}: {status}");
        }
    }
);

both_engines!(every_refusal_names_its_field, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).create().await;
    let program = Program::new(&app, &clinic.nurse, ALL).await;
    for (field, value) in [
        ("birth_date", json!("tomorrow")),
        ("email", json!("joseph")),
        ("mobile", json!("12")),
        ("sex", json!("m")),
        ("language", json!("tlh")),
        (
            "identifiers",
            json!([{ "kind": "shoe_size", "value": "44" }]),
        ),
    ] {
        let mut body = joseph();
        body[field] = value;
        let problem = program.post("/patients", &body).await.is(422).json();
        assert_eq!(fields(&problem), [field]);
    }
    assert_eq!(
        fields(&program.post("/patients", &json!({})).await.is(422).json()),
        ["family_name", "birth_date"]
    );
    for unknown in [
        json!({ "clinic_id": "x" }),
        json!({ "version": 2 }),
        json!({ "status": "gone" }),
    ] {
        let mut body = joseph();
        body.as_object_mut()
            .expect("an object")
            .extend(unknown.as_object().expect("an object").clone());
        program.post("/patients", &body).await.is(400);
    }
    program
        .patch(
            &format!("/patients/{patient}"),
            &json!({ "id": patient.to_string() }),
        )
        .await
        .is(400);
    let items = format!("/patients/{patient}/chart-items");
    let right = json!({ "kind": "document", "title": "Letter", "item_date": "2026-03-01" });
    for (field, value) in [
        ("title", json!(" ")),
        ("item_date", json!("1.3.2026")),
        ("link", json!("javascript:alert(1)")),
        ("link", json!("http://videos.example/1")),
        ("attachment_id", json!(patient.to_string())),
    ] {
        let mut body = right.clone();
        body[field] = value;
        let problem = program.post(&items, &body).await.is(422).json();
        assert_eq!(fields(&problem), [field]);
    }
    assert_eq!(program.get(&items).await.json()["total"], 0);
});

both_engines!(
    chart_items_are_put_in_and_read_by_kind_words_and_dates,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.new_patient(&clinic).create().await;
        let program = Program::new(&app, &clinic.nurse, ALL).await;
        let path = format!("/patients/{patient}/chart-items");
        for (kind, title, date) in [
            ("lab_result", "Ferritin", "2026-01-10"),
            ("encounter_note", "Visit: fatigue", "2026-02-10"),
            ("educational_video", "Iron in food", "2026-03-10"),
        ] {
            let mut body = json!({ "kind": kind, "title": title, "item_date": date, "author": "Dr. Nadia Okafor" });
            if kind == "educational_video" {
                body["link"] = json!("https://videos.example/iron");
            }
            let made = program.post(&path, &body).await.is(201).json();
            assert_eq!(
                (&made["title"], &made["patient_id"]),
                (&json!(title), &json!(patient.to_string()))
            );
        }
        let titles = async |query: &str| {
            let page = program.get(&format!("{path}?{query}")).await.is(200).json();
            let items = page["items"].as_array().expect("items").clone();
            let titles: Vec<String> = items
                .iter()
                .map(|i| i["title"].as_str().unwrap_or_default().to_owned())
                .collect();
            (
                titles.join(", "),
                page["earlier"].clone(),
                page["later"].clone(),
            )
        };
        assert_eq!(
            titles("").await,
            (
                "Iron in food, Visit: fatigue, Ferritin".to_owned(),
                json!(0),
                json!(0)
            )
        );
        assert_eq!(titles("kind=lab_result").await.0, "Ferritin");
        assert_eq!(titles("query=FATIGUE%20okafor").await.0, "Visit: fatigue");
        assert_eq!(
            titles("from=2026-02-01&to=2026-02-28").await,
            ("Visit: fatigue".to_owned(), json!(1), json!(1))
        );
        assert_eq!(
            titles("query=%25").await.0,
            "Iron in food, Visit: fatigue, Ferritin"
        );
        for wrong in [
            "kind=x",
            "from=2026",
            "from=2026-03-01&to=2026-02-01",
            "limit=0",
            "cursor=x",
            "sort=title",
        ] {
            let status = program.get(&format!("{path}?{wrong}")).await.status;
            assert!([400, 422].contains(&status), "{wrong}: {status}");
        }
    }
);

both_engines!(
    a_key_does_what_its_scopes_and_its_member_may,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.new_patient(&clinic).create().await;
        let path = format!("/patients/{patient}");
        let (reads, items, people) = (
            Program::new(&app, &clinic.owner, "patients:read").await,
            format!("{path}/chart-items"),
            "/portal-users",
        );
        for get in [path.as_str(), "/patients", items.as_str(), people] {
            reads.get(get).await.is(200);
        }
        reads.post("/patients", &joseph()).await.is(403);
        reads.patch(&path, &json!({ "sex": "male" })).await.is(403);
        let writes = Program::new(&app, &clinic.receptionist, "patients:write").await;
        for get in [path.as_str(), "/patients", items.as_str(), people] {
            writes.get(get).await.is(403);
        }
        writes.post("/patients", &joseph()).await.is(403);
        writes.patch(&path, &json!({ "sex": "male" })).await.is(403);
        let stranger = Program {
            http: app.browser(),
            secret: "guessed".to_owned(),
        };
        stranger.get(&path).await.is(401);
    }
);

both_engines!(ids_of_another_clinic_are_not_found, async |app: TestApp| {
    let (clinic, other) = (app.clinic().await, app.other_clinic().await);
    let theirs = app.new_patient(&other).create().await;
    app.new_guardian(&other, theirs, ("Ming", "Lee"), "ming@home.example")
        .await;
    let ours = app.new_patient(&clinic).create().await;
    let program = Program::new(&app, &clinic.owner, ALL).await;
    let missing = program
        .get(&format!("/patients/{}", clinic.id))
        .await
        .is(404)
        .body
        .clone();
    for path in [
        format!("/patients/{theirs}"),
        format!("/patients/{theirs}/chart-items"),
        format!("/portal-users?patient_id={theirs}"),
        "/patients/not-an-id".to_owned(),
    ] {
        let answer = program.get(&path).await;
        assert_eq!((answer.status, &answer.body), (404, &missing), "{path}");
    }
    program
        .patch(&format!("/patients/{theirs}"), &json!({ "sex": "male" }))
        .await
        .is(404);
    let item = json!({ "kind": "document", "title": "Letter", "item_date": "2026-03-01" });
    program
        .post(&format!("/patients/{theirs}/chart-items"), &item)
        .await
        .is(404);
    let theirs_listed = Program::new(&app, &other.owner, ALL)
        .await
        .get("/patients?limit=1")
        .await
        .json();
    let cursor = theirs_listed["next_cursor"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let page = program
        .get(&format!("/patients?cursor={cursor}"))
        .await
        .is(200)
        .json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(page["items"][0]["id"], json!(ours.to_string()));
    let people = program.get("/portal-users").await;
    people.is(200);
    people.hides("Ming").hides(&theirs.to_string());
    assert_eq!(
        people.json()["items"][0]["patient_id"],
        json!(ours.to_string())
    );
});

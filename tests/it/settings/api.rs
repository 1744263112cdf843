//! The same through the API.

use carepost::platform::ids::ApiKeyId;
use carepost::platform::keys::Purpose;
use serde_json::{Value, json};

use crate::support::{Answer, Member, TestApp, both_engines};

const PATH: &str = "/api/v1/portal-settings";

async fn key(app: &TestApp, member: &Member, scopes: &'static str) -> String {
    let (env, member) = (app.state.env.clone(), member.clone());
    let insert = move |tx: &mut db::Tx<'_>| {
        let secret = env.token();
        let hash = env.keys.hash_token(Purpose::ApiKeys, secret.as_bytes());
        tx.exec(
            "INSERT INTO api_key (clinic_id, id, name, secret_hash, staff_id, scopes, created_at) VALUES ($1, $2, 'test', $3, $4, $5, $6)",
            &[&member.clinic, &env.id::<ApiKeyId>(), &hash.to_vec(), &member.id, &scopes, &env.now()],
        )?;
        Ok::<_, db::Error>(secret)
    };
    app.state.db.write(insert).await.expect("a key")
}

async fn read(app: &TestApp, key: &str) -> Answer {
    app.browser()
        .send(|http, url| http.get(url(PATH)).bearer_auth(key))
        .await
}

async fn put(app: &TestApp, key: &str, body: &Value) -> Answer {
    app.browser()
        .send(|http, url| http.put(url(PATH)).bearer_auth(key).json(body))
        .await
}

both_engines!(settings_are_read_and_replaced, async |app: TestApp| {
    let clinic = app.clinic().await;
    let key = key(&app, &clinic.manager, "settings").await;
    let mut now = read(&app, &key).await.is(200).json();
    assert_eq!(now["passcode_minutes"], 10);
    assert_eq!(now["sign_in_method"], "passcode");
    let tier = now.as_object_mut().and_then(|o| o.remove("tier"));
    assert_eq!(tier, Some(json!("portal")));

    now["passcode_minutes"] = json!(25);
    let saved = put(&app, &key, &now).await.is(200).json();
    assert_eq!(saved["passcode_minutes"], 25);
    let stale = put(&app, &key, &now).await;
    assert_eq!(stale.is(409).json()["code"], "settings_changed");

    let mut next = now.clone();
    next["version"] = saved["version"].clone();
    next["passcode_minutes"] = json!(4);
    next["portal_enabled"] = json!(false);
    let refused = put(&app, &key, &next).await.is(422).json();
    let named: Vec<_> = refused["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|e| (e["field"].clone(), e["code"].clone()))
        .collect();
    assert_eq!(
        named,
        [
            (json!("portal_enabled"), json!("owner_only")),
            (json!("passcode_minutes"), json!("passcode_minutes_range"))
        ]
    );
    next["surprise"] = json!(1);
    put(&app, &key, &next).await.is(400);
});

both_engines!(
    scope_and_permission_are_both_needed,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        read(&app, "nonsense").await.is(401);
        let without_scope = key(&app, &clinic.manager, "messages:read").await;
        read(&app, &without_scope).await.is(403);

        let without_permission = key(&app, &clinic.nurse, "settings").await;
        read(&app, &without_permission).await.is(403);
    }
);

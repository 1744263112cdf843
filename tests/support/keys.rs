//! API keys to test with.

use carepost::platform::ids::ApiKeyId;
use carepost::platform::keys::Purpose;

use super::{Answer, Browser, Member, TestApp};

/// A program with an API key.
#[derive(Clone)]
pub struct Program {
    browser: Browser,
    pub secret: String,
}

impl TestApp {
    /// A program whose key acts for `member` with the space-separated `scopes`.
    pub async fn program(&self, member: &Member, scopes: &str) -> Program {
        let (env, clinic, staff, scopes) = (
            self.state.env.clone(),
            member.clinic,
            member.id,
            scopes.to_owned(),
        );
        let secret = self
            .state
            .db
            .write(move |tx| {
                let secret = env.token();
                let hash = env.keys.hash_token(Purpose::ApiKeys, secret.as_bytes());
                tx.exec(
                    "INSERT INTO api_key (clinic_id, id, name, secret_hash, staff_id, scopes, created_at, revoked_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)",
                    &[&clinic, &env.id::<ApiKeyId>(), &"A program".to_owned(), &hash, &staff, &scopes, &env.now()],
                )?;
                Ok::<_, db::Error>(secret)
            })
            .await
            .expect("a key");
        Program {
            browser: self.browser(),
            secret,
        }
    }
}

impl Program {
    /// The key itself.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The same key at another address.
    pub fn at(&self, base_url: &str) -> Program {
        Program {
            browser: self.browser.at(base_url),
            secret: self.secret.clone(),
        }
    }

    /// Asks for a path of the API.
    pub async fn get(&self, path: &str) -> Answer {
        self.browser
            .send(|http, url| http.get(url(path)).bearer_auth(&self.secret))
            .await
    }

    /// Deletes what is at a path of the API.
    pub async fn delete(&self, path: &str) -> Answer {
        self.browser
            .send(|http, url| http.delete(url(path)).bearer_auth(&self.secret))
            .await
    }

    /// Puts JSON to a path of the API.
    pub async fn put(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.browser
            .send(|http, url| http.put(url(path)).bearer_auth(&self.secret).json(body))
            .await
    }

    /// Posts JSON to a path of the API, with an idempotency key where there is one.
    pub async fn post(&self, path: &str, key: Option<&str>, body: &serde_json::Value) -> Answer {
        self.browser
            .send(|http, url| {
                let request = http.post(url(path)).bearer_auth(&self.secret);
                let request = request
                    .header("content-type", "application/json")
                    .body(body.to_string());
                match key {
                    Some(key) => request.header("idempotency-key", key),
                    None => request,
                }
            })
            .await
    }
}

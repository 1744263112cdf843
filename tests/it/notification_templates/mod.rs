//! Notification templates (M44): the clinic's own text around the link and the code, and what stands in its way.

mod pages;
mod sending;

use crate::support::{Answer, Browser, TestApp};

/// Event, channel and language of a template.
pub type Which = (&'static str, &'static str, &'static str);

const TEXT: &str = "/staff/settings/notifications/text";

/// A template's page.
pub async fn page(owner: &Browser, (event, channel, language): Which) -> Answer {
    let query = format!("event={event}&channel={channel}&language={language}");
    owner.get(&format!("{TEXT}?{query}")).await
}

/// The version that the template's page would save over.
async fn version(owner: &Browser, which: Which) -> String {
    let body = page(owner, which).await.is(200).body.clone();
    let field = body.split("name=\"version\" value=\"").nth(1);
    let value = field.and_then(|rest| rest.split('"').next());
    value.expect("a version").to_owned()
}

/// Submits the form over `version` with one of its buttons.
async fn submit(
    owner: &Browser,
    which: Which,
    version: &str,
    (subject, body): (&str, &str),
    button: &str,
) -> Answer {
    let mut fields = vec![
        ("event", which.0),
        ("channel", which.1),
        ("language", which.2),
        ("version", version),
        ("subject", subject),
        ("body", body),
    ];
    fields.extend((button == "preview").then_some(("preview", "1")));
    let path = match button {
        "reset" => "/staff/settings/notifications/reset",
        _ => TEXT,
    };
    owner.post(path, &fields).await
}

/// Saves a template as it is open now.
pub async fn save(owner: &Browser, which: Which, words: (&str, &str)) -> Answer {
    let version = version(owner, which).await;
    submit(owner, which, &version, words, "save").await
}

impl TestApp {
    /// Puts a text into the database that no form would take.
    async fn broken(&self, clinic: &crate::support::Clinic, which: Which, body: &'static str) {
        let (clinic, by, now) = (clinic.id, clinic.owner.id, self.state.env.now());
        let broken = self.state.db.write(move |tx| {
            tx.exec(
                "INSERT INTO notification_template (clinic_id, event, channel, language, version, subject, body, saved_by, saved_at)
                 VALUES ($1, $2, $3, $4, 1, '', $5, $6, $7)",
                &[&clinic, &which.0, &which.1, &which.2, &body, &by, &now],
            )
        });
        broken.await.unwrap_or_else(|e: db::Error| panic!("{e}"));
    }
}

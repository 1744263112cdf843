//! Message templates (M20, M43).

mod inserting;
mod keeping;

use crate::support::Browser;

/// Saves a new template through its page; its path.
pub async fn template(
    browser: &Browser,
    owner: &str,
    (name, folder): (&str, &str),
    (subject, body): (&str, &str),
) -> String {
    let fields = [
        ("owner", owner),
        ("name", name),
        ("folder", folder),
        ("subject", subject),
        ("body_html", body),
    ];
    let saved = browser.post("/staff/templates", &fields).await;
    saved.is(200).shows("Saved as a new version.");
    let path = saved.url.split("/staff/templates/").nth(1).expect("a path");
    format!("/staff/templates/{}", &path[..36])
}

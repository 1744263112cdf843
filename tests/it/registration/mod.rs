//! Patient registration (M59): the form, the code, the queue, the decision.

mod api;
mod asking;
mod deciding;
mod shaping;

use crate::support::{Answer, Browser, Clinic, TestApp};

/// What somebody types who is on nobody's file.
const NOOR: [(&str, &str); 4] = [
    ("given_name", "Noor"),
    ("family_name", "Haddad"),
    ("birth_date", "29 February 1996"),
    ("email", "noor@home.example"),
];

/// Switches registration on, and lets the form ask for what it can ask for.
async fn open(app: &TestApp, clinic: &Clinic) {
    let clinic = clinic.id;
    app.write(move |tx, _| {
        tx.exec("UPDATE portal_settings SET patient_registration = TRUE WHERE clinic_id = $1", &[&clinic])?;
        for field in ["mobile", "sex", "language", "identifier:health_number"] {
            let sql = "INSERT INTO registration_field (clinic_id, field, need) VALUES ($1, $2, 'optional')";
            tx.exec(sql, &[&clinic, &field])?;
        }
        Ok(())
    })
    .await;
}

/// The value of a hidden field on a page.
fn field(body: &str, name: &str) -> String {
    let (_, rest) = body
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("no field {name} in {body}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// The form as a browser sends it, with the name that the page gave it and `fields`.
async fn fill(browser: &Browser, clinic: &Clinic, fields: &[(&str, &str)]) -> Answer {
    let path = format!("/register/{}", clinic.id);
    let form = field(&browser.get(&path).await.is(200).body, "form");
    let fields: Vec<_> = [("form", form.as_str())]
        .into_iter()
        .chain(fields.iter().copied())
        .collect();
    browser.post(&path, &fields).await
}

/// Somebody registers and enters the code.
async fn registered(app: &TestApp, clinic: &Clinic, fields: &[(&str, &str)]) -> Browser {
    let browser = app.browser();
    fill(&browser, clinic, fields)
        .await
        .is(200)
        .shows("Enter the code");
    let code = app.passcode().await;
    give(&browser, clinic, &code)
        .await
        .is(200)
        .shows("Your request was sent");
    browser
}

async fn give(browser: &Browser, clinic: &Clinic, code: &str) -> Answer {
    let path = format!("/register/{}/code", clinic.id);
    browser.post(&path, &[("code", code)]).await
}

/// The pages of those who wait, the oldest first.
async fn waiting(staff: &Browser) -> Vec<String> {
    let queue = staff.get("/staff/registrations").await;
    let links = queue.is(200).body.split("href=\"/staff/registrations/");
    let ids = links.skip(1).filter_map(|rest| rest.split('"').next());
    ids.filter(|id| id.len() == 36)
        .map(|id| format!("/staff/registrations/{id}"))
        .collect()
}

/// The page of the one who waits.
async fn only(staff: &Browser) -> String {
    let mut all = waiting(staff).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

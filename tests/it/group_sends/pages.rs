//! The pages of group sends, as forms without scripts (M45-M47, M78).

use serde_json::json;

use super::Draft;
use super::audience::discharge;
use super::sending::{allow, crowd};
use crate::support::{Browser, TestApp, both_engines};

/// Begins a draft; its page.
async fn begin(browser: &Browser) -> String {
    let begun = browser.post("/staff/group-sends", &[]).await;
    begun.is(200);
    let id = begun.url.rsplit('/').next().unwrap_or_default();
    format!("/staff/group-sends/{id}")
}

/// The version that the form of the draft carries now.
async fn version(browser: &Browser, page: &str) -> String {
    let shown = browser.get(page).await;
    let after = shown.is(200).body.split("name=\"version\" value=\"").nth(1);
    let digits = after.and_then(|rest| rest.split('"').next());
    digits.expect("a version").to_owned()
}

/// What is typed, with the button that is pressed.
fn typed<'a>(
    version: &'a str,
    workgroup: &'a str,
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("version", version),
        ("subject", "For {{patient_given_name}}"),
        ("body", "Dear {{patient_given_name}}, we are closed."),
        ("from", workgroup),
    ];
    fields.extend_from_slice(more);
    fields
}

both_engines!(
    /// From the list to the report: write, choose, look, confirm with the count, see it done.
    m47_the_whole_way_without_scripts,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let all = crowd(&app, &clinic, 3).await;
        app.new_patient(&clinic).named("", "Nameless").create().await;
        app.new_patient(&clinic).named("Off", "Switched").access(Some(false)).identifier("emr", "E-1").create().await;
        let browser = app.signed_in(&clinic.owner).await;
        browser.get("/staff/group-sends").await.is(200).shows("No group sends yet");
        let page = begin(&browser).await;
        let nurses = clinic.nurses.to_string();

        // Nobody: said at once, and nothing to confirm.
        let nobody = browser.post(&page, &typed("1", &nurses, &[("everyone", "none"), ("deed", "preview")])).await;
        nobody.is(200).shows("Nobody would get this.").hides("name=\"count\"");
        // A list with an unknown, a doubled and a known line; who was added is shown.
        let list = "E-1\nE-1\n4711";
        let listed = browser.post(&page, &typed("2", &nurses, &[("everyone", "none"), ("list", list), ("deed", "list")])).await;
        listed.is(200).shows("Added: 1. Unknown: 1. Of several people: 0. Added already: 1.").shows("Off Switched");
        // What can't be kept comes back with the words and all that was typed.
        let ages = [("everyone", "active"), ("age_from", "forty"), ("deed", "save")];
        let now = version(&browser, &page).await;
        let refused = browser.post(&page, &typed(&now, &nurses, &ages)).await;
        refused.is(422).shows("An age is a whole number from 0 to 150.").shows("value=\"forty\"");
        browser.post(&page, &typed("1", &nurses, &[("deed", "save")])).await.is(409).shows("changed in another window");

        let looked = browser.post(&page, &typed(&now, &nurses, &[("everyone", "active"), ("deed", "preview")])).await;
        looked.is(200).shows("3 patients would get this.").shows("A field of the text is missing").shows("Portal access is off");
        looked.shows("For P0").shows("Dear P2, we are closed.").shows("Type 3 to confirm").shows("4711");
        let skipped = browser.get(&format!("{page}/skipped")).await;
        skipped.is(200).shows("Nameless").shows("Off Switched");
        let csv = browser.get(&format!("{page}/skipped.csv")).await;
        csv.is(200).shows("patient_id,patient,birth_date,reader_id,reader,reason").shows("field_missing").shows("access_off");
        assert!(csv.header("content-disposition").contains("attachment"));
        // Filled in, the one without a name is in it.
        let stands_in = [("everyone", "active"), ("patient_given_name", "friend"), ("deed", "preview")];
        let now = version(&browser, &page).await;
        browser.post(&page, &typed(&now, &nurses, &stands_in)).await.is(200).shows("4 patients would get this.");

        let send = format!("{page}/send");
        browser.post(&send, &[("count", "")]).await.is(422).shows("Type the count with figures.");
        browser.post(&send, &[("count", "3")]).await.is(422).shows("The count is 4. Type 4 to confirm.");
        browser.post(&send, &[("count", "4")]).await.is(200);
        browser.get(&page).await.is(200).shows("Sending").shows("0 of 4").shows("Stop");
        browser.post(&format!("{page}/stop"), &[]).await.is(200);
        browser.get(&page).await.is(200).shows("Somebody stopped it.").shows("Continue");
        discharge(&app, &clinic, all[0]).await;
        browser.post(&format!("{page}/continue"), &[]).await.is(200);
        app.run_jobs().await;
        browser.get(&page).await.is(200).shows("4 of 4").shows("Done").hides("Stop");
        let report = browser.get(&format!("{page}/recipients")).await;
        report.is(200).shows("P0 Lee").shows("Discharged").shows("P2 Lee").shows("Nameless");
        let skipped = browser.get(&format!("{page}/recipients?state=skipped")).await;
        skipped.is(200).shows("P0 Lee").hides("P2 Lee");
        let csv = browser.get(&format!("{page}/recipients.csv")).await;
        csv.is(200).shows(",skipped,discharged,").shows(",sent,,");
        // One row for all of them; answers come as ordinary conversations.
        let listed = browser.get("/staff/group-sends").await;
        assert_eq!(listed.is(200).body.matches("3 / 4").count(), 1);
        browser.post(&format!("{page}/stop"), &[]).await.is(409).shows("there is nothing to stop");
        browser.post(&page, &typed("5", &nurses, &[])).await.is(409).shows("be changed any more");
        assert_eq!(app.mail.take().len(), 3);
    }
);

both_engines!(
    /// The permission is asked for on every page and at every step, also while it sends.
    m46_pages_ask_for_the_permission,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        crowd(&app, &clinic, 2).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get("/staff/inbox").await.is(200).hides("/staff/group-sends");
        nurse.get("/staff/group-sends").await.is(403);
        nurse.post("/staff/group-sends", &[]).await.is(403);
        allow(&app, &clinic, true).await;
        nurse.get("/staff/inbox").await.is(200).shows("/staff/group-sends");
        let page = begin(&nurse).await;
        let group = clinic.nurses.to_string();
        nurse.post(&page, &typed("1", &group, &[("everyone", "active"), ("deed", "preview")])).await.is(200);
        // Without leave to take data out there is no file.
        nurse.get(&format!("{page}/skipped.csv")).await.is(403);
        nurse.post(&format!("{page}/send"), &[("count", "2")]).await.is(200);
        allow(&app, &clinic, false).await;
        app.run_jobs().await;
        for path in ["", "/preview", "/skipped", "/recipients"] {
            nurse.get(&format!("{page}{path}")).await.is(403);
        }
        for step in ["", "/send", "/stop", "/continue", "/retry", "/discard"] {
            nurse.post(&format!("{page}{step}"), &[("count", "2")]).await.is(403);
        }
        let owner = app.signed_in(&clinic.owner).await;
        owner.get(&page).await.is(200).shows("its sender may not send to many").hides("Continue</button>");
        assert!(app.mail.take().is_empty());
    }
);

both_engines!(
    /// A name that looks like markup or a formula is text, on the page and in the file.
    a_name_is_never_markup_nor_a_formula,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        app.new_patient(&clinic).named("<b>Eve", "{{7*7}}").create().await;
        app.new_patient(&clinic).named("=1+1", "Sum").email(None).mobile(None).create().await;
        let draft = Draft::of(&app, &clinic).await;
        draft.write(json!({})).await;
        let browser = app.signed_in(&clinic.owner).await;
        let page = format!("/staff/group-sends/{}", draft.id);
        let looked = browser.get(&format!("{page}/preview")).await;
        looked.is(200).hides("<b>Eve").shows("{{7*7}}").hides("Eve 49");
        let csv = browser.get(&format!("{page}/skipped.csv")).await;
        csv.is(200).hides(",=1+1");
    }
);

//! Billable messages (M22).

mod fee_codes;
mod report;

use crate::support::{Answer, Browser, Patient};

/// Adds a fee code through its page.
pub async fn fee_code(owner: &Browser, code: &str, amount: &str) {
    let fields = [
        ("code", code),
        ("description", "Advice in writing"),
        ("amount", amount),
    ];
    owner
        .post("/staff/fee-codes", &fields)
        .await
        .is(200)
        .shows(&code.to_uppercase());
}

/// Sends a message from the compose window, billed with a code, in the draft with that last figure.
pub async fn send_billed(browser: &Browser, patient: &Patient, draft: u8, code: &str) -> Answer {
    let path = format!("/staff/compose/0198f000-0000-7000-8000-0000000000{draft:02}");
    let fields = [
        ("patient_id", &*patient.id.to_string()),
        ("subject", "Advice"),
        ("body", "Rest for a day."),
        ("allow_response", "on"),
        ("fee_code", code),
    ];
    browser.post(&path, &fields).await
}

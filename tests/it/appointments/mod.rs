//! Appointments: what patients see of them and ask about them, and the clinic's answers (M63, M67).

mod api;
mod asking;
mod cancelling;
mod looking;

use carepost::features::appointments::{self, NewAppointment};
use carepost::platform::ids::AppointmentId;
use carepost::platform::time::Timestamp;

use crate::support::{Browser, Clinic, NOON_ISH, Patient, TestApp};

/// One hour, in milliseconds.
const HOUR: i64 = 60 * 60 * 1_000;

/// Puts an appointment into the chart, `hours` from now.
async fn booked(
    app: &TestApp,
    clinic: &Clinic,
    patient: &Patient,
    hours: i64,
    (status, description): (&str, &str),
) -> AppointmentId {
    let starts_at = NOON_ISH.plus(hours * HOUR);
    let new = NewAppointment {
        patient: patient.id,
        starts_at,
        ends_at: Some(starts_at.plus(HOUR / 2)),
        status: status.to_owned(),
        description: description.to_owned(),
    };
    let nurse = clinic.nurse.actor();
    app.write(move |tx, env| appointments::create(tx, &nurse, env, &new))
        .await
}

/// Sets what the clinic allows: one column of its settings.
async fn allow(app: &TestApp, clinic: &Clinic, sql: &'static str) {
    let clinic = clinic.id;
    app.write(move |tx, _| Ok(tx.exec(sql, &[&clinic])?)).await;
}

/// Everything that patients may do is allowed.
async fn allow_all(app: &TestApp, clinic: &Clinic) {
    let sql = "UPDATE portal_settings SET appointment_requests = TRUE, appointment_changes = TRUE, appointment_cancellations = TRUE WHERE clinic_id = $1";
    allow(app, clinic, sql).await;
}

/// A browser in which the patient reads for themselves, with an account.
async fn reader(app: &TestApp, patient: &Patient) -> Browser {
    app.account_of(patient, patient.person).await
}

/// The value of a field on a page.
fn field(body: &str, name: &str) -> String {
    let (_, rest) = body
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("no field {name} in {body}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// The first id that stands after `before` on a page.
fn id_after(body: &str, before: &str) -> String {
    let (_, rest) = body
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before} in {body}"));
    rest.chars()
        .take_while(|c| c.is_ascii_hexdigit() || *c == '-')
        .collect()
}

/// What the tests' clock shows `hours` from now, as a date and time field takes it in Toronto.
fn typed(hours: i64) -> String {
    let at: Timestamp = NOON_ISH.plus(hours * HOUR);
    let zone = jiff::tz::TimeZone::get("America/Toronto").expect("a zone");
    let local = at.to_jiff().to_zoned(zone);
    local.strftime("%Y-%m-%dT%H:%M").to_string()
}

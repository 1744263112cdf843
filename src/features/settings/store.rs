//! All SQL of the portal's settings.

use super::model::PortalSettings;
use crate::platform::ids::{ClinicId, WorkgroupId};
use crate::platform::time::Timestamp;

/// The settings of a clinic.
pub fn load(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<PortalSettings, db::Error> {
    tx.one(
        "SELECT clinic_id, version, tier, portal_enabled, accessible, accessible_to_new_patients, conversation_responses,
                require_registration, sign_in_method, extra_identifications, passcode_minutes, attachment_days, overdue_every_days, overdue_alerts,
                patients_start, default_workgroup_id, automatic_replies, patient_registration, stay_signed_in_days,
                appointments_shown, hidden_appointment_statuses, appointment_requests, appointment_changes, appointment_cancellations,
                appointment_notice_hours, calendar_details, portal_billing, emergency_notice_en, emergency_notice_fr
         FROM portal_settings WHERE clinic_id = $1",
        &[&clinic],
    )
}

/// Writes the settings of a new clinic.
pub fn create(tx: &mut db::Tx<'_>, s: &PortalSettings, now: Timestamp) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO portal_settings (clinic_id, version, tier, portal_enabled, accessible, accessible_to_new_patients, conversation_responses,
             require_registration, sign_in_method, extra_identifications, passcode_minutes, emergency_notice_en, emergency_notice_fr, updated_at,
             overdue_every_days, overdue_alerts, attachment_days, patients_start, automatic_replies, stay_signed_in_days,
             appointments_shown, hidden_appointment_statuses, appointment_requests, appointment_changes, appointment_cancellations,
             appointment_notice_hours, calendar_details, default_workgroup_id, portal_billing, patient_registration)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)",
        &[
            &s.clinic_id, &s.version, &s.tier, &s.portal_enabled, &s.accessible, &s.accessible_to_new_patients,
            &s.conversation_responses, &s.require_registration, &s.sign_in_method, &s.extra_identifications,
            &s.passcode_minutes, &s.emergency_notice_en, &s.emergency_notice_fr, &now, &s.overdue_every_days, &s.overdue_alerts,
            &s.attachment_days, &s.patients_start, &s.automatic_replies, &s.stay_signed_in_days,
            &s.appointments_shown, &s.hidden_appointment_statuses, &s.appointment_requests, &s.appointment_changes,
            &s.appointment_cancellations, &s.appointment_notice_hours, &s.calendar_details, &s.default_workgroup_id, &s.portal_billing,
            &s.patient_registration,
        ],
    )?;
    Ok(())
}

/// Writes the settings over the version before theirs.
///
/// # Errors
/// [`db::Error::NotFound`] when the stored version is another one.
pub(super) fn update(
    tx: &mut db::Tx<'_>,
    s: &PortalSettings,
    now: Timestamp,
) -> Result<(), db::Error> {
    let written = tx.exec(
        "UPDATE portal_settings SET version = $2, portal_enabled = $3, accessible = $4, accessible_to_new_patients = $5,
             conversation_responses = $6, require_registration = $7, sign_in_method = $8, extra_identifications = $9,
             passcode_minutes = $10, emergency_notice_en = $11, emergency_notice_fr = $12, updated_at = $13,
             overdue_every_days = $14, overdue_alerts = $15, attachment_days = $16, tier = $17,
             patients_start = $18, automatic_replies = $19, stay_signed_in_days = $20,
             appointments_shown = $21, hidden_appointment_statuses = $22, appointment_requests = $23, appointment_changes = $24,
             appointment_cancellations = $25, appointment_notice_hours = $26, calendar_details = $27, default_workgroup_id = $28, portal_billing = $29,
             patient_registration = $30
         WHERE clinic_id = $1 AND version = $2::bigint - 1",
        &[
            &s.clinic_id, &s.version, &s.portal_enabled, &s.accessible, &s.accessible_to_new_patients,
            &s.conversation_responses, &s.require_registration, &s.sign_in_method, &s.extra_identifications,
            &s.passcode_minutes, &s.emergency_notice_en, &s.emergency_notice_fr, &now, &s.overdue_every_days, &s.overdue_alerts,
            &s.attachment_days, &s.tier, &s.patients_start, &s.automatic_replies, &s.stay_signed_in_days,
            &s.appointments_shown, &s.hidden_appointment_statuses, &s.appointment_requests, &s.appointment_changes,
            &s.appointment_cancellations, &s.appointment_notice_hours, &s.calendar_details, &s.default_workgroup_id, &s.portal_billing,
            &s.patient_registration,
        ],
    )?;
    if written == 1 {
        Ok(())
    } else {
        Err(db::Error::NotFound)
    }
}

/// The clinics where people can register themselves as patients now (M59), with their names: for who came by no link.
pub fn registering(tx: &mut db::Tx<'_>) -> Result<Vec<(ClinicId, String)>, db::Error> {
    tx.all(
        "SELECT s.clinic_id, c.name FROM portal_settings s JOIN clinic c ON c.id = s.clinic_id
         WHERE s.patient_registration AND s.portal_enabled AND s.accessible ORDER BY c.name, s.clinic_id LIMIT 200",
        &[],
    )
}

/// The workgroups that can take what patients write: not retired, and with somebody in them who reads it. By name.
pub(super) fn takers(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<Vec<(WorkgroupId, String)>, db::Error> {
    tx.all(
        "SELECT g.id, g.name FROM workgroup g
         WHERE g.clinic_id = $1 AND g.retired_at IS NULL AND EXISTS (
             SELECT 1 FROM workgroup_member w JOIN staff_member m ON m.clinic_id = w.clinic_id AND m.id = w.staff_id
             WHERE w.clinic_id = g.clinic_id AND w.workgroup_id = g.id AND m.disabled_at IS NULL)
         ORDER BY g.name, g.id",
        &[&clinic],
    )
}

//! Who of the frozen list still receives it, as they stand when it is sent. No I/O.

use super::model::Reason;
use super::store::recipients::Standing;
use crate::features::patients::{self, Patient, PatientStatus, Preference, Recipient};
use crate::features::settings::PortalSettings;
use crate::platform::ids::PortalUserId;

/// What is to become of one patient's recipients.
pub(super) struct Settled {
    /// The patient; none where they are not in the records any more.
    pub patient: Option<Patient>,
    /// Those who receive it.
    pub readers: Vec<Recipient>,
    /// Those who are left out, and why.
    pub left_out: Vec<(PortalUserId, Reason)>,
}

/// Decides about the recipients of one patient: who was discharged, gone or switched off since the list was frozen is left
/// out with the reason (M47).
pub(super) fn decide(portal: &PortalSettings, rows: &[Standing]) -> Settled {
    let patient = rows.first().and_then(patient_of);
    let (mut readers, mut left_out) = (Vec::new(), Vec::new());
    for row in rows {
        match reader_of(portal, patient.as_ref(), row) {
            Ok(reader) => readers.push(reader),
            Err(why) => left_out.push((row.portal_user_id, why)),
        }
    }
    Settled {
        patient,
        readers,
        left_out,
    }
}

fn patient_of(row: &Standing) -> Option<Patient> {
    Some(Patient {
        id: row.patient_id,
        version: row.patient_version?,
        given_name: row.patient_given_name.clone()?,
        family_name: row.patient_family_name.clone()?,
        birth_date: row.birth_date.clone()?,
        sex: row.sex.clone()?,
        status: row.status?,
        email: None,
        mobile: None,
        preferred_channel: Preference::Email,
        language: row.patient_language.clone()?,
        portal_access: row.portal_access?,
    })
}

fn reader_of(
    portal: &PortalSettings,
    patient: Option<&Patient>,
    row: &Standing,
) -> Result<Recipient, Reason> {
    let patient = patient.ok_or(Reason::PatientGone)?;
    if patient.status == PatientStatus::Discharged && !row.was_discharged {
        return Err(Reason::Discharged);
    }
    if !patient.portal_access {
        return Err(Reason::AccessOff);
    }
    let reader = recipient_of(row).ok_or(Reason::LinkEnded)?;
    match patients::recipients_in_the_way(portal, &reader) {
        None => Ok(reader),
        Some(_) if reader.has_contact() => Err(Reason::NotRegistered),
        Some(_) => Err(Reason::NoContact),
    }
}

/// The person, where their link to the patient holds.
fn recipient_of(row: &Standing) -> Option<Recipient> {
    Some(Recipient {
        portal_user_id: row.portal_user_id,
        link_id: row.link_id?,
        given_name: row.given_name.clone()?,
        family_name: row.family_name.clone()?,
        relationship: row.relationship?,
        state: row.link_state?,
        email: row.email.clone(),
        mobile: row.mobile.clone(),
        preferred_channel: row.preferred_channel?,
        language: row.language.clone()?,
    })
}

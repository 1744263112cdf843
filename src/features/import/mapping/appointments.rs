//! Appointments.

use fhir::{Appointment, CodeableConcept};

use crate::features::import::{
    dates,
    record::{AppointmentRecord, Mapped, Pointer, Record, Refusal},
    words,
};

use super::{Context, sources};

/// An appointment of the first patient who takes part in it.
pub(super) fn appointment(
    appointment: &Appointment,
    context: &Context<'_>,
) -> Result<Mapped, Refusal> {
    let source = sources::source(
        "Appointment",
        appointment.id.as_deref(),
        &appointment.identifier,
        context.full_url,
    )?;
    let status = appointment.status.as_deref().unwrap_or("booked");
    if status == "entered-in-error" {
        return Ok(Mapped::LeftOut("Appointment: entered in error".into()));
    }
    let actors = appointment
        .participant
        .iter()
        .filter_map(|p| p.actor.as_ref());
    let patient = actors
        .filter_map(|actor| sources::pointer_keys(actor, "Patient"))
        .next()
        .ok_or_else(|| {
            Refusal::new(
                "participant.actor",
                "names no Patient; one participant must point to one, such as Patient/7",
            )
        })?;
    let start = appointment.start.as_deref().unwrap_or_default();
    let starts_at = dates::moment(start).ok_or_else(|| {
        Refusal::new(
            "start",
            "is missing or not a moment; write it as 2026-03-01T09:30:00-05:00",
        )
    })?;
    let ends_at = appointment.end.as_deref().and_then(dates::moment);
    if ends_at.is_some_and(|end| end < starts_at) {
        return Err(Refusal::new(
            "end",
            "lies before start; correct one of them",
        ));
    }
    let concepts = appointment
        .service_type
        .iter()
        .chain(&appointment.appointment_type)
        .chain(&appointment.reason_code);
    let description = appointment
        .description
        .as_deref()
        .filter(|text| !text.trim().is_empty())
        .or_else(|| concepts.filter_map(CodeableConcept::label).next())
        .unwrap_or_default();
    Ok(Record::Appointment(AppointmentRecord {
        source,
        patient: Pointer(patient),
        starts_at,
        ends_at,
        status: words::short(status, 40),
        description: words::short(description, 300),
    })
    .into())
}

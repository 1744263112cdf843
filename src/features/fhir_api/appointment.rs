//! Appointment: what an import brought in. There is no verb yet that makes one here.

use fhir::{Appointment, AppointmentParticipant};
use uuid::Uuid;

use super::address::named;
use super::kind::{Context, Item, Kind, param, paths};
use super::query::Query;
use super::store::appointments::{self as store, Booked, Filter};
use crate::platform::auth::ApiScope;
use crate::platform::web::Error;

/// The statuses that R4 knows; an import keeps whatever its source said.
const STATUSES: &[&str] = &[
    "proposed",
    "pending",
    "booked",
    "arrived",
    "fulfilled",
    "cancelled",
    "noshow",
    "entered-in-error",
    "checked-in",
    "waitlist",
];

/// Appointments.
pub(super) const APPOINTMENT: Kind = Kind {
    name: "Appointment",
    paths: paths!("Appointment"),
    reads: (ApiScope::PatientsRead, None),
    audit: ["appointment", "appointment.read", "appointment.read"],
    about: "Appointments. One without a known end ends as it starts, and a status that R4 doesn't know is `booked`, with the source's \
            own word as `comment`.",
    versioned: false,
    params: &[
        param("patient", "reference", "The patient."),
        param("date", "date", "When it starts."),
        param("status", "token", "The status, as the source said it."),
    ],
    find,
    create: None,
};

fn find(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let starts = query.moments(cx, "date")?;
    let statuses = query.codes("status")?;
    let filter = Filter {
        ids: query.ids.clone(),
        patient: query.reference(cx, &["patient"], "Patient")?,
        starts: (starts.from, starts.to),
        statuses: statuses.map(|all| all.into_iter().map(str::to_owned).collect()),
    };
    let page = (query.place::<Uuid>()?, query.fetch());
    let found = store::page(tx, &cx.scope(), &filter, page)?;
    Ok(found
        .into_iter()
        .map(|booked| Item::new(booked.id, appointment(&booked)).about(booked.patient_id))
        .collect())
}

fn appointment(booked: &Booked) -> Appointment {
    let known = STATUSES.contains(&booked.status.as_str());
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    Appointment {
        id: Some(booked.id.to_string()),
        status: some(if known { &booked.status } else { "booked" }),
        description: some(&booked.description),
        start: Some(booked.starts_at.rfc3339()),
        end: Some(booked.ends_at.unwrap_or(booked.starts_at).rfc3339()),
        comment: some(if known { "" } else { &booked.status }),
        participant: vec![AppointmentParticipant {
            actor: Some(named("Patient", booked.patient_id, &booked.patient_name)),
            status: some("accepted"),
            ..AppointmentParticipant::default()
        }],
        ..Appointment::default()
    }
}

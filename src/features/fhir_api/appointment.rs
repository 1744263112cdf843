//! Appointment: reading what is in the charts, and writing one down that the clinic's own system has made.

use fhir::{Appointment, AppointmentParticipant};
use serde_json::Value;
use uuid::Uuid;

use super::address::named;
use super::body::{self, at_elements, wrong};
use super::kind::{Context, Create, Deed, Item, Kind, param, paths};
use super::query::Query;
use super::store::appointments::{self as store, Booked, Filter};
use crate::features::appointments::{self, NewAppointment};
use crate::platform::auth::ApiScope;
use crate::platform::ids::PatientId;
use crate::platform::time::Timestamp;
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
    create: Some(Create {
        writes: (ApiScope::PatientsWrite, None),
        conditional: false,
        make,
    }),
};

const KEPT: &[&str] = &[
    "status",
    "description",
    "start",
    "end",
    "participant[].actor.reference",
    "participant[].actor.display",
    "participant[].status",
];

const ELEMENTS: &[(&str, &str)] = &[
    ("status", "Appointment.status"),
    ("description", "Appointment.description"),
    ("starts_at", "Appointment.start"),
    ("ends_at", "Appointment.end"),
];

fn make(cx: &Context, value: &Value) -> Result<Deed, Error> {
    let sent: Appointment = body::read(value, KEPT)?;
    let status = sent.status.as_deref().unwrap_or_default();
    if !STATUSES.contains(&status) {
        return Err(wrong("fhir_value_wrong", "Appointment.status"));
    }
    let [one] = &sent.participant[..] else {
        return Err(wrong("fhir_one_expected", "Appointment.participant"));
    };
    let actor = one.actor.as_ref();
    let patient = body::local(&cx.base, actor, "Patient", "Appointment.participant")?;
    let patient: PatientId = patient
        .ok_or_else(|| wrong("fhir_missing", "Appointment.participant"))?
        .into();
    let start = moment(sent.start.as_deref(), "Appointment.start")?;
    let new = NewAppointment {
        patient,
        starts_at: start.ok_or_else(|| wrong("fhir_missing", "Appointment.start"))?,
        // One that ends as it starts has no known end: that is how such a one is read.
        ends_at: moment(sent.end.as_deref(), "Appointment.end")?.filter(|end| start != Some(*end)),
        status: status.to_owned(),
        description: sent.description.clone().unwrap_or_default(),
    };
    Ok(Box::new(move |tx, cx| {
        match appointments::create(tx, &cx.actor, &cx.env, &new) {
            Err(Error::NotFound) => Err(wrong("patient_unknown", "Appointment.participant")),
            made => Ok(made.map_err(|e| at_elements(e, ELEMENTS))?.uuid()),
        }
    }))
}

fn moment(text: Option<&str>, path: &'static str) -> Result<Option<Timestamp>, Error> {
    let Some(text) = text else { return Ok(None) };
    let at: jiff::Timestamp = text.parse().map_err(|_| wrong("fhir_date_wrong", path))?;
    Ok(Some(Timestamp(at.as_millisecond())))
}

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

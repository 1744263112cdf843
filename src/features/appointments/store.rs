//! All SQL of appointments and of what is asked about them.

use super::model::{Appointment, Request, RequestKind, RequestState};
use crate::platform::auth::{PortalActor, Scope};
use crate::platform::ids::{
    AppointmentId, AppointmentRequestId, ClinicId, ConversationId, PatientId, PortalUserId, StaffId,
};
use crate::platform::time::Timestamp;

/// An appointment to be written down.
pub(super) struct NewRow<'a> {
    pub id: AppointmentId,
    pub patient: PatientId,
    pub starts_at: Timestamp,
    pub ends_at: Option<Timestamp>,
    pub status: &'a str,
    pub description: &'a str,
}

pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    new: &NewRow<'_>,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO appointment (clinic_id, id, patient_id, starts_at, ends_at, status, description, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&clinic, &new.id, &new.patient, &new.starts_at, &new.ends_at, &new.status, &new.description, &now],
    )?;
    Ok(())
}

/// An appointment that the actor may see, held until the transaction ends. Staff see every status.
pub(super) fn lock(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: AppointmentId,
) -> Result<Appointment, db::Error> {
    let own = scope.portal.map(|(_, patient)| patient);
    tx.one(
        "UPDATE appointment SET version = version WHERE clinic_id = $1 AND id = $2 AND ($3::uuid IS NULL OR patient_id = $3)
         RETURNING id, patient_id, starts_at, ends_at, status, description, version, changed_at",
        &[&scope.clinic, &id, &own],
    )
}

/// The same, only looked at.
pub(super) fn find(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: AppointmentId,
) -> Result<Appointment, db::Error> {
    let own = scope.portal.map(|(_, patient)| patient);
    tx.one(
        "SELECT id, patient_id, starts_at, ends_at, status, description, version, changed_at
         FROM appointment WHERE clinic_id = $1 AND id = $2 AND ($3::uuid IS NULL OR patient_id = $3)",
        &[&scope.clinic, &id, &own],
    )
}

pub(super) fn set_cancelled(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: AppointmentId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE appointment SET status = 'cancelled', version = version + 1, changed_at = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &now],
    )?;
    Ok(())
}

pub(super) fn set_time(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: AppointmentId,
    (starts_at, ends_at): (Timestamp, Option<Timestamp>),
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE appointment SET starts_at = $3, ends_at = $4, status = 'booked', version = version + 1, changed_at = $5
         WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &starts_at, &ends_at, &now],
    )?;
    Ok(())
}

/// What is still to come for a patient, the soonest first: all that is not over at `now`, without the statuses `hidden`.
pub(super) fn upcoming(
    tx: &mut db::Tx<'_>,
    (clinic, patient): (ClinicId, PatientId),
    hidden: &[String],
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Appointment>, db::Error> {
    tx.all(
        "SELECT id, patient_id, starts_at, ends_at, status, description, version, changed_at FROM appointment
         WHERE clinic_id = $1 AND patient_id = $2 AND coalesce(ends_at, starts_at) > $3 AND NOT (status = ANY($4))
         ORDER BY starts_at, id LIMIT $5",
        &[&clinic, &patient, &now, &hidden, &limit],
    )
}

/// What is over for a patient, the latest first, before a place in that order.
pub(super) fn past(
    tx: &mut db::Tx<'_>,
    (clinic, patient): (ClinicId, PatientId),
    hidden: &[String],
    (now, before, limit): (Timestamp, (Timestamp, AppointmentId), i64),
) -> Result<Vec<Appointment>, db::Error> {
    tx.all(
        "SELECT id, patient_id, starts_at, ends_at, status, description, version, changed_at FROM appointment
         WHERE clinic_id = $1 AND patient_id = $2 AND coalesce(ends_at, starts_at) <= $3 AND NOT (status = ANY($4))
           AND (starts_at, id) < ($5, $6)
         ORDER BY starts_at DESC, id DESC LIMIT $7",
        &[&clinic, &patient, &now, &hidden, &before.0, &before.1, &limit],
    )
}

/// A patient's appointments whatever their status, the latest first: for staff.
pub(super) fn all_of(
    tx: &mut db::Tx<'_>,
    (clinic, patient): (ClinicId, PatientId),
    before: (Timestamp, AppointmentId),
    limit: i64,
) -> Result<Vec<Appointment>, db::Error> {
    tx.all(
        "SELECT id, patient_id, starts_at, ends_at, status, description, version, changed_at FROM appointment
         WHERE clinic_id = $1 AND patient_id = $2 AND (starts_at, id) < ($3, $4)
         ORDER BY starts_at DESC, id DESC LIMIT $5",
        &[&clinic, &patient, &before.0, &before.1, &limit],
    )
}

/// What somebody asks for.
pub(super) struct NewRequest<'a> {
    pub id: AppointmentRequestId,
    pub kind: RequestKind,
    /// The appointment that it is about, and when that is.
    pub about: Option<(AppointmentId, Timestamp)>,
    pub words: &'a str,
}

pub(super) fn insert_request(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    new: &NewRequest<'_>,
    now: Timestamp,
) -> Result<(), db::Error> {
    let (about, at) = new.about.unzip();
    tx.exec(
        "INSERT INTO appointment_request (clinic_id, id, patient_id, kind, appointment_id, appointment_at, asked_by, on_behalf, words, asked_at, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open')",
        &[
            &actor.clinic, &new.id, &actor.patient, &new.kind, &about, &at, &actor.portal_user, &!actor.is_self, &new.words, &now,
        ],
    )?;
    Ok(())
}

db::row! {
    /// A request that is held until the transaction ends.
    #[derive(Debug, Clone)]
    pub(super) struct Held {
        pub id: AppointmentRequestId,
        pub patient_id: PatientId,
        pub kind: RequestKind,
        pub appointment_id: Option<AppointmentId>,
        pub state: RequestState,
        pub starts_at: Option<Timestamp>,
        pub ends_at: Option<Timestamp>,
        pub answered_by: Option<StaffId>,
    }
}

/// A request that the actor may see, held until the transaction ends: two who answer at once come one after the other.
pub(super) fn hold(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: AppointmentRequestId,
) -> Result<Held, db::Error> {
    let own = scope.portal.map(|(_, patient)| patient);
    tx.one(
        "UPDATE appointment_request SET state = state WHERE clinic_id = $1 AND id = $2 AND ($3::uuid IS NULL OR patient_id = $3)
         RETURNING id, patient_id, kind, appointment_id, state, starts_at, ends_at, answered_by",
        &[&scope.clinic, &id, &own],
    )
}

/// The wish for another time that waits for an appointment, held; none where none does.
pub(super) fn hold_change_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    appointment: AppointmentId,
) -> Result<Option<AppointmentRequestId>, db::Error> {
    let found: Option<(AppointmentRequestId,)> = tx.opt(
        "UPDATE appointment_request SET state = state
         WHERE clinic_id = $1 AND appointment_id = $2 AND kind = 'change' AND state IN ('open', 'proposed') RETURNING id",
        &[&clinic, &appointment],
    )?;
    Ok(found.map(|(id,)| id))
}

/// Whether somebody on the patient's side has cancelled an appointment here.
pub(super) fn was_cancelled_here(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    appointment: AppointmentId,
) -> Result<bool, db::Error> {
    let found: Option<(AppointmentRequestId,)> = tx.opt(
        "SELECT id FROM appointment_request WHERE clinic_id = $1 AND patient_id = $2 AND appointment_id = $3 AND kind = 'cancel' LIMIT 1",
        &[&actor.clinic, &actor.patient, &appointment],
    )?;
    Ok(found.is_some())
}

/// Requests for a new appointment that wait for a patient.
pub(super) fn waiting_of(
    tx: &mut db::Tx<'_>,
    (clinic, patient): (ClinicId, PatientId),
) -> Result<i64, db::Error> {
    let (count,): (i64,) = tx.one(
        "SELECT count(*) FROM appointment_request
         WHERE clinic_id = $1 AND patient_id = $2 AND kind = 'new' AND state IN ('open', 'proposed')",
        &[&clinic, &patient],
    )?;
    Ok(count)
}

/// The clinic's answer.
pub(super) struct Answered<'a> {
    pub state: RequestState,
    pub time: Option<(Timestamp, Option<Timestamp>)>,
    pub words: &'a str,
    pub by: StaffId,
    pub appointment: Option<AppointmentId>,
    pub told: Option<ConversationId>,
}

pub(super) fn set_answer(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: AppointmentRequestId,
    answered: &Answered<'_>,
    now: Timestamp,
) -> Result<(), db::Error> {
    let (starts_at, ends_at) = answered.time.map_or((None, None), |(s, e)| (Some(s), e));
    tx.exec(
        "UPDATE appointment_request SET state = $3, starts_at = coalesce($4::bigint, starts_at),
             ends_at = CASE WHEN $4::bigint IS NULL THEN ends_at ELSE $5::bigint END,
             answer = $6, answered_by = $7, answered_at = $8, appointment_id = coalesce($9::uuid, appointment_id),
             conversation_id = coalesce($10::uuid, conversation_id)
         WHERE clinic_id = $1 AND id = $2",
        &[
            &clinic, &id, &answered.state, &starts_at, &ends_at, &answered.words, &answered.by, &now, &answered.appointment,
            &answered.told,
        ],
    )?;
    Ok(())
}

/// Staff have seen what the patient's side did by itself.
pub(super) fn set_seen(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, AppointmentRequestId),
    state: RequestState,
    (by, now): (StaffId, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE appointment_request SET state = $3, answered_by = $4, answered_at = $5 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &state, &by, &now],
    )?;
    Ok(())
}

/// The patient's side took the proposed time or wants the request no more.
pub(super) fn set_ended(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, AppointmentRequestId),
    state: RequestState,
    appointment: Option<AppointmentId>,
    (by, now): (PortalUserId, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE appointment_request SET state = $3, appointment_id = coalesce($4::uuid, appointment_id), ended_by = $5, ended_at = $6
         WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &state, &appointment, &by, &now],
    )?;
    Ok(())
}

/// The requests that a condition takes in, with the names of those who did something.
macro_rules! requests {
    ($which:literal) => {
        concat!(
            "SELECT r.id, r.patient_id, trim(p.given_name || ' ' || p.family_name) AS patient_name, r.kind, r.appointment_id, r.appointment_at,
                    r.asked_by, trim(coalesce(ap.given_name, au.given_name) || ' ' || coalesce(ap.family_name, au.family_name)) AS asked_by_name,
                    r.on_behalf, r.words, r.asked_at, r.state, r.starts_at, r.ends_at, r.answer, m.display_name AS answered_by_name,
                    r.answered_at, r.conversation_id,
                    trim(coalesce(ep.given_name, eu.given_name) || ' ' || coalesce(ep.family_name, eu.family_name)) AS ended_by_name, r.ended_at
             FROM appointment_request r
             JOIN patient p ON p.clinic_id = r.clinic_id AND p.id = r.patient_id
             JOIN portal_user au ON au.clinic_id = r.clinic_id AND au.id = r.asked_by
             LEFT JOIN patient ap ON ap.clinic_id = au.clinic_id AND ap.id = au.self_patient_id
             LEFT JOIN staff_member m ON m.clinic_id = r.clinic_id AND m.id = r.answered_by
             LEFT JOIN portal_user eu ON eu.clinic_id = r.clinic_id AND eu.id = r.ended_by
             LEFT JOIN patient ep ON ep.clinic_id = eu.clinic_id AND ep.id = eu.self_patient_id ",
            $which
        )
    };
}

/// One request.
pub(super) fn request(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: AppointmentRequestId,
) -> Result<Request, db::Error> {
    let own = scope.portal.map(|(_, patient)| patient);
    tx.one(
        requests!(
            "WHERE r.clinic_id = $1 AND r.id = $2 AND ($3::uuid IS NULL OR r.patient_id = $3)"
        ),
        &[&scope.clinic, &id, &own],
    )
}

/// Requests in one state, the oldest first, after a place in that order.
pub(super) fn in_state(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    state: RequestState,
    after: (Timestamp, AppointmentRequestId),
    limit: i64,
) -> Result<Vec<Request>, db::Error> {
    tx.all(
        requests!(
            "WHERE r.clinic_id = $1 AND r.state = $2 AND r.state IN ('open', 'proposed', 'taken') AND (r.asked_at, r.id) > ($3, $4)
             ORDER BY r.asked_at, r.id LIMIT $5"
        ),
        &[&clinic, &state, &after.0, &after.1, &limit],
    )
}

/// A patient's requests, the latest first.
pub(super) fn requests_of(
    tx: &mut db::Tx<'_>,
    (clinic, patient): (ClinicId, PatientId),
    limit: i64,
) -> Result<Vec<Request>, db::Error> {
    tx.all(
        requests!(
            "WHERE r.clinic_id = $1 AND r.patient_id = $2 ORDER BY r.asked_at DESC, r.id DESC LIMIT $3"
        ),
        &[&clinic, &patient, &limit],
    )
}

/// How many requests wait for staff, counted no further than `most`.
pub(super) fn waiting(tx: &mut db::Tx<'_>, clinic: ClinicId, most: i64) -> Result<i64, db::Error> {
    let (count,): (i64,) = tx.one(
        "SELECT count(*) FROM (SELECT id FROM appointment_request
             WHERE clinic_id = $1 AND state IN ('open', 'taken') AND state IN ('open', 'proposed', 'taken') LIMIT $2) counted",
        &[&clinic, &most],
    )?;
    Ok(count)
}

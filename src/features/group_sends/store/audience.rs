//! SQL of audiences: who is added, who is in, who is skipped, and the frozen list.

use uuid::Uuid;

use crate::features::group_sends::audience::{Counted, LeftOut, Unmatched, UnmatchedLine};
use crate::platform::ids::{ClinicId, GroupSendId, PatientId};

/// Adds a patient; whether they were not added yet.
pub(in super::super) fn pick(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    patient: PatientId,
) -> Result<bool, db::Error> {
    let added = tx.exec(
        "INSERT INTO group_send_pick (clinic_id, group_send_id, patient_id) VALUES ($1, $2, $3)
         ON CONFLICT (clinic_id, group_send_id, patient_id) DO NOTHING",
        &[&clinic, &id, &patient],
    )?;
    Ok(added == 1)
}

/// Takes a patient out of those who were added.
pub(in super::super) fn unpick(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    patient: PatientId,
) -> Result<bool, db::Error> {
    let removed = tx.exec(
        "DELETE FROM group_send_pick WHERE clinic_id = $1 AND group_send_id = $2 AND patient_id = $3",
        &[&clinic, &id, &patient],
    )?;
    Ok(removed == 1)
}

/// Takes everybody out who was added, and forgets the lines that added nobody.
pub(in super::super) fn clear(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<(), db::Error> {
    tx.push(
        "DELETE FROM group_send_pick WHERE clinic_id = $1 AND group_send_id = $2",
        &[&clinic, &id],
    )?;
    tx.push(
        "DELETE FROM group_send_unmatched WHERE clinic_id = $1 AND group_send_id = $2",
        &[&clinic, &id],
    )?;
    tx.push(
        "UPDATE group_send SET everyone = 'none', also_discharged = FALSE, filter_workgroup_id = NULL, age_from = NULL, age_to = NULL,
             language = '', born_from = '', born_until = ''
         WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )
}

/// How many patients were added, and how many of them are in the audience without that too.
pub(in super::super) fn picked(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<(i64, i64), db::Error> {
    tx.one(
        "SELECT count(*) AS added, coalesce(sum(CASE WHEN g.everyone = 'all' OR g.everyone = p.status THEN 1 ELSE 0 END), 0)::bigint AS besides
         FROM group_send_pick k
         JOIN group_send g ON g.clinic_id = k.clinic_id AND g.id = k.group_send_id
         JOIN patient p ON p.clinic_id = k.clinic_id AND p.id = k.patient_id
         WHERE k.clinic_id = $1 AND k.group_send_id = $2",
        &[&clinic, &id],
    )
}

/// Notes a line that added nobody, after those that are there.
pub(in super::super) fn unmatched(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    (given, outcome): (&str, Unmatched),
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO group_send_unmatched (clinic_id, group_send_id, position, given, outcome)
         SELECT $1::uuid, $2::uuid, coalesce((SELECT max(position) FROM group_send_unmatched WHERE clinic_id = $1 AND group_send_id = $2), 0) + 1,
                $3::text, $4::text",
        &[&clinic, &id, &given, &outcome],
    )
}

/// How many lines added nobody, by why.
pub(in super::super) fn unmatched_counts(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<Vec<(Unmatched, i64)>, db::Error> {
    tx.all(
        "SELECT outcome, count(*) AS lines FROM group_send_unmatched WHERE clinic_id = $1 AND group_send_id = $2 GROUP BY outcome ORDER BY outcome",
        &[&clinic, &id],
    )
}

/// Lines that added nobody, after `after`.
pub(in super::super) fn unmatched_lines(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    (after, limit): (i64, i64),
) -> Result<Vec<UnmatchedLine>, db::Error> {
    tx.all(
        "SELECT position, given, outcome FROM group_send_unmatched
         WHERE clinic_id = $1 AND group_send_id = $2 AND position > $3 ORDER BY position LIMIT $4",
        &[&clinic, &id, &after, &limit],
    )
}

/// How many there are in the audience: those who would receive it, and those who are skipped by why.
pub(in super::super) fn counts(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
) -> Result<Vec<Counted>, db::Error> {
    tx.all(
        "SELECT reason, count(*) AS people, count(DISTINCT patient_id) AS patients FROM group_send_person
         WHERE clinic_id = $1 AND group_send_id = $2 GROUP BY reason ORDER BY reason",
        &[&clinic, &id],
    )
}

/// Those who would be skipped, from `after` on, in the order of their patients.
pub(in super::super) fn left_out(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    ((patient, person), limit): ((Uuid, Uuid), i64),
) -> Result<Vec<LeftOut>, db::Error> {
    tx.all(
        "SELECT patient_id, given_name, family_name, birth_date, portal_user_id, reader_name, reason FROM group_send_person
         WHERE clinic_id = $1 AND group_send_id = $2 AND patient_id >= $3 AND reason IS NOT NULL
           AND (patient_id > $3 OR coalesce(portal_user_id, $5) > $4)
         ORDER BY patient_id, coalesce(portal_user_id, $5) LIMIT $6",
        &[&clinic, &id, &patient, &person, &Uuid::nil(), &limit],
    )
}

/// Patients who would receive it, from `from` on.
pub(in super::super) fn some(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    (from, limit): (Uuid, i64),
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT DISTINCT patient_id FROM group_send_person
         WHERE clinic_id = $1 AND group_send_id = $2 AND patient_id >= $3 AND reason IS NULL ORDER BY patient_id LIMIT $4",
        &[&clinic, &id, &from, &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The last of the next `limit` patients of the clinic after `after`; of those who were added where nobody else is asked for.
pub(in super::super) fn next_stretch(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, only_added): (GroupSendId, bool),
    (after, limit): (Uuid, i64),
) -> Result<Option<Uuid>, db::Error> {
    let found: Option<(Uuid,)> = if only_added {
        tx.opt(
            "SELECT met.patient_id FROM (SELECT patient_id FROM group_send_pick WHERE clinic_id = $1 AND group_send_id = $2 AND patient_id > $3
                 ORDER BY patient_id LIMIT $4) met ORDER BY met.patient_id DESC LIMIT 1",
            &[&clinic, &id, &after, &limit],
        )?
    } else {
        tx.opt(
            "SELECT met.id FROM (SELECT id FROM patient WHERE clinic_id = $1 AND id > $2 ORDER BY id LIMIT $3) met
             ORDER BY met.id DESC LIMIT 1",
            &[&clinic, &after, &limit],
        )?
    };
    Ok(found.map(|(id,)| id))
}

/// Writes down everybody of the audience whose patient lies after `after` and not beyond `through`.
pub(in super::super) fn freeze(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    (after, through): (Uuid, Uuid),
) -> Result<(), db::Error> {
    tx.push(
        "INSERT INTO group_send_recipient (clinic_id, group_send_id, patient_id, portal_user_id, state, reason, was_discharged)
         SELECT clinic_id, group_send_id, patient_id, coalesce(portal_user_id, $5), CASE WHEN reason IS NULL THEN 'waiting' ELSE 'skipped' END,
                reason, status = 'discharged'
         FROM group_send_person
         WHERE clinic_id = $1 AND group_send_id = $2 AND patient_id > $3 AND patient_id <= $4
         ON CONFLICT (clinic_id, group_send_id, patient_id, portal_user_id) DO NOTHING",
        &[&clinic, &id, &after, &through, &Uuid::nil()],
    )?;
    tx.push(
        "UPDATE group_send SET frozen_through = $4,
             total = total + (SELECT count(DISTINCT r.patient_id) FROM group_send_recipient r
                 WHERE r.clinic_id = $1 AND r.group_send_id = $2 AND r.patient_id > $3 AND r.patient_id <= $4 AND r.state = 'waiting'),
             left_out = left_out + (SELECT count(*) FROM group_send_recipient r
                 WHERE r.clinic_id = $1 AND r.group_send_id = $2 AND r.patient_id > $3 AND r.patient_id <= $4 AND r.state = 'skipped')
         WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &after, &through],
    )
}

/// Some of the patients who were added, the first `limit`.
pub(in super::super) fn picks(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: GroupSendId,
    limit: i64,
) -> Result<Vec<PatientId>, db::Error> {
    let found: Vec<(PatientId,)> = tx.all(
        "SELECT patient_id FROM group_send_pick WHERE clinic_id = $1 AND group_send_id = $2 ORDER BY patient_id LIMIT $3",
        &[&clinic, &id, &limit],
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

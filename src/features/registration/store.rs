//! All SQL of registrations.

use super::model::{Application, Consent, Need, Pending, Registration, RegistrationState};
use crate::features::patients::{Channel, NewIdentifier};
use crate::platform::ids::{ClinicId, PatientId, RegistrationId, StaffId};
use crate::platform::time::Timestamp;
use uuid::Uuid;

/// A request, before any code was made for it.
pub(super) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, browser_hash): (RegistrationId, &[u8]),
    (new, channel): (&Application, Channel),
    now: Timestamp,
) -> Result<(), db::Error> {
    let (p, none): (_, &[u8]) = (&new.person, &[]);
    let (version, language) = agreed(new);
    tx.exec(
        "INSERT INTO registration (clinic_id, id, form_key, state, given_name, family_name, birth_date, sex, email, mobile, channel, language,
             consent_version, consent_language, browser_hash, code_hash, code_sent_at, code_expires_at, code_sends, tries, created_at)
         VALUES ($1, $2, $3, 'unconfirmed', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0, 0, 0, $16)",
        &[
            &clinic, &id, &new.form, &p.given_name, &p.family_name, &p.birth_date, &p.sex, &p.email, &p.mobile, &channel, &p.language,
            &version, &language, &browser_hash, &none, &now,
        ],
    )?;
    keep_identifiers(tx, clinic, id, &new.identifiers)
}

fn agreed(new: &Application) -> (Option<i64>, Option<String>) {
    new.consent.clone().unzip()
}

/// The same request with other words: the form was sent again before its code was entered.
pub(super) fn rewrite(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: RegistrationId,
    new: &Application,
) -> Result<(), db::Error> {
    let p = &new.person;
    let (version, language) = agreed(new);
    tx.exec(
        "UPDATE registration SET given_name = $3, family_name = $4, birth_date = $5, sex = $6, email = $7, mobile = $8, language = $9,
             consent_version = $10, consent_language = $11
         WHERE clinic_id = $1 AND id = $2 AND state = 'unconfirmed'",
        &[
            &clinic, &id, &p.given_name, &p.family_name, &p.birth_date, &p.sex, &p.email, &p.mobile, &p.language, &version, &language,
        ],
    )?;
    tx.exec(
        "DELETE FROM registration_identifier WHERE clinic_id = $1 AND registration_id = $2",
        &[&clinic, &id],
    )?;
    keep_identifiers(tx, clinic, id, &new.identifiers)
}

fn keep_identifiers(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: RegistrationId,
    identifiers: &[NewIdentifier],
) -> Result<(), db::Error> {
    for identifier in identifiers {
        tx.exec(
            "INSERT INTO registration_identifier (clinic_id, registration_id, kind, value) VALUES ($1, $2, $3, $4)",
            &[&clinic, &id, &identifier.kind, &identifier.value],
        )?;
    }
    Ok(())
}

/// A code that takes the place of the one before.
pub(super) struct NewCode {
    pub hash: [u8; 32],
    pub channel: Channel,
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
}

pub(super) fn set_code(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: RegistrationId,
    code: &NewCode,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE registration SET code_hash = $3, channel = $4, code_sent_at = $5, code_expires_at = $6, code_sends = code_sends + 1
         WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &&code.hash[..], &code.channel, &code.sent_at, &code.expires_at],
    )?;
    Ok(())
}

macro_rules! pending {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            "id, state, email, mobile, channel, language, browser_hash, code_hash, code_sent_at, code_expires_at, code_sends, tries",
            $tail
        )
    };
}

pub(super) fn pending(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: RegistrationId,
) -> Result<Option<Pending>, db::Error> {
    tx.opt(
        pending!(
            "SELECT ",
            " FROM registration WHERE clinic_id = $1 AND id = $2"
        ),
        &[&clinic, &id],
    )
}

/// The same, held until the transaction ends: guesses made at once come one after the other.
pub(super) fn hold_pending(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: RegistrationId,
) -> Result<Option<Pending>, db::Error> {
    tx.opt(
        pending!(
            "UPDATE registration SET state = state WHERE clinic_id = $1 AND id = $2 RETURNING ",
            ""
        ),
        &[&clinic, &id],
    )
}

/// The request of one filling-in of the form, held.
pub(super) fn by_form(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    form: Uuid,
) -> Result<Option<Pending>, db::Error> {
    tx.opt(
        pending!(
            "UPDATE registration SET state = state WHERE clinic_id = $1 AND form_key = $2 RETURNING ",
            ""
        ),
        &[&clinic, &form],
    )
}

pub(super) fn count_try(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: RegistrationId,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE registration SET tries = tries + 1 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )?;
    Ok(())
}

pub(super) fn set_waiting(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: RegistrationId,
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE registration SET state = 'waiting', confirmed_at = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &now],
    )?;
    Ok(())
}

/// The requests that a condition takes in, with the name of who decided.
macro_rules! registrations {
    ($which:literal) => {
        concat!(
            "SELECT r.id, r.state, r.given_name, r.family_name, r.birth_date, r.sex, r.email, r.mobile, r.channel, r.language,
                    r.consent_version, r.consent_language, r.created_at, r.confirmed_at, r.decided_by, m.display_name AS decided_by_name,
                    r.decided_at, r.reason, r.told, r.patient_id
             FROM registration r LEFT JOIN staff_member m ON m.clinic_id = r.clinic_id AND m.id = r.decided_by ",
            $which
        )
    };
}

pub(super) fn find_opt(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: RegistrationId,
) -> Result<Option<Registration>, db::Error> {
    tx.opt(
        registrations!("WHERE r.clinic_id = $1 AND r.id = $2"),
        &[&clinic, &id],
    )
}

/// A request, held until the transaction ends: two who decide at once come one after the other.
pub(super) fn hold(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: RegistrationId,
) -> Result<Registration, db::Error> {
    tx.exec(
        "UPDATE registration SET state = state WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id],
    )?;
    find_opt(tx, clinic, id)?.ok_or(db::Error::NotFound)
}

/// Requests in one state, the oldest first, after a place in that order.
pub(super) fn in_state(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    state: RegistrationState,
    after: (Timestamp, RegistrationId),
    limit: i64,
) -> Result<Vec<Registration>, db::Error> {
    tx.all(
        registrations!(
            "WHERE r.clinic_id = $1 AND r.state = $2 AND (r.created_at, r.id) > ($3, $4) ORDER BY r.created_at, r.id LIMIT $5"
        ),
        &[&clinic, &state, &after.0, &after.1, &limit],
    )
}

/// How many requests wait for staff, counted no further than `most`.
pub(super) fn waiting(tx: &mut db::Tx<'_>, clinic: ClinicId, most: i64) -> Result<i64, db::Error> {
    let (count,): (i64,) = tx.one(
        "SELECT count(*) FROM (SELECT id FROM registration WHERE clinic_id = $1 AND state = 'waiting' LIMIT $2) counted",
        &[&clinic, &most],
    )?;
    Ok(count)
}

/// The identifiers of several requests, by kind.
pub(super) fn identifiers(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[RegistrationId],
) -> Result<Vec<(RegistrationId, NewIdentifier)>, db::Error> {
    let rows: Vec<(RegistrationId, String, String)> = tx.all(
        "SELECT registration_id, kind, value FROM registration_identifier
         WHERE clinic_id = $1 AND registration_id = ANY($2) ORDER BY kind",
        &[&clinic, &ids],
    )?;
    let identifier = |(id, kind, value)| (id, NewIdentifier { kind, value });
    Ok(rows.into_iter().map(identifier).collect())
}

/// What was decided.
pub(super) struct Decided {
    pub state: RegistrationState,
    pub patient: Option<PatientId>,
    pub reason: String,
    pub told: bool,
}

impl Decided {
    /// It led to a patient.
    pub(super) fn of(state: RegistrationState, patient: PatientId) -> Decided {
        Decided {
            state,
            patient: Some(patient),
            reason: String::new(),
            told: false,
        }
    }
}

pub(super) fn decide(
    tx: &mut db::Tx<'_>,
    (clinic, id): (ClinicId, RegistrationId),
    decided: &Decided,
    (by, now): (StaffId, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE registration SET state = $3, patient_id = $4, reason = $5, told = $6, decided_by = $7, decided_at = $8
         WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &decided.state, &decided.patient, &decided.reason, &decided.told, &by, &now],
    )?;
    Ok(())
}

pub(super) fn form(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<Option<(i64, String, String)>, db::Error> {
    tx.opt(
        "SELECT version, words_en, words_fr FROM registration_form WHERE clinic_id = $1",
        &[&clinic],
    )
}

pub(super) fn set_form(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (version, words_en, words_fr): (i64, &str, &str),
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO registration_form (clinic_id, version, words_en, words_fr, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (clinic_id) DO UPDATE SET version = excluded.version, words_en = excluded.words_en, words_fr = excluded.words_fr,
             updated_at = excluded.updated_at",
        &[&clinic, &version, &words_en, &words_fr, &now],
    )?;
    Ok(())
}

pub(super) fn fields(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<Vec<(String, Need)>, db::Error> {
    tx.all(
        "SELECT field, need FROM registration_field WHERE clinic_id = $1 ORDER BY field",
        &[&clinic],
    )
}

pub(super) fn set_fields(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    fields: &[(String, Need)],
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM registration_field WHERE clinic_id = $1",
        &[&clinic],
    )?;
    for (field, need) in fields.iter().filter(|(_, need)| *need != Need::Hidden) {
        tx.exec(
            "INSERT INTO registration_field (clinic_id, field, need) VALUES ($1, $2, $3)",
            &[&clinic, &field, need],
        )?;
    }
    Ok(())
}

pub(super) fn newest_consent(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
) -> Result<Option<Consent>, db::Error> {
    tx.opt(
        "SELECT version, text_en, text_fr FROM registration_consent WHERE clinic_id = $1 ORDER BY version DESC LIMIT 1",
        &[&clinic],
    )
}

pub(super) fn consent(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    version: i64,
) -> Result<Option<Consent>, db::Error> {
    tx.opt(
        "SELECT version, text_en, text_fr FROM registration_consent WHERE clinic_id = $1 AND version = $2",
        &[&clinic, &version],
    )
}

pub(super) fn add_consent(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (version, (text_en, text_fr)): (i64, (&str, &str)),
    (by, now): (StaffId, Timestamp),
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO registration_consent (clinic_id, version, text_en, text_fr, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6)",
        &[&clinic, &version, &text_en, &text_fr, &by, &now],
    )?;
    Ok(())
}

/// Deletes requests whose code was never entered and that were made before `before`, in every clinic.
pub(super) fn forget_unconfirmed(tx: &mut db::Tx<'_>, before: Timestamp) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM registration_identifier WHERE (clinic_id, registration_id) IN
             (SELECT clinic_id, id FROM registration WHERE state = 'unconfirmed' AND created_at < $1)",
        &[&before],
    )?;
    tx.exec(
        "DELETE FROM registration WHERE state = 'unconfirmed' AND created_at < $1",
        &[&before],
    )?;
    Ok(())
}

/// Deletes requests that were refused before `before`, in every clinic.
pub(super) fn forget_refused(tx: &mut db::Tx<'_>, before: Timestamp) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM registration_identifier WHERE (clinic_id, registration_id) IN
             (SELECT clinic_id, id FROM registration WHERE state = 'refused' AND decided_at < $1)",
        &[&before],
    )?;
    tx.exec(
        "DELETE FROM registration WHERE state = 'refused' AND decided_at < $1",
        &[&before],
    )?;
    Ok(())
}

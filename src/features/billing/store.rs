//! All SQL of billing.

use super::model::{Fee, FeeCode, FeeVersion, Settings};
use crate::platform::ids::{ClinicId, ConversationId, FeeCodeId, MessageId, PatientId, StaffId};
use crate::platform::time::Timestamp;

/// How the clinic bills; as a new one does where nothing has been set.
pub(super) fn settings(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Settings, db::Error> {
    let found: Option<(String, i64)> = tx.opt(
        "SELECT currency, cycle_day FROM billing_settings WHERE clinic_id = $1",
        &[&clinic],
    )?;
    Ok(
        found.map_or_else(Settings::default, |(currency, cycle_day)| Settings {
            currency,
            cycle_day,
        }),
    )
}

pub(super) fn set_settings(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    settings: &Settings,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO billing_settings (clinic_id, currency, cycle_day) VALUES ($1, $2, $3)
         ON CONFLICT (clinic_id) DO UPDATE SET currency = excluded.currency, cycle_day = excluded.cycle_day",
        &[&clinic, &settings.currency, &settings.cycle_day],
    )?;
    Ok(())
}

/// Every fee code of the clinic, retired ones too.
pub(super) fn fee_codes(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Vec<FeeCode>, db::Error> {
    tx.all(
        "SELECT f.id, f.code, f.version, v.description, v.amount_cents, f.retired_at
         FROM fee_code f JOIN fee_code_version v ON v.clinic_id = f.clinic_id AND v.fee_code_id = f.id AND v.version = f.version
         WHERE f.clinic_id = $1",
        &[&clinic],
    )
}

pub(super) fn fee_code(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FeeCodeId,
) -> Result<FeeCode, db::Error> {
    tx.one(
        "SELECT f.id, f.code, f.version, v.description, v.amount_cents, f.retired_at
         FROM fee_code f JOIN fee_code_version v ON v.clinic_id = f.clinic_id AND v.fee_code_id = f.id AND v.version = f.version
         WHERE f.clinic_id = $1 AND f.id = $2",
        &[&clinic, &id],
    )
}

/// The fee code that is written so.
pub(super) fn by_code(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    code: &str,
) -> Result<Option<FeeCode>, db::Error> {
    tx.opt(
        "SELECT f.id, f.code, f.version, v.description, v.amount_cents, f.retired_at
         FROM fee_code f JOIN fee_code_version v ON v.clinic_id = f.clinic_id AND v.fee_code_id = f.id AND v.version = f.version
         WHERE f.clinic_id = $1 AND f.code = $2",
        &[&clinic, &code],
    )
}

pub(super) fn versions(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FeeCodeId,
) -> Result<Vec<FeeVersion>, db::Error> {
    tx.all(
        "SELECT v.version, v.description, v.amount_cents, m.display_name AS saved_by, v.saved_at
         FROM fee_code_version v JOIN staff_member m ON m.clinic_id = v.clinic_id AND m.id = v.saved_by
         WHERE v.clinic_id = $1 AND v.fee_code_id = $2 ORDER BY v.version DESC",
        &[&clinic, &id],
    )
}

pub(super) fn insert_fee_code(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, code): (FeeCodeId, &str),
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO fee_code (clinic_id, id, code, version, created_at) VALUES ($1, $2, $3, 0, $4)",
        &[&clinic, &id, &code, &now],
    )?;
    Ok(())
}

/// Adds the version after `before`; false when another has come in between.
pub(super) fn add_version(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, before): (FeeCodeId, i64),
    fee: &Fee,
    (by, now): (StaffId, Timestamp),
) -> Result<bool, db::Error> {
    let next = before + 1;
    let moved = tx.exec(
        "UPDATE fee_code SET version = $4 WHERE clinic_id = $1 AND id = $2 AND version = $3",
        &[&clinic, &id, &before, &next],
    )?;
    if moved == 0 {
        return Ok(false);
    }
    tx.exec(
        "INSERT INTO fee_code_version (clinic_id, fee_code_id, version, description, amount_cents, saved_by, saved_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[&clinic, &id, &next, &fee.description, &fee.amount_cents, &by, &now],
    )?;
    Ok(true)
}

pub(super) fn set_retired(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FeeCodeId,
    at: Option<Timestamp>,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE fee_code SET retired_at = $3 WHERE clinic_id = $1 AND id = $2",
        &[&clinic, &id, &at],
    )
}

/// A message to be billed.
pub(super) struct Bill<'a> {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub patient: PatientId,
    pub staff: StaffId,
    pub fee: &'a FeeCode,
    pub at: Timestamp,
}

pub(super) fn bill(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    bill: &Bill<'_>,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO billable_message (clinic_id, message_id, conversation_id, patient_id, staff_id, fee_code_id, fee_version, billed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &clinic, &bill.message, &bill.conversation, &bill.patient, &bill.staff, &bill.fee.id, &bill.fee.version, &bill.at,
        ],
    )?;
    Ok(())
}

db::row! {
    /// A message that was billed, as it was billed.
    #[derive(Debug, Clone)]
    pub struct Billed {
        /// The message.
        pub message_id: MessageId,
        /// Its conversation.
        pub conversation_id: ConversationId,
        /// The patient.
        pub patient_id: PatientId,
        /// The patient's name.
        pub patient_name: String,
        /// The member who wrote it.
        pub staff_name: String,
        /// The fee code.
        pub fee_code_id: FeeCodeId,
        /// Its version.
        pub fee_version: i64,
        /// The code.
        pub code: String,
        /// What it is for.
        pub description: String,
        /// The amount, in cents.
        pub amount_cents: i64,
        /// When.
        pub billed_at: Timestamp,
    }
}

macro_rules! billed {
    ($where:literal) => {
        concat!(
            "SELECT b.message_id, b.conversation_id, b.patient_id, trim(p.given_name || ' ' || p.family_name) AS patient_name,
                m.display_name AS staff_name, b.fee_code_id, b.fee_version, f.code, v.description, v.amount_cents, b.billed_at
             FROM billable_message b
             JOIN patient p ON p.clinic_id = b.clinic_id AND p.id = b.patient_id
             JOIN staff_member m ON m.clinic_id = b.clinic_id AND m.id = b.staff_id
             JOIN fee_code f ON f.clinic_id = b.clinic_id AND f.id = b.fee_code_id
             JOIN fee_code_version v ON v.clinic_id = b.clinic_id AND v.fee_code_id = b.fee_code_id AND v.version = b.fee_version",
            $where
        )
    };
}

pub(super) fn billed(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
) -> Result<Billed, db::Error> {
    tx.one(
        billed!(" WHERE b.clinic_id = $1 AND b.message_id = $2"),
        &[&clinic, &message],
    )
}

/// The codes that messages stand billed with, corrections taken in; those that were taken off are left out.
pub fn standing_codes(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    ids: &[uuid::Uuid],
) -> Result<Vec<(MessageId, String)>, db::Error> {
    tx.all(
        "SELECT b.message_id, f.code FROM billable_message b
         LEFT JOIN billing_correction c ON c.clinic_id = b.clinic_id AND c.message_id = b.message_id AND c.step = (
            SELECT max(x.step) FROM billing_correction x WHERE x.clinic_id = b.clinic_id AND x.message_id = b.message_id)
         JOIN fee_code f ON f.clinic_id = b.clinic_id
            AND f.id = CASE WHEN c.step IS NULL THEN b.fee_code_id ELSE c.new_fee_code_id END
         WHERE b.clinic_id = $1 AND b.message_id = ANY($2)",
        &[&clinic, &ids],
    )
}

/// What was billed from `from` until before `until`, in the order of time.
pub(super) fn billed_between(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Billed>, db::Error> {
    tx.all(
        billed!(" WHERE b.clinic_id = $1 AND b.billed_at >= $2 AND b.billed_at < $3 ORDER BY b.billed_at, b.message_id"),
        &[&clinic, &from, &until],
    )
}

db::row! {
    /// A correction: what stood before and what stands instead.
    #[derive(Debug, Clone)]
    pub struct Correction {
        /// The message.
        pub message_id: MessageId,
        /// Counted from 1.
        pub step: i64,
        /// The code that stood before.
        pub old_code: Option<String>,
        /// What it is for.
        pub old_description: Option<String>,
        /// Its amount, in cents.
        pub old_cents: Option<i64>,
        /// The fee code that stands instead.
        pub new_fee_code_id: Option<FeeCodeId>,
        /// Its version.
        pub new_fee_version: Option<i64>,
        /// Its code.
        pub new_code: Option<String>,
        /// What it is for.
        pub new_description: Option<String>,
        /// Its amount, in cents.
        pub new_cents: Option<i64>,
        /// Why.
        pub reason: String,
        /// Who.
        pub corrected_by: String,
        /// When.
        pub corrected_at: Timestamp,
    }
}

macro_rules! corrections {
    ($where:literal) => {
        concat!(
            "SELECT c.message_id, c.step, o.code AS old_code, ov.description AS old_description, ov.amount_cents AS old_cents,
                c.new_fee_code_id, c.new_fee_version, n.code AS new_code, nv.description AS new_description, nv.amount_cents AS new_cents,
                c.reason, m.display_name AS corrected_by, c.corrected_at
             FROM billing_correction c
             JOIN staff_member m ON m.clinic_id = c.clinic_id AND m.id = c.corrected_by
             LEFT JOIN fee_code o ON o.clinic_id = c.clinic_id AND o.id = c.old_fee_code_id
             LEFT JOIN fee_code_version ov ON ov.clinic_id = c.clinic_id AND ov.fee_code_id = c.old_fee_code_id AND ov.version = c.old_fee_version
             LEFT JOIN fee_code n ON n.clinic_id = c.clinic_id AND n.id = c.new_fee_code_id
             LEFT JOIN fee_code_version nv ON nv.clinic_id = c.clinic_id AND nv.fee_code_id = c.new_fee_code_id AND nv.version = c.new_fee_version",
            $where
        )
    };
}

/// The corrections of a message, the first one first.
pub(super) fn corrections(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    message: MessageId,
) -> Result<Vec<Correction>, db::Error> {
    tx.all(
        corrections!(" WHERE c.clinic_id = $1 AND c.message_id = $2 ORDER BY c.step"),
        &[&clinic, &message],
    )
}

/// The corrections that were made from `from` until before `until`, in the order of time.
pub(super) fn corrections_between(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Correction>, db::Error> {
    tx.all(
        corrections!(" WHERE c.clinic_id = $1 AND c.corrected_at >= $2 AND c.corrected_at < $3 ORDER BY c.corrected_at, c.message_id, c.step"),
        &[&clinic, &from, &until],
    )
}

/// A correction to be written.
pub(super) struct Correct<'a> {
    pub message: MessageId,
    pub step: i64,
    pub old: Option<(FeeCodeId, i64)>,
    pub new: Option<(FeeCodeId, i64)>,
    pub reason: &'a str,
    pub by: StaffId,
    pub at: Timestamp,
}

pub(super) fn correct(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    c: &Correct<'_>,
) -> Result<(), db::Error> {
    let (old, old_version) = c.old.unzip();
    let (new, new_version) = c.new.unzip();
    tx.exec(
        "INSERT INTO billing_correction (clinic_id, message_id, step, old_fee_code_id, old_fee_version, new_fee_code_id, new_fee_version,
             reason, corrected_by, corrected_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &clinic, &c.message, &c.step, &old, &old_version, &new, &new_version, &c.reason, &c.by, &c.at,
        ],
    )?;
    Ok(())
}

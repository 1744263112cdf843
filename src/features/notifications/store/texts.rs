//! SQL of what text providers report, and of addresses to which nothing goes any more.

use crate::features::notifications::model::DeliveryState;
use crate::features::notifications::stop::{Stopped, Why};
use crate::features::patients::Channel;
use crate::platform::ids::{ClinicId, DeliveryId};
use crate::platform::time::Timestamp;

db::row! {
    /// A text as it stands, held until the transaction ends.
    pub(in super::super) struct HeldText {
        /// How far it came.
        pub state: DeliveryState,
        /// The provider's id of the last text that it took.
        pub provider_id: Option<String>,
    }
}

/// Holds a delivery by text.
pub(in super::super) fn hold_text(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
) -> Result<Option<HeldText>, db::Error> {
    tx.opt(
        "UPDATE delivery SET updated_at = updated_at WHERE clinic_id = $1 AND id = $2 AND channel = 'text' RETURNING state, provider_id",
        &[&clinic, &id],
    )
}

/// What a provider reports of a text.
pub(in super::super) struct Reported<'a> {
    pub provider_id: &'a str,
    pub outcome: DeliveryState,
    pub code: &'a str,
}

/// Keeps a report; `false` where it is kept already.
pub(in super::super) fn keep_report(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
    report: &Reported<'_>,
    now: Timestamp,
) -> Result<bool, db::Error> {
    let kept = tx.exec(
        "INSERT INTO text_report (clinic_id, delivery_id, provider_id, outcome, code, reported_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (clinic_id, delivery_id, provider_id, outcome) DO NOTHING",
        &[&clinic, &id, &report.provider_id, &report.outcome, &report.code, &now],
    )?;
    Ok(kept == 1)
}

/// What was reported of a text, the last last.
pub(in super::super) fn reports(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: DeliveryId,
    provider_id: &str,
) -> Result<Vec<(DeliveryState, String)>, db::Error> {
    tx.all(
        "SELECT outcome, code FROM text_report WHERE clinic_id = $1 AND delivery_id = $2 AND provider_id = $3 ORDER BY reported_at",
        &[&clinic, &id, &provider_id],
    )
}

/// Keeps a word that a number said; `false` where it is kept already.
pub(in super::super) fn keep_word(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (id, number, word): (&str, &str, &str),
    now: Timestamp,
) -> Result<bool, db::Error> {
    let kept = tx.exec(
        "INSERT INTO text_word (clinic_id, provider_id, number, word, heard_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (clinic_id, provider_id) DO NOTHING",
        &[&clinic, &id, &number, &word, &now],
    )?;
    Ok(kept == 1)
}

/// No notice goes to this address any more.
pub(in super::super) fn stop(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (channel, address, why): (Channel, &str, Why),
    now: Timestamp,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO stopped_address (clinic_id, channel, address, why, since) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (clinic_id, channel, address) DO NOTHING",
        &[&clinic, &channel, &address, &why, &now],
    )
    .map(drop)
}

/// Notices go to this address again.
pub(in super::super) fn start(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    (channel, address): (Channel, &str),
) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM stopped_address WHERE clinic_id = $1 AND channel = $2 AND address = $3",
        &[&clinic, &channel, &address],
    )
    .map(drop)
}

/// Since when and why no notice goes to an address, where that is so.
pub(in super::super) fn stopped(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    channel: Channel,
    address: &str,
) -> Result<Option<Stopped>, db::Error> {
    tx.opt(
        "SELECT channel, address, why, since FROM stopped_address WHERE clinic_id = $1 AND channel = $2 AND address = $3",
        &[&clinic, &channel, &address],
    )
}

//! Everything that stands on the filed conversation's pages, read in one transaction.

use super::store::{self, ClinicRow, FileRow, Reach, Waiting};
use crate::features::conversations::model::Cursor;
use crate::features::conversations::store::automatic::{self, AutomaticRow};
use crate::features::conversations::store::staff::{self as rows, HeadRow, MessageRow, ReceiptRow};
use crate::features::notifications::{self, Delivery};
use crate::features::patients::{self, Patient};
use crate::platform::auth::Scope;
use crate::platform::ids::{ClinicId, FilingId};
use crate::platform::time::Timestamp;

/// Everything on the pages.
pub(super) struct Contents {
    pub request: Waiting,
    /// How far the conversation had come when it was read.
    pub reach: Reach,
    /// The number that this version gets.
    pub version: i64,
    pub clinic: ClinicRow,
    pub patient: Patient,
    /// Kind and value.
    pub identifiers: Vec<(String, String)>,
    pub head: HeadRow,
    pub to_staff: Vec<String>,
    /// Name and relationship.
    pub readers: Vec<(String, String)>,
    /// Oldest first.
    pub messages: Vec<MessageRow>,
    pub files: Vec<FileRow>,
    pub receipts: Vec<ReceiptRow>,
    pub automatic: Vec<AutomaticRow>,
    pub deliveries: Vec<Delivery>,
    /// When the pages are made.
    pub now: Timestamp,
}

/// Reads a conversation for the request `id`; none where the request waits no more.
pub(super) fn load(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: FilingId,
    now: Timestamp,
) -> Result<Option<Contents>, db::Error> {
    let Some(request) = store::waiting(tx, clinic, id)? else {
        return Ok(None);
    };
    let scope = Scope {
        clinic,
        portal: None,
    };
    let conversation = request.conversation_id;
    let reach = store::reach(tx, clinic, conversation)?;
    let filed = store::newest_filed(tx, clinic, conversation)?;
    let messages = rows::messages(tx, clinic, conversation, Cursor::START, i64::MAX)?;
    let readers = rows::readers(tx, clinic, conversation)?;
    let to_staff = rows::to_staff(tx, clinic, conversation)?;
    let mut messages = tx.take(messages)?;
    messages.reverse();
    let ids: Vec<uuid::Uuid> = messages.iter().map(|m| m.id.uuid()).collect();
    let automatic = automatic::of(tx, clinic, &ids)?;
    Ok(Some(Contents {
        reach,
        version: filed.and_then(|f| f.version).unwrap_or(0) + 1,
        clinic: store::clinic(tx, clinic)?,
        patient: patients::load(tx, &scope, reach.patient_id)?,
        identifiers: patients::identifiers(tx, &scope, reach.patient_id)?,
        head: rows::head(tx, clinic, conversation)?,
        to_staff: tx
            .take(to_staff)?
            .into_iter()
            .map(|(_, name)| name)
            .collect(),
        readers: tx
            .take(readers)?
            .into_iter()
            .map(|(_, name, relationship)| (name, relationship))
            .collect(),
        files: store::hashes(tx, clinic, &ids)?,
        receipts: rows::receipts(tx, clinic, &ids)?,
        automatic: tx.take(automatic)?,
        deliveries: notifications::deliveries(tx, &scope, conversation)?,
        messages,
        request,
        now,
    }))
}

//! SQL of chart items.

use super::super::model::ChartKind;
use crate::platform::auth::Scope;
use crate::platform::ids::{ChartItemId, ClinicId, FileId, PatientId, StaffId};
use crate::platform::time::Timestamp;

db::row! {
    /// An item of a patient's chart, with its file where it has one.
    #[derive(Debug, Clone)]
    pub struct ChartItem {
        /// The item.
        pub id: ChartItemId,
        /// Whose chart.
        pub patient_id: PatientId,
        /// What it is (M30).
        pub kind: ChartKind,
        /// Its title.
        pub title: String,
        /// `YYYY-MM-DD`.
        pub item_date: String,
        /// Who wrote it; may be empty.
        pub author: String,
        /// Its file.
        pub file_id: Option<FileId>,
        /// Its address on the web, for videos.
        pub link: Option<String>,
        /// The file's name.
        pub file_name: Option<String>,
        /// The file's type, as its content was found to be.
        pub content_type: Option<String>,
        /// The file's size in bytes.
        pub size: Option<i64>,
    }
}

/// A new item's row.
pub(crate) struct ChartItemRow<'a> {
    pub(crate) id: ChartItemId,
    pub(crate) patient: PatientId,
    pub(crate) kind: ChartKind,
    pub(crate) title: &'a str,
    pub(crate) search_text: &'a str,
    pub(crate) item_date: &'a str,
    pub(crate) author: &'a str,
    pub(crate) file: Option<FileId>,
    pub(crate) link: Option<&'a str>,
    pub(crate) source_key: Option<&'a str>,
    pub(crate) now: Timestamp,
}

pub(crate) fn insert(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    row: &ChartItemRow<'_>,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO chart_item (clinic_id, id, patient_id, kind, title, search_text, item_date, author, file_id, link, source_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &[
            &clinic, &row.id, &row.patient, &row.kind, &row.title, &row.search_text, &row.item_date, &row.author, &row.file,
            &row.link, &row.source_key, &row.now,
        ],
    )?;
    Ok(())
}

/// Whether a message or a draft refers to an item.
pub(crate) fn is_sent(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    id: ChartItemId,
) -> Result<bool, db::Error> {
    let found: Option<(ChartItemId,)> = tx.opt(
        "SELECT c.id FROM chart_item c
         WHERE c.clinic_id = $1 AND c.id = $2
           AND (EXISTS (SELECT 1 FROM message_attachment a WHERE a.clinic_id = c.clinic_id AND a.chart_item_id = c.id)
             OR EXISTS (SELECT 1 FROM draft_attachment a WHERE a.clinic_id = c.clinic_id AND a.chart_item_id = c.id))",
        &[&clinic, &id],
    )?;
    Ok(found.is_some())
}

/// Writes an item over what it was.
pub(crate) fn overwrite(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    row: &ChartItemRow<'_>,
) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE chart_item SET patient_id = $3, kind = $4, title = $5, search_text = $6, item_date = $7, author = $8,
             file_id = $9, link = $10
         WHERE clinic_id = $1 AND id = $2",
        &[
            &clinic, &row.id, &row.patient, &row.kind, &row.title, &row.search_text, &row.item_date, &row.author, &row.file,
            &row.link,
        ],
    )
}

pub(crate) fn by_source_key(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    source_key: &str,
) -> Result<Option<ChartItemId>, db::Error> {
    let found: Option<(ChartItemId,)> = tx.opt(
        "SELECT id FROM chart_item WHERE clinic_id = $1 AND source_key = $2",
        &[&clinic, &source_key],
    )?;
    Ok(found.map(|(id,)| id))
}

/// Whether a file may become a chart item's: it passed all checks, this member uploaded it, and nothing else has it.
pub(crate) fn file_is_free(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    file: FileId,
    uploader: StaffId,
) -> Result<bool, db::Error> {
    let free: Option<(FileId,)> = tx.opt(
        "SELECT f.id FROM stored_file f
         WHERE f.clinic_id = $1 AND f.id = $2 AND f.state = 'available' AND f.uploaded_by_staff = $3
           AND NOT EXISTS (SELECT 1 FROM message_attachment a WHERE a.clinic_id = f.clinic_id AND a.file_id = f.id)
           AND NOT EXISTS (SELECT 1 FROM draft_attachment a WHERE a.clinic_id = f.clinic_id AND a.file_id = f.id)
           AND NOT EXISTS (SELECT 1 FROM chart_item c WHERE c.clinic_id = f.clinic_id AND c.file_id = f.id)",
        &[&clinic, &file, &uploader],
    )?;
    Ok(free.is_some())
}

/// Which items of a chart, besides their dates. Empty text is no filter.
pub(crate) struct Which<'a> {
    pub(crate) patient: PatientId,
    pub(crate) kind: &'a str,
    pub(crate) words: [&'a str; 3],
    /// Only what can be sent: a filed conversation names who really wrote each message, and stays with the clinic.
    pub(crate) attachable: bool,
}

/// A page of a chart, the newest first: items dated `from` to `to` that lie before the place `before`.
pub(crate) fn page(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    which: &Which<'_>,
    (from, to): (&str, &str),
    ((date, id), limit): ((&str, ChartItemId), i64),
) -> Result<Vec<ChartItem>, db::Error> {
    let [a, b, c] = which.words;
    tx.all(
        "WITH page AS (
             SELECT clinic_id, id, item_date FROM chart_item i
             WHERE clinic_id = $1 AND patient_id = $2 AND item_date >= $3 AND item_date <= $4 AND (item_date, id) < ($5, $6)
               AND ($7::text = '' OR kind = $7)
               AND ($8::text = '' OR replace(search_text, $8, '') <> search_text)
               AND ($9::text = '' OR replace(search_text, $9, '') <> search_text)
               AND ($10::text = '' OR replace(search_text, $10, '') <> search_text)
               AND (NOT $12::boolean OR NOT EXISTS (
                   SELECT 1 FROM conversation_filing_part p WHERE p.clinic_id = i.clinic_id AND p.chart_item_id = i.id))
             ORDER BY item_date DESC, id DESC LIMIT $11)
         SELECT c.id, c.patient_id, c.kind, c.title, c.item_date, c.author, c.file_id, c.link, f.file_name, f.content_type, f.size
         FROM page
         JOIN chart_item c ON c.clinic_id = page.clinic_id AND c.id = page.id
         LEFT JOIN stored_file f ON f.clinic_id = c.clinic_id AND f.id = c.file_id
         ORDER BY c.item_date DESC, c.id DESC",
        &[&clinic, &which.patient, &from, &to, &date, &id, &which.kind, &a, &b, &c, &limit, &which.attachable],
    )
}

/// How many items there are in all, before `from`, and after `to`.
pub(crate) fn counts(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    which: &Which<'_>,
    (from, to): (&str, &str),
) -> Result<(i64, i64, i64), db::Error> {
    let [a, b, c] = which.words;
    tx.one(
        "SELECT count(*), count(CASE WHEN item_date < $3 THEN 1 END), count(CASE WHEN item_date > $4 THEN 1 END)
         FROM chart_item i
         WHERE clinic_id = $1 AND patient_id = $2 AND ($5::text = '' OR kind = $5)
           AND ($6::text = '' OR replace(search_text, $6, '') <> search_text)
           AND ($7::text = '' OR replace(search_text, $7, '') <> search_text)
           AND ($8::text = '' OR replace(search_text, $8, '') <> search_text)
           AND (NOT $9::boolean OR NOT EXISTS (
               SELECT 1 FROM conversation_filing_part p WHERE p.clinic_id = i.clinic_id AND p.chart_item_id = i.id))",
        &[&clinic, &which.patient, &from, &to, &which.kind, &a, &b, &c, &which.attachable],
    )
}

/// An item that the actor may see: staff every one of the clinic, a portal user those that were sent to them.
pub(crate) fn item(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: ChartItemId,
) -> Result<ChartItem, db::Error> {
    let (portal_user, patient) = scope.portal.unzip();
    tx.one(
        "SELECT c.id, c.patient_id, c.kind, c.title, c.item_date, c.author, c.file_id, c.link, f.file_name, f.content_type, f.size
         FROM chart_item c
         LEFT JOIN stored_file f ON f.clinic_id = c.clinic_id AND f.id = c.file_id
         WHERE c.clinic_id = $1 AND c.id = $2
           AND ($3::uuid IS NULL OR EXISTS (
               SELECT 1 FROM message_attachment a
               JOIN conversation_portal_user r ON r.clinic_id = a.clinic_id AND r.conversation_id = a.conversation_id
               WHERE a.clinic_id = c.clinic_id AND a.chart_item_id = c.id AND r.portal_user_id = $3 AND r.patient_id = $4))",
        &[&scope.clinic, &id, &portal_user, &patient],
    )
}

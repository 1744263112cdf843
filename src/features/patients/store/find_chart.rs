//! SQL that finds chart items by exact conditions.

use super::super::find_chart::ItemFilter;
use super::chart::ChartItem;
use crate::platform::ids::{ChartItemId, ClinicId};

macro_rules! items {
    ($also:literal) => {
        concat!(
            "WITH page AS (
                SELECT i.clinic_id, i.id FROM chart_item i
                WHERE i.clinic_id = $1 AND i.id < $2 AND i.kind = ANY($3)
                  AND ($4::text = '' OR i.item_date >= $4) AND ($5::text = '' OR i.item_date < $5)",
            $also,
            " ORDER BY i.id DESC LIMIT $6)
             SELECT c.id, c.patient_id, c.kind, c.title, c.item_date, c.author, c.file_id, c.link, f.file_name, f.content_type, f.size
             FROM page
             JOIN chart_item c ON c.clinic_id = page.clinic_id AND c.id = page.id
             LEFT JOIN stored_file f ON f.clinic_id = c.clinic_id AND f.id = c.file_id
             ORDER BY c.id DESC"
        )
    };
}

pub(crate) fn items(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    filter: &ItemFilter,
    (before, limit): (Option<ChartItemId>, i64),
) -> Result<Vec<ChartItem>, db::Error> {
    let before = before.unwrap_or(uuid::Uuid::max().into());
    let kinds: Vec<&str> = filter.kinds.iter().map(|k| k.code()).collect();
    let from = filter.dated.0.as_deref().unwrap_or_default();
    let to = filter.dated.1.as_deref().unwrap_or_default();
    let params: [&dyn db::Param; 6] = [&clinic, &before, &kinds, &from, &to, &limit];
    let [a, b, c, d, e, f] = params;
    match (&filter.ids, &filter.patient) {
        (None, None) => tx.all(items!(""), &[a, b, c, d, e, f]),
        (Some(ids), None) => tx.all(items!(" AND i.id = ANY($7)"), &[a, b, c, d, e, f, ids]),
        (None, Some(patient)) => tx.all(
            items!(" AND i.patient_id = $7"),
            &[a, b, c, d, e, f, patient],
        ),
        (Some(ids), Some(patient)) => {
            let sql = items!(" AND i.id = ANY($7) AND i.patient_id = $8");
            tx.all(sql, &[a, b, c, d, e, f, ids, patient])
        }
    }
}

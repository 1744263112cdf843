//! Chart items by exact conditions, a page at a time, for programs.

use super::model::ChartKind;
use super::store::chart::ChartItem;
use super::store::find_chart as rows;
use crate::platform::auth::Scope;
use crate::platform::ids::{ChartItemId, PatientId};

/// Which chart items: all conditions hold together.
#[derive(Debug, Clone, Default)]
pub struct ItemFilter {
    /// Of these kinds.
    pub kinds: Vec<ChartKind>,
    /// Only these.
    pub ids: Option<Vec<ChartItemId>>,
    /// In this patient's chart.
    pub patient: Option<PatientId>,
    /// Dated from this day on, and before this one, as `YYYY-MM-DD`.
    pub dated: (Option<String>, Option<String>),
}

/// Chart items of any patient, the one that came in last first, at most `limit` after `after`.
pub fn find_chart_items(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    filter: &ItemFilter,
    (after, limit): (Option<ChartItemId>, i64),
) -> Result<Vec<ChartItem>, db::Error> {
    if scope.portal.is_some() {
        return Ok(Vec::new());
    }
    rows::items(tx, scope.clinic, filter, (after, limit))
}

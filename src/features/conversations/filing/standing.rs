//! How a conversation stands in the chart, as the thread and the API show it.

use super::store;
use crate::platform::ids::{ChartItemId, ClinicId, ConversationId};
use crate::platform::time::Timestamp;

/// How a conversation stands in the chart (M66).
#[derive(Debug, Clone, Default)]
pub struct Filing {
    /// Whether it is being filed now.
    pub waiting: bool,
    /// Whether the last try has failed for good.
    pub failed: bool,
    /// The latest version.
    pub filed: Option<Filed>,
}

/// A version of a filed conversation.
#[derive(Debug, Clone)]
pub struct Filed {
    /// Its number in the conversation's series, from 1.
    pub version: i64,
    /// When it was filed.
    pub at: Timestamp,
    /// Who asked for it.
    pub by: String,
    /// How many messages it holds.
    pub messages: i64,
    /// The last moment that it holds.
    pub through_at: Timestamp,
    /// Its chart items.
    pub parts: Vec<FiledPart>,
}

/// A chart item of a version.
#[derive(Debug, Clone)]
pub struct FiledPart {
    /// The chart item.
    pub chart_item: ChartItemId,
    /// Bytes.
    pub size: Option<i64>,
}

impl Filing {
    /// Whether a message sent at `at` came after the latest version.
    pub fn lacks(&self, at: Timestamp) -> bool {
        self.filed.as_ref().is_some_and(|f| f.through_at < at)
    }
}

/// How a conversation stands in the chart.
pub fn filing(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    conversation: ConversationId,
) -> Result<Filing, db::Error> {
    let Some(newest) = store::newest(tx, clinic, conversation)? else {
        return Ok(Filing::default());
    };
    let mut filing = Filing {
        waiting: newest.state == "waiting",
        failed: newest.state == "failed",
        filed: None,
    };
    if let Some(row) = store::newest_filed(tx, clinic, conversation)?
        && let (Some(version), Some(at), Some(messages), Some(through_at)) =
            (row.version, row.filed_at, row.messages, row.through_at)
    {
        let parts = store::parts(tx, clinic, row.id)?;
        filing.filed = Some(Filed {
            version,
            at,
            by: row.requested_by,
            messages,
            through_at,
            parts: parts
                .into_iter()
                .map(|(chart_item, size)| FiledPart { chart_item, size })
                .collect(),
        });
    }
    Ok(filing)
}

/// Where a chart item comes from, as far as it is a filed conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiledFrom {
    /// The chart item.
    pub chart_item: ChartItemId,
    /// The conversation.
    pub conversation: ConversationId,
    /// Whether a later version stands beside it.
    pub replaced: bool,
    /// The chart item of the version before it.
    pub replaces: Option<ChartItemId>,
}

/// Those of `items` that are filed conversations, in no order.
pub fn filed_from(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    items: &[ChartItemId],
) -> Result<Vec<FiledFrom>, db::Error> {
    let ids: Vec<uuid::Uuid> = items.iter().map(|item| item.uuid()).collect();
    let rows = store::filed_from(tx, clinic, &ids)?;
    let filed = |row: store::FromRow| FiledFrom {
        chart_item: row.chart_item_id,
        conversation: row.conversation_id,
        replaced: row.replaced,
        replaces: row.replaces,
    };
    Ok(rows.into_iter().map(filed).collect())
}

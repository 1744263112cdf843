//! Alerts of an overdue response (M39).

use super::Value;
use crate::features::settings::{Change, PortalSettings};
use crate::platform::web::Refusal;

/// Days between two alerts of an overdue response, and how many there may be (M39).
const OVERDUE_DAYS: std::ops::RangeInclusive<i64> = 1..=30;
const OVERDUE_ALERTS: std::ops::RangeInclusive<i64> = 0..=10;

pub(super) fn apply(change: &Change, to: &mut PortalSettings, refusals: &mut Vec<Refusal>) {
    if !OVERDUE_DAYS.contains(&change.overdue_every_days) {
        refusals.push(Refusal::field("overdue_every_days", "overdue_days_range"));
    }
    if !OVERDUE_ALERTS.contains(&change.overdue_alerts) {
        refusals.push(Refusal::field("overdue_alerts", "overdue_alerts_range"));
    }
    to.overdue_every_days = change.overdue_every_days;
    to.overdue_alerts = change.overdue_alerts;
}

pub(super) fn values(change: &Change) -> [Value; 2] {
    [
        ("overdue_every_days", change.overdue_every_days.to_string()),
        ("overdue_alerts", change.overdue_alerts.to_string()),
    ]
}

//! Messages and their files (M4, M33, M60).

use super::{Value, number, switch};
use crate::features::settings::{Change, PortalSettings};
use crate::platform::web::Refusal;

/// Fewest and most days that an upload is kept for somebody who has not downloaded it (M33).
const ATTACHMENT_DAYS: std::ops::RangeInclusive<i64> = 7..=3_650;

pub(super) fn apply(change: &Change, to: &mut PortalSettings, refusals: &mut Vec<Refusal>) {
    let days = change.attachment_days.unwrap_or(to.attachment_days);
    if !ATTACHMENT_DAYS.contains(&days) {
        let refusal = Refusal::field("attachment_days", "attachment_days_range");
        let refusal = refusal.with("min", ATTACHMENT_DAYS.start());
        refusals.push(refusal.with("max", ATTACHMENT_DAYS.end()));
    }
    to.attachment_days = days;
    to.conversation_responses = change.conversation_responses;
    to.require_registration = change.require_registration;
}

pub(super) fn values(change: &Change) -> [Value; 3] {
    [
        (
            "conversation_responses",
            switch(change.conversation_responses),
        ),
        ("require_registration", switch(change.require_registration)),
        ("attachment_days", number(change.attachment_days)),
    ]
}

//! The notice for emergencies (M68).

use super::Value;
use crate::features::settings::{Change, PortalSettings};
use crate::platform::text;
use crate::platform::web::Refusal;

/// Longest notice for emergencies, in characters: it is read on a phone above every thread.
const NOTICE_CHARS: usize = 300;

pub(super) fn apply(change: &Change, to: &mut PortalSettings, refusals: &mut Vec<Refusal>) {
    for (field, typed, to) in [
        (
            "emergency_notice_en",
            &change.emergency_notice_en,
            &mut to.emergency_notice_en,
        ),
        (
            "emergency_notice_fr",
            &change.emergency_notice_fr,
            &mut to.emergency_notice_fr,
        ),
    ] {
        let one_line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let clean = text::without_controls(&one_line);
        if clean.is_empty() {
            refusals.push(Refusal::field(field, "notice_missing"));
        } else if clean.chars().count() > NOTICE_CHARS {
            refusals.push(Refusal::field(field, "notice_too_long").with("max", NOTICE_CHARS));
        }
        *to = clean;
    }
}

pub(super) fn values(change: &Change) -> [Value; 2] {
    [
        ("emergency_notice_en", change.emergency_notice_en.clone()),
        ("emergency_notice_fr", change.emergency_notice_fr.clone()),
    ]
}

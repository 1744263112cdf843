//! How patients sign in (M51-M53).

use super::{Value, number, switch};
use crate::features::settings::{Change, PortalSettings};
use crate::platform::web::Refusal;

/// Shortest and longest life of a passcode, in minutes (M52).
pub(in crate::features::settings) const PASSCODE_MINUTES: std::ops::RangeInclusive<i64> = 5..=60;

/// Days that a browser may stay signed in to an account.
const STAY_DAYS: std::ops::RangeInclusive<i64> = 0..=90;

pub(super) fn apply(change: &Change, to: &mut PortalSettings, refusals: &mut Vec<Refusal>) {
    if !PASSCODE_MINUTES.contains(&change.passcode_minutes) {
        refusals.push(Refusal::field("passcode_minutes", "passcode_minutes_range"));
    }
    let stay = change.stay_signed_in_days.unwrap_or(to.stay_signed_in_days);
    if !STAY_DAYS.contains(&stay) {
        refusals.push(Refusal::field("stay_signed_in_days", "stay_days_range"));
    }
    to.sign_in_method = change.sign_in_method;
    to.extra_identifications = change.extra_identifications;
    to.passcode_minutes = change.passcode_minutes;
    to.stay_signed_in_days = stay;
}

pub(super) fn values(change: &Change) -> [Value; 4] {
    [
        ("sign_in_method", change.sign_in_method.code().to_owned()),
        (
            "extra_identifications",
            switch(change.extra_identifications),
        ),
        ("passcode_minutes", change.passcode_minutes.to_string()),
        ("stay_signed_in_days", number(change.stay_signed_in_days)),
    ]
}

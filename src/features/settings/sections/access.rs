//! Whether the portal is open, and for whom (M54-M57).

use super::{Value, switch};
use crate::features::settings::{Change, PortalSettings};
use crate::platform::web::Refusal;

pub(super) fn apply(
    change: &Change,
    owner: bool,
    to: &mut PortalSettings,
    refusals: &mut Vec<Refusal>,
) {
    if change.portal_enabled != to.portal_enabled && !owner {
        refusals.push(Refusal::field("portal_enabled", "owner_only"));
    }
    to.portal_enabled = change.portal_enabled;
    to.accessible = change.accessible;
    to.accessible_to_new_patients = change.accessible_to_new_patients;
}

pub(super) fn values(change: &Change) -> [Value; 3] {
    [
        ("portal_enabled", switch(change.portal_enabled)),
        ("accessible", switch(change.accessible)),
        (
            "accessible_to_new_patients",
            switch(change.accessible_to_new_patients),
        ),
    ]
}

//! What patients can do (M8-M10).

use super::Value;
use crate::features::settings::{Change, PortalSettings};

pub(super) fn apply(change: &Change, to: &mut PortalSettings) {
    to.tier = change.tier.unwrap_or(to.tier);
}

pub(super) fn values(change: &Change) -> [Value; 1] {
    let code = change.tier.map_or("", |tier| tier.code());
    [("tier", code.to_owned())]
}

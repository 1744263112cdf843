//! **Portal billing** (M61). That it needs Stripe is judged where the configuration is known.

use super::{Value, switch};
use crate::features::settings::{Change, PortalSettings};

pub(super) fn apply(change: &Change, to: &mut PortalSettings) {
    to.portal_billing = change.portal_billing.unwrap_or(to.portal_billing);
}

pub(super) fn values(change: &Change) -> [Value; 1] {
    [(
        "portal_billing",
        switch(change.portal_billing == Some(true)),
    )]
}

//! Whether people register themselves as patients (M59). What they are asked has a page of its own.

use super::{Value, switch};
use crate::features::settings::{Change, PortalSettings};

pub(super) fn apply(change: &Change, to: &mut PortalSettings) {
    to.patient_registration = change
        .patient_registration
        .unwrap_or(to.patient_registration);
}

pub(super) fn values(change: &Change) -> [Value; 1] {
    let on = change.patient_registration == Some(true);
    [("patient_registration", switch(on))]
}

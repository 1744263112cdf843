//! What patients start, and what answers them by itself (M10, M72).

use super::{Value, switch};
use crate::features::settings::{Change, PortalSettings};
use crate::platform::ids::WorkgroupId;
use crate::platform::web::Refusal;

pub(super) fn apply(change: &Change, to: &mut PortalSettings, refusals: &mut Vec<Refusal>) {
    to.patients_start = change.patients_start.unwrap_or(to.patients_start);
    to.default_workgroup_id = change
        .default_workgroup_id
        .map(WorkgroupId::from)
        .or(to.default_workgroup_id);
    if to.patients_start && to.default_workgroup_id.is_none() {
        let field = "default_workgroup_id";
        refusals.push(Refusal::field(field, "default_workgroup_missing"));
    }
    to.automatic_replies = change.automatic_replies.unwrap_or(to.automatic_replies);
}

pub(super) fn values(change: &Change) -> [Value; 3] {
    let workgroup = change.default_workgroup_id;
    [
        (
            "patients_start",
            switch(change.patients_start == Some(true)),
        ),
        (
            "default_workgroup_id",
            workgroup.map_or_else(String::new, |id| id.to_string()),
        ),
        (
            "automatic_replies",
            switch(change.automatic_replies == Some(true)),
        ),
    ]
}

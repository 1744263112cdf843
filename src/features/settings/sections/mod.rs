//! The sections of **Portal settings**. Each stands in a file of its own: what it refuses, what it changes, and how the
//! audit writes its values; its part of the page is the template of the same name in `pages/sections/`.
//!
//! A new section is a file here, a template there, a line in each of [`PARTS`], [`apply`] and [`values`], and its fields in
//! [`super::change::Change`], [`super::form::SettingsForm`] and [`PortalSettings`].

mod access;
mod bills;
mod deadlines;
mod messages;
mod notice;
mod patients_start;
mod registration;
pub(super) mod sign_in;
mod tier;

use super::change::Change;
use super::model::PortalSettings;
use crate::platform::web::Refusal;

/// The page's sections in their order: the end of the fieldset's id, and the key of its title.
pub(super) const PARTS: &[(&str, &str)] = &[
    ("access", "settings-part-portal"),
    ("tier", "settings-field-tier"),
    ("sign-in", "settings-part-sign-in"),
    ("messages", "settings-part-messages"),
    ("deadlines", "settings-part-deadlines"),
    ("patients-start", "settings-part-patients-start"),
    ("registration", "settings-part-registration"),
    ("appointments", "settings-part-appointments"),
    ("bills", "settings-part-bills"),
    ("notice", "settings-part-notice"),
    ("look", "look-title"),
    ("lists", "settings-part-lists"),
];

/// A setting's name, as in the form and the API, and its value as the audit writes it.
pub(super) type Value = (&'static str, String);

/// Takes every section of `change` over into `to`; what can't be taken goes to `refusals`.
pub(super) fn apply(
    change: &Change,
    owner: bool,
    to: &mut PortalSettings,
    refusals: &mut Vec<Refusal>,
) {
    access::apply(change, owner, to, refusals);
    tier::apply(change, to);
    sign_in::apply(change, to, refusals);
    messages::apply(change, to, refusals);
    deadlines::apply(change, to, refusals);
    patients_start::apply(change, to, refusals);
    registration::apply(change, to);
    if let Some(appointments) = &change.appointments {
        appointments.apply(to, refusals);
    }
    bills::apply(change, to);
    notice::apply(change, to, refusals);
}

/// Every setting of `change`, in the order of the page.
pub(super) fn values(change: &Change) -> Vec<Value> {
    let mut all = Vec::new();
    all.extend(access::values(change));
    all.extend(tier::values(change));
    all.extend(sign_in::values(change));
    all.extend(messages::values(change));
    all.extend(deadlines::values(change));
    all.extend(patients_start::values(change));
    all.extend(registration::values(change));
    all.extend(change.appointments.iter().flat_map(|a| a.values()));
    all.extend(bills::values(change));
    all.extend(notice::values(change));
    all
}

/// A switch as the audit writes it.
fn switch(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// A number that may have been left out.
fn number(n: Option<i64>) -> String {
    n.map_or_else(String::new, |n| n.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::ClinicId;

    #[test]
    fn no_setting_is_named_twice() {
        let clinic = ClinicId::from_uuid(uuid::Uuid::from_u128(7));
        let mut names: Vec<_> = values(&Change::of(&PortalSettings::new(clinic)))
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}

//! Pages and settings, found by name.

use crate::platform::i18n::{LANGUAGES, Labels, Tr};
use crate::platform::text;
use crate::platform::web::StaffPage;

/// Settings of the portal, each by its name.
const SETTINGS: &str = "settings-field-";

/// A page: its place in the side list, which says who may open it; the keys of its name and of further words for it; its address.
struct Page(
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static str,
);

const PAGES: &[Page] = &[
    Page(
        "inbox",
        "staff-nav-inbox",
        None,
        "/staff/inbox?folder=inbox",
    ),
    Page(
        "inbox",
        "staff-nav-awaiting-response",
        None,
        "/staff/inbox?folder=awaiting_response",
    ),
    Page(
        "inbox",
        "staff-nav-overdue",
        None,
        "/staff/inbox?folder=overdue",
    ),
    Page(
        "inbox",
        "staff-nav-unread-by-patient",
        None,
        "/staff/inbox?folder=unread_by_patient",
    ),
    Page(
        "inbox",
        "staff-nav-to-call",
        None,
        "/staff/inbox?folder=to_call",
    ),
    Page("inbox", "staff-nav-drafts", None, "/staff/drafts"),
    Page("inbox", "staff-nav-scheduled", None, "/staff/scheduled"),
    Page("inbox", "staff-nav-sent", None, "/staff/inbox?folder=sent"),
    Page(
        "inbox",
        "staff-nav-failed-delivery",
        None,
        "/staff/inbox?folder=failed_delivery",
    ),
    Page(
        "inbox",
        "staff-nav-closed",
        None,
        "/staff/inbox?folder=closed",
    ),
    Page("compose", "staff-nav-compose", None, "/staff/compose"),
    Page("patients", "staff-nav-patients", None, "/staff/patients"),
    Page(
        "appointments",
        "appointments-queue-title",
        None,
        "/staff/appointment-requests",
    ),
    Page(
        "registrations",
        "registration-queue-title",
        None,
        "/staff/registrations",
    ),
    Page("templates", "templates-title", None, "/staff/templates"),
    Page("billing", "billing-title", None, "/staff/billing"),
    Page(
        "reports",
        "reports-deliveries",
        Some("reports-title"),
        "/staff/reports/deliveries",
    ),
    Page(
        "reports",
        "reports-group-sends",
        Some("reports-title"),
        "/staff/reports/group-sends",
    ),
    Page(
        "members",
        "staff-nav-members",
        Some("staff-members"),
        "/staff/members",
    ),
    Page("members", "staff-workgroups", None, "/staff/workgroups"),
    Page(
        "members",
        "lists-title",
        Some("lists-also"),
        "/staff/distribution-lists",
    ),
    Page("settings", "settings-title", None, "/staff/settings/portal"),
    Page(
        "settings",
        "labels-title",
        Some("labels-also"),
        "/staff/settings/labels",
    ),
    Page(
        "settings",
        "notices-title",
        Some("notices-link"),
        "/staff/settings/notifications",
    ),
    Page(
        "settings",
        "delivery-title",
        Some("delivery-link"),
        "/staff/settings/delivery",
    ),
    Page(
        "settings",
        "settings-automatic-title",
        None,
        "/staff/settings/automatic-replies",
    ),
    Page(
        "settings",
        "registration-settings",
        None,
        "/staff/settings/registration",
    ),
    Page("settings", "look-title", None, "/staff/settings/look"),
    Page("api-keys", "api-keys-title", None, "/staff/api-keys"),
    Page("audit", "staff-nav-audit", None, "/staff/audit"),
    Page("account", "staff-nav-account", None, "/staff/account"),
];

/// A page or setting that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Its name, in the words of who searches.
    pub(super) name: String,
    /// Where it is.
    pub(super) address: String,
    /// Whether it is one setting of the portal's.
    pub(super) setting: bool,
}

/// What the member may open and `query` names, in any language and by the built-in or the clinic's own words: pages before
/// single settings. Nothing for an empty query.
pub(super) fn places(page: &StaffPage, query: &str) -> Vec<Place> {
    let wanted = text::fold_words(query);
    if wanted.is_empty() {
        return Vec::new();
    }
    let tongues = tongues(&page.tr);
    let named = |keys: &[&str]| {
        let mut texts = tongues
            .iter()
            .flat_map(|tr| keys.iter().map(|key| tr.t(key)));
        texts.any(|text| names(&text, &wanted))
    };
    let mut found = Vec::new();
    for Page(place, name, also, address) in PAGES {
        let mut keys = vec![*name];
        keys.extend(also);
        if page.offers(place) && named(&keys) {
            found.push(Place {
                name: page.tr.t(name),
                address: (*address).to_owned(),
                setting: false,
            });
        }
    }
    if page.offers("settings") {
        for key in page.tr.keys(SETTINGS).filter(|key| named(&[key.as_str()])) {
            let field = key.trim_start_matches(SETTINGS).replace('-', "_");
            found.push(Place {
                name: page.tr.t(&key),
                address: format!("/staff/settings/portal#{field}"),
                setting: true,
            });
        }
    }
    found
}

/// Every language, in the clinic's words and in the built-in ones.
fn tongues(tr: &Tr) -> Vec<Tr> {
    let languages = LANGUAGES.iter().map(|(code, ..)| tr.in_language(code));
    languages
        .flat_map(|own| {
            let built_in = own.with_labels(Labels::default());
            [own, built_in]
        })
        .collect()
}

/// Whether each word that is wanted begins a word of `text`.
fn names(text: &str, wanted: &[String]) -> bool {
    let words = text::fold_words(text);
    wanted
        .iter()
        .all(|part| words.iter().any(|word| word.starts_with(part.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m65_a_name_is_found_by_the_beginnings_of_its_words() {
        let wanted = |query| text::fold_words(query);
        assert!(names("Modèles d’avis", &wanted("modele")));
        assert!(names("Portal settings", &wanted("sett port")));
        assert!(!names("Portal settings", &wanted("ortal")));
    }
}

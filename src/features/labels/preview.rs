//! Real sentences in words that are not saved yet, so that a wrong gender or article is seen first.

use crate::platform::i18n::{LANGUAGES, Labels, Tr};

/// Sentences that between them need every form of the words.
fn sentences(tr: &Tr) -> Vec<String> {
    let count = [("count", "2".to_owned())];
    let kind = [("kind", "EMR".to_owned())];
    vec![
        tr.t("patients-new"),
        tr.t("patients-message-patient"),
        tr.with("patients-found", &count),
        tr.t("patients-none-yet"),
        tr.t("audit-action-patient-read"),
        tr.with("refusal-identifier-taken", &kind),
        tr.t("patients-access-hint"),
        tr.t("settings-hint-accessible-to-new-patients"),
        tr.t("notifications-advice-access-off"),
        tr.t("appointments-untold"),
        tr.t("refusal-draft-patient-discharged"),
        tr.t("conversations-mask-name-hint"),
        tr.t("conversations-to-staff-add"),
        tr.t("audit-actor-staff"),
    ]
}

/// The sentences of each language, by its code, in these words.
pub(super) fn preview(tr: &Tr, labels: &Labels) -> Vec<(&'static str, Vec<String>)> {
    let own = tr.with_labels(labels.clone());
    let languages = LANGUAGES.iter().map(|(code, ..)| *code);
    languages
        .map(|code| (code, sentences(&own.in_language(code))))
        .collect()
}

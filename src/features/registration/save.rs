//! Shaping the form (M59): what it asks, what it says, what people agree to.

use super::model::{Form, Need, identifier_field};
use super::{read, store};
use crate::features::audit::{self, Event};
use crate::features::patients;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::text;
use crate::platform::web::{Error, Refusal};

/// Longest text of the page, in characters.
pub(super) const WORDS_CHARS: usize = 1_500;
/// Longest text that people agree to.
pub(super) const CONSENT_CHARS: usize = 6_000;

/// The form as it shall be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormChange {
    /// The version that was read.
    pub version: i64,
    /// What the page says first, in English and in French; empty: the usual words.
    pub words: (String, String),
    /// What people agree to, in English and in French; both empty: nothing.
    pub consent: (String, String),
    /// What is asked beyond name, birth date and email.
    pub fields: Vec<(String, Need)>,
}

/// The fields that a clinic can ask for: its kinds of identifiers among them.
pub(super) fn askable(kinds: &[patients::IdentifierKind]) -> Vec<String> {
    let identifiers = kinds.iter().map(|kind| identifier_field(&kind.kind));
    ["mobile", "sex", "language"]
        .into_iter()
        .map(str::to_owned)
        .chain(identifiers)
        .collect()
}

/// Saves the form. A consent text that differs is a new version; the ones before stay, since people agreed to them.
///
/// # Errors
/// Forbidden without *manage portal settings*; 409 `settings_changed` when somebody saved in between; 422 with each field that
/// can't be taken.
pub fn save(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    change: &FormChange,
) -> Result<Form, Error> {
    actor.require(Permission::ManagePortalSettings)?;
    let clinic = actor.clinic;
    let old = read::form(tx, clinic)?;
    if old.version != change.version {
        return Err(Error::conflict(Refusal::new("settings_changed")));
    }
    let mut refusals = Vec::new();
    let mut checked = |field, typed: &str, max| {
        let words = tidy(typed);
        if words.chars().count() > max {
            refusals.push(Refusal::field(field, "notice_text_long").with("max", max));
        }
        words
    };
    let words_en = checked("words_en", &change.words.0, WORDS_CHARS);
    let words_fr = checked("words_fr", &change.words.1, WORDS_CHARS);
    let consent_en = checked("consent_en", &change.consent.0, CONSENT_CHARS);
    let consent_fr = checked("consent_fr", &change.consent.1, CONSENT_CHARS);
    for (field, missing, other) in [
        ("consent_en", &consent_en, &consent_fr),
        ("consent_fr", &consent_fr, &consent_en),
    ] {
        if missing.is_empty() && !other.is_empty() {
            refusals.push(Refusal::field(field, "registration_consent_both"));
        }
    }
    let kinds = patients::identifier_kinds(tx, clinic)?;
    let askable = askable(&kinds);
    if change
        .fields
        .iter()
        .any(|(field, _)| !askable.contains(field))
    {
        refusals.push(Refusal::field("fields", "choice_unknown"));
    }
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    store::set_form(
        tx,
        clinic,
        (change.version + 1, &words_en, &words_fr),
        env.now(),
    )?;
    store::set_fields(tx, clinic, &change.fields)?;
    let before = old.consent.as_ref();
    let before = before.map_or(("", ""), |c| (c.text_en.as_str(), c.text_fr.as_str()));
    let consent_changed = before != (consent_en.as_str(), consent_fr.as_str());
    if consent_changed {
        let last = store::newest_consent(tx, clinic)?.map_or(0, |c| c.version);
        let texts = (consent_en.as_str(), consent_fr.as_str());
        store::add_consent(tx, clinic, (last + 1, texts), (actor.staff, env.now()))?;
    }
    let asked: Vec<String> = (change.fields.iter())
        .filter(|(_, need)| *need != Need::Hidden)
        .map(|(field, need)| format!("{field}={}", need.code()))
        .collect();
    let detail = format!("{} consent_changed={consent_changed}", asked.join(" "));
    let event = Event::new(
        clinic,
        actor,
        "registration_form.save",
        "registration_form",
        clinic.uuid(),
    );
    audit::record(tx, env, &event.detail(detail))?;
    Ok(read::form(tx, clinic)?)
}

/// A text of several lines as it is kept.
fn tidy(typed: &str) -> String {
    let lines = typed.replace("\r\n", "\n").replace('\r', "\n");
    let clean: Vec<String> = lines.split('\n').map(text::without_controls).collect();
    clean.join("\n").trim().to_owned()
}

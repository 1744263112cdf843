//! One notification template: its text, its preview for a made-up patient, what it costs, its versions, and the way back to
//! the default text.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::{address, channel_name, event_name, language_name};
use crate::features::notification_templates::fields::Field;
use crate::features::notification_templates::model::{
    EMAIL_CHARS, Key, NoticeEvent, SUBJECT_CHARS, TEXT_CHARS, Version, Wording,
};
use crate::features::notification_templates::preview::{
    self, Cost, Ground, Preview, Sample, samples,
};
use crate::features::notification_templates::{save as verbs, store};
use crate::features::patients::Channel;
use crate::features::{settings, staff};
use crate::platform::auth::StaffVisit;
use crate::platform::state::State;
use crate::platform::texts::segments::Count;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Query, StaffPage, html};

/// Versions that are listed.
const VERSIONS: i64 = 20;

/// Which template, as an address and a form name it.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::features::notification_templates) struct Named {
    event: NoticeEvent,
    channel: Channel,
    language: String,
    /// An earlier version whose text is put into the form.
    #[serde(default)]
    version: Option<i64>,
    #[serde(default)]
    saved: Option<u8>,
}

/// What is typed.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::features::notification_templates) struct Typed {
    event: NoticeEvent,
    channel: Channel,
    language: String,
    version: i64,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    body: String,
    /// **Preview** instead of **Save**.
    #[serde(default)]
    preview: Option<String>,
}

impl Typed {
    fn key(&self) -> Result<Key, Error> {
        key(self.event, self.channel, &self.language)
    }

    fn wording(&self) -> Wording {
        Wording {
            subject: self.subject.clone(),
            body: self.body.clone(),
        }
    }
}

/// A template that there is.
fn key(event: NoticeEvent, channel: Channel, language: &str) -> Result<Key, Error> {
    let key = Key::new(event, channel, language);
    if key.language == language {
        Ok(key)
    } else {
        Err(Error::NotFound)
    }
}

#[derive(Template)]
#[template(path = "features/notification_templates/pages/edit.html")]
struct EditPage {
    page: StaffPage,
    key: Key,
    /// The newest version's number; 0 where the clinic has saved none.
    version: i64,
    /// Whether the clinic's own text is saved, usable or not.
    own: bool,
    /// Why the clinic's own text is not what is sent.
    unusable: Option<String>,
    wording: Wording,
    preview: Preview,
    /// From whom the telephone says that it comes.
    sender: String,
    samples: Vec<Sample>,
    ending: String,
    versions: Vec<Version>,
    just_saved: bool,
    now: Timestamp,
}

impl EditPage {
    fn event(&self) -> String {
        event_name(&self.page.tr, self.key.event)
    }

    fn channel(&self, channel: &Channel) -> String {
        channel_name(&self.page.tr, *channel)
    }

    fn language(&self, language: &str) -> &'static str {
        language_name(language)
    }

    /// The other channel and languages of the same event.
    fn beside(&self) -> Vec<Key> {
        let event = self.key.event;
        Key::all().filter(|key| key.event == event).collect()
    }

    fn address(&self, key: &Key) -> String {
        address(key)
    }

    fn longest(&self) -> (usize, usize) {
        match self.key.channel {
            Channel::Email => (SUBJECT_CHARS, EMAIL_CHARS),
            Channel::Text => (SUBJECT_CHARS, TEXT_CHARS),
        }
    }

    fn is_email(&self) -> bool {
        self.key.channel == Channel::Email
    }

    fn field(&self, field: &Field) -> String {
        let field = field.code().replace('_', "-");
        self.page.tr.t(format!("notices-field-{field}"))
    }

    /// A field's longest value, where it differs from the one that is shown.
    fn at_most(&self, sample: &Sample) -> Option<String> {
        let units = sample.longest.encode_utf16().count();
        let longer = sample.longest != sample.value;
        longer.then(|| self.page.tr.t1("notices-at-most", "count", units))
    }

    /// What a text costs, in words.
    fn cost(&self, count: &Count) -> String {
        self.count_words([
            count.segments.to_string(),
            count.units.to_string(),
            count.room.to_string(),
            count.alphabet.name().to_owned(),
        ])
    }

    /// The same with blanks for the island to fill in.
    fn cost_blanks(&self) -> String {
        let blanks = ["{segments}", "{units}", "{room}", "{alphabet}"];
        self.count_words(blanks.map(str::to_owned))
    }

    fn count_words(&self, [segments, units, room, alphabet]: [String; 4]) -> String {
        let values = [
            ("segments", segments),
            ("units", units),
            ("room", room),
            ("alphabet", alphabet),
        ];
        self.page.tr.with("notices-cost", &values)
    }
}

/// `GET /staff/settings/notifications/text`.
pub(in crate::features::notification_templates) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(named): Query<Named>,
) -> Result<Response, Error> {
    let key = key(named.event, named.channel, &named.language)?;
    let shown = Shown {
        typed: None,
        version: named.version,
        saved: named.saved.is_some(),
        refused: None,
    };
    page(&visit, &state, key, shown).await
}

/// `POST /staff/settings/notifications/text`: saves, or shows how it would read.
pub(in crate::features::notification_templates) async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (key, wording, before) = (typed.key()?, typed.wording(), typed.version);
    let refused = if typed.preview.is_some() {
        wording.checked(key).err().map(Error::all_refused)
    } else {
        let (actor, env, kept) = (visit.actor.clone(), state.env.clone(), wording.clone());
        let saved = visit
            .db
            .write(move |tx| verbs::save(tx, &actor, &env, (key, before), &kept));
        match saved.await {
            Ok(_) => {
                let saved = format!("{}&saved=1", address(&key));
                return Ok(Redirect::to(&saved).into_response());
            }
            Err(error @ Error::Refused(..)) => Some(error),
            Err(error) => return Err(error),
        }
    };
    let shown = Shown {
        typed: Some((wording, before)),
        version: None,
        saved: false,
        refused,
    };
    page(&visit, &state, key, shown).await
}

/// `POST /staff/settings/notifications/reset`: back to the default text.
pub(in crate::features::notification_templates) async fn reset(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let (key, before) = (typed.key()?, typed.version);
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let done = visit
        .db
        .write(move |tx| verbs::reset(tx, &actor, &env, (key, before)));
    match done.await {
        Ok(_) => Ok(Redirect::to(&format!("{}&saved=1", address(&key))).into_response()),
        Err(error @ Error::Refused(..)) => {
            let shown = Shown {
                typed: None,
                version: None,
                saved: false,
                refused: Some(error),
            };
            page(&visit, &state, key, shown).await
        }
        Err(error) => Err(error),
    }
}

/// What a page shows of a template.
struct Shown {
    /// What was typed, over which version.
    typed: Option<(Wording, i64)>,
    /// An earlier version to begin from.
    version: Option<i64>,
    saved: bool,
    refused: Option<Error>,
}

async fn page(
    visit: &StaffVisit,
    state: &State,
    key: Key,
    shown: Shown,
) -> Result<Response, Error> {
    let (clinic, scope) = (visit.actor.clinic, visit.actor.scope());
    let loaded = visit.db.read(move |tx| {
        let versions = store::versions(tx, clinic, key, VERSIONS)?;
        let minutes = settings::load(tx, clinic)?.passcode_minutes;
        Ok::<_, db::Error>((versions, staff::clinic(tx, &scope)?, minutes))
    });
    let (versions, clinic, minutes) = loaded.await?;
    let ground = Ground {
        clinic: &clinic.name,
        phone: &clinic.phone,
        minutes,
        now: visit.now,
    };
    let (config, own_words) = (&state.env.config, visit.tr.in_language(key.language));
    let samples = samples(key, &ground, config, &own_words);
    let ending = preview::ending(key, config);
    let saved = versions.first().and_then(Version::wording);
    let default = Wording::default_of(key, &own_words);
    let unusable = saved.as_ref().and_then(|own| own.checked(key).err());
    let mut page = StaffPage::new(visit, "settings");
    let status = shown.refused.as_ref().map_or(StatusCode::OK, Error::status);
    page.refusals = shown.refused.map(|e| e.refusals()).unwrap_or_default();
    let unusable = unusable.and_then(|why| why.first().map(|r| r.sentence(&page.tr)));
    let conflict = status == StatusCode::CONFLICT;
    let (wording, version) = opened(&versions, &default, (shown.typed, shown.version), conflict);
    let number = &config.texts.from_number;
    let sender = match key.channel {
        Channel::Text if !number.is_empty() => number.clone(),
        _ => clinic.name,
    };
    let page = EditPage {
        sender,
        preview: preview::preview(key, &wording.tidied(key.channel), &samples, &ending),
        own: saved.is_some(),
        just_saved: shown.saved,
        now: visit.now,
        page,
        key,
        version,
        unusable,
        wording,
        samples,
        ending,
        versions,
    };
    html(status, &page)
}

/// What the form holds, and the version that it is saved over: what was typed, an earlier version, or what is in force.
fn opened(
    versions: &[Version],
    default: &Wording,
    (typed, earlier): (Option<(Wording, i64)>, Option<i64>),
    conflict: bool,
) -> (Wording, i64) {
    let newest = versions.first().map_or(0, |version| version.version);
    match typed {
        // After a conflict one sees what the other has saved, and saves over it knowingly.
        Some((typed, _)) if conflict => (typed, newest),
        Some((typed, before)) => (typed, before),
        None => {
            let wanted = earlier.unwrap_or(newest);
            let found = versions.iter().find(|version| version.version == wanted);
            let wording = found.or(versions.first()).and_then(Version::wording);
            (wording.unwrap_or_else(|| default.clone()), newest)
        }
    }
}

//! All notification templates: what a locked telephone shows of each, and where the clinic's own text holds.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;

use super::{address, channel_name, event_name, language_name};
use crate::features::notification_templates::model::{Current, Key, NoticeEvent, Wording};
use crate::features::notification_templates::preview::{Ground, ending, preview, samples};
use crate::features::notification_templates::store;
use crate::features::patients::Channel;
use crate::features::{settings, staff};
use crate::platform::auth::StaffVisit;
use crate::platform::config::Config;
use crate::platform::i18n::Tr;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, StaffPage, html};

/// How one template stands.
struct Row {
    key: Key,
    /// What a locked telephone shows for the made-up patient.
    lock_screen: String,
    /// Who saved the clinic's own text, and when; none where the default holds.
    own: Option<(String, Timestamp)>,
    /// Why the clinic's own text is not what is sent.
    unusable: Option<String>,
}

#[derive(Template)]
#[template(path = "features/notification_templates/pages/list.html")]
struct ListPage {
    page: StaffPage,
    events: Vec<(NoticeEvent, Vec<Row>)>,
    now: Timestamp,
}

impl ListPage {
    fn event(&self, event: &NoticeEvent) -> String {
        event_name(&self.page.tr, *event)
    }

    fn channel(&self, channel: &Channel) -> String {
        channel_name(&self.page.tr, *channel)
    }

    fn language(&self, language: &str) -> &'static str {
        language_name(language)
    }

    fn address(&self, key: &Key) -> String {
        address(key)
    }
}

/// `GET /staff/settings/notifications`.
pub(in crate::features::notification_templates) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    let (clinic, scope) = (visit.actor.clinic, visit.actor.scope());
    let loaded = visit.db.read(move |tx| {
        let own = store::current(tx, clinic)?;
        let minutes = settings::load(tx, clinic)?.passcode_minutes;
        Ok::<_, db::Error>((own, staff::clinic(tx, &scope)?, minutes))
    });
    let (own, clinic, minutes) = loaded.await?;
    let ground = Ground {
        clinic: &clinic.name,
        phone: &clinic.phone,
        minutes,
        now: visit.now,
    };
    let page = StaffPage::new(&visit, "settings");
    let row = |key: Key| row(key, &own, &ground, &state.env.config, &page.tr);
    let rows: Vec<Row> = Key::all().map(row).collect();
    let mut events: Vec<(NoticeEvent, Vec<Row>)> = Vec::new();
    for row in rows {
        match events.last_mut() {
            Some((event, rows)) if *event == row.key.event => rows.push(row),
            _ => events.push((row.key.event, vec![row])),
        }
    }
    let page = ListPage {
        page,
        events,
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

fn row(key: Key, own: &[Current], ground: &Ground<'_>, config: &Config, staff: &Tr) -> Row {
    let tr = staff.in_language(key.language);
    let current = own.iter().find(|current| {
        (current.event, current.channel, current.language.as_str())
            == (key.event, key.channel, key.language)
    });
    let saved = current.and_then(|c| {
        let wording = Wording {
            subject: c.subject.clone().unwrap_or_default(),
            body: c.body.clone()?,
        };
        Some((wording, (c.saved_by_name.clone(), c.saved_at)))
    });
    let checked = saved.as_ref().map(|(wording, _)| wording.checked(key));
    let (wording, unusable) = match checked {
        None => (Wording::default_of(key, &tr), None),
        Some(Ok(wording)) => (wording, None),
        Some(Err(why)) => (
            Wording::default_of(key, &tr),
            why.first().map(|refusal| refusal.sentence(staff)),
        ),
    };
    let samples = samples(key, ground, config, &tr);
    Row {
        key,
        lock_screen: preview(key, &wording, &samples, &ending(key, config)).lock_screen,
        own: saved.map(|(_, saved)| saved),
        unusable,
    }
}

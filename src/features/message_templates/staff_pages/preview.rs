//! A template as a patient will read it, filled in for a real one.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::message_templates::fields::{Field, Values, fill_marked, fill_subject, gaps};
use crate::features::message_templates::find::{self, Reach};
use crate::features::message_templates::insert::{self, About};
use crate::features::message_templates::model::{Owner, Version};
use crate::features::message_templates::store;
use crate::features::patients::{self, Hit};
use crate::platform::auth::{StaffActor, StaffVisit};
use crate::platform::i18n::Tr;
use crate::platform::ids::{MessageTemplateId, PatientId};
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, Query, StaffPage, html};

/// Patients offered.
const OFFERED: usize = 8;

/// What the address says.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    query: String,
    patient: Option<PatientId>,
}

/// A template filled in.
struct Filled {
    /// The patient's name; none where nobody has been chosen.
    name: Option<String>,
    language: String,
    subject: String,
    body: String,
    gaps: Vec<Field>,
}

#[derive(Template)]
#[template(path = "features/message_templates/pages/preview.html")]
struct PreviewPage {
    page: StaffPage,
    id: MessageTemplateId,
    name: String,
    query: String,
    hits: Vec<Hit>,
    filled: Filled,
    now: Timestamp,
}

/// `GET /staff/templates/{template}/filled-in?patient=&query=`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<MessageTemplateId>,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let (actor, env, tr, now) = (
        visit.actor.clone(),
        state.env.clone(),
        visit.tr.clone(),
        visit.now,
    );
    let asked = wish.clone();
    let (name, filled, hits) = visit
        .db
        .write(move |tx| {
            let head = find::head(tx, &actor, Reach::Managed, id)?;
            let version = store::version(tx, actor.clinic, id, head.version)?;
            let from = match head.owner() {
                Owner::Workgroup(group) => Some(group),
                Owner::Staff(_) | Owner::Clinic(_) => None,
            };
            let filled = match asked.patient {
                Some(patient) => {
                    let about = About {
                        patient,
                        from,
                        mask_name: false,
                    };
                    filled(tx, &actor, about, (&version, &tr, now))?
                }
                None => unfilled(&version, &tr),
            };
            let event = Event::new(
                actor.clinic,
                &actor,
                "template.preview",
                "message_template",
                id.uuid(),
            );
            audit::record(
                tx,
                &env,
                &Event {
                    patient: asked.patient,
                    ..event
                },
            )?;
            let hits = if asked.query.trim().is_empty() {
                Vec::new()
            } else {
                let hits = patients::search(tx, &actor.scope(), (&asked.query, OFFERED), now)?;
                let event = Event::new(actor.clinic, &actor, "patient.search", "patient", None);
                audit::record(tx, &env, &event.detail(format!("shown={}", hits.len())))?;
                hits
            };
            Ok::<_, Error>((head.name, filled, hits))
        })
        .await?;
    let page = PreviewPage {
        page: StaffPage::new(&visit, "templates"),
        id,
        name,
        query: wish.query,
        hits,
        filled,
        now,
    };
    html(StatusCode::OK, &page)
}

fn filled(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    about: About,
    (version, tr, now): (&Version, &Tr, Timestamp),
) -> Result<Filled, Error> {
    let patient = patients::load(tx, &actor.scope(), about.patient)?;
    let values = insert::values(tx, actor, about, (tr, now))?;
    Ok(Filled {
        name: Some(patient.name()),
        language: patient.language,
        ..with(version, &values)
    })
}

fn unfilled(version: &Version, tr: &Tr) -> Filled {
    Filled {
        language: tr.language().to_owned(),
        ..with(version, &Values::default())
    }
}

fn with(version: &Version, values: &Values) -> Filled {
    let body = RichText::stored(version.body_html.clone());
    let subject = fill_subject(&version.subject, values);
    let marked = fill_marked(&body, values);
    let open = RichText::stored(marked.clone()).plain();
    Filled {
        name: None,
        language: String::new(),
        gaps: gaps(&format!("{subject}\n{open}")),
        subject,
        body: marked,
    }
}

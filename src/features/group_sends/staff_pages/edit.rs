//! Writing a draft: the text, who gets it, those who are added by name or from a list.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, progress, refused};
use crate::features::conversations::Options;
use crate::features::group_sends::audience::{Audience, Everyone};
use crate::features::group_sends::content::{CAN_LACK, Content, Fallbacks};
use crate::features::group_sends::model::{GroupSend, State as Stage};
use crate::features::group_sends::people::{self, Listed};
use crate::features::group_sends::store::audience;
use crate::features::group_sends::{read, save as verbs};
use crate::features::message_templates::Field;
use crate::features::patients::{self, Hit, IdentifierKind, Patient};
use crate::features::staff::{self, Workgroup};
use crate::platform::auth::StaffVisit;
use crate::platform::i18n::LANGUAGES;
use crate::platform::ids::{GroupSendId, PatientId};
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, Refusal, StaffPage, html};

/// Hits of a search, and added patients, that the page shows.
const SHOWN: usize = 20;

/// Everything that is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    version: i64,
    subject: String,
    body: String,
    body_html: Option<String>,
    from: String,
    allow_response: bool,
    allow_attachments: bool,
    require_response: bool,
    require_response_days: String,
    mask_name: bool,
    patient_given_name: String,
    patient_family_name: String,
    next_appointment: String,
    everyone: String,
    also_discharged: bool,
    with_workgroup: String,
    age_from: String,
    age_to: String,
    language: String,
    query: String,
    list: String,
    kind: String,
    /// The button that was pressed: `save`, `preview`, `find`, `list`, `clear`, `add:ID`, `remove:ID`.
    deed: String,
}

impl Typed {
    fn of(group: &GroupSend) -> Typed {
        let content = group.content();
        let number = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
        let fallback = |field: Field| {
            content
                .fallbacks
                .get(field.code())
                .cloned()
                .unwrap_or_default()
        };
        Typed {
            version: group.version,
            subject: group.subject.clone(),
            from: group
                .workgroup_id
                .map_or_else(String::new, |id| id.to_string()),
            allow_response: group.allow_response,
            allow_attachments: group.allow_attachments,
            require_response: group.require_response_days.is_some(),
            require_response_days: number(group.require_response_days),
            mask_name: group.mask_name,
            patient_given_name: fallback(Field::PatientGivenName),
            patient_family_name: fallback(Field::PatientFamilyName),
            next_appointment: fallback(Field::NextAppointment),
            everyone: group.everyone.code().to_owned(),
            also_discharged: group.also_discharged,
            with_workgroup: group
                .filter_workgroup_id
                .map_or_else(String::new, |id| id.to_string()),
            age_from: number(group.age_from),
            age_to: number(group.age_to),
            language: group.language.clone(),
            ..Typed::default()
        }
    }

    /// What stands in for a field.
    fn fallback(&self, field: &Field) -> &str {
        match field {
            Field::PatientGivenName => &self.patient_given_name,
            Field::PatientFamilyName => &self.patient_family_name,
            _ => &self.next_appointment,
        }
    }

    async fn text(&self) -> RichText {
        match &self.body_html {
            Some(html) => RichText::sanitised(html.clone()).await,
            None => RichText::from_plain(&self.body),
        }
    }

    fn content(&self, body: RichText) -> Content {
        let mut fallbacks = Fallbacks::new();
        for field in CAN_LACK {
            let text = self.fallback(&field).trim();
            if !text.is_empty() {
                fallbacks.insert(field.code().to_owned(), text.to_owned());
            }
        }
        let days = self.require_response_days.trim().parse().unwrap_or(0);
        Content {
            subject: self.subject.clone(),
            body,
            from: self.from.parse::<Uuid>().ok().map(Into::into),
            options: Options {
                allow_response: self.allow_response,
                allow_attachments: self.allow_attachments,
                require_response_days: self.require_response.then_some(days),
                ..Options::default()
            },
            mask_name: self.mask_name,
            fallbacks,
        }
    }

    /// Who gets it. An age that is no number is out of range, which the refusal names.
    fn audience(&self) -> Audience {
        let age = |text: &str| match text.trim() {
            "" => None,
            text => Some(text.parse().unwrap_or(-1)),
        };
        Audience {
            everyone: Everyone::from_code(&self.everyone).unwrap_or(Everyone::Nobody),
            also_discharged: self.also_discharged,
            workgroup: self.with_workgroup.parse::<Uuid>().ok().map(Into::into),
            age_from: age(&self.age_from),
            age_to: age(&self.age_to),
            language: self.language.clone(),
        }
    }
}

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    saved: Option<u8>,
    query: String,
    added: Option<i64>,
    unknown: i64,
    ambiguous: i64,
    double: i64,
}

#[derive(Template)]
#[template(path = "features/group_sends/pages/edit.html")]
struct EditPage {
    page: StaffPage,
    group: GroupSend,
    typed: Typed,
    body_html: String,
    own: Vec<Workgroup>,
    groups: Vec<Workgroup>,
    kinds: Vec<IdentifierKind>,
    hits: Vec<Hit>,
    picked: Vec<Patient>,
    added: i64,
    shown: Shown,
}

impl EditPage {
    fn fields(&self) -> &'static [Field] {
        Field::ALL
    }

    fn can_lack(&self) -> [Field; 3] {
        CAN_LACK
    }

    fn everyone(&self) -> [&'static str; 4] {
        ["none", "active", "discharged", "all"]
    }

    fn languages(&self) -> Vec<&'static str> {
        LANGUAGES.iter().map(|(code, ..)| *code).collect()
    }

    fn languages_name(&self, code: &str) -> String {
        self.page.tr.t(format!("group-language-{code}"))
    }

    fn more(&self) -> i64 {
        let shown = i64::try_from(self.picked.len()).unwrap_or(0);
        (self.added - shown).max(0)
    }

    /// The body without scripts.
    fn plain(&self) -> String {
        RichText::stored(self.body_html.clone()).plain()
    }

    /// What the clinic calls its kinds of identifiers, each once.
    fn kind_labels(&self) -> Vec<&str> {
        let mut labels: Vec<&str> = self.kinds.iter().map(|kind| kind.label.as_str()).collect();
        labels.dedup();
        labels
    }

    fn needs_typed(&self) -> bool {
        CAN_LACK
            .iter()
            .any(|field| !self.typed.fallback(field).is_empty())
            || !self.shown.query.is_empty()
    }

    fn field_name(&self, field: &Field) -> String {
        let code = field.code().replace('_', "-");
        self.page.tr.t(format!("templates-field-{code}"))
    }
}

/// `GET /staff/group-sends/{group}`: the draft, or how far it has come.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    let (env, actor) = (state.env.clone(), visit.actor.clone());
    let group = visit
        .db
        .write(move |tx| {
            let group = read::load(tx, &actor, id)?;
            verbs::record(tx, &actor, &env, "group_send.read", (id, String::new()))?;
            Ok::<_, Error>(group)
        })
        .await?;
    if group.state != Stage::Draft {
        return progress::page(&visit, group, Ok(()));
    }
    edit_page(&visit, group, None, shown, Ok(())).await
}

async fn edit_page(
    visit: &StaffVisit,
    group: GroupSend,
    typed: Option<(Typed, RichText)>,
    shown: Shown,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = refused(outcome)?;
    let (actor, now, query, id) = (
        visit.actor.clone(),
        visit.now,
        shown.query.clone(),
        group.id,
    );
    let (own, groups, kinds, hits, added, picked) = visit
        .db
        .read(move |tx| {
            let scope = actor.scope();
            let ids = audience::picks(tx, actor.clinic, id, i64::try_from(SHOWN).unwrap_or(0))?;
            let picked: Result<Vec<Patient>, _> = ids
                .into_iter()
                .map(|p| patients::load(tx, &scope, p))
                .collect();
            Ok::<_, Error>((
                staff::workgroups_of(tx, &scope, actor.staff)?,
                staff::workgroups(tx, &scope)?,
                patients::identifier_kinds(tx, actor.clinic)?,
                match query.trim() {
                    "" => Vec::new(),
                    query => patients::search(tx, &scope, (query, SHOWN), now)?,
                },
                audience::picked(tx, actor.clinic, id)?.0,
                picked?,
            ))
        })
        .await?;
    let (typed, body) = typed.unwrap_or_else(|| {
        let mut typed = Typed::of(&group);
        typed.query.clone_from(&shown.query);
        (typed, RichText::stored(group.body_html.clone()))
    });
    let page = EditPage {
        page: StaffPage {
            refusals,
            ..StaffPage::new(visit, "group-sends")
        },
        body_html: body.html().to_owned(),
        group,
        typed,
        own,
        groups: groups
            .into_iter()
            .filter(|g| g.retired_at.is_none())
            .collect(),
        kinds,
        hits,
        picked,
        added,
        shown,
    };
    html(status, &page)
}

/// `POST /staff/group-sends/{group}`: keeps what is typed, then does what the button says.
pub(super) async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let body = typed.text().await;
    let done = keep(&visit, &state, id, (&typed, &body)).await;
    let done = match done {
        Ok(()) => deed(&visit, &state, id, &typed).await,
        Err(refused) => Err(refused),
    };
    match done {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(Error::Refused(status, why)) => {
            let actor = visit.actor.clone();
            let group = visit.db.read(move |tx| read::load(tx, &actor, id)).await?;
            if group.state != Stage::Draft {
                return progress::page(&visit, group, Err(Error::Refused(status, why)));
            }
            let shown = Shown::default();
            edit_page(
                &visit,
                group,
                Some((typed, body)),
                shown,
                Err(Error::Refused(status, why)),
            )
            .await
        }
        Err(other) => Err(other),
    }
}

async fn keep(
    visit: &StaffVisit,
    state: &State,
    id: GroupSendId,
    (typed, body): (&Typed, &RichText),
) -> Result<(), Error> {
    let max = state.env.config.messages.max_body_bytes;
    if body.html().len() > max {
        let refusal = Refusal::field("body", "body_over_ceiling");
        return Err(Error::refused(refusal.with("max_mb", max / (1024 * 1024))));
    }
    let (env, actor, version) = (state.env.clone(), visit.actor.clone(), typed.version);
    let (content, audience) = (typed.content(body.clone()), typed.audience());
    visit
        .db
        .write(move |tx| verbs::save(tx, &actor, &env, (id, version), (&content, &audience)))
        .await
}

/// Does what the button says; where that leads.
async fn deed(
    visit: &StaffVisit,
    state: &State,
    id: GroupSendId,
    typed: &Typed,
) -> Result<String, Error> {
    let (env, actor, to) = (state.env.clone(), visit.actor.clone(), address(id));
    let unknown = || Error::refused(Refusal::field("query", "patient_unknown"));
    let patient = |id: &str| {
        id.parse::<Uuid>()
            .map(PatientId::from)
            .map_err(|_| unknown())
    };
    match typed.deed.split_once(':').unwrap_or((&typed.deed, "")) {
        ("preview", _) => Ok(format!("{to}/preview")),
        ("find", _) => {
            let query = form_urlencoded(&typed.query);
            Ok(format!("{to}?query={query}#query"))
        }
        ("add", one) => {
            let patient = patient(one)?;
            let adding = visit
                .db
                .write(move |tx| people::add(tx, &actor, &env, id, &[patient]));
            adding.await?;
            Ok(format!("{to}?added=1#added"))
        }
        ("remove", one) => {
            let patient = patient(one)?;
            let removing = visit
                .db
                .write(move |tx| people::remove(tx, &actor, &env, (id, patient)));
            removing.await?;
            Ok(format!("{to}#added"))
        }
        ("clear", _) => {
            visit
                .db
                .write(move |tx| people::clear(tx, &actor, &env, id))
                .await?;
            Ok(format!("{to}#audience"))
        }
        ("list", _) => {
            let of = (&actor, id);
            let Listed {
                added,
                unknown,
                ambiguous,
                double,
            } = people::add_list(&visit.db, &env, of, &typed.list, &typed.kind).await?;
            Ok(format!(
                "{to}?added={added}&unknown={unknown}&ambiguous={ambiguous}&double={double}#added"
            ))
        }
        _ => Ok(format!("{to}?saved=1")),
    }
}

/// A value as it goes into an address.
fn form_urlencoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// `POST /staff/group-sends/{group}/discard`.
pub(super) async fn discard(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<Response, Error> {
    let (env, actor) = (state.env.clone(), visit.actor.clone());
    visit
        .db
        .write(move |tx| verbs::discard(tx, &actor, &env, id))
        .await?;
    let list = (StatusCode::SEE_OTHER, [("location", "/staff/group-sends")]);
    Ok(list.into_response())
}

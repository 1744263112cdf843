//! The compose window (M13, M14): a draft that is being written, for a patient who can be messaged.

use askama::Template;
use axum::extract::{Request, State as AxumState};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::guard::stopped;
use super::{FORM_BYTES, scheduled, versions};
use crate::features::attachments::{self, FormWithFiles};
use crate::features::billing::{self, Offered};
use crate::features::conversations::guard::{self, Addressed, Colleagues, Guard, Readers};
use crate::features::conversations::model::Identity;
use crate::features::conversations::obstacles::{Obstacle, obstacles};
use crate::features::conversations::store::staff as store;
use crate::features::conversations::submit::submit;
use crate::features::distribution_lists::{self, List, ListMember};
use crate::features::drafts::{self, Asked, Content, Draft, DraftForm, Save};
use crate::features::patients::{self, Patient, Recipient};
use crate::features::{audit, settings, staff};
use crate::platform::auth::{StaffActor, StaffVisit};
use crate::platform::ids::{ChartItemId, DraftId, PatientId, StaffId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, Refusal, StaffPage, html};

/// What the address says.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    patient: Option<PatientId>,
    draft: Option<DraftId>,
}

/// What is pinned above everything: whom it is about, with what tells two people of one name apart (M26).
#[derive(Debug, Clone)]
pub(super) struct PatientCard {
    pub id: PatientId,
    pub name: String,
    pub initials: String,
    pub birth_date: String,
    pub age: Option<i16>,
    pub identifiers: Vec<(String, String)>,
    pub language: String,
}

impl PatientCard {
    pub(super) fn load(
        tx: &mut db::Tx<'_>,
        actor: &StaffActor,
        patient: &Patient,
        now: Timestamp,
    ) -> Result<PatientCard, db::Error> {
        Ok(PatientCard {
            id: patient.id,
            name: patient.name(),
            initials: crate::platform::text::initials(&patient.name()),
            birth_date: patient.birth_date.clone(),
            age: patient.age(now),
            identifiers: patients::identifiers(tx, &actor.scope(), patient.id)?,
            language: patient.language.clone(),
        })
    }
}

/// A file or chart item that waits with a draft.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub field: &'static str,
    pub id: Uuid,
    pub name: String,
    pub kind: Option<String>,
    pub size: Option<i64>,
}

/// What the part "Response" shows: what was ticked and typed, and whether the clinic's tier takes files (M34).
#[derive(Debug, Clone)]
pub(super) struct Asks {
    pub allow_response: bool,
    pub typed: Asked,
    pub tier_takes_attachments: bool,
}

impl Asks {
    pub(super) fn new(content: &Content, preset: bool, tier: settings::Tier) -> Asks {
        Asks {
            allow_response: content.allow_response.unwrap_or(preset),
            typed: content.options.clone(),
            tier_takes_attachments: tier.takes_attachments(),
        }
    }

    /// Whether more than the response itself is to be seen at once: something is ticked, or wrong.
    pub(super) fn open(&self, page: &StaffPage) -> bool {
        let wrong = ["require_response_days", "notify_if_unread_days", "fee_code"];
        self.typed.anything() || wrong.iter().any(|field| page.why(field).is_some())
    }
}

/// Somebody who can be chosen as a recipient.
struct Choice {
    recipient: Recipient,
    checked: bool,
    blocked: Option<String>,
}

#[derive(Template)]
#[template(path = "features/conversations/pages/compose.html")]
struct ComposePage {
    page: StaffPage,
    draft: DraftId,
    version: i64,
    patient: PatientCard,
    choices: Vec<Choice>,
    members: Vec<(StaffId, String, bool)>,
    /// The distribution lists that hidden copies can be picked from (M48).
    lists: Vec<List>,
    identities: Vec<(String, String, bool)>,
    content: Content,
    pieces: Vec<Piece>,
    asks: Asks,
    obstacles: Vec<Obstacle>,
    /// Why it came back unsent (M25).
    returned: Option<String>,
    fee_codes: Vec<Offered>,
    guard: Guard,
    readers: Readers,
    answering: bool,
    max_upload: i64,
    now: Timestamp,
}

impl ComposePage {
    fn picks_list(&self, list: &List) -> bool {
        self.content.bcc_lists.contains(&list.id)
    }

    fn picks(&self, member: &ListMember) -> bool {
        self.content.bcc_staff.contains(&member.id)
    }

    /// Whether somebody is picked out of the list by themselves.
    fn picks_of(&self, list: &List) -> bool {
        list.present().any(|member| self.picks(member))
    }

    fn picker_action(&self) -> String {
        format!("/staff/compose/{}?then=chart", self.draft)
    }
}

#[derive(Template)]
#[template(path = "features/conversations/pages/compose_find.html")]
struct FindPage {
    page: StaffPage,
}

/// `GET /staff/compose`: for a patient (M13), for a draft (M23), or empty to find somebody first (M14, M15).
pub(super) async fn open(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let actor = visit.actor.clone();
    if let Some(id) = wish.draft {
        let now = visit.now;
        let look = move |tx: &mut db::Tx<'_>| {
            let Some(found) = drafts::load(tx, &actor, id)? else {
                return Ok(None);
            };
            let obstacles = obstacles(tx, &actor, &found, now)?;
            Ok::<_, Error>(Some((found, obstacles)))
        };
        // It may wait for its time, or have been sent: its own page knows.
        let Some((found, obstacles)) = visit.db.read(look).await? else {
            return Ok(Redirect::to(&format!("/staff/drafts/{id}")).into_response());
        };
        if obstacles.iter().any(|o| o.keeps_closed) {
            return Ok(Redirect::to(&format!("/staff/drafts/{id}")).into_response());
        }
        if found.conversation.is_some() {
            return Ok(Redirect::to(&scheduled::place(&found)).into_response());
        }
        let Some(patient) = found.patient else {
            return find(&visit);
        };
        return render(
            &visit,
            &state,
            patient,
            (found.id, found.version, Some(found.content)),
            None,
        )
        .await;
    }
    let Some(patient) = wish.patient else {
        return find(&visit);
    };
    let (actor, now) = (visit.actor.clone(), visit.now);
    let blocked = visit
        .db
        .read(move |tx| {
            let loaded = patients::load(tx, &actor.scope(), patient)?;
            let reachable = patients::recipients(tx, &actor.scope(), patient, now)?;
            Ok::<_, Error>(patients::unreachable(
                &settings::load(tx, actor.clinic)?,
                &loaded,
                &reachable,
            ))
        })
        .await?;
    if !blocked.is_empty() {
        return Ok(
            Redirect::to(&format!("/staff/patients/{patient}/message-patient")).into_response(),
        );
    }
    render(&visit, &state, patient, (state.env.id(), 0, None), None).await
}

/// Without a patient: find one (M14, M15).
fn find(visit: &StaffVisit) -> Result<Response, Error> {
    html(
        StatusCode::OK,
        &FindPage {
            page: StaffPage::new(visit, "compose"),
        },
    )
}

async fn render(
    visit: &StaffVisit,
    state: &State,
    patient: PatientId,
    (draft, version, content): (DraftId, i64, Option<Content>),
    refused: Option<(StatusCode, Vec<Refusal>)>,
) -> Result<Response, Error> {
    let (actor, now, tr, env) = (
        visit.actor.clone(),
        visit.now,
        visit.tr.clone(),
        state.env.clone(),
    );
    let max_upload = i64::try_from(state.env.config.uploads.max_bytes).unwrap_or(i64::MAX);
    let (status, refusals) = refused.unwrap_or((StatusCode::OK, Vec::new()));
    let mut page = StaffPage::new(visit, "compose");
    page.refusals = refusals;
    let template = visit
        .db
        .write(move |tx| {
            let scope = actor.scope();
            let loaded = patients::load(tx, &scope, patient)?;
            let portal = settings::load(tx, actor.clinic)?;
            let content = content.clone().unwrap_or_default();
            let choose = |recipient: Recipient| {
                let blocked =
                    patients::recipients_in_the_way(&portal, &recipient).map(|r| r.sentence(&tr));
                let checked = blocked.is_none()
                    && (content.portal_users.is_empty()
                        || content.portal_users.contains(&recipient.portal_user_id));
                Choice {
                    recipient,
                    checked,
                    blocked,
                }
            };
            let choices: Vec<Choice> = patients::recipients(tx, &scope, patient, now)?
                .into_iter()
                .map(choose)
                .collect();
            let people: Vec<(Recipient, bool)> = choices
                .iter()
                .filter(|choice| choice.blocked.is_none())
                .map(|choice| (choice.recipient.clone(), choice.checked))
                .collect();
            let addressed = Addressed {
                portal: &people,
                from: sender(tx, &actor, &content)?,
                to_staff: &content.to_staff,
            };
            let mut colleagues = Colleagues::default();
            let words = (&tr, env.config.server.public_url.as_str());
            let beside = (
                guard::guard(tx, &actor, (&loaded, &content), &mut colleagues, now)?,
                Readers {
                    shared: guard::shared(tx, &actor, &loaded, now)?,
                    hidden: guard::hidden(tx, &actor, &content)?,
                    ..guard::readers(tx, &actor, &addressed, &mut colleagues, words)?
                },
            );
            let members = colleagues.all(tx, &actor)?.iter();
            let members = members.filter(|m| m.is_active() && m.id != actor.staff);
            let wanted = |id: &StaffId| content.to_staff.contains(id);
            let members = members
                .map(|m| (m.id, m.display_name.clone(), wanted(&m.id)))
                .collect();
            let event = audit::Event::new(
                actor.clinic,
                &actor,
                "patient.read",
                "patient",
                patient.uuid(),
            );
            audit::record(tx, &env, &event.patient(patient).detail("compose"))?;
            let obstacles = match version {
                0 => Vec::new(),
                _ => {
                    let kept = Draft {
                        id: draft,
                        patient: Some(patient),
                        conversation: None,
                        version,
                        content: content.clone(),
                        returned: None,
                        updated_at: now,
                    };
                    obstacles(tx, &actor, &kept, now)?
                }
            };
            Ok::<_, Error>((
                PatientCard::load(tx, &actor, &loaded, now)?,
                choices,
                members,
                identities(tx, &actor, &content)?,
                pieces(tx, &actor, &content)?,
                Asks::new(&content, portal.conversation_responses, portal.tier),
                (
                    billing::offered(tx, &actor, &tr)?,
                    distribution_lists::usable(tx, &actor)?,
                    beside,
                    (
                        obstacles,
                        drafts::load(tx, &actor, draft)?.and_then(|d| d.returned),
                    ),
                    content,
                ),
            ))
        })
        .await?;
    let (patient, choices, members, identities, pieces, asks, rest) = template;
    let (fee_codes, lists, (guard, readers), (obstacles, returned), content) = rest;
    html(
        status,
        &ComposePage {
            page,
            draft,
            version,
            patient,
            choices,
            members,
            lists,
            identities,
            content,
            pieces,
            asks,
            obstacles,
            returned,
            fee_codes,
            guard,
            readers,
            answering: false,
            max_upload,
            now,
        },
    )
}

/// Which button was pressed.
#[derive(Debug, Deserialize)]
pub(super) struct Then {
    #[serde(default)]
    then: String,
}

/// `POST /staff/compose/{draft}`: sends once, keeps as a draft, or goes on to the chart's items with everything kept.
pub(super) async fn act(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(draft): Id<DraftId>,
    Query(then): Query<Then>,
    request: Request,
) -> Result<Response, Error> {
    let FormWithFiles { form, refusals } = attachments::read_form::<DraftForm>(
        &state,
        (&visit.actor).into(),
        &visit.tr,
        request,
        FORM_BYTES,
    )
    .await?;
    let save = form.save(draft).await;
    let patient = save
        .patient
        .ok_or_else(|| Error::refused(Refusal::field("patient_id", "patient_missing")))?;
    if !refusals.is_empty() {
        let (kept, refused) = (
            Some(save.content),
            (StatusCode::UNPROCESSABLE_ENTITY, refusals),
        );
        let shown = (draft, form.version, kept);
        return render(&visit, &state, patient, shown, Some(refused)).await;
    }
    if let Some(refusal) = form.over_ceiling(state.env.config.messages.max_body_bytes) {
        let refused = (StatusCode::PAYLOAD_TOO_LARGE, vec![refusal]);
        return render(
            &visit,
            &state,
            patient,
            (draft, form.version, Some(save.content)),
            Some(refused),
        )
        .await;
    }
    if !then.then.is_empty() {
        let (actor, env, kept) = (visit.actor.clone(), state.env.clone(), save.clone());
        return match visit
            .db
            .write(move |tx| drafts::save(tx, &actor, &env, &kept))
            .await
        {
            Ok(_) if then.then == "keep" => {
                Ok(Redirect::to(&format!("/staff/drafts/{draft}")).into_response())
            }
            Err(conflict) if versions::is_conflict(&conflict) => versions::show(&visit, save).await,
            Ok(_) if then.then == "chart" => Ok(Redirect::to(&format!(
                "/staff/patients/{patient}/chart-items/pick?draft={draft}"
            ))
            .into_response()),
            Ok(_) if then.then == "template" => {
                Ok(Redirect::to(&format!("/staff/drafts/{draft}/templates")).into_response())
            }
            Ok(_) => Ok(Redirect::to("/staff/drafts").into_response()),
            Err(Error::Refused(status, refusals)) => {
                render(
                    &visit,
                    &state,
                    patient,
                    (draft, form.version, Some(save.content)),
                    Some((status, refusals)),
                )
                .await
            }
            Err(other) => Err(other),
        };
    }
    if let Some((content, refusal)) = stopped(&visit, &state, patient, &save.content).await? {
        let refused = (StatusCode::UNPROCESSABLE_ENTITY, vec![refusal]);
        let shown = (draft, form.version, Some(content));
        return render(&visit, &state, patient, shown, Some(refused)).await;
    }
    let save = Save {
        conversation: None,
        ..save
    };
    let (actor, env, kept) = (visit.actor.clone(), state.env.clone(), save.clone());
    let when = scheduled::when(&save.content, &visit.tr);
    let submitted = visit.db.write(move |tx| {
        versions::require_newest(tx, &actor, &kept)?;
        submit(tx, &actor, &env, &kept, &when)
    });
    match submitted.await {
        Ok(submitted) => Ok(scheduled::onwards(&visit, &state, &save, submitted)),
        Err(conflict) if versions::is_conflict(&conflict) => versions::show(&visit, save).await,
        Err(Error::Refused(status, refusals)) => {
            let shown = (draft, form.version, Some(save.content));
            render(&visit, &state, patient, shown, Some((status, refusals))).await
        }
        Err(other) => Err(other),
    }
}

/// What the picker chose.
#[derive(Debug, Deserialize)]
pub(super) struct Picked {
    #[serde(default)]
    chart_item_ids: Vec<Uuid>,
}

/// `POST /staff/drafts/{draft}/chart-items`: adds what the picker chose to the draft (M29).
pub(super) async fn add_chart_items(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DraftId>,
    Form(picked): Form<Picked>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    let back = visit
        .db
        .write(move |tx| {
            let found = drafts::load(tx, &actor, id)?.ok_or(Error::NotFound)?;
            let back = scheduled::place(&found);
            let mut content = found.content;
            for item in picked.chart_item_ids.iter().copied().map(ChartItemId::from) {
                if !content.chart_items.contains(&item) {
                    content.chart_items.push(item);
                }
            }
            let save = Save {
                id,
                version: found.version,
                patient: found.patient,
                conversation: found.conversation,
                content,
            };
            drafts::save(tx, &actor, &env, &save)?;
            Ok::<_, Error>(back)
        })
        .await?;
    Ok(Redirect::to(&back).into_response())
}

/// The identities a member can send as, with the one to preselect (M17).
fn identities(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    content: &Content,
) -> Result<Vec<(String, String, bool)>, Error> {
    let member = staff::member(tx, &actor.scope(), actor.staff)?;
    let groups = staff::workgroups_of(tx, &actor.scope(), actor.staff)?;
    let mut all: Vec<(String, String)> = groups
        .into_iter()
        .map(|g| (Identity::Workgroup(g.id).to_string(), g.name))
        .collect();
    let own = (
        Identity::Staff(actor.staff).to_string(),
        member.display_name,
    );
    if member.accepts_direct_messages {
        all.insert(0, own)
    } else {
        all.push(own)
    }
    let chosen = if all.iter().any(|(value, _)| *value == content.from) {
        content.from.clone()
    } else {
        all[0].0.clone()
    };
    Ok(all
        .into_iter()
        .map(|(value, name)| {
            let is = value == chosen;
            (value, name, is)
        })
        .collect())
}

/// The identity that a draft is sent from: the one chosen, or the sender's default; none where it is no longer theirs.
pub(super) fn sender(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    content: &Content,
) -> Result<Option<Identity>, Error> {
    let all = identities(tx, actor, content)?;
    let chosen = all.into_iter().find(|(.., selected)| *selected);
    Ok(chosen.and_then(|(value, ..)| value.parse().ok()))
}

/// The files and chart items of a draft, as far as they are still there.
pub(super) fn pieces(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    content: &Content,
) -> Result<Vec<Piece>, Error> {
    let files: Vec<Uuid> = content.files.iter().map(|f| f.uuid()).collect();
    let items: Vec<Uuid> = content.chart_items.iter().map(|i| i.uuid()).collect();
    let mut pieces = Vec::with_capacity(files.len() + items.len());
    for (id, name, size) in store::draft_files(tx, actor.clinic, actor.staff, &files)? {
        pieces.push(Piece {
            field: "attachment_ids",
            id,
            name,
            kind: None,
            size: Some(size),
        });
    }
    for item in store::draft_chart_items(tx, actor.clinic, &items)? {
        pieces.push(Piece {
            field: "chart_item_ids",
            id: item.id,
            name: item.title,
            kind: Some(item.kind),
            size: item.size,
        });
    }
    Ok(pieces)
}

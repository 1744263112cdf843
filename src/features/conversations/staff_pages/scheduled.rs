//! Messages that wait for their time (M25): the page of one, with its Undo, and the folder Scheduled (M70).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::compose::{PatientCard, Piece, pieces};
use super::guard::reached;
use crate::features::conversations::due::reasons;
use crate::features::conversations::guard::{self, Hidden};
use crate::features::conversations::options::After;
use crate::features::conversations::store::write;
use crate::features::conversations::submit::{self, Submitted, When};
use crate::features::drafts::{self, Content, Draft, Save, Scheduled};
use crate::features::{audit, patients, settings};
use crate::platform::auth::{StaffActor, StaffVisit, Undo};
use crate::platform::i18n::Tr;
use crate::platform::ids::{ConversationId, DraftId};
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::text;
use crate::platform::time::{SECOND, Timestamp};
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html};

/// Rows of the folder.
const SHOWN: i64 = 100;

/// A message that waits, with what its page shows.
pub(super) struct Waiting {
    pub scheduled: Scheduled,
    /// Whom it is about; none where they are no longer in the clinic's list.
    card: Option<PatientCard>,
    /// Who will receive it, as things stand.
    to: Vec<String>,
    /// Who of the staff will get a hidden copy, as things stand (M48).
    hidden: Vec<Hidden>,
    pieces: Vec<Piece>,
}

#[derive(Template)]
#[template(path = "features/conversations/pages/scheduled_one.html")]
struct OnePage {
    page: StaffPage,
    waiting: Waiting,
    /// Seconds until it is sent.
    seconds: i64,
    /// The time as it was typed, or as it is.
    send_at: String,
    now: Timestamp,
}

impl OnePage {
    /// What follows once it is sent, where something does (M24).
    fn follows(&self) -> Option<String> {
        let key = match After::pressed(&self.waiting.scheduled.draft.content.after) {
            After::Nothing => return None,
            After::File => "scheduled-then-filed",
            After::FileAndClose => "scheduled-then-closed",
        };
        Some(self.page.tr.t(key))
    }

    fn name(&self) -> &str {
        self.waiting.card.as_ref().map_or("", |card| &card.name)
    }
}

#[derive(Template)]
#[template(path = "features/conversations/pages/sent_already.html")]
struct SentAlready {
    page: StaffPage,
    conversation: ConversationId,
}

#[derive(Template)]
#[template(path = "features/conversations/pages/scheduled.html")]
struct FolderPage {
    page: StaffPage,
    rows: Vec<(Scheduled, String)>,
    now: Timestamp,
}

impl FolderPage {
    fn snippet(&self, row: &Scheduled) -> String {
        let body = RichText::stored(row.draft.content.body_html.clone());
        text::shorten(&body.plain().replace('\n', " "), 140)
    }
}

/// How a draft stands.
pub(super) enum Standing {
    /// It waits for its time.
    Waits(Box<Waiting>),
    /// It has been sent.
    Sent(ConversationId),
    /// It is written on.
    Open(Box<Draft>),
}

/// When a form asks to be sent: at the time typed where **Send later** was pressed.
pub(super) fn when(content: &Content, tr: &Tr) -> When {
    if content.after != "later" {
        return When::Undoable;
    }
    When::Later(typed(&content.send_at, tr))
}

/// The time typed, on the clinic's clock.
fn typed(send_at: &str, tr: &Tr) -> Result<Timestamp, Refusal> {
    let refused = |code| Refusal::field("send_at", code);
    if send_at.trim().is_empty() {
        return Err(refused("send_at_missing"));
    }
    if tr.is_skipped(send_at) {
        return Err(refused("send_at_skipped"));
    }
    tr.typed_moment(send_at).ok_or(refused("moment_wrong"))
}

/// Where one goes after a message was submitted, with its undo where there is one.
pub(super) fn onwards(
    visit: &StaffVisit,
    state: &State,
    save: &Save,
    submitted: Submitted,
) -> Response {
    let to = match (submitted, save.conversation) {
        (Submitted::Sent(sent), None) => format!("/staff/conversations/{}", sent.conversation),
        (Submitted::Sent(sent), _) => format!("/staff/conversations/{}#end", sent.conversation),
        (Submitted::Scheduled { .. }, Some(id)) => format!("/staff/conversations/{id}#end"),
        (Submitted::Scheduled { .. }, None) => format!("/staff/drafts/{}", save.id),
    };
    let to = Redirect::to(&to);
    match submitted {
        Submitted::Scheduled {
            send_at,
            later: false,
        } => {
            let (whose, times) = ((visit.actor.staff, save.id), (send_at, visit.now));
            let cookie = Undo::offer(&state.env.config, whose, times);
            (AppendHeaders([(header::SET_COOKIE, cookie)]), to).into_response()
        }
        _ => to.into_response(),
    }
}

/// Where a draft is written on.
pub(super) fn place(draft: &Draft) -> String {
    match draft.conversation {
        Some(conversation) => {
            format!(
                "/staff/conversations/{conversation}?draft={}#reply",
                draft.id
            )
        }
        None => format!("/staff/compose?draft={}", draft.id),
    }
}

/// How a draft of the member's stands.
pub(super) fn standing(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: DraftId,
    now: Timestamp,
) -> Result<Standing, Error> {
    if let Some((conversation, _)) = drafts::already_sent(tx, actor, id)? {
        return Ok(Standing::Sent(conversation));
    }
    let own = drafts::scheduled(tx, actor.clinic, id)?.filter(|s| s.staff == actor.staff);
    match own {
        Some(scheduled) => Ok(Standing::Waits(Box::new(waiting(
            tx, actor, scheduled, now,
        )?))),
        None => {
            let draft = drafts::load(tx, actor, id)?.ok_or(Error::NotFound)?;
            Ok(Standing::Open(Box::new(draft)))
        }
    }
}

fn waiting(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    scheduled: Scheduled,
    now: Timestamp,
) -> Result<Waiting, Error> {
    let (content, mut to, mut card) = (&scheduled.draft.content, Vec::new(), None);
    if let Some(patient) = patient_of(tx, actor, &scheduled)? {
        let portal = settings::load(tx, actor.clinic)?;
        let mut people = patients::recipients(tx, &actor.scope(), patient.id, now)?;
        // An answer goes to those who can read its conversation.
        let wanted = match scheduled.draft.conversation {
            Some(conversation) => write::portal_users_of(tx, actor.clinic, conversation)?,
            None => content.portal_users.clone(),
        };
        people.retain(|person| {
            reached(&portal, person)
                && (wanted.is_empty() || wanted.contains(&person.portal_user_id))
        });
        to = people.iter().map(patients::Recipient::name).collect();
        card = Some(PatientCard::load(tx, actor, &patient, now)?);
    }
    let hidden = match scheduled.draft.conversation {
        Some(_) => Vec::new(),
        None => guard::hidden(tx, actor, content)?,
    };
    Ok(Waiting {
        pieces: pieces(tx, actor, content)?,
        hidden,
        scheduled,
        card,
        to,
    })
}

fn patient_of(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    scheduled: &Scheduled,
) -> Result<Option<patients::Patient>, Error> {
    let Some(id) = scheduled.draft.patient else {
        return Ok(None);
    };
    match patients::load(tx, &actor.scope(), id) {
        Ok(patient) => Ok(Some(patient)),
        Err(db::Error::NotFound) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// The page of a message that waits; with what was typed for its time and refused, where something was.
pub(super) async fn page(
    visit: &StaffVisit,
    state: &State,
    waiting: Waiting,
    refused: Option<(String, Refusal)>,
) -> Result<Response, Error> {
    let (actor, draft) = (&visit.actor, &waiting.scheduled.draft);
    let event = audit::Event::new(actor.clinic, actor, "draft.read", "draft", draft.id.uuid());
    let event = audit::Event {
        patient: draft.patient,
        ..event
    };
    audit::recorded(state, event).await?;
    let mut frame = StaffPage::new(visit, "scheduled");
    // It has its own, larger one.
    frame.undo = frame.undo.filter(|undo| undo.draft != draft.id);
    let (status, send_at) = match refused {
        Some((typed, refusal)) => {
            frame.refusals = vec![refusal];
            (StatusCode::UNPROCESSABLE_ENTITY, typed)
        }
        None => (
            StatusCode::OK,
            visit.tr.moment_to_type(waiting.scheduled.send_at),
        ),
    };
    let left = waiting.scheduled.send_at.since(visit.now).max(0);
    let page = OnePage {
        page: frame,
        seconds: left.saturating_add(SECOND - 1) / SECOND,
        send_at,
        now: visit.now,
        waiting,
    };
    html(status, &page)
}

/// The draft's page, with no undo offered any more where `state` is to say so.
fn back_to(draft: DraftId, state: &State) -> Response {
    let cookie = Undo::no_longer(&state.env.config);
    let to = Redirect::to(&format!("/staff/drafts/{draft}"));
    (AppendHeaders([(header::SET_COOKIE, cookie)]), to).into_response()
}

/// `POST /staff/drafts/{draft}/undo`: the exact draft again, or word that it has been sent.
pub(super) async fn undo(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DraftId>,
) -> Result<Response, Error> {
    let (actor, env, now) = (visit.actor.clone(), state.env.clone(), visit.now);
    let found = visit
        .db
        .write(move |tx| {
            drafts::take_back(tx, &actor, &env, id)?;
            standing(tx, &actor, id, now)
        })
        .await?;
    let Standing::Sent(conversation) = found else {
        return Ok(back_to(id, &state));
    };
    let mut frame = StaffPage::new(&visit, "sent");
    frame.undo = None;
    let page = SentAlready {
        page: frame,
        conversation,
    };
    let cookie = Undo::no_longer(&state.env.config);
    let said = html(StatusCode::CONFLICT, &page)?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), said).into_response())
}

/// `POST /staff/drafts/{draft}/send-now`: it does not wait any longer. What is in the way brings the draft back, with the
/// reasons.
pub(super) async fn send_now(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DraftId>,
) -> Result<Response, Error> {
    let (actor, env, tr) = (visit.actor.clone(), state.env.clone(), visit.tr.clone());
    visit
        .db
        .write(move |tx| {
            let done = tx.part(|tx| submit::send_now(tx, &actor, &env, id));
            match done {
                Err(Error::Refused(_, refusals)) => {
                    let why = reasons(&refusals, |language| tr.in_language(language));
                    Ok(drafts::give_back(tx, &env, actor.clinic, id, why)?)
                }
                done => done.map(drop),
            }
        })
        .await?;
    Ok(back_to(id, &state))
}

/// The time that a form names.
#[derive(Debug, Deserialize)]
pub(super) struct Moment {
    #[serde(default)]
    send_at: String,
}

/// `POST /staff/drafts/{draft}/send-at`: another time.
pub(super) async fn send_at(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DraftId>,
    Form(form): Form<Moment>,
) -> Result<Response, Error> {
    let (actor, env, now) = (visit.actor.clone(), state.env.clone(), visit.now);
    let at = typed(&form.send_at, &visit.tr)
        .and_then(|at| submit::in_the_way(at, now).map_or(Ok(at), Err));
    let refusal = match at {
        Ok(at) => {
            visit
                .db
                .write(move |tx| drafts::reschedule(tx, &actor, &env, id, at))
                .await?;
            return Ok(back_to(id, &state));
        }
        Err(refusal) => refusal,
    };
    match visit
        .db
        .read(move |tx| standing(tx, &actor, id, now))
        .await?
    {
        Standing::Waits(waiting) => {
            page(&visit, &state, *waiting, Some((form.send_at, refusal))).await
        }
        _ => Ok(back_to(id, &state)),
    }
}

/// `GET /staff/scheduled`: what waits, the soonest first (M70).
pub(super) async fn list(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let rows = visit
        .db
        .write(move |tx| {
            let mut rows = Vec::new();
            for scheduled in drafts::all_scheduled(tx, &actor, SHOWN)? {
                let patient = patient_of(tx, &actor, &scheduled)?;
                rows.push((scheduled, patient.map(|p| p.name()).unwrap_or_default()));
            }
            let event = audit::Event::new(actor.clinic, &actor, "draft.list", "draft", None);
            audit::record(tx, &env, &event.detail(format!("scheduled={}", rows.len())))?;
            Ok::<_, Error>(rows)
        })
        .await?;
    let page = FolderPage {
        page: StaffPage::new(&visit, "scheduled"),
        rows,
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

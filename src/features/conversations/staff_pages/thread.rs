//! A thread: the pinned patient, the messages with what became of them, and the reply box or the reason there is none.

use askama::Template;
use axum::extract::{Request, State as AxumState};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::compose::{Asks, PatientCard, Piece, pieces};
use super::guard::{of_thread, reached, stopped};
use super::{FORM_BYTES, scheduled, versions};
use crate::features::attachments::{self, FormWithFiles};
use crate::features::billing::{self, Offered};
use crate::features::conversations::addressed::Addressed;
use crate::features::conversations::calls::{self, Calls};
use crate::features::conversations::filing::{self, Filing};
use crate::features::conversations::guard::{self, Colleagues, Guard, Readers};
use crate::features::conversations::model::Cursor;
use crate::features::conversations::read::{self, Message, Thread};
use crate::features::conversations::submit::submit;
use crate::features::conversations::{GivenCopy, close, counts, join, reopen};
use crate::features::drafts::{self, Content, Draft, DraftForm, Save, Scheduled};
use crate::features::notifications::{self, Call, Delivery, Stage, standing};
use crate::features::patients::Recipient;
use crate::features::{audit, patients, settings, staff};
use crate::platform::auth::{Permission, StaffActor, StaffVisit};
use crate::platform::i18n::Tr;
use crate::platform::ids::{ConversationId, DeliveryId, DraftId, MessageId, PortalUserId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Id, Query, Refusal, StaffPage, html, meanwhile};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Place {
    before: Option<String>,
    /// The draft to write on, where it is a certain one.
    draft: Option<DraftId>,
}

#[derive(Template)]
#[template(path = "features/conversations/pages/thread.html")]
struct ThreadPage {
    page: StaffPage,
    thread: Thread,
    patient: PatientCard,
    deliveries: Vec<Delivery>,
    blocked: Vec<Refusal>,
    may_send: bool,
    first: bool,
    now: Timestamp,
    draft: DraftId,
    version: i64,
    content: Content,
    pieces: Vec<Piece>,
    /// Why the answer came back unsent (M25).
    returned: Option<String>,
    /// The member's answers here that wait for their time.
    waiting: Vec<Scheduled>,
    /// Whom to call, and the calls that were made (M75).
    calls: Calls,
    asks: Asks,
    filing: Filing,
    fee_codes: Vec<Offered>,
    guard: Guard,
    readers: Readers,
    /// People who read for the patient and do not see this conversation (M77).
    left_out: Vec<(String, &'static str)>,
    answering: bool,
    billed: Vec<(MessageId, String)>,
    max_upload: i64,
}

/// What a thread's page is made from.
struct Seen {
    thread: Thread,
    card: PatientCard,
    deliveries: Vec<Delivery>,
    blocked: Vec<Refusal>,
    counts: Vec<(&'static str, i64)>,
    draft: DraftId,
    version: i64,
    content: Content,
    pieces: Vec<Piece>,
    tier: settings::Tier,
    fee_codes: Vec<Offered>,
    billed: Vec<(MessageId, String)>,
    guard: Guard,
    readers: Readers,
    left_out: Vec<(String, &'static str)>,
    filing: Filing,
    returned: Option<String>,
    waiting: Vec<Scheduled>,
    calls: Calls,
}

impl Seen {
    fn load(
        tx: &mut db::Tx<'_>,
        actor: &StaffActor,
        (id, cursor, draft): (ConversationId, Cursor, (DraftId, i64, Content)),
        now: Timestamp,
        words: (&Tr, &str),
    ) -> Result<Seen, Error> {
        let (scope, (draft, version, content)) = (actor.scope(), draft);
        let thread = read::thread(tx, actor, id, cursor)?;
        let portal = settings::load(tx, actor.clinic)?;
        let known = patients::recipients(tx, &scope, thread.patient.id, now)?;
        let reads = |r: &&Recipient| thread.readers.iter().any(|p| p.id == r.portal_user_id);
        let reachable: Vec<Recipient> = known.iter().filter(reads).cloned().collect();
        let blocked = patients::unreachable(&portal, &thread.patient, &reachable);
        let inboxes = staff::inboxes_of(tx, actor.clinic, actor.staff)?;
        let writes = actor.may(Permission::SendMessages)
            && thread.closed.is_none()
            && !thread.copies.read_only();
        let (fee_codes, mut colleagues) = match writes {
            true => (billing::offered(tx, actor, words.0)?, Colleagues::default()),
            false => Default::default(),
        };
        // Opening a thread stays quick: the guard looks when there is something to look through.
        let guard = match content.body_html.is_empty() && content.files.is_empty() {
            true => Guard::default(),
            false => guard::guard(tx, actor, (&thread.patient, &content), &mut colleagues, now)?,
        };
        let left_out = known.iter().filter(|r| !reads(r) && reached(&portal, r));
        let left_out = left_out.map(|r| (r.name(), r.relationship.code()));
        let left_out = left_out.collect();
        let of = (&portal, known, &Addressed::from(&thread));
        let readers = match writes {
            true => Readers {
                shared: guard::shared(tx, actor, &thread.patient, now)?,
                ..of_thread(tx, actor, of, &mut colleagues, words)?
            },
            false => Readers::default(),
        };
        let ours = thread.messages.iter().filter(|m| m.author_staff.is_some());
        let ours: Vec<Uuid> = ours.map(|m| m.id.uuid()).collect();
        Ok(Seen {
            card: PatientCard::load(tx, actor, &thread.patient, now)?,
            deliveries: notifications::deliveries(tx, &scope, id)?,
            blocked,
            counts: counts(tx, actor, &inboxes, Some(id), now)?,
            pieces: pieces(tx, actor, &content)?,
            tier: portal.tier,
            fee_codes,
            billed: billing::standing_codes(tx, actor.clinic, &ours)?,
            guard,
            readers,
            left_out,
            filing: filing::filing(tx, actor.clinic, id)?,
            returned: match version {
                0 => None,
                _ => drafts::load(tx, actor, draft)?.and_then(|d| d.returned),
            },
            waiting: drafts::scheduled_in(tx, actor, id)?,
            calls: calls::calls(tx, actor, id, now)?,
            draft,
            version,
            content,
            thread,
        })
    }
}

/// One line under a message: an icon, a tone, and what happened to it for one person.
struct CopyState {
    icon: &'static str,
    tone: &'static str,
    words: String,
    /// The delivery that can be sent again.
    again: Option<DeliveryId>,
}

impl ThreadPage {
    fn picker_action(&self) -> String {
        format!("/staff/compose/{}?then=chart", self.draft)
    }

    /// What each recipient's copy has come to, in words (M42).
    fn states(&self, message: &Message) -> Vec<CopyState> {
        message
            .receipts
            .iter()
            .map(|receipt| {
                let words = |key: &str, at: Timestamp| {
                    self.page.tr.with(
                        key,
                        &[
                            ("name", receipt.name.clone()),
                            ("time", self.page.tr.day_time(at, self.now)),
                        ],
                    )
                };
                if let Some(at) = receipt.downloaded_at {
                    return CopyState {
                        icon: "ok2",
                        tone: "ok",
                        words: words("conversations-state-downloaded", at),
                        again: None,
                    };
                }
                if let Some(at) = receipt.opened_at {
                    return CopyState {
                        icon: "ok2",
                        tone: "ok",
                        words: words("conversations-state-opened", at),
                        again: None,
                    };
                }
                self.delivery_state(message, receipt.portal_user, &receipt.name)
            })
            .collect()
    }

    /// How far the notice came where the message has not been opened yet (M42, M50).
    fn delivery_state(&self, message: &Message, person: PortalUserId, name: &str) -> CopyState {
        let tr = &self.page.tr;
        let standing = standing(&self.deliveries, message.id, person, false);
        let (tone, key) = match standing.stage {
            Stage::NoticeDelivered => ("", "conversations-state-delivered"),
            Stage::Sent if standing.channel.is_none() => ("", "conversations-state-no-notice"),
            Stage::Sent => ("", "conversations-state-sent"),
            Stage::NotDelivered => ("bad", "conversations-state-failed"),
            Stage::NotNotified => ("", "conversations-state-no-notice"),
            Stage::Sending | Stage::Waiting | Stage::Read => ("", "conversations-state-queued"),
        };
        let channel = standing.channel.map_or_else(String::new, |channel| {
            tr.t(format!("conversations-channel-{}", channel.code()))
        });
        let time = standing
            .at
            .map_or_else(String::new, |at| tr.day_time(at, self.now));
        let values = [
            ("name", name.to_owned()),
            ("channel", channel),
            ("time", time),
        ];
        let advice = standing
            .advice(tr, self.now)
            .map(|advice| format!(". {advice}"));
        CopyState {
            icon: standing.icon(),
            tone,
            words: tr.with(key, &values) + &advice.unwrap_or_default(),
            again: standing.again.filter(|_| self.may_send),
        }
    }

    /// What came of a call, by whom and when, as one line.
    fn call_line(&self, call: &Call) -> String {
        super::calls::line(&self.page.tr, call, self.now)
    }

    /// What can be taken back of an answer that waits, as one line for lists.
    fn waits_until(&self, waiting: &Scheduled) -> String {
        let tr = &self.page.tr;
        if waiting.later {
            let when = tr.day_time(waiting.send_at, self.now);
            tr.t1("scheduled-reply-for", "when", when)
        } else {
            tr.t("scheduled-reply-sending")
        }
    }

    /// A day written in full, such as the one until which a file is kept.
    fn full_day(&self, at: &Timestamp) -> String {
        let tr = &self.page.tr;
        tr.calendar_date(&tr.local_date(*at).to_string())
    }

    /// A hidden copy that the member gave: its holder, and what became of it (M48).
    fn given(&self, copy: &GivenCopy) -> String {
        let tr = &self.page.tr;
        if let Some(why) = copy.left_out {
            let why = tr.t(format!("bcc-without-{}", why.code().replace('_', "-")));
            return format!("{} ({why})", copy.name);
        }
        match copy.joined_at {
            Some(at) => {
                let values = [
                    ("name", copy.name.clone()),
                    ("when", tr.day_time(at, self.now)),
                ];
                tr.with("bcc-has-joined", &values)
            }
            None => copy.name.clone(),
        }
    }

    /// Messages that the latest filed version lacks.
    fn unfiled(&self) -> i64 {
        let filed = self.filing.filed.as_ref();
        filed.map_or(0, |f| self.thread.message_count - f.messages)
    }

    /// By when an answer to this message is required, or since when it is late: tone, icon, words (M38, M39).
    fn awaited(&self, message: &Message) -> Option<(&'static str, &'static str, String)> {
        let awaited = self.thread.awaited?;
        if awaited.message_id != message.id {
            return None;
        }
        let tr = &self.page.tr;
        let when = tr.day_time(awaited.due_at, self.now);
        if awaited.due_at > self.now {
            return Some((
                "",
                "clock",
                tr.t1("conversations-response-due", "when", when),
            ));
        }
        let values = [("when", when), ("count", awaited.alerts.to_string())];
        let words = tr.with("conversations-response-overdue", &values);
        Some(("bad", "warn", words))
    }

    /// That the sender was told that nobody had opened it (M41).
    fn told(&self, message: &Message) -> Option<String> {
        let tr = &self.page.tr;
        let at = tr.day_time(message.unread_told_at?, self.now);
        Some(tr.t1("conversations-unread-told", "when", at))
    }

    /// The code that a message stands billed with (M22).
    fn billed_with(&self, message: &Message) -> Option<&str> {
        let found = self.billed.iter().find(|(id, _)| *id == message.id);
        found.map(|(_, code)| code.as_str())
    }

    /// Whether a message is the first of its day.
    fn new_day(&self, index: &usize) -> bool {
        let day = |i: usize| {
            self.thread
                .messages
                .get(i)
                .map(|m| self.page.tr.local_date(m.sent_at))
        };
        *index == 0 || day(*index) != day(*index - 1)
    }

    fn authored(&self, message: &Message) -> String {
        if message.on_behalf {
            let names = [
                ("person", message.shown_as.clone()),
                ("patient", self.thread.patient.name()),
            ];
            return self.page.tr.with("conversations-on-behalf", &names);
        }
        message.shown_as.clone()
    }
}

/// `GET /staff/conversations/{id}`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
    Query(place): Query<Place>,
) -> Result<Response, Error> {
    render(&visit, &state, id, place, None).await
}

/// The thread's page; with what was typed and refused, where something was.
async fn render(
    visit: &StaffVisit,
    state: &State,
    id: ConversationId,
    place: Place,
    refused: Option<(DraftId, i64, Content, StatusCode, Vec<Refusal>)>,
) -> Result<Response, Error> {
    let cursor: Cursor = place
        .before
        .as_deref()
        .map_or(Ok(Cursor::START), str::parse)
        .map_err(Error::refused)?;
    let (actor, now, tr) = (visit.actor.clone(), visit.now, visit.tr.clone());
    let typed = refused
        .as_ref()
        .map(|(draft, version, content, ..)| (*draft, *version, content.clone()));
    let fresh: DraftId = state.env.id();
    let origin = state.env.config.server.public_url.clone();
    let seen = move |tx: &mut db::Tx<'_>| {
        let draft = match &typed {
            Some(typed) => typed.clone(),
            None => kept_or_fresh(tx, &actor, (id, place.draft), fresh)?,
        };
        Seen::load(tx, &actor, (id, cursor, draft), now, (&tr, &origin))
    };
    let seen = visit.db.read(seen).await?;
    let thread = seen.thread;
    let (actor, env, patient) = (visit.actor.clone(), state.env.clone(), thread.patient.id);
    let on_record = visit.db.write(move |tx| {
        let event = audit::Event::new(
            actor.clinic,
            &actor,
            "conversation.read",
            "conversation",
            id.uuid(),
        );
        audit::record(tx, &env, &event.patient(patient))?;
        read::mark_read(tx, &actor, id)
    });
    let mut page = StaffPage::new(visit, "inbox");
    page.counts = seen.counts;
    let status = refused
        .as_ref()
        .map_or(StatusCode::OK, |(.., status, _)| *status);
    page.refusals = refused.map(|(.., refusals)| refusals).unwrap_or_default();
    let page = ThreadPage {
        page,
        patient: seen.card,
        deliveries: seen.deliveries,
        blocked: seen.blocked,
        may_send: visit.actor.may(Permission::SendMessages) && !thread.copies.read_only(),
        first: cursor == Cursor::START,
        now,
        asks: Asks::new(&seen.content, true, seen.tier),
        fee_codes: seen.fee_codes,
        billed: seen.billed,
        guard: seen.guard,
        readers: seen.readers,
        left_out: seen.left_out,
        answering: true,
        draft: seen.draft,
        version: seen.version,
        content: seen.content,
        pieces: seen.pieces,
        returned: seen.returned,
        waiting: seen.waiting,
        calls: seen.calls,
        filing: seen.filing,
        max_upload: i64::try_from(state.env.config.uploads.max_bytes).unwrap_or(i64::MAX),
        thread,
    };
    meanwhile(on_record, || html(status, &page)).await
}

/// The member's draft of an answer: the one that is asked for where it is one of this conversation, else the latest.
fn draft_here(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    conversation: ConversationId,
    wanted: Option<DraftId>,
) -> Result<Option<Draft>, Error> {
    if let Some(id) = wanted
        && let Some(draft) = drafts::load(tx, actor, id)?
        && draft.conversation == Some(conversation)
    {
        return Ok(Some(draft));
    }
    drafts::of_conversation(tx, actor, conversation)
}

/// The draft of an answer: the one that is kept, or a fresh one that allows a response.
fn kept_or_fresh(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (id, wanted): (ConversationId, Option<DraftId>),
    fresh: DraftId,
) -> Result<(DraftId, i64, Content), Error> {
    Ok(match draft_here(tx, actor, id, wanted)? {
        Some(draft) => (draft.id, draft.version, draft.content),
        None => {
            let content = Content {
                allow_response: Some(true),
                ..Content::default()
            };
            (fresh, 0, content)
        }
    })
}

/// `POST /staff/conversations/{id}/reply/{draft}`: sends once, or shows what is in the way with everything typed.
pub(super) async fn reply_to(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id((id, draft)): Id<(ConversationId, DraftId)>,
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
    if !refusals.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let refused = (draft, form.version, save.content, status, refusals);
        return render(&visit, &state, id, Place::default(), Some(refused)).await;
    }
    if let Some(refusal) = form.over_ceiling(state.env.config.messages.max_body_bytes) {
        let refused = (
            draft,
            form.version,
            save.content,
            StatusCode::PAYLOAD_TOO_LARGE,
            vec![refusal],
        );
        return render(&visit, &state, id, Place::default(), Some(refused)).await;
    }
    let (actor, of) = (visit.actor.clone(), id);
    let patient = visit
        .db
        .read(move |tx| read::patient_of(tx, &actor, of))
        .await?;
    if let Some((content, refusal)) = stopped(&visit, &state, patient, &save.content).await? {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let refused = (draft, form.version, content, status, vec![refusal]);
        return render(&visit, &state, id, Place::default(), Some(refused)).await;
    }
    let save = Save {
        conversation: Some(id),
        patient: Some(patient),
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
            let refused = (draft, form.version, save.content, status, refusals);
            render(&visit, &state, id, Place::default(), Some(refused)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /staff/conversations/{id}/close` (M11).
pub(super) async fn close_it(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
) -> Result<Response, Error> {
    let env = state.env.clone();
    visit
        .db
        .write(move |tx| close(tx, &visit.actor, &env, id))
        .await?;
    Ok(Redirect::to(&format!("/staff/conversations/{id}")).into_response())
}

/// `POST /staff/conversations/{id}/join`: takes part openly in what a hidden copy was held of (M48).
pub(super) async fn join_it(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
) -> Result<Response, Error> {
    let env = state.env.clone();
    visit
        .db
        .write(move |tx| join(tx, &visit.actor, &env, id))
        .await?;
    Ok(Redirect::to(&format!("/staff/conversations/{id}")).into_response())
}

/// `POST /staff/conversations/{id}/file`: files it in the chart, as far as it has come (M66).
pub(super) async fn file_it(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
) -> Result<Response, Error> {
    let env = state.env.clone();
    visit
        .db
        .write(move |tx| filing::request(tx, &visit.actor, &env, id))
        .await?;
    Ok(Redirect::to(&format!("/staff/conversations/{id}#filing")).into_response())
}

/// `POST /staff/conversations/{id}/reopen` (M11).
pub(super) async fn reopen_it(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<ConversationId>,
) -> Result<Response, Error> {
    let env = state.env.clone();
    visit
        .db
        .write(move |tx| reopen(tx, &visit.actor, &env, id))
        .await?;
    Ok(Redirect::to(&format!("/staff/conversations/{id}")).into_response())
}

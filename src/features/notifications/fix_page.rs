//! **Put right**: for each person whom no notice reached, what failed, and the ways on (M50). Each is one act in one
//! transaction: correct the address and send there, send by the other channel, try again, or write down a call.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::call::{self, Call, CallOutcome, NOTE_CHARS};
use super::standing::{cause, not_tried};
use super::store;
use super::store::unreached::Unreached;
use crate::features::audit::{self, Event};
use crate::features::patients::{self, Channel, Editor, OwnContact};
use crate::platform::auth::{Permission, StaffActor, StaffVisit};
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, DeliveryId, PatientId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html};

/// What the page shows.
struct Found {
    patient: PatientId,
    patient_name: String,
    subject: String,
    people: Vec<Unreached>,
    calls: Vec<Call>,
}

#[derive(Template)]
#[template(path = "features/notifications/pages/fix.html")]
struct FixPage {
    page: StaffPage,
    conversation: ConversationId,
    found: Found,
    may_edit: bool,
    now: Timestamp,
    /// What was typed, and for whom.
    typed: Option<(DeliveryId, FixForm)>,
}

impl FixPage {
    /// What failed and what to do, in words.
    fn why(&self, person: &Unreached) -> String {
        let code = person.failure_code.as_deref().unwrap_or("internal");
        self.page
            .tr
            .t(format!("notifications-advice-{}", cause(code)))
    }

    /// By which channel it failed last, and when.
    fn failed(&self, person: &Unreached) -> String {
        let tr = &self.page.tr;
        let channel = tr.t(format!("conversations-channel-{}", person.channel.code()));
        let when = tr.day_time(person.updated_at, self.now);
        tr.t2("fix-failed", ("channel", channel), ("when", when))
    }

    fn name(&self, person: &Unreached) -> String {
        format!("{} {}", person.given_name, person.family_name)
            .trim()
            .to_owned()
    }

    /// Why the other channel was not tried, in words.
    fn not_tried(&self, person: &Unreached) -> Option<String> {
        let code = person.other_not_tried.as_deref()?;
        not_tried(person.channel, code, &self.page.tr)
    }

    /// Whether the person may be told by this channel.
    fn allows(&self, person: &Unreached, channel: Channel) -> bool {
        person.preferred_channel.allows(channel)
    }

    /// The other channel, where there is an address on it and the person allows it.
    fn other(&self, person: &Unreached) -> Option<Channel> {
        let other = person.channel.other();
        if !self.allows(person, other) {
            return None;
        }
        let address = match other {
            Channel::Email => &person.email,
            Channel::Text => &person.mobile,
        };
        address
            .as_deref()
            .is_some_and(|a| !a.is_empty())
            .then_some(other)
    }

    /// What a field holds: as typed, else what is on file.
    fn value<'a>(&'a self, person: &'a Unreached, field: &str) -> &'a str {
        let typed = self.typed_for(person);
        let (typed, on_file) = match field {
            "email" => (typed.map(|t| &t.email), person.email.as_deref()),
            "mobile" => (typed.map(|t| &t.mobile), person.mobile.as_deref()),
            _ => (typed.map(|t| &t.note), None),
        };
        match typed {
            Some(typed) if !typed.is_empty() => typed,
            _ => on_file.unwrap_or_default(),
        }
    }

    fn typed_for(&self, person: &Unreached) -> Option<&FixForm> {
        let typed = self.typed.as_ref().filter(|(id, _)| *id == person.id);
        typed.map(|(_, form)| form)
    }

    fn refused(&self, person: &Unreached, field: &str) -> Option<String> {
        self.typed_for(person).and_then(|_| self.page.why(field))
    }

    fn outcomes(&self) -> [CallOutcome; 3] {
        [
            CallOutcome::Reached,
            CallOutcome::LeftWord,
            CallOutcome::NotReached,
        ]
    }

    fn longest(&self) -> usize {
        NOTE_CHARS
    }
}

/// `GET /staff/conversations/{conversation}/delivery`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(conversation): Id<ConversationId>,
) -> Result<Response, Error> {
    page(&visit, &state.env, conversation, None, None).await
}

/// What a form of the page sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct FixForm {
    deed: String,
    email: String,
    mobile: String,
    outcome: String,
    note: String,
}

/// `POST /staff/deliveries/{id}/fix`: back to the page, which shows whoever is left, or to the conversation.
pub(super) async fn act(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DeliveryId>,
    Form(form): Form<FixForm>,
) -> Result<Response, Error> {
    let (actor, env, wanted) = (visit.actor.clone(), state.env.clone(), form.clone());
    let done = visit
        .db
        .write(move |tx| {
            let conversation = deed(tx, &actor, &env, id, &wanted)?;
            let left = call::unreached(tx, &actor, conversation)?;
            Ok::<_, Error>((conversation, left.is_empty()))
        })
        .await;
    match done {
        Ok((conversation, true)) => {
            Ok(Redirect::to(&format!("/staff/conversations/{conversation}")).into_response())
        }
        Ok((conversation, false)) => Ok(Redirect::to(&place(conversation)).into_response()),
        Err(error @ Error::Refused(..)) => {
            let clinic = visit.actor.clinic;
            let about = visit.db.read(move |tx| store::any(tx, clinic, id)).await?;
            let conversation = about.conversation_id;
            page(
                &visit,
                &state.env,
                conversation,
                Some((id, form)),
                Some(error),
            )
            .await
        }
        Err(error) => Err(error),
    }
}

fn place(conversation: ConversationId) -> String {
    format!("/staff/conversations/{conversation}/delivery")
}

fn deed(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: DeliveryId,
    form: &FixForm,
) -> Result<ConversationId, Error> {
    let unknown = |field| Error::refused(Refusal::field(field, "choice_unknown"));
    match form.deed.as_str() {
        "again" => super::send_again(tx, actor, env, (id, None)),
        "email" | "text" => {
            let by = Channel::from_code(&form.deed);
            super::send_again(tx, actor, env, (id, by))
        }
        "correct_email" => correct(tx, actor, env, id, (Channel::Email, &form.email)),
        "correct_mobile" => correct(tx, actor, env, id, (Channel::Text, &form.mobile)),
        "called" => {
            let outcome =
                CallOutcome::from_code(&form.outcome).ok_or_else(|| unknown("outcome"))?;
            call::called(tx, actor, env, id, (outcome, &form.note))
        }
        _ => Err(unknown("deed")),
    }
}

/// Writes the corrected address down where the person's addresses stand, and sends the notice there.
///
/// # Errors
/// As sending again; forbidden without the permission to change charts; 422 where the address can't be one.
pub(super) fn correct(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: DeliveryId,
    (channel, typed): (Channel, &str),
) -> Result<ConversationId, Error> {
    actor.require(Permission::SendMessages)?;
    let editor = Editor::of(actor)?;
    let about = store::any(tx, actor.clinic, id)?;
    let address = patients::own_address(channel, typed).map_err(Error::refused)?;
    let new = OwnContact::Address(channel, address);
    patients::set_contact(tx, env, &editor, about.portal_user_id, &new)?;
    super::send_again(tx, actor, env, (id, Some(channel)))
}

async fn page(
    visit: &StaffVisit,
    env: &Env,
    conversation: ConversationId,
    typed: Option<(DeliveryId, FixForm)>,
    error: Option<Error>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), env.clone());
    let found = visit
        .db
        .write(move |tx| find(tx, &actor, &env, conversation))
        .await?;
    let mut page = StaffPage::new(visit, "failed_delivery");
    let status = error.as_ref().map_or(StatusCode::OK, Error::status);
    page.refusals = error.map(|e| e.refusals()).unwrap_or_default();
    let page = FixPage {
        may_edit: Editor::of(&visit.actor).is_ok(),
        now: visit.now,
        page,
        conversation,
        found,
        typed,
    };
    html(status, &page)
}

/// What the page shows; that it was read is on record.
fn find(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    conversation: ConversationId,
) -> Result<Found, Error> {
    let (patient, given, family, subject) =
        store::inboxes::conversation(tx, actor.clinic, conversation)?;
    let event = Event::new(
        actor.clinic,
        actor,
        "delivery.list",
        "conversation",
        conversation.uuid(),
    );
    audit::record(tx, env, &event.patient(patient))?;
    Ok(Found {
        patient,
        patient_name: format!("{given} {family}").trim().to_owned(),
        subject,
        people: call::unreached(tx, actor, conversation)?,
        calls: store::unreached::calls(tx, actor.clinic, conversation)?,
    })
}

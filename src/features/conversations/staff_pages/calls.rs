//! **Call**: whom to call about a message that nobody has opened after all reminders, who does it, and what came of it (M75).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::features::audit::{self, Event};
use crate::features::conversations::calls::{self, Calls, Made, Task};
use crate::features::conversations::read;
use crate::features::notifications::{Call, CallOutcome, NOTE_CHARS, Said};
use crate::features::patients::{self, Patient};
use crate::platform::auth::{StaffActor, StaffVisit};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{ConversationId, PatientCallId, PortalUserId, StaffId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Refusal, StaffPage, html};

/// The page's address.
pub(super) const PAGE: &str = "/staff/conversations/{conversation}/call";

/// Pauses before the next attempt that the page offers, in days.
const PAUSES: [&str; 5] = ["1", "2", "3", "7", "14"];

/// What came of a call, by whom and when, as one line.
pub(super) fn line(tr: &Tr, call: &Call, now: Timestamp) -> String {
    let outcome = tr.t(format!(
        "calls-outcome-{}",
        outcome_code(call.outcome, call.said).replace('_', "-")
    ));
    let values = [
        ("staff", call.staff_name.clone()),
        ("person", call.name()),
        ("outcome", outcome),
        ("when", tr.day_time(call.called_at, now)),
    ];
    tr.with("calls-line", &values)
}

fn outcome_code(outcome: CallOutcome, said: Option<Said>) -> &'static str {
    said.map_or(outcome.code(), Said::code)
}

/// The outcome that a code of the form stands for.
fn outcome_of(code: &str) -> Option<(CallOutcome, Option<Said>)> {
    match Said::from_code(code) {
        Some(said) => Some((CallOutcome::Reached, Some(said))),
        None => CallOutcome::from_code(code).map(|outcome| (outcome, None)),
    }
}

#[derive(Template)]
#[template(path = "features/conversations/pages/call.html")]
struct CallPage {
    page: StaffPage,
    conversation: ConversationId,
    patient: Patient,
    subject: String,
    calls: Calls,
    owners: Vec<(StaffId, String)>,
    typed: CallForm,
    now: Timestamp,
}

impl CallPage {
    fn outcomes(&self) -> [&'static str; 5] {
        [
            "read_out",
            "will_look",
            "reached",
            "left_word",
            "not_reached",
        ]
    }

    fn pauses(&self) -> [&'static str; 5] {
        PAUSES
    }

    fn is_typed(&self, value: &str, typed: &str) -> bool {
        value == typed
    }

    /// When the next attempt is due, where it is not yet.
    fn next(&self, task: &Task) -> Option<String> {
        let tr = &self.page.tr;
        let later = task.next_at > self.now;
        later.then(|| tr.t1("calls-next", "when", tr.day(task.next_at, self.now)))
    }

    fn longest(&self) -> usize {
        NOTE_CHARS
    }

    fn line(&self, call: &Call) -> String {
        line(&self.page.tr, call, self.now)
    }

    /// The patient's own number, where the patient is not among those to call.
    fn own_number(&self) -> Option<&str> {
        let number = self.patient.mobile.as_deref()?;
        let listed = self.calls.people.iter();
        let known = listed
            .filter_map(|p| p.mobile.as_deref())
            .any(|m| m == number);
        (!known).then_some(number)
    }

    fn owned_by(&self, id: &StaffId) -> bool {
        let task = self.calls.task.as_ref();
        task.and_then(|task| task.owner_staff_id) == Some(*id)
    }

    fn own(&self) -> bool {
        self.owned_by(&self.page.actor.staff)
    }

    fn may_own(&self) -> bool {
        self.owners
            .iter()
            .any(|(id, _)| *id == self.page.actor.staff)
    }
}

/// What a form of the page sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CallForm {
    deed: String,
    owner_id: String,
    call: String,
    portal_user_id: String,
    outcome: String,
    note: String,
    again_in_days: String,
}

/// `GET /staff/conversations/{conversation}/call`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(conversation): Id<ConversationId>,
) -> Result<Response, Error> {
    page(&visit, &state.env, conversation, None).await
}

/// `POST /staff/conversations/{conversation}/call`: takes or assigns the task, or writes a call down.
pub(super) async fn act(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(conversation): Id<ConversationId>,
    Form(form): Form<CallForm>,
) -> Result<Response, Error> {
    let (actor, env, wanted) = (visit.actor.clone(), state.env.clone(), form.clone());
    let done = visit
        .db
        .write(move |tx| deed(tx, &actor, &env, conversation, &wanted))
        .await;
    match done {
        Ok(true) => {
            Ok(Redirect::to(&format!("/staff/conversations/{conversation}")).into_response())
        }
        Ok(false) => {
            Ok(Redirect::to(&format!("/staff/conversations/{conversation}/call")).into_response())
        }
        Err(error @ Error::Refused(..)) => {
            page(&visit, &state.env, conversation, Some((form, error))).await
        }
        Err(error) => Err(error),
    }
}

/// Whether the matter is closed by it.
fn deed(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    conversation: ConversationId,
    form: &CallForm,
) -> Result<bool, Error> {
    let unknown = |field| Error::refused(Refusal::field(field, "choice_unknown"));
    match form.deed.as_str() {
        "take" => calls::assign(tx, actor, env, conversation, Some(actor.staff)).map(|()| false),
        "assign" => {
            let owner = match form.owner_id.as_str() {
                "" => None,
                id => Some(id.parse::<StaffId>().map_err(|_| unknown("owner_id"))?),
            };
            calls::assign(tx, actor, env, conversation, owner).map(|()| false)
        }
        "called" => {
            let (outcome, said) = outcome_of(&form.outcome).ok_or_else(|| unknown("outcome"))?;
            let again_in_days = match form.again_in_days.as_str() {
                "" => None,
                days => Some(days.parse().map_err(|_| unknown("again_in_days"))?),
            };
            let made = Made {
                id: form
                    .call
                    .parse::<PatientCallId>()
                    .unwrap_or_else(|_| env.id()),
                person: (form.portal_user_id.parse::<PortalUserId>())
                    .map_err(|_| unknown("portal_user_id"))?,
                outcome,
                said,
                note: form.note.clone(),
                again_in_days,
            };
            calls::record(tx, actor, env, conversation, &made)?;
            Ok(again_in_days.is_none())
        }
        _ => Err(unknown("deed")),
    }
}

async fn page(
    visit: &StaffVisit,
    env: &Env,
    conversation: ConversationId,
    refused: Option<(CallForm, Error)>,
) -> Result<Response, Error> {
    let (actor, env, now) = (visit.actor.clone(), env.clone(), visit.now);
    let fresh: PatientCallId = env.id();
    let found = visit.db.write(move |tx| {
        let id = read::patient_of(tx, &actor, conversation)?;
        let patient = patients::load(tx, &actor.scope(), id)?;
        let event = Event::new(
            actor.clinic,
            &actor,
            "call_task.read",
            "conversation",
            conversation.uuid(),
        );
        audit::record(tx, &env, &event.patient(id))?;
        let calls = calls::calls(tx, &actor, conversation, now)?;
        let owners = calls::owners(tx, &actor, conversation)?;
        Ok::<_, Error>((patient, calls, owners))
    });
    let (patient, calls, owners) = found.await?;
    let mut page = StaffPage::new(visit, "to_call");
    let (typed, error) = refused.unzip();
    let status = error.as_ref().map_or(StatusCode::OK, Error::status);
    page.refusals = error.map(|e| e.refusals()).unwrap_or_default();
    let typed = typed.unwrap_or_else(|| CallForm {
        call: fresh.to_string(),
        ..CallForm::default()
    });
    let subject = calls
        .task
        .as_ref()
        .map_or_else(String::new, |t| t.subject.clone());
    let page = CallPage {
        page,
        conversation,
        patient,
        subject,
        calls,
        owners,
        typed,
        now,
    };
    html(status, &page)
}

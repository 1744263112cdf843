//! Reports in the API: the same figures as the pages', as JSON.

use axum::Json;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::deliveries::{Deliveries, Failure};
use super::model::{Period, Tally};
use super::store::Sending;
use super::{Received, deliveries, group_sends, received};
use crate::platform::auth::ApiCaller;
use crate::platform::ids::GroupSendId;
use crate::platform::state::State;
use crate::platform::web::{Error, Id, Query};

/// The API of reports.
pub fn api_routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(read_deliveries))
        .routes(routes!(read_group_sends))
        .routes(routes!(read_group_send))
}

/// Whole days on the clinic's clock, at most 92 of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PeriodQuery {
    /// The first day, as `2026-07-02`; 29 days before the last one where it is not said.
    #[serde(default)]
    from: String,
    /// The last day, which is included; today where it is not said.
    #[serde(default)]
    until: String,
}

impl PeriodQuery {
    fn period(&self, caller: &ApiCaller) -> Result<Period, Error> {
        let today = caller.tr.local_date(caller.now);
        Period::read(&self.from, &self.until, today)
            .map_err(|refusals| Error::Refused(StatusCode::UNPROCESSABLE_ENTITY, refusals))
    }
}

/// Notices by what became of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoticeTally)]
struct TallyBody {
    /// Wait for their turn, the next attempt, or the end of the quiet hours.
    waiting: i64,
    /// The provider took them, and has not said more.
    sent: i64,
    /// The provider reports that they arrived.
    delivered: i64,
    /// They will not arrive.
    failed: i64,
    /// They were not needed or not allowed any more.
    cancelled: i64,
}

impl From<Tally> for TallyBody {
    fn from(tally: Tally) -> TallyBody {
        let Tally {
            waiting,
            sent,
            delivered,
            failed,
            cancelled,
        } = tally;
        TallyBody {
            waiting,
            sent,
            delivered,
            failed,
            cancelled,
        }
    }
}

/// Notices that failed for one reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NoticeFailure)]
struct FailureBody {
    /// `email` or `text`.
    channel: &'static str,
    /// The reason, such as `smtp-550`.
    code: String,
    /// How many notices.
    notices: i64,
}

impl From<Failure> for FailureBody {
    fn from(failure: Failure) -> FailureBody {
        FailureBody {
            channel: failure.channel.code(),
            code: failure.code,
            notices: failure.notices,
        }
    }
}

/// What became of the notices that were queued on one day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliveryDay)]
struct DayBody {
    /// The day, on the clinic's clock.
    #[schema(format = "date")]
    date: String,
    email: TallyBody,
    text: TallyBody,
}

/// The report on deliveries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeliveryReport)]
struct DeliveriesBody {
    /// The first day.
    #[schema(format = "date")]
    from: String,
    /// The last day, which is included.
    #[schema(format = "date")]
    until: String,
    email: TallyBody,
    text: TallyBody,
    /// Each day, the first one first.
    days: Vec<DayBody>,
    /// Why notices failed, the most frequent reason first.
    failures: Vec<FailureBody>,
}

impl DeliveriesBody {
    fn new(period: Period, report: Deliveries) -> DeliveriesBody {
        let (emails, texts) = report.totals();
        let days = report.days.into_iter().map(|day| DayBody {
            date: day.date.to_string(),
            email: day.emails.into(),
            text: day.texts.into(),
        });
        DeliveriesBody {
            from: period.from.to_string(),
            until: period.until.to_string(),
            email: emails.into(),
            text: texts.into(),
            days: days.collect(),
            failures: report.failures.into_iter().map(Into::into).collect(),
        }
    }
}

/// What became of the notices of some days: messages that wait, reminders and alerts, by email and by text.
#[utoipa::path(get, path = "/api/v1/reports/deliveries", tag = "reports", security(("key" = ["reports:read", "view_reports"])), params(PeriodQuery), responses(
    (status = 200, description = "The report", body = DeliveriesBody),
    (status = 422, description = "No date, a last day before the first, or more than 92 days"),
))]
async fn read_deliveries(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<DeliveriesBody>, Error> {
    let period = query.period(&caller)?;
    let (actor, env, tr) = (caller.actor, state.env.clone(), caller.tr);
    let report = caller
        .db
        .write(move |tx| deliveries(tx, &actor, (&env, &tr), (period, "report.deliveries")))
        .await?;
    Ok(Json(DeliveriesBody::new(period, report)))
}

/// How the conversations of a group send were made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendFigures)]
struct SendingBody {
    id: Uuid,
    subject: String,
    /// The name of who sent it.
    sent_by: String,
    accepted_at: String,
    /// `freezing`, `sending`, `stopped` or `done`.
    state: &'static str,
    /// Patients of the frozen list.
    patients: i64,
    /// Patients who have got a conversation.
    sent: i64,
    /// People who were skipped before the list was frozen.
    left_out: i64,
    /// Patients who were skipped after that.
    skipped: i64,
    /// Patients whose conversation could not be written.
    failed: i64,
}

impl From<Sending> for SendingBody {
    fn from(row: Sending) -> SendingBody {
        SendingBody {
            id: row.id.uuid(),
            subject: row.subject,
            sent_by: row.owner_name,
            accepted_at: row.accepted_at.rfc3339(),
            state: row.state.code(),
            patients: row.total,
            sent: row.sent,
            left_out: row.left_out,
            skipped: row.skipped,
            failed: row.failed,
        }
    }
}

/// The group sends of some days.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendReport)]
struct GroupSendsBody {
    /// The first day.
    #[schema(format = "date")]
    from: String,
    /// The last day, which is included.
    #[schema(format = "date")]
    until: String,
    /// Each group send that was accepted on these days, the latest first.
    items: Vec<SendingBody>,
}

/// The group sends of some days, and how their conversations were made.
#[utoipa::path(get, path = "/api/v1/reports/group-sends", tag = "reports", security(("key" = ["reports:read", "view_reports"])), params(PeriodQuery), responses(
    (status = 200, description = "The report", body = GroupSendsBody),
    (status = 422, description = "No date, a last day before the first, or more than 92 days"),
))]
async fn read_group_sends(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(query): Query<PeriodQuery>,
) -> Result<Json<GroupSendsBody>, Error> {
    let period = query.period(&caller)?;
    let (actor, env, tr) = (caller.actor, state.env.clone(), caller.tr);
    let rows = caller
        .db
        .write(move |tx| group_sends(tx, &actor, (&env, &tr), (period, "report.group_sends")))
        .await?;
    Ok(Json(GroupSendsBody {
        from: period.from.to_string(),
        until: period.until.to_string(),
        items: rows.into_iter().map(Into::into).collect(),
    }))
}

/// People who were skipped for one reason.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SkippedFigure)]
struct SkippedBody {
    /// The reason, as in the list of who was skipped.
    reason: &'static str,
    /// How many people.
    people: i64,
}

/// How a group send was received.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GroupSendReceived)]
struct ReceivedBody {
    #[serde(flatten)]
    sending: SendingBody,
    /// Notices by email.
    email: TallyBody,
    /// Notices by text.
    text: TallyBody,
    /// Why notices failed, the most frequent reason first.
    failures: Vec<FailureBody>,
    /// Patients of whom somebody has opened the message.
    opened: i64,
    /// Patients from whose side an answer came.
    answered: i64,
    /// Why people were skipped, the most frequent reason first.
    skipped_for: Vec<SkippedBody>,
}

impl From<Received> for ReceivedBody {
    fn from(report: Received) -> ReceivedBody {
        let skipped = report.skipped.iter().map(|(reason, people)| SkippedBody {
            reason: reason.code(),
            people: *people,
        });
        ReceivedBody {
            skipped_for: skipped.collect(),
            sending: report.sending.into(),
            email: report.notices.0.into(),
            text: report.notices.1.into(),
            failures: report.failures.into_iter().map(Into::into).collect(),
            opened: report.opened,
            answered: report.answered,
        }
    }
}

/// How one group send was received: notices, who opened it, who answered.
#[utoipa::path(get, path = "/api/v1/reports/group-sends/{id}", tag = "reports", security(("key" = ["reports:read", "view_reports"])), params(("id" = Uuid, Path)), responses(
    (status = 200, description = "The report", body = ReceivedBody),
    (status = 404, description = "No group send that was accepted"),
))]
async fn read_group_send(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<GroupSendId>,
) -> Result<Json<ReceivedBody>, Error> {
    let (actor, env) = (caller.actor, state.env.clone());
    let report = caller
        .db
        .write(move |tx| received(tx, &actor, &env, id))
        .await?;
    Ok(Json(report.into()))
}

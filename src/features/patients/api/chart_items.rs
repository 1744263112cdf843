//! `/patients/{id}/chart-items`.

use axum::Json as AxumJson;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::bodies::{ChartItemBody, NewChartItemBody};
use crate::features::audit::{self, Event};
use crate::features::patients::{
    self, Author, ChartFilter, ChartKind, NewChartItem, chart_item, require_free_file,
};
use crate::platform::auth::ApiCaller;
use crate::platform::ids::{ChartItemId, FileId, PatientId};
use crate::platform::state::State;
use crate::platform::web::idempotency::{Answer, Write};
use crate::platform::web::{Error, Id, Query, paging};

/// Which items of the chart.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ItemsQuery {
    /// Only this kind.
    kind: Option<ChartKind>,
    /// Words in title and author.
    query: Option<String>,
    /// First date, `YYYY-MM-DD`.
    from: Option<String>,
    /// Last date, `YYYY-MM-DD`.
    to: Option<String>,
    /// Entries on a page: 1 to 200, usually 50.
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A page of a chart, the newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChartItemPage)]
pub(super) struct ItemsBody {
    /// The items.
    items: Vec<ChartItemBody>,
    /// Give it as `cursor` to go on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
    /// Items that `kind` and `query` take in, whatever their date.
    total: i64,
    /// Of these, dated before `from`.
    earlier: i64,
    /// Of these, dated after `to`.
    later: i64,
}

/// The items of a patient's chart.
#[utoipa::path(get, path = "/api/v1/patients/{id}/chart-items", tag = "patients", security(("key" = ["patients:read"])), params(("id" = Uuid, Path), ItemsQuery), responses(
    (status = 200, description = "A page, the newest first", body = ItemsBody),
    (status = 404, description = "No such patient"),
    (status = 422, description = "A date, limit or cursor that can't be"),
))]
pub(super) async fn list(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Query(query): Query<ItemsQuery>,
) -> Result<AxumJson<ItemsBody>, Error> {
    let limit = usize::try_from(paging::limit(query.limit)?).unwrap_or(1);
    let after: Option<(String, ChartItemId)> = paging::key(query.cursor.as_deref())?;
    let filter = ChartFilter {
        kind: query.kind,
        query: query.query.unwrap_or_default(),
        from: query.from,
        to: query.to,
        attachable: false,
    };
    let refusals = filter.refusals();
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    let scope = caller.actor.scope();
    let page = caller
        .db
        .read(move |tx| patients::chart_items(tx, &scope, id, &filter, (after.as_ref(), limit)))
        .await?;
    let actor = &caller.actor;
    let event = Event::new(actor.clinic, actor, "chart.read", "patient", id.uuid());
    let shown = format!("shown={}", page.items.len());
    audit::recorded(&state, event.patient(id).detail(shown)).await?;
    Ok(AxumJson(ItemsBody {
        items: page.items.iter().map(ChartItemBody::from).collect(),
        next_cursor: page.next.as_ref().and_then(paging::cursor),
        total: page.total,
        earlier: page.earlier,
        later: page.later,
    }))
}

/// Put an item into a patient's chart.
#[utoipa::path(post, path = "/api/v1/patients/{id}/chart-items", tag = "patients", security(("key" = ["patients:write"])), request_body = NewChartItemBody,
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header, description = "A repeated request with this key gets the first answer")),
    responses(
        (status = 201, description = "Created", body = ChartItemBody),
        (status = 404, description = "No such patient"),
        (status = 422, description = "Everything that is wrong, each with its field and the way out"),
    ))]
pub(super) async fn create(
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    write: Write<NewChartItemBody>,
) -> Result<Answer, Error> {
    let (Write { body, once }, env) = (write, state.env.clone());
    let (actor, at) = (caller.actor.clone(), env.clone());
    let create = move |tx: &mut db::Tx<'_>| {
        let file = body.attachment_id.map(FileId::from);
        if let Some(file) = file {
            require_free_file(tx, actor.clinic, file, actor.staff)?;
        }
        let new = NewChartItem {
            patient: id,
            kind: body.kind,
            title: body.title.clone(),
            item_date: body.item_date.clone(),
            author: body.author.clone(),
            file,
            link: body.link.clone(),
            source_key: None,
        };
        let item = patients::create_chart_item(tx, &Author::from(&actor), &at, &new)?;
        let item = chart_item(tx, &actor.scope(), item)?;
        Answer::new(StatusCode::CREATED, &ChartItemBody::from(&item))
    };
    once.write(&caller.db, &env, &caller.actor, create).await
}

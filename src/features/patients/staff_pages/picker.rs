//! Choosing attachments out of the chart (M29-M31).

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::super::card::Card;
use super::super::chart_items::{ChartFilter, ChartPage, chart_items};
use super::super::model::ChartKind;
use super::super::store;
use super::super::store::chart::ChartItem;
use crate::features::audit::{self, Event};
use crate::platform::auth::StaffVisit;
use crate::platform::ids::{ChartItemId, DraftId, PatientId};
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, StaffPage, html};

/// Rows shown; further ones are reached by narrowing the dates.
const SHOWN: usize = 200;
/// Days back, for the presets of the range.
const PRESETS: [(&str, i32); 3] = [("30", 30), ("90", 90), ("365", 365)];

/// What the page is asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    draft: Option<DraftId>,
    kind: String,
    q: String,
    from: String,
    to: String,
    /// What has been ticked, when filters are changed without a script.
    chart_item_ids: Vec<ChartItemId>,
}

impl Wish {
    fn filter(&self) -> ChartFilter {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        ChartFilter {
            kind: ChartKind::from_code(&self.kind),
            query: self.q.clone(),
            from: some(&self.from),
            to: some(&self.to),
            attachable: true,
        }
    }
}

#[derive(Template)]
#[template(path = "features/patients/pages/picker.html")]
struct PickerPage {
    page: StaffPage,
    card: Card,
    draft: DraftId,
    wish: Wish,
    list: ChartPage,
    /// Ticked items that the filters leave out.
    kept: Vec<ChartItem>,
    presets: Vec<(&'static str, String)>,
}

impl PickerPage {
    fn is_ticked(&self, item: &ChartItem) -> bool {
        self.wish.chart_item_ids.contains(&item.id)
    }

    /// The page's own address with another range of dates.
    fn address(&self, from: &str, to: &str) -> String {
        let mut query = form_urlencoded(&[
            ("draft", &self.draft.to_string()),
            ("kind", &self.wish.kind),
            ("q", &self.wish.q),
            ("from", from),
            ("to", to),
        ]);
        for id in &self.wish.chart_item_ids {
            query.push_str(&format!("&chart_item_ids={id}"));
        }
        format!("/staff/patients/{}/chart-items/pick?{query}", self.card.id)
    }

    /// How many items lie outside the range of dates (M31).
    fn outside(&self, key: &str, count: &i64, date: &str) -> String {
        let tr = &self.page.tr;
        tr.t2(key, ("count", *count), ("date", tr.calendar_date(date)))
    }

    fn kinds(&self) -> &'static [ChartKind] {
        ChartKind::ALL
    }
}

/// `GET /staff/patients/{id}/chart-items/pick?draft=`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<PatientId>,
    Form(mut wish): Form<Wish>,
) -> Result<Response, Error> {
    let draft = wish.draft.ok_or(Error::NotFound)?;
    let refusals = wish.filter().refusals();
    if !refusals.is_empty() {
        (wish.from, wish.to) = (String::new(), String::new());
    }
    let (scope, now, filter) = (visit.actor.scope(), visit.now, wish.filter());
    let ticked = wish.chart_item_ids.clone();
    let (card, list, kept) = visit
        .db
        .read(move |tx| {
            let patient = store::load(tx, &scope, id)?;
            let card = Card::load(tx, &scope, &patient, now)?;
            let list = chart_items(tx, &scope, id, &filter, (None, SHOWN))?;
            let mut kept = Vec::new();
            for item in ticked
                .iter()
                .filter(|t| list.items.iter().all(|i| i.id != **t))
            {
                let item = store::chart::item(tx, &scope, *item)?;
                if item.patient_id == id {
                    kept.push(item);
                }
            }
            Ok::<_, Error>((card, list, kept))
        })
        .await?;
    let actor = &visit.actor;
    let event = Event::new(actor.clinic, actor, "chart.read", "patient", id.uuid());
    let shown = format!("shown={}", list.items.len());
    audit::recorded(&state, event.patient(id).detail(shown)).await?;
    let today = visit.tr.local_date(visit.now);
    let back = |days: i32| today.checked_sub(jiff::Span::new().days(days));
    let presets = PRESETS
        .iter()
        .filter_map(|(name, days)| Some((*name, back(*days).ok()?.to_string())))
        .collect();
    let mut page = StaffPage::new(&visit, "compose");
    let status = if refusals.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    page.refusals = refusals;
    let page = PickerPage {
        page,
        card,
        draft,
        wish,
        list,
        kept,
        presets,
    };
    html(status, &page)
}

fn form_urlencoded(pairs: &[(&str, &str)]) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    let pair = |(name, value): &(&str, &str)| {
        format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
    };
    let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
    filled.map(pair).collect::<Vec<_>>().join("&")
}

//! The items of a chart (M30) and finding them again (M31).

use super::demographics::{calendar_date, clean};
use super::editor::Author;
use super::model::ChartKind;
use super::store;
use super::store::chart::{self as rows, ChartItem, ChartItemRow, Which};
use crate::features::audit::{self, Event};
use crate::platform::auth::Scope;
use crate::platform::env::Env;
use crate::platform::ids::{ChartItemId, ClinicId, FileId, PatientId, StaffId};
use crate::platform::text::{fold, fold_words};
use crate::platform::web::{Error, Refusal};

const LONGEST_TITLE: usize = 300;
const LONGEST_AUTHOR: usize = 200;
const LONGEST_LINK: usize = 2_000;

/// An item to be put into a chart.
#[derive(Debug, Clone)]
pub struct NewChartItem {
    /// Whose chart.
    pub patient: PatientId,
    /// What it is.
    pub kind: ChartKind,
    /// Its title.
    pub title: String,
    /// `YYYY-MM-DD`.
    pub item_date: String,
    /// Who wrote it; may be empty.
    pub author: String,
    /// Its file, stored and checked before.
    pub file: Option<FileId>,
    /// Its address on the web (https only), for videos.
    pub link: Option<String>,
    /// What the item is called where it was imported from; unique in the clinic.
    pub source_key: Option<String>,
}

/// Puts an item into a patient's chart.
pub fn create_chart_item(
    tx: &mut db::Tx<'_>,
    author: &Author,
    env: &Env,
    new: &NewChartItem,
) -> Result<ChartItemId, Error> {
    let clinic = author.clinic;
    let scope = Scope {
        clinic,
        portal: None,
    };
    store::load(tx, &scope, new.patient)?;
    let (title, written_by, link) = checked(new).map_err(Error::all_refused)?;
    let search_text = fold(&format!("{title} {written_by}"));
    let row = ChartItemRow {
        id: env.id(),
        patient: new.patient,
        kind: new.kind,
        title: &title,
        search_text: &search_text,
        item_date: &new.item_date,
        author: &written_by,
        file: new.file,
        link: link.as_deref(),
        source_key: new.source_key.as_deref(),
        now: env.now(),
    };
    rows::insert(tx, clinic, &row)?;
    let event = Event::new(
        clinic,
        author.by,
        "chart_item.create",
        "chart_item",
        row.id.uuid(),
    );
    let detail = format!("kind={}", new.kind.code());
    audit::record(tx, env, &event.patient(new.patient).detail(detail))?;
    Ok(row.id)
}

/// Brings an item up to what its source says now, and answers its id. What was sent stays as it was sent: an item that a
/// message refers to is left alone, and a new one is put beside it.
pub fn replace_chart_item(
    tx: &mut db::Tx<'_>,
    author: &Author,
    env: &Env,
    id: ChartItemId,
    new: &NewChartItem,
) -> Result<ChartItemId, Error> {
    let clinic = author.clinic;
    if rows::is_sent(tx, clinic, id)? {
        return create_chart_item(tx, author, env, new);
    }
    let (title, written_by, link) = checked(new).map_err(Error::all_refused)?;
    let search_text = fold(&format!("{title} {written_by}"));
    let row = ChartItemRow {
        id,
        patient: new.patient,
        kind: new.kind,
        title: &title,
        search_text: &search_text,
        item_date: &new.item_date,
        author: &written_by,
        file: new.file,
        link: link.as_deref(),
        source_key: new.source_key.as_deref(),
        now: env.now(),
    };
    if rows::overwrite(tx, clinic, &row)? == 0 {
        return Err(Error::NotFound);
    }
    let event = Event::new(
        clinic,
        author.by,
        "chart_item.replace",
        "chart_item",
        id.uuid(),
    );
    let detail = format!("kind={}", new.kind.code());
    audit::record(tx, env, &event.patient(new.patient).detail(detail))?;
    Ok(id)
}

/// Title, author and link as they are stored, or everything that is wrong.
fn checked(new: &NewChartItem) -> Result<(String, String, Option<String>), Vec<Refusal>> {
    let mut wrong = Vec::new();
    let (title, author) = (clean(&new.title), clean(&new.author));
    if title.is_empty() || title.chars().count() > LONGEST_TITLE {
        wrong.push(Refusal::field("title", "chart_title_wrong").with("max", LONGEST_TITLE));
    }
    if author.chars().count() > LONGEST_AUTHOR {
        wrong.push(Refusal::field("author", "chart_author_too_long").with("max", LONGEST_AUTHOR));
    }
    if calendar_date(&new.item_date).is_none() {
        wrong.push(Refusal::field("item_date", "chart_date_wrong"));
    }
    let link = new.link.as_deref().map(str::trim).filter(|l| !l.is_empty());
    let graphic = |l: &str| l.bytes().all(|b| b.is_ascii_graphic()) && l.len() <= LONGEST_LINK;
    if link.is_some_and(|l| !l.starts_with("https://") || l.len() < 12 || !graphic(l)) {
        wrong.push(Refusal::field("link", "chart_link_wrong"));
    }
    if wrong.is_empty() {
        Ok((title, author, link.map(str::to_owned)))
    } else {
        Err(wrong)
    }
}

/// The item that was imported under `source_key`.
pub fn chart_item_by_source_key(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    source_key: &str,
) -> Result<Option<ChartItemId>, db::Error> {
    rows::by_source_key(tx, clinic, source_key)
}

/// Refuses a file that this member did not upload, that has not passed its checks, or that something else has.
pub fn require_free_file(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    file: FileId,
    uploader: StaffId,
) -> Result<(), Error> {
    if rows::file_is_free(tx, clinic, file, uploader)? {
        Ok(())
    } else {
        Err(Error::refused(Refusal::field(
            "attachment_id",
            "file_not_free",
        )))
    }
}

/// Which items of a chart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChartFilter {
    /// Only this kind.
    pub kind: Option<ChartKind>,
    /// Words that title and author must hold, in any spelling.
    pub query: String,
    /// First date, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Last date, `YYYY-MM-DD`.
    pub to: Option<String>,
    /// Only what can be attached to a message: not filed conversations.
    pub attachable: bool,
}

impl ChartFilter {
    /// Everything that is wrong with the dates.
    pub fn refusals(&self) -> Vec<Refusal> {
        let wrong = |field, date: &Option<String>| {
            date.as_deref()
                .filter(|d| calendar_date(d).is_none())
                .map(|_| Refusal::field(field, "chart_date_wrong"))
        };
        let mut refusals: Vec<Refusal> = [wrong("from", &self.from), wrong("to", &self.to)]
            .into_iter()
            .flatten()
            .collect();
        if let (Some(from), Some(to)) = (&self.from, &self.to)
            && refusals.is_empty()
            && from > to
        {
            refusals.push(Refusal::field("to", "chart_dates_crossed"));
        }
        refusals
    }

    fn range(&self) -> (&str, &str) {
        (
            self.from.as_deref().unwrap_or("0000-01-01"),
            self.to.as_deref().unwrap_or("9999-12-31"),
        )
    }
}

/// A page of a chart.
#[derive(Debug, Clone)]
pub struct ChartPage {
    /// The items, the newest first.
    pub items: Vec<ChartItem>,
    /// The place after which the next page begins.
    pub next: Option<(String, ChartItemId)>,
    /// Items that the filter takes in, whatever their date.
    pub total: i64,
    /// Of these, dated before the range (M31).
    pub earlier: i64,
    /// Of these, dated after the range.
    pub later: i64,
}

/// A page of a patient's chart, at most `limit` items after the place `after`, and how many lie outside the range of
/// dates (M31).
pub fn chart_items(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    patient: PatientId,
    filter: &ChartFilter,
    (after, limit): (Option<&(String, ChartItemId)>, usize),
) -> Result<ChartPage, db::Error> {
    if scope.portal.is_some() {
        // The chart is the clinic's; a portal user sees the items that were sent to them, one by one.
        return Err(db::Error::NotFound);
    }
    store::load(tx, scope, patient)?;
    let words = fold_words(&filter.query);
    let word = |i: usize| words.get(i).map_or("", String::as_str);
    let which = Which {
        patient,
        kind: filter.kind.map_or("", ChartKind::code),
        words: [word(0), word(1), word(2)],
        attachable: filter.attachable,
    };
    let start = after.map_or(("9999-99-99", uuid::Uuid::max().into()), |(d, id)| {
        (d.as_str(), *id)
    });
    let wanted = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
    let mut items = rows::page(tx, scope.clinic, &which, filter.range(), (start, wanted))?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items
        .last()
        .filter(|_| more)
        .map(|i| (i.item_date.clone(), i.id));
    let (total, earlier, later) = rows::counts(tx, scope.clinic, &which, filter.range())?;
    Ok(ChartPage {
        items,
        next,
        total,
        earlier,
        later,
    })
}

/// An item that the actor may see: staff every one of the clinic, a portal user those that were sent to them.
pub fn chart_item(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    id: ChartItemId,
) -> Result<ChartItem, db::Error> {
    rows::item(tx, scope, id)
}

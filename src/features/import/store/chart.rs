//! Chart items.

use super::files::Prepared;
use super::{Keyed, Stop, World, sources};
use crate::features::import::record::{ChartItemRecord, Content, Refusal};
use crate::features::import::report::Outcome;
use crate::features::patients::{self, Author, ChartKind, NewChartItem};

pub(super) fn store(
    tx: &mut db::Tx<'_>,
    world: &World,
    keyed: &Keyed,
    record: &ChartItemRecord,
    file: Option<&Prepared>,
) -> Result<Outcome, Stop> {
    let known = sources::known_record(tx, world, "chart_item", keyed)?;
    if known.as_ref().is_some_and(|known| known.is_same(keyed)) {
        return Ok(Outcome::Unchanged);
    }
    let patient = sources::resolve(tx, world, "patient", &record.patient)?.ok_or_else(|| {
        Refusal::new(
            "subject",
            "points to a patient who has not come in; import the Patient too",
        )
    })?;
    let kind = ChartKind::from_code(record.kind).unwrap_or(ChartKind::Document);
    let (file, link) = match &record.content {
        Content::File(_) => (file.map(Prepared::file).transpose()?.flatten(), None),
        Content::Link(link) => (None, Some(link.clone())),
    };
    let outcome = if known.is_some() {
        Outcome::Updated
    } else {
        Outcome::Created
    };
    if world.is_imagined(patient)
        || known
            .as_ref()
            .is_some_and(|known| world.is_imagined(known.target_id))
    {
        sources::remember(tx, world, "chart_item", keyed, patient)?;
        return Ok(outcome);
    }
    let new = NewChartItem {
        patient: patient.into(),
        kind,
        title: record.title.clone(),
        item_date: record.date.clone(),
        author: record.author.clone(),
        file,
        link,
        source_key: None,
    };
    let author = Author::system(world.clinic);
    let id = match known {
        Some(known) => {
            patients::replace_chart_item(tx, &author, &world.env, known.target_id.into(), &new)?
        }
        None => patients::create_chart_item(tx, &author, &world.env, &new)?,
    };
    sources::remember(tx, world, "chart_item", keyed, id.uuid())?;
    Ok(outcome)
}

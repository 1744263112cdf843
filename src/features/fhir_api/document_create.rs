//! A DocumentReference that comes in becomes a chart item.

use fhir::DocumentReference;
use serde_json::Value;

use super::body::{self, at_elements, wrong};
use super::chart::DOCUMENTS;
use super::kind::{Context, Deed};
use crate::features::patients::{self, Author, ChartKind, NewChartItem};
use crate::platform::ids::{FileId, PatientId};
use crate::platform::web::Error;

const KEPT: &[&str] = &[
    "status",
    "category[].coding[].system",
    "category[].coding[].code",
    "category[].coding[].display",
    "subject.reference",
    "date",
    "author[].display",
    "custodian.reference",
    "description",
    "content[].attachment.url",
    "content[].attachment.contentType",
    "content[].attachment.title",
];

const ELEMENTS: &[(&str, &str)] = &[
    ("title", "DocumentReference.description"),
    ("author", "DocumentReference.author"),
    ("item_date", "DocumentReference.date"),
    ("link", "DocumentReference.content[0].attachment.url"),
    (
        "attachment_id",
        "DocumentReference.content[0].attachment.url",
    ),
];

pub(super) fn create(cx: &Context, value: &Value) -> Result<Deed, Error> {
    let sent: DocumentReference = body::read(value, KEPT)?;
    if sent.status.as_deref() != Some("current") {
        return Err(wrong("fhir_status_current", "DocumentReference.status"));
    }
    let patient = body::local(
        &cx.base,
        sent.subject.as_ref(),
        "Patient",
        "DocumentReference.subject",
    )?;
    let patient: PatientId = patient
        .ok_or_else(|| wrong("fhir_missing", "DocumentReference.subject"))?
        .into();
    let custodian = body::local(
        &cx.base,
        sent.custodian.as_ref(),
        "Organization",
        "DocumentReference.custodian",
    )?;
    if custodian.is_some_and(|id| id != cx.actor.clinic.uuid()) {
        return Err(wrong("fhir_value_wrong", "DocumentReference.custodian"));
    }
    let (file, link) = content(cx, &sent)?;
    let author = match &sent.author[..] {
        [] => String::new(),
        [one] => one.display.clone().unwrap_or_default(),
        _ => return Err(wrong("fhir_one_expected", "DocumentReference.author")),
    };
    let new = NewChartItem {
        patient,
        kind: kind(cx, &sent)?,
        title: title(&sent)?,
        item_date: day(cx, sent.date.as_deref())?,
        author,
        file,
        link,
        source_key: None,
    };
    Ok(Box::new(move |tx, cx| {
        if let Some(file) = new.file {
            let free = patients::require_free_file(tx, cx.actor.clinic, file, cx.actor.staff);
            free.map_err(|e| at_elements(e, ELEMENTS))?;
        }
        let made = patients::create_chart_item(tx, &Author::from(&cx.actor), &cx.env, &new);
        match made {
            Err(Error::NotFound) => Err(wrong("patient_unknown", "DocumentReference.subject")),
            made => Ok(made.map_err(|e| at_elements(e, ELEMENTS))?.uuid()),
        }
    }))
}

/// The upload, or the address on the web.
fn content(
    cx: &Context,
    sent: &DocumentReference,
) -> Result<(Option<FileId>, Option<String>), Error> {
    let refused = || wrong("fhir_document_content", "DocumentReference.content");
    let [one] = &sent.content[..] else {
        return Err(refused());
    };
    let url = one
        .attachment
        .as_ref()
        .and_then(|a| a.url.as_deref())
        .ok_or_else(refused)?;
    match cx.base.local(url) {
        Some(("Binary", id)) => Ok((Some(id.into()), None)),
        _ if url.starts_with("https://") => Ok((None, Some(url.to_owned()))),
        _ => Err(refused()),
    }
}

/// The description; the content's title may say the same.
fn title(sent: &DocumentReference) -> Result<String, Error> {
    let titles = sent
        .content
        .iter()
        .filter_map(|c| c.attachment.as_ref()?.title.clone());
    let mut all: Vec<String> = sent.description.clone().into_iter().chain(titles).collect();
    all.dedup();
    match &all[..] {
        [] => Err(wrong("fhir_missing", "DocumentReference.description")),
        [one] => Ok(one.clone()),
        _ => Err(wrong("fhir_two_titles", "DocumentReference.description")),
    }
}

fn kind(cx: &Context, sent: &DocumentReference) -> Result<ChartKind, Error> {
    let refused = || wrong("fhir_category_wrong", "DocumentReference.category");
    let concept = match &sent.category[..] {
        [] => return Ok(ChartKind::Document),
        [one] => one,
        _ => return Err(refused()),
    };
    let [coding] = &concept.coding[..] else {
        return Err(refused());
    };
    let own = coding.system.as_deref() == Some(cx.base.own("chart-item-kind").as_str());
    let kind = coding
        .code
        .as_deref()
        .filter(|_| own)
        .and_then(ChartKind::from_code);
    kind.filter(|kind| DOCUMENTS.contains(kind))
        .ok_or_else(refused)
}

/// The day, where the clinic is, of an instant.
fn day(cx: &Context, date: Option<&str>) -> Result<String, Error> {
    let refused = |code| wrong(code, "DocumentReference.date");
    let text = date.ok_or_else(|| refused("fhir_missing"))?;
    let moment: jiff::Timestamp = text.parse().map_err(|_| refused("fhir_date_wrong"))?;
    let zone = jiff::tz::TimeZone::get(&cx.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    Ok(moment.to_zoned(zone).date().to_string())
}

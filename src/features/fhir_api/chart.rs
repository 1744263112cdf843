//! What stands in a chart: DocumentReference, DiagnosticReport, QuestionnaireResponse, Encounter.

use fhir::{
    Attachment, CodeableConcept, Coding, DiagnosticReport, DocumentContent, DocumentContext,
    DocumentReference, DocumentRelation, Encounter, EncounterParticipant, Period,
    QuestionnaireResponse, Reference, Resource, ResponseAnswer, ResponseItem,
};
use uuid::Uuid;

use super::document_create::create;
use super::kind::{Context, Create, Item, Kind, Param, param, paths};
use super::query::Query;
use crate::features::conversations::filing::{self, FiledFrom};
use crate::features::patients::{self, ChartItem, ChartKind, ItemFilter};
use crate::platform::auth::ApiScope;
use crate::platform::ids::ChartItemId;
use crate::platform::web::Error;

const READS: (ApiScope, Option<crate::platform::auth::Permission>) = (ApiScope::PatientsRead, None);
const AUDIT: [&str; 3] = ["chart_item", "chart.read", "chart.read"];
const LOINC: &str = "http://loinc.org";
const PATIENT: Param = param("patient", "reference", "The patient.");
const SUBJECT: Param = param("subject", "reference", "The same.");

/// The chart items that are documents.
pub(super) const DOCUMENTS: &[ChartKind] = &[
    ChartKind::LabRequisition,
    ChartKind::Form,
    ChartKind::EncounterNote,
    ChartKind::Invoice,
    ChartKind::EducationalVideo,
    ChartKind::InboxItem,
    ChartKind::Document,
];

/// Documents.
pub(super) const DOCUMENT_REFERENCE: Kind = Kind {
    name: "DocumentReference",
    paths: paths!("DocumentReference"),
    reads: READS,
    audit: AUDIT,
    about: "Chart items that are documents: lab requisitions, forms, encounter notes, invoices, educational videos, inbox items and others, \
            told apart by `category`. A conversation that is filed in the chart names the Communication it was in `context.related`; \
            once a later version is filed, its `status` is `superseded`. The one that came in last comes first. A create names its content by the address of a Binary that \
            was uploaded, or an https address, and takes one category of these; its `date` is kept as a day.",
    versioned: false,
    params: &[
        PATIENT,
        SUBJECT,
        param(
            "category",
            "token",
            "The kind: lab_requisition, form, encounter_note, invoice, educational_video, inbox_item, document.",
        ),
        param("date", "date", "The item's date."),
    ],
    find: documents,
    create: Some(Create {
        writes: (ApiScope::PatientsWrite, None),
        conditional: false,
        make: create,
    }),
};

/// Lab results.
pub(super) const DIAGNOSTIC_REPORT: Kind = Kind {
    name: "DiagnosticReport",
    paths: paths!("DiagnosticReport"),
    reads: READS,
    audit: AUDIT,
    about: "Chart items that are lab results, as issued. Carepost doesn't know whether a result is final: `status` is `unknown`.",
    versioned: false,
    params: &[PATIENT, SUBJECT, param("date", "date", "The item's date.")],
    find: |tx, cx, query| find(tx, cx, query, &[ChartKind::LabResult], report),
    create: None,
};

/// Questionnaires with their answers.
pub(super) const QUESTIONNAIRE_RESPONSE: Kind = Kind {
    name: "QuestionnaireResponse",
    paths: paths!("QuestionnaireResponse"),
    reads: READS,
    audit: AUDIT,
    about: "Chart items that are questionnaires with their answers, as a document in one item.",
    versioned: false,
    params: &[
        PATIENT,
        SUBJECT,
        param("authored", "date", "The item's date."),
    ],
    find: |tx, cx, query| find(tx, cx, query, &[ChartKind::Questionnaire], questionnaire),
    create: None,
};

/// Visits that there is a note of.
pub(super) const ENCOUNTER: Kind = Kind {
    name: "Encounter",
    paths: paths!("Encounter"),
    reads: READS,
    audit: AUDIT,
    about: "The visit that an encounter note is about; the note itself is the DocumentReference with the same id. Carepost knows neither \
            its state nor its class: `status` is `unknown`, `class` the null flavour UNK.",
    versioned: false,
    params: &[PATIENT, SUBJECT, param("date", "date", "The item's date.")],
    find: |tx, cx, query| find(tx, cx, query, &[ChartKind::EncounterNote], encounter),
    create: None,
};

/// Documents, with the conversation that some of them were (M66).
fn documents(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let found = found(tx, cx, query, DOCUMENTS)?;
    let ids: Vec<ChartItemId> = found.iter().map(|item| item.id).collect();
    let filed = filing::filed_from(tx, cx.actor.clinic, &ids)?;
    let item = |i: ChartItem| {
        let (id, patient) = (i.id.uuid(), i.patient_id);
        let from = filed.iter().find(|f| f.chart_item == i.id);
        Item::new(id, document(cx, i, from)).about(patient)
    };
    Ok(found.into_iter().map(item).collect())
}

fn find(
    tx: &mut db::Tx<'_>,
    cx: &Context,
    query: &Query,
    kinds: &[ChartKind],
    write: fn(&Context, ChartItem) -> Resource,
) -> Result<Vec<Item>, Error> {
    let item = |i: ChartItem| {
        let (id, patient) = (i.id.uuid(), i.patient_id);
        Item::new(id, write(cx, i)).about(patient)
    };
    let found = found(tx, cx, query, kinds)?;
    Ok(found.into_iter().map(item).collect())
}

fn found(
    tx: &mut db::Tx<'_>,
    cx: &Context,
    query: &Query,
    kinds: &[ChartKind],
) -> Result<Vec<ChartItem>, Error> {
    let dated = query.days("date")?.and(query.days("authored")?);
    let ids = query.ids.as_ref();
    let mut kinds = kinds.to_vec();
    if let Some(codes) = query.codes("category")? {
        kinds.retain(|kind| codes.contains(&kind.code()));
    }
    let filter = ItemFilter {
        kinds,
        ids: ids.map(|ids| ids.iter().copied().map(ChartItemId::from).collect()),
        patient: query
            .reference(cx, &["patient", "subject"], "Patient")?
            .map(Into::into),
        dated: (dated.from, dated.to),
    };
    let after: Option<Uuid> = query.place()?;
    let page = (after.map(ChartItemId::from), query.fetch());
    Ok(patients::find_chart_items(tx, &cx.scope(), &filter, page)?)
}

fn subject(item: &ChartItem) -> Option<Reference> {
    Some(Reference::to("Patient", item.patient_id))
}

/// Who wrote it, in words: the chart holds no more.
fn author(item: &ChartItem) -> Vec<Reference> {
    let words = Reference {
        display: Some(item.author.clone()),
        ..Reference::default()
    };
    if item.author.is_empty() {
        Vec::new()
    } else {
        vec![words]
    }
}

/// The item's file or address, with its title.
fn content(cx: &Context, item: &ChartItem) -> Attachment {
    let file = item.file_id.map(|_| cx.base.of("Binary", item.id));
    Attachment {
        content_type: item.content_type.clone().filter(|t| !t.is_empty()),
        url: file.or_else(|| item.link.clone()),
        size: item.size.and_then(|s| u64::try_from(s).ok()),
        title: Some(item.title.clone()),
        ..Attachment::default()
    }
}

/// The start of the item's day where the clinic is.
fn instant(cx: &Context, day: &str) -> Option<String> {
    super::range::moments(day, &cx.zone)?
        .from
        .map(|at| at.rfc3339())
}

fn document(cx: &Context, item: ChartItem, filed: Option<&FiledFrom>) -> Resource {
    let note = item.kind == ChartKind::EncounterNote;
    let kind = note.then(|| CodeableConcept::code(LOINC, "34109-9", "Note"));
    let context = DocumentContext {
        encounter: note
            .then(|| Reference::to("Encounter", item.id))
            .into_iter()
            .collect(),
        related: filed
            .map(|f| Reference::to("Communication", f.conversation))
            .into_iter()
            .collect(),
        ..DocumentContext::default()
    };
    let replaced = filed.is_some_and(|f| f.replaced);
    let replaces = filed.and_then(|f| f.replaces).map(|item| DocumentRelation {
        code: Some("replaces".to_owned()),
        target: Some(Reference::to("DocumentReference", item)),
    });
    DocumentReference {
        id: Some(item.id.to_string()),
        status: Some(if replaced { "superseded" } else { "current" }.to_owned()),
        r#type: kind,
        category: vec![CodeableConcept {
            coding: vec![cx.base.coding("chart-item-kind", item.kind.code())],
            text: None,
        }],
        subject: subject(&item),
        date: instant(cx, &item.item_date),
        author: author(&item),
        custodian: Some(Reference::to("Organization", cx.actor.clinic)),
        relates_to: replaces.into_iter().collect(),
        description: Some(item.title.clone()),
        content: vec![DocumentContent {
            attachment: Some(content(cx, &item)),
            format: None,
        }],
        context: Some(context).filter(|_| note || filed.is_some()),
        ..DocumentReference::default()
    }
    .into()
}

fn report(cx: &Context, item: ChartItem) -> Resource {
    DiagnosticReport {
        id: Some(item.id.to_string()),
        status: Some("unknown".to_owned()),
        category: vec![CodeableConcept::code(
            "http://terminology.hl7.org/CodeSystem/v2-0074",
            "LAB",
            "Laboratory",
        )],
        code: Some(CodeableConcept::words(&item.title)),
        subject: subject(&item),
        effective_date_time: Some(item.item_date.clone()),
        performer: author(&item),
        presented_form: vec![content(cx, &item)],
        ..DiagnosticReport::default()
    }
    .into()
}

fn questionnaire(cx: &Context, item: ChartItem) -> Resource {
    QuestionnaireResponse {
        id: Some(item.id.to_string()),
        status: Some("completed".to_owned()),
        subject: subject(&item),
        authored: Some(item.item_date.clone()),
        author: author(&item).pop(),
        item: vec![ResponseItem {
            link_id: Some("document".to_owned()),
            text: Some(item.title.clone()),
            answer: vec![ResponseAnswer {
                value_attachment: Some(content(cx, &item)),
                ..ResponseAnswer::default()
            }],
            ..ResponseItem::default()
        }],
        ..QuestionnaireResponse::default()
    }
    .into()
}

fn encounter(cx: &Context, item: ChartItem) -> Resource {
    let by = author(&item).into_iter().map(|who| EncounterParticipant {
        individual: Some(who),
        ..EncounterParticipant::default()
    });
    Encounter {
        id: Some(item.id.to_string()),
        status: Some("unknown".to_owned()),
        class: Some(Coding {
            system: Some("http://terminology.hl7.org/CodeSystem/v3-NullFlavor".to_owned()),
            code: Some("UNK".to_owned()),
            ..Coding::default()
        }),
        r#type: vec![CodeableConcept::words(&item.title)],
        subject: subject(&item),
        participant: by.collect(),
        period: Some(Period {
            start: Some(item.item_date.clone()),
            end: None,
        }),
        service_provider: Some(Reference::to("Organization", cx.actor.clinic)),
        ..Encounter::default()
    }
    .into()
}

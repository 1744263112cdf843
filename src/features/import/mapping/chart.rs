//! What becomes a chart item: documents, reports, visits, questionnaires, bills.

use fhir::{
    CodeableConcept, DiagnosticReport, DocumentReference, Encounter, Invoice,
    QuestionnaireResponse, Reference,
};

use crate::features::import::{
    dates,
    record::{ChartItemRecord, Mapped, Record, Refusal},
    words,
};

use super::{
    Context,
    contents::{self, Around},
    kinds, rendered, sources,
};

/// A document, with its best form as content. Superseded ones are kept: the chart holds what was written then.
pub(super) fn document(
    document: &DocumentReference,
    context: &Context<'_>,
) -> Result<Mapped, Refusal> {
    let identifiers = document
        .master_identifier
        .iter()
        .chain(&document.identifier);
    let source = sources::source(
        "DocumentReference",
        document.id.as_deref(),
        identifiers,
        context.full_url,
    )?;
    if document.status.as_deref() == Some("entered-in-error") {
        return Ok(entered_in_error("DocumentReference"));
    }
    let forms = document
        .content
        .iter()
        .filter_map(|content| content.attachment.as_ref());
    let best = contents::best(forms).ok_or_else(|| {
        Refusal::new("content", "holds no attachment; export it with its content")
    })?;
    let labels = [
        document.description.as_deref(),
        best.title.as_deref(),
        document.r#type.as_ref().and_then(CodeableConcept::label),
        document.category.iter().find_map(CodeableConcept::label),
    ];
    let title = title(labels, "Document");
    let period = document
        .context
        .as_ref()
        .and_then(|c| c.period.as_ref())
        .and_then(|p| p.start.as_deref());
    let dates = [document.date.as_deref(), period, best.creation.as_deref()];
    let around = Around {
        contained: &document.contained,
        context,
    };
    Ok(Record::ChartItem(ChartItemRecord {
        source,
        patient: sources::patient("subject", document.subject.as_ref())?,
        kind: kinds::of_document(document, &contents::media_type(best)),
        date: date("date", dates)?,
        author: author(&document.author),
        content: contents::content("content[0].attachment", best, &title, &around)?,
        title,
    })
    .into())
}

/// A report, as issued or written out.
pub(super) fn report(report: &DiagnosticReport, context: &Context<'_>) -> Result<Mapped, Refusal> {
    let source = sources::source(
        "DiagnosticReport",
        report.id.as_deref(),
        &report.identifier,
        context.full_url,
    )?;
    if report.status.as_deref() == Some("entered-in-error") {
        return Ok(entered_in_error("DiagnosticReport"));
    }
    let labels = [
        report.code.as_ref().and_then(CodeableConcept::label),
        report.category.iter().find_map(CodeableConcept::label),
    ];
    let title = title(labels, "Report");
    let around = Around {
        contained: &report.contained,
        context,
    };
    let content = match contents::best(report.presented_form.iter()) {
        Some(form) => contents::content("presentedForm[0]", form, &title, &around)?,
        None => contents::text_file(&rendered::report(report, &title, &around), &title),
    };
    let period = report
        .effective_period
        .as_ref()
        .and_then(|p| p.start.as_deref());
    let dates = [
        report.effective_date_time.as_deref(),
        period,
        report.issued.as_deref(),
    ];
    Ok(Record::ChartItem(ChartItemRecord {
        source,
        patient: sources::patient("subject", report.subject.as_ref())?,
        kind: kinds::of_report(&report.category),
        date: date("effectiveDateTime", dates)?,
        author: author(&report.performer),
        content,
        title,
    })
    .into())
}

/// A visit, written out.
pub(super) fn encounter(encounter: &Encounter, context: &Context<'_>) -> Result<Mapped, Refusal> {
    let source = sources::source(
        "Encounter",
        encounter.id.as_deref(),
        &encounter.identifier,
        context.full_url,
    )?;
    if matches!(
        encounter.status.as_deref(),
        Some("entered-in-error" | "cancelled")
    ) {
        return Ok(Mapped::LeftOut(
            "Encounter: cancelled or entered in error".into(),
        ));
    }
    let labels = [
        encounter.r#type.iter().find_map(CodeableConcept::label),
        encounter
            .service_type
            .as_ref()
            .and_then(CodeableConcept::label),
    ];
    let title = title(labels, "Visit");
    let who: Vec<Reference> = encounter
        .participant
        .iter()
        .filter_map(|p| p.individual.clone())
        .collect();
    let start = encounter.period.as_ref().and_then(|p| p.start.as_deref());
    Ok(Record::ChartItem(ChartItemRecord {
        source,
        patient: sources::patient("subject", encounter.subject.as_ref())?,
        kind: "encounter_note",
        date: date("period.start", [start])?,
        author: author(&who),
        content: contents::text_file(&rendered::encounter(encounter, &title), &title),
        title,
    })
    .into())
}

/// Answers to a questionnaire, written out.
pub(super) fn questionnaire(
    response: &QuestionnaireResponse,
    context: &Context<'_>,
) -> Result<Mapped, Refusal> {
    let source = sources::source(
        "QuestionnaireResponse",
        response.id.as_deref(),
        &response.identifier,
        context.full_url,
    )?;
    if response.status.as_deref() == Some("entered-in-error") {
        return Ok(entered_in_error("QuestionnaireResponse"));
    }
    let name = response.questionnaire.as_deref().map(|url| {
        let url = url.split('|').next().unwrap_or(url);
        url.rsplit('/')
            .next()
            .unwrap_or(url)
            .replace(['-', '_'], " ")
    });
    let title = title([name.as_deref()], "Questionnaire");
    Ok(Record::ChartItem(ChartItemRecord {
        source,
        patient: sources::patient("subject", response.subject.as_ref())?,
        kind: "questionnaire",
        date: date("authored", [response.authored.as_deref()])?,
        author: author(response.author.as_slice()),
        content: contents::text_file(&rendered::questionnaire(response, &title), &title),
        title,
    })
    .into())
}

/// A bill, written out.
pub(super) fn invoice(invoice: &Invoice, context: &Context<'_>) -> Result<Mapped, Refusal> {
    let source = sources::source(
        "Invoice",
        invoice.id.as_deref(),
        &invoice.identifier,
        context.full_url,
    )?;
    if invoice.status.as_deref() == Some("entered-in-error") {
        return Ok(entered_in_error("Invoice"));
    }
    let title = title(
        [invoice.r#type.as_ref().and_then(CodeableConcept::label)],
        "Invoice",
    );
    Ok(Record::ChartItem(ChartItemRecord {
        source,
        patient: sources::patient("subject", invoice.subject.as_ref())?,
        kind: "invoice",
        date: date("date", [invoice.date.as_deref()])?,
        author: author(invoice.issuer.as_slice()),
        content: contents::text_file(&rendered::invoice(invoice, &title), &title),
        title,
    })
    .into())
}

fn entered_in_error(resource_type: &str) -> Mapped {
    Mapped::LeftOut(format!("{resource_type}: entered in error").into())
}

fn title<'a>(labels: impl IntoIterator<Item = Option<&'a str>>, or: &str) -> String {
    let mut found = labels
        .into_iter()
        .flatten()
        .map(|label| words::short(label, 120))
        .filter(|t| !t.is_empty());
    found.next().unwrap_or_else(|| or.to_owned())
}

fn date<'a>(
    field: &str,
    dates: impl IntoIterator<Item = Option<&'a str>>,
) -> Result<String, Refusal> {
    let given: Vec<&str> = dates.into_iter().flatten().collect();
    let day = given.iter().find_map(|text| dates::day(text));
    day.map(|day| day.to_string()).ok_or_else(|| {
        let wrong = if given.is_empty() {
            "is missing"
        } else {
            "is not a date"
        };
        Refusal::new(
            field,
            format!("{wrong}; write it as 2026-03-01 or 2026-03-01T09:30:00-05:00"),
        )
    })
}

fn author(references: &[Reference]) -> String {
    let shown = references.iter().find_map(|r| r.display.as_deref());
    words::short(shown.unwrap_or_default(), 120)
}

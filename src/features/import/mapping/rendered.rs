//! Resources that carry no document of their own, written out as plain text.

use std::fmt::Write as _;

use fhir::{
    CodeableConcept, DiagnosticReport, Encounter, Invoice, Observation, Quantity,
    QuestionnaireResponse, Reference, Resource, ResponseAnswer, ResponseItem,
};

use crate::features::import::words;

use super::contents::Around;

/// How deep groups of a questionnaire are followed.
const DEPTH: usize = 10;

/// A visit in a few lines.
pub(super) fn encounter(encounter: &Encounter, title: &str) -> String {
    let mut text = format!("{title}\n");
    let period = encounter.period.as_ref();
    put(
        &mut text,
        "From",
        period.and_then(|p| p.start.as_deref()).map(minute),
    );
    put(
        &mut text,
        "To",
        period.and_then(|p| p.end.as_deref()).map(minute),
    );
    for reason in encounter
        .reason_code
        .iter()
        .filter_map(CodeableConcept::label)
    {
        put(&mut text, "Reason", Some(words::line(reason)));
    }
    for who in encounter
        .participant
        .iter()
        .filter_map(|p| shown(p.individual.as_ref()))
    {
        put(&mut text, "With", Some(who));
    }
    for place in encounter
        .location
        .iter()
        .filter_map(|l| shown(l.location.as_ref()))
    {
        put(&mut text, "At", Some(place));
    }
    text
}

/// A report: its reading, then its results.
pub(super) fn report(report: &DiagnosticReport, title: &str, around: &Around<'_>) -> String {
    let mut text = format!("{title}\n\n");
    if let Some(conclusion) = report
        .conclusion
        .as_deref()
        .filter(|c| !c.trim().is_empty())
    {
        let _ = writeln!(text, "{}\n", conclusion.trim());
    }
    for concept in report
        .conclusion_code
        .iter()
        .filter_map(CodeableConcept::label)
    {
        put(&mut text, "Conclusion", Some(words::line(concept)));
    }
    for result in &report.result {
        match observation(result, around) {
            Some(observation) => text.push_str(&observed(observation)),
            None => text.extend(shown(Some(result)).map(|words| format!("{words}\n"))),
        }
    }
    text
}

fn observation<'a>(reference: &Reference, around: &Around<'a>) -> Option<&'a Observation> {
    let contained = reference
        .reference
        .as_deref()
        .and_then(|r| r.strip_prefix('#'));
    let resource = match contained {
        Some(id) => around
            .contained
            .iter()
            .find(|resource| resource.id() == Some(id)),
        None => super::pointer_keys(reference, "Observation")?
            .iter()
            .find_map(|key| around.context.shelf.resources.get(key)),
    }?;
    match resource {
        Resource::Observation(observation) => Some(observation),
        _ => None,
    }
}

fn observed(observation: &Observation) -> String {
    let what = observation
        .code
        .as_ref()
        .and_then(CodeableConcept::label)
        .unwrap_or("Result");
    let value = (observation.value_quantity.as_ref().map(quantity))
        .or_else(|| observation.value_string.clone())
        .or_else(|| {
            observation
                .value_codeable_concept
                .as_ref()
                .and_then(CodeableConcept::label)
                .map(str::to_owned)
        })
        .unwrap_or_default();
    let marks: Vec<_> = observation
        .interpretation
        .iter()
        .filter_map(CodeableConcept::label)
        .collect();
    let marks = if marks.is_empty() {
        String::new()
    } else {
        format!(" ({})", marks.join(", "))
    };
    format!("{}: {}{marks}\n", words::line(what), words::line(&value))
}

/// Questions with their answers, groups indented.
pub(super) fn questionnaire(response: &QuestionnaireResponse, title: &str) -> String {
    let mut text = format!("{title}\n\n");
    for item in &response.item {
        question(&mut text, item, 0);
    }
    text
}

fn question(text: &mut String, item: &ResponseItem, depth: usize) {
    if depth > DEPTH {
        return;
    }
    let indent = "  ".repeat(depth);
    let words = item
        .text
        .as_deref()
        .or(item.link_id.as_deref())
        .unwrap_or_default();
    let answers: Vec<_> = item.answer.iter().filter_map(answer).collect();
    let _ = writeln!(text, "{indent}{}", words::line(words));
    for answer in answers {
        let _ = writeln!(text, "{indent}  - {}", words::line(&answer));
    }
    for inner in item
        .item
        .iter()
        .chain(item.answer.iter().flat_map(|a| &a.item))
    {
        question(text, inner, depth + 1);
    }
}

fn answer(answer: &ResponseAnswer) -> Option<String> {
    let texts = [
        &answer.value_string,
        &answer.value_date,
        &answer.value_date_time,
        &answer.value_time,
        &answer.value_uri,
    ];
    if let Some(text) = texts.into_iter().flatten().next() {
        return Some(text.clone());
    }
    answer
        .value_boolean
        .map(|yes| if yes { "Yes" } else { "No" }.to_owned())
        .or_else(|| answer.value_integer.map(|n| n.to_string()))
        .or_else(|| answer.value_decimal.as_ref().map(ToString::to_string))
        .or_else(|| answer.value_quantity.as_ref().map(quantity))
        .or_else(|| {
            answer
                .value_coding
                .as_ref()
                .and_then(|c| c.display.clone().or_else(|| c.code.clone()))
        })
        .or_else(|| shown(answer.value_reference.as_ref()))
        .or_else(|| {
            answer
                .value_attachment
                .as_ref()
                .and_then(|a| a.title.clone())
        })
}

/// A bill in a few lines.
pub(super) fn invoice(invoice: &Invoice, title: &str) -> String {
    let mut text = format!("{title}\n");
    put(&mut text, "Date", invoice.date.as_deref().map(minute));
    put(&mut text, "Status", invoice.status.clone());
    for (label, money) in [
        ("Without tax", &invoice.total_net),
        ("To pay", &invoice.total_gross),
    ] {
        let amount = money.as_ref().and_then(|m| {
            let value = m.value.as_ref()?;
            Some(format!(
                "{value} {}",
                m.currency.as_deref().unwrap_or_default()
            ))
        });
        put(&mut text, label, amount);
    }
    put(&mut text, "Payment", invoice.payment_terms.clone());
    for note in invoice.note.iter().filter_map(|n| n.text.clone()) {
        put(&mut text, "Note", Some(note));
    }
    text
}

fn put(text: &mut String, label: &str, value: Option<String>) {
    if let Some(value) = value.map(|v| words::line(&v)).filter(|v| !v.is_empty()) {
        let _ = writeln!(text, "{label}: {value}");
    }
}

/// `1987-11-19T00:22:16.824-05:00` -> `1987-11-19 00:22`, as the source's own clock shows it.
fn minute(text: &str) -> String {
    text.get(..16).unwrap_or(text).replace('T', " ")
}

fn quantity(quantity: &Quantity) -> String {
    let value = quantity
        .value
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    format!(
        "{value} {}",
        quantity
            .unit
            .as_deref()
            .or(quantity.code.as_deref())
            .unwrap_or_default()
    )
}

fn shown(reference: Option<&Reference>) -> Option<String> {
    reference?
        .display
        .as_deref()
        .map(words::line)
        .filter(|text| !text.is_empty())
}

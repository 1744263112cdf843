//! Which kind of chart item a document is (M30).

use fhir::{CodeableConcept, DocumentReference};

use crate::platform::text::fold;

const LOINC: &str = "http://loinc.org";

/// LOINC document codes that leave no doubt.
const BY_CODE: &[(&str, &str)] = &[
    ("34117-2", "encounter_note"),
    ("51847-2", "encounter_note"),
    ("11506-3", "encounter_note"),
    ("11488-4", "encounter_note"),
    ("18842-5", "encounter_note"),
    ("28570-0", "encounter_note"),
    ("11504-8", "encounter_note"),
    ("34111-5", "encounter_note"),
    ("34133-9", "encounter_note"),
    ("11502-2", "lab_result"),
    ("26436-6", "lab_result"),
    ("11526-1", "lab_result"),
    ("57133-1", "inbox_item"),
    ("74465-6", "questionnaire"),
];

/// Words in a type's or a title's text; the first that is found decides.
const BY_WORD: &[(&str, &str)] = &[
    ("requisition", "lab_requisition"),
    ("laboratory order", "lab_requisition"),
    ("lab order", "lab_requisition"),
    ("requete", "lab_requisition"),
    ("laboratory", "lab_result"),
    ("laboratoire", "lab_result"),
    ("lab report", "lab_result"),
    ("lab result", "lab_result"),
    ("pathology", "lab_result"),
    ("invoice", "invoice"),
    ("facture", "invoice"),
    ("receipt", "invoice"),
    ("questionnaire", "questionnaire"),
    ("survey", "questionnaire"),
    ("video", "educational_video"),
    ("consent", "form"),
    ("consentement", "form"),
    ("form ", "form"),
    ("formulaire", "form"),
    ("letter", "inbox_item"),
    ("lettre", "inbox_item"),
    ("referral", "inbox_item"),
    ("fax", "inbox_item"),
    ("note", "encounter_note"),
];

/// The kind of a document, by its code, its media type, its words, its category; a document when nothing tells.
pub(super) fn of_document(document: &DocumentReference, media_type: &str) -> &'static str {
    let concepts = || document.r#type.iter().chain(&document.category);
    if media_type.starts_with("video/") {
        return "educational_video";
    }
    let coded = |code: &str| concepts().any(|concept| concept.has(LOINC, code));
    if let Some((_, kind)) = BY_CODE.iter().find(|(code, _)| coded(code)) {
        return kind;
    }
    let labels = concepts()
        .filter_map(CodeableConcept::label)
        .chain(document.description.as_deref());
    by_words(&labels.collect::<Vec<_>>().join(" | ")).unwrap_or("document")
}

/// The kind of a report: a result, unless its category is a note or an image.
pub(super) fn of_report(category: &[CodeableConcept]) -> &'static str {
    let coded = |code: &str| category.iter().any(|c| c.has(LOINC, code));
    if BY_CODE
        .iter()
        .any(|(code, kind)| *kind == "encounter_note" && coded(code))
    {
        return "encounter_note";
    }
    let imaging = |c: &CodeableConcept| {
        c.coding
            .iter()
            .any(|c| matches!(c.code.as_deref(), Some("RAD" | "IMG" | "LP29684-5")))
    };
    if category.iter().any(imaging) {
        "document"
    } else {
        "lab_result"
    }
}

fn by_words(text: &str) -> Option<&'static str> {
    let text = format!("{} ", fold(text));
    BY_WORD
        .iter()
        .find(|(word, _)| text.contains(word))
        .map(|(_, kind)| *kind)
}

//! What stands in a chart: documents, reports, visits, questionnaires, appointments, bills.

use crate::{
    Annotation, Attachment, CodeableConcept, Coding, Identifier, Money, Period, Quantity,
    Reference,
    lenient::{element, resource},
};

resource! {
    /// A booked meeting.
    Appointment {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// proposed, pending, booked, arrived, fulfilled, cancelled, noshow, entered-in-error,
        /// checked-in, waitlist.
        status: Option<String>,
        /// Why it was cancelled.
        cancelation_reason: Option<CodeableConcept>,
        /// Which services.
        service_type: Vec<CodeableConcept>,
        /// What kind of meeting.
        appointment_type: Option<CodeableConcept>,
        /// Why.
        reason_code: Vec<CodeableConcept>,
        /// In words.
        description: Option<String>,
        /// From (instant).
        start: Option<String>,
        /// To (instant).
        end: Option<String>,
        /// How long.
        minutes_duration: Option<u32>,
        /// Remarks.
        comment: Option<String>,
        /// What the patient is told.
        patient_instruction: Option<String>,
        /// Who takes part, and where.
        participant: Vec<AppointmentParticipant>,
    }
}

element! {
    /// A person, place or thing of an appointment.
    AppointmentParticipant {
        /// In which role.
        r#type: Vec<CodeableConcept>,
        /// Who or what.
        actor: Option<Reference>,
        /// required, optional, information-only.
        required: Option<String>,
        /// accepted, declined, tentative, needs-action.
        status: Option<String>,
    }
}

resource! {
    /// A document of any kind.
    DocumentReference {
        /// The version's own identifier.
        master_identifier: Option<Identifier>,
        /// Numbers.
        identifier: Vec<Identifier>,
        /// current, superseded, entered-in-error.
        status: Option<String>,
        /// preliminary, final, amended, entered-in-error.
        doc_status: Option<String>,
        /// What document it is.
        r#type: Option<CodeableConcept>,
        /// To what group it belongs.
        category: Vec<CodeableConcept>,
        /// Whom it is about.
        subject: Option<Reference>,
        /// When the reference was made (instant).
        date: Option<String>,
        /// By whom.
        author: Vec<Reference>,
        /// Who keeps it.
        custodian: Option<Reference>,
        /// How it stands to other documents.
        relates_to: Vec<DocumentRelation>,
        /// In words.
        description: Option<String>,
        /// The document.
        content: Vec<DocumentContent>,
        /// Around what it was made.
        context: Option<DocumentContext>,
    }
}

element! {
    /// How a document stands to another one.
    DocumentRelation {
        /// replaces, transforms, signs, appends.
        code: Option<String>,
        /// The other one.
        target: Option<Reference>,
    }
}

element! {
    /// One form of a document.
    DocumentContent {
        /// The document itself.
        attachment: Option<Attachment>,
        /// Its format beyond the media type.
        format: Option<Coding>,
    }
}

element! {
    /// Around what a document was made.
    DocumentContext {
        /// The visits.
        encounter: Vec<Reference>,
        /// What happened.
        event: Vec<CodeableConcept>,
        /// When it happened.
        period: Option<Period>,
        /// What else it belongs to.
        related: Vec<Reference>,
    }
}

resource! {
    /// Results of tests, with their reading.
    DiagnosticReport {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// registered, partial, preliminary, final, amended, corrected, appended, cancelled,
        /// entered-in-error, unknown.
        status: Option<String>,
        /// Which service made it.
        category: Vec<CodeableConcept>,
        /// What it reports.
        code: Option<CodeableConcept>,
        /// Whom it is about.
        subject: Option<Reference>,
        /// During which visit.
        encounter: Option<Reference>,
        /// When the samples were taken (dateTime).
        effective_date_time: Option<String>,
        /// While the samples were taken.
        effective_period: Option<Period>,
        /// When it was made known (instant).
        issued: Option<String>,
        /// By whom.
        performer: Vec<Reference>,
        /// Who reads it.
        results_interpreter: Vec<Reference>,
        /// The observations.
        result: Vec<Reference>,
        /// The reading in words.
        conclusion: Option<String>,
        /// The reading in codes.
        conclusion_code: Vec<CodeableConcept>,
        /// The report as issued.
        presented_form: Vec<Attachment>,
    }
}

resource! {
    /// One measured or observed value.
    Observation {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// registered, preliminary, final, amended and so on.
        status: Option<String>,
        /// What was observed.
        code: Option<CodeableConcept>,
        /// Whom it is about.
        subject: Option<Reference>,
        /// When (dateTime).
        effective_date_time: Option<String>,
        /// An amount.
        value_quantity: Option<Quantity>,
        /// Words.
        value_string: Option<String>,
        /// A concept.
        value_codeable_concept: Option<CodeableConcept>,
        /// High, low, normal.
        interpretation: Vec<CodeableConcept>,
    }
}

resource! {
    /// A visit or other meeting.
    Encounter {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// planned, arrived, triaged, in-progress, onleave, finished, cancelled,
        /// entered-in-error, unknown.
        status: Option<String>,
        /// Ambulatory, inpatient, emergency, virtual.
        class: Option<Coding>,
        /// What kind of visit.
        r#type: Vec<CodeableConcept>,
        /// Which service.
        service_type: Option<CodeableConcept>,
        /// Who was seen.
        subject: Option<Reference>,
        /// By whom.
        participant: Vec<EncounterParticipant>,
        /// From when to when.
        period: Option<Period>,
        /// Why.
        reason_code: Vec<CodeableConcept>,
        /// Where.
        location: Vec<EncounterLocation>,
        /// Whose place.
        service_provider: Option<Reference>,
    }
}

element! {
    /// Someone who took part in a visit.
    EncounterParticipant {
        /// In which role.
        r#type: Vec<CodeableConcept>,
        /// While there.
        period: Option<Period>,
        /// Who.
        individual: Option<Reference>,
    }
}

element! {
    /// A place of a visit.
    EncounterLocation {
        /// Where.
        location: Option<Reference>,
        /// planned, active, reserved, completed.
        status: Option<String>,
        /// While there.
        period: Option<Period>,
    }
}

resource! {
    /// Answers to a questionnaire.
    QuestionnaireResponse {
        /// The response's number.
        identifier: Option<Identifier>,
        /// Canonical URL of the questionnaire.
        questionnaire: Option<String>,
        /// in-progress, completed, amended, entered-in-error, stopped.
        status: Option<String>,
        /// Whom the answers are about.
        subject: Option<Reference>,
        /// During which visit.
        encounter: Option<Reference>,
        /// When (dateTime).
        authored: Option<String>,
        /// Who wrote the answers down.
        author: Option<Reference>,
        /// Who answered.
        source: Option<Reference>,
        /// Groups and questions.
        item: Vec<ResponseItem>,
    }
}

element! {
    /// A group or a question.
    ResponseItem {
        /// Points to the question.
        link_id: Option<String>,
        /// The question in words.
        text: Option<String>,
        /// The answers.
        answer: Vec<ResponseAnswer>,
        /// What stands under a group.
        item: Vec<ResponseItem>,
    }
}

element! {
    /// One answer.
    ResponseAnswer {
        /// `valueBoolean`.
        value_boolean: Option<bool>,
        /// `valueDecimal`.
        value_decimal: Option<serde_json::Number>,
        /// `valueInteger`.
        value_integer: Option<i64>,
        /// `valueDate`.
        value_date: Option<String>,
        /// `valueDateTime`.
        value_date_time: Option<String>,
        /// `valueTime`.
        value_time: Option<String>,
        /// `valueString`.
        value_string: Option<String>,
        /// `valueUri`.
        value_uri: Option<String>,
        /// `valueAttachment`.
        value_attachment: Option<Attachment>,
        /// `valueCoding`.
        value_coding: Option<Coding>,
        /// `valueQuantity`.
        value_quantity: Option<Quantity>,
        /// `valueReference`.
        value_reference: Option<Reference>,
        /// Questions that follow from this answer.
        item: Vec<ResponseItem>,
    }
}

resource! {
    /// A bill.
    Invoice {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// draft, issued, balanced, cancelled, entered-in-error.
        status: Option<String>,
        /// What kind.
        r#type: Option<CodeableConcept>,
        /// For whose care.
        subject: Option<Reference>,
        /// Who pays.
        recipient: Option<Reference>,
        /// When (dateTime).
        date: Option<String>,
        /// Who issued it.
        issuer: Option<Reference>,
        /// What it asks for.
        line_item: Vec<InvoiceLineItem>,
        /// Without tax.
        total_net: Option<Money>,
        /// To pay.
        total_gross: Option<Money>,
        /// How to pay (markdown).
        payment_terms: Option<String>,
        /// Remarks.
        note: Vec<Annotation>,
    }
}

element! {
    /// A line of a bill.
    InvoiceLineItem {
        /// Its place, from 1.
        sequence: Option<u32>,
        /// What for.
        charge_item_codeable_concept: Option<CodeableConcept>,
        /// What it is made of.
        price_component: Vec<InvoicePrice>,
    }
}

element! {
    /// A part of a line's price.
    InvoicePrice {
        /// base, surcharge, deduction, discount, tax, informational.
        r#type: Option<String>,
        /// How much.
        amount: Option<Money>,
    }
}

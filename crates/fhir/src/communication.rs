//! Messages and the work that they ask for.

use crate::{
    Annotation, Attachment, CodeableConcept, Identifier, Period, Reference,
    lenient::{element, resource},
};

resource! {
    /// A message, or the head of a thread of them.
    Communication {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// The head that this message belongs to.
        part_of: Vec<Reference>,
        /// The message that this one answers.
        in_response_to: Vec<Reference>,
        /// preparation, in-progress, not-done, on-hold, stopped, completed, entered-in-error,
        /// unknown.
        status: Option<String>,
        /// Why it has that status.
        status_reason: Option<CodeableConcept>,
        /// What kind of message.
        category: Vec<CodeableConcept>,
        /// routine, urgent, asap, stat.
        priority: Option<String>,
        /// By which way.
        medium: Vec<CodeableConcept>,
        /// Whom it is about.
        subject: Option<Reference>,
        /// Its subject line.
        topic: Option<CodeableConcept>,
        /// What it is about.
        about: Vec<Reference>,
        /// During which visit.
        encounter: Option<Reference>,
        /// When sent (dateTime).
        sent: Option<String>,
        /// When received (dateTime).
        received: Option<String>,
        /// To whom.
        recipient: Vec<Reference>,
        /// By whom.
        sender: Option<Reference>,
        /// Text and attachments.
        payload: Vec<CommunicationPayload>,
        /// Remarks.
        note: Vec<Annotation>,
    }
}

element! {
    /// One part of a message.
    CommunicationPayload {
        /// `contentString`.
        content_string: Option<String>,
        /// `contentAttachment`.
        content_attachment: Option<Attachment>,
        /// `contentReference`.
        content_reference: Option<Reference>,
    }
}

resource! {
    /// Something to be done.
    Task {
        /// Numbers.
        identifier: Vec<Identifier>,
        /// draft, requested, received, accepted, rejected, ready, cancelled, in-progress, on-hold,
        /// failed, completed, entered-in-error.
        status: Option<String>,
        /// unknown, proposal, plan, order and so on.
        intent: Option<String>,
        /// routine, urgent, asap, stat.
        priority: Option<String>,
        /// What is to be done.
        code: Option<CodeableConcept>,
        /// In words.
        description: Option<String>,
        /// On what.
        focus: Option<Reference>,
        /// For whose good.
        r#for: Option<Reference>,
        /// From when to when.
        execution_period: Option<Period>,
        /// When asked (dateTime).
        authored_on: Option<String>,
        /// When it last changed (dateTime).
        last_modified: Option<String>,
        /// Who asks.
        requester: Option<Reference>,
        /// Who is to do it.
        owner: Option<Reference>,
        /// Within which limits.
        restriction: Option<TaskRestriction>,
        /// Remarks.
        note: Vec<Annotation>,
    }
}

element! {
    /// The limits of a task.
    TaskRestriction {
        /// How many times.
        repetitions: Option<u32>,
        /// When; its end is the due time.
        period: Option<Period>,
        /// For whom.
        recipient: Vec<Reference>,
    }
}

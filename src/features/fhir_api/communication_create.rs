//! A Communication that comes in is sent: the same verbs as the pages and the JSON API.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fhir::{Attachment, Communication, CommunicationPayload, Reference};
use serde_json::Value;
use uuid::Uuid;

use super::body::{self, at_elements, wrong};
use super::communication_options::Asked;
use super::kind::{Context, Deed};
use crate::features::conversations::{self, Attach, Identity, NewMessage, NewReply};
use crate::features::{patients, settings};
use crate::platform::ids::{ConversationId, PatientId, PortalUserId, StaffId};
use crate::platform::richtext::RichText;
use crate::platform::web::{Error, Refusal};

const KEPT: &[&str] = &[
    "status",
    "partOf[].reference",
    "subject.reference",
    "topic.text",
    "sender.reference",
    "recipient[].reference",
    "payload[].contentString",
    "payload[].contentAttachment.contentType",
    "payload[].contentAttachment.data",
    "payload[].contentAttachment.url",
    "payload[].contentReference.reference",
    "extension[].url",
    "extension[].valueBoolean",
    "extension[].valueInteger",
    "extension[].valueCode",
];

const ELEMENTS: &[(&str, &str)] = &[
    ("patient_id", "Communication.subject"),
    ("subject", "Communication.topic.text"),
    ("body", "Communication.payload"),
    ("attachment_ids", "Communication.payload"),
    ("chart_item_ids", "Communication.payload"),
    ("from", "Communication.sender"),
    ("portal_user_ids", "Communication.recipient"),
    ("to_staff_ids", "Communication.recipient"),
    ("require_response_days", "Communication.extension"),
    ("notify_if_unread_days", "Communication.extension"),
    ("fee_code", "Communication.extension"),
];

/// The chart's types: what a message may refer to.
const CHART: &[&str] = &[
    "DocumentReference",
    "DiagnosticReport",
    "QuestionnaireResponse",
];

/// Reads what is to be sent, and gives the sending. The text is sanitised here, before any transaction.
pub(super) fn create(cx: &Context, value: &Value) -> Result<Deed, Error> {
    let sent: Communication = body::read(value, KEPT)?;
    if sent.status.as_deref() != Some("completed") {
        return Err(wrong("fhir_status_completed", "Communication.status"));
    }
    let subject = body::local(
        &cx.base,
        sent.subject.as_ref(),
        "Patient",
        "Communication.subject",
    )?;
    let message = Message {
        asked: Asked::read(&cx.base, &sent.extension)?,
        contents: contents(cx, &sent.payload)?,
    };
    match &sent.part_of[..] {
        [] => {
            let patient = subject
                .ok_or_else(|| wrong("fhir_missing", "Communication.subject"))?
                .into();
            let from = sender(cx, sent.sender.as_ref())?;
            Ok(Box::new(move |tx, cx| {
                start(tx, cx, (patient, from), &sent, &message)
            }))
        }
        [header] => {
            let of = body::local(
                &cx.base,
                Some(header),
                "Communication",
                "Communication.partOf",
            )?;
            let of = of
                .ok_or_else(|| wrong("fhir_missing", "Communication.partOf"))?
                .into();
            only_a_reply(&sent)?;
            if message.asked.mask_name.is_some() {
                return Err(wrong("fhir_settled_by_header", "Communication.extension"));
            }
            Ok(Box::new(move |tx, cx| {
                about(tx, cx, of, subject)?;
                answer(tx, cx, of, &message)
            }))
        }
        _ => Err(wrong("fhir_one_expected", "Communication.partOf")),
    }
}

/// What a message is, whichever conversation it is for.
struct Message {
    asked: Asked,
    contents: (RichText, Vec<Attach>),
}

fn start(
    tx: &mut db::Tx<'_>,
    cx: &Context,
    (patient, from): (PatientId, From),
    sent: &Communication,
    message: &Message,
) -> Result<Uuid, Error> {
    let (recipients, to_staff) = recipients(tx, cx, patient, &sent.recipient)?;
    let preset = match message.asked.allow_response {
        Some(allow) => allow,
        None => settings::load(tx, cx.actor.clinic)?.conversation_responses,
    };
    let new = NewMessage {
        patient,
        draft: None,
        recipients,
        to_staff,
        from: from.identity,
        subject: sent
            .topic
            .as_ref()
            .and_then(|t| t.text.clone())
            .unwrap_or_default(),
        body: message.contents.0.clone(),
        attachments: message.contents.1.clone(),
        options: message.asked.options(preset),
        mask_name: message.asked.mask_name.unwrap_or(from.masked),
        fee_code: message.asked.fee_code.clone(),
    };
    let made = conversations::send(tx, &cx.actor, &cx.env, &new);
    Ok(made.map_err(|e| at_elements(e, ELEMENTS))?.message.uuid())
}

fn answer(
    tx: &mut db::Tx<'_>,
    cx: &Context,
    of: ConversationId,
    message: &Message,
) -> Result<Uuid, Error> {
    let new = NewReply {
        conversation: of,
        draft: None,
        body: message.contents.0.clone(),
        attachments: message.contents.1.clone(),
        options: message.asked.options(true),
        fee_code: message.asked.fee_code.clone(),
    };
    let made = conversations::reply(tx, &cx.actor, &cx.env, &new);
    Ok(made.map_err(|e| at_elements(e, ELEMENTS))?.message.uuid())
}

/// In a conversation that there is, its subject line, its identity and its readers are settled.
fn only_a_reply(sent: &Communication) -> Result<(), Error> {
    if sent.topic.is_some() {
        return Err(wrong("fhir_settled_by_header", "Communication.topic"));
    }
    if sent.sender.is_some() {
        return Err(wrong("fhir_settled_by_header", "Communication.sender"));
    }
    if !sent.recipient.is_empty() {
        return Err(wrong("fhir_settled_by_header", "Communication.recipient"));
    }
    Ok(())
}

/// The header must be there, and about the patient whom the message names.
fn about(
    tx: &mut db::Tx<'_>,
    cx: &Context,
    of: ConversationId,
    subject: Option<Uuid>,
) -> Result<(), Error> {
    let filter = conversations::Filter {
        ids: Some(vec![of.uuid()]),
        only: Some(conversations::Part::Conversations),
        ..conversations::Filter::default()
    };
    match conversations::find(tx, &cx.scope(), &filter, (None, 1))?.first() {
        Some(conversations::Found::Conversation(head))
            if subject.is_none_or(|subject| subject == head.patient.uuid()) =>
        {
            Ok(())
        }
        Some(_) => Err(wrong("fhir_settled_by_header", "Communication.subject")),
        None => Err(wrong("fhir_header_unknown", "Communication.partOf")),
    }
}

/// Who it is from.
#[derive(Clone, Copy, Default)]
struct From {
    /// None: the member's default (M17).
    identity: Option<Identity>,
    /// The clinic itself is named: no name of its people is shown (M21).
    masked: bool,
}

fn sender(cx: &Context, sender: Option<&Reference>) -> Result<From, Error> {
    let Some(text) = sender.and_then(|s| s.reference.as_deref()) else {
        return Ok(From::default());
    };
    let from = |identity| From {
        identity: Some(identity),
        masked: false,
    };
    match cx.base.local(text) {
        Some(("Practitioner", id)) => Ok(from(Identity::Staff(id.into()))),
        Some(("HealthcareService", id)) => Ok(from(Identity::Workgroup(id.into()))),
        Some(("Organization", id)) if id == cx.actor.clinic.uuid() => Ok(From {
            identity: None,
            masked: true,
        }),
        _ => Err(wrong("fhir_sender_wrong", "Communication.sender")),
    }
}

/// Portal users and staff members who receive it. A patient is the portal user who is that patient.
fn recipients(
    tx: &mut db::Tx<'_>,
    cx: &Context,
    patient: PatientId,
    sent: &[Reference],
) -> Result<(Vec<PortalUserId>, Vec<StaffId>), Error> {
    if sent.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let known = patients::recipients(tx, &cx.scope(), patient, cx.now)?;
    let (mut people, mut staff) = (Vec::new(), Vec::new());
    for (at, reference) in sent.iter().enumerate() {
        let path = || format!("Communication.recipient[{at}]");
        let refused = |code| Error::refused(Refusal::new(code).with("path", path()));
        let found = match reference
            .reference
            .as_deref()
            .and_then(|r| cx.base.local(r))
        {
            Some(("Practitioner", id)) => {
                staff.push(id.into());
                continue;
            }
            Some(("Patient", id)) if id == patient.uuid() => known
                .iter()
                .find(|r| r.relationship == patients::Relationship::Itself),
            Some(("RelatedPerson", id)) => known.iter().find(|r| r.link_id.uuid() == id),
            Some(("Patient", _)) => None,
            _ => return Err(refused("fhir_recipient_wrong")),
        };
        people.push(
            found
                .ok_or_else(|| refused("recipient_unknown"))?
                .portal_user_id,
        );
    }
    if people.is_empty() {
        // Staff alone: the verb would take an empty list for everybody who can.
        return Err(wrong(
            "fhir_recipient_patient_missing",
            "Communication.recipient",
        ));
    }
    Ok((people, staff))
}

/// The body, and the files in their order.
fn contents(
    cx: &Context,
    payload: &[CommunicationPayload],
) -> Result<(RichText, Vec<Attach>), Error> {
    let max = cx.env.config.messages.max_body_bytes;
    let (mut text, mut files) = (None, Vec::new());
    for (at, part) in payload.iter().enumerate() {
        let refused = |code| {
            Error::refused(Refusal::new(code).with("path", format!("Communication.payload[{at}]")))
        };
        let html = match (
            &part.content_string,
            &part.content_attachment,
            &part.content_reference,
        ) {
            (Some(plain), None, None) => RichText::from_plain(plain).html().to_owned(),
            (None, Some(attachment), None) if attachment.data.is_some() => {
                inline(attachment).ok_or_else(|| refused("fhir_inline_wrong"))?
            }
            (None, Some(attachment), None) => {
                let url = attachment.url.as_deref().and_then(|url| cx.base.local(url));
                match url {
                    Some(("Binary", id)) => files.push(Attach::File(id.into())),
                    _ => return Err(refused("fhir_attachment_wrong")),
                }
                continue;
            }
            (None, None, Some(reference)) => {
                match reference
                    .reference
                    .as_deref()
                    .and_then(|r| cx.base.local(r))
                {
                    Some((kind, id)) if CHART.contains(&kind) => {
                        files.push(Attach::ChartItem(id.into()))
                    }
                    _ => return Err(refused("fhir_chart_reference_wrong")),
                }
                continue;
            }
            _ => return Err(refused("fhir_payload_wrong")),
        };
        if text.replace(html).is_some() {
            return Err(refused("fhir_one_text"));
        }
    }
    let text = text.unwrap_or_default();
    let text =
        conversations::body(&text, max).map_err(|r| at_elements(Error::refused(r), ELEMENTS))?;
    Ok((text, files))
}

/// An inline attachment that is the message's own text.
fn inline(attachment: &Attachment) -> Option<String> {
    let kind = attachment
        .content_type
        .as_deref()?
        .split(';')
        .next()?
        .trim();
    if kind != "text/html" || attachment.url.is_some() {
        return None;
    }
    String::from_utf8(STANDARD.decode(attachment.data.as_deref()?).ok()?).ok()
}

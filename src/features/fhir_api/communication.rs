//! Communication: a conversation as a header, and each of its messages as a part of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fhir::{Attachment, CodeableConcept, Communication, CommunicationPayload, Reference};
use uuid::Uuid;

use super::address::{Base, named};
use super::communication_create::create;
use super::communication_options::extensions;
use super::kind::{Context, Create, Item, Kind, meta, param, paths};
use super::query::Query;
use crate::features::conversations::{self, Filter, Found, Head, Identity, Letter, Part, Reader};
use crate::platform::auth::{ApiScope, Permission};
use crate::platform::ids::PortalUserId;
use crate::platform::web::Error;

/// Conversations and their messages.
pub(super) const COMMUNICATION: Kind = Kind {
    name: "Communication",
    paths: paths!("Communication"),
    reads: (ApiScope::MessagesRead, None),
    audit: ["conversation", "conversation.read", "conversation.list"],
    about: "A conversation is a header: `in-progress` while it is open, `completed` once closed, its subject line in `topic.text`; `statusReason` \
            says why the patient's side cannot reply, in any state. A message is \
            `partOf` its header and `completed`; its sender is the HealthcareService or Practitioner whose name the patient sees, or the \
            Patient or RelatedPerson who wrote. A message's text comes as `contentString` and, formatted, as an inline `text/html` \
            attachment; files are attachments with the address of a Binary. The latest comes first. \
            A create sends: `status` is `completed`; with `partOf` it is a further message of that conversation, else the first of a \
            new one. `recipient` names exactly who receives it (Patient, RelatedPerson) and which staff members see it (Practitioner); \
            without it everybody who can. `payload` has one `contentString` or one inline `text/html` attachment, and files as \
            attachments with the address of a Binary, or references to chart items. The Organization as `sender` masks every name. \
            Extensions say what it asks for: `allow-response`, `allow-attachments` and `mask-name` (boolean), `require-response-days` \
            and `notify-if-unread-days` (integer), `fee-code` (code). The answer is the message; its header is `partOf`.",
    versioned: false,
    params: &[
        param("patient", "reference", "The patient it is about."),
        param("subject", "reference", "The same."),
        param(
            "part-of",
            "reference",
            "The header: messages of that conversation.",
        ),
        param(
            "status",
            "token",
            "`in-progress`: open conversations; `completed`: closed conversations and messages.",
        ),
        param("category", "token", "`conversation` or `message`."),
        param(
            "sent",
            "date",
            "When the conversation began or the message was sent.",
        ),
        param(
            "_lastUpdated",
            "date",
            "When the conversation last got a message, was closed or reopened; when the message was sent.",
        ),
    ],
    find,
    create: Some(Create {
        writes: (ApiScope::MessagesWrite, Some(Permission::SendMessages)),
        conditional: false,
        make: create,
    }),
};

fn find(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let Some(filters) = filters(cx, query)? else {
        return Ok(Vec::new());
    };
    let page = (query.place::<Uuid>()?, query.fetch());
    let found = conversations::find(tx, &cx.scope(), &filters, page)?;
    Ok(found.iter().map(|found| item(cx, found)).collect())
}

/// What a search asks for; none where it can find nothing.
fn filters(cx: &Context, query: &Query) -> Result<Option<Filter>, Error> {
    let (sent, changed) = (
        query.moments(cx, "sent")?,
        query.moments(cx, "_lastUpdated")?,
    );
    let mut only = None;
    if let Some(codes) = query.codes("category")? {
        only = match (codes.contains(&"conversation"), codes.contains(&"message")) {
            (true, true) => None,
            (true, false) => Some(Part::Conversations),
            (false, true) => Some(Part::Messages),
            (false, false) => return Ok(None),
        };
    }
    let mut closed = None;
    if let Some(codes) = query.codes("status")? {
        match (codes.contains(&"in-progress"), codes.contains(&"completed")) {
            (true, true) => {}
            (true, false) => closed = Some(false),
            // Messages are completed, and so are conversations that are closed.
            (false, true) if only == Some(Part::Messages) => {}
            (false, true) => closed = Some(true),
            (false, false) => return Ok(None),
        }
    }
    if closed == Some(false) && only == Some(Part::Messages) {
        return Ok(None);
    }
    Ok(Some(Filter {
        ids: query.ids.clone(),
        patient: query
            .reference(cx, &["patient", "subject"], "Patient")?
            .map(Into::into),
        part_of: query
            .reference(cx, &["part-of"], "Communication")?
            .map(Into::into),
        only,
        closed,
        sent: (sent.from, sent.to),
        changed: (changed.from, changed.to),
    }))
}

fn item(cx: &Context, found: &Found) -> Item {
    match found {
        Found::Conversation(head) => Item::new(head.id.uuid(), header(cx, head))
            .about(head.patient)
            .updated(head.changed_at),
        Found::Message(message) => {
            let (letter, head) = &**message;
            Item::new(letter.id.uuid(), part(cx, letter, head))
                .about(head.patient)
                .updated(letter.sent_at)
        }
    }
}

fn category(base: &Base, code: &str) -> Vec<CodeableConcept> {
    vec![CodeableConcept {
        coding: vec![base.coding("communication-category", code)],
        text: None,
    }]
}

/// The identity that the patient sees (M17); the clinic itself where it shows no name (M21).
fn identity(cx: &Context, head: &Head) -> Reference {
    match head.from {
        _ if head.mask_name => Reference::to("Organization", cx.actor.clinic),
        Identity::Staff(id) => named("Practitioner", id, &head.from_name),
        Identity::Workgroup(id) => named("HealthcareService", id, &head.from_name),
    }
}

/// A portal user: the Patient where they are the patient, else their link (M12).
fn reader(head: &Head, reader: &Reader) -> Reference {
    match reader.link_id {
        _ if reader.is_self => named("Patient", head.patient, &reader.name),
        Some(link) => named("RelatedPerson", link, &reader.name),
        None => Reference {
            display: Some(reader.name.clone()),
            ..Reference::default()
        },
    }
}

fn staff(head: &Head) -> impl Iterator<Item = Reference> {
    head.to_staff
        .iter()
        .filter(|_| !head.mask_name)
        .map(|(id, name)| named("Practitioner", id, name))
}

fn header(cx: &Context, head: &Head) -> Communication {
    let readers = head.readers.iter().map(|r| reader(head, r));
    Communication {
        id: Some(head.id.to_string()),
        meta: meta(None, Some(head.changed_at)),
        status: Some(
            if head.closed.is_some() {
                "completed"
            } else {
                "in-progress"
            }
            .to_owned(),
        ),
        status_reason: head.may.reply.as_ref().err().map(|why| CodeableConcept {
            coding: vec![cx.base.coding("refusal", why.code)],
            text: None,
        }),
        category: category(&cx.base, "conversation"),
        subject: Some(named("Patient", head.patient, &head.patient_name)),
        topic: Some(CodeableConcept::words(&head.subject)),
        sent: Some(head.created_at.rfc3339()),
        recipient: readers
            .chain(staff(head))
            .chain([identity(cx, head)])
            .collect(),
        sender: Some(identity(cx, head)),
        ..Communication::default()
    }
}

fn part(cx: &Context, letter: &Letter, head: &Head) -> Communication {
    let person = |id: PortalUserId| {
        let found = head.readers.iter().find(|r| r.portal_user_id == id);
        found.map(|r| reader(head, r))
    };
    let (sender, recipient) = match letter.author {
        Some(author) => (
            person(author),
            std::iter::once(identity(cx, head))
                .chain(staff(head))
                .collect(),
        ),
        None => {
            let to = letter.recipients.iter().filter_map(|id| person(*id));
            (Some(identity(cx, head)), to.chain(staff(head)).collect())
        }
    };
    let asks = letter
        .author
        .is_none()
        .then(|| extensions(&cx.base, &letter.options));
    Communication {
        id: Some(letter.id.to_string()),
        meta: meta(None, Some(letter.sent_at)),
        extension: asks.unwrap_or_default(),
        part_of: vec![Reference::to("Communication", head.id)],
        status: Some("completed".to_owned()),
        category: category(&cx.base, "message"),
        subject: Some(named("Patient", head.patient, &head.patient_name)),
        topic: Some(CodeableConcept::words(&head.subject)),
        sent: Some(letter.sent_at.rfc3339()),
        recipient,
        sender,
        payload: payload(cx, letter),
        ..Communication::default()
    }
}

fn payload(cx: &Context, letter: &Letter) -> Vec<CommunicationPayload> {
    let words = CommunicationPayload {
        content_string: Some(letter.body.plain()),
        ..CommunicationPayload::default()
    };
    let formatted = attachment(Attachment {
        content_type: Some("text/html".to_owned()),
        data: Some(STANDARD.encode(letter.body.html())),
        ..Attachment::default()
    });
    let files = letter.attachments.iter().map(|a| {
        attachment(Attachment {
            content_type: a.content_type.clone().filter(|t| !t.is_empty()),
            // What is no longer kept has no address; its title and size are the tombstone (M33).
            url: a
                .link
                .clone()
                .or_else(|| a.gone_at.is_none().then(|| cx.base.of("Binary", a.id))),
            size: a.size.and_then(|s| u64::try_from(s).ok()),
            title: Some(a.name.clone()).filter(|n| !n.is_empty()),
            ..Attachment::default()
        })
    });
    [words, formatted].into_iter().chain(files).collect()
}

fn attachment(attachment: Attachment) -> CommunicationPayload {
    CommunicationPayload {
        content_attachment: Some(attachment),
        ..CommunicationPayload::default()
    }
}

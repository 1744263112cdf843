//! AuditEvent: the entries of the audit, in the shape of IHE's Basic Audit Log Patterns.

use fhir::{AuditAgent, AuditEntity, AuditEvent, AuditSource, CodeableConcept, Coding, Reference};
use uuid::Uuid;

use super::address::{logical, named};
use super::kind::{Context, Item, Kind, param, paths};
use super::query::Query;
use crate::features::audit::{self, Entries, Entry};
use crate::platform::auth::{ApiScope, Permission};
use crate::platform::ids::AuditEventId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, paging};

const EVENT_TYPES: &str = "http://terminology.hl7.org/CodeSystem/audit-event-type";
const ENTITY_TYPES: &str = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
const ROLES: &str = "http://terminology.hl7.org/CodeSystem/object-role";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";

/// The audit.
pub(super) const AUDIT_EVENT: Kind = Kind {
    name: "AuditEvent",
    paths: paths!("AuditEvent"),
    reads: (ApiScope::AuditRead, Some(Permission::ViewAudit)),
    audit: ["audit", "audit.read", "audit.read"],
    about: "The clinic's audit, the latest first. `subtype` is Carepost's own action, such as conversation.send. The member that a key acts \
            for needs the permission to read the audit.",
    versioned: false,
    params: &[
        param("date", "date", "When it was recorded."),
        param("patient", "reference", "The patient it concerns."),
        param(
            "agent",
            "reference",
            "The member (Practitioner/…), portal user (Person/…) or key (its id alone) that did it.",
        ),
        param("subtype", "token", "Carepost's own action."),
    ],
    find,
    create: None,
};

fn find(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let at = query.moments(cx, "date")?;
    let agent = query.value("agent").map(|text| match cx.base.local(text) {
        Some((_, id)) => id,
        None => text.parse().unwrap_or(Uuid::nil()),
    });
    let action = match query.codes("subtype")?.as_deref() {
        None | Some([]) => None,
        Some([one]) => Some((*one).to_owned()),
        Some(_) => return Err(super::query::wrong("fhir_value_wrong", "subtype")),
    };
    let ids = query.ids.as_ref();
    let wanted = Entries {
        ids: ids.map(|ids| ids.iter().copied().map(AuditEventId::from).collect()),
        at: (at.from, at.to),
        actor: agent,
        patient: query
            .reference(cx, &["patient"], "Patient")?
            .map(Into::into),
        action,
    };
    let after: Option<(Timestamp, AuditEventId)> = query.place()?;
    let found = audit::find(tx, &cx.scope(), &wanted, (after, query.fetch()))?;
    Ok(found.iter().map(|entry| item(cx, entry)).collect())
}

fn item(cx: &Context, entry: &Entry) -> Item {
    Item {
        patient: entry.patient,
        place: paging::cursor(&(entry.at, entry.id)),
        ..Item::new(entry.id.uuid(), event(cx, entry)).updated(entry.at)
    }
}

/// What was done, in FHIR's five letters.
fn action(action: &str) -> &'static str {
    let verb = action.split('.').next_back().unwrap_or_default();
    match verb {
        "create" | "send" | "reply" | "reply_from_portal" | "upload" | "add_member"
        | "identifier_add" => "C",
        "read" | "list" | "search" | "download" | "export" => "R",
        "discard" | "remove" | "remove_unclaimed" | "revoke" | "identifier_remove"
        | "remove_member" => "D",
        "password" | "complete" | "denied" | "sign_in" | "sign_in_denied" | "sign_out"
        | "passcode" => "E",
        _ => "U",
    }
}

fn event(cx: &Context, entry: &Entry) -> AuditEvent {
    let some = |text: &str| Some(text.to_owned());
    let denied = entry.action.ends_with("denied");
    let about = entry.patient.map(|patient| AuditEntity {
        what: Some(Reference::to("Patient", patient)),
        r#type: Some(coding(ENTITY_TYPES, "1", "Person")),
        role: Some(coding(ROLES, "1", "Patient")),
        ..AuditEntity::default()
    });
    let (kind, id) = &entry.resource;
    let done_to = id
        .filter(|id| entry.patient.is_none_or(|p| p.uuid() != *id))
        .map(|id| AuditEntity {
            what: Some(thing(cx, kind, id)),
            r#type: Some(coding(ENTITY_TYPES, "2", "System Object")),
            role: Some(coding(ROLES, "4", "Domain Resource")),
            ..AuditEntity::default()
        });
    AuditEvent {
        id: some(&entry.id.to_string()),
        meta: super::kind::meta(None, Some(entry.at)),
        r#type: Some(coding(EVENT_TYPES, "rest", "RESTful Operation")),
        subtype: vec![cx.base.coding("audit-action", &entry.action)],
        action: some(action(&entry.action)),
        recorded: some(&entry.at.rfc3339()),
        outcome: some(if denied { "4" } else { "0" }),
        outcome_desc: some(&entry.detail).filter(|d| !d.is_empty()),
        agent: vec![agent(cx, entry)],
        source: Some(AuditSource {
            observer: Some(Reference::to("Organization", cx.actor.clinic)),
            ..AuditSource::default()
        }),
        entity: about.into_iter().chain(done_to).collect(),
        ..AuditEvent::default()
    }
}

fn coding(system: &str, code: &str, display: &str) -> Coding {
    Coding {
        system: Some(system.to_owned()),
        code: Some(code.to_owned()),
        display: Some(display.to_owned()),
        ..Coding::default()
    }
}

/// Who did it. A portal user is no resource that may stand here, so they are named by their identifier.
fn agent(cx: &Context, entry: &Entry) -> AuditAgent {
    let name = entry.actor_name.as_deref().unwrap_or_default().trim();
    let own =
        |kind: &str, system: &str, id: Uuid| logical(kind, cx.base.identifier(system, id), name);
    let who = entry.actor_id.map(|id| match entry.actor_kind.as_str() {
        "staff" => named("Practitioner", id, name),
        "portal_user" => own("RelatedPerson", "portal-user", id),
        _ => own("Device", "api-key", id),
    });
    let nobody = Reference {
        display: Some(entry.actor_kind.clone()),
        ..Reference::default()
    };
    AuditAgent {
        r#type: Some(CodeableConcept::code(
            PARTICIPATION,
            "IRCP",
            "information recipient",
        )),
        who: Some(who.unwrap_or(nobody)),
        requestor: Some(true),
        ..AuditAgent::default()
    }
}

/// The resource that it was done to, where it is one here; else its kind and id.
fn thing(cx: &Context, kind: &str, id: Uuid) -> Reference {
    let resource = match kind {
        "conversation" | "message" => "Communication",
        "patient" => "Patient",
        "portal_link" => "RelatedPerson",
        "portal_user" => "Person",
        "member" => "Practitioner",
        "workgroup" => "HealthcareService",
        "clinic" => "Organization",
        "appointment" => "Appointment",
        "invoice" => "Invoice",
        "attachment" | "file" => "Binary",
        _ => return logical("Basic", cx.base.identifier(kind, id), kind),
    };
    Reference::to(resource, id)
}

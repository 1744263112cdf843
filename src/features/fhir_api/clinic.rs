//! The clinic, its staff members and workgroups. There are few of each, so a search reads them all and picks.

use fhir::{
    CodeableConcept, ContactPoint, HealthcareService, HumanName, Organization, Practitioner,
    PractitionerRole,
};
use uuid::Uuid;

use super::address::named;
use super::kind::{Context, Item, Kind, param, paths};
use super::query::Query;
use crate::features::staff::{self, Member, Workgroup};
use crate::platform::auth::ApiScope;
use crate::platform::text::fold;
use crate::platform::web::Error;

const READS: (ApiScope, Option<crate::platform::auth::Permission>) = (ApiScope::StaffRead, None);
const STAFF: [&str; 3] = ["member", "member.list", "member.list"];

/// The clinic.
pub(super) const ORGANIZATION: Kind = Kind {
    name: "Organization",
    paths: paths!("Organization"),
    reads: READS,
    audit: ["clinic", "clinic.read", "clinic.read"],
    about: "The clinic that the key belongs to: exactly one.",
    versioned: false,
    params: &[param(
        "name",
        "string",
        "Its name begins so, whatever the case and accents.",
    )],
    find: organizations,
    create: None,
};

/// Staff members.
pub(super) const PRACTITIONER: Kind = Kind {
    name: "Practitioner",
    paths: paths!("Practitioner"),
    reads: READS,
    audit: STAFF,
    about: "Staff members, disabled ones too (`active` false).",
    versioned: false,
    params: &[
        param(
            "name",
            "string",
            "A part of the name begins so, whatever the case and accents.",
        ),
        param("email", "token", "The email address."),
        param("active", "token", "Whether the member is not disabled."),
    ],
    find: practitioners,
    create: None,
};

/// What staff members are at the clinic.
pub(super) const PRACTITIONER_ROLE: Kind = Kind {
    name: "PractitionerRole",
    paths: paths!("PractitionerRole"),
    reads: READS,
    audit: STAFF,
    about: "What a staff member is at the clinic, and in which workgroups: one for each, with the member's id.",
    versioned: false,
    params: &[
        param("practitioner", "reference", "The staff member."),
        param("service", "reference", "The workgroup."),
        param("active", "token", "Whether the member is not disabled."),
    ],
    find: roles,
    create: None,
};

/// Workgroups.
pub(super) const HEALTHCARE_SERVICE: Kind = Kind {
    name: "HealthcareService",
    paths: paths!("HealthcareService"),
    reads: READS,
    audit: ["workgroup", "workgroup.list", "workgroup.list"],
    about: "Workgroups: the shared inboxes that patients write to. Retired ones are not active.",
    versioned: false,
    params: &[
        param(
            "name",
            "string",
            "The name begins so, whatever the case and accents.",
        ),
        param("active", "token", "Whether the workgroup is not retired."),
    ],
    find: services,
    create: None,
};

/// One page of what was picked, by id.
fn page(query: &Query, mut items: Vec<Item>) -> Result<Vec<Item>, Error> {
    let after: Option<Uuid> = query.place()?;
    items.retain(|item| after.is_none_or(|after| item.id > after));
    if let Some(ids) = &query.ids {
        items.retain(|item| ids.contains(&item.id));
    }
    items.sort_by_key(|item| item.id);
    items.truncate(usize::try_from(query.fetch()).unwrap_or(1));
    Ok(items)
}

/// Whether a name, or a part of it, begins with each value that is asked for.
fn has_name(query: &Query, name: &str) -> bool {
    let name = fold(name);
    query.all("name").map(fold).all(|wanted| {
        let mut parts = name.split(' ');
        name.starts_with(&wanted) || parts.any(|part| part.starts_with(&wanted))
    })
}

fn phone(number: &str) -> Vec<ContactPoint> {
    let point = ContactPoint {
        system: Some("phone".to_owned()),
        value: Some(number.to_owned()),
        r#use: Some("work".to_owned()),
        ..ContactPoint::default()
    };
    if number.is_empty() {
        Vec::new()
    } else {
        vec![point]
    }
}

fn email(address: &str) -> ContactPoint {
    ContactPoint {
        system: Some("email".to_owned()),
        value: Some(address.to_owned()),
        r#use: Some("work".to_owned()),
        ..ContactPoint::default()
    }
}

fn organizations(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let clinic = staff::clinic(tx, &cx.scope())?;
    if !has_name(query, &clinic.name) {
        return Ok(Vec::new());
    }
    let id = clinic.id.uuid();
    let organization = Organization {
        id: Some(id.to_string()),
        active: Some(true),
        telecom: phone(&clinic.phone),
        name: Some(clinic.name),
        ..Organization::default()
    };
    page(query, vec![Item::new(id, organization)])
}

/// The members that `active` leaves.
fn members(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Member>, Error> {
    let mut members = staff::members(tx, &cx.scope())?;
    if let Some(active) = query.flag("active")? {
        members.retain(|m| m.is_active() == active);
    }
    Ok(members)
}

fn practitioners(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let wanted = query.codes("email")?;
    let fits = |m: &Member| {
        let email = wanted
            .as_ref()
            .is_none_or(|all| all.iter().any(|e| e.eq_ignore_ascii_case(&m.email)));
        email && has_name(query, &m.display_name)
    };
    let found = members(tx, cx, query)?.into_iter().filter(fits).map(|m| {
        let practitioner = Practitioner {
            id: Some(m.id.to_string()),
            active: Some(m.is_active()),
            telecom: vec![email(&m.email)],
            name: vec![HumanName {
                text: Some(m.display_name),
                ..HumanName::default()
            }],
            ..Practitioner::default()
        };
        Item::new(m.id.uuid(), practitioner)
    });
    page(query, found.collect())
}

fn roles(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let (clinic, groups) = (
        staff::clinic(tx, &cx.scope())?,
        staff::workgroups(tx, &cx.scope())?,
    );
    let memberships = staff::memberships(tx, &cx.scope())?;
    let member = query.reference(cx, &["practitioner"], "Practitioner")?;
    let service = query.reference(cx, &["service"], "HealthcareService")?;
    let mut found = Vec::new();
    for m in members(tx, cx, query)? {
        let of: Vec<&Workgroup> = groups
            .iter()
            .filter(|g| memberships.contains(&(g.id, m.id)))
            .collect();
        let serves = service.is_none_or(|wanted| of.iter().any(|g| g.id.uuid() == wanted));
        if !serves || member.is_some_and(|wanted| wanted != m.id.uuid()) {
            continue;
        }
        let title = Some(m.role_title.as_str()).filter(|t| !t.is_empty());
        let role = PractitionerRole {
            id: Some(m.id.to_string()),
            active: Some(m.is_active()),
            practitioner: Some(named("Practitioner", m.id, &m.display_name)),
            organization: Some(named("Organization", clinic.id, &clinic.name)),
            code: title.map(CodeableConcept::words).into_iter().collect(),
            healthcare_service: of
                .iter()
                .map(|g| named("HealthcareService", g.id, &g.name))
                .collect(),
            telecom: vec![email(&m.email)],
            ..PractitionerRole::default()
        };
        found.push(Item::new(m.id.uuid(), role));
    }
    page(query, found)
}

fn services(tx: &mut db::Tx<'_>, cx: &Context, query: &Query) -> Result<Vec<Item>, Error> {
    let clinic = staff::clinic(tx, &cx.scope())?;
    let active = query.flag("active")?;
    let fits = |g: &Workgroup| {
        active.is_none_or(|wanted| g.retired_at.is_none() == wanted) && has_name(query, &g.name)
    };
    let found = staff::workgroups(tx, &cx.scope())?
        .into_iter()
        .filter(fits)
        .map(|g| {
            let service = HealthcareService {
                id: Some(g.id.to_string()),
                active: Some(g.retired_at.is_none()),
                provided_by: Some(named("Organization", clinic.id, &clinic.name)),
                name: Some(g.name),
                ..HealthcareService::default()
            };
            Item::new(g.id.uuid(), service)
        });
    page(query, found.collect())
}

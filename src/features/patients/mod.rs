//! Patients: demographics, identifiers, contact points, portal access and links, the chart and its items.
//!
//! A verb that changes demographics, access or links takes an [`Editor`], which only a member with the permission
//! `edit_demographics` can become; one that writes into the chart takes an [`Author`]. Each records itself in the audit.

mod api;
mod card;
mod chart_items;
mod create;
mod demographics;
mod editor;
mod find;
mod find_chart;
mod find_mentions;
mod form;
mod identifiers;
mod indexing;
mod likely;
mod links;
mod mentions;
mod model;
mod names;
mod own_contact;
mod portal_users;
mod reach;
mod search;
mod search_rank;
mod shared_address;
mod staff_pages;
mod store;
mod terms;
mod update;

pub use api::routes as api_routes;
pub use card::Card;
pub use chart_items::{
    ChartFilter, ChartPage, NewChartItem, chart_item, chart_item_by_source_key, chart_items,
    create_chart_item, replace_chart_item, require_free_file,
};
pub use create::{NewPatient, by_source_key, create};
pub use demographics::{Demographics, OWN_ACCESS_AGE, SEXES};
pub use editor::{Author, Editor};
pub use find::{
    Called, LinkFilter, PatientFilter, PersonFilter, compared_identifier, find_links,
    find_patients, find_portal_users, identifiers_of_all, link, links_of_portal_users,
    owners_of_identifiers, with_identifier,
};
pub use find_chart::{ItemFilter, find_chart_items};
pub use find_mentions::{Mention, MentionKind, mentions};
pub use form::PatientForm;
pub use identifiers::{
    NewIdentifier, USUAL_KINDS, add_identifier, define_identifier_kind,
    define_usual_identifier_kinds, identifier_owner, remove_identifier,
};
pub use likely::{Likely, Likeness, likely, reached_at};
pub use links::{
    NewLink, end_link_at, hide_from_others, link_portal_user, link_registered, link_self, links,
    may_go_on_for, revoke_link, settle_link,
};
pub use mentions::Text;
pub use model::{
    Channel, ChartKind, LinkState, Patient, PatientStatus, Preference, Recipient, Relationship,
    recipients_in_the_way, unreachable,
};
pub use own_contact::{OwnContact, own_address, set_contact, set_own_contact};
pub use portal_users::{
    NewPortalUser, add_portal_user, portal_user, portal_user_by_source_key, portal_user_of_patient,
    update_portal_user,
};
pub use search::{Hit, Linked, list, near_names, search};
pub use shared_address::{sharers, who_shares};
pub use staff_pages::routes as staff_routes;
pub use store::appointments::{next_appointment, next_appointments};
pub use store::chart::ChartItem;
pub use store::links::{Link, PortalUser};
pub use store::patients::{Identifier, IdentifierKind, identifier_kinds};
pub use store::{identifiers, identifiers_of, load, recipients};
pub use update::{Changes, set_access, update};

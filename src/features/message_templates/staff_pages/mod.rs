//! The pages of templates: the list by folder, one template with its versions, its preview, and the picker of a draft.

mod edit;
mod list;
mod pick;
mod preview;

use axum::extract::DefaultBodyLimit;

use super::find::Named;
use super::model::{Head, Owner};
use crate::platform::auth::Permission::{ManageTemplates, SendMessages};
use crate::platform::auth::Who::{May, MayOne};
use crate::platform::i18n::Tr;
use crate::platform::web::Routes;

/// Largest form, in bytes: a template's text with every character written as `%XX`.
const FORM_BYTES: usize = 1024 * 1024;

/// The routes of these pages.
pub fn routes() -> Routes {
    let people = MayOne(&[SendMessages, ManageTemplates]);
    Routes::new()
        .get("/staff/templates", people, list::show)
        .post("/staff/templates", people, edit::create)
        .get("/staff/templates/new", people, edit::blank)
        .get("/staff/templates/{template}", people, edit::show)
        .post("/staff/templates/{template}", people, edit::save)
        .post("/staff/templates/{template}/retire", people, edit::retire)
        .post(
            "/staff/templates/{template}/bring-back",
            people,
            edit::bring_back,
        )
        .get(
            "/staff/templates/{template}/filled-in",
            people,
            preview::show,
        )
        .get(
            "/staff/drafts/{draft}/templates",
            May(&[SendMessages]),
            pick::show,
        )
        .post(
            "/staff/drafts/{draft}/templates",
            May(&[SendMessages]),
            pick::insert,
        )
        .limit(DefaultBodyLimit::max(FORM_BYTES))
}

/// Whose a template is, in words: “Only you”, a workgroup's name, “The clinic”.
fn whose(owner: Owner, owners: &[Named], tr: &Tr) -> String {
    match owner {
        Owner::Staff(_) => tr.t("templates-owner-own"),
        Owner::Clinic(_) => tr.t("templates-owner-clinic"),
        Owner::Workgroup(_) => owners
            .iter()
            .find(|named| named.owner == owner)
            .map_or_else(String::new, |named| named.name.clone()),
    }
}

/// Templates by folder, in the order that they come.
fn folders(heads: Vec<Head>) -> Vec<(String, Vec<Head>)> {
    let mut folders: Vec<(String, Vec<Head>)> = Vec::new();
    for head in heads {
        match folders.last_mut() {
            Some((folder, inside)) if *folder == head.folder => inside.push(head),
            _ => folders.push((head.folder.clone(), vec![head])),
        }
    }
    folders
}

//! What the layouts of staff pages, portal pages and pages before sign-in need.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::{Error, Look, Refusal};
use crate::platform::auth::{Permission, PortalVisit, StaffActor, StaffVisit, Undo};
use crate::platform::i18n::Tr;
use crate::platform::text;
use crate::platform::time::SECOND;

/// Renders `template` with `status`.
pub fn html(status: StatusCode, template: &impl Template) -> Result<Response, Error> {
    let body = template.render().map_err(|e| Error::Internal(e.into()))?;
    Ok((status, Html(body)).into_response())
}

/// The frame of a staff page.
#[derive(Debug)]
pub struct StaffPage {
    /// The words.
    pub tr: Tr,
    /// The member.
    pub actor: StaffActor,
    /// The member's name.
    pub name: String,
    /// The member's initials.
    pub initials: String,
    /// The clinic's name.
    pub clinic: String,
    /// The entry of the side list that is current, such as `inbox`.
    pub current: &'static str,
    /// How many conversations each folder of the side list holds, where the page has counted them.
    pub counts: Vec<(&'static str, i64)>,
    /// Seconds until the session ends unless something is done.
    pub session_seconds: i64,
    /// Tells the tabs of one session from those of another; not the session's secret.
    pub live_key: String,
    /// What the member has sent and can still undo (M25).
    pub undo: Option<Undo>,
    /// What is to be corrected, shown on top and at the fields.
    pub refusals: Vec<Refusal>,
}

/// The folders of the side list that show a number, in their order.
pub const FOLDERS: [&str; 10] = [
    "inbox",
    "awaiting_response",
    "overdue",
    "unread_by_patient",
    "to_call",
    "drafts",
    "scheduled",
    "sent",
    "failed_delivery",
    "closed",
];

/// How far a folder is counted: what is more is shown as more.
pub const FOLDER_COUNT: i64 = 99;

impl StaffPage {
    /// The number of a folder; none where it is empty or was not counted.
    pub fn count(&self, folder: &str) -> Option<String> {
        let (_, count) = self.counts.iter().find(|(place, _)| *place == folder)?;
        match *count {
            0 => None,
            count if count > FOLDER_COUNT => Some(format!("{FOLDER_COUNT}+")),
            count => Some(count.to_string()),
        }
    }

    /// The frame for a visit, with `current` marked in the side list.
    pub fn new(visit: &StaffVisit, current: &'static str) -> StaffPage {
        StaffPage {
            tr: visit.tr.clone(),
            actor: visit.actor.clone(),
            name: visit.name.clone(),
            initials: text::initials(&visit.name),
            clinic: visit.clinic_name.clone(),
            current,
            counts: Vec::new(),
            session_seconds: visit.expires_at.since(visit.now) / SECOND,
            live_key: visit
                .actor
                .session
                .map(|s| s.to_string())
                .unwrap_or_default(),
            undo: visit.undo,
            refusals: Vec::new(),
        }
    }

    /// Seconds in which what was sent can still be undone; none where there is nothing.
    pub fn undo_seconds(&self) -> Option<i64> {
        self.undo.map(|undo| undo.seconds)
    }

    /// The sentence for a field, where it is refused.
    pub fn why(&self, field: &str) -> Option<String> {
        why(&self.refusals, field, &self.tr)
    }
}

/// The frame of a portal page for somebody signed in.
#[derive(Debug)]
pub struct PortalPage {
    /// The words.
    pub tr: Tr,
    /// The person's name.
    pub name: String,
    /// The patient's name, shown wherever the person is not the patient, or reads for others too.
    pub patient: Option<String>,
    /// Whether the person writes for somebody else (M12).
    pub on_behalf: bool,
    /// Whether the person can go on for another patient.
    pub switches: bool,
    /// Whether the clinic shows appointments (M67).
    pub appointments: bool,
    /// Whether the clinic shows bills (M61).
    pub bills: bool,
    /// The clinic's name.
    pub clinic: String,
    /// The clinic's own look (M62).
    pub look: Look,
    /// The clinic's telephone number.
    pub phone: String,
    /// The page's own path, to come back to after a change of language.
    pub path: String,
    /// Seconds until the session ends unless something is done.
    pub session_seconds: i64,
    /// Tells the tabs of one session from those of another; not the session's secret.
    pub live_key: String,
    /// What is to be corrected.
    pub refusals: Vec<Refusal>,
}

impl PortalPage {
    /// The frame for a visit.
    pub fn new(visit: &PortalVisit, path: &str) -> PortalPage {
        PortalPage {
            tr: visit.tr.clone(),
            name: visit.name.clone(),
            patient: (!visit.actor.is_self || visit.cares_for_more)
                .then(|| visit.patient_name.clone()),
            on_behalf: !visit.actor.is_self,
            switches: visit.cares_for_more,
            appointments: visit.appointments,
            bills: visit.bills,
            clinic: visit.clinic_name.clone(),
            look: visit.look.clone(),
            phone: visit.clinic_phone.clone(),
            path: path.to_owned(),
            session_seconds: visit.expires_at.since(visit.now) / SECOND,
            live_key: visit.actor.session.to_string(),
            refusals: Vec::new(),
        }
    }

    /// The sentence for a field, where it is refused.
    pub fn why(&self, field: &str) -> Option<String> {
        why(&self.refusals, field, &self.tr)
    }
}

/// The frame of a page for somebody who is not signed in.
#[derive(Debug)]
pub struct PublicPage {
    /// The words.
    pub tr: Tr,
    /// The clinic's name, where it is known.
    pub clinic: String,
    /// The clinic's own look (M62), where the clinic is known.
    pub look: Look,
    /// What is to be corrected.
    pub refusals: Vec<Refusal>,
}

impl PublicPage {
    /// The sentence for a field, where it is refused.
    pub fn why(&self, field: &str) -> Option<String> {
        why(&self.refusals, field, &self.tr)
    }
}

impl StaffPage {
    /// Whether the side list has a place: what a member may never open is not offered to them.
    pub fn offers(&self, place: &str) -> bool {
        match place {
            "compose" => self.actor.may(Permission::SendMessages),
            "templates" => {
                self.actor.may(Permission::SendMessages)
                    || self.actor.may(Permission::ManageTemplates)
            }
            "group-sends" => self.actor.may(Permission::SendBulkPortalMessages),
            "appointments" => self.actor.may(Permission::SendMessages),
            "families" | "registrations" => self.actor.may(Permission::EditDemographics),
            "members" | "api-keys" => self.actor.may(Permission::ManageStaff),
            "settings" => self.actor.may(Permission::ManagePortalSettings),
            "reports" => self.actor.may(Permission::ViewReports),
            "billing" => self.actor.may(Permission::ViewBillingReport),
            "bills" => self.actor.may(Permission::ManageBilling),
            "audit" => self.actor.may(Permission::ViewAudit),
            _ => true,
        }
    }

    /// The words of the islands, for the page's `#words` block.
    pub fn words(&self) -> Arc<str> {
        self.tr.islands()
    }
}

impl PortalPage {
    /// The words of the islands, for the page's `#words` block.
    pub fn words(&self) -> Arc<str> {
        self.tr.islands()
    }
}

fn why(refusals: &[Refusal], field: &str, tr: &Tr) -> Option<String> {
    refusals
        .iter()
        .find(|r| r.field == Some(field))
        .map(|r| r.sentence(tr))
}

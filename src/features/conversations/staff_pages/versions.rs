//! Two devices have written one draft: both versions side by side, and the choice (M23). Nothing is overwritten before it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use crate::features::drafts::{self, Draft, Save};
use crate::platform::auth::StaffVisit;
use crate::platform::ids::DraftId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal, StaffPage, html};

/// The version that was typed here, as the form carries it on.
struct Mine {
    subject: String,
    body_html: String,
    /// Every field with its value; `version` is the other one's, so that keeping this one is a save like any other.
    fields: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "features/conversations/pages/versions.html")]
struct VersionsPage {
    page: StaffPage,
    draft: DraftId,
    mine: Mine,
    other: Draft,
    now: Timestamp,
}

/// Whether an error says that another device has saved since.
pub(super) fn is_conflict(error: &Error) -> bool {
    error
        .refusals()
        .iter()
        .any(|r| r.code == "draft_changed_elsewhere")
}

/// Refuses what was typed over a version that is no longer the stored one. Without a version nothing is known to be newer.
pub(super) fn require_newest(
    tx: &mut db::Tx<'_>,
    actor: &crate::platform::auth::StaffActor,
    save: &Save,
) -> Result<(), Error> {
    match drafts::load(tx, actor, save.id)? {
        Some(stored) if save.version > 0 && stored.version != save.version => {
            Err(Error::conflict(Refusal::new("draft_changed_elsewhere")))
        }
        _ => Ok(()),
    }
}

/// Both versions. Where the other one is gone meanwhile, there is no choice to make and the draft is not found.
pub(super) async fn show(visit: &StaffVisit, save: Save) -> Result<Response, Error> {
    let (actor, id) = (visit.actor.clone(), save.id);
    let other = visit
        .db
        .read(move |tx| drafts::load(tx, &actor, id))
        .await?;
    let other = other.ok_or(Error::NotFound)?;
    let page = VersionsPage {
        page: StaffPage::new(visit, "drafts"),
        draft: id,
        mine: mine(save, other.version),
        other,
        now: visit.now,
    };
    html(StatusCode::CONFLICT, &page)
}

fn mine(save: Save, version: i64) -> Mine {
    let content = save.content;
    let ticked = |name, on: bool| on.then(|| (name, "on".to_owned()));
    let mut fields = vec![("version", version.to_string())];
    fields.extend(save.patient.map(|id| ("patient_id", id.to_string())));
    fields.extend(
        save.conversation
            .map(|id| ("conversation_id", id.to_string())),
    );
    fields.extend(
        content
            .portal_users
            .iter()
            .map(|id| ("portal_user_ids", id.to_string())),
    );
    fields.extend(
        content
            .to_staff
            .iter()
            .map(|id| ("to_staff_ids", id.to_string())),
    );
    fields.extend(
        content
            .files
            .iter()
            .map(|id| ("attachment_ids", id.to_string())),
    );
    fields.extend(
        content
            .chart_items
            .iter()
            .map(|id| ("chart_item_ids", id.to_string())),
    );
    fields.extend(
        content
            .guard_seen
            .iter()
            .map(|id| ("guard_seen", id.to_string())),
    );
    let asked = content.options;
    fields.extend([
        ("from", content.from),
        ("send_at", content.send_at),
        ("fee_code", content.fee_code),
        ("subject", content.subject.clone()),
        ("body_html", content.body_html.clone()),
        ("require_response_days", asked.require_response_days),
        ("notify_if_unread_count", asked.notify_if_unread_count),
        ("notify_if_unread_unit", asked.notify_if_unread_unit),
    ]);
    let ticks = [
        ticked("allow_response", content.allow_response.unwrap_or(false)),
        ticked("allow_attachments", asked.allow_attachments),
        ticked("require_response", asked.require_response),
        ticked("notify_if_unread", asked.notify_if_unread),
        ticked("mask_name", content.mask_name),
    ];
    fields.extend(ticks.into_iter().flatten());
    Mine {
        subject: content.subject,
        body_html: content.body_html,
        fields,
    }
}

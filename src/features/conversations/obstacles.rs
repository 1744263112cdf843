//! What keeps a draft from being sent as it stands (M23), each with the way out.

use super::copies::{self, Gone};
use super::model::Identity;
use super::store::{staff as store, write};
use super::submit;
use crate::features::drafts::{Content, Draft};
use crate::features::patients::{self, PatientStatus};
use crate::features::{settings, staff};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// One thing in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Obstacle {
    /// What it is, as page and API say it.
    pub why: Refusal,
    /// Where it can be put right.
    pub way_out: Option<String>,
    /// Whether the draft can't be worked on before it is put right.
    pub keeps_closed: bool,
}

impl Obstacle {
    /// Something that is put right in the compose window itself.
    fn here(code: &'static str) -> Obstacle {
        Obstacle {
            why: Refusal::new(code),
            way_out: None,
            keeps_closed: false,
        }
    }

    fn elsewhere(why: Refusal, way_out: Option<String>) -> Obstacle {
        Obstacle {
            why,
            way_out,
            keeps_closed: true,
        }
    }
}

/// Everything that keeps the draft from being sent as it stands, and what its writer should know first.
pub(super) fn obstacles(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    draft: &Draft,
    now: Timestamp,
) -> Result<Vec<Obstacle>, Error> {
    let mut all = Vec::new();
    if !actor.may(Permission::SendMessages) {
        all.push(Obstacle::elsewhere(
            Refusal::new("draft_may_not_send"),
            None,
        ));
    }
    let (clinic, scope) = (actor.clinic, actor.scope());
    if let Some(conversation) = draft.conversation
        && store::head(tx, clinic, conversation)?.closed.is_some()
    {
        let way_out = format!("/staff/conversations/{conversation}");
        all.push(Obstacle::elsewhere(
            Refusal::new("draft_conversation_closed"),
            Some(way_out),
        ));
    }
    if let Some(id) = draft.patient {
        match patients::load(tx, &scope, id) {
            Ok(patient) => {
                let mut reachable = patients::recipients(tx, &scope, id, now)?;
                if let Some(conversation) = draft.conversation {
                    let readers = write::portal_users_of(tx, clinic, conversation)?;
                    reachable.retain(|r| readers.contains(&r.portal_user_id));
                }
                let portal = settings::load(tx, clinic)?;
                let way_out = format!("/staff/patients/{id}/message-patient");
                let blocked = patients::unreachable(&portal, &patient, &reachable);
                all.extend(
                    blocked
                        .into_iter()
                        .map(|why| Obstacle::elsewhere(why, Some(way_out.clone()))),
                );
                if patient.status == PatientStatus::Discharged {
                    all.push(Obstacle::here("draft_patient_discharged"));
                }
                let chosen = &draft.content.portal_users;
                if chosen
                    .iter()
                    .any(|c| !reachable.iter().any(|r| r.portal_user_id == *c))
                {
                    all.push(Obstacle::here("draft_recipient_gone"));
                }
            }
            Err(db::Error::NotFound) => {
                all.push(Obstacle::elsewhere(
                    Refusal::new("draft_patient_gone"),
                    None,
                ));
            }
            Err(other) => return Err(other.into()),
        }
    }
    if draft.conversation.is_none() {
        let bcc = submit::bcc(&draft.content, Gone::Tell);
        let (_, why) = copies::picked(tx, actor, &bcc, &draft.content.to_staff)?;
        all.extend((!why.is_empty()).then(|| Obstacle::here("draft_bcc_gone")));
    }
    all.extend(content_obstacles(tx, actor, &draft.content)?);
    Ok(all)
}

/// What was chosen and is no longer there: the identity, files, chart items.
fn content_obstacles(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    content: &Content,
) -> Result<Vec<Obstacle>, Error> {
    let mut all = Vec::new();
    if let Ok(Identity::Workgroup(id)) = content.from.parse::<Identity>() {
        let own = staff::workgroups_of(tx, &actor.scope(), actor.staff)?;
        if !own.iter().any(|group| group.id == id) {
            all.push(Obstacle::here("draft_workgroup_gone"));
        }
    }
    let files: Vec<uuid::Uuid> = content.files.iter().map(|f| f.uuid()).collect();
    let items: Vec<uuid::Uuid> = content.chart_items.iter().map(|i| i.uuid()).collect();
    let left = store::draft_files(tx, actor.clinic, actor.staff, &files)?.len()
        + store::draft_chart_items(tx, actor.clinic, &items)?.len();
    if left < files.len() + items.len() {
        all.push(Obstacle::here("draft_files_gone"));
    }
    Ok(all)
}

//! The guard against the wrong recipient (M26), and who will be able to read a message (M27): what is known before it is sent.
//!
//! Everything is looked up by index and within bounds, so that it can run each time a draft is saved while one types.

use super::model::Identity;
use crate::features::drafts::Content;
use crate::features::notifications;
use crate::features::patients::{self, Channel, Hit, Mention, Patient, Recipient};
use crate::features::staff;
use crate::platform::auth::StaffActor;
use crate::platform::i18n::Tr;
use crate::platform::ids::{PatientId, StaffId};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;
use crate::platform::web::Error;

/// What makes one look twice.
#[derive(Debug, Clone, Default)]
pub(super) struct Guard {
    /// Other patients who could be taken for this one.
    pub near: Vec<Hit>,
    /// Other patients whose name or identifier stands in the subject or the text.
    pub mentions: Vec<Mention>,
}

impl Guard {
    /// The patients mentioned that nobody has said yes to.
    pub(super) fn unseen(&self, seen: &[PatientId]) -> Vec<PatientId> {
        let ids = self.mentions.iter().map(|mention| mention.hit.id);
        ids.filter(|id| !seen.contains(id)).collect()
    }
}

/// Other patients mentioned in what has been typed. Readers and staff members are expected there.
pub(super) fn mentions(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    patient: &Patient,
    content: &Content,
    now: Timestamp,
) -> Result<Vec<Mention>, Error> {
    let body = RichText::stored(content.body_html.clone()).plain();
    let words = format!("{}\n{body}", content.subject);
    let scope = actor.scope();
    let expected = |tx: &mut db::Tx<'_>| {
        let readers = patients::recipients(tx, &scope, patient.id, now)?;
        let staff = staff::members(tx, &scope)?;
        let names = staff.into_iter().map(|member| member.display_name);
        Ok(readers.iter().map(Recipient::name).chain(names).collect())
    };
    let about = (patient.id, words.as_str());
    Ok(patients::mentions(tx, &scope, about, expected, now)?)
}

/// Everything that the guard has to say of a draft.
pub(super) fn guard(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    patient: &Patient,
    content: &Content,
    now: Timestamp,
) -> Result<Guard, Error> {
    Ok(Guard {
        near: patients::near_names(tx, &actor.scope(), patient, now)?,
        mentions: mentions(tx, actor, patient, content, now)?,
    })
}

/// What a notification shows while the telephone is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LockScreen {
    pub channel: Channel,
    pub language: &'static str,
    pub words: String,
}

/// Everybody who will be able to read a message (M27).
#[derive(Debug, Clone, Default)]
pub(super) struct Readers {
    /// Portal users, with what they are to the patient.
    pub portal: Vec<(String, &'static str)>,
    /// The workgroup that it is from.
    pub group: Option<String>,
    /// Staff members by name: the sender, the workgroup's members, those in To.
    pub staff: Vec<String>,
    /// What their telephones will show, each once.
    pub notices: Vec<LockScreen>,
}

/// Everybody who will be able to read what is sent to `chosen` from an identity, with copies to `to_staff`.
pub(super) fn readers(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    chosen: &[Recipient],
    (from, to_staff): (Option<Identity>, &[StaffId]),
    (tr, origin): (&Tr, &str),
) -> Result<Readers, Error> {
    let scope = actor.scope();
    let all = staff::members(tx, &scope)?;
    let mut inside = vec![actor.staff];
    let mut group = None;
    if let Some(Identity::Workgroup(id)) = from {
        group = Some(staff::workgroup(tx, &scope, id)?.name);
        inside.extend(staff::members_of(tx, &scope, id)?.iter().map(|m| m.id));
    }
    inside.extend(to_staff);
    let named = all
        .into_iter()
        .filter(|m| inside.contains(&m.id) && m.is_active());
    let clinic = staff::clinic(tx, &scope)?.name;
    let mut notices: Vec<LockScreen> = Vec::new();
    for recipient in chosen {
        let Some((channel, _)) = recipient.contact() else {
            continue;
        };
        let own = tr.in_language(&recipient.language);
        let notice = LockScreen {
            channel,
            language: own.language(),
            words: notifications::lock_screen(&own, &clinic, channel, origin),
        };
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }
    let portal = chosen.iter().map(|r| (r.name(), r.relationship.code()));
    Ok(Readers {
        portal: portal.collect(),
        group,
        staff: named.map(|member| member.display_name).collect(),
        notices,
    })
}

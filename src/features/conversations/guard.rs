//! The guard against the wrong recipient (M26), and who will be able to read a message (M27): what is known before it is sent.
//!
//! Everything is looked up by index and within bounds, so that it can run each time a draft is saved while one types.

use super::copies::{self, Copies, Gone};
use super::model::Identity;
use super::submit;
use crate::features::distribution_lists::Without;
use crate::features::drafts::Content;
use crate::features::notification_templates::{self, Key, NoticeEvent, Values};
use crate::features::patients::{self, Channel, Hit, Mention, Patient, Recipient, Text};
use crate::features::staff::{self, Member};
use crate::features::{attachments, notifications};
use crate::platform::auth::StaffActor;
use crate::platform::i18n::Tr;
use crate::platform::ids::{PatientId, StaffId};
use crate::platform::pdf_reader::Words;
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;
use crate::platform::web::Error;

/// What makes one look twice.
#[derive(Debug, Clone, Default)]
pub(super) struct Guard {
    /// Other patients who could be taken for this one.
    pub near: Vec<Hit>,
    /// Other patients whose name or identifier stands in the subject, the text, or an attached document.
    pub mentions: Vec<Named>,
    /// Attached documents in which nothing can be read: nobody looked through them.
    pub unread: Vec<String>,
}

/// Another patient, and where they are named.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub mention: Mention,
    /// The attached document's name; none: the subject or the text.
    pub file: Option<String>,
}

/// The clinic's staff, read when first asked for and once.
#[derive(Debug, Default)]
pub(super) struct Colleagues(Option<Vec<Member>>);

impl Colleagues {
    /// Every member by name, disabled ones too.
    pub(super) fn all(
        &mut self,
        tx: &mut db::Tx<'_>,
        actor: &StaffActor,
    ) -> Result<&[Member], db::Error> {
        if self.0.is_none() {
            self.0 = Some(staff::members(tx, &actor.scope())?);
        }
        Ok(self.0.as_deref().unwrap_or_default())
    }
}

impl Guard {
    /// The patients mentioned that nobody has said yes to.
    pub(super) fn unseen(&self, seen: &[PatientId]) -> Vec<PatientId> {
        let ids = self.mentions.iter().map(|named| named.mention.hit.id);
        ids.filter(|id| !seen.contains(id)).collect()
    }
}

/// Looks for other patients in what has been typed, and in the words of the PDFs that are attached. Readers and staff members
/// are expected there.
pub(super) fn mentioned(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (patient, content): (&Patient, &Content),
    colleagues: &mut Colleagues,
    now: Timestamp,
) -> Result<Guard, Error> {
    let body = RichText::stored(content.body_html.clone()).plain();
    let typed = format!("{}\n{body}", content.subject);
    let mut guard = Guard::default();
    let mut sources = vec![(None, typed)];
    for file in attachments::read_files(tx, actor, &content.files)? {
        match file.words {
            Words::Read(words) => sources.push((Some(file.file_name), words)),
            Words::None | Words::Unreadable => guard.unread.push(file.file_name),
        }
    }
    let scope = actor.scope();
    for (file, words) in sources {
        let text = match file {
            None => Text::Typed(&words),
            Some(_) => Text::Document(&words),
        };
        let expected = |tx: &mut db::Tx<'_>| {
            let readers = patients::recipients(tx, &scope, patient.id, now)?;
            let staff = colleagues.all(tx, actor)?.iter();
            let staff = staff.map(|member| member.display_name.clone());
            Ok(readers.iter().map(Recipient::name).chain(staff).collect())
        };
        for mention in patients::mentions(tx, &scope, (patient.id, text), expected, now)? {
            let before = guard.mentions.iter();
            if !before
                .map(|n| n.mention.hit.id)
                .any(|id| id == mention.hit.id)
            {
                let file = file.clone();
                guard.mentions.push(Named { mention, file });
            }
        }
    }
    Ok(guard)
}

/// Everything that the guard has to say of a draft.
pub(super) fn guard(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    (patient, content): (&Patient, &Content),
    colleagues: &mut Colleagues,
    now: Timestamp,
) -> Result<Guard, Error> {
    Ok(Guard {
        near: patients::near_names(tx, &actor.scope(), patient, now)?,
        ..mentioned(tx, actor, (patient, content), colleagues, now)?
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
    /// People who read for the patient and will not see this: they were left out (M77).
    pub left_out: Vec<(String, &'static str)>,
    /// The workgroup that it is from.
    pub group: Option<String>,
    /// Staff members by name: the sender, the workgroup's members, those in To.
    pub staff: Vec<String>,
    /// Who gets a hidden copy, as far as the sender gives or gave it (M48).
    pub hidden: Vec<Hidden>,
    /// What their telephones will show, each once.
    pub notices: Vec<LockScreen>,
    /// The patient, and the guardians at whose address a teen's own messages arrive.
    pub shared: Option<(PatientId, String)>,
}

/// Somebody who was picked for a hidden copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hidden {
    pub name: String,
    /// Why they get none; none where they get one.
    pub without: Option<Without>,
}

impl Hidden {
    /// Those to whom the member gave one, and who have not joined openly since.
    pub(super) fn given(copies: &Copies) -> Vec<Hidden> {
        let still = copies.given.iter().filter(|copy| copy.joined_at.is_none());
        let hidden = still.map(|copy| Hidden {
            name: copy.name.clone(),
            without: copy.left_out,
        });
        hidden.collect()
    }
}

/// Who will get a hidden copy of what a draft holds, as the lists stand now (M48).
pub(super) fn hidden(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    content: &Content,
) -> Result<Vec<Hidden>, Error> {
    let bcc = submit::bcc(content, Gone::LeaveOut);
    let (holders, _) = copies::picked(tx, actor, &bcc, &content.to_staff)?;
    let hidden = holders.into_iter().map(|holder| Hidden {
        name: holder.name,
        without: holder.without,
    });
    Ok(hidden.collect())
}

/// The patient, and the guardians at whose address a teen's own messages arrive.
pub(super) fn shared(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    patient: &Patient,
    now: Timestamp,
) -> Result<Option<(PatientId, String)>, db::Error> {
    let names = patients::sharers(tx, &actor.scope(), patient, now)?;
    Ok((!names.is_empty()).then(|| (patient.id, names.join(", "))))
}

/// Whom a message goes to, and from whom.
pub(super) struct Addressed<'a> {
    /// Everybody who reads for the patient, and whether they will receive it.
    pub portal: &'a [(Recipient, bool)],
    /// The identity; none where it is no longer the sender's.
    pub from: Option<Identity>,
    /// The staff members in To.
    pub to_staff: &'a [StaffId],
}

/// Everybody who will be able to read what is addressed so.
pub(super) fn readers(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    addressed: &Addressed<'_>,
    colleagues: &mut Colleagues,
    (tr, origin): (&Tr, &str),
) -> Result<Readers, Error> {
    let scope = actor.scope();
    let mut inside = vec![actor.staff];
    let mut group = None;
    match addressed.from {
        Some(Identity::Workgroup(id)) => {
            group = Some(staff::workgroup(tx, &scope, id)?.name);
            inside.extend(staff::members_of(tx, &scope, id)?.iter().map(|m| m.id));
        }
        Some(Identity::Staff(id)) => inside.push(id),
        None => {}
    }
    inside.extend(addressed.to_staff);
    let clinic = staff::clinic(tx, &scope)?;
    let named = colleagues.all(tx, actor)?.iter();
    let named = named.filter(|m| inside.contains(&m.id) && m.is_active());
    let chosen = |wanted: bool| {
        let people = addressed.portal.iter().filter(move |(_, is)| *is == wanted);
        people.map(|(recipient, _)| recipient)
    };
    let shown = |r: &Recipient| (r.name(), r.relationship.code());
    let mut notices: Vec<LockScreen> = Vec::new();
    for recipient in chosen(true) {
        let Some((channel, _)) = recipient.contact() else {
            continue;
        };
        let own = tr.in_language(&recipient.language);
        let key = Key::new(NoticeEvent::Message, channel, own.language());
        let words = notification_templates::in_force(tx, scope.clinic, key)?;
        let person = (&*recipient.given_name, &*recipient.family_name);
        let values = Values::of((&clinic.name, &clinic.phone), person);
        let notice = LockScreen {
            channel,
            language: own.language(),
            words: notifications::lock_screen(&words, values, origin, &own),
        };
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }
    Ok(Readers {
        portal: chosen(true).map(shown).collect(),
        left_out: chosen(false).map(shown).collect(),
        group,
        staff: named.map(|member| member.display_name.clone()).collect(),
        hidden: Vec::new(),
        notices,
        shared: None,
    })
}

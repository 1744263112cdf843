//! What a draft would come to if it were sent now: the count, the skipped, three of those who would receive it (M47).

use uuid::Uuid;

use super::audience::{Counted, LeftOut, Unmatched, UnmatchedLine};
use super::content::{CAN_LACK, Content};
use super::model::{GroupSend, Reason};
use super::read::draft;
use super::save::record;
use super::store::{self, audience};
use crate::features::message_templates::{
    self, Field, Values, Writer, fill_body, fill_subject, gaps_of,
};
use crate::features::patients::{self, Patient};
use crate::features::{settings, staff};
use crate::platform::auth::{Scope, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{ClinicId, GroupSendId};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Patients shown as each will see it.
const SHOWN: i64 = 3;

/// A message as one patient will see it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The patient.
    pub patient: Patient,
    /// Who will receive it, by name.
    pub readers: Vec<String>,
    /// The subject, filled in.
    pub subject: String,
    /// The body, filled in.
    pub body: RichText,
}

/// What a draft would come to.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The draft.
    pub group: GroupSend,
    /// Patients who would get a conversation: the count that confirms it.
    pub patients: i64,
    /// People who would receive it.
    pub people: i64,
    /// Those who are skipped, by why.
    pub skipped: Vec<(Reason, i64)>,
    /// Patients who were added by name or from a list.
    pub added: i64,
    /// Patients who were added although they are in the audience anyway.
    pub besides: i64,
    /// Lines of lists that added nobody, by why.
    pub unmatched: Vec<(Unmatched, i64)>,
    /// Some of those who would receive it.
    pub samples: Vec<Sample>,
    /// What keeps it from being sent, all at once; the count apart.
    pub in_the_way: Vec<Refusal>,
}

impl Preview {
    /// How many are skipped.
    pub fn left_out(&self) -> i64 {
        self.skipped.iter().map(|(_, people)| people).sum()
    }

    /// Duplicates that were left out: lines of lists, and those who were added to what has them already.
    pub fn doubles(&self) -> i64 {
        let lines = self
            .unmatched
            .iter()
            .filter(|(why, _)| *why == Unmatched::Double);
        self.besides + lines.map(|(_, lines)| lines).sum::<i64>()
    }
}

/// Works out what a draft would come to now. The counting goes over the whole audience, so it is done beside the writer.
///
/// # Errors
/// As of a draft of the member's own.
pub async fn preview(
    db: &db::Db,
    env: &Env,
    (actor, id): (&StaffActor, GroupSendId),
    tr: &Tr,
) -> Result<Preview, Error> {
    let (asking, clock) = (actor.clone(), env.clone());
    let now = env.now();
    let today = tr.local_date(now);
    db.write(move |tx| {
        let group = draft(tx, &asking, id)?;
        let born = group.audience().born(today);
        store::set_as_of(tx, asking.clinic, id, (now, &born))?;
        record(
            tx,
            &asking,
            &clock,
            "group_send.preview",
            (id, String::new()),
        )?;
        Ok::<_, Error>(())
    })
    .await?;
    let (asking, tr) = (actor.clone(), tr.clone());
    db.read(move |tx| look(tx, &asking, id, (&tr, now))).await
}

fn look(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: GroupSendId,
    (tr, now): (&Tr, Timestamp),
) -> Result<Preview, Error> {
    let (clinic, scope) = (actor.clinic, actor.scope());
    let group = draft(tx, actor, id)?;
    let content = group.content();
    let counts = audience::counts(tx, clinic, id)?;
    let receive = counts.iter().find(|c| c.reason.is_none());
    let skipped = counts
        .iter()
        .filter_map(|c: &Counted| Some((c.reason?, c.people)));
    let (added, besides) = audience::picked(tx, clinic, id)?;
    let mut in_the_way = content.in_the_way(&lacking(tx, &scope)?);
    let portal = settings::load(tx, clinic)?;
    if !portal.portal_enabled {
        in_the_way.push(Refusal::new("portal_not_enabled"));
    } else if !portal.accessible {
        in_the_way.push(Refusal::new("portal_switched_off"));
    }
    let groups = staff::workgroups_of(tx, &scope, actor.staff)?;
    if content
        .from
        .is_some_and(|from| groups.iter().all(|g| g.id != from))
    {
        in_the_way.push(Refusal::field("from", "from_not_yours"));
    }
    let (patients, people) = receive.map_or((0, 0), |c| (c.patients, c.people));
    if patients == 0 {
        in_the_way.push(Refusal::field("audience", "group_nobody"));
    }
    let writer = message_templates::writer(tx, actor, content.from, content.mask_name)?;
    let mut samples = Vec::new();
    for patient in audience::some(tx, clinic, id, (Uuid::nil(), SHOWN))? {
        let patient = patients::load(tx, &scope, patient)?;
        let next = patients::next_appointment(tx, &scope, patient.id, now)?;
        let readers = patients::recipients(tx, &scope, patient.id, now)?.into_iter();
        let readers = readers.filter(|r| patients::recipients_in_the_way(&portal, r).is_none());
        let values = values(&content, &writer, (&patient, next), (tr, now));
        samples.push(Sample {
            readers: readers.map(|r| r.name()).collect(),
            subject: fill_subject(&content.subject, &values),
            body: fill_body(&content.body, &values),
            patient,
        });
    }
    Ok(Preview {
        patients,
        people,
        skipped: skipped.collect(),
        added,
        besides,
        unmatched: audience::unmatched_counts(tx, clinic, id)?,
        samples,
        in_the_way,
        group,
    })
}

/// Fields that have no value for anybody: the clinic has not said it.
fn lacking(tx: &mut db::Tx<'_>, scope: &Scope) -> Result<Vec<Field>, db::Error> {
    let clinic = staff::clinic(tx, scope)?;
    let unsaid = clinic.phone.trim().is_empty();
    Ok(unsaid.then_some(Field::ClinicPhone).into_iter().collect())
}

/// What the fields stand for, for one patient: what they lack, the text says that stands in for it.
pub(super) fn values(
    content: &Content,
    writer: &Writer,
    (patient, next): (&Patient, Option<Timestamp>),
    (tr, now): (&Tr, Timestamp),
) -> Values {
    let mut values = writer.values(patient, next, (tr, now));
    let lacks = |field: Field| match field {
        Field::PatientGivenName => patient.given_name.trim().is_empty(),
        Field::PatientFamilyName => patient.family_name.trim().is_empty(),
        Field::NextAppointment => next.is_none(),
        _ => false,
    };
    for field in CAN_LACK.into_iter().filter(|field| lacks(*field)) {
        if let Some(text) = content.fallbacks.get(field.code()) {
            values.set(field, text);
        }
    }
    values
}

/// Whether a field was left open.
pub(super) fn has_gaps(subject: &str, body: &RichText) -> bool {
    !gaps_of(subject, body.html()).is_empty()
}

/// Those who would be skipped, after `after`, by the audience as it was last worked out.
pub fn left_out(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    id: GroupSendId,
    (after, limit): (Option<(Uuid, Uuid)>, i64),
) -> Result<Vec<LeftOut>, Error> {
    draft(tx, actor, id)?;
    // Before the first one: no patient has the nil id.
    let after = after.unwrap_or((Uuid::nil(), Uuid::max()));
    Ok(audience::left_out(tx, actor.clinic, id, (after, limit))?)
}

/// Lines of lists that added nobody, after `after`.
pub fn unmatched(
    tx: &mut db::Tx<'_>,
    (actor, id): (&StaffActor, GroupSendId),
    after: i64,
    limit: i64,
) -> Result<Vec<UnmatchedLine>, Error> {
    draft(tx, actor, id)?;
    let clinic: ClinicId = actor.clinic;
    Ok(audience::unmatched_lines(tx, clinic, id, (after, limit))?)
}

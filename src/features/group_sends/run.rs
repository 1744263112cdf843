//! What the worker does for a group send: write the list down, then make the conversations, a stretch at a time.
//!
//! A stretch is one transaction: the conversations, what became of each recipient, how far the list has come, and the lease
//! of the job. Wherever the worker ends, the next one goes on behind the last whole stretch, so that nobody is passed over
//! or written to twice; a worker that was held up past its lease changes nothing. Between two stretches others write.

use std::collections::{HashMap, HashSet};

use jobs::Claimed;
use uuid::Uuid;

use super::audience::Everyone;
use super::content::Content;
use super::decide::{Settled, decide};
use super::model::{GroupSend, Outcome, Reason, State, StopReason};
use super::preview::{has_gaps, values};
use super::store::recipients::{self, Standing};
use super::store::{self, audience};
use crate::features::audit::{self, By, Event};
use crate::features::conversations::{self, Many, One, Sent};
use crate::features::message_templates::{self, Field, Writer, fill_body, fill_subject};
use crate::features::patients::{self, Recipient};
use crate::features::{notifications, settings, staff};
use crate::platform::auth::{Scope, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{ClinicId, DeliveryId, GroupSendId, PatientId, PortalUserId};
use crate::platform::live::{self, Update};
use crate::platform::state::State as App;
use crate::platform::time::{SECOND, Timestamp};
use crate::platform::web::Error;

/// The kind of job that goes on with one group send; its payload is the group send's id.
pub const RUN: &str = "run_group_send";

/// After a crash another worker goes on when this time has passed: far more than a stretch takes.
pub(super) const LEASE_MS: i64 = 30 * SECOND;

/// Patients whose recipients one transaction writes down.
const FREEZE: i64 = 1_000;

/// Patients whose conversations one transaction makes: others who write wait no longer than that takes.
const STRETCH: i64 = 50;

/// How long it waits when a stretch fails as a whole: what failed may work again at once.
const AGAIN_MS: i64 = 5 * SECOND;

/// Stretches that a worker makes before it asks for other work.
const STRETCHES: u32 = 40;

/// Whether there is more to do.
enum Step {
    More,
    End,
}

/// Does one job of kind [`RUN`]: a few stretches, then others' jobs have their turn.
///
/// # Errors
/// [`jobs::Error::LeaseLost`] when another worker has the job; else what the database answers.
pub async fn run(state: &App, job: &Claimed) -> anyhow::Result<()> {
    for _ in 0..STRETCHES {
        let done = match step(state, job, false).await {
            Err(error) if !lease_lost(&error) => {
                tracing::warn!(job = %job.id, error = %format!("{error:#}"), "a stretch of a group send failed; it is done one by one");
                step(state, job, true).await
            }
            done => done,
        };
        match done {
            Ok(Step::More) => tokio::task::yield_now().await,
            Ok(Step::End) => return Ok(()),
            Err(error) if lease_lost(&error) => return Err(error),
            Err(error) => {
                tracing::error!(job = %job.id, error = %format!("{error:#}"), "a group send could not go on; it tries again");
                return later(state, job, AGAIN_MS).await;
            }
        }
    }
    later(state, job, 0).await
}

/// Has the job come again after so many milliseconds, as if never tried: ends of the process count as tries, and the wait
/// that grows with them would keep thousands waiting for hours.
async fn later(state: &App, job: &Claimed, wait: i64) -> anyhow::Result<()> {
    let (at, claimed) = (state.env.now().0 + wait, job.clone());
    let db = state.db.within(job.clinic_id);
    db.write(move |tx| jobs::reschedule(tx, &claimed, at))
        .await?;
    Ok(())
}

fn lease_lost(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(jobs::Error::LeaseLost))
}

/// One stretch. `careful`: each patient apart, so that one who can't be written to keeps nobody else from it.
async fn step(state: &App, job: &Claimed, careful: bool) -> anyhow::Result<Step> {
    let (shared, job) = (state.clone(), job.clone());
    // The lease and the group send's own row are held: nobody else changes its list.
    let db = state.db.within(job.clinic_id).by_locks();
    db.write(move |tx| {
        let (env, clinic) = (&shared.env, ClinicId::from_uuid(job.clinic_id));
        jobs::extend(tx, &job, env.now().0, LEASE_MS)?;
        let group = match job.payload.parse::<GroupSendId>() {
            Ok(id) => store::lock(tx, clinic, id)?,
            Err(_) => None,
        };
        let step = match group {
            Some(group) if group.state == State::Freezing => {
                freeze(tx, env, clinic, &group)?;
                Step::More
            }
            Some(group) if group.state == State::Sending => {
                let stretch = Stretch::prepare(tx, &shared, clinic, group);
                match stretch.map_err(Error::into_cause)? {
                    Some(stretch) => {
                        stretch.send(tx, careful)?;
                        Step::More
                    }
                    None => Step::End,
                }
            }
            _ => Step::End,
        };
        if let Step::End = step {
            jobs::done(tx, &job)?;
            // Its notices have waited for this.
            jobs::wake(tx, notifications::DELIVER);
        }
        Ok::<_, anyhow::Error>(step)
    })
    .await
}

/// Writes the whole list down, as far as that has not been done.
///
/// # Errors
/// What the database answers.
pub(super) async fn freeze_all(
    db: &db::Db,
    env: &Env,
    (clinic, id): (ClinicId, GroupSendId),
) -> Result<(), db::Error> {
    let db = db.by_locks();
    loop {
        let env = env.clone();
        let more = db.write(move |tx| {
            let group = store::lock(tx, clinic, id)?;
            match group.filter(|group| group.state == State::Freezing) {
                Some(group) => freeze(tx, &env, clinic, &group).map(|()| true),
                None => Ok(false),
            }
        });
        if !more.await? {
            return Ok(());
        }
    }
}

/// Writes a stretch of the list down, or notes that it is whole.
fn freeze(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    group: &GroupSend,
) -> Result<(), db::Error> {
    let after = group.frozen_through;
    let only_added = group.everyone == Everyone::Nobody;
    let stretch = (after, FREEZE);
    match audience::next_stretch(tx, clinic, (group.id, only_added), stretch)? {
        Some(through) => audience::freeze(tx, clinic, group.id, (after, through)),
        None => {
            store::set_frozen(tx, clinic, group.id, env.now())?;
            let detail = format!("patients={} left_out={}", group.total, group.left_out);
            note(tx, env, clinic, "group_send.frozen", (group.id, detail))?;
            tell(tx, clinic)?;
            store::set_state(tx, clinic, group.id, (State::Sending, None), env.now())
        }
    }
}

/// Tells the open pages of everybody who may see it that it runs, has stopped, or has come to its end.
pub(super) fn tell(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<(), db::Error> {
    announce(tx, clinic, Update::GroupSends)
}

/// Announces `update` to everybody who may see what was sent to many, whoever sent it.
fn announce(tx: &mut db::Tx<'_>, clinic: ClinicId, update: Update) -> Result<(), db::Error> {
    let scope = Scope {
        clinic,
        portal: None,
    };
    let members = staff::members(tx, &scope)?;
    let seeing = members.iter().filter_map(|member| member.acting(clinic));
    let seeing = seeing.filter(|actor| super::read::may(actor).is_ok());
    live::announce(tx, seeing.map(|actor| actor.staff.uuid()), update);
    Ok(())
}

fn note(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    action: &'static str,
    (id, detail): (GroupSendId, String),
) -> Result<(), db::Error> {
    let event = Event::new(clinic, By::System, action, "group_send", id.uuid());
    audit::record(tx, env, &event.detail(detail))
}

/// Some patients of the list, with all that their conversations are made of.
struct Stretch {
    env: Env,
    clinic: ClinicId,
    group: GroupSend,
    content: Content,
    actor: StaffActor,
    many: Many,
    writer: Writer,
    tr: Tr,
    now: Timestamp,
    portal: settings::PortalSettings,
    patients: Vec<PatientId>,
    next: HashMap<PatientId, Timestamp>,
    told: HashSet<PortalUserId>,
    standing: Vec<Standing>,
}

/// What became of a recipient, to be noted.
type Noted = (
    PatientId,
    PortalUserId,
    Outcome,
    (Option<Reason>, Option<Sent>),
);

/// A conversation that was made: what the audit says of it, and its notices.
struct Written {
    event: Event,
    notices: Vec<DeliveryId>,
}

impl Stretch {
    /// The next patients; none where nothing is left to do, or where it stops: its sender may not send to many any more,
    /// the portal is off, or the workgroup is gone.
    fn prepare(
        tx: &mut db::Tx<'_>,
        state: &App,
        clinic: ClinicId,
        group: GroupSend,
    ) -> Result<Option<Stretch>, Error> {
        let (env, now) = (state.env.clone(), state.env.now());
        let portal = settings::load(tx, clinic)?;
        let (actor, many) = match sender(tx, clinic, &group, &portal)? {
            Ok(sender) => sender,
            Err(why) => {
                store::set_state(tx, clinic, group.id, (State::Stopped, Some(why)), now)?;
                let detail = format!("{} done={} of={}", why.code(), group.done(), group.total);
                note(tx, &env, clinic, "group_send.stopped", (group.id, detail))?;
                tell(tx, clinic)?;
                return Ok(None);
            }
        };
        let stretch = (group.sent_through, STRETCH);
        let mut patients = recipients::next_patients(tx, clinic, group.id, stretch)?;
        if patients.is_empty() {
            patients = recipients::next_again(tx, clinic, group.id, STRETCH)?;
        }
        if patients.is_empty() {
            store::set_state(tx, clinic, group.id, (State::Done, None), now)?;
            let detail = format!(
                "sent={} skipped={} failed={}",
                group.sent, group.skipped, group.failed
            );
            note(tx, &env, clinic, "group_send.done", (group.id, detail))?;
            tell(tx, clinic)?;
            return Ok(None);
        }
        let content = group.content();
        let next = match content.fields().contains(&Field::NextAppointment) {
            true => patients::next_appointments(tx, clinic, &patients, now)?,
            false => HashMap::new(),
        };
        let standing = recipients::standing(tx, clinic, group.id, (&patients, now))?;
        let people: Vec<PortalUserId> = standing.iter().map(|s| s.portal_user_id).collect();
        let told = recipients::told(tx, clinic, group.id, &people)?;
        let writer = message_templates::writer(tx, &actor, group.workgroup_id, group.mask_name)?;
        let (language, zone, labels) = store::voice(tx, clinic)?;
        Ok(Some(Stretch {
            tr: state.catalog.speak(&language, &zone).labelled(&labels),
            env,
            clinic,
            content,
            actor,
            many,
            writer,
            now,
            portal,
            patients,
            next,
            told: told.into_iter().collect(),
            standing,
            group,
        }))
    }

    /// Makes their conversations and notes what became of each.
    fn send(mut self, tx: &mut db::Tx<'_>, careful: bool) -> anyhow::Result<()> {
        let mut counted = (0, 0, 0);
        let (mut events, mut notices, mut noted) = (Vec::new(), Vec::new(), Vec::new());
        let last = self.patients.last().map_or(Uuid::nil(), |p| p.uuid());
        let standing = std::mem::take(&mut self.standing);
        for rows in standing.chunk_by(|a, b| a.patient_id == b.patient_id) {
            let settled = if careful {
                let (told, before) = (self.told.clone(), noted.len());
                match tx.part(|tx| self.one(tx, rows, &mut noted)) {
                    Ok(settled) => Some(settled),
                    Err(error) => {
                        tracing::error!(group_send = %self.group.id, %error, "a conversation of a group send could not be written");
                        self.told = told;
                        noted.truncate(before);
                        let failed = (Some(Reason::Error), None);
                        noted.extend((rows.iter()).map(|row| {
                            (row.patient_id, row.portal_user_id, Outcome::Failed, failed)
                        }));
                        None
                    }
                }
            } else {
                Some(self.one(tx, rows, &mut noted)?)
            };
            match settled {
                Some(Some(one)) => {
                    counted.0 += 1;
                    events.push(one.event);
                    notices.extend(one.notices);
                }
                Some(None) => counted.1 += 1,
                None => counted.2 += 1,
            }
        }
        for (patient, person, outcome, how) in noted {
            let which = (self.group.id, patient, person);
            recipients::settle(tx, self.clinic, which, outcome, how)?;
        }
        notifications::go_together(tx, &self.env, self.clinic, &notices)?;
        audit::record_all(tx, &self.env, self.clinic, &events)?;
        let through = last.max(self.group.sent_through);
        recipients::advance(tx, self.clinic, self.group.id, counted, through)?;
        // A page that is open asks how far it is: at most once for each hundredth of the list.
        let done = self.group.done() + counted.0 + counted.1 + counted.2;
        if self.group.percent_at(done) > self.group.percent() {
            let group = self.group.id;
            announce(tx, self.clinic, Update::GroupSend { group })?;
        }
        Ok(())
    }

    /// Makes one patient's conversation; none where the patient is left out. `noted`: what becomes of the patient's recipients.
    fn one(
        &mut self,
        tx: &mut db::Tx<'_>,
        rows: &[Standing],
        noted: &mut Vec<Noted>,
    ) -> Result<Option<Written>, db::Error> {
        let Settled {
            patient,
            readers,
            left_out,
        } = decide(&self.portal, rows);
        let mut left_out = left_out;
        let written = patient.filter(|_| !readers.is_empty()).map(|patient| {
            let next = self.next.get(&patient.id).copied();
            let about = (&patient, next);
            let mut values = values(&self.content, &self.writer, about, (&self.tr, self.now));
            // Its sender need not belong to the workgroup any more.
            values.set(Field::WorkgroupName, &self.many.shown_as);
            let subject = fill_subject(&self.content.subject, &values);
            let body = fill_body(&self.content.body, &values);
            (patient, subject, body)
        });
        let Some((patient, subject, body)) =
            written.filter(|(_, subject, body)| !has_gaps(subject, body))
        else {
            left_out.extend(
                readers
                    .iter()
                    .map(|r| (r.portal_user_id, Reason::FieldMissing)),
            );
            noted.extend(skipped(rows, &left_out));
            return Ok(None);
        };
        let told: Vec<Recipient> = readers
            .iter()
            .filter(|reader| !self.told.contains(&reader.portal_user_id))
            .cloned()
            .collect();
        let one = One {
            patient: patient.id,
            subject: &subject,
            body: &body,
            readers: &readers,
            told: &told,
        };
        let (sent, notices) =
            conversations::send_one_of_many(tx, &self.actor, &self.env, &self.many, &one)?;
        for person in &told {
            recipients::tell(tx, self.clinic, self.group.id, person.portal_user_id)?;
            self.told.insert(person.portal_user_id);
        }
        let done = (None, Some(sent));
        noted.extend(
            (readers.iter()).map(|reader| (patient.id, reader.portal_user_id, Outcome::Sent, done)),
        );
        noted.extend(skipped(rows, &left_out));
        let event = Event::new(
            self.clinic,
            &self.actor,
            "conversation.send",
            "conversation",
            sent.conversation.uuid(),
        );
        let detail = format!("recipients={} group_send={}", readers.len(), self.group.id);
        let event = event.patient(patient.id).detail(detail);
        Ok(Some(Written { event, notices }))
    }
}

/// Those of the rows who are left out, and why.
fn skipped(rows: &[Standing], left_out: &[(PortalUserId, Reason)]) -> Vec<Noted> {
    let noted = rows.iter().filter_map(|row| {
        let (person, why) = left_out
            .iter()
            .find(|(person, _)| *person == row.portal_user_id)?;
        Some((
            row.patient_id,
            *person,
            Outcome::Skipped,
            (Some(*why), None),
        ))
    });
    noted.collect()
}

/// Its sender as they may act now, and what is the same for every conversation; or why it stops.
fn sender(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    group: &GroupSend,
    portal: &settings::PortalSettings,
) -> Result<Result<(StaffActor, Many), StopReason>, Error> {
    let scope = Scope {
        clinic,
        portal: None,
    };
    let member = staff::member(tx, &scope, group.owner_id)?.acting(clinic);
    let Some(actor) = member.filter(|actor| super::read::may(actor).is_ok()) else {
        return Ok(Err(StopReason::PermissionGone));
    };
    if !portal.portal_on() {
        return Ok(Err(StopReason::PortalOff));
    }
    let workgroup = match group.workgroup_id {
        Some(id) => Some(staff::workgroup(tx, &scope, id)?).filter(|g| g.retired_at.is_none()),
        None => None,
    };
    let Some(workgroup) = workgroup else {
        return Ok(Err(StopReason::WorkgroupGone));
    };
    let many = Many {
        from: workgroup.id,
        shown_as: workgroup.name,
        options: group.content().options,
        mask_name: group.mask_name,
    };
    Ok(Ok((actor, many)))
}

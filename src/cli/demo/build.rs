//! Making the sample clinic: through the verbs that people's clicks end in, with a clock in the past.

use std::convert::Infallible;

use anyhow::{Context as _, bail};
use bytes::Bytes;
use futures::stream;

use super::appointments::{self, Whose};
use super::chart::{self, Content, Item};
use super::desk;
use super::dice::Dice;
use super::families;
use super::files;
use super::group;
use super::invoices;
use super::look;
use super::people::{self, BOUNCING, Carer, Person, role};
use super::registrations;
use super::stories::{self, Act, Reader, Story};
use crate::app;
use crate::features::attachments::{self, UploadState, Uploader};
use crate::features::billing;
use crate::features::conversations::{
    self, After, Attach, Bcc, Gone, Identity, NewMessage, NewReply, Options, When,
};
use crate::features::distribution_lists::{self, Choice};
use crate::features::drafts::{self, Save};
use crate::features::message_templates::{self, Wording};
use crate::features::notification_templates::{self, Key};
use crate::features::patients::{
    self, Author, ChartKind, Demographics, Editor, NewChartItem, NewIdentifier, NewLink,
    NewPatient, NewPortalUser, PatientStatus, Preference, Relationship,
};
use crate::features::settings::{self, AppointmentChange, Change};
use crate::features::staff::{self, Acting, NewClinic, NewMember, Opening};
use crate::platform::auth::{Permissions, PortalActor, StaffActor, passwords};
use crate::platform::ids::{
    ChartItemId, ClinicId, ConversationId, DistributionListId, FileId, PatientId, PortalUserId,
    StaffId, WorkgroupId,
};
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::time::{DAY, HOUR, SetClock, Timestamp};
use crate::platform::web::Error;

/// The sample clinic's clock.
const TIME_ZONE: &str = "America/Toronto";

/// What has been made so far.
struct Build<'a> {
    state: &'a State,
    clock: &'a SetClock,
    dice: Dice,
    now: Timestamp,
    clinic: ClinicId,
    staff: Vec<StaffActor>,
    groups: Vec<WorkgroupId>,
    lists: Vec<DistributionListId>,
    people: Vec<Person>,
    patients: Vec<PatientId>,
    /// The first of those who act for a patient, by the patient's number.
    carers: Vec<Option<PortalUserId>>,
}

/// Makes the sample clinic of a seed, as if its last weeks had happened. `state` must have `clock` for its clock.
pub(super) async fn build(
    state: &State,
    clock: &SetClock,
    seed: u64,
    now: Timestamp,
) -> anyhow::Result<()> {
    clock.set(now.plus(-90 * DAY));
    let mut dice = Dice::new(seed);
    let people = people::people(&mut dice);
    let clinic = clinic(state).await.context("the clinic")?;
    let mut build = Build {
        state,
        clock,
        dice,
        now,
        clinic: clinic.0,
        staff: vec![actor(clinic.0, clinic.1, Permissions::all(), true)],
        groups: Vec::new(),
        lists: Vec::new(),
        people,
        patients: Vec::new(),
        carers: Vec::new(),
    };
    build.staff_and_groups().await.context("the staff")?;
    build.open_portal().await.context("the portal's settings")?;
    let dressed = look::dress(state, &build.staff[0]).await;
    dressed.map_err(cause).context("the portal's look")?;
    build.patients().await.context("the patients")?;
    build.carers().await.context("those who act for patients")?;
    build.charts().await.context("the charts")?;
    build.desk().await.context("templates and fee codes")?;
    build.stories().await.context("the conversations")?;
    build.scheduled().await.context("the scheduled message")?;
    build.appointments().await.context("the appointments")?;
    build.families().await.context("the families")?;
    build.invoices().await.context("the bills")?;
    let waiting = registrations::of(&build.people);
    let (env, owner) = (state.env.clone(), build.staff[0].clone());
    write(state, move |tx| {
        registrations::add(tx, &env, &owner, &waiting)
    })
    .await
    .context("the registrations")?;
    // The owner is a member of this workgroup alone.
    let (env, owner, from) = (state.env.clone(), build.staff[0].clone(), build.groups[2]);
    write(state, move |tx| group::draft(tx, &env, &owner, from))
        .await
        .context("the group send")
}

/// A verb's refusal as an operator reads it. The sample clinic's people don't exist, so it may say all.
fn cause(error: Error) -> anyhow::Error {
    match error {
        Error::Internal(cause) => cause,
        other => anyhow::anyhow!("{:?}", other.refusals()),
    }
}

async fn write<T: Send + 'static>(
    state: &State,
    verb: impl Fn(&mut db::Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> anyhow::Result<T> {
    state.db.across().write(verb).await.map_err(cause)
}

fn actor(clinic: ClinicId, staff: StaffId, permissions: Permissions, owner: bool) -> StaffActor {
    StaffActor {
        clinic,
        staff,
        owner,
        permissions,
        session: None,
        key: None,
    }
}

async fn clinic(state: &State) -> anyhow::Result<(ClinicId, StaffId)> {
    let hash = passwords::hash(&state.env, people::PASSWORD)
        .await
        .map_err(cause)?;
    let (env, owner) = (state.env.clone(), &people::STAFF[0]);
    write(state, move |tx| {
        let new = NewClinic {
            name: people::CLINIC.to_owned(),
            language: "en".to_owned(),
            time_zone: TIME_ZONE.to_owned(),
            phone: "+1 613 555 0199".to_owned(),
            owner_email: owner.email.to_owned(),
            owner_name: owner.name.to_owned(),
            password_hash: hash.clone(),
        };
        staff::create_clinic(tx, &env, &new)
    })
    .await
}

impl Build<'_> {
    async fn staff_and_groups(&mut self) -> anyhow::Result<()> {
        for member in &people::STAFF[1..] {
            let hash = passwords::hash(&self.state.env, people::PASSWORD)
                .await
                .map_err(cause)?;
            let permissions = Permissions::from_codes(&member.permissions.join(","));
            let (env, acting) = (self.state.env.clone(), Acting::system(self.clinic));
            let id = write(self.state, move |tx| {
                let new = NewMember {
                    email: member.email.to_owned(),
                    display_name: member.name.to_owned(),
                    role_title: member.title.to_owned(),
                    language: member.language.code().to_owned(),
                    permissions,
                    accepts_direct_messages: member.direct,
                    password_hash: Some(hash.clone()),
                    source_key: None,
                };
                staff::create_member(tx, &env, &acting, &new)
            })
            .await?;
            self.staff.push(actor(self.clinic, id, permissions, false));
        }
        for (number, name) in people::GROUPS.iter().enumerate() {
            let inside = people::STAFF
                .iter()
                .zip(&self.staff)
                .filter(|(m, _)| m.groups.contains(&number));
            let members: Vec<StaffId> = inside.map(|(_, actor)| actor.staff).collect();
            let (env, acting) = (self.state.env.clone(), Acting::system(self.clinic));
            let group = write(self.state, move |tx| {
                let group = staff::create_workgroup(tx, &env, &acting, name)?;
                staff::set_workgroup_members(tx, &env, &acting, group, &members)?;
                Ok(group)
            })
            .await?;
            self.groups.push(group);
        }
        for (name, members, groups) in people::LISTS {
            let wanted = distribution_lists::Wanted {
                name: name.to_owned(),
                for_everybody: groups.is_empty(),
                workgroups: groups.iter().map(|at| self.groups[*at]).collect(),
                members: members.iter().map(|at| self.staff[*at].staff).collect(),
            };
            let (env, owner) = (self.state.env.clone(), self.staff[0].clone());
            let list = write(self.state, move |tx| {
                distribution_lists::create(tx, &owner, &env, &wanted)
            })
            .await?;
            self.lists.push(list);
        }
        Ok(())
    }

    async fn open_portal(&self) -> anyhow::Result<()> {
        let (env, owner) = (self.state.env.clone(), self.staff[0].clone());
        let groups = self.groups.clone();
        write(self.state, move |tx| {
            for (group, days) in people::OPEN_GROUPS {
                let opening = Opening {
                    open_to_patients: true,
                    answer_days: Some(days),
                };
                let acting = Acting::from(&owner);
                staff::open_workgroup(tx, &env, &acting, groups[group], opening)?;
            }
            desk::closed_answers(tx, &owner, &env, groups[people::FRONT_DESK])?;
            let settings = settings::load(tx, owner.clinic)?;
            // Choosing Connect Pro is then all that it takes.
            let change = Change {
                portal_enabled: true,
                accessible: true,
                accessible_to_new_patients: true,
                appointments: Some(AppointmentChange {
                    requests: true,
                    changes: true,
                    cancellations: true,
                    ..AppointmentChange::of(&settings)
                }),
                patients_start: Some(true),
                patient_registration: Some(true),
                automatic_replies: Some(true),
                default_workgroup_id: Some(groups[people::FRONT_DESK].uuid()),
                ..Change::of(&settings)
            };
            settings::save(tx, &owner, &env, &change)
        })
        .await?;
        Ok(())
    }

    /// Ready-made messages, fee codes, and the clinic's own words in notifications.
    async fn desk(&self) -> anyhow::Result<()> {
        for (owner, name, folder, subject, body) in desk::TEMPLATES {
            let (env, actor, groups) = (
                self.state.env.clone(),
                self.staff[0].clone(),
                self.groups.clone(),
            );
            write(self.state, move |tx| {
                let owner = match owner {
                    None => "clinic".to_owned(),
                    Some(group) => format!("workgroup:{}", groups[*group]),
                };
                let wording = Wording {
                    name: (*name).to_owned(),
                    folder: (*folder).to_owned(),
                    subject: (*subject).to_owned(),
                    body: RichText::from_html(body),
                };
                message_templates::create(tx, &actor, &env, &owner, &wording)
            })
            .await?;
        }
        let (env, owner) = (self.state.env.clone(), self.staff[0].clone());
        write(self.state, move |tx| {
            for (code, what, amount) in stories::FEE_CODES {
                billing::add_fee_code(tx, &owner, &env, code, (what, amount))?;
            }
            for (event, channel, language, subject, body) in desk::NOTICES {
                let key = Key::new(*event, *channel, language);
                let words = notification_templates::Wording {
                    subject: (*subject).to_owned(),
                    body: (*body).to_owned(),
                };
                notification_templates::save(tx, &owner, &env, (key, 0), &words)?;
            }
            Ok(())
        })
        .await
    }

    async fn patients(&mut self) -> anyhow::Result<()> {
        for (number, person) in self.people.iter().enumerate() {
            let new = new_patient(number, person);
            let (env, editor) = (self.state.env.clone(), Editor::system(self.clinic));
            let id = write(self.state, move |tx| {
                patients::create(tx, &editor, &env, &new)
            })
            .await?;
            self.patients.push(id);
            // Lists are in the order of time: those about whom a story is told come first.
            self.clock.advance(HOUR);
        }
        Ok(())
    }

    async fn carers(&mut self) -> anyhow::Result<()> {
        for (number, person) in self.people.iter().enumerate() {
            let relationship = if number == role::GRANDFATHER {
                Relationship::Representative
            } else {
                Relationship::Guardian
            };
            let mut first = None;
            for (nth, carer) in person.carers.iter().enumerate() {
                let (env, editor) = (self.state.env.clone(), Editor::system(self.clinic));
                let other = other_carer(carer, person, 100 + 10 * number + nth);
                let own = match carer {
                    Carer::Patient(at) => self.patients.get(*at).copied(),
                    Carer::Other(..) => None,
                };
                let patient = self.patients[number];
                let user = write(self.state, move |tx| {
                    let user = match own {
                        Some(own) => patients::portal_user_of_patient(tx, &editor, &env, own)?,
                        None => patients::add_portal_user(tx, &editor, &env, &other)?,
                    };
                    patients::link_portal_user(
                        tx,
                        &editor,
                        &env,
                        &NewLink::new(user, patient, relationship),
                    )?;
                    Ok(user)
                })
                .await?;
                first.get_or_insert(user);
            }
            self.carers.push(first);
        }
        Ok(())
    }

    async fn charts(&mut self) -> anyhow::Result<()> {
        for number in 0..self.people.len() {
            let (language, name) = (
                self.people[number].language,
                full_name(&self.people[number]),
            );
            let items = if number < 6 {
                chart::every_kind(&mut self.dice, language, &name)?
            } else {
                chart::some(&mut self.dice, language, &name)?
            };
            for item in items {
                self.chart_item(number, item).await?;
            }
        }
        Ok(())
    }

    async fn chart_item(&self, number: usize, item: Item) -> anyhow::Result<ChartItemId> {
        let (file, link) = match item.content {
            Content::File(name, bytes) => (
                Some(
                    self.file(Uploader::system(self.clinic), &name, bytes)
                        .await?,
                ),
                None,
            ),
            Content::Link(link) => (None, Some(link.to_owned())),
        };
        let day = self
            .now
            .plus(-item.days_ago * DAY)
            .to_jiff()
            .strftime("%Y-%m-%d")
            .to_string();
        let new = NewChartItem {
            patient: self.patients[number],
            kind: ChartKind::from_code(item.kind).unwrap_or(ChartKind::Document),
            title: item.title,
            item_date: day,
            author: item.author.to_owned(),
            file,
            link,
            source_key: None,
        };
        let (env, author) = (self.state.env.clone(), Author::system(self.clinic));
        write(self.state, move |tx| {
            patients::create_chart_item(tx, &author, &env, &new)
        })
        .await
    }

    async fn file(&self, uploader: Uploader, name: &str, bytes: Vec<u8>) -> anyhow::Result<FileId> {
        let body = stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
        let upload = attachments::keep(self.state, uploader, name, body)
            .await
            .map_err(cause)?;
        if upload.state != UploadState::Available {
            bail!("{name} was not kept: {:?}", upload.state_reason);
        }
        Ok(upload.id)
    }

    /// Lets every story happen, act by act in the order of time, and what was queued be delivered in between.
    async fn stories(&mut self) -> anyhow::Result<()> {
        let stories = stories::stories(&mut self.dice, &self.people, self.now);
        let mut acts: Vec<(Timestamp, usize, Act)> = Vec::new();
        for (number, story) in stories.iter().enumerate() {
            acts.extend(
                story
                    .acts()
                    .into_iter()
                    .map(|(after, act)| (story.began.plus(after), number, act)),
            );
        }
        acts.retain(|(at, ..)| *at < self.now);
        acts.sort_by_key(|(at, number, _)| (*at, *number));
        let mut conversations: Vec<Option<ConversationId>> = vec![None; stories.len()];
        for (at, number, act) in acts {
            self.clock.set(at);
            let story = &stories[number];
            match (act, conversations[number]) {
                (Act::Send, _) => conversations[number] = Some(self.send(story).await?),
                (act, Some(conversation)) => self.go_on(story, conversation, act).await?,
                (_, None) => {}
            }
            app::jobs::drain(self.state).await?;
        }
        self.clock.set(self.now);
        app::jobs::drain(self.state).await?;
        Ok(())
    }

    /// Appointments, and what some patients ask about theirs (M67).
    async fn appointments(&self) -> anyhow::Result<()> {
        let tr = self.state.catalog.speak("en", TIME_ZONE);
        let people = self.people.iter().zip(&self.patients).enumerate();
        for (number, (person, patient)) in people {
            let whose = Whose {
                number,
                id: *patient,
                person,
            };
            let all = appointments::of(&whose, &tr, self.now);
            let (env, actor, patient) = (self.state.env.clone(), self.staff[0].clone(), *patient);
            let (language, own) = (person.language, person.access && person.own);
            write(self.state, move |tx| {
                let next = appointments::add(tx, &actor, &env, &all)?;
                match own {
                    true => {
                        appointments::ask(tx, &env, (number, patient, language), (&actor, next))
                    }
                    false => Ok(()),
                }
            })
            .await?;
        }
        Ok(())
    }

    /// A guardian of three, an invitation and a request (M5, M67).
    async fn families(&self) -> anyhow::Result<()> {
        let tr = self.state.catalog.speak("en", TIME_ZONE);
        let (env, actor) = (self.state.env.clone(), self.staff[0].clone());
        let patients = self.patients.clone();
        write(self.state, move |tx| {
            families::add(tx, (&actor, &env, &tr), &patients)
        })
        .await?;
        app::jobs::drain(self.state).await?;
        Ok(())
    }

    /// Private bills of a mother, of her son, and of an old man (M61).
    async fn invoices(&self) -> anyhow::Result<()> {
        for number in [role::MOTHER, role::SON, role::GRANDFATHER] {
            let (env, actor) = (self.state.env.clone(), self.staff[0].clone());
            let first = number == role::MOTHER;
            let whose = (self.patients[number], self.people[number].language, first);
            write(self.state, move |tx| {
                if first {
                    invoices::switch_on(tx, &actor, &env)?;
                }
                invoices::add(tx, &actor, &env, whose)
            })
            .await?;
        }
        Ok(())
    }

    /// A message that waits for tomorrow morning (M25).
    async fn scheduled(&self) -> anyhow::Result<()> {
        let (env, actor) = (self.state.env.clone(), self.staff[2].clone());
        let (patient, group) = (self.patients[0], self.groups[0]);
        let tr = self.state.catalog.speak("en", TIME_ZONE);
        let tomorrow = tr.local_date(self.now.plus(DAY));
        let at = tr.typed_moment(&format!("{tomorrow}T08:30"));
        let at = at.unwrap_or(self.now.plus(DAY));
        let save = Save {
            id: self.state.env.id(),
            version: 0,
            patient: Some(patient),
            conversation: None,
            content: drafts::Content {
                from: Identity::Workgroup(group).to_string(),
                subject: stories::SCHEDULED.0.to_owned(),
                body_html: stories::SCHEDULED.1.to_owned(),
                allow_response: Some(true),
                ..drafts::Content::default()
            },
        };
        write(self.state, move |tx| {
            let when = When::Later(Ok(at));
            conversations::submit(tx, &actor, &env, &save, &when).map(drop)
        })
        .await
    }

    async fn send(&mut self, story: &Story) -> anyhow::Result<ConversationId> {
        let actor = self.staff[story.staff].clone();
        let mut attachments = Vec::new();
        if let Some(kind) = story.topic.item {
            let name = full_name(&self.people[story.patient]);
            let item = chart::of_kind(&mut self.dice, story.topic.language, &name, kind);
            attachments.push(Attach::ChartItem(
                self.chart_item(story.patient, item).await?,
            ));
        }
        if story.upload {
            let name = story.topic.language.of(
                "How to change the dressing.png",
                "Comment changer le pansement.png",
            );
            let bytes = files::png(80)?;
            attachments.push(Attach::File(
                self.file(Uploader::from(&actor), name, bytes).await?,
            ));
        }
        let from = if story.as_group {
            Identity::Workgroup(self.groups[story.topic.desk])
        } else {
            Identity::Staff(actor.staff)
        };
        let new = NewMessage {
            patient: self.patients[story.patient],
            draft: None,
            recipients: Vec::new(),
            to_staff: Vec::new(),
            from: Some(from),
            subject: story.topic.subject.to_owned(),
            body: RichText::from_html(story.topic.body),
            attachments,
            options: story.options(),
            mask_name: story.masked(),
            fee_code: story.fee_code(),
        };
        let lists = self.lists.iter().take(usize::from(story.copied()));
        let bcc = Bcc {
            choice: Choice {
                lists: lists.copied().collect(),
                members: Vec::new(),
            },
            gone: Gone::Tell,
        };
        let env = self.state.env.clone();
        let sent = write(self.state, move |tx| {
            conversations::send_with_copies(tx, &actor, &env, &new, &bcc)
        })
        .await;
        Ok(sent.with_context(|| story.topic.subject)?.conversation)
    }

    async fn go_on(&self, story: &Story, id: ConversationId, act: Act) -> anyhow::Result<()> {
        let (env, staff) = (self.state.env.clone(), self.staff[story.staff].clone());
        let reader = self.reader(story).await?;
        // Some conversations stand in the chart, too (M24).
        let filed = story.as_group && story.patient >= 5;
        let topic = story.topic;
        write(self.state, move |tx| match act {
            Act::Send => Ok(()),
            Act::Open => conversations::opened(tx, &reader, &env, id),
            Act::Answer => {
                let body = RichText::from_plain(topic.answer);
                {
                    let reply = conversations::PortalReply {
                        conversation: id,
                        body: body.clone(),
                        files: Vec::new(),
                    };
                    conversations::reply_from_portal(tx, &reader, &env, &reply).map(drop)
                }
            }
            Act::FollowUp => {
                conversations::mark_read(tx, &staff, id)?;
                let after = if filed { After::File } else { After::Nothing };
                let new = NewReply {
                    conversation: id,
                    draft: None,
                    body: RichText::from_html(topic.follow_up),
                    attachments: Vec::new(),
                    options: Options {
                        after,
                        ..Options::new(true)
                    },
                    fee_code: None,
                };
                conversations::reply(tx, &staff, &env, &new).map(drop)
            }
            Act::Close => conversations::close(tx, &staff, &env, id),
            Act::Reopen => conversations::reopen(tx, &staff, &env, id),
        })
        .await
        .with_context(|| format!("{act:?} of {}", topic.subject))
    }

    /// Who reads a story on the patient's side.
    async fn reader(&self, story: &Story) -> anyhow::Result<PortalActor> {
        let patient = self.patients[story.patient];
        let carer = self.carers[story.patient].filter(|_| story.reader == Reader::Carer);
        let (env, editor) = (self.state.env.clone(), Editor::system(self.clinic));
        let portal_user = match carer {
            Some(user) => user,
            None => {
                write(self.state, move |tx| {
                    patients::portal_user_of_patient(tx, &editor, &env, patient)
                })
                .await?
            }
        };
        Ok(PortalActor {
            clinic: self.clinic,
            portal_user,
            patient,
            is_self: carer.is_none(),
            by_account: false,
            session: self.state.env.id(),
        })
    }
}

fn full_name(person: &Person) -> String {
    format!("{} {}", person.given, person.family)
        .trim()
        .to_owned()
}

fn new_patient(number: usize, person: &Person) -> NewPatient {
    let identifier = |kind: &str, value: String| NewIdentifier {
        kind: kind.to_owned(),
        value,
    };
    NewPatient {
        demographics: Demographics {
            given_name: person.given.clone(),
            family_name: person.family.clone(),
            birth_date: person.birth_date.clone(),
            sex: person.sex.to_owned(),
            status: if person.discharged {
                PatientStatus::Discharged
            } else {
                PatientStatus::Active
            },
            email: person.email.clone(),
            mobile: person.mobile.clone(),
            preferred_channel: match person.email.as_deref() {
                // Why no text went out in its place is told in the folder Failed delivery.
                Some(BOUNCING) => Preference::EmailOnly,
                _ if person.by_text => Preference::Text,
                _ => Preference::Email,
            },
            language: person.language.code().to_owned(),
        },
        portal_access: Some(person.access),
        own_access: Some(person.own),
        identifiers: vec![
            identifier("emr_id", format!("R{:05}", 10_000 + number * 37)),
            identifier(
                "health_number",
                format!(
                    "{} {:03} {:03}",
                    9_000 + number,
                    number * 13 % 1_000,
                    number * 7 % 1_000
                ),
            ),
        ],
        source_key: None,
    }
}

fn other_carer(carer: &Carer, of: &Person, number: usize) -> NewPortalUser {
    let (given, family) = match carer {
        Carer::Other(given, family) => (*given, *family),
        Carer::Patient(_) => ("", ""),
    };
    NewPortalUser {
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        email: Some(super::names::email(given, family)),
        mobile: Some(super::names::mobile(number)),
        preferred_channel: Preference::Email,
        language: of.language.code().to_owned(),
        source_key: None,
    }
}

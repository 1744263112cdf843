//! Making the sample clinic: through the verbs that people's clicks end in, with a clock in the past.

mod charts;
mod conversations;

use anyhow::Context as _;

use crate::app;
use crate::cli::demo::appointments::{self, Whose};
use crate::cli::demo::dice::Dice;
use crate::cli::demo::people::{self, Person, role};
use crate::cli::demo::stories;
use crate::cli::demo::{desk, families, group, invoices, look, registrations};
use crate::features::billing;
use crate::features::distribution_lists;
use crate::features::message_templates::{self, Wording};
use crate::features::notification_templates::{self, Key};
use crate::features::settings::{self, AppointmentChange, Change};
use crate::features::staff::{self, Acting, NewClinic, NewMember, Opening};
use crate::platform::auth::{Permissions, StaffActor, passwords};
use crate::platform::ids::{
    ClinicId, DistributionListId, PatientId, PortalUserId, StaffId, WorkgroupId,
};
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::time::{DAY, SetClock, Timestamp};
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
}

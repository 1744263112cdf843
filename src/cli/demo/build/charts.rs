//! The patients, those who act for them, and their charts.

use std::convert::Infallible;

use anyhow::bail;
use bytes::Bytes;
use futures::stream;

use super::{Build, cause, write};
use crate::cli::demo::chart::{self, Content, Item};
use crate::cli::demo::names;
use crate::cli::demo::people::{BOUNCING, Carer, Person, role};
use crate::features::attachments::{self, UploadState, Uploader};
use crate::features::patients::{
    self, Author, ChartKind, Demographics, Editor, NewChartItem, NewIdentifier, NewLink,
    NewPatient, NewPortalUser, PatientStatus, Preference, Relationship,
};
use crate::platform::ids::{ChartItemId, FileId};
use crate::platform::time::{DAY, HOUR};

impl Build<'_> {
    pub(super) async fn patients(&mut self) -> anyhow::Result<()> {
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

    pub(super) async fn carers(&mut self) -> anyhow::Result<()> {
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

    pub(super) async fn charts(&mut self) -> anyhow::Result<()> {
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

    pub(super) async fn chart_item(
        &self,
        number: usize,
        item: Item,
    ) -> anyhow::Result<ChartItemId> {
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

    pub(super) async fn file(
        &self,
        uploader: Uploader,
        name: &str,
        bytes: Vec<u8>,
    ) -> anyhow::Result<FileId> {
        let body = stream::iter([Ok::<_, Infallible>(Bytes::from(bytes))]);
        let upload = attachments::keep(self.state, uploader, name, body)
            .await
            .map_err(cause)?;
        if upload.state != UploadState::Available {
            bail!("{name} was not kept: {:?}", upload.state_reason);
        }
        Ok(upload.id)
    }
}

pub(super) fn full_name(person: &Person) -> String {
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
        email: Some(names::email(given, family)),
        mobile: Some(names::mobile(number)),
        preferred_channel: Preference::Email,
        language: of.language.code().to_owned(),
        source_key: None,
    }
}

//! What staff and patients have written to each other.

use anyhow::Context as _;

use super::charts::full_name;
use super::{Build, TIME_ZONE, write};
use crate::app;
use crate::cli::demo::chart;
use crate::cli::demo::files;
use crate::cli::demo::stories::{self, Act, Reader, Story};
use crate::features::attachments::Uploader;
use crate::features::conversations::{
    self, After, Attach, Bcc, Gone, Identity, NewMessage, NewReply, Options, When,
};
use crate::features::distribution_lists::Choice;
use crate::features::drafts::{self, Save};
use crate::features::patients::{self, Editor};
use crate::platform::auth::PortalActor;
use crate::platform::ids::ConversationId;
use crate::platform::richtext::RichText;
use crate::platform::time::{DAY, Timestamp};

impl Build<'_> {
    /// Lets every story happen, act by act in the order of time, and what was queued be delivered in between.
    pub(super) async fn stories(&mut self) -> anyhow::Result<()> {
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

    /// A message that waits for tomorrow morning (M25).
    pub(super) async fn scheduled(&self) -> anyhow::Result<()> {
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

    pub(super) async fn send(&mut self, story: &Story) -> anyhow::Result<ConversationId> {
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

    pub(super) async fn go_on(
        &self,
        story: &Story,
        id: ConversationId,
        act: Act,
    ) -> anyhow::Result<()> {
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
    pub(super) async fn reader(&self, story: &Story) -> anyhow::Result<PortalActor> {
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

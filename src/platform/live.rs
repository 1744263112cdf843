//! Live updates: what a transaction announced reaches the open pages of those it concerns, after the commit.
//!
//! A page holds one stream of server-sent events. What travels is ids only; the page then asks for what it may see.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use futures::channel::mpsc;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use uuid::Uuid;

use super::ids::{ConversationId, GroupSendId, MessageId, SessionId};

const TOPIC: &str = "live";

/// People that one notice names: it must not grow longer than one node can tell the others.
const TOGETHER: usize = 100;

/// Updates that wait for one slow page before its stream is ended; the page reconnects and reloads.
const BACKLOG: usize = 64;

/// Something that open pages should know.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Update {
    /// A message arrived in a conversation.
    Message {
        /// The conversation.
        conversation: ConversationId,
        /// The message.
        message: MessageId,
    },
    /// A conversation changed: closed, reopened, opened, downloaded, delivered.
    Conversation {
        /// The conversation.
        conversation: ConversationId,
    },
    /// The member's drafts changed by themselves: one was sent at its time, or came back.
    Drafts,
    /// What was asked about appointments, or answered, changed.
    Appointments,
    /// A group send began to run, stopped, or came to its end.
    GroupSends,
    /// A group send has come further.
    GroupSend {
        /// The group send.
        group: GroupSendId,
    },
    /// Somebody registered as a patient, or was decided about.
    Registrations,
    /// A session ended: its streams end with it.
    SessionEnded {
        /// The session.
        session: SessionId,
    },
    /// Another session took the place of one in the same browser: its streams end, and its pages stay as they are.
    SessionReplaced {
        /// The session that is no more.
        session: SessionId,
    },
}

#[derive(Serialize, Deserialize)]
struct Announcement {
    to: Vec<Uuid>,
    update: Update,
}

/// Announces `update` to the people in `to` (staff members and portal users by id) once the transaction has committed.
pub fn announce(tx: &mut db::Tx<'_>, to: impl IntoIterator<Item = Uuid>, update: Update) {
    let to: Vec<Uuid> = to.into_iter().collect();
    for to in to.chunks(TOGETHER) {
        let announcement = Announcement {
            to: to.to_vec(),
            update: update.clone(),
        };
        if let Ok(payload) = serde_json::to_string(&announcement) {
            tx.notify(db::Notice {
                topic: TOPIC.to_owned(),
                payload,
            });
        }
    }
}

/// Announces that a session has ended: its open streams end at once.
pub fn end_session(tx: &mut db::Tx<'_>, session: SessionId) {
    announce(tx, [session.uuid()], Update::SessionEnded { session });
}

/// Announces that another session of the same browser has taken this one's place: its open streams end.
pub fn replace_session(tx: &mut db::Tx<'_>, session: SessionId) {
    announce(tx, [session.uuid()], Update::SessionReplaced { session });
}

type Streams = HashMap<Uuid, Vec<mpsc::Sender<Update>>>;

/// The open pages of this process.
#[derive(Clone, Default)]
pub struct Live {
    streams: Arc<Mutex<Streams>>,
    sessions: Arc<Mutex<HashSet<SessionId>>>,
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Live")
    }
}

impl Live {
    /// A stream of what is announced to a person, and of the end of their session.
    pub fn subscribe(&self, person: Uuid, session: SessionId) -> mpsc::Receiver<Update> {
        let (sender, receiver) = mpsc::channel(BACKLOG);
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        for id in [person, session.uuid()] {
            let senders = streams.entry(id).or_default();
            senders.retain(|s| !s.is_closed());
            senders.push(sender.clone());
        }
        self.sessions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(session);
        receiver
    }

    /// The sessions that have streams open here; what closed pages left behind is cleared away.
    pub fn sessions(&self) -> Vec<SessionId> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        streams.retain(|_, senders| {
            senders.retain(|s| !s.is_closed());
            !senders.is_empty()
        });
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|session| streams.contains_key(&session.uuid()));
        sessions.iter().copied().collect()
    }

    /// Ends the streams of a session here.
    pub fn end(&self, session: SessionId) {
        self.hand_out(&[session.uuid()], &Update::SessionEnded { session });
    }

    /// Ends every stream, because the process stops or may have missed something. Pages connect again, to whoever answers
    /// then, and load anew.
    pub fn end_all(&self) {
        self.streams
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// Passes on what transactions announce until the database closes.
    pub async fn run(self, mut notices: broadcast::Receiver<db::Notice>) {
        loop {
            match notices.recv().await {
                Ok(notice) if notice.topic == TOPIC => self.pass_on(&notice.payload),
                // Pages reload when their stream ends, so a flood costs a reconnect and never a lost update.
                Ok(notice) if notice.topic == db::Notice::MISSED => self.end_all(),
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(_)) => self.end_all(),
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    fn pass_on(&self, payload: &str) {
        let Ok(Announcement { to, update }) = serde_json::from_str(payload) else {
            return;
        };
        self.hand_out(&to, &update);
    }

    fn hand_out(&self, to: &[Uuid], update: &Update) {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        for id in to {
            if let Some(senders) = streams.get_mut(id) {
                senders.retain_mut(|s| s.try_send(update.clone()).is_ok());
                if senders.is_empty() {
                    streams.remove(id);
                }
            }
        }
    }
}

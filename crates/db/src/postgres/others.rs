//! What transactions say, to and from the other processes that use the database.
//!
//! PostgreSQL commits transactions that say something one after the other, each with a wait for the disk. So what they
//! said goes out after they are committed, by a connection that only talks and listens, several words at a time.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::sleep;
use tokio_postgres::types::ToSql;

use super::connect::{self, Line, Server};
use crate::error::Error;
use crate::handle::Shared;
use crate::notice::Notice;

/// How long what is said waits for more of it.
const TOGETHER: Duration = Duration::from_millis(10);

/// The most that PostgreSQL takes at a time is a little more, in bytes.
const MOST: usize = 7_900;

/// How long to wait before the server is asked again.
const AGAIN: Duration = Duration::from_millis(100);

/// Between the topic and the payload, and between notices; no topic and no JSON has either.
const UNIT: char = '\u{1f}';
const RECORD: char = '\u{1e}';

/// The thread that talks with the other processes.
pub(super) struct Others {
    runtime: Runtime,
    server: Server,
    said: Receiver<Notice>,
}

/// Why a conversation ended.
enum Ended {
    Lost,
    Closed,
}

impl Others {
    /// Passes on what `said` receives, until all who say something are gone.
    pub(super) fn new(server: Server, said: Receiver<Notice>) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| Error::engine("a runtime could not be started"))?;
        Ok(Others {
            runtime,
            server,
            said,
        })
    }

    pub(super) fn run(self, shared: &Shared) {
        let (mut said, mut again) = (self.said, false);
        self.runtime.block_on(async {
            loop {
                if let Ok(mut line) = connect::listen(&self.server).await {
                    // What was said while nobody was connected is gone on either side.
                    let told = !again || {
                        shared.notices.deliver([Notice::missed()]);
                        say(&line, [Notice::missed()]).await
                    };
                    if told && matches!(talk(&mut line, &mut said, shared).await, Ended::Closed) {
                        return;
                    }
                }
                again = true;
                if let Ended::Closed = forget(&mut said) {
                    return;
                }
                sleep(AGAIN).await;
            }
        });
    }
}

async fn talk(line: &mut Line, said: &mut Receiver<Notice>, shared: &Shared) -> Ended {
    loop {
        tokio::select! {
            first = said.recv() => {
                let first = match first {
                    Ok(notice) => notice,
                    Err(RecvError::Lagged(_)) => Notice::missed(),
                    Err(RecvError::Closed) => return Ended::Closed,
                };
                sleep(TOGETHER).await;
                if !say(line, std::iter::once(first).chain(more(said))).await {
                    return Ended::Lost;
                }
            }
            heard = line.heard.recv() => match heard {
                Some(heard) if heard.process_id() == line.own => {}
                Some(heard) => shared.notices.deliver(read(heard.payload())),
                None => return Ended::Lost,
            },
        }
    }
}

/// What else has been said by now.
fn more(said: &mut Receiver<Notice>) -> impl Iterator<Item = Notice> {
    std::iter::from_fn(|| match said.try_recv() {
        Ok(notice) => Some(notice),
        Err(TryRecvError::Lagged(_)) => Some(Notice::missed()),
        Err(TryRecvError::Empty | TryRecvError::Closed) => None,
    })
}

/// Lets go of what has been said so far.
fn forget(said: &mut Receiver<Notice>) -> Ended {
    loop {
        match said.try_recv() {
            Ok(_) | Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty) => return Ended::Lost,
            Err(TryRecvError::Closed) => return Ended::Closed,
        }
    }
}

/// Says it to the others; whether the line still holds.
async fn say(line: &Line, notices: impl IntoIterator<Item = Notice>) -> bool {
    for payload in written(notices) {
        let parameters: [&(dyn ToSql + Sync); 2] = [&connect::CHANNEL, &payload];
        if line.client.execute(SAY, &parameters).await.is_err() {
            return false;
        }
    }
    true
}

const SAY: &str = "SELECT pg_notify($1, $2)";

/// The notices as texts that PostgreSQL takes; one that it would not take says only that something was said.
fn written(notices: impl IntoIterator<Item = Notice>) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for notice in notices {
        let mut text = format!("{}{UNIT}{}", notice.topic, notice.payload);
        if text.len() > MOST || text.contains(RECORD) || text.contains('\0') {
            text = format!("{}{UNIT}", Notice::MISSED);
        }
        match texts.last_mut() {
            Some(last) if last.len() + text.len() < MOST => {
                last.push(RECORD);
                last.push_str(&text);
            }
            _ => texts.push(text),
        }
    }
    texts
}

fn read(payload: &str) -> impl Iterator<Item = Notice> {
    let notices = payload.split(RECORD);
    notices.filter_map(|text| {
        let (topic, payload) = text.split_once(UNIT)?;
        Some(Notice {
            topic: topic.to_owned(),
            payload: payload.to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(payload: &str) -> Notice {
        Notice {
            topic: "a".to_owned(),
            payload: payload.to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let many: Vec<Notice> = (0..2_000).map(|n| notice(&format!("{n}\u{1f}é"))).collect();
        let texts = written(many.clone());
        assert!(texts.len() > 1 && texts.iter().all(|text| text.len() <= MOST));
        let heard: Vec<Notice> = texts.iter().flat_map(|text| read(text)).collect();
        assert_eq!(heard, many);
    }

    #[test]
    fn what_can_not_be_written_is_said_to_be_missing() {
        for payload in ["x".repeat(MOST), "a\u{1e}b".to_owned(), "\0".to_owned()] {
            let texts = written([notice(&payload), notice("b")]);
            let heard: Vec<Notice> = texts.iter().flat_map(|text| read(text)).collect();
            assert_eq!(heard, [Notice::missed(), notice("b")]);
        }
    }
}

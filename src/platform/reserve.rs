//! Room kept back on the disk, so that reading goes on when the disk is full.
//!
//! A page of patient data is shown only when its entry in the audit is durable, and that needs a little room. A file
//! in the data folder holds some back. When an answer says that the disk is full, the file goes, and from then on only
//! what reads may write: other requests are refused until there is room for the file again, which is tried as they come
//! (`docs/decisions/0018-room-kept-back-for-reading.md`). With PostgreSQL the database has a disk of its own, and none
//! is kept here.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State as AxumState};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::random::Random;
use super::state::State;
use super::web::Error;

/// What is kept back, in bytes: more than the database's log takes before it starts over.
pub const BYTES: usize = 8 * 1024 * 1024;

/// The reserve's file in the data folder.
pub const FILE: &str = "reserve";

/// Requests that would write try no more often than this to have the room again.
const PAUSE: Duration = Duration::from_secs(1);

/// The worker, which nobody waits for, tries no more often than this.
pub const LONG_PAUSE: Duration = Duration::from_secs(30);

/// How often a page is made again that was in the way of somebody who tried to have the room again.
const TRIES: usize = 3;

/// The room that is kept back. Off until [`Reserve::keep`].
#[derive(Default)]
pub struct Reserve(Mutex<Kept>);

#[derive(Default)]
enum Kept {
    #[default]
    Off,
    Held(Place),
    Given(Place, Instant),
}

#[derive(Clone)]
struct Place {
    file: PathBuf,
    random: Arc<dyn Random>,
}

impl Reserve {
    /// Keeps room back in `folder` from now on. Where there is none even now, only reading is possible until there is.
    pub async fn keep(&self, folder: &Path, random: Arc<dyn Random>) {
        let place = Place {
            file: folder.join(FILE),
            random,
        };
        *self.0.lock().await = if place.hold().await {
            Kept::Held(place)
        } else {
            full();
            Kept::Given(place, Instant::now())
        };
    }

    /// Gives the room away to what must be written; false where none is ever kept. Waits for whoever tries to have it
    /// again just now, and fills the disk with that.
    pub async fn give(&self) -> bool {
        let mut kept = self.0.lock().await;
        let place = match &*kept {
            Kept::Off => return false,
            Kept::Given(..) => return true,
            Kept::Held(place) => place.clone(),
        };
        if let Err(error) = std::fs::remove_file(&place.file) {
            tracing::error!(%error, "the room kept back on the disk could not be given");
        }
        full();
        *kept = Kept::Given(place, Instant::now());
        true
    }

    /// Whether anything may be written: the room is kept back, or could be again just now, which is not tried within
    /// `pause` of the last time.
    pub async fn is_whole(&self, pause: Duration) -> bool {
        let mut kept = self.0.lock().await;
        let place = match &mut *kept {
            Kept::Off | Kept::Held(_) => return true,
            Kept::Given(_, since) if since.elapsed() < pause => return false,
            Kept::Given(place, since) => {
                *since = Instant::now();
                place.clone()
            }
        };
        let whole = place.hold().await;
        if whole {
            tracing::info!("there is room on the disk again");
            *kept = Kept::Held(place);
        }
        whole
    }
}

fn full() {
    tracing::error!("the disk is full: messages can be read, and nothing can be written");
}

impl Place {
    /// Takes the room; leaves nothing where there is not enough.
    async fn hold(&self) -> bool {
        let place = self.clone();
        let held = tokio::task::spawn_blocking(move || {
            let held = place.fill();
            if held.is_err() {
                let _ = std::fs::remove_file(&place.file);
            }
            held.is_ok()
        });
        held.await.unwrap_or(false)
    }

    fn fill(&self) -> std::io::Result<()> {
        let mut file = File::create(&self.file)?;
        // A file system that compresses would keep nothing back for a file of zeros.
        let mut piece = vec![0; 64 * 1024];
        for _ in 0..BYTES / piece.len() {
            self.random.fill(&mut piece);
            file.write_all(&piece)?;
        }
        file.sync_all()
    }
}

/// Refuses what would write while the disk is full, and gives the kept room away when an answer says that it is. A page
/// that was in the way of that is made again.
pub async fn guard(AxumState(state): AxumState<State>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return read(&state, request, next).await;
    }
    // Who is not signed in can't read either.
    let signs_in = request.uri().path().contains("/sign-");
    if !signs_in && !state.reserve.is_whole(PAUSE).await {
        return Error::Unavailable(StatusCode::INSUFFICIENT_STORAGE, "disk_full").into_response();
    }
    let response = next.run(request).await;
    if response.status() == StatusCode::INSUFFICIENT_STORAGE {
        state.reserve.give().await;
    }
    response
}

async fn read(state: &State, request: Request, next: Next) -> Response {
    let (parts, _) = request.into_parts();
    let ask = || Request::from_parts(parts.clone(), Body::empty());
    let mut response = next.clone().run(ask()).await;
    for _ in 0..TRIES {
        let full = response.status() == StatusCode::INSUFFICIENT_STORAGE;
        if !full || !state.reserve.give().await {
            break;
        }
        response = next.clone().run(ask()).await;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::random::SeededRandom;

    #[tokio::test]
    async fn it_is_given_once_and_taken_back_when_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let (reserve, file) = (Reserve::default(), folder.path().join(FILE));
        assert!(
            !reserve.give().await && reserve.is_whole(PAUSE).await,
            "it is off"
        );
        let random = Arc::new(SeededRandom::new(1));
        reserve.keep(folder.path(), random).await;
        assert_eq!(std::fs::metadata(&file).unwrap().len(), BYTES as u64);
        assert!(reserve.give().await && reserve.give().await);
        assert!(!file.exists() && !reserve.is_whole(LONG_PAUSE).await);
        assert!(reserve.is_whole(Duration::ZERO).await && file.exists());
    }

    #[tokio::test]
    async fn without_room_nothing_is_written() {
        let reserve = Reserve::default();
        let random = Arc::new(SeededRandom::new(1));
        reserve.keep(Path::new("/nowhere"), random).await;
        assert!(!reserve.is_whole(Duration::ZERO).await);
    }
}

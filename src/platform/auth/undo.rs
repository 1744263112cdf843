//! What a member has just sent and can still undo (M25). The browser carries it, so that every page of theirs can offer the
//! undo, with scripts or without, and asks no database for it. It allows nothing by itself: whoever presses Undo reaches
//! their own drafts only.

use axum::http::HeaderMap;

use super::cookies::Cookie;
use crate::platform::config::Config;
use crate::platform::ids::{DraftId, StaffId};
use crate::platform::time::{SECOND, Timestamp};

/// Something that can still be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undo {
    /// The draft that is sent soon.
    pub draft: DraftId,
    /// Whole seconds left, at least one.
    pub seconds: i64,
}

impl Undo {
    /// The `Set-Cookie` value that has the member's pages offer the undo until `send_at`.
    pub fn offer(
        config: &Config,
        (staff, draft): (StaffId, DraftId),
        (send_at, now): (Timestamp, Timestamp),
    ) -> String {
        let value = format!("{draft}.{staff}.{}", send_at.0);
        Cookie::Undo.set(config, &value, Some(seconds(send_at, now)))
    }

    /// The `Set-Cookie` value after which nothing is offered any more.
    pub fn no_longer(config: &Config) -> String {
        Cookie::Undo.clear(config)
    }

    /// What a request of `staff` carries, where its time has not passed.
    pub(super) fn read(
        config: &Config,
        headers: &HeaderMap,
        staff: StaffId,
        now: Timestamp,
    ) -> Option<Undo> {
        let carried = Cookie::Undo.read(config, headers)?;
        let mut parts = carried.split('.');
        let draft: DraftId = parts.next()?.parse().ok()?;
        let of: StaffId = parts.next()?.parse().ok()?;
        let send_at = Timestamp(parts.next()?.parse().ok()?);
        let seconds = seconds(send_at, now);
        (of == staff && (1..=MOST_SECONDS).contains(&seconds)).then_some(Undo { draft, seconds })
    }
}

/// Most seconds for an undo.
pub const MOST_SECONDS: i64 = 30;

/// Whole seconds until `send_at`, a part of one counted as one.
fn seconds(send_at: Timestamp, now: Timestamp) -> i64 {
    send_at.since(now).max(0).saturating_add(SECOND - 1) / SECOND
}

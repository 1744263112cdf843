//! The live stream of a page: server-sent events that name what changed; the page fetches what it may see.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State as AxumState;
use axum::http::header;
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Sse};
use futures::stream::StreamExt as _;
use uuid::Uuid;

use crate::platform::auth::{PortalVisit, StaffVisit};
use crate::platform::ids::SessionId;
use crate::platform::live::{Live, Update};
use crate::platform::state::State;

/// `GET /staff/live`: what concerns this member, until their session ends.
pub async fn staff(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
) -> impl IntoResponse + use<> {
    let session = visit
        .actor
        .session
        .unwrap_or(SessionId::from_uuid(Uuid::nil()));
    stream(&state.live, visit.actor.staff.uuid(), session, "inbox")
}

/// `GET /live`: what concerns this portal user, until their session ends.
pub async fn portal(
    visit: PortalVisit,
    AxumState(state): AxumState<State>,
) -> impl IntoResponse + use<> {
    stream(
        &state.live,
        visit.actor.portal_user.uuid(),
        visit.actor.session,
        "messages",
    )
}

fn stream(
    live: &Live,
    person: Uuid,
    session: SessionId,
    list: &'static str,
) -> impl IntoResponse + use<> {
    // The update that tells of the session's end, or of another in its place, is the last one.
    let updates = futures::stream::unfold(
        (live.subscribe(person, session), false),
        |(mut updates, over)| async move {
            let update = if over { None } else { updates.next().await }?;
            let over = matches!(
                update,
                Update::SessionEnded { .. } | Update::SessionReplaced { .. }
            );
            Some((update, (updates, over)))
        },
    );
    let events = updates.flat_map(move |update| futures::stream::iter(events_of(&update, list)));
    let events = futures::stream::iter([Event::default().comment("open")]).chain(events);
    let events = Sse::new(events.map(Ok::<_, Infallible>))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(20)));
    // A stream says `no-cache` by itself, which lets a copy be kept.
    ([(header::CACHE_CONTROL, "no-store")], events)
}

fn events_of(update: &Update, list: &str) -> Vec<Event> {
    let notice = |topic: String| {
        Event::default()
            .event("notice")
            .data(format!(r#"{{"topic":"{topic}"}}"#))
    };
    match update {
        Update::Message { conversation, .. } | Update::Conversation { conversation } => {
            vec![
                notice(format!("thread:{conversation}")),
                notice(list.to_owned()),
            ]
        }
        Update::GroupSends => vec![notice("group-sends".to_owned())],
        Update::GroupSend { group } => vec![notice(format!("group-send:{group}"))],
        Update::Drafts => vec![notice("drafts".to_owned()), notice(list.to_owned())],
        Update::Appointments => vec![notice("appointments".to_owned())],
        Update::Registrations => vec![notice("registrations".to_owned())],
        Update::SessionEnded { .. } => vec![Event::default().event("over").data("{}")],
        Update::SessionReplaced { .. } => vec![Event::default().event("replaced").data("{}")],
    }
}

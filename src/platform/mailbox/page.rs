//! The mailbox as a page for people and as a list for scripts. Mounted by `carepost demo` alone.

use askama::Template;
use axum::Json;
use axum::extract::State as AxumState;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;

use super::{Delivered, Mailbox};
use crate::platform::auth::Who;
use crate::platform::i18n::Tr;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Routes, html};

/// How many are shown on the page; the list has them all.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "platform/mailbox/page.html")]
struct MailboxPage {
    tr: Tr,
    now: Timestamp,
    mails: Vec<Delivered>,
}

/// A piece of a text: words, or a link.
enum Piece<'a> {
    Words(&'a str),
    Link(&'a str),
}

/// `GET /mailbox` and `GET /mailbox.json`: what would have been sent, newest first.
pub fn mailbox_routes(mailbox: Mailbox) -> Routes {
    let list = mailbox.clone();
    Routes::new()
        .get(
            "/mailbox",
            Who::Anyone,
            move |AxumState(state): AxumState<State>, headers: HeaderMap| {
                let mails = mailbox.list();
                async move { show(&state, &headers, mails) }
            },
        )
        .get("/mailbox.json", Who::Anyone, move || {
            let mails = list.list();
            async move { Json(mails) }
        })
}

fn show(state: &State, headers: &HeaderMap, mut mails: Vec<Delivered>) -> Result<Response, Error> {
    let wish = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|h| h.to_str().ok())
        .unwrap_or("en");
    mails.truncate(SHOWN);
    let page = MailboxPage {
        tr: state.catalog.speak(wish, "America/Toronto"),
        now: state.env.now(),
        mails,
    };
    html(StatusCode::OK, &page)
}

impl Delivered {
    /// The text in pieces, so that its links can be followed.
    fn pieces(&self) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let mut rest = self.text.as_str();
        for link in &self.links {
            if let Some((before, after)) = rest.split_once(link.as_str()) {
                let at = before.len();
                pieces.push(Piece::Words(before));
                pieces.push(Piece::Link(&rest[at..at + link.len()]));
                rest = after;
            }
        }
        pieces.push(Piece::Words(rest.trim_end()));
        pieces
    }

    fn sent(&self) -> Timestamp {
        self.sent_at
            .parse::<jiff::Timestamp>()
            .map_or(Timestamp(0), |at| Timestamp(at.as_millisecond()))
    }
}

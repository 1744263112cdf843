//! The portal's pages as patients will see them, with a made-up patient: nothing on them does anything.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::base;
use crate::features::look::choice::Choice;
use crate::platform::auth::StaffVisit;
use crate::platform::i18n::Tr;
use crate::platform::ids::LookDraftId;
use crate::platform::time::{DAY, HOUR, Timestamp};
use crate::platform::web::{Error, Look, Query, html};

const PAGES: [&str; 3] = ["sign-in", "messages", "conversation"];
const SCHEMES: [&str; 2] = ["light", "dark"];
const WIDTHS: [&str; 2] = ["full", "phone"];

/// The frame, as the portal's layouts have it.
struct Frame {
    tr: Tr,
    clinic: String,
    look: Look,
}

#[derive(Template)]
#[template(path = "features/look/pages/sample.html")]
struct SamplePage {
    page: Frame,
    draft: Option<LookDraftId>,
    at: &'static str,
    scheme: &'static str,
    width: &'static str,
    now: Timestamp,
}

impl SamplePage {
    /// The address of the preview with one thing changed.
    fn address(&self, at: &str, scheme: &str, width: &str) -> String {
        let draft = self.draft.map(|id| format!("&draft={id}"));
        let draft = draft.unwrap_or_default();
        format!("/staff/settings/look/shown?page={at}&scheme={scheme}&width={width}{draft}")
    }

    fn back(&self) -> String {
        let draft = self.draft.map(|id| format!("?draft={id}"));
        format!("/staff/settings/look{}", draft.unwrap_or_default())
    }

    fn pages(&self) -> [&'static str; 3] {
        PAGES
    }

    fn schemes(&self) -> [&'static str; 2] {
        SCHEMES
    }

    fn widths(&self) -> [&'static str; 2] {
        WIDTHS
    }

    fn earlier(&self, days: i64) -> Timestamp {
        self.now.plus(-(days * DAY + HOUR))
    }
}

/// Which page, in which scheme, how wide.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::features::look) struct Asked {
    #[serde(default)]
    draft: Option<LookDraftId>,
    #[serde(default)]
    page: String,
    #[serde(default)]
    scheme: String,
    #[serde(default)]
    width: String,
}

/// `GET /staff/settings/look/shown`.
pub(in crate::features::look) async fn show(
    visit: StaffVisit,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let (_, choice) = base(&visit, asked.draft).await?;
    let scheme = one_of(&SCHEMES, &asked.scheme);
    let page = SamplePage {
        page: Frame {
            tr: visit.tr.clone(),
            clinic: visit.clinic_name.clone(),
            look: look(&choice, scheme),
        },
        draft: asked.draft,
        at: one_of(&PAGES, &asked.page),
        scheme,
        width: one_of(&WIDTHS, &asked.width),
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

fn look(choice: &Choice, scheme: &str) -> Look {
    let style = match scheme {
        "dark" => &choice.styles.dark,
        _ => &choice.styles.light,
    };
    Look::read(Some(&choice.shown(style)))
}

/// What was asked for, where there is such a thing; else the first.
fn one_of<const N: usize>(all: &[&'static str; N], asked: &str) -> &'static str {
    all.iter().find(|one| **one == asked).unwrap_or(&all[0])
}

//! The list by folder, with a search.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::{folders, whose};
use crate::features::audit::{self, Event};
use crate::features::message_templates::find::{self, Named, Reach};
use crate::features::message_templates::model::Head;
use crate::platform::auth::StaffVisit;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Query, StaffPage, html};

/// What the address says.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    query: String,
}

#[derive(Template)]
#[template(path = "features/message_templates/pages/list.html")]
struct ListPage {
    page: StaffPage,
    query: String,
    owners: Vec<Named>,
    folders: Vec<(String, Vec<Head>)>,
    retired: Vec<Head>,
    now: Timestamp,
}

impl ListPage {
    fn whose(&self, head: &Head) -> String {
        whose(head.owner(), &self.owners, &self.page.tr)
    }
}

/// `GET /staff/templates?query=`.
pub(super) async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(wish): Query<Wish>,
) -> Result<Response, Error> {
    let (actor, env, query) = (visit.actor.clone(), state.env.clone(), wish.query.clone());
    let (owners, heads) = visit
        .db
        .write(move |tx| {
            let owners = find::owners(tx, &actor, Reach::Managed)?;
            let heads = find::list(tx, &actor, &owners, &query)?;
            let event = Event::new(
                actor.clinic,
                &actor,
                "template.list",
                "message_template",
                None,
            );
            audit::record(tx, &env, &event.detail(format!("shown={}", heads.len())))?;
            Ok::<_, Error>((owners, heads))
        })
        .await?;
    let (retired, used) = heads.into_iter().partition(|h| h.retired_at.is_some());
    let page = ListPage {
        page: StaffPage::new(&visit, "templates"),
        query: wish.query,
        owners,
        folders: folders(used),
        retired,
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

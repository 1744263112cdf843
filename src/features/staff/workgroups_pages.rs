//! The clinic's workgroups: list, add, rename, members, retire.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::model::{Acting, Member, Workgroup};
use super::store::{members, workgroups as store};
use super::workgroups;
use crate::platform::auth::Permission::ManageStaff;
use crate::platform::auth::StaffVisit;
use crate::platform::auth::Who::May;
use crate::platform::ids::{StaffId, WorkgroupId};
use crate::platform::state::State;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Routes, StaffPage, html};

/// The routes of workgroups.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/staff/workgroups", May(&[ManageStaff]), list)
        .post("/staff/workgroups", May(&[ManageStaff]), add)
        .get("/staff/workgroups/{workgroup}", May(&[ManageStaff]), show)
        .post("/staff/workgroups/{workgroup}", May(&[ManageStaff]), save)
        .post(
            "/staff/workgroups/{workgroup}/retire",
            May(&[ManageStaff]),
            retire,
        )
}

#[derive(Template)]
#[template(path = "features/staff/pages/workgroups.html")]
struct WorkgroupsPage {
    page: StaffPage,
    groups: Vec<Workgroup>,
    retired: Vec<Workgroup>,
    name: String,
    now: crate::platform::time::Timestamp,
}

#[derive(Template)]
#[template(path = "features/staff/pages/workgroup.html")]
struct WorkgroupPage {
    page: StaffPage,
    group: Workgroup,
    name: String,
    members: Vec<Member>,
    chosen: Vec<StaffId>,
}

impl WorkgroupPage {
    fn belongs(&self, member: &Member) -> bool {
        self.chosen.contains(&member.id)
    }
}

#[derive(Deserialize)]
struct GroupForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    members: Vec<StaffId>,
}

async fn list(visit: StaffVisit, AxumState(state): AxumState<State>) -> Result<Response, Error> {
    list_page(&visit, &state, String::new(), Ok(())).await
}

async fn add(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<GroupForm>,
) -> Result<Response, Error> {
    let (acting, env, name) = (
        Acting::from(&visit.actor),
        state.env.clone(),
        form.name.clone(),
    );
    let added = state
        .db
        .write(move |tx| workgroups::create_workgroup(tx, &env, &acting, &name))
        .await;
    match added {
        Ok(id) => Ok(Redirect::to(&format!("/staff/workgroups/{id}")).into_response()),
        Err(refused) => list_page(&visit, &state, form.name, Err(refused)).await,
    }
}

async fn list_page(
    visit: &StaffVisit,
    state: &State,
    name: String,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = shown(outcome)?;
    let scope = visit.actor.scope();
    let all = state
        .db
        .read(move |tx| store::workgroups(tx, &scope))
        .await?;
    let (retired, groups) = all.into_iter().partition(|g| g.retired_at.is_some());
    let mut page = StaffPage::new(visit, "members");
    page.refusals = refusals;
    let page = WorkgroupsPage {
        page,
        groups,
        retired,
        name,
        now: visit.now,
    };
    html(status, &page)
}

async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<WorkgroupId>,
) -> Result<Response, Error> {
    group_page(&visit, &state, id, None, Ok(())).await
}

async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<WorkgroupId>,
    Form(form): Form<GroupForm>,
) -> Result<Response, Error> {
    let (acting, env, scope) = (
        Acting::from(&visit.actor),
        state.env.clone(),
        visit.actor.scope(),
    );
    let (name, chosen) = (form.name.clone(), form.members.clone());
    let saved = state
        .db
        .write(move |tx| {
            if store::workgroup(tx, &scope, id)?.name != super::model::name(&name) {
                workgroups::rename_workgroup(tx, &env, &acting, id, &name)?;
            }
            workgroups::set_workgroup_members(tx, &env, &acting, id, &chosen)
        })
        .await;
    match saved {
        Ok(()) => Ok(Redirect::to("/staff/workgroups").into_response()),
        refused => group_page(&visit, &state, id, Some(form), refused).await,
    }
}

async fn retire(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<WorkgroupId>,
) -> Result<Redirect, Error> {
    let (acting, env) = (Acting::from(&visit.actor), state.env.clone());
    state
        .db
        .write(move |tx| workgroups::retire_workgroup(tx, &env, &acting, id))
        .await?;
    Ok(Redirect::to("/staff/workgroups"))
}

async fn group_page(
    visit: &StaffVisit,
    state: &State,
    id: WorkgroupId,
    typed: Option<GroupForm>,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = shown(outcome)?;
    let scope = visit.actor.scope();
    let (group, all, own) = state
        .db
        .read(move |tx| {
            Ok::<_, db::Error>((
                store::workgroup(tx, &scope, id)?,
                members::members(tx, &scope)?,
                store::members_of(tx, &scope, id)?,
            ))
        })
        .await?;
    let mut page = StaffPage::new(visit, "members");
    page.refusals = refusals;
    let (name, chosen) = match typed {
        Some(form) => (form.name, form.members),
        None => (group.name.clone(), own.iter().map(|m| m.id).collect()),
    };
    let page = WorkgroupPage {
        page,
        members: all.into_iter().filter(Member::is_active).collect(),
        group,
        name,
        chosen,
    };
    html(status, &page)
}

/// Status and refusals of a page that is shown again; other errors go on.
fn shown(
    outcome: Result<(), Error>,
) -> Result<(StatusCode, Vec<crate::platform::web::Refusal>), Error> {
    match outcome {
        Ok(()) => Ok((StatusCode::OK, Vec::new())),
        Err(Error::Refused(status, refusals)) => Ok((status, refusals)),
        Err(other) => Err(other),
    }
}

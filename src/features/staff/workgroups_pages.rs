//! The clinic's workgroups: list, add, rename, members, retire.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::model::{Acting, Member, Opening, Workgroup};
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
    open_to_patients: bool,
    answer_days: String,
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
    #[serde(default)]
    open_to_patients: bool,
    #[serde(default)]
    answer_days: String,
}

impl GroupForm {
    /// What patients find. Days that are no number are out of range.
    fn opening(&self) -> Opening {
        let days = self.answer_days.trim();
        Opening {
            open_to_patients: self.open_to_patients,
            answer_days: (!days.is_empty()).then(|| days.parse().unwrap_or(0)),
        }
    }
}

async fn list(visit: StaffVisit) -> Result<Response, Error> {
    list_page(&visit, String::new(), Ok(())).await
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
    let added = visit
        .db
        .write(move |tx| workgroups::create_workgroup(tx, &env, &acting, &name))
        .await;
    match added {
        Ok(id) => Ok(Redirect::to(&format!("/staff/workgroups/{id}")).into_response()),
        Err(refused) => list_page(&visit, form.name, Err(refused)).await,
    }
}

async fn list_page(
    visit: &StaffVisit,
    name: String,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = shown(outcome)?;
    let scope = visit.actor.scope();
    let all = visit
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

async fn show(visit: StaffVisit, Id(id): Id<WorkgroupId>) -> Result<Response, Error> {
    group_page(&visit, id, None, Ok(())).await
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
    let opening = form.opening();
    let saved = visit
        .db
        .write(move |tx| {
            if store::workgroup(tx, &scope, id)?.name != super::model::name(&name) {
                workgroups::rename_workgroup(tx, &env, &acting, id, &name)?;
            }
            workgroups::open_workgroup(tx, &env, &acting, id, opening)?;
            workgroups::set_workgroup_members(tx, &env, &acting, id, &chosen)
        })
        .await;
    match saved {
        Ok(()) => Ok(Redirect::to("/staff/workgroups").into_response()),
        refused => group_page(&visit, id, Some(form), refused).await,
    }
}

async fn retire(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<WorkgroupId>,
) -> Result<Response, Error> {
    let (acting, env) = (Acting::from(&visit.actor), state.env.clone());
    let retired = visit
        .db
        .write(move |tx| workgroups::retire_workgroup(tx, &env, &acting, id))
        .await;
    match retired {
        Ok(()) => Ok(Redirect::to("/staff/workgroups").into_response()),
        refused => group_page(&visit, id, None, refused).await,
    }
}

async fn group_page(
    visit: &StaffVisit,
    id: WorkgroupId,
    typed: Option<GroupForm>,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = shown(outcome)?;
    let scope = visit.actor.scope();
    let (group, all, own) = visit
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
    let form = typed.unwrap_or_else(|| GroupForm {
        name: group.name.clone(),
        members: own.iter().map(|m| m.id).collect(),
        open_to_patients: group.open_to_patients,
        answer_days: group
            .answer_days
            .map_or_else(String::new, |days| days.to_string()),
    });
    let page = WorkgroupPage {
        page,
        members: all.into_iter().filter(Member::is_active).collect(),
        group,
        name: form.name,
        chosen: form.members,
        open_to_patients: form.open_to_patients,
        answer_days: form.answer_days,
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

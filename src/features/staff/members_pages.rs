//! The clinic's members: list, add, change, disable.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::change::{self, Wanted};
use super::links;
use super::model::{self, Member, Workgroup};
use super::store::{members as store, workgroups};
use crate::platform::auth::Permission::ManageStaff;
use crate::platform::auth::Who::May;
use crate::platform::auth::{Permission, Permissions, StaffActor, StaffVisit};
use crate::platform::env::Env;
use crate::platform::ids::{StaffId, WorkgroupId};
use crate::platform::state::State;
use crate::platform::text;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, Routes, StaffPage, html};

/// The routes of members.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/staff/members", May(&[ManageStaff]), list)
        .post("/staff/members", May(&[ManageStaff]), add)
        .get("/staff/members/new", May(&[ManageStaff]), ask_new)
        .get("/staff/members/{member}", May(&[ManageStaff]), show)
        .post("/staff/members/{member}", May(&[ManageStaff]), save)
        .post(
            "/staff/members/{member}/disable",
            May(&[ManageStaff]),
            disable,
        )
        .post(
            "/staff/members/{member}/enable",
            May(&[ManageStaff]),
            enable,
        )
        .post(
            "/staff/members/{member}/reset-second-factor",
            May(&[ManageStaff]),
            reset_second_factor,
        )
        .post(
            "/staff/members/{member}/link",
            May(&[ManageStaff]),
            give_link,
        )
}

#[derive(Template)]
#[template(path = "features/staff/pages/members.html")]
struct MembersPage {
    page: StaffPage,
    query: String,
    members: Vec<Member>,
}

impl MembersPage {
    fn initials(&self, member: &Member) -> String {
        text::initials(&member.display_name)
    }
}

/// The fields of a member's form as typed.
#[derive(Debug, Clone, Default, Deserialize)]
struct MemberForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    role_title: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    permissions: Vec<String>,
    #[serde(default)]
    workgroups: Vec<WorkgroupId>,
}

impl MemberForm {
    fn wanted(&self) -> Wanted {
        Wanted {
            email: self.email.clone(),
            display_name: self.display_name.clone(),
            role_title: self.role_title.clone(),
            language: self.language.clone(),
            permissions: self
                .permissions
                .iter()
                .filter_map(|code| Permission::from_code(code))
                .collect(),
            workgroups: self.workgroups.clone(),
        }
    }
}

#[derive(Template)]
#[template(path = "features/staff/pages/member.html")]
struct MemberPage {
    page: StaffPage,
    /// The member as stored; none for a new one.
    member: Option<Member>,
    form: MemberForm,
    groups: Vec<Workgroup>,
    /// Why nothing can be changed here, where that is so.
    blocked: Option<String>,
    may_disable: bool,
}

impl MemberPage {
    fn of_owner(&self) -> bool {
        self.member.as_ref().is_some_and(|m| m.is_owner)
    }

    fn ticked(&self, permission: &Permission) -> bool {
        self.form
            .permissions
            .iter()
            .any(|code| code == permission.code())
    }

    fn belongs(&self, group: &Workgroup) -> bool {
        self.form.workgroups.contains(&group.id)
    }

    /// The catalogue's key for a permission.
    fn key(&self, permission: &Permission) -> String {
        format!("staff-permission-{}", permission.code().replace('_', "-"))
    }
}

#[derive(Template)]
#[template(path = "features/staff/pages/member_link.html")]
struct LinkPage {
    page: StaffPage,
    member: Member,
    link: String,
    mailed: bool,
    until: String,
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    query: String,
}

async fn list(visit: StaffVisit, Query(search): Query<Search>) -> Result<Response, Error> {
    let scope = visit.actor.scope();
    let mut members = visit.db.read(move |tx| store::members(tx, &scope)).await?;
    let words = text::fold_words(&search.query);
    members.retain(|m| {
        let haystack = text::fold(&format!("{} {} {}", m.display_name, m.role_title, m.email));
        words.iter().all(|word| haystack.contains(word))
    });
    let page = MembersPage {
        page: StaffPage::new(&visit, "members"),
        query: search.query,
        members,
    };
    html(StatusCode::OK, &page)
}

async fn ask_new(visit: StaffVisit) -> Result<Response, Error> {
    let form = MemberForm {
        language: visit.tr.language().to_owned(),
        permissions: vec![Permission::SendMessages.code().to_owned()],
        ..MemberForm::default()
    };
    member_page(&visit, None, Some(form), Ok(())).await
}

async fn add(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<MemberForm>,
) -> Result<Response, Error> {
    let (actor, env, wanted) = (visit.actor.clone(), state.env.clone(), form.wanted());
    let added = visit
        .db
        .write(move |tx| change::add(tx, &actor, &env, &wanted))
        .await;
    match added {
        Ok((id, secret)) => link_page(&visit, &state, id, &secret).await,
        Err(refused) => member_page(&visit, None, Some(form), Err(refused)).await,
    }
}

async fn show(visit: StaffVisit, Id(id): Id<StaffId>) -> Result<Response, Error> {
    member_page(&visit, Some(id), None, Ok(())).await
}

async fn save(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<StaffId>,
    Form(form): Form<MemberForm>,
) -> Result<Response, Error> {
    let (actor, env, wanted) = (visit.actor.clone(), state.env.clone(), form.wanted());
    let saved = visit
        .db
        .write(move |tx| change::change(tx, &actor, &env, id, &wanted))
        .await;
    match saved {
        Ok(()) => Ok(Redirect::to("/staff/members").into_response()),
        Err(refused) => member_page(&visit, Some(id), Some(form), Err(refused)).await,
    }
}

/// A change without a form of its own.
type Act = fn(&mut db::Tx<'_>, &StaffActor, &Env, StaffId) -> Result<(), Error>;

async fn act(visit: StaffVisit, state: State, id: StaffId, act: Act) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let done = visit.db.write(move |tx| act(tx, &actor, &env, id)).await;
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/staff/members/{id}")).into_response()),
        refused => member_page(&visit, Some(id), None, refused).await,
    }
}

async fn disable(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<StaffId>,
) -> Result<Response, Error> {
    act(visit, state, id, change::disable).await
}

async fn enable(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<StaffId>,
) -> Result<Response, Error> {
    act(visit, state, id, change::enable).await
}

async fn reset_second_factor(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<StaffId>,
) -> Result<Response, Error> {
    act(visit, state, id, change::reset_second_factor).await
}

async fn give_link(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<StaffId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor.clone(), state.env.clone());
    let made = visit
        .db
        .write(move |tx| change::make_link(tx, &actor, &env, id))
        .await;
    match made {
        Ok(secret) => link_page(&visit, &state, id, &secret).await,
        Err(refused) => member_page(&visit, Some(id), None, Err(refused)).await,
    }
}

/// Shows a link, this once, and mails it in the member's language.
async fn link_page(
    visit: &StaffVisit,
    state: &State,
    id: StaffId,
    secret: &str,
) -> Result<Response, Error> {
    let scope = visit.actor.scope();
    let member = visit
        .db
        .read(move |tx| store::member(tx, &scope, id))
        .await?;
    let link = links::address(&state.env, secret);
    let theirs = visit.tr.in_language(&member.language);
    let to = (member.email.as_str(), member.display_name.as_str());
    let mailed = links::mail(state, to, &visit.clinic_name, &link, &theirs).await;
    let page = LinkPage {
        page: StaffPage::new(visit, "members"),
        until: visit.tr.day_time(change::link_end(visit.now), visit.now),
        member,
        link,
        mailed,
    };
    html(StatusCode::OK, &page)
}

/// The form of a member: with what was typed where something was refused, else as stored.
async fn member_page(
    visit: &StaffVisit,
    id: Option<StaffId>,
    typed: Option<MemberForm>,
    outcome: Result<(), Error>,
) -> Result<Response, Error> {
    let (status, refusals) = match outcome {
        Ok(()) => (StatusCode::OK, Vec::new()),
        Err(Error::Refused(status, refusals)) => (status, refusals),
        Err(other) => return Err(other),
    };
    let scope = visit.actor.scope();
    let (member, own, groups) = visit
        .db
        .read(move |tx| {
            let member = id.map(|id| store::member(tx, &scope, id)).transpose()?;
            let own = id
                .map(|id| workgroups::workgroups_of(tx, &scope, id))
                .transpose()?;
            Ok::<_, db::Error>((
                member,
                own.unwrap_or_default(),
                workgroups::workgroups(tx, &scope)?,
            ))
        })
        .await?;
    let mut page = StaffPage::new(visit, "members");
    let blocked = member
        .as_ref()
        .and_then(|m| model::may_change(&visit.actor, m))
        .map(|r| r.sentence(&page.tr));
    page.refusals = refusals;
    let page = MemberPage {
        form: typed.unwrap_or_else(|| stored(member.as_ref(), &own)),
        may_disable: member
            .as_ref()
            .is_some_and(|m| model::may_disable(&visit.actor, m).is_none()),
        groups: groups
            .into_iter()
            .filter(|g| g.retired_at.is_none())
            .collect(),
        page,
        member,
        blocked,
    };
    html(status, &page)
}

fn stored(member: Option<&Member>, own: &[Workgroup]) -> MemberForm {
    let Some(member) = member else {
        return MemberForm::default();
    };
    let permissions: Permissions = member.permissions();
    MemberForm {
        email: member.email.clone(),
        display_name: member.display_name.clone(),
        role_title: member.role_title.clone(),
        language: member.language.clone(),
        permissions: Permission::ALL
            .iter()
            .filter(|p| permissions.has(**p))
            .map(|p| p.code().to_owned())
            .collect(),
        workgroups: own.iter().map(|g| g.id).collect(),
    }
}

//! The clinic's distribution lists for those who manage staff: all of them, one with who is on it, a new one.

use askama::Template;
use axum::extract::State as AxumState;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::model::{List, ListMember, NAME_CHARS, Wanted};
use super::{save, store};
use crate::features::audit::{self, Event};
use crate::features::staff::{self, Workgroup};
use crate::platform::auth::Permission::ManageStaff;
use crate::platform::auth::StaffVisit;
use crate::platform::auth::Who::May;
use crate::platform::ids::{DistributionListId, StaffId, WorkgroupId};
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::form::Form;
use crate::platform::web::{Error, Id, Query, Refusal, Routes, StaffPage, html};

/// The routes of these pages.
pub fn routes() -> Routes {
    let who = May(&[ManageStaff]);
    Routes::new()
        .get("/staff/distribution-lists", who, all)
        .post("/staff/distribution-lists", who, create)
        .get("/staff/distribution-lists/new", who, blank)
        .get("/staff/distribution-lists/{list}", who, show)
        .post("/staff/distribution-lists/{list}", who, change)
        .post("/staff/distribution-lists/{list}/retire", who, retire)
}

#[derive(Template)]
#[template(path = "features/distribution_lists/pages/all.html")]
struct AllPage {
    page: StaffPage,
    lists: Vec<List>,
    retired: Vec<List>,
    groups: Vec<Workgroup>,
    just_saved: bool,
    now: Timestamp,
}

impl AllPage {
    /// Who may use a list, in words.
    fn used_by(&self, list: &List) -> String {
        if list.for_everybody {
            return self.page.tr.t("lists-for-everybody");
        }
        let named = |id: &WorkgroupId| self.groups.iter().find(|group| group.id == *id);
        let names: Vec<&str> = (list.workgroups.iter())
            .filter_map(|id| Some(named(id)?.name.as_str()))
            .collect();
        names.join(", ")
    }
}

#[derive(Template)]
#[template(path = "features/distribution_lists/pages/one.html")]
struct OnePage {
    page: StaffPage,
    /// None for a new one.
    list: Option<List>,
    typed: ListForm,
    /// Everybody who can be on it: who has left the clinic only where they are on it.
    people: Vec<ListMember>,
    groups: Vec<Workgroup>,
    now: Timestamp,
}

impl OnePage {
    fn on_it(&self, member: &ListMember) -> bool {
        self.typed.members.contains(&member.id)
    }

    fn used_by(&self, group: &Workgroup) -> bool {
        self.typed.workgroups.contains(&group.id)
    }

    /// Whether it can be changed: a new one, or one that is not retired.
    fn in_use(&self) -> bool {
        (self.list.as_ref()).is_none_or(|list| list.retired_at.is_none())
    }

    fn longest(&self) -> usize {
        NAME_CHARS
    }
}

/// The form of a list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ListForm {
    version: i64,
    name: String,
    /// `everybody` or `workgroups`.
    used_by: String,
    workgroups: Vec<WorkgroupId>,
    members: Vec<StaffId>,
}

impl ListForm {
    fn of(list: &List) -> ListForm {
        let used_by = match list.for_everybody {
            true => "everybody",
            false => "workgroups",
        };
        ListForm {
            version: list.version,
            name: list.name.clone(),
            used_by: used_by.to_owned(),
            workgroups: list.workgroups.clone(),
            members: list.members.iter().map(|member| member.id).collect(),
        }
    }

    fn wanted(&self) -> Wanted {
        Wanted {
            name: self.name.clone(),
            for_everybody: self.used_by == "everybody",
            workgroups: self.workgroups.clone(),
            members: self.members.clone(),
        }
    }
}

/// What the address says.
#[derive(Debug, Deserialize)]
struct Shown {
    saved: Option<u8>,
}

async fn all(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Query(shown): Query<Shown>,
) -> Result<Response, Error> {
    let (actor, scope) = (visit.actor.clone(), visit.actor.scope());
    let read = move |tx: &mut db::Tx<'_>| {
        let lists = store::all(tx, actor.clinic)?;
        Ok::<_, db::Error>((lists, staff::workgroups(tx, &scope)?))
    };
    let (all, groups) = visit.db.read(read).await?;
    let (retired, lists): (Vec<List>, Vec<List>) =
        all.into_iter().partition(|list| list.retired_at.is_some());
    on_record(&visit, &state, ("distribution_list.list", None)).await?;
    let page = AllPage {
        page: StaffPage::new(&visit, "members"),
        lists,
        retired,
        groups,
        just_saved: shown.saved.is_some(),
        now: visit.now,
    };
    html(StatusCode::OK, &page)
}

async fn blank(visit: StaffVisit) -> Result<Response, Error> {
    // Whom a list is for is said, not assumed.
    render(&visit, None, Some(ListForm::default()), None).await
}

async fn create(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Form(form): Form<ListForm>,
) -> Result<Response, Error> {
    let (actor, env, wanted) = (visit.actor.clone(), state.env.clone(), form.wanted());
    let made = visit
        .db
        .write(move |tx| save::create(tx, &actor, &env, &wanted));
    match made.await {
        Ok(_) => Ok(Redirect::to("/staff/distribution-lists?saved=1").into_response()),
        Err(refused) => render(&visit, None, Some(form), Some(refused)).await,
    }
}

async fn show(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DistributionListId>,
) -> Result<Response, Error> {
    let shown = render(&visit, Some(id), None, None).await?;
    on_record(&visit, &state, ("distribution_list.read", Some(id))).await?;
    Ok(shown)
}

async fn change(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DistributionListId>,
    Form(form): Form<ListForm>,
) -> Result<Response, Error> {
    let (actor, env, wanted) = (visit.actor.clone(), state.env.clone(), form.wanted());
    let before = form.version;
    let saved = visit
        .db
        .write(move |tx| save::save(tx, &actor, &env, (id, before), &wanted));
    match saved.await {
        Ok(_) => Ok(Redirect::to("/staff/distribution-lists?saved=1").into_response()),
        Err(refused) => render(&visit, Some(id), Some(form), Some(refused)).await,
    }
}

async fn retire(
    visit: StaffVisit,
    AxumState(state): AxumState<State>,
    Id(id): Id<DistributionListId>,
) -> Result<Response, Error> {
    let (actor, env) = (visit.actor, state.env.clone());
    visit
        .db
        .write(move |tx| save::retire(tx, &actor, &env, id))
        .await?;
    Ok(Redirect::to("/staff/distribution-lists").into_response())
}

/// The page of a list as it is kept, or as it was typed and refused.
async fn render(
    visit: &StaffVisit,
    id: Option<DistributionListId>,
    typed: Option<ListForm>,
    refused: Option<Error>,
) -> Result<Response, Error> {
    let (status, refusals): (StatusCode, Vec<Refusal>) = match refused {
        None => (StatusCode::OK, Vec::new()),
        Some(Error::Refused(status, refusals)) => (status, refusals),
        Some(other) => return Err(other),
    };
    let (scope, clinic) = (visit.actor.scope(), visit.actor.clinic);
    let read = move |tx: &mut db::Tx<'_>| {
        let list = id.map(|id| store::one(tx, clinic, id)).transpose()?;
        let people = staff::members(tx, &scope)?;
        Ok::<_, db::Error>((list, people, staff::workgroups(tx, &scope)?))
    };
    let (list, people, mut groups) = visit.db.read(read).await?;
    let mut typed = typed.unwrap_or_else(|| list.as_ref().map(ListForm::of).unwrap_or_default());
    // After a conflict one saves over what the other has saved knowingly.
    if let Some(list) = list.as_ref().filter(|_| status == StatusCode::CONFLICT) {
        typed.version = list.version;
    }
    groups.retain(|group| group.retired_at.is_none() || typed.workgroups.contains(&group.id));
    let on_it = |id: StaffId| (list.iter().flat_map(|list| &list.members)).any(|m| m.id == id);
    let people = people
        .into_iter()
        .filter(|person| person.is_active() || on_it(person.id))
        .map(|person| ListMember {
            left: !person.is_active(),
            id: person.id,
            name: person.display_name,
            role_title: person.role_title,
        })
        .collect();
    let mut page = StaffPage::new(visit, "members");
    page.refusals = refusals;
    let page = OnePage {
        page,
        list,
        typed,
        people,
        groups,
        now: visit.now,
    };
    html(status, &page)
}

async fn on_record(
    visit: &StaffVisit,
    state: &State,
    (action, id): (&'static str, Option<DistributionListId>),
) -> Result<(), Error> {
    let (clinic, id) = (visit.actor.clinic, id.map(|id| id.uuid()));
    let event = Event::new(clinic, &visit.actor, action, "distribution_list", id);
    Ok(audit::recorded(state, event).await?)
}

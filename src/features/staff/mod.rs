//! The people who work at a clinic: members with permissions, workgroups, how they sign in, their own accounts.

mod account;
mod account_pages;
mod api;
mod change;
mod create;
mod links;
mod members_pages;
mod model;
mod owners;
mod sign_in;
mod store;
mod workgroups;
mod workgroups_pages;

use axum::response::Redirect;
use utoipa_axum::router::OpenApiRouter;

use crate::platform::auth::Who::Anyone;
use crate::platform::state::State;
use crate::platform::web::Routes;

pub use create::{create_clinic, create_member};
pub use model::{Acting, Member, NewClinic, NewMember, OpenWorkgroup, Opening, Workgroup};
pub use owners::reset_owner;
pub use store::clinics::{Clinic, Owner, clinic, owners};
pub use store::members::{display_name, inboxes_of, member, members, staff_in_inbox, undo_seconds};
pub use store::workgroups::{
    members_of, memberships, open_workgroups, workgroup, workgroups, workgroups_of,
};
pub use workgroups::{
    create_workgroup, open_workgroup, rename_workgroup, retire_workgroup, set_workgroup_members,
};

/// The pages of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff", Anyone, || async {
            Redirect::to(sign_in::place::HOME)
        })
        .merge(sign_in::pages::routes())
        .merge(links::routes())
        .merge(account_pages::routes())
        .merge(members_pages::routes())
        .merge(workgroups_pages::routes())
}

/// The API of this feature.
pub fn api() -> OpenApiRouter<State> {
    api::routes()
}

//! The people who work at a clinic: members with permissions, workgroups, and how they sign in.

mod create;
mod model;
mod store;
mod workgroups;

pub use create::{create_clinic, create_member};
pub use model::{Acting, Member, NewClinic, NewMember, Workgroup};
pub use store::members::{display_name, inboxes_of, member, members, staff_in_inbox};
pub use store::workgroups::{members_of, workgroup, workgroups, workgroups_of};
pub use workgroups::{create_workgroup, rename_workgroup, retire_workgroup, set_workgroup_members};

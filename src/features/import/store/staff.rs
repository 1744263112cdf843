//! Members of the staff: invited, so without a password and without permissions until the clinic gives them some.

use super::{Keyed, Stop, World, sources};
use crate::features::import::record::StaffRecord;
use crate::features::import::report::Outcome;
use crate::features::staff::{self, Acting, NewMember};
use crate::platform::auth::Scope;

/// Makes a member, once: what the clinic has changed about a member since stays as it is.
pub(super) fn store(
    tx: &mut db::Tx<'_>,
    world: &World,
    keyed: &Keyed,
    record: &StaffRecord,
) -> Result<Outcome, Stop> {
    if let Some(known) = sources::known_record(tx, world, "staff", keyed)? {
        sources::remember(tx, world, "staff", keyed, known.target_id)?;
        return Ok(Outcome::Unchanged);
    }
    let scope = Scope {
        clinic: world.clinic,
        portal: None,
    };
    let same_address = |member: &staff::Member| member.email.eq_ignore_ascii_case(&record.email);
    if let Some(member) = staff::members(tx, &scope)?.into_iter().find(same_address) {
        sources::remember(tx, world, "staff", keyed, member.id.uuid())?;
        return Ok(Outcome::Unchanged);
    }
    let new = NewMember {
        email: record.email.clone(),
        display_name: record.display_name.clone(),
        role_title: record.title.clone(),
        language: world.language().to_owned(),
        ..NewMember::default()
    };
    let id = staff::create_member(tx, &world.env, &Acting::system(world.clinic), &new)?;
    sources::remember(tx, world, "staff", keyed, id.uuid())?;
    Ok(Outcome::Created)
}

//! What a command on the host does for owners.

use super::model;
use super::store::{clinics, sign_in};
use crate::features::audit::{self, By, Event};
use crate::platform::auth::sessions;
use crate::platform::env::Env;
use crate::platform::web::{Error, Refusal};

/// Sets an owner's password, ends their sessions, and takes the second factor away where that is asked for. For a command
/// on the host: whoever runs it has the data anyway.
///
/// # Errors
/// `owner_unknown` when nobody of this address owns a clinic.
pub fn reset_owner(
    tx: &mut db::Tx<'_>,
    env: &Env,
    typed_email: &str,
    password_hash: &str,
    second_factor: bool,
) -> Result<(), Error> {
    let email = model::email(typed_email).unwrap_or_default();
    let owner = clinics::owners(tx)?
        .into_iter()
        .find(|owner| owner.email == email)
        .ok_or_else(|| Error::refused(Refusal::field("email", "owner_unknown")))?;
    let (clinic, staff) = (owner.clinic_id, owner.staff_id);
    sign_in::set_password(tx, clinic, staff, password_hash)?;
    sign_in::drop_link(tx, clinic, staff)?;
    let mut event = Event::new(
        clinic,
        By::System,
        "account.set_password",
        "staff",
        staff.uuid(),
    )
    .detail("on the host");
    audit::record(tx, env, &event)?;
    if second_factor {
        sign_in::set_second_factor(tx, clinic, staff, None, 0)?;
        event.action = "member.reset_second_factor";
        audit::record(tx, env, &event)?;
    }
    sessions::end_all_of_staff(tx, clinic, staff)?;
    Ok(())
}

//! New clinics and new members.

use super::model::{self, Acting, NewClinic, NewMember};
use super::store::{clinics, members};
use crate::features::audit::{self, Event};
use crate::features::settings::{self, PortalSettings};
use crate::platform::auth::Permissions;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, StaffId};
use crate::platform::web::{Error, Refusal};

/// The kinds of identifiers that a new clinic begins with: code, English label, French label (M53).
const IDENTIFIER_KINDS: &[(&str, &str, &str)] = &[
    ("emr_id", "EMR id", "No de dossier"),
    ("health_number", "Health number", "No d’assurance maladie"),
];

/// Creates a clinic with its owner, the portal's settings (nothing open yet) and the usual kinds of identifiers.
///
/// # Errors
/// Refusals of `email`, `display_name`, `language`, `time_zone`, `name`; `email_taken`.
pub fn create_clinic(
    tx: &mut db::Tx<'_>,
    env: &Env,
    new: &NewClinic,
) -> Result<(ClinicId, StaffId), Error> {
    let name = model::name(&new.name);
    let mut wrong = Vec::new();
    if name.is_empty() {
        wrong.push(Refusal::field("name", "name_missing"));
    }
    if jiff::tz::TimeZone::get(&new.time_zone).is_err() {
        wrong.push(Refusal::field("time_zone", "time_zone_unknown"));
    }
    if !wrong.is_empty() {
        return Err(Error::all_refused(wrong));
    }
    let clinic: ClinicId = env.id();
    clinics::insert(tx, clinic, &name, new, env.now())?;
    settings::create(tx, &PortalSettings::new(clinic), env.now())?;
    for (position, (kind, en, fr)) in (0_i64..).zip(IDENTIFIER_KINDS) {
        let label = if new.language == "fr" { fr } else { en };
        clinics::insert_identifier_kind(tx, clinic, kind, label, position)?;
    }
    let acting = Acting::system(clinic);
    audit::record(
        tx,
        env,
        &Event::new(clinic, acting.by, "clinic.create", "clinic", clinic.uuid()),
    )?;
    let owner = NewMember {
        email: new.owner_email.clone(),
        display_name: new.owner_name.clone(),
        language: new.language.clone(),
        permissions: Permissions::all(),
        accepts_direct_messages: true,
        password_hash: Some(new.password_hash.clone()),
        ..NewMember::default()
    };
    let owner = insert(tx, env, &acting, &owner, true)?;
    Ok((clinic, owner))
}

/// Creates a member. Who may create whom is decided by the caller; what is created is checked here.
///
/// # Errors
/// Refusals of `email`, `display_name`, `role_title`, `language`; `email_taken`.
pub fn create_member(
    tx: &mut db::Tx<'_>,
    env: &Env,
    acting: &Acting,
    new: &NewMember,
) -> Result<StaffId, Error> {
    insert(tx, env, acting, new, false)
}

fn insert(
    tx: &mut db::Tx<'_>,
    env: &Env,
    acting: &Acting,
    new: &NewMember,
    owner: bool,
) -> Result<StaffId, Error> {
    let wrong = model::member_fields(
        &new.email,
        &new.display_name,
        &new.role_title,
        &new.language,
    );
    if !wrong.is_empty() {
        return Err(Error::all_refused(wrong));
    }
    let id: StaffId = env.id();
    members::insert(tx, acting.clinic, id, new, (owner, env.now())).map_err(email_taken)?;
    if !owner {
        members::set_permissions(tx, acting.clinic, id, new.permissions)?;
    }
    audit::record(
        tx,
        env,
        &Event::new(
            acting.clinic,
            acting.by,
            "member.create",
            "staff",
            id.uuid(),
        )
        .detail(format!(
            "permissions: {}",
            if owner {
                "owner".to_owned()
            } else {
                new.permissions.codes()
            }
        )),
    )?;
    Ok(id)
}

/// An address belongs to one member, in whichever clinic.
pub(super) fn email_taken(error: db::Error) -> Error {
    match error.constraint() {
        Some("staff_member_email") => Error::refused(Refusal::field("email", "email_taken")),
        _ => error.into(),
    }
}

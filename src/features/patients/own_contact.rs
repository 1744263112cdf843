//! What a person changes about how they are reached (M67).

use super::demographics::checked_address;
use super::editor::Editor;
use super::model::{Channel, Preference};
use super::portal_users::{NewPortalUser, update_portal_user};
use super::store::links;
use super::update::{Changes, update};
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::PortalUserId;
use crate::platform::web::{Error, Refusal};

/// One thing that a person changes about how they are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnContact {
    /// Another email or mobile number, as [`own_address`] has taken it: whose it is has been proven.
    Address(Channel, String),
    /// The channel that notices come by, and whether the other one may be used when it fails.
    Preferred(Preference),
}

/// An address as it is stored, from what a person has typed; the refusal names the field `email` or `mobile`.
pub fn own_address(channel: Channel, typed: &str) -> Result<String, Refusal> {
    if typed.trim().is_empty() {
        let field = match channel {
            Channel::Email => "email",
            Channel::Text => "mobile",
        };
        return Err(Refusal::field(field, "own_contact_missing"));
    }
    checked_address(channel, typed.trim())
}

/// Changes how the person is reached: in the chart of the patient that they are, else where they are written down.
///
/// # Errors
/// A channel that the person has no address on is refused.
pub fn set_own_contact(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
    new: &OwnContact,
) -> Result<(), Error> {
    set_contact(tx, env, &Editor::own(actor), actor.portal_user, new)
}

/// The same for staff, who have heard from the person where they are reached.
///
/// # Errors
/// As [`set_own_contact`], and not found where the clinic has no such person.
pub fn set_contact(
    tx: &mut db::Tx<'_>,
    env: &Env,
    editor: &Editor,
    person: PortalUserId,
    new: &OwnContact,
) -> Result<(), Error> {
    let user = links::portal_user(tx, editor.clinic(), person)?;
    let (mut email, mut mobile, mut preferred) = (None, None, None);
    match new {
        OwnContact::Address(Channel::Email, address) => email = Some(address.clone()),
        OwnContact::Address(Channel::Text, address) => mobile = Some(address.clone()),
        OwnContact::Preferred(preference) => {
            if user.address(preference.first()).is_none() {
                let refusal = Refusal::field("preferred_channel", "contact_no_such_address");
                return Err(Error::refused(refusal));
            }
            preferred = Some(*preference);
        }
    }
    if let Some(patient) = user.self_patient_id {
        let changes = Changes {
            email,
            mobile,
            preferred_channel: preferred,
            ..Changes::default()
        };
        return update(tx, editor, env, (patient, None), &changes);
    }
    let changed = NewPortalUser {
        given_name: user.given_name,
        family_name: user.family_name,
        email: email.or(user.email),
        mobile: mobile.or(user.mobile),
        preferred_channel: preferred.unwrap_or(user.preferred_channel),
        language: user.language,
        source_key: None,
    };
    update_portal_user(tx, editor, env, person, &changed)
}

//! The two kinds of people who act, and what each may see.

use super::permission::{Permission, Permissions};
use crate::platform::ids::{ApiKeyId, ClinicId, PatientId, PortalUserId, SessionId, StaffId};
use crate::platform::web::Error;

/// A staff member at work: in a browser, or through an API key that acts for them.
#[derive(Debug, Clone)]
pub struct StaffActor {
    /// The clinic.
    pub clinic: ClinicId,
    /// The member.
    pub staff: StaffId,
    /// Whether the member is the clinic's owner.
    pub owner: bool,
    /// What the member may do.
    pub permissions: Permissions,
    /// The browser session, when in a browser.
    pub session: Option<SessionId>,
    /// The API key, when through the API.
    pub key: Option<ApiKeyId>,
}

impl StaffActor {
    /// Passes when the member has `permission`; otherwise the refusal that names it.
    pub fn require(&self, permission: Permission) -> Result<(), Error> {
        if self.may(permission) {
            Ok(())
        } else {
            Err(Error::Forbidden(permission.code()))
        }
    }

    /// Whether the member has `permission`.
    pub fn may(&self, permission: Permission) -> bool {
        self.owner || self.permissions.has(permission)
    }

    /// What the member may see: the clinic's patients and conversations.
    pub fn scope(&self) -> Scope {
        Scope {
            clinic: self.clinic,
            portal: None,
        }
    }
}

/// A portal user, signed in for one patient.
#[derive(Debug, Clone)]
pub struct PortalActor {
    /// The clinic.
    pub clinic: ClinicId,
    /// The person.
    pub portal_user: PortalUserId,
    /// The patient they read and write for.
    pub patient: PatientId,
    /// Whether the person is the patient.
    pub is_self: bool,
    /// Whether they signed in to an account of their own rather than by a notification's link (M9).
    pub by_account: bool,
    /// The browser session.
    pub session: SessionId,
}

impl PortalActor {
    /// What the person may see: the conversations of this patient that they are a recipient of.
    pub fn scope(&self) -> Scope {
        Scope {
            clinic: self.clinic,
            portal: Some((self.portal_user, self.patient)),
        }
    }
}

/// What an actor may see. Store functions load through it, so that what lies outside is simply not found.
#[derive(Debug, Clone, Copy)]
pub struct Scope {
    /// The clinic: leads every query.
    pub clinic: ClinicId,
    /// The portal user and patient, where the actor is one; none for staff.
    pub portal: Option<(PortalUserId, PatientId)>,
}

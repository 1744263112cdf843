//! Who writes: named in the audit, and allowed to.

use crate::features::audit::By;
use crate::platform::auth::{Permission, PortalActor, Scope, StaffActor};
use crate::platform::ids::ClinicId;
use crate::platform::web::Error;

/// Who writes something into a clinic's charts.
#[derive(Debug, Clone, Copy)]
pub struct Author {
    /// The clinic.
    pub clinic: ClinicId,
    /// Who is named in the audit.
    pub by: By,
}

impl Author {
    /// Carepost itself: an import, the sample clinic.
    pub fn system(clinic: ClinicId) -> Author {
        Author {
            clinic,
            by: By::System,
        }
    }
}

impl From<&StaffActor> for Author {
    fn from(actor: &StaffActor) -> Author {
        Author {
            clinic: actor.clinic,
            by: By::from(actor),
        }
    }
}

/// An [`Author`] who may change demographics, contact points and portal access: having one is the proof.
#[derive(Debug, Clone, Copy)]
pub struct Editor(Author);

impl Editor {
    /// The member as an editor; refused without the permission `edit_demographics`.
    pub fn of(actor: &StaffActor) -> Result<Editor, Error> {
        actor.require(Permission::EditDemographics)?;
        Ok(Editor(Author::from(actor)))
    }

    /// Carepost itself: an import, the sample clinic.
    pub fn system(clinic: ClinicId) -> Editor {
        Editor(Author::system(clinic))
    }

    /// A person, for what they change about themselves.
    pub(super) fn own(actor: &PortalActor) -> Editor {
        Editor(Author {
            clinic: actor.clinic,
            by: By::from(actor),
        })
    }

    /// Who is named in the audit.
    pub fn author(&self) -> Author {
        self.0
    }

    /// The clinic.
    pub fn clinic(&self) -> ClinicId {
        self.0.clinic
    }

    /// What an editor sees: the clinic's patients.
    pub fn scope(&self) -> Scope {
        Scope {
            clinic: self.0.clinic,
            portal: None,
        }
    }
}

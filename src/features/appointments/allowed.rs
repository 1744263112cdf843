//! What stands before everything that a patient's side does about appointments, looked at in the same transaction.

use super::model::{self, Appointment, May, may_ask};
use super::store;
use crate::features::conversations::{self, Verdict};
use crate::features::patients::PatientStatus;
use crate::features::settings::PortalSettings;
use crate::features::staff;
use crate::platform::auth::PortalActor;
use crate::platform::env::Env;
use crate::platform::ids::AppointmentId;
use crate::platform::time::Timestamp;
use crate::platform::web::Error;

/// Somebody on the patient's side who may look at appointments, with what decides about the rest.
pub(super) struct Allowed {
    pub(super) settings: PortalSettings,
    pub(super) now: Timestamp,
    phone: String,
    discharged: bool,
}

impl Allowed {
    /// Reads afresh whether the portal and the patient's access are on, the person's link holds, they have signed in as
    /// the tier wants it, and the clinic shows appointments.
    ///
    /// # Errors
    /// Signing in again where the person may not be here; not found where appointments are not shown.
    pub(super) fn load(
        tx: &mut db::Tx<'_>,
        actor: &PortalActor,
        env: &Env,
    ) -> Result<Allowed, Error> {
        let now = env.now();
        let (settings, patient) = conversations::present(tx, actor, now)?;
        if !settings.appointments_shown {
            return Err(Error::NotFound);
        }
        Ok(Allowed {
            phone: staff::clinic(tx, &actor.scope())?.phone,
            discharged: patient.status == PatientStatus::Discharged,
            settings,
            now,
        })
    }

    /// What the person may do about an appointment.
    pub(super) fn may(&self, appointment: &Appointment) -> May {
        model::may(&self.settings, &self.phone, appointment, self.now)
    }

    /// Whether the person may ask for an appointment.
    pub(super) fn may_ask(&self) -> Verdict {
        may_ask(&self.settings, &self.phone, self.discharged)
    }

    /// Whether the clinic hides the appointment (M63).
    pub(super) fn hides(&self, appointment: &Appointment) -> bool {
        self.settings
            .hidden_statuses()
            .contains(&appointment.status)
    }

    /// An appointment that the person may see.
    pub(super) fn find(
        &self,
        tx: &mut db::Tx<'_>,
        actor: &PortalActor,
        id: AppointmentId,
    ) -> Result<Appointment, Error> {
        let found = store::find(tx, &actor.scope(), id)?;
        match self.hides(&found) {
            true => Err(Error::NotFound),
            false => Ok(found),
        }
    }
}

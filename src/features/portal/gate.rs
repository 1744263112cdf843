//! Whether a link lets anybody in, and who that is.

use super::model::{self, FAILURES, FAILURES_WITH_IDENTIFIER};
use super::store::{self, ClinicRow, LinkRow};
use crate::features::patients::{self, Patient, Recipient};
use crate::features::settings::{self, PortalSettings, SignInMethod};
use crate::platform::auth::Scope;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, NotificationLinkId};
use crate::platform::keys::Purpose;
use crate::platform::time::Timestamp;

/// All that decides about a link, read afresh each time.
pub(super) struct Gate {
    pub(super) link: LinkRow,
    pub(super) clinic: ClinicRow,
    pub(super) settings: PortalSettings,
    pub(super) patient: Patient,
    /// The person the link was sent to, while their portal link to the patient holds.
    pub(super) person: Option<Recipient>,
}

impl Gate {
    /// The gate of a link that exists, open or not.
    pub(super) fn load(
        tx: &mut db::Tx<'_>,
        clinic: ClinicId,
        link: NotificationLinkId,
        now: Timestamp,
    ) -> Result<Option<Gate>, db::Error> {
        match store::link(tx, clinic, link)? {
            Some(link) => Gate::of(tx, link, now).map(Some),
            None => Ok(None),
        }
    }

    fn of(tx: &mut db::Tx<'_>, link: LinkRow, now: Timestamp) -> Result<Gate, db::Error> {
        let scope = Scope {
            clinic: link.clinic_id,
            portal: None,
        };
        let person = patients::recipients(tx, &scope, link.patient_id, now)?
            .into_iter()
            .find(|r| r.portal_user_id == link.portal_user_id);
        Ok(Gate {
            clinic: store::clinic(tx, link.clinic_id)?,
            settings: settings::load(tx, link.clinic_id)?,
            patient: patients::load(tx, &scope, link.patient_id)?,
            person,
            link,
        })
    }

    /// The person that the link lets in now: it has not expired and was not revoked, the portal (M55) and the
    /// patient's access (M58) are on, and the person's portal link holds.
    pub(super) fn person(&self, now: Timestamp) -> Option<&Recipient> {
        let open = self.link.revoked_at.is_none()
            && now < self.link.expires_at
            && self.settings.portal_on()
            && self.patient.portal_access;
        self.person.as_ref().filter(|_| open)
    }

    /// Failures after which the patient's sign-in rests.
    pub(super) fn failures_allowed(&self) -> usize {
        match self.settings.sign_in_method {
            SignInMethod::Passcode => FAILURES,
            SignInMethod::Identifier => FAILURES_WITH_IDENTIFIER,
        }
    }

    /// Whether the patient's sign-in rests until staff re-arm it.
    pub(super) fn rests(&self, tx: &mut db::Tx<'_>) -> Result<bool, db::Error> {
        let failures = store::failures(tx, self.link.clinic_id, self.patient.id)?;
        Ok(model::rests(&failures, self.failures_allowed()))
    }
}

/// A link that lets somebody in.
pub(super) struct Followed {
    pub(super) clinic: ClinicId,
    pub(super) link: NotificationLinkId,
    /// The person's language.
    pub(super) language: String,
}

/// The link that a notification's address names, while it lets somebody in. Changes nothing, however often it is asked.
pub(super) fn follow(
    tx: &mut db::Tx<'_>,
    env: &Env,
    token: &str,
) -> Result<Option<Followed>, db::Error> {
    let hash = env.keys.hash_token(Purpose::Tokens, token.as_bytes());
    let now = env.now();
    match store::link_of_token(tx, &hash)? {
        Some(link) => {
            let gate = Gate::of(tx, link, now)?;
            Ok(gate.person(now).map(|person| Followed {
                clinic: gate.link.clinic_id,
                link: gate.link.id,
                language: person.language.clone(),
            }))
        }
        None => Ok(None),
    }
}

//! Letting a patient's people sign in again after too many failures.

use super::model::{self, FAILURES, FAILURES_WITH_IDENTIFIER};
use super::store;
use crate::features::audit;
use crate::features::patients;
use crate::features::settings::{self, SignInMethod};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::PatientId;
use crate::platform::time::Timestamp;
use crate::platform::web::Error;

/// How a patient's sign-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInState {
    /// Failures that nobody has cleared, at most 10.
    pub failures: usize,
    /// The last of them.
    pub last_failure_at: Option<Timestamp>,
    /// Whether nobody can sign in for the patient until staff re-arm it.
    pub rests: bool,
}

/// How the sign-in of a patient that the actor may see stands.
pub fn sign_in_state(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    patient: PatientId,
) -> Result<SignInState, Error> {
    let patient = patients::load(tx, &actor.scope(), patient)?;
    let max = match settings::load(tx, actor.clinic)?.sign_in_method {
        SignInMethod::Passcode => FAILURES,
        SignInMethod::Identifier => FAILURES_WITH_IDENTIFIER,
    };
    let at = store::failures(tx, actor.clinic, patient.id)?;
    Ok(SignInState {
        failures: at.len(),
        last_failure_at: at.first().copied(),
        rests: model::rests(&at, max),
    })
}

/// Clears a patient's failed sign-ins and the tries of every browser, so that a new passcode works again.
pub fn rearm(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    patient: PatientId,
) -> Result<(), Error> {
    actor.require(Permission::EditDemographics)?;
    let patient = patients::load(tx, &actor.scope(), patient)?.id;
    let cleared = store::clear_failures(tx, actor.clinic, patient, actor.staff, env.now())?;
    store::forget_passcodes(tx, actor.clinic, patient)?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "portal.rearm",
        "patient",
        patient.uuid(),
    );
    let detail = format!("failures={cleared}");
    audit::record(tx, env, &event.patient(patient).detail(detail))?;
    Ok(())
}

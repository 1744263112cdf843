//! Billing a message as it is sent, and correcting what was billed (M22).

use super::model::{self, FeeCode};
use super::store::{self, Bill, Billed, Correct, Correction};
use crate::features::audit;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::{ConversationId, FeeCodeId, MessageId, PatientId};
use crate::platform::web::{Error, Refusal};

/// A message that is being sent.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// The message.
    pub message: MessageId,
    /// Its conversation.
    pub conversation: ConversationId,
    /// The patient.
    pub patient: PatientId,
}

/// The fee code that a message is to be billed with; none where it isn't billable.
///
/// # Errors
/// The inner refusal names `fee_code`: it is unknown, or retired.
pub fn fee(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    code: Option<&str>,
) -> Result<Result<Option<FeeCode>, Refusal>, Error> {
    let Some(code) = code.map(str::trim).filter(|code| !code.is_empty()) else {
        return Ok(Ok(None));
    };
    let found = store::by_code(tx, actor.clinic, &code.to_uppercase())?;
    Ok(match found {
        Some(fee) if fee.retired_at.is_none() => Ok(Some(fee)),
        Some(fee) => Err(Refusal::field("fee_code", "fee_code_retired").with("code", fee.code)),
        None => Err(Refusal::field("fee_code", "fee_code_unknown")),
    })
}

/// Bills a message, in the transaction that sends it: both happen, or neither. Its key is the message, so that it is
/// billed once.
pub fn bill(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    about: About,
    fee: &FeeCode,
) -> Result<(), Error> {
    let bill = Bill {
        message: about.message,
        conversation: about.conversation,
        patient: about.patient,
        staff: actor.staff,
        fee,
        at: env.now(),
    };
    store::bill(tx, actor.clinic, &bill)?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "billing.bill",
        "message",
        about.message.uuid(),
    );
    let detail = format!("code={} amount_cents={}", fee.code, fee.amount_cents);
    audit::record(tx, env, &event.patient(about.patient).detail(detail))?;
    Ok(())
}

/// A billed message with its corrections.
#[derive(Debug, Clone)]
pub struct Trail {
    /// As it was billed.
    pub billed: Billed,
    /// What was changed since, the first one first.
    pub corrections: Vec<Correction>,
}

impl Trail {
    /// What stands now: the fee code and its version; nothing where it was taken off.
    pub fn stands(&self) -> Option<(FeeCodeId, i64)> {
        match self.corrections.last() {
            Some(last) => last.new_fee_code_id.zip(last.new_fee_version),
            None => Some((self.billed.fee_code_id, self.billed.fee_version)),
        }
    }

    /// Its code.
    pub fn code(&self) -> Option<&str> {
        match self.corrections.last() {
            Some(last) => last.new_code.as_deref(),
            None => Some(&self.billed.code),
        }
    }
}

/// A billed message with its corrections.
pub fn trail(tx: &mut db::Tx<'_>, actor: &StaffActor, message: MessageId) -> Result<Trail, Error> {
    Ok(Trail {
        billed: store::billed(tx, actor.clinic, message)?,
        corrections: store::corrections(tx, actor.clinic, message)?,
    })
}

/// Puts another fee code in the place of what stands, or takes it off (`code` empty), with the reason. Nothing that was
/// written before changes. `seen` is how many corrections the member has seen.
///
/// # Errors
/// 409 when somebody has corrected it in between; refusals of `fee_code` and `reason`.
pub fn correct(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (message, seen): (MessageId, i64),
    (code, reason): (&str, &str),
) -> Result<(), Error> {
    actor.require(Permission::ManageBilling)?;
    let trail = trail(tx, actor, message)?;
    let step = i64::try_from(trail.corrections.len()).unwrap_or(i64::MAX);
    if step != seen {
        return Err(Error::conflict(Refusal::new("billing_corrected_already")));
    }
    let mut refusals = Vec::new();
    let fee = fee(tx, actor, Some(code))?.unwrap_or_else(|why| {
        refusals.push(why);
        None
    });
    let reason = model::words("reason", reason).unwrap_or_else(|why| {
        refusals.push(why);
        String::new()
    });
    let new = fee.as_ref().map(|fee| (fee.id, fee.version));
    if refusals.is_empty() && new == trail.stands() {
        refusals.push(Refusal::field("fee_code", "billing_nothing_changed"));
    }
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    let correction = Correct {
        message,
        step: step + 1,
        old: trail.stands(),
        new,
        reason: &reason,
        by: actor.staff,
        at: env.now(),
    };
    store::correct(tx, actor.clinic, &correction)?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "billing.correct",
        "message",
        message.uuid(),
    );
    let detail = format!(
        "{} -> {}",
        trail.code().unwrap_or("-"),
        fee.as_ref().map_or("-", |fee| fee.code.as_str())
    );
    let event = event.patient(trail.billed.patient_id).detail(detail);
    audit::record(tx, env, &event)?;
    Ok(())
}

//! Keeping fee codes and how the clinic bills (M22).

use super::model::{self, CURRENCIES, FeeCode, Settings};
use super::store;
use crate::features::audit;
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::FeeCodeId;
use crate::platform::text;
use crate::platform::web::{Error, Refusal};

/// Adds a fee code.
///
/// # Errors
/// Refusals of `code`, `description` and `amount`; forbidden without *manage billing*.
pub fn add_fee_code(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    code: &str,
    (description, amount): (&str, &str),
) -> Result<FeeCodeId, Error> {
    actor.require(Permission::ManageBilling)?;
    let mut refusals = Vec::new();
    let code = model::code(code).map_err(|why| refusals.push(why)).ok();
    let fee = model::fee(description, amount)
        .map_err(|why| refusals.extend(why))
        .ok();
    if let Some(code) = &code
        && store::by_code(tx, actor.clinic, code)?.is_some()
    {
        refusals.push(Refusal::field("code", "fee_code_taken"));
    }
    let (Some(code), Some(fee), true) = (code, fee, refusals.is_empty()) else {
        return Err(Error::all_refused(refusals));
    };
    let (id, now) = (env.id(), env.now());
    store::insert_fee_code(tx, actor.clinic, (id, &code), now).map_err(taken)?;
    store::add_version(tx, actor.clinic, (id, 0), &fee, (actor.staff, now))?;
    let detail = format!("code={code} amount_cents={}", fee.amount_cents);
    record(tx, actor, env, ("fee_code.create", id), detail)?;
    Ok(id)
}

/// Gives a fee code another description or amount, from now on: what has been billed keeps its own.
///
/// # Errors
/// 409 when somebody has saved in between; refusals of each field.
pub fn save_fee_code(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (id, before): (FeeCodeId, i64),
    (description, amount): (&str, &str),
) -> Result<(), Error> {
    actor.require(Permission::ManageBilling)?;
    let known = store::fee_code(tx, actor.clinic, id)?;
    let fee = model::fee(description, amount).map_err(Error::all_refused)?;
    let version = (id, before);
    if !store::add_version(tx, actor.clinic, version, &fee, (actor.staff, env.now()))? {
        return Err(Error::conflict(Refusal::new("fee_code_changed")));
    }
    let detail = format!(
        "code={} amount_cents={} -> {}",
        known.code, known.amount_cents, fee.amount_cents
    );
    record(tx, actor, env, ("fee_code.save", id), detail)
}

/// Retires a fee code (`retired`), or takes it into use again.
pub fn set_fee_code_retired(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (id, retired): (FeeCodeId, bool),
) -> Result<(), Error> {
    actor.require(Permission::ManageBilling)?;
    let known = store::fee_code(tx, actor.clinic, id)?;
    if known.retired_at.is_some() == retired {
        return Ok(());
    }
    store::set_retired(tx, actor.clinic, id, retired.then(|| env.now()))?;
    let action = if retired {
        "fee_code.retire"
    } else {
        "fee_code.bring_back"
    };
    record(tx, actor, env, (action, id), format!("code={}", known.code))
}

/// Sets the currency and the day on which cycles begin. The currency stays once there are fee codes: their amounts are in it.
///
/// # Errors
/// Refusals of `currency` and `cycle_day`.
pub fn save_settings(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    new: &Settings,
) -> Result<(), Error> {
    actor.require(Permission::ManageBilling)?;
    let old = store::settings(tx, actor.clinic)?;
    let mut refusals = Vec::new();
    if !CURRENCIES.contains(&new.currency.as_str()) {
        refusals.push(Refusal::field("currency", "choice_unknown"));
    } else if new.currency != old.currency && !store::fee_codes(tx, actor.clinic)?.is_empty() {
        refusals.push(Refusal::field("currency", "currency_in_use"));
    }
    if !(1..=28).contains(&new.cycle_day) {
        refusals.push(Refusal::field("cycle_day", "cycle_day_range"));
    }
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    if old == *new {
        return Ok(());
    }
    store::set_settings(tx, actor.clinic, new)?;
    let detail = format!(
        "currency: {} -> {}; cycle_day: {} -> {}",
        old.currency, new.currency, old.cycle_day, new.cycle_day
    );
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "billing_settings.save",
        "billing_settings",
        actor.clinic.uuid(),
    );
    audit::record(tx, env, &event.detail(detail))?;
    Ok(())
}

/// How the clinic bills.
pub fn settings(tx: &mut db::Tx<'_>, actor: &StaffActor) -> Result<Settings, Error> {
    Ok(store::settings(tx, actor.clinic)?)
}

/// Every fee code by its code, retired ones too.
pub fn fee_codes(tx: &mut db::Tx<'_>, actor: &StaffActor) -> Result<Vec<FeeCode>, Error> {
    let mut codes = store::fee_codes(tx, actor.clinic)?;
    codes.sort_by_cached_key(|fee| text::fold(&fee.code));
    Ok(codes)
}

/// Two members who add one code at once.
fn taken(error: db::Error) -> Error {
    match error.constraint() {
        Some("fee_code_code") => Error::refused(Refusal::field("code", "fee_code_taken")),
        _ => error.into(),
    }
}

fn record(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (action, id): (&'static str, FeeCodeId),
    detail: String,
) -> Result<(), Error> {
    let event = audit::Event::new(actor.clinic, actor, action, "fee_code", id.uuid());
    audit::record(tx, env, &event.detail(detail))?;
    Ok(())
}

//! Making, listing and revoking keys.

use super::model::{ApiKey, NewApiKey};
use super::store::{self, Row};
use crate::features::{audit, staff};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::ApiKeyId;
use crate::platform::keys::Purpose;
use crate::platform::web::{Error, Refusal};

/// Makes a key and gives its secret, which is not kept: whoever needs it stores it now.
pub fn create(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    new: &NewApiKey,
) -> Result<(ApiKeyId, String), Error> {
    actor.require(Permission::ManageStaff)?;
    let mut refusals = new.refusals();
    match staff::member(tx, &actor.scope(), new.staff) {
        Ok(member) if member.is_active() => {}
        Ok(_) | Err(db::Error::NotFound) => {
            refusals.push(Refusal::field("staff_id", "staff_unknown"))
        }
        Err(other) => return Err(other.into()),
    }
    if !refusals.is_empty() {
        return Err(Error::all_refused(refusals));
    }
    let secret = format!("carepost_{}", env.token());
    let scopes = new
        .scopes
        .iter()
        .map(|s| s.code())
        .collect::<Vec<_>>()
        .join(" ");
    let hash = env.keys.hash_token(Purpose::ApiKeys, secret.as_bytes());
    let row = Row {
        id: env.id(),
        name: new.name.trim(),
        secret_hash: &hash,
        staff: new.staff,
        scopes: &scopes,
    };
    store::insert(tx, actor.clinic, &row, env.now())?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "api_key.create",
        "api_key",
        row.id.uuid(),
    );
    audit::record(
        tx,
        env,
        &event.detail(format!("scopes={scopes} for={}", new.staff)),
    )?;
    Ok((row.id, secret))
}

/// Every key of the clinic, newest first, revoked ones too.
pub fn list(tx: &mut db::Tx<'_>, actor: &StaffActor) -> Result<Vec<ApiKey>, Error> {
    actor.require(Permission::ManageStaff)?;
    Ok(store::list(tx, actor.clinic)?)
}

/// Revokes a key: its next request is refused. Revoking twice changes nothing.
pub fn revoke(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    id: ApiKeyId,
) -> Result<(), Error> {
    actor.require(Permission::ManageStaff)?;
    if store::revoke(tx, actor.clinic, id, env.now())? > 0 {
        audit::record(
            tx,
            env,
            &audit::Event::new(actor.clinic, actor, "api_key.revoke", "api_key", id.uuid()),
        )?;
    }
    Ok(())
}

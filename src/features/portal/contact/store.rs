//! All SQL of changed addresses.

use crate::features::patients::Channel;
use crate::platform::auth::PortalActor;
use crate::platform::time::Timestamp;

db::row! {
    /// A change that waits for its codes.
    #[derive(Debug, Clone)]
    pub(super) struct Pending {
        pub channel: Channel,
        pub address: String,
        pub new_code_hash: Vec<u8>,
        pub old_channel: Option<Channel>,
        pub old_code_hash: Option<Vec<u8>>,
        pub expires_at: Timestamp,
        pub tries: i64,
    }
}

/// Puts a change in the place of the one before.
pub(super) fn put(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
    pending: &Pending,
) -> Result<(), db::Error> {
    tx.exec(
        "INSERT INTO contact_change (clinic_id, portal_user_id, channel, address, new_code_hash, old_channel, old_code_hash,
             expires_at, tries)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (clinic_id, portal_user_id) DO UPDATE SET channel = excluded.channel, address = excluded.address,
             new_code_hash = excluded.new_code_hash, old_channel = excluded.old_channel,
             old_code_hash = excluded.old_code_hash, expires_at = excluded.expires_at, tries = excluded.tries",
        &[
            &actor.clinic, &actor.portal_user, &pending.channel, &pending.address, &pending.new_code_hash,
            &pending.old_channel, &pending.old_code_hash, &pending.expires_at, &pending.tries,
        ],
    )?;
    Ok(())
}

pub(super) fn pending(
    tx: &mut db::Tx<'_>,
    actor: &PortalActor,
) -> Result<Option<Pending>, db::Error> {
    tx.opt(
        "SELECT channel, address, new_code_hash, old_channel, old_code_hash, expires_at, tries FROM contact_change
         WHERE clinic_id = $1 AND portal_user_id = $2",
        &[&actor.clinic, &actor.portal_user],
    )
}

pub(super) fn count_try(tx: &mut db::Tx<'_>, actor: &PortalActor) -> Result<(), db::Error> {
    tx.exec(
        "UPDATE contact_change SET tries = tries + 1 WHERE clinic_id = $1 AND portal_user_id = $2",
        &[&actor.clinic, &actor.portal_user],
    )?;
    Ok(())
}

pub(super) fn forget(tx: &mut db::Tx<'_>, actor: &PortalActor) -> Result<(), db::Error> {
    tx.exec(
        "DELETE FROM contact_change WHERE clinic_id = $1 AND portal_user_id = $2",
        &[&actor.clinic, &actor.portal_user],
    )?;
    Ok(())
}

//! Telling nobody any more: after a restore, whoever was to be told then has been told, or is told anew by hand.

use crate::platform::env::Env;

/// Cancels everything that waits to be sent, in every clinic; each delivery says why. Staff can send one again by hand.
/// How many there were.
pub fn cancel_all(tx: &mut db::Tx<'_>, env: &Env, why: &str) -> Result<u64, db::Error> {
    tx.exec(
        "UPDATE delivery SET state = 'cancelled', failure_code = $1, next_attempt_at = NULL, updated_at = $2
         WHERE state = 'queued'",
        &[&why, &env.now()],
    )
}

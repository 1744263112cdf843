//! What staff decide about a link that reached the clinic's age (M77).

use crate::features::patients::{self, Editor};
use crate::platform::env::Env;
use crate::platform::ids::PortalLinkId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// The link goes on: until a moment, or as it is. It is not put before the staff again.
///
/// # Errors
/// Not found where it is not the clinic's; 422 where the moment has passed, or the link is revoked.
pub(super) fn keep(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    (link, until): (PortalLinkId, Option<Timestamp>),
) -> Result<(), Error> {
    patients::link(tx, &editor.scope(), link)?;
    if let Some(until) = until {
        if until <= env.now() {
            return Err(Error::refused(Refusal::new("link_keep_until")));
        }
        patients::end_link_at(tx, editor, env, link, Some(until))?;
    }
    patients::settle_link(tx, editor, env, (link, None))
}

/// The link ends.
///
/// # Errors
/// Not found where it is not the clinic's.
pub(super) fn end(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    link: PortalLinkId,
) -> Result<(), Error> {
    patients::revoke_link(tx, editor, env, link)?;
    patients::settle_link(tx, editor, env, (link, None))
}

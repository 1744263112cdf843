//! A conversation's first message as a portal user has typed it for a patient and not sent it yet: kept on the server, so that
//! the end of a session loses nothing.

use crate::platform::auth::Scope;
use crate::platform::ids::WorkgroupId;
use crate::platform::time::Timestamp;

db::row! {
    /// An unsent first message.
    #[derive(Debug, Clone)]
    pub(in super::super) struct FirstDraft {
        /// Grows with each save.
        pub version: i64,
        /// The workgroup that is chosen in it.
        pub workgroup_id: Option<WorkgroupId>,
        /// As it was typed.
        pub subject: String,
        /// As it was typed.
        pub body: String,
        /// When it was last saved.
        pub updated_at: Timestamp,
    }
}

/// What is kept of it.
pub(in super::super) struct Words<'a> {
    pub workgroup: Option<WorkgroupId>,
    pub subject: &'a str,
    pub body: &'a str,
}

/// The person's unsent first message about the patient of `scope`.
pub(in super::super) fn load(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
) -> Result<Option<FirstDraft>, db::Error> {
    let Some((person, patient)) = scope.portal else {
        return Ok(None);
    };
    tx.opt(
        "SELECT version, workgroup_id, subject, body, updated_at FROM portal_first_draft
         WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3",
        &[&scope.clinic, &person, &patient],
    )
}

/// Keeps an unsent first message in place of the one before; an empty one removes it. Its version.
pub(in super::super) fn keep(
    tx: &mut db::Tx<'_>,
    scope: &Scope,
    words: &Words<'_>,
    now: Timestamp,
) -> Result<i64, db::Error> {
    let Some((person, patient)) = scope.portal else {
        return Err(db::Error::NotFound);
    };
    if words.subject.trim().is_empty() && words.body.trim().is_empty() {
        drop_it(tx, scope)?;
        return Ok(0);
    }
    let (version,): (i64,) = tx.one(
        "INSERT INTO portal_first_draft (clinic_id, portal_user_id, patient_id, version, workgroup_id, subject, body, updated_at)
         VALUES ($1, $2, $3, 1, $4, $5, $6, $7)
         ON CONFLICT (clinic_id, portal_user_id, patient_id) DO UPDATE SET version = portal_first_draft.version + 1,
             workgroup_id = excluded.workgroup_id, subject = excluded.subject, body = excluded.body, updated_at = excluded.updated_at
         RETURNING version",
        &[&scope.clinic, &person, &patient, &words.workgroup, &words.subject, &words.body, &now],
    )?;
    Ok(version)
}

/// Removes an unsent first message.
pub(in super::super) fn drop_it(tx: &mut db::Tx<'_>, scope: &Scope) -> Result<(), db::Error> {
    let Some((person, patient)) = scope.portal else {
        return Ok(());
    };
    tx.exec(
        "DELETE FROM portal_first_draft WHERE clinic_id = $1 AND portal_user_id = $2 AND patient_id = $3",
        &[&scope.clinic, &person, &patient],
    )?;
    Ok(())
}

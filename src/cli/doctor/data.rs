//! The database, the stored files, the queue and the clock.

use std::collections::HashSet;

use futures::TryStreamExt as _;

use super::finding::Finding;
use crate::app::{self, MIGRATIONS};
use crate::platform::blobs::Blobs;
use crate::platform::config::Encryption;
use crate::platform::env::Env;
use crate::platform::keys::Purpose;
use crate::platform::time::{MINUTE, Timestamp};

/// Opens the database without changing its schema. What is in the way is a finding.
pub(super) async fn open(env: &Env) -> Result<db::Db, Finding> {
    const PART: &str = "database";
    let data = &env.config.data;
    let options = if data.postgres_url.is_empty() {
        let path = app::sqlite_path(&data.folder);
        if !path.exists() {
            return Err(Finding::note(
                PART,
                format!(
                    "{} does not exist yet; it is made at the first start",
                    path.display()
                ),
            ));
        }
        let key = (data.encryption == Encryption::On)
            .then(|| db::Key::new(*env.keys.site(Purpose::Database).expose()));
        db::Options::sqlite(path, key)
    } else {
        db::Options::postgres(&data.postgres_url)
    };
    let opened = db::Db::open(options).await;
    opened.map(|db| db.across()).map_err(|error| match error {
        db::Error::Locked => Finding::note(PART, "in use by a running Carepost; stop it and run this again to look inside"),
        db::Error::WrongKey => Finding::bad(PART, "the root key does not open it; give the key that it was made with, and check data.encryption"),
        other => Finding::bad(PART, format!("{other}; check data.folder or data.postgres_url, and that the server runs")),
    })
}

/// The schema, and who is there.
pub(super) async fn schema(db: &db::Db, env: &Env) -> Finding {
    const PART: &str = "database";
    let engine = db.engine().name();
    if !app::key_fits(db, env).await {
        return Finding::bad(
            PART,
            format!("{engine}: the root key is not the one that it was made with; give that one"),
        );
    }
    let known = MIGRATIONS
        .last()
        .map_or(0, |migration| i64::from(migration.number));
    let found = db
        .read(|tx| tx.one::<(i64,)>("SELECT coalesce(max(number), 0) FROM schema_migration", &[]))
        .await;
    let found = match found {
        Ok((found,)) => found,
        Err(_) => {
            return Finding::note(
                PART,
                format!("{engine}, empty; the schema is made at the first start"),
            );
        }
    };
    if found > known {
        return Finding::bad(
            PART,
            format!(
                "schema {found} is newer than this program's ({known}); install the newer program"
            ),
        );
    }
    let clinics = db
        .read(|tx| tx.one::<(i64,)>("SELECT count(*) FROM clinic", &[]))
        .await;
    match clinics {
        Ok((0,)) => Finding::note(
            PART,
            format!("{engine}, schema {found}, no clinic yet; `carepost owner create` makes one"),
        ),
        Ok((clinics,)) if found < known => Finding::note(
            PART,
            format!(
                "{engine}, schema {found}, {clinics} clinics; brought up to {known} at the next start"
            ),
        ),
        Ok((clinics,)) => Finding::ok(PART, format!("{engine}, schema {found}, {clinics} clinics")),
        Err(error) => Finding::bad(PART, format!("{engine}: {error}")),
    }
}

/// Whether row level security holds for the role that Carepost connects as; nothing to say where it does.
pub(super) async fn role(db: &db::Db) -> Option<Finding> {
    if db.engine() != db::Engine::Postgres {
        return None;
    }
    let passes = db
        .read(|tx| {
            tx.one::<(bool,)>(
                "SELECT rolsuper OR rolbypassrls AS passes FROM pg_roles WHERE rolname = current_user",
                &[],
            )
        })
        .await;
    matches!(passes, Ok((true,))).then(|| {
        Finding::note(
            "role",
            "the role in data.postgres_url passes row level security by, so that nothing stands behind the conditions of the queries; connect as a role that is neither SUPERUSER nor BYPASSRLS",
        )
    })
}

/// The store of files: that it works, and that what the database knows is there.
pub(super) async fn files(db: &db::Db, blobs: &Blobs, env: &Env) -> Finding {
    const PART: &str = "files";
    let key = env.keys.site(Purpose::Backups);
    if let Err(error) = blobs.probe(&key, env.random.as_ref()).await {
        return Finding::bad(
            PART,
            format!("{error}; check the folder's rights or the section's s3 keys"),
        );
    }
    let known = db.read(|tx| {
        tx.all::<(String,)>(
            "SELECT blob_key FROM stored_file WHERE state = 'available'
             UNION SELECT preview_key FROM stored_file WHERE state = 'available' AND preview_key IS NOT NULL",
            &[],
        )
    });
    let Ok(known) = known.await else {
        return Finding::ok(PART, "can be written and read");
    };
    let there: Result<HashSet<String>, _> = blobs
        .list()
        .map_ok(|listed| listed.name.to_string())
        .try_collect()
        .await;
    match there {
        Err(error) => Finding::bad(PART, format!("{error}")),
        Ok(there) => match known.iter().filter(|(name,)| !there.contains(name)).count() {
            0 => Finding::ok(PART, format!("{} files, all there", known.len())),
            missing => Finding::bad(
                PART,
                format!(
                    "{missing} of {} files are missing; restore them from a backup",
                    known.len()
                ),
            ),
        },
    }
}

/// What waits, and what was given up.
pub(super) async fn queue(db: &db::Db, env: &Env) -> Finding {
    const PART: &str = "queue";
    let counted = db
        .read(|tx| Ok::<_, db::Error>((jobs::counts(tx)?, jobs::next_due(tx)?)))
        .await;
    let Ok((counts, due)) = counted else {
        return Finding::note(PART, "can't be read yet");
    };
    if counts.set_aside > 0 {
        return Finding::bad(
            PART,
            format!(
                "{} jobs failed too often and were set aside; the log says why",
                counts.set_aside
            ),
        );
    }
    match due {
        Some(due) if env.now().since(Timestamp(due)) > 10 * MINUTE => Finding::note(
            PART,
            format!(
                "{} jobs wait, the oldest for more than ten minutes; is `carepost serve` or `work` running?",
                counts.waiting
            ),
        ),
        _ => Finding::ok(PART, format!("{} jobs wait", counts.waiting)),
    }
}

/// The clock: nothing may have happened in the future.
pub(super) async fn clock(db: &db::Db, env: &Env) -> Finding {
    const PART: &str = "clock";
    let now = env.now();
    let newest = db
        .read(|tx| tx.one::<(Option<i64>,)>("SELECT max(at) FROM audit_event", &[]))
        .await;
    match newest {
        Ok((Some(newest),)) if newest > now.plus(5 * MINUTE).0 => Finding::bad(
            PART,
            format!(
                "shows {}, yet something was recorded at {}; set the clock, and keep it set (NTP)",
                now.rfc3339(),
                Timestamp(newest).rfc3339()
            ),
        ),
        _ => Finding::ok(PART, now.rfc3339()),
    }
}

//! Abuse limits: requests and failures counted in fixed windows, in the database, so that every node counts together.
//!
//! A hit is counted in the caller's transaction: a verb that means to count a refusal answers it as a value, since an
//! error would undo the count with everything else.

use crate::platform::env::Env;
use crate::platform::keys::Purpose;
use crate::platform::time::Timestamp;

/// Whether one more is within a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// It is.
    Within,
    /// It is not; the window ends in this many milliseconds.
    Over {
        /// Milliseconds until the window ends, at least 1.
        wait_ms: i64,
    },
}

impl Limit {
    /// Whether the limit has been passed.
    pub fn is_over(self) -> bool {
        self != Limit::Within
    }

    /// The longer wait of two limits.
    #[must_use]
    pub fn or(self, other: Limit) -> Limit {
        match (self, other) {
            (Limit::Over { wait_ms: a }, Limit::Over { wait_ms: b }) => {
                Limit::Over { wait_ms: a.max(b) }
            }
            (Limit::Over { .. }, Limit::Within) => self,
            (Limit::Within, other) => other,
        }
    }
}

/// Counts one hit in `bucket` and says whether it is among the first `max` of the current window of `window_ms`
/// milliseconds. Windows begin at whole multiples of their length, the same on every node.
pub fn hit(
    tx: &mut db::Tx<'_>,
    bucket: &str,
    window_ms: i64,
    max: i64,
    now: Timestamp,
) -> Result<Limit, db::Error> {
    let start = Timestamp(now.0 - now.0.rem_euclid(window_ms.max(1)));
    let (hits,): (i64,) = tx.one(
        "INSERT INTO rate_window (bucket, window_start, hits) VALUES ($1, $2, 1)
         ON CONFLICT (bucket, window_start) DO UPDATE SET hits = rate_window.hits + 1 RETURNING hits",
        &[&bucket, &start],
    )?;
    if hits <= max {
        return Ok(Limit::Within);
    }
    let wait_ms = start.plus(window_ms).since(now).max(1);
    Ok(Limit::Over { wait_ms })
}

/// Gives back one hit of the current window: it was no guess after all. Guesses are counted before they are checked, so
/// that guesses made at the same moment can't slip past the limit together.
pub fn give_back(
    tx: &mut db::Tx<'_>,
    bucket: &str,
    window_ms: i64,
    now: Timestamp,
) -> Result<(), db::Error> {
    let start = Timestamp(now.0 - now.0.rem_euclid(window_ms.max(1)));
    tx.exec(
        "UPDATE rate_window SET hits = hits - 1 WHERE bucket = $1 AND window_start = $2 AND hits > 0",
        &[&bucket, &start],
    )?;
    Ok(())
}

/// The name of a counter for `value` (an account, a network), kept as a keyed hash only.
pub fn bucket(env: &Env, kind: &str, value: &str) -> String {
    let key = env.keys.site(Purpose::Limits);
    let hash = key.hash_all(&[kind.as_bytes(), value.as_bytes()]);
    format!("{kind}:{}", hex::encode(&hash[..16]))
}

/// Forgets windows that began before `before`; run now and then by the worker.
pub fn forget(tx: &mut db::Tx<'_>, before: Timestamp) -> Result<u64, db::Error> {
    tx.exec(
        "DELETE FROM rate_window WHERE window_start < $1",
        &[&before],
    )
}

//! How often somebody may try: for each account, network, and altogether. Counted before anything is checked.

use crate::platform::env::Env;
use crate::platform::ids::StaffId;
use crate::platform::limits::{self, Limit};
use crate::platform::time::{DAY, MINUTE, Timestamp};
use crate::platform::web::Network;

const QUARTER: i64 = 15 * MINUTE;

/// Counters that one attempt goes through: name, window in milliseconds, attempts allowed.
pub(in crate::features::staff) struct Attempt(Vec<(String, i64, i64)>);

impl Attempt {
    /// An attempt at a password: 10 for an account in a quarter of an hour and 100 in a day, 60 from a network and
    /// 3,000 altogether in a quarter of an hour. Unknown addresses count like known ones.
    pub(in crate::features::staff) fn password(
        env: &Env,
        email: &str,
        network: &Network,
    ) -> Attempt {
        let account = limits::bucket(env, "staff-password", email);
        let day = limits::bucket(env, "staff-password-day", email);
        let network = limits::bucket(env, "staff-network", network.as_str());
        Attempt(vec![
            (account, QUARTER, 10),
            (day, DAY, 100),
            (network, QUARTER, 60),
            ("staff-everywhere".to_owned(), QUARTER, 3_000),
        ])
    }

    /// An attempt at a second factor: 5 for a member in a quarter of an hour, 30 in a day.
    pub(in crate::features::staff) fn code(env: &Env, staff: StaffId) -> Attempt {
        let staff = staff.to_string();
        Attempt(vec![
            (limits::bucket(env, "staff-code", &staff), QUARTER, 5),
            (limits::bucket(env, "staff-code-day", &staff), DAY, 30),
        ])
    }

    /// Counts the attempt.
    pub(in crate::features::staff) fn count(
        &self,
        tx: &mut db::Tx<'_>,
        now: Timestamp,
    ) -> Result<Limit, db::Error> {
        let mut limit = Limit::Within;
        for (bucket, window, max) in &self.0 {
            limit = limit.or(limits::hit(tx, bucket, *window, *max, now)?);
        }
        Ok(limit)
    }

    /// Takes the count back: the attempt was right.
    pub(in crate::features::staff) fn was_right(
        &self,
        tx: &mut db::Tx<'_>,
        now: Timestamp,
    ) -> Result<(), db::Error> {
        for (bucket, window, _) in &self.0 {
            limits::give_back(tx, bucket, *window, now)?;
        }
        Ok(())
    }
}

/// Whole minutes of a wait, at least 1, for the sentence that asks for patience.
pub(in crate::features::staff) fn minutes(wait_ms: i64) -> i64 {
    (wait_ms + MINUTE - 1).div_euclid(MINUTE).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_rounded_up() {
        assert_eq!(
            [minutes(0), minutes(1), minutes(MINUTE), minutes(MINUTE + 1)],
            [1, 1, 1, 2]
        );
    }
}

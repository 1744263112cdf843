//! The limits on passcodes and sign-ins, for each link, network and clinic and in all.

use super::model::Often;
use super::visit::Visit;
use crate::platform::env::Env;
use crate::platform::limits::{self, Limit};
use crate::platform::web::Network;

/// Counts one more and says whether every limit is kept.
pub(super) fn count(
    tx: &mut db::Tx<'_>,
    env: &Env,
    often: &Often,
    visit: &Visit,
    network: &Network,
) -> Result<Limit, db::Error> {
    let (of, now) = (often.of, env.now());
    let network = limits::bucket(env, &format!("{of}:network"), network.as_str());
    let buckets = [
        (format!("{of}:link:{}", visit.link), often.per_link),
        (network, often.per_network),
        (format!("{of}:clinic:{}", visit.clinic), often.per_clinic),
        (format!("{of}:all"), often.in_all),
    ];
    let mut kept = Limit::Within;
    for (bucket, max) in &buckets {
        kept = kept.or(limits::hit(tx, bucket, often.window_ms, *max, now)?);
    }
    Ok(kept)
}

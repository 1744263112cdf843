//! What a use case may ask of the world besides the database: the time, fresh ids and secrets, keys, settings.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::config::Config;
use super::keys::Keys;
use super::random::Random;
use super::time::{Clock, Timestamp};

/// Time, randomness, keys and configuration, handed to every verb. Cheap to clone.
#[derive(Clone)]
pub struct Env {
    /// The one clock.
    pub clock: Arc<dyn Clock>,
    /// The one source of randomness.
    pub random: Arc<dyn Random>,
    /// The installation's keys.
    pub keys: Arc<Keys>,
    /// The installation's configuration.
    pub config: Arc<Config>,
    /// Counts the ids made here, so that two of one millisecond sort in the order they were made.
    made: Arc<AtomicU32>,
}

impl fmt::Debug for Env {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Env")
    }
}

impl Env {
    /// Puts together what verbs are handed.
    pub fn new(
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        keys: Arc<Keys>,
        config: Arc<Config>,
    ) -> Env {
        Env {
            clock,
            random,
            keys,
            config,
            made: Arc::default(),
        }
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A fresh id: UUIDv7 with a counter below the time (RFC 9562, 6.2), so that ids made later in a process sort later,
    /// also within one millisecond.
    pub fn id<T: From<uuid::Uuid>>(&self) -> T {
        let mut random = [0_u8; 10];
        self.random.fill(&mut random);
        // 4 bits of version and 2 of variant are written over the first bits of bytes 0 and 2.
        let made = self.made.fetch_add(1, Ordering::Relaxed);
        random[0] = (made >> 22) as u8 & 0x0f;
        random[1] = (made >> 14) as u8;
        random[2] = (made >> 8) as u8 & 0x3f;
        random[3] = made as u8;
        let ms = u64::try_from(self.now().0).unwrap_or(0);
        T::from(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
    }

    /// A fresh 256-bit secret in URL-safe base64 (43 characters).
    pub fn token(&self) -> String {
        let mut secret = [0_u8; 32];
        self.random.fill(&mut secret);
        URL_SAFE_NO_PAD.encode(secret)
    }

    /// A fresh decimal code of `n` digits (at most 18), each value equally likely.
    pub fn digits(&self, n: u32) -> String {
        let bound = 10_u64.pow(n.min(18));
        // Rejection keeps every code equally likely: the top slice of u64 that is not a whole multiple is drawn again.
        let limit = u64::MAX - u64::MAX % bound;
        loop {
            let mut bytes = [0_u8; 8];
            self.random.fill(&mut bytes);
            let drawn = u64::from_be_bytes(bytes);
            if drawn < limit {
                return format!("{:0width$}", drawn % bound, width = n.min(18) as usize);
            }
        }
    }
}

//! Recovery codes: ten, shown once, each usable once in place of the second factor.

use crate::platform::env::Env;
use crate::platform::keys::Purpose;

use super::totp::Whose;

/// Codes given out at a time.
const CODES: usize = 10;
/// Letters and digits that are hardly mistaken for each other: 32 of them, five bits each.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// Fresh codes, as they are shown: `abcde-fghjk`.
pub(in crate::features::staff) fn fresh(env: &Env) -> Vec<String> {
    (0..CODES)
        .map(|_| {
            let mut bytes = [0_u8; 10];
            env.random.fill(&mut bytes);
            let letters: String = bytes
                .iter()
                .map(|b| char::from(ALPHABET[usize::from(b % 32)]))
                .collect();
            format!("{}-{}", &letters[..5], &letters[5..])
        })
        .collect()
}

/// What the database keeps of a code, however it was typed.
pub(in crate::features::staff) fn hash(env: &Env, whose: Whose, typed: &str) -> Vec<u8> {
    let plain: String = typed
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    env.keys
        .clinic(whose.clinic.uuid(), Purpose::RecoveryCodes)
        .hash_all(&[whose.staff.uuid().as_bytes(), plain.as_bytes()])
        .to_vec()
}

/// Whether `typed` looks like a recovery code rather than a code of the second factor.
pub(in crate::features::staff) fn looks_like_one(typed: &str) -> bool {
    typed.chars().any(|c| c.is_ascii_alphabetic())
}

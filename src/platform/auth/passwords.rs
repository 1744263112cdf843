//! Passwords: Argon2id (19 MiB, two passes, one lane), computed away from the async threads and few at a time.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use axum::http::StatusCode;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::platform::env::Env;
use crate::platform::watch::Metrics;
use crate::platform::web::{Error, Refusal};

/// Shortest password accepted, in characters.
pub const MIN_CHARS: usize = 12;
/// Longest password accepted, in bytes.
pub const MAX_BYTES: usize = 512;

/// Computations at one time: each takes 19 MiB and a whole core.
const AT_ONCE: usize = 4;
/// Computations that may wait; beyond it the answer is "overloaded".
const WAITING: usize = 200;

static RUNNING: Semaphore = Semaphore::const_new(AT_ONCE);
static QUEUE: Semaphore = Semaphore::const_new(AT_ONCE + WAITING);

/// What is verified where there is no hash, so that an unknown account takes as long as a known one. No password fits.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$Y2FyZXBvc3Qgbm9ib2R5IQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes a new password, as a PHC string.
pub async fn hash(env: &Env, password: &str) -> Result<String, Error> {
    let mut salt = [0_u8; 16];
    env.random.fill(&mut salt);
    let password = Zeroizing::new(password.to_owned());
    aside(move || hash_now(password.as_bytes(), &salt)).await?
}

/// Whether `password` is the one that was hashed; without a hash it never is, after the same computation.
pub async fn verify(
    metrics: &Metrics,
    password: &str,
    hash: Option<String>,
) -> Result<bool, Error> {
    let (password, metrics) = (Zeroizing::new(password.to_owned()), metrics.clone());
    aside(move || {
        let known = hash.is_some();
        metrics.password_check();
        let matches = verify_now(password.as_bytes(), hash.as_deref().unwrap_or(NOBODY))?;
        Ok(known && matches)
    })
    .await?
}

/// What keeps `password` from being taken, if anything. `about` are words that it must not be made of: the person's
/// name, the address, the clinic.
pub fn weakness(password: &str, about: &[&str]) -> Option<Refusal> {
    let refuse = |code| Some(Refusal::field("password", code).with("min", MIN_CHARS));
    if password.chars().count() < MIN_CHARS {
        return refuse("password_short");
    }
    if password.len() > MAX_BYTES {
        return refuse("password_long");
    }
    let folded = crate::platform::text::fold(password);
    let letters: String = folded.chars().filter(|c| c.is_alphabetic()).collect();
    let distinct: std::collections::BTreeSet<char> = folded.chars().collect();
    let common = COMMON.iter().any(|word| letters == *word);
    let own = about.iter().any(|word| {
        let word: String = crate::platform::text::fold(word)
            .chars()
            .filter(|c| c.is_alphabetic())
            .collect();
        word.chars().count() >= 3 && letters == word
    });
    let counted =
        "01234567890123456789".contains(&folded) || "98765432109876543210".contains(&folded);
    if distinct.len() < 5 || common || own || counted {
        return refuse("password_guessable");
    }
    None
}

/// What stays of the commonest passwords once digits and signs are taken away.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "motdepasse",
    "passw",
    "pw",
    "qwerty",
    "qwertyuiop",
    "qwertyuiopasdfghjkl",
    "azerty",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "letmein",
    "welcome",
    "bienvenue",
    "iloveyou",
    "jetaime",
    "admin",
    "administrator",
    "administrateur",
    "changeme",
    "clinic",
    "clinique",
    "carepost",
    "doctor",
    "docteur",
    "summer",
    "winter",
    "spring",
    "autumn",
    "abc",
    "abcdefghijkl",
    "monkey",
    "dragon",
    "football",
    "baseball",
    "hockey",
];

/// Runs `work` on the blocking pool, when it is its turn.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let overloaded = || Error::Unavailable(StatusCode::SERVICE_UNAVAILABLE, "overloaded");
    let _waiting = QUEUE.try_acquire().map_err(|_| overloaded())?;
    let running = RUNNING.acquire().await.map_err(|_| overloaded())?;
    tokio::task::spawn_blocking(move || {
        // The turn ends with the work, also where nobody waits for its result any more.
        let _running = running;
        work()
    })
    .await
    .map_err(|e| Error::Internal(e.into()))
}

fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|e| broken(&e))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash_now(password: &[u8], salt: &[u8]) -> Result<String, Error> {
    let hash: PasswordHash = argon2()?
        .hash_password_with_salt(password, salt)
        .map_err(|e| broken(&e))?;
    Ok(hash.to_string())
}

fn verify_now(password: &[u8], hash: &str) -> Result<bool, Error> {
    let hash = PasswordHash::new(hash).map_err(|e| broken(&e))?;
    Ok(argon2()?.verify_password(password, &hash).is_ok())
}

fn broken(error: &impl std::fmt::Display) -> Error {
    Error::Internal(anyhow::anyhow!("password hashing: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_by_its_hash() {
        let hash = hash_now(b"correct horse battery", &[7; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify_now(b"correct horse battery", &hash).unwrap());
        assert!(!verify_now(b"correct horse batterz", &hash).unwrap());
        assert!(!verify_now(b"", NOBODY).unwrap());
    }

    #[test]
    fn what_is_easily_guessed_is_refused() {
        let code =
            |p: &str| weakness(p, &["Nadia Okafor", "nadia.okafor@clinic.example"]).map(|r| r.code);
        assert_eq!(code("elevenchars"), Some("password_short"));
        assert_eq!(code(&"x1y2z3".repeat(90)), Some("password_long"));
        for guess in [
            "aaaabbbbaaaabbbb",
            "Password1234!",
            "012345678901",
            "Nadia-Okafor-1987",
            "Motdepasse2026",
        ] {
            assert_eq!(code(guess), Some("password_guessable"), "{guess}");
        }
        assert_eq!(code("blue heron at dusk"), None);
        assert_eq!(code("été à la clinique"), None);
    }
}

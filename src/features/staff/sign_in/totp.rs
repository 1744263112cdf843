//! The second factor: time-based codes (RFC 6238, SHA-1, six digits, thirty seconds, one step of drift either way).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use totp_rs::{Algorithm, Builder, Totp};
use zeroize::Zeroizing;

use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, StaffId};
use crate::platform::keys::{NONCE_BYTES, Purpose};
use crate::platform::time::{SECOND, Timestamp};
use crate::platform::web::Error;

/// Bytes of a secret: 160 bits.
const SECRET_BYTES: usize = 20;
/// Name of the issuer in authenticator apps.
const ISSUER: &str = "Carepost";

/// Whose secret it is: a sealed secret opens for nobody else.
#[derive(Debug, Clone, Copy)]
pub(in crate::features::staff) struct Whose {
    pub clinic: ClinicId,
    pub staff: StaffId,
}

impl Whose {
    fn context(self, state: &str) -> Vec<u8> {
        let mut context = state.as_bytes().to_vec();
        context.extend_from_slice(self.staff.uuid().as_bytes());
        context
    }
}

/// A secret that is offered and not taken yet: it travels, sealed, in the form that confirms it.
pub(in crate::features::staff) struct Offer {
    /// The sealed secret, for the form's hidden field.
    pub sealed: String,
    /// The secret as people type it, in groups of four.
    pub typed: String,
    /// The QR code that apps read, as SVG.
    pub picture: String,
}

/// A fresh secret for `whose`.
pub(in crate::features::staff) fn fresh(env: &Env, whose: Whose) -> String {
    let mut secret = Zeroizing::new([0_u8; SECRET_BYTES]);
    env.random.fill(&mut *secret);
    URL_SAFE_NO_PAD.encode(seal(env, whose, "offer", &*secret))
}

/// The offer of a sealed secret; not found when it was made for somebody else.
pub(in crate::features::staff) fn offer(
    env: &Env,
    whose: Whose,
    sealed: String,
    account: &str,
) -> Result<Offer, Error> {
    let totp = totp(&open_offer(env, whose, &sealed)?, account)?;
    let base32 = totp.secret().to_base32();
    let groups: Vec<&str> = (0..base32.len())
        .step_by(4)
        .filter_map(|at| base32.get(at..(at + 4).min(base32.len())))
        .collect();
    let url = totp.to_url().map_err(|e| broken(&e))?;
    Ok(Offer {
        sealed,
        typed: groups.join(" "),
        picture: picture(&url)?,
    })
}

/// Whether `code` fits an offered secret: then the secret as it is stored, and the step that the code used up.
pub(in crate::features::staff) fn confirm(
    env: &Env,
    whose: Whose,
    sealed: &str,
    code: &str,
) -> Result<Option<(Vec<u8>, i64)>, Error> {
    let secret = open_offer(env, whose, sealed)?;
    let step = step_of(&totp(&secret, "")?, code, env.now());
    Ok(step.map(|step| (seal(env, whose, "kept", &secret), step)))
}

/// The step whose code is `code`, for a stored secret.
pub(in crate::features::staff) fn step(
    env: &Env,
    whose: Whose,
    kept: &[u8],
    code: &str,
) -> Result<Option<i64>, Error> {
    let key = env.keys.clinic(whose.clinic.uuid(), Purpose::TotpSecrets);
    let secret = key
        .open(kept, &whose.context("kept"))
        .map_err(|e| Error::Internal(anyhow::anyhow!("a second factor: {e}")))?;
    Ok(step_of(&totp(&secret, "")?, code, env.now()))
}

fn step_of(totp: &Totp, code: &str, now: Timestamp) -> Option<i64> {
    let seconds = u64::try_from(now.0 / SECOND).ok()?;
    totp.check(&digits(code), seconds)
        .and_then(|step| i64::try_from(step).ok())
}

/// The digits of a code as people type it: spaces don't count.
fn digits(code: &str) -> String {
    code.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect()
}

fn seal(env: &Env, whose: Whose, state: &str, secret: &[u8]) -> Vec<u8> {
    let mut nonce = [0_u8; NONCE_BYTES];
    env.random.fill(&mut nonce);
    env.keys
        .clinic(whose.clinic.uuid(), Purpose::TotpSecrets)
        .seal(nonce, secret, &whose.context(state))
}

fn open_offer(env: &Env, whose: Whose, sealed: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let bytes = URL_SAFE_NO_PAD
        .decode(sealed)
        .map_err(|_| Error::NotFound)?;
    env.keys
        .clinic(whose.clinic.uuid(), Purpose::TotpSecrets)
        .open(&bytes, &whose.context("offer"))
        .map_err(|_| Error::NotFound)
}

fn totp(secret: &[u8], account: &str) -> Result<Totp, Error> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(secret.to_vec())
        .with_issuer(Some(ISSUER))
        .with_account_name(account.replace(':', " "))
        .build()
        .map_err(|e| broken(&e))
}

fn picture(url: &str) -> Result<String, Error> {
    let code = qrcode::QrCode::new(url.as_bytes()).map_err(|e| broken(&e))?;
    let svg = code
        .render::<qrcode::render::svg::Color<'_>>()
        .min_dimensions(220, 220)
        .dark_color(qrcode::render::svg::Color("#000000"))
        .light_color(qrcode::render::svg::Color("#ffffff"))
        .build();
    // The XML declaration has no place inside a page.
    Ok(svg
        .find("<svg")
        .map_or(svg.clone(), |at| svg[at..].to_owned()))
}

fn broken(error: &impl std::fmt::Display) -> Error {
    Error::Internal(anyhow::anyhow!("second factor: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: SHA-1, the last six of the eight digits.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let totp = totp(b"12345678901234567890", "").unwrap();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(
                step_of(&totp, code, Timestamp(seconds * SECOND)),
                Some(seconds / 30)
            );
        }
    }

    #[test]
    fn a_code_holds_one_step_around_its_own() {
        let totp = totp(b"12345678901234567890", "").unwrap();
        let at = |seconds| step_of(&totp, "287 082", Timestamp(seconds * SECOND));
        assert_eq!(
            [at(29), at(30), at(59), at(89), at(90)],
            [Some(1), Some(1), Some(1), Some(1), None]
        );
        assert_eq!(step_of(&totp, "287083", Timestamp(59 * SECOND)), None);
        assert_eq!(step_of(&totp, "", Timestamp(59 * SECOND)), None);
    }
}

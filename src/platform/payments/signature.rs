//! Whether an event comes from Stripe: `Stripe-Signature: t=<seconds>,v1=<hmac>`. No I/O.
//!
//! The signed text is the time, a dot and the body as it came; the key is the endpoint's secret. While a secret is being
//! changed, Stripe sends one `v1` for each; schemes with other names are passed over.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::platform::time::{MINUTE, SECOND, Timestamp};

/// How far the signed time may be from ours, in milliseconds.
pub const TOLERANCE_MS: i64 = 5 * MINUTE;

/// Why an event is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The header is missing or can't be read.
    Unreadable,
    /// No signature in it is ours.
    Forged,
    /// Signed too long ago, or in the future.
    Late,
}

/// Passes where `header` signs `body` with `secret` close to `now`.
///
/// # Errors
/// [`Doubt`]; a late event is called so only where its signature is right.
pub fn check(header: &str, body: &[u8], secret: &str, now: Timestamp) -> Result<(), Doubt> {
    let mut time = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", seconds)) => time = Some(seconds),
            Some(("v1", hex)) => signatures.extend(hex::decode(hex)),
            _ => {}
        }
    }
    let time = time.ok_or(Doubt::Unreadable)?;
    let seconds: i64 = time.parse().map_err(|_| Doubt::Unreadable)?;
    if secret.is_empty() || signatures.is_empty() {
        return Err(Doubt::Unreadable);
    }
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|_| Doubt::Unreadable)?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    // `verify_slice` compares in constant time.
    if !signatures
        .iter()
        .any(|s| mac.clone().verify_slice(s).is_ok())
    {
        return Err(Doubt::Forged);
    }
    let at = Timestamp(seconds.saturating_mul(SECOND));
    if now.since(at).saturating_abs() > TOLERANCE_MS {
        return Err(Doubt::Late);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test_secret";
    const BODY: &[u8] = br#"{"id":"evt_test","object":"event"}"#;
    const AT: i64 = 1_783_002_000;
    /// HMAC-SHA256 of `1783002000.{"id":"evt_test","object":"event"}`, made with another implementation.
    const V1: &str = "2889828d54f385e3333ebd0de615c711e756314e52676ab00b4d6cf2e6c0109c";

    fn checked(header: &str, at: i64) -> Result<(), Doubt> {
        check(header, BODY, SECRET, Timestamp(at * SECOND))
    }

    #[test]
    fn a_right_signature_passes_and_every_other_does_not() {
        let good = format!("t={AT},v1={V1},v0=00");
        assert_eq!(checked(&good, AT), Ok(()));
        let two = format!("t={AT},v1={},v1={V1}", "0".repeat(64));
        assert_eq!(checked(&two, AT), Ok(()));
        for (header, doubt) in [
            (String::new(), Doubt::Unreadable),
            (format!("v1={V1}"), Doubt::Unreadable),
            (format!("t=x,v1={V1}"), Doubt::Unreadable),
            (format!("t={AT}"), Doubt::Unreadable),
            (format!("t={AT},v1=zz"), Doubt::Unreadable),
            (format!("t={AT},v0={V1}"), Doubt::Unreadable),
            (format!("t={},v1={V1}", AT + 1), Doubt::Forged),
            (format!("t={AT},v1={}", &V1[..62]), Doubt::Forged),
        ] {
            assert_eq!(checked(&header, AT), Err(doubt), "{header}");
        }
        let other = check(&good, b"{}", SECRET, Timestamp(AT * SECOND));
        assert_eq!(other, Err(Doubt::Forged));
        let no_secret = check(&good, BODY, "", Timestamp(AT * SECOND));
        assert_eq!(no_secret, Err(Doubt::Unreadable));
    }

    #[test]
    fn five_minutes_either_way() {
        let good = format!("t={AT},v1={V1}");
        for (off, right) in [(-301, false), (-300, true), (300, true), (301, false)] {
            let wanted = if right { Ok(()) } else { Err(Doubt::Late) };
            assert_eq!(checked(&good, AT + off), wanted, "{off}");
        }
    }
}

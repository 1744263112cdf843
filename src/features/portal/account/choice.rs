//! Which account is meant, where one password fits several on the same address: a value that says what was proven.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, PortalUserId};
use crate::platform::keys::Purpose;
use crate::platform::time::{MINUTE, Timestamp};

const MARK: &[u8] = b"account-choice";
/// Clinic, person, end.
const SIGNED_BYTES: usize = 16 + 16 + 8;
/// How long one has to choose.
const TIME_MS: i64 = 5 * MINUTE;

/// The value for an account whose password was right just now.
pub(super) fn seal(env: &Env, clinic: ClinicId, person: PortalUserId) -> String {
    let mut bytes = Vec::with_capacity(SIGNED_BYTES + 32);
    bytes.extend_from_slice(clinic.uuid().as_bytes());
    bytes.extend_from_slice(person.uuid().as_bytes());
    bytes.extend_from_slice(&env.now().plus(TIME_MS).0.to_be_bytes());
    let tag = env.keys.site(Purpose::Cookies).hash_all(&[MARK, &bytes]);
    bytes.extend_from_slice(&tag);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The account of a value that is ours and not too old.
pub(super) fn open(env: &Env, value: &str) -> Option<(ClinicId, PortalUserId)> {
    let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
    let (signed, tag) = bytes.split_at_checked(SIGNED_BYTES)?;
    let expected = env.keys.site(Purpose::Cookies).hash_all(&[MARK, signed]);
    if !bool::from(subtle::ConstantTimeEq::ct_eq(&expected[..], tag)) {
        return None;
    }
    let ends = Timestamp(i64::from_be_bytes(signed[32..].try_into().ok()?));
    let clinic = uuid::Uuid::from_slice(&signed[..16]).ok()?;
    let person = uuid::Uuid::from_slice(&signed[16..32]).ok()?;
    (env.now() < ends).then(|| (clinic.into(), person.into()))
}

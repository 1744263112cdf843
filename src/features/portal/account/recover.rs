//! A forgotten password: a code to an address on file and a date of birth, then a new password. Whoever is on file at the
//! other address is told, and every session ends.

use subtle::ConstantTimeEq as _;

use super::enter::{Coming, Entered, Whose, begin, is_open};
use super::model::{Attempts, PROVEN_MS, TRIES, channel_of};
use super::store::{self, Account, NewRecovery, Recovery};
use super::told::{self, Change};
use crate::features::audit::{self, By, Event};
use crate::features::notification_templates::{Key, NoticeEvent, in_force};
use crate::features::patients;
use crate::features::portal::model::other;
use crate::features::portal::request_passcode::Outgoing;
use crate::features::settings;
use crate::platform::auth::sessions;
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, PortalUserId};
use crate::platform::keys::Purpose;
use crate::platform::limits::{self, Limit};
use crate::platform::time::DAY;
use crate::platform::web::{Error, Network};

/// Wrong codes within a day after which an account is not recovered for the rest of it.
const FAILURES_A_DAY: i64 = 10;

/// What the database keeps of the browser's secret.
pub(super) fn browser_hash(env: &Env, secret: &str) -> Vec<u8> {
    env.keys
        .hash_token(Purpose::Tokens, secret.as_bytes())
        .to_vec()
}

/// Makes a code for each account that is meant and lets somebody in; each has its own, so that nobody who gave an address
/// of somebody else's as their login learns that person's. To the other address than the login where there are two,
/// unless `the_other_way`.
pub(super) fn request(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (whose, secret): (&Whose, &str),
    network: &Network,
    the_other_way: bool,
) -> Result<Result<Vec<Outgoing>, i64>, Error> {
    let (now, hash) = (env.now(), browser_hash(env, secret));
    let limit = Attempts::recovery(env, &whose.counted(), network).count(tx, now)?;
    if let Limit::Over { wait_ms } = limit {
        return Ok(Err(wait_ms));
    }
    let mut outgoing = Vec::new();
    for account in whose.accounts(tx)? {
        let of = (account.clinic_id, account.portal_user_id);
        if !is_open(tx, env, of.0, of.1)? {
            continue;
        }
        let portal = settings::load(tx, of.0)?;
        let Some((out, code)) =
            code_for(tx, env, &account, the_other_way, portal.passcode_minutes)?
        else {
            continue;
        };
        let new = NewRecovery {
            of,
            browser_hash: &hash,
            code_hash: &code_hash(env, of, &hash, &code),
            channel: out.channel,
            sent_at: now,
            expires_at: now.plus(portal.passcode_ms()),
        };
        store::put_recovery(tx, &new)?;
        let event = Event::new(
            of.0,
            By::Anonymous,
            "portal.recovery_code",
            "portal_user",
            of.1.uuid(),
        );
        audit::record(tx, env, &event.detail(out.channel.code()))?;
        outgoing.push(out);
    }
    Ok(Ok(outgoing))
}

fn code_for(
    tx: &mut db::Tx<'_>,
    env: &Env,
    account: &Account,
    the_other_way: bool,
    minutes: i64,
) -> Result<Option<(Outgoing, String)>, db::Error> {
    let user = patients::portal_user(tx, account.clinic_id, account.portal_user_id)?;
    let mut first = other(channel_of(&account.login));
    if the_other_way {
        first = other(first);
    }
    let found = [first, other(first)]
        .into_iter()
        .find_map(|channel| user.address(channel).map(|a| (channel, a.to_owned())));
    let Some((channel, address)) = found else {
        return Ok(None);
    };
    let code = env.digits(6);
    let clinic = crate::features::portal::store::clinic(tx, account.clinic_id)?;
    let key = Key::new(NoticeEvent::RecoveryCode, channel, &user.language);
    let outgoing = Outgoing {
        id: env.id(),
        channel,
        address,
        values: clinic.code_values((&user.given_name, &user.family_name), &code, minutes),
        words: in_force(tx, account.clinic_id, key)?,
        language: user.language,
        clinic: clinic.name,
        labels: clinic.labels,
    };
    Ok(Some((outgoing, code)))
}

fn code_hash(env: &Env, of: (ClinicId, PortalUserId), browser: &[u8], code: &str) -> [u8; 32] {
    env.keys.clinic(of.0.uuid(), Purpose::Passcodes).hash_all(&[
        b"recovery",
        of.1.uuid().as_bytes(),
        browser,
        code.as_bytes(),
    ])
}

/// How a code was taken.
pub(super) enum Proven {
    /// It fits, and so does the date of birth.
    Yes,
    /// Not; why is nobody's business.
    No,
    /// Too much was tried; milliseconds to wait.
    TooMany(i64),
}

/// Takes a code and a date of birth: the person's own, or that of a patient whom they read for.
pub(super) fn prove(
    tx: &mut db::Tx<'_>,
    env: &Env,
    secret: &str,
    network: &Network,
    (code, born): (&str, &str),
) -> Result<Proven, Error> {
    let (now, hash) = (env.now(), browser_hash(env, secret));
    if let Limit::Over { wait_ms } = Attempts::code(env, network).count(tx, now)? {
        return Ok(Proven::TooMany(wait_ms));
    }
    let rows = store::recoveries(tx, &hash)?;
    let mut fits = None;
    for row in &rows {
        let of = (row.clinic_id, row.portal_user_id);
        let right = bool::from(code_hash(env, of, &hash, code).ct_eq(&row.code_hash));
        let patients = store::cared_for(tx, of.0, of.1, now)?;
        let known = patients.iter().fold(false, |known, patient| {
            known | bool::from(patient.birth_date.as_bytes().ct_eq(born.as_bytes()))
        });
        let failed = limits::bucket(env, "recovery-failed", &of.1.to_string());
        // Counted before it is known, and given back where it was right.
        let over = limits::hit(tx, &failed, DAY, FAILURES_A_DAY, now)?.is_over();
        let stands = row.proven_at.is_none() && row.tries < TRIES && now < row.expires_at && !over;
        if right && known && stands {
            limits::give_back(tx, &failed, DAY, now)?;
            fits = Some(row.clone());
        }
    }
    match fits {
        Some(row) if store::prove_recovery(tx, &row, &hash, now)? => Ok(Proven::Yes),
        _ => {
            store::count_recovery_try(tx, &hash)?;
            for row in &rows {
                let person = row.portal_user_id.uuid();
                let event = Event::new(
                    row.clinic_id,
                    By::Anonymous,
                    "portal.sign_in_denied",
                    "portal_user",
                    person,
                );
                audit::record(tx, env, &event.detail("recovery"))?;
            }
            Ok(Proven::No)
        }
    }
}

/// The recovery that a browser has proven just now.
pub(super) fn proven(
    tx: &mut db::Tx<'_>,
    env: &Env,
    secret: &str,
) -> Result<Option<Recovery>, db::Error> {
    let rows = store::recoveries(tx, &browser_hash(env, secret))?;
    let fresh = |row: &Recovery| {
        row.proven_at
            .is_some_and(|at| env.now().since(at) < PROVEN_MS)
    };
    Ok(rows.into_iter().find(fresh))
}

/// Sets the new password of a proven recovery, ends every session of the person, tells them by the other address, and
/// signs in. None where the proof holds no longer.
pub(super) fn renew(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (secret, hash): (&str, &str),
    coming: &Coming,
) -> Result<Option<Entered>, Error> {
    let Some(row) = proven(tx, env, secret)? else {
        return Ok(None);
    };
    let of = (row.clinic_id, row.portal_user_id);
    store::set_password(tx, of.0, of.1, hash)?;
    store::forget_recoveries(tx, of.0, of.1)?;
    sessions::end_all_of_portal_user(tx, of.0, of.1)?;
    told::queue(tx, env, of, Change::Password, Some(row.channel))?;
    let by = By::PortalUser(of.1.uuid());
    let event = Event::new(of.0, by, "portal.password", "portal_user", of.1.uuid());
    audit::record(tx, env, &event.detail("recovered"))?;
    Ok(begin(tx, env, of, coming, "recovery")?)
}

//! Signing in with a password, and what every sign-in to an account ends with.

use axum::http::StatusCode;

use super::model::{Attempts, lasting, minutes};
use super::store::{self, Account, CaredFor};
use crate::features::audit::{self, By, Event};
use crate::features::portal::back::Back;
use crate::features::portal::page::Carried;
use crate::features::settings;
use crate::platform::auth::{Scope, passwords, sessions};
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, PatientId, PortalUserId};
use crate::platform::limits::Limit;
use crate::platform::state::State;
use crate::platform::time::{DAY, MINUTE};
use crate::platform::web::{Error, Network, Refusal};

/// Whose account: that of the person a link was sent to, or those of a login.
#[derive(Clone)]
pub(super) enum Whose {
    /// The person of a notification's link.
    Person(ClinicId, PortalUserId),
    /// A login, as it is compared; empty where what was typed can't be one.
    Login(String),
}

impl Whose {
    /// What attempts are counted under.
    pub(super) fn counted(&self) -> String {
        match self {
            Whose::Person(clinic, person) => format!("{clinic}:{person}"),
            Whose::Login(login) => login.clone(),
        }
    }

    /// Their accounts.
    pub(super) fn accounts(&self, tx: &mut db::Tx<'_>) -> Result<Vec<Account>, db::Error> {
        match self {
            Whose::Person(clinic, person) => {
                Ok(store::account(tx, *clinic, *person)?.into_iter().collect())
            }
            Whose::Login(login) => store::by_login(tx, login),
        }
    }
}

/// Where somebody wants to go, and what they bring.
#[derive(Clone, Default)]
pub(in crate::features::portal) struct Coming {
    /// The place to come back to.
    pub(in crate::features::portal) back: Option<Back>,
    /// What was typed there before the session ended.
    pub(in crate::features::portal) kept: Option<String>,
    /// The patient that the link is about.
    pub(in crate::features::portal) patient: Option<PatientId>,
    /// Whether this browser is to stay signed in.
    pub(in crate::features::portal) stay: bool,
    /// Hash of the session that the browser has, which ends.
    pub(in crate::features::portal) old_session: Option<Vec<u8>>,
}

impl Coming {
    /// Somebody with what the sign-in pages carry.
    pub(in crate::features::portal) fn with(carried: &Carried, stay: bool) -> Coming {
        Coming {
            back: carried.back,
            kept: Some(carried.kept.clone()).filter(|kept| !kept.trim().is_empty()),
            stay,
            ..Coming::default()
        }
    }
}

/// Somebody is signed in.
pub(in crate::features::portal) struct Entered {
    /// The new session's secret.
    pub(in crate::features::portal) secret: String,
    /// The page to go to.
    pub(in crate::features::portal) to: String,
    /// For how many seconds the browser keeps the secret; none: until it closes.
    pub(in crate::features::portal) max_age: Option<i64>,
}

/// How an attempt ended.
pub(super) enum Step {
    /// Signed in.
    Entered(Entered),
    /// The password fits several accounts: clinic's and person's names, each with the value that chooses it.
    Choose(Vec<(String, String, String)>),
    /// Not signed in; why is nobody's business.
    Refused,
    /// Too much was tried; milliseconds to wait.
    TooMany(i64),
}

/// Checks a password against the accounts that are meant, and signs in. At least one hash is computed whatever there is.
pub(super) async fn enter(
    state: &State,
    whose: Whose,
    password: &str,
    network: &Network,
    coming: Coming,
) -> Result<Step, Error> {
    let now = state.env.now();
    let attempts = std::sync::Arc::new(Attempts::password(&state.env, &whose.counted(), network));
    let counting = attempts.clone();
    let (limit, accounts) = state
        .db
        .across()
        .write(move |tx| Ok::<_, db::Error>((counting.count(tx, now)?, whose.accounts(tx)?)))
        .await?;
    if let Limit::Over { wait_ms } = limit {
        refused(state, accounts, "too_many").await?;
        return Ok(Step::TooMany(wait_ms));
    }
    let mut right = Vec::new();
    if accounts.is_empty() {
        passwords::verify(&state.metrics, password, None).await?;
    }
    for account in &accounts {
        if passwords::verify(&state.metrics, password, account.password_hash.clone()).await? {
            right.push(account.clone());
        }
    }
    let env = state.env.clone();
    let step = state
        .db
        .across()
        .write(move |tx| {
            let step = admit(tx, &env, &right, &coming)?;
            if !matches!(step, Step::Refused) {
                attempts.was_right(tx, now)?;
            }
            Ok::<_, Error>(step)
        })
        .await?;
    if matches!(step, Step::Refused) {
        refused(state, accounts, "password").await?;
    }
    Ok(step)
}

/// Counts one more use of a passkey from a network.
///
/// # Errors
/// 429 where there are too many.
pub(in crate::features::portal) async fn may_attempt(
    state: &State,
    network: &Network,
) -> Result<(), Error> {
    let (attempts, now) = (Attempts::passkey(&state.env, network), state.env.now());
    let db = state.db.across();
    match db.write(move |tx| attempts.count(tx, now)).await? {
        Limit::Within => Ok(()),
        Limit::Over { wait_ms } => Err(Error::Refused(
            StatusCode::TOO_MANY_REQUESTS,
            vec![Refusal::new("sign_in_too_many").with("minutes", minutes(wait_ms))],
        )),
    }
}

/// Signs in to the one account that is open; asks which where there are several.
fn admit(
    tx: &mut db::Tx<'_>,
    env: &Env,
    right: &[Account],
    coming: &Coming,
) -> Result<Step, Error> {
    let mut open = Vec::new();
    for checked in right {
        // Read again: the password may have been changed while it was checked.
        let account = store::account(tx, checked.clinic_id, checked.portal_user_id)?;
        let same = account.is_some_and(|a| a.password_hash == checked.password_hash);
        if same && is_open(tx, env, checked.clinic_id, checked.portal_user_id)? {
            open.push(checked);
        }
    }
    match open.as_slice() {
        [] => Ok(Step::Refused),
        [one] => Ok(begin(
            tx,
            env,
            (one.clinic_id, one.portal_user_id),
            coming,
            "password",
        )?
        .map_or(Step::Refused, Step::Entered)),
        several => {
            let mut choices = Vec::new();
            for account in several {
                let (clinic, person) = (account.clinic_id, account.portal_user_id);
                let name = crate::features::patients::portal_user(tx, clinic, person)?;
                choices.push((
                    crate::features::portal::store::clinic(tx, clinic)?.name,
                    format!("{} {}", name.given_name, name.family_name)
                        .trim()
                        .to_owned(),
                    super::choice::seal(env, clinic, person),
                ));
            }
            Ok(Step::Choose(choices))
        }
    }
}

/// Whether an account lets its person in now: the clinic has accounts, its portal is on, and some link of theirs holds.
pub(super) fn is_open(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    person: PortalUserId,
) -> Result<bool, db::Error> {
    let portal = settings::load(tx, clinic)?;
    Ok(portal.portal_on()
        && portal.tier.needs_account()
        && !store::cared_for(tx, clinic, person, env.now())?.is_empty())
}

/// Begins a session of an account whose person has proven who they are by `proof`; none where it lets nobody in.
pub(in crate::features::portal) fn begin(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, person): (ClinicId, PortalUserId),
    coming: &Coming,
    proof: &'static str,
) -> Result<Option<Entered>, db::Error> {
    if !is_open(tx, env, clinic, person)? {
        return Ok(None);
    }
    let (now, portal) = (env.now(), settings::load(tx, clinic)?);
    let patients = store::cared_for(tx, clinic, person, now)?;
    let Some((patient, back)) = going_to(tx, (clinic, person), &patients, coming)? else {
        return Ok(None);
    };
    if let Some(hash) = &coming.old_session
        && let Some((clinic, session)) = crate::features::portal::store::session(tx, hash)?
    {
        sessions::end(tx, clinic, session)?;
    }
    let limits = lasting(coming.stay, portal.stay_signed_in_days);
    let owner = sessions::Owner::Account {
        portal_user: person,
        patient,
    };
    let secret = sessions::begin(tx, env, clinic, owner, limits)?;
    store::links_are(
        tx,
        (clinic, person),
        Some(patient),
        "connected",
        "registered",
    )?;
    let by = By::PortalUser(person.uuid());
    let event = Event::new(clinic, by, "portal.sign_in", "portal_user", person.uuid());
    audit::record(tx, env, &event.patient(patient).detail(proof))?;
    if let (Some(back), Some(kept)) = (back, &coming.kept) {
        let scope = Scope {
            clinic,
            portal: Some((person, patient)),
        };
        back.keep(tx, &scope, kept, now)?;
    }
    let stays = coming.stay && portal.stay_signed_in_days > 0;
    Ok(Some(Entered {
        secret,
        to: match back {
            Some(back) => back.page(),
            None if patients.len() > 1 && coming.patient.is_none() => "/people".to_owned(),
            None => "/messages".to_owned(),
        },
        max_age: stays.then_some(portal.stay_signed_in_days * DAY / 1_000),
    }))
}

/// For which patient one goes on, and at which place: the one to come back to where it is theirs to read, else
/// the patient of the link, else the first.
fn going_to(
    tx: &mut db::Tx<'_>,
    (clinic, person): (ClinicId, PortalUserId),
    patients: &[CaredFor],
    coming: &Coming,
) -> Result<Option<(PatientId, Option<Back>)>, db::Error> {
    if let Some(back) = coming.back {
        for patient in patients {
            let scope = Scope {
                clinic,
                portal: Some((person, patient.id)),
            };
            if back.belongs_to(tx, &scope, coming.kept.as_deref())? {
                return Ok(Some((patient.id, Some(back))));
            }
        }
    }
    let of_link = coming
        .patient
        .filter(|id| patients.iter().any(|p| p.id == *id));
    Ok(of_link
        .or(patients.first().map(|p| p.id))
        .map(|id| (id, None)))
}

/// Puts a refused attempt on record where there are accounts; a write of its own keeps the time equal where there are none.
pub(super) async fn refused(
    state: &State,
    accounts: Vec<Account>,
    reason: &'static str,
) -> Result<(), Error> {
    let (env, now) = (state.env.clone(), state.env.now());
    let write = move |tx: &mut db::Tx<'_>| {
        crate::platform::limits::hit(tx, "account-refused", MINUTE, i64::MAX, now)?;
        for account in &accounts {
            let event = Event::new(
                account.clinic_id,
                By::Anonymous,
                "portal.sign_in_denied",
                "portal_user",
                account.portal_user_id.uuid(),
            );
            audit::record(tx, &env, &event.detail(reason))?;
        }
        Ok::<_, db::Error>(())
    };
    Ok(state.db.across().write(write).await?)
}

//! Signing in from a notification's link (M51): one answer and one path of work for everything that is wrong.

use subtle::ConstantTimeEq as _;

use super::account;
use super::back::Back;
use super::gate::Gate;
use super::model::{self, ATTEMPTS, TRIES};
use super::often;
use super::store::{self, PasscodeRow};
use super::visit::Visit;
use crate::features::audit;
use crate::features::settings::SignInMethod;
use crate::platform::auth::{PortalActor, Scope, sessions};
use crate::platform::env::Env;
use crate::platform::limits::Limit;
use crate::platform::text;
use crate::platform::time::Timestamp;
use crate::platform::web::Network;

/// What a person gives to sign in.
#[derive(Clone)]
pub(super) struct Attempt {
    pub(super) visit: Visit,
    pub(super) network: Network,
    pub(super) proof: Proof,
    /// `YYYY-MM-DD`.
    pub(super) birth_date: String,
    /// Hash of the session that the browser has, which ends.
    pub(super) old_session: Option<Vec<u8>>,
    /// The language chosen in this browser before signing in.
    pub(super) language: Option<&'static str>,
    /// The place to come back to.
    pub(super) back: Option<Back>,
    /// What was typed there before the session ended.
    pub(super) kept: Option<String>,
}

/// The first of the two things asked for.
#[derive(Clone)]
pub(super) enum Proof {
    /// The keyed hash of the passcode.
    Code([u8; 32]),
    /// An identifier, letters and digits only.
    Identifier(String),
}

/// How it ended.
pub(super) enum Outcome {
    /// Signed in: the new session's secret, and where to go.
    SignedIn {
        secret: String,
        to: Back,
        /// Whether the message is opened by an account, which the person makes next or has (M9).
        needs_account: bool,
    },
    /// Not signed in; why is nobody's business.
    Refused,
    /// Too much was tried; milliseconds to wait.
    TooMany { wait_ms: i64 },
}

/// Signs in, or counts a failure. Every check is made whatever the others say.
pub(super) fn sign_in(
    tx: &mut db::Tx<'_>,
    env: &Env,
    attempt: &Attempt,
) -> Result<Outcome, db::Error> {
    let (now, visit) = (env.now(), &attempt.visit);
    let often = often::count(tx, env, &ATTEMPTS, visit, &attempt.network)?;
    let browser_hash = visit.browser_hash(env);
    let passcode = store::passcode(tx, visit.clinic, visit.link, &browser_hash)?;
    let Some(gate) = Gate::load(tx, visit.clinic, visit.link, now)? else {
        return Ok(Outcome::Refused);
    };
    let identifiers = store::identifiers(tx, visit.clinic, gate.patient.id)?;
    let rests = gate.rests(tx)?;
    let facts = Facts {
        open: gate.person(now).is_some(),
        rests,
        standing: standing(&gate, passcode.as_ref(), now),
        right_proof: right_proof(&attempt.proof, passcode.as_ref(), &identifiers, &gate),
        right_date: same(&attempt.birth_date, &gate.patient.birth_date),
    };
    if let Limit::Over { wait_ms } = often {
        return Ok(Outcome::TooMany { wait_ms });
    }
    match facts.fault() {
        None => admit(tx, env, attempt, &gate),
        Some(fault) => {
            refuse(tx, env, attempt, &gate, &facts, fault)?;
            Ok(Outcome::Refused)
        }
    }
}

/// What was found out about an attempt.
struct Facts {
    open: bool,
    rests: bool,
    standing: Result<(), &'static str>,
    right_proof: bool,
    right_date: bool,
}

impl Facts {
    /// The first fault, for the audit only.
    fn fault(&self) -> Option<&'static str> {
        let faults = [
            (!self.open).then_some("link_or_access_ended"),
            self.rests.then_some("resting"),
            self.standing.err(),
            (!self.right_proof).then_some("proof"),
            (!self.right_date).then_some("birth_date"),
        ];
        faults.into_iter().flatten().next()
    }

    /// Whether the person knew everything and was merely late, or pressed twice: no guess that would have to be counted.
    fn known(&self) -> bool {
        self.right_proof && self.right_date
    }
}

/// Whether the passcode may still be used (M52); with an identifier there is none.
fn standing(
    gate: &Gate,
    passcode: Option<&PasscodeRow>,
    now: Timestamp,
) -> Result<(), &'static str> {
    match (gate.settings.sign_in_method, passcode) {
        (SignInMethod::Identifier, _) => Ok(()),
        (SignInMethod::Passcode, None) => Err("no_passcode"),
        (SignInMethod::Passcode, Some(p)) if p.used_at.is_some() => Err("used"),
        (SignInMethod::Passcode, Some(p)) if p.tries >= TRIES => Err("tries_spent"),
        (SignInMethod::Passcode, Some(p)) if now >= p.expires_at => Err("expired"),
        (SignInMethod::Passcode, Some(_)) => Ok(()),
    }
}

fn right_proof(
    proof: &Proof,
    passcode: Option<&PasscodeRow>,
    identifiers: &[(String, String)],
    gate: &Gate,
) -> bool {
    match (proof, gate.settings.sign_in_method) {
        (Proof::Code(hash), SignInMethod::Passcode) => {
            let stored = passcode.map_or(&[0_u8; 32][..], |p| &p.code_hash);
            bool::from(stored.ct_eq(hash)) && passcode.is_some()
        }
        (Proof::Identifier(given), SignInMethod::Identifier) => identifiers
            .iter()
            .filter(|(kind, _)| model::takes_identifier(&gate.settings, kind))
            .fold(false, |found, (_, value)| {
                found | (same(given, &identifier(value)) && !given.is_empty())
            }),
        _ => false,
    }
}

/// An identifier's letters and digits.
pub(super) fn identifier(typed: &str) -> String {
    text::fold_words(typed).concat()
}

fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

fn admit(
    tx: &mut db::Tx<'_>,
    env: &Env,
    attempt: &Attempt,
    gate: &Gate,
) -> Result<Outcome, db::Error> {
    let (now, link, visit) = (env.now(), &gate.link, &attempt.visit);
    if gate.settings.sign_in_method == SignInMethod::Passcode {
        let browser_hash = visit.browser_hash(env);
        if !store::use_passcode(tx, visit.clinic, visit.link, &browser_hash, now)? {
            return Ok(Outcome::Refused);
        }
    }
    let old = match &attempt.old_session {
        Some(hash) => store::session(tx, hash)?,
        None => None,
    };
    if let Some((clinic, session)) = old {
        sessions::end(tx, clinic, session)?;
    }
    let owner = sessions::Owner::Portal {
        portal_user: link.portal_user_id,
        patient: link.patient_id,
    };
    let secret = sessions::begin(tx, env, link.clinic_id, owner, sessions::PORTAL_LINK)?;
    let event = audit::Event::new(
        link.clinic_id,
        audit::By::PortalUser(link.portal_user_id.uuid()),
        "portal.sign_in",
        "portal_user",
        link.portal_user_id.uuid(),
    );
    let detail = gate.settings.sign_in_method.code();
    audit::record(tx, env, &event.patient(link.patient_id).detail(detail))?;
    if !gate.settings.tier.needs_account() {
        // Without accounts, who has proven who they are has registered (M4).
        let whose = (link.clinic_id, link.portal_user_id);
        account::links_are(tx, whose, Some(link.patient_id), "registered", "invited")?;
    }
    if let Some(language) = attempt.language {
        store::set_language(tx, link.clinic_id, link.portal_user_id, language, now)?;
    }
    let scope = Scope {
        clinic: link.clinic_id,
        portal: Some((link.portal_user_id, link.patient_id)),
    };
    let mut to = Back::conversation(link.conversation_id);
    if let Some(back) = attempt.back
        && back.belongs_to(tx, &scope, attempt.kept.as_deref())?
    {
        to = back;
        if let Some(kept) = &attempt.kept {
            back.keep(tx, &scope, kept, now)?;
        }
    }
    Ok(Outcome::SignedIn {
        secret,
        to,
        needs_account: gate.settings.tier.needs_account(),
    })
}

fn refuse(
    tx: &mut db::Tx<'_>,
    env: &Env,
    attempt: &Attempt,
    gate: &Gate,
    facts: &Facts,
    fault: &'static str,
) -> Result<(), db::Error> {
    let visit = &attempt.visit;
    store::count_try(tx, visit.clinic, visit.link, &visit.browser_hash(env))?;
    // The same statements for every fault, so that none takes longer than another.
    let counts = !facts.rests && !facts.known();
    let id = (visit.clinic, env.id());
    store::failure(tx, id, gate.patient.id, env.now(), counts)?;
    let event = audit::Event::new(
        visit.clinic,
        audit::By::Anonymous,
        "portal.sign_in_denied",
        "notification_link",
        visit.link.uuid(),
    );
    audit::record(tx, env, &event.patient(gate.patient.id).detail(fault))
}

/// Ends a portal user's session.
pub(super) fn sign_out(
    tx: &mut db::Tx<'_>,
    env: &Env,
    actor: &PortalActor,
) -> Result<(), db::Error> {
    sessions::end(tx, actor.clinic, actor.session)?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "portal.sign_out",
        "portal_user",
        actor.portal_user.uuid(),
    );
    audit::record(tx, env, &event.patient(actor.patient))
}

//! The extractors: a handler that takes one of these runs only for somebody who may.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use super::actor::{PortalActor, StaffActor};
use super::cookies::Cookie;
use super::permission::Permissions;
use super::sessions;
use super::store::{self, KeyRow, PortalSessionRow, StaffSessionRow};
use super::undo::Undo;
use crate::platform::i18n::Tr;
use crate::platform::keys::Purpose;
use crate::platform::state::State;
use crate::platform::time::Timestamp;
use crate::platform::web::gate::Spoken;
use crate::platform::web::{Area, Error, Look};

/// A request of a signed-in staff member, with what every staff page shows.
#[derive(Debug, Clone)]
pub struct StaffVisit {
    /// The database, within the member's clinic.
    pub db: db::Db,
    /// Who.
    pub actor: StaffActor,
    /// The member's name.
    pub name: String,
    /// The clinic's name.
    pub clinic_name: String,
    /// The words in the member's language and the clinic's time zone.
    pub tr: Tr,
    /// When the request came.
    pub now: Timestamp,
    /// When the session ends unless something is done, for the warning on the page.
    pub expires_at: Timestamp,
    /// What the member has sent and can still undo (M25).
    pub undo: Option<Undo>,
}

/// A request of a signed-in portal user, with what every portal page shows.
#[derive(Debug, Clone)]
pub struct PortalVisit {
    /// The database, within the clinic.
    pub db: db::Db,
    /// Who, and for whom.
    pub actor: PortalActor,
    /// The person's name.
    pub name: String,
    /// The patient's name.
    pub patient_name: String,
    /// The clinic's name.
    pub clinic_name: String,
    /// The clinic's own look (M62).
    pub look: Look,
    /// The clinic's telephone number.
    pub clinic_phone: String,
    /// The clinic's words for emergencies, in the person's language.
    pub emergency_notice: String,
    /// Whether the person's account lets them go on for another patient.
    pub cares_for_more: bool,
    /// Whether the clinic shows appointments in the portal (M67).
    pub appointments: bool,
    /// Whether the clinic shows bills in the portal (M61).
    pub bills: bool,
    /// The words in the person's language and the clinic's time zone.
    pub tr: Tr,
    /// When the request came.
    pub now: Timestamp,
    /// When the session ends unless something is done.
    pub expires_at: Timestamp,
}

/// A request of a portal user who has proven who they are, and perhaps has no account yet where one is needed (M9): good
/// for making the account, and for nothing else. Everything else takes a [`PortalVisit`].
#[derive(Debug, Clone)]
pub struct ProvenVisit {
    /// The visit.
    pub visit: PortalVisit,
    /// Whether the clinic's patients open messages by an account of their own.
    pub needs_account: bool,
}

/// A request that may be a signed-in portal user's: [`enter`](PortalDoor::enter) says whether, and nothing is reached before.
#[derive(Debug, Clone)]
pub struct PortalDoor {
    state: State,
    hash: Vec<u8>,
    background: bool,
    now: Timestamp,
    spoken: Spoken,
}

/// A request to the API with a key: the member it acts for, limited to the key's scopes.
#[derive(Debug, Clone)]
pub struct ApiCaller {
    /// The database, within the clinic of the key.
    pub db: db::Db,
    /// The member the key acts for.
    pub actor: StaffActor,
    /// What the key may be used for.
    scopes: String,
    /// The words for error texts.
    pub tr: Tr,
    /// When the request came.
    pub now: Timestamp,
}

/// What an API key may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiScope {
    /// Read patients and charts.
    PatientsRead,
    /// Create and change patients and chart items.
    PatientsWrite,
    /// Read conversations.
    MessagesRead,
    /// Send, answer and close.
    MessagesWrite,
    /// Read staff members, workgroups and distribution lists.
    StaffRead,
    /// Read and change the portal's settings; keep distribution lists.
    Settings,
    /// Read the audit.
    AuditRead,
    /// Read reports.
    ReportsRead,
}

impl ApiScope {
    /// All of them.
    pub const ALL: &'static [ApiScope] = &[
        ApiScope::PatientsRead,
        ApiScope::PatientsWrite,
        ApiScope::MessagesRead,
        ApiScope::MessagesWrite,
        ApiScope::StaffRead,
        ApiScope::Settings,
        ApiScope::AuditRead,
        ApiScope::ReportsRead,
    ];

    /// The stored and published code.
    pub fn code(self) -> &'static str {
        match self {
            ApiScope::PatientsRead => "patients:read",
            ApiScope::PatientsWrite => "patients:write",
            ApiScope::MessagesRead => "messages:read",
            ApiScope::MessagesWrite => "messages:write",
            ApiScope::StaffRead => "staff:read",
            ApiScope::Settings => "settings",
            ApiScope::AuditRead => "audit:read",
            ApiScope::ReportsRead => "reports:read",
        }
    }

    /// The scope of a code.
    pub fn from_code(code: &str) -> Option<ApiScope> {
        ApiScope::ALL.iter().copied().find(|s| s.code() == code)
    }
}

impl ApiCaller {
    /// Passes when the key has `scope`.
    pub fn require(&self, scope: ApiScope) -> Result<(), Error> {
        if self.scopes.split(' ').any(|s| s == scope.code()) {
            Ok(())
        } else {
            Err(Error::Forbidden(scope.code()))
        }
    }
}

impl FromRequestParts<State> for StaffVisit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        if let Some(known) = parts.extensions.get::<StaffVisit>() {
            return Ok(known.clone());
        }
        let secret = Cookie::Staff
            .read(&state.env.config, &parts.headers)
            .ok_or(Error::SignIn(Area::Staff))?;
        let hash = sessions::token_hash(&state.env, &secret);
        let row: StaffSessionRow = state
            .db
            .across()
            .read(move |tx| store::staff_session(tx, &hash))
            .await?
            .ok_or(Error::SignIn(Area::Staff))?;
        let (db, now) = (state.db.within(row.clinic_id), state.env.now());
        let expires_at = row.expires_at.min(row.seen_at.plus(row.idle_ms));
        if now >= expires_at || !row.second_factor {
            return Err(Error::SignIn(Area::Staff));
        }
        if !is_background(&parts.headers) && sessions::wants_touch(row.seen_at, now) {
            db.write(move |tx| sessions::touch(tx, row.clinic_id, row.session_id, now))
                .await?;
        }
        Ok(StaffVisit {
            db,
            actor: StaffActor {
                clinic: row.clinic_id,
                staff: row.staff_id,
                owner: row.is_owner,
                permissions: Permissions::from_codes(&row.permissions),
                session: Some(row.session_id),
                key: None,
            },
            name: row.display_name,
            clinic_name: row.clinic_name,
            tr: (state.catalog)
                .speak(&row.language, &row.time_zone)
                .labelled(&row.labels),
            now,
            expires_at,
            undo: Undo::read(&state.env.config, &parts.headers, row.staff_id, now),
        })
    }
}

impl FromRequestParts<State> for PortalVisit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        if let Some(known) = parts.extensions.get::<PortalVisit>() {
            return Ok(known.clone());
        }
        let proven = ProvenVisit::from_request_parts(parts, state).await?;
        if proven.needs_account && !proven.visit.actor.by_account {
            return Err(Error::SignIn(Area::Portal));
        }
        Ok(proven.visit)
    }
}

impl FromRequestParts<State> for ProvenVisit {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        let door = PortalDoor::from_request_parts(parts, state).await?;
        let (hash, now) = (door.hash.clone(), door.now);
        let row: PortalSessionRow = state
            .db
            .across()
            .read(move |tx| store::portal_session(tx, &hash, now))
            .await?
            .ok_or(Error::SignIn(Area::Portal))?;
        if now >= expiry(&row) {
            return Err(Error::SignIn(Area::Portal));
        }
        if door.wants_touch(&row) {
            let db = state.db.within(row.clinic_id);
            db.write(move |tx| sessions::touch(tx, row.clinic_id, row.session_id, now))
                .await?;
        }
        Ok(ProvenVisit {
            needs_account: row.needs_account,
            visit: door.visit(row),
        })
    }
}

impl FromRequestParts<State> for PortalDoor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        let secret = Cookie::Portal
            .read(&state.env.config, &parts.headers)
            .ok_or(Error::SignIn(Area::Portal))?;
        Ok(PortalDoor {
            hash: sessions::token_hash(&state.env, &secret),
            state: state.clone(),
            background: is_background(&parts.headers),
            now: state.env.now(),
            spoken: parts.extensions.get().cloned().unwrap_or_default(),
        })
    }
}

impl PortalDoor {
    /// Lets the person in and does `work` for them, in one transaction that reaches nothing but their clinic's rows. Who they
    /// are, and what came of it.
    ///
    /// # Errors
    /// [`Error::SignIn`] for anybody who is not signed in, or has no account where one is needed; else what `work` returned.
    pub async fn enter<T, F>(self, work: F) -> Result<(PortalVisit, T), Error>
    where
        F: Fn(&mut db::Tx<'_>, &PortalActor) -> Result<T, Error> + Send + 'static,
        T: Send + 'static,
    {
        let (db, door) = (self.state.db.across(), self.clone());
        let entered = db.write(move |tx| {
            let row = store::portal_session(tx, &door.hash, door.now)?;
            let row =
                row.filter(|row| door.now < expiry(row) && (row.by_account || !row.needs_account));
            let row = row.ok_or(Error::SignIn(Area::Portal))?;
            tx.narrow(row.clinic_id)?;
            if door.wants_touch(&row) {
                sessions::touch(tx, row.clinic_id, row.session_id, door.now)?;
            }
            let visit = door.visit(row);
            door.spoken.are(&visit.tr);
            let done = work(tx, &visit.actor)?;
            Ok((visit, done))
        });
        entered.await
    }

    fn wants_touch(&self, row: &PortalSessionRow) -> bool {
        !self.background && sessions::wants_touch(row.seen_at, self.now)
    }

    fn visit(&self, row: PortalSessionRow) -> PortalVisit {
        let tr = (self.state.catalog)
            .speak(&row.language, &row.time_zone)
            .labelled(&row.labels);
        PortalVisit {
            db: self.state.db.within(row.clinic_id),
            actor: PortalActor {
                clinic: row.clinic_id,
                portal_user: row.portal_user_id,
                patient: row.patient_id,
                is_self: row.is_self,
                by_account: row.by_account,
                session: row.session_id,
            },
            expires_at: expiry(&row),
            name: full_name(&row.given_name, &row.family_name),
            patient_name: full_name(&row.patient_given, &row.patient_family),
            clinic_name: row.clinic_name,
            look: Look::read(row.look.as_deref()),
            clinic_phone: row.clinic_phone,
            emergency_notice: if tr.language() == "fr" {
                row.emergency_notice_fr
            } else {
                row.emergency_notice_en
            },
            cares_for_more: row.cares_for_more,
            appointments: row.appointments_shown,
            bills: row.portal_billing,
            tr,
            now: self.now,
        }
    }
}

/// When a session ends unless something is done.
fn expiry(row: &PortalSessionRow) -> Timestamp {
    row.expires_at.min(row.seen_at.plus(row.idle_ms))
}

impl FromRequestParts<State> for ApiCaller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Error> {
        if let Some(known) = parts.extensions.get::<ApiCaller>() {
            return Ok(known.clone());
        }
        let header = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|h| h.to_str().ok())
            .unwrap_or_default();
        let secret = header
            .strip_prefix("Bearer ")
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .ok_or(Error::SignIn(Area::Api))?;
        let hash = state
            .env
            .keys
            .hash_token(Purpose::ApiKeys, secret.as_bytes())
            .to_vec();
        let row: KeyRow = state
            .db
            .across()
            .read(move |tx| store::api_key(tx, &hash))
            .await?
            .ok_or(Error::SignIn(Area::Api))?;
        let wish = parts
            .headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|h| h.to_str().ok())
            .unwrap_or("en");
        Ok(ApiCaller {
            db: state.db.within(row.clinic_id),
            actor: StaffActor {
                clinic: row.clinic_id,
                staff: row.staff_id,
                owner: row.is_owner,
                permissions: Permissions::from_codes(&row.permissions),
                session: None,
                key: Some(row.key_id),
            },
            scopes: row.scopes,
            tr: (state.catalog)
                .speak(wish, &row.time_zone)
                .labelled(&row.labels),
            now: state.env.now(),
        })
    }
}

/// Given and family name as one line; either may be missing.
fn full_name(given: &str, family: &str) -> String {
    format!("{given} {family}").trim().to_owned()
}

/// Requests that a page makes by itself (live updates) say so, and don't keep a session alive.
fn is_background(headers: &HeaderMap) -> bool {
    headers.contains_key("x-background")
}

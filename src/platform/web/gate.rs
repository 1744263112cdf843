//! The gate before every handler: the row of a route decides who gets through, and without a row nobody does.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequestParts, MatchedPath, Request, State as AxumState};
use axum::http::Method;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Error;
use super::routes::Route;
use crate::platform::auth::{ApiCaller, Permission, PortalVisit, StaffVisit, Who};
use crate::platform::i18n::Tr;
use crate::platform::state::State;

/// Who may call what, by path and method.
#[derive(Debug, Clone)]
pub struct Table(Arc<HashMap<String, Vec<(Method, Who)>>>);

impl Table {
    /// The table of these rows.
    pub fn new(rows: Vec<Route>) -> Table {
        let mut table: HashMap<String, Vec<(Method, Who)>> = HashMap::new();
        for row in rows {
            table
                .entry(row.path)
                .or_default()
                .push((row.method, row.who));
        }
        Table(Arc::new(table))
    }

    fn who(&self, path: &str, method: &Method) -> Option<Who> {
        let row = |method: &Method| {
            let rows = self.0.get(path)?;
            rows.iter().find(|(m, _)| m == method).map(|(_, who)| *who)
        };
        row(method).or_else(|| {
            (method == Method::HEAD)
                .then(|| row(&Method::GET))
                .flatten()
        })
    }
}

/// Lets a request through to its handler, or answers why not. What it has loaded of the caller goes with the request,
/// so that the handler's extractor does not load it again.
pub async fn admit(
    AxumState((state, table)): AxumState<(State, Table)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match check(&state, &table, &mut parts).await {
        Ok(()) => {
            let (words, spoken) = (own_words(&parts), parts.extensions.get::<Spoken>().cloned());
            let mut response = next.run(Request::from_parts(parts, body)).await;
            let spoken = spoken.and_then(|spoken| spoken.0.get().cloned());
            // What `error_pages` writes says a clinic's own words too.
            if let Some(words) = words.or(spoken).filter(Tr::is_labelled) {
                response.extensions_mut().insert(words);
            }
            response
        }
        Err(error) => error.into_response(),
    }
}

/// The words of a caller whom the handler lets in.
#[derive(Debug, Clone, Default)]
pub struct Spoken(Arc<OnceLock<Tr>>);

impl Spoken {
    /// Somebody was let in, who reads these.
    pub fn are(&self, tr: &Tr) {
        self.0.get_or_init(|| tr.clone());
    }
}

/// The words of the caller's clinic (M65).
fn own_words(parts: &Parts) -> Option<Tr> {
    let known = &parts.extensions;
    let staff = known.get::<StaffVisit>().map(|visit| &visit.tr);
    let portal = known.get::<PortalVisit>().map(|visit| &visit.tr);
    let program = known.get::<ApiCaller>().map(|caller| &caller.tr);
    staff.or(portal).or(program).cloned()
}

async fn check(state: &State, table: &Table, parts: &mut Parts) -> Result<(), Error> {
    let who = parts
        .extensions
        .get::<MatchedPath>()
        .and_then(|path| table.who(path.as_str(), &parts.method))
        .ok_or(Error::NotFound)?;
    match who {
        Who::Anyone | Who::PortalTyping => {}
        Who::PortalReading => {
            parts.extensions.insert(Spoken::default());
        }
        Who::Portal => {
            let visit = PortalVisit::from_request_parts(parts, state).await?;
            parts.extensions.insert(visit);
        }
        Who::Staff => admit_staff(state, parts, &[]).await?,
        Who::May(permissions) => admit_staff(state, parts, permissions).await?,
        Who::MayOne(permissions) => {
            let visit = StaffVisit::from_request_parts(parts, state).await?;
            if !permissions.iter().any(|p| visit.actor.may(*p)) {
                return Err(permissions
                    .first()
                    .map_or(Error::NotFound, |p| Error::Forbidden(p.code())));
            }
            parts.extensions.insert(visit);
        }
        Who::KeyOf(scopes) => {
            let caller = ApiCaller::from_request_parts(parts, state).await?;
            let mut has = scopes.iter().map(|scope| caller.require(*scope));
            if !has.any(|has| has.is_ok()) {
                return scopes
                    .first()
                    .map_or(Err(Error::NotFound), |scope| caller.require(*scope));
            }
            parts.extensions.insert(caller);
        }
        Who::Key(scope, permission) => {
            let caller = ApiCaller::from_request_parts(parts, state).await?;
            caller.require(scope)?;
            if let Some(permission) = permission {
                caller.actor.require(permission)?;
            }
            parts.extensions.insert(caller);
        }
    }
    Ok(())
}

async fn admit_staff(
    state: &State,
    parts: &mut Parts,
    permissions: &[Permission],
) -> Result<(), Error> {
    let visit = StaffVisit::from_request_parts(parts, state).await?;
    for permission in permissions {
        visit.actor.require(*permission)?;
    }
    parts.extensions.insert(visit);
    Ok(())
}

//! The table of routes: each is added together with who may call it, so that none can be without.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use crate::platform::auth::Who;
use crate::platform::state::State;

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Route {
    /// The method. `GET` answers `HEAD` too.
    pub method: Method,
    /// The path's pattern, such as `/staff/patients/{id}`.
    pub path: String,
    /// Who may call it.
    pub who: Who,
}

/// Routes with their rows. [`super::gate`] lets a request through by its row alone.
#[derive(Default)]
#[must_use]
pub struct Routes {
    rows: Vec<Route>,
    router: Router<State>,
}

impl Routes {
    /// None yet.
    pub fn new() -> Routes {
        Routes::default()
    }

    /// Adds a page or another thing to read.
    pub fn get<H, T>(self, path: &'static str, who: Who, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.on(Method::GET, MethodFilter::GET, (path, who), handler)
    }

    /// Adds what `HEAD` answers, where that is more than `GET` without its body.
    pub fn head<H, T>(self, path: &'static str, who: Who, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.on(Method::HEAD, MethodFilter::HEAD, (path, who), handler)
    }

    /// Adds an action.
    pub fn post<H, T>(self, path: &'static str, who: Who, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.on(Method::POST, MethodFilter::POST, (path, who), handler)
    }

    /// Adds a replacement.
    pub fn put<H, T>(self, path: &'static str, who: Who, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.on(Method::PUT, MethodFilter::PUT, (path, who), handler)
    }

    /// Adds a change of a part.
    pub fn patch<H, T>(self, path: &'static str, who: Who, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.on(Method::PATCH, MethodFilter::PATCH, (path, who), handler)
    }

    /// Adds a removal.
    pub fn delete<H, T>(self, path: &'static str, who: Who, handler: H) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.on(Method::DELETE, MethodFilter::DELETE, (path, who), handler)
    }

    fn on<H, T>(
        mut self,
        method: Method,
        filter: MethodFilter,
        (path, who): (&'static str, Who),
        handler: H,
    ) -> Routes
    where
        H: Handler<T, State>,
        T: 'static,
    {
        self.rows.push(Route {
            method,
            path: path.to_owned(),
            who,
        });
        self.router = self.router.route(path, on(filter, handler));
        self
    }

    /// Adds a router whose rows come from elsewhere: the API's, from its own description.
    pub fn described(mut self, router: Router<State>, rows: Vec<Route>) -> Routes {
        self.rows.extend(rows);
        self.router = self.router.merge(router);
        self
    }

    /// Adds all of `other`.
    pub fn merge(self, other: Routes) -> Routes {
        self.described(other.router, other.rows)
    }

    /// Limits the bodies of the routes so far, except where a route has a limit of its own.
    pub fn limit(mut self, limit: DefaultBodyLimit) -> Routes {
        self.router = self.router.layer(limit);
        self
    }

    /// The rows, in the order of their paths.
    pub fn rows(&self) -> Vec<Route> {
        let mut rows = self.rows.clone();
        rows.sort_by(|a, b| (&a.path, a.method.as_str()).cmp(&(&b.path, b.method.as_str())));
        rows
    }

    /// The router alone: whoever serves it puts the gate before it.
    pub fn into_router(self) -> Router<State> {
        self.router
    }
}

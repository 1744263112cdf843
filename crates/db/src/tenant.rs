//! Whose rows a transaction reaches, where the database tells tenants apart.

use uuid::Uuid;

/// Whose rows a transaction reaches in tables whose policy asks. SQLite has no policies: there it changes nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reach {
    /// Nobody's.
    Nobody,
    /// One tenant's.
    Tenant(Uuid),
    /// Every tenant's.
    Everybody,
}

impl Reach {
    /// The statement that tells PostgreSQL, for the rest of the transaction and no longer.
    pub(crate) fn statement(self) -> Option<String> {
        match self {
            Reach::Nobody => None,
            Reach::Tenant(tenant) => Some(format!("SET LOCAL db.tenant = '{tenant}'")),
            Reach::Everybody => Some("SET LOCAL db.tenant = 'every'".to_owned()),
        }
    }
}

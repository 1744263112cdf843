//! What a key is. No I/O.

use crate::platform::auth::ApiScope;
use crate::platform::ids::{ApiKeyId, StaffId};
use crate::platform::time::Timestamp;
use crate::platform::web::Refusal;

/// Longest name, in characters.
const NAME_CHARS: usize = 80;

db::row! {
    /// A key as it is listed: its secret can't be had again.
    #[derive(Debug, Clone)]
    pub struct ApiKey {
        /// The key.
        pub id: ApiKeyId,
        /// What it is for.
        pub name: String,
        /// The member it acts for.
        pub staff_name: String,
        /// Scope codes, separated by spaces.
        pub scopes: String,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was revoked.
        pub revoked_at: Option<Timestamp>,
    }
}

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// What it is for, such as the program's name.
    pub name: String,
    /// The member it acts for.
    pub staff: StaffId,
    /// What it may be used for.
    pub scopes: Vec<ApiScope>,
}

impl NewApiKey {
    /// What is in the way of making it.
    pub(super) fn refusals(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if self.name.trim().is_empty() || self.name.chars().count() > NAME_CHARS {
            refusals.push(Refusal::field("name", "api_key_name").with("max", NAME_CHARS));
        }
        if self.scopes.is_empty() {
            refusals.push(Refusal::field("scopes", "api_key_scopes"));
        }
        refusals
    }
}

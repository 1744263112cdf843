//! Who may call a route: what each row of the table of routes says.

use super::permission::Permission;
use super::visit::ApiScope;

/// The kind of caller that a route is for. Whoever is not, gets no further than [`crate::platform::web::gate`].
///
/// It decides about the caller alone. Which patient, conversation or file they may reach is decided by loading it
/// through their [`super::Scope`], so that a route for portal users never shows another patient's things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody, signed in or not.
    Anyone,
    /// A signed-in portal user.
    Portal,
    /// A signed-in portal user, whom the handler lets in by the [`PortalDoor`](super::PortalDoor): within the transaction that reads
    /// what they ask for.
    PortalReading,
    /// A signed-in portal user. For anybody else the handler itself answers, so that what they typed before their
    /// session ended is kept while they sign in again.
    PortalTyping,
    /// Any signed-in staff member.
    Staff,
    /// A signed-in staff member who has all of these permissions.
    May(&'static [Permission]),
    /// A signed-in staff member who has one of these permissions: which of them a thing needs, the verb knows.
    MayOne(&'static [Permission]),
    /// A program whose API key has the scope, and whose member has the permission where there is one.
    Key(ApiScope, Option<Permission>),
    /// A program whose API key has one of these scopes: which of them a thing needs, the handler knows once it has found it.
    KeyOf(&'static [ApiScope]),
}

impl Who {
    /// Reads what the API's own description asks of a key: the code of a scope, then that of a permission, if any.
    pub fn from_codes(codes: &[String]) -> Option<Who> {
        let (scope, permission) = match codes {
            [scope] => (scope, None),
            [scope, permission] => (scope, Some(Permission::from_code(permission)?)),
            _ => return None,
        };
        Some(Who::Key(ApiScope::from_code(scope)?, permission))
    }

    /// In words, for the generated list of routes.
    pub fn words(self) -> String {
        let listed = |permissions: &[Permission], between: &str| {
            let codes: Vec<_> = permissions
                .iter()
                .map(|p| format!("`{}`", p.code()))
                .collect();
            codes.join(between)
        };
        let codes = |permissions: &[Permission]| listed(permissions, " and ");
        match self {
            Who::Anyone => "anyone".to_owned(),
            Who::Portal | Who::PortalReading => "portal user".to_owned(),
            Who::PortalTyping => {
                "portal user; what anybody else typed is kept until they have signed in".to_owned()
            }
            Who::Staff => "staff member".to_owned(),
            Who::May(permissions) => format!("staff member with {}", codes(permissions)),
            Who::MayOne(permissions) => {
                format!("staff member with {}", listed(permissions, " or "))
            }
            Who::KeyOf(scopes) => {
                let codes: Vec<_> = scopes.iter().map(|s| format!("`{}`", s.code())).collect();
                format!("API key with {}", codes.join(" or "))
            }
            Who::Key(scope, None) => format!("API key with `{}`", scope.code()),
            Who::Key(scope, Some(permission)) => format!(
                "API key with `{}` of a member with {}",
                scope.code(),
                codes(&[permission])
            ),
        }
    }
}

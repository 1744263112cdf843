//! What a staff member may do beyond reading charts and messages.

use serde::{Deserialize, Serialize};

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// One thing that a staff member must be allowed to do. The owner has them all.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Permission { $($(#[$doc])* $name,)* }

        impl Permission {
            /// All of them, in the order they are shown.
            pub const ALL: &'static [Permission] = &[$(Permission::$name,)*];

            /// The stored and published code.
            pub fn code(self) -> &'static str {
                match self { $(Permission::$name => $code,)* }
            }

            /// The permission of a code.
            pub fn from_code(code: &str) -> Option<Permission> {
                match code { $($code => Some(Permission::$name),)* _ => None }
            }
        }
    };
}

permissions! {
    /// Start, answer, close and reopen conversations.
    SendMessages = "send_messages";
    /// Send to many patients at once (M46).
    SendBulkPortalMessages = "send_bulk_portal_messages";
    /// Change a patient's demographics, contact points and portal access (M2, M58).
    EditDemographics = "edit_demographics";
    /// Create and change templates (M43).
    ManageTemplates = "manage_templates";
    /// Add and change staff members, workgroups and API keys.
    ManageStaff = "manage_staff";
    /// Read the audit (M81).
    ViewAudit = "view_audit";
    /// Read the report of billable messages (M22).
    ViewBillingReport = "view_billing_report";
    /// Read the reports on deliveries and group sends (M78).
    ViewReports = "view_reports";
    /// Keep fee codes, correct what was billed (M22), and issue and void private bills (M61).
    ManageBilling = "manage_billing";
    /// Take data out in bulk.
    Export = "export";
    /// Change the portal's settings (M64); enabling the portal stays with the owner (M54).
    ManagePortalSettings = "manage_portal_settings";
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions(u16);

impl Permissions {
    /// Every permission: what an owner has.
    pub fn all() -> Permissions {
        Permission::ALL.iter().copied().collect()
    }

    /// Reads a comma-separated list of codes; codes that no longer exist grant nothing.
    pub fn from_codes(codes: &str) -> Permissions {
        codes.split(',').filter_map(Permission::from_code).collect()
    }

    /// The codes, comma-separated, in the order they are shown.
    pub fn codes(self) -> String {
        let codes: Vec<&str> = Permission::ALL
            .iter()
            .filter(|p| self.has(**p))
            .map(|p| p.code())
            .collect();
        codes.join(",")
    }

    /// Whether `permission` is in the set.
    pub fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u16) != 0
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Permissions {
        Permissions(
            permissions
                .into_iter()
                .fold(0, |set, p| set | 1 << p as u16),
        )
    }
}

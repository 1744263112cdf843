//! One indexed query for each way in.

use crate::platform::ids::{ApiKeyId, ClinicId, PatientId, PortalUserId, SessionId, StaffId};
use crate::platform::time::Timestamp;

db::row! {
    /// A staff session with all that a page needs.
    pub(super) struct StaffSessionRow {
        pub session_id: SessionId,
        pub clinic_id: ClinicId,
        pub staff_id: StaffId,
        pub is_owner: bool,
        pub display_name: String,
        pub language: String,
        pub second_factor: bool,
        pub seen_at: Timestamp,
        pub idle_ms: i64,
        pub expires_at: Timestamp,
        pub clinic_name: String,
        pub time_zone: String,
        pub labels: String,
        pub permissions: String,
    }
}

db::row! {
    /// A portal session with all that a page needs.
    pub(super) struct PortalSessionRow {
        pub session_id: SessionId,
        pub clinic_id: ClinicId,
        pub portal_user_id: PortalUserId,
        pub patient_id: PatientId,
        pub is_self: bool,
        pub by_account: bool,
        pub needs_account: bool,
        pub cares_for_more: bool,
        pub given_name: String,
        pub family_name: String,
        pub patient_given: String,
        pub patient_family: String,
        pub language: String,
        pub seen_at: Timestamp,
        pub idle_ms: i64,
        pub expires_at: Timestamp,
        pub clinic_name: String,
        pub clinic_phone: String,
        pub time_zone: String,
        pub labels: String,
        pub emergency_notice_en: String,
        pub emergency_notice_fr: String,
        pub appointments_shown: bool,
        pub portal_billing: bool,
        pub look: Option<String>,
    }
}

db::row! {
    /// An API key with the member it acts for.
    pub(super) struct KeyRow {
        pub key_id: ApiKeyId,
        pub clinic_id: ClinicId,
        pub staff_id: StaffId,
        pub is_owner: bool,
        pub scopes: String,
        pub time_zone: String,
        pub labels: String,
        pub permissions: String,
    }
}

/// The session of a cookie, while its member is not disabled.
pub(super) fn staff_session(
    tx: &mut db::Tx<'_>,
    token_hash: &[u8],
) -> Result<Option<StaffSessionRow>, db::Error> {
    tx.opt(
        "SELECT s.id AS session_id, s.clinic_id, m.id AS staff_id, m.is_owner, m.display_name, m.language, s.second_factor,
                s.seen_at, s.idle_ms, s.expires_at, c.name AS clinic_name, c.time_zone, c.labels,
                coalesce((SELECT string_agg(p.permission, ',') FROM staff_permission p
                          WHERE p.clinic_id = m.clinic_id AND p.staff_id = m.id), '') AS permissions
         FROM session s
         JOIN staff_member m ON m.clinic_id = s.clinic_id AND m.id = s.staff_id
         JOIN clinic c ON c.id = s.clinic_id
         WHERE s.token_hash = $1 AND m.disabled_at IS NULL",
        &[&token_hash],
    )
}

/// The session of a cookie, while the portal is on (M55), the patient's access is on (M58) and the link holds.
pub(super) fn portal_session(
    tx: &mut db::Tx<'_>,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<PortalSessionRow>, db::Error> {
    tx.opt(
        "SELECT s.id AS session_id, s.clinic_id, u.id AS portal_user_id, p.id AS patient_id,
                (u.self_patient_id IS NOT NULL AND u.self_patient_id = p.id) AS is_self, s.by_account, ps.tier <> 'portal' AS needs_account,
                (s.by_account AND EXISTS (
                    SELECT 1 FROM portal_link o JOIN patient op ON op.clinic_id = o.clinic_id AND op.id = o.patient_id
                    WHERE o.clinic_id = s.clinic_id AND o.portal_user_id = u.id AND o.patient_id <> p.id AND o.revoked_at IS NULL
                      AND o.starts_at <= $2 AND (o.ends_at IS NULL OR o.ends_at > $2) AND op.portal_access)) AS cares_for_more,
                coalesce(own.given_name, u.given_name) AS given_name, coalesce(own.family_name, u.family_name) AS family_name,
                p.given_name AS patient_given, p.family_name AS patient_family, coalesce(own.language, u.language) AS language,
                s.seen_at, s.idle_ms, s.expires_at, c.name AS clinic_name, c.phone AS clinic_phone, c.time_zone, c.labels,
                ps.emergency_notice_en, ps.emergency_notice_fr, ps.appointments_shown, ps.portal_billing,
                look.shown AS look
         FROM session s
         JOIN portal_user u ON u.clinic_id = s.clinic_id AND u.id = s.portal_user_id
         LEFT JOIN patient own ON own.clinic_id = u.clinic_id AND own.id = u.self_patient_id
         JOIN patient p ON p.clinic_id = s.clinic_id AND p.id = s.patient_id
         JOIN clinic c ON c.id = s.clinic_id
         JOIN portal_settings ps ON ps.clinic_id = s.clinic_id
         LEFT JOIN look ON look.clinic_id = s.clinic_id
         WHERE s.token_hash = $1 AND ps.portal_enabled AND ps.accessible AND p.portal_access
           AND EXISTS (SELECT 1 FROM portal_link l
                       WHERE l.clinic_id = s.clinic_id AND l.portal_user_id = u.id AND l.patient_id = p.id
                         AND l.revoked_at IS NULL AND l.starts_at <= $2 AND (l.ends_at IS NULL OR l.ends_at > $2))",
        &[&token_hash, &now],
    )
}

/// The key of a bearer secret, while neither it nor its member has been switched off.
pub(super) fn api_key(
    tx: &mut db::Tx<'_>,
    secret_hash: &[u8],
) -> Result<Option<KeyRow>, db::Error> {
    tx.opt(
        "SELECT k.id AS key_id, k.clinic_id, m.id AS staff_id, m.is_owner, k.scopes, c.time_zone, c.labels,
                coalesce((SELECT string_agg(p.permission, ',') FROM staff_permission p
                          WHERE p.clinic_id = m.clinic_id AND p.staff_id = m.id), '') AS permissions
         FROM api_key k
         JOIN staff_member m ON m.clinic_id = k.clinic_id AND m.id = k.staff_id
         JOIN clinic c ON c.id = k.clinic_id
         WHERE k.secret_hash = $1 AND k.revoked_at IS NULL AND m.disabled_at IS NULL",
        &[&secret_hash],
    )
}

//! The numbered list of migrations.

use db::Migration;

/// The text of a file in `migrations/`.
macro_rules! file {
    ($name:literal, $ending:literal) => {
        include_str!(concat!("../../migrations/", $name, $ending))
    };
}

/// A migration for both engines; with `and pg`, PostgreSQL also takes the file that ends in `.pg.sql`; with `only pg`,
/// there is nothing else.
macro_rules! migration {
    ($number:literal, $name:literal) => {
        migration!($number, $name, file!($name, ".sql"), None)
    };
    ($number:literal, $name:literal, and pg) => {
        migration!(
            $number,
            $name,
            file!($name, ".sql"),
            Some(file!($name, ".pg.sql"))
        )
    };
    ($number:literal, $name:literal, only pg) => {
        migration!($number, $name, "", Some(file!($name, ".pg.sql")))
    };
    ($number:literal, $name:literal, $sql:expr, $pg:expr) => {
        Migration {
            number: $number,
            name: $name,
            sql: $sql,
            sqlite: None,
            pg: $pg,
        }
    };
}

/// Every migration, in order. A migration that has been released never changes.
pub const MIGRATIONS: &[Migration] = &[
    migration!(1, "0001_clinic_and_staff"),
    migration!(2, "0002_patients"),
    migration!(3, "0003_conversations"),
    migration!(4, "0004_portal"),
    jobs::migration(5),
    migration!(6, "0006_staff_links"),
    migration!(7, "0007_sessions_by_id"),
    migration!(10, "0010_uploads"),
    migration!(20, "0020_import"),
    migration!(21, "0021_installation"),
    migration!(22, "0022_narrow_indexes"),
    migration!(30, "0030_row_level_security", only pg),
    migration!(31, "0031_message_options"),
    migration!(32, "0032_deadlines", and pg),
    migration!(35, "0035_message_templates", and pg),
    migration!(36, "0036_billing", and pg),
    migration!(38, "0038_filing", and pg),
    migration!(39, "0039_attachment_ends", and pg),
    migration!(40, "0040_no_waiting_for_neighbours", only pg),
    migration!(41, "0041_scheduled_drafts"),
    migration!(43, "0043_words_of_uploads", and pg),
    migration!(45, "0045_tiers"),
    migration!(46, "0046_accounts", and pg),
    migration!(47, "0047_passkeys", and pg),
    migration!(50, "0050_appointments", and pg),
    migration!(53, "0053_patients_start", and pg),
    migration!(54, "0054_automatic_replies", and pg),
    migration!(56, "0056_notification_templates", and pg),
    migration!(60, "0060_contact_change", and pg),
    migration!(61, "0061_registration", and pg),
    migration!(64, "0064_invoices", and pg),
    migration!(68, "0068_look", and pg),
    migration!(70, "0070_labels"),
    migration!(72, "0072_families", and pg),
    jobs::lanes_migration(76),
    migration!(77, "0077_group_sends", and pg),
    migration!(82, "0082_distribution_lists", and pg),
    migration!(83, "0083_hidden_copies", and pg),
    migration!(85, "0085_delivery_reports", and pg),
    migration!(86, "0086_quiet_hours", and pg),
    migration!(87, "0087_calls_to_make", and pg),
    migration!(90, "0090_kept_forms", and pg),
    migration!(91, "0091_only_channel"),
    migration!(92, "0092_bundles", and pg),
    migration!(93, "0093_paces", and pg),
    migration!(94, "0094_reach_looked_at_again", only pg),
];

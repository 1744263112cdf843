//! The numbered list of migrations.

use db::Migration;

macro_rules! migration {
    ($number:literal, $name:literal) => {
        Migration {
            number: $number,
            name: $name,
            sql: include_str!(concat!("../../migrations/", $name, ".sql")),
            sqlite: None,
            pg: None,
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
];

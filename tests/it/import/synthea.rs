//! Real exports of a patient generator, where they are at hand.

use std::path::PathBuf;

use carepost::features::import::Outcome;

use super::{chart, import, search};
use crate::support::{On, run};

/// The folder that the environment names, or the one beside the working copy.
fn folder() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/testdata/synthea-10");
    std::env::var_os("CAREPOST_TEST_SYNTHEA")
        .map(PathBuf::from)
        .or(Some(beside))
        .filter(|folder| folder.is_dir())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_charts_of_a_generator_come_in_whole() {
    let Some(folder) = folder() else {
        eprintln!(
            "NOT RUN: set CAREPOST_TEST_SYNTHEA to a folder of Synthea's NDJSON (13 patients, 1,215 notes)"
        );
        return;
    };
    run(On::Sqlite, async |app| {
        let clinic = app.clinic().await.id;
        let (totals, told) = import(&app, clinic, &folder).await;
        assert_eq!(told.refused(), Vec::<String>::new());
        assert_eq!(
            (totals.created, totals.updated, totals.unchanged),
            (2_486, 0, 0),
            "13 patients, 43 members, 1,215 notes, 1,215 visits"
        );
        let marine = search(&app, clinic, "Marine542 Upton904").await.remove(0);
        assert_eq!(
            (marine.name().as_str(), marine.birth_date.as_str()),
            ("Marine542 Ai120 Upton904", "1927-05-21")
        );
        let items = chart(&app, clinic, marine.id).await;
        assert_eq!(items.len(), 2 * 708);
        assert!(items.iter().all(|item| item.file_id.is_some()));
        assert_eq!(search(&app, clinic, "O'Keefe54").await.len(), 1);

        let (again, told) = import(&app, clinic, &folder).await;
        assert_eq!((again.created, again.updated, again.refused), (0, 0, 0));
        assert_eq!(again.unchanged, 2_486);
        assert!(
            told.rows
                .iter()
                .all(|row| matches!(row.outcome, Outcome::Unchanged | Outcome::LeftOut(_)))
        );
    })
    .await;
}

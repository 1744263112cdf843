//! A backup restored elsewhere is equal, nobody is signed in there, and nobody is notified again.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use carepost::app::{self, Edges};
use carepost::features::conversations::{self, Cursor};
use carepost::features::{attachments, audit};
use carepost::platform::blobs::Blobs;
use carepost::platform::config::Config;
use carepost::platform::ids::ClinicId;
use carepost::platform::keys::Purpose;
use carepost::platform::mail::RecordingMail;
use carepost::platform::malware::NoScanner;
use carepost::platform::payments::NoPayments;
use carepost::platform::state::State;
use carepost::platform::texts::RecordingTexts;
use carepost::platform::time::DAY;
use futures::TryStreamExt as _;

use crate::support::program::{self, output, over as carepost, root_key, text};
use crate::support::{Clinic, TestApp, both_engines};

const CANARY: &str = "Canarysubject";

/// An empty place to restore to; the database of PostgreSQL lives as long as it.
struct Elsewhere {
    folder: tempfile::TempDir,
    postgres: Option<testpg::Database>,
}

impl Elsewhere {
    fn new(app: &TestApp) -> Elsewhere {
        let postgres = !app.state.env.config.data.postgres_url.is_empty();
        Elsewhere {
            folder: tempfile::tempdir().unwrap(),
            postgres: postgres.then(|| tokio::task::block_in_place(testpg::fresh_database)),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn restore(&self, from: &Path) -> Command {
        let mut command = program::carepost(self.folder.path());
        if let Some(postgres) = &self.postgres {
            command.env("CAREPOST_DATA_POSTGRES_URL", postgres.url());
        }
        command
            .arg("restore")
            .arg(from)
            .arg("--data")
            .arg(self.data());
        command
    }

    /// What was restored, opened, with mail and texts that are recorded.
    async fn open(&self) -> (State, Arc<RecordingMail>, Arc<RecordingTexts>) {
        let mut config = Config::default();
        config.data.folder = self.data();
        config.data.root_key = root_key();
        config.data.postgres_url = self
            .postgres
            .as_ref()
            .map_or_else(String::new, testpg::Database::url);
        config.smtp.from_address = "messages@clinic.example.org".to_owned();
        let env = app::env(config).unwrap();
        let db = app::open_database(&env).await.unwrap();
        let (mail, texts) = (
            Arc::new(RecordingMail::default()),
            Arc::new(RecordingTexts::default()),
        );
        let edges = Edges {
            mail: mail.clone(),
            texts: texts.clone(),
            payments: Arc::new(NoPayments),
            blobs: Blobs::folder(&self.data().join("files")).unwrap(),
            scanner: Arc::new(NoScanner),
        };
        (app::state(db.across(), env, edges).unwrap(), mail, texts)
    }
}

/// A clinic with a patient, a chart item with a file, one message that was told and one that waits to be.
async fn lived_in(app: &TestApp) -> (Clinic, carepost::features::conversations::Sent) {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    app.write_to(&clinic, &patient, CANARY, "<p>Canarybody told</p>", true)
        .await;
    app.run_jobs().await;
    let waits = app
        .write_to(&clinic, &patient, CANARY, "<p>Canarybody waits</p>", true)
        .await;
    let note = tempfile::tempdir().unwrap();
    let path = note.path().join("one.ndjson");
    let resources = [
        serde_json::json!({"resourceType": "Patient", "id": "1", "birthDate": "1980-01-02", "name": [{"family": "Ashdown"}]}),
        serde_json::json!({"resourceType": "DocumentReference", "id": "d", "subject": {"reference": "Patient/1"}, "date": "2025-01-02",
            "content": [{"attachment": {"contentType": "text/plain", "data": "Q2FuYXJ5ZmlsZQ=="}}]}),
    ];
    std::fs::write(&path, resources.map(|r| format!("{r}\n")).concat()).unwrap();
    let request = carepost::features::import::Request {
        path,
        dry_run: false,
        system: String::new(),
    };
    let totals = carepost::features::import::import(&app.state, clinic.id, request, &mut Silent)
        .await
        .unwrap();
    assert_eq!(totals.created, 2);
    (clinic, waits)
}

struct Silent;

impl carepost::features::import::Observer for Silent {
    fn row(&mut self, _: &carepost::features::import::Row) {}
    fn progress(&mut self, _: u64, _: u64) {}
}

async fn counts(db: &db::Db) -> Vec<i64> {
    db.read(|tx| {
        let mut counts = Vec::new();
        for sql in [
            "SELECT count(*) FROM patient",
            "SELECT count(*) FROM message",
            "SELECT count(*) FROM delivery",
            "SELECT count(*) FROM staff_member",
            "SELECT count(*) FROM chart_item",
            "SELECT count(*) FROM stored_file",
            "SELECT count(*) FROM patient_search_term",
        ] {
            counts.push(tx.one::<(i64,)>(sql, &[])?.0);
        }
        Ok::<_, db::Error>(counts)
    })
    .await
    .unwrap()
}

async fn count(db: &db::Db, sql: &'static str) -> i64 {
    db.read(move |tx| tx.one::<(i64,)>(sql, &[]))
        .await
        .map_err(|e: db::Error| e)
        .unwrap()
        .0
}

/// The bytes of the one stored file.
async fn stored(state: &State, clinic: ClinicId) -> Vec<u8> {
    let (name,): (String,) = state
        .db
        .read(move |tx| {
            tx.one(
                "SELECT blob_key FROM stored_file WHERE clinic_id = $1 AND state = 'available'",
                &[&clinic],
            )
        })
        .await
        .map_err(|e: db::Error| e)
        .unwrap();
    let key = state.env.keys.clinic(clinic.uuid(), Purpose::Blobs);
    let reader = state
        .blobs
        .open(&key, &name.parse().unwrap())
        .await
        .unwrap();
    reader
        .stream()
        .try_fold(Vec::new(), async |mut all, piece| {
            all.extend(piece);
            Ok(all)
        })
        .await
        .unwrap()
}

/// Every file below a folder.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(walk(&path))
        } else {
            found.push(path)
        }
    }
    found
}

both_engines!(
    a_backup_restored_elsewhere_is_equal_and_tells_nobody,
    async |app: TestApp| {
        let (clinic, waits) = lived_in(&app).await;
        app.signed_in(&clinic.owner).await;
        let place = tempfile::tempdir().unwrap();
        let backup = place.path().join("backup");
        let made = output(carepost(&app, place.path()).arg("backup").arg(&backup));
        assert!(made.status.success(), "{}", text(&made.stderr));
        assert_eq!(
            std::fs::read_dir(place.path()).unwrap().count(),
            1,
            "nothing but the backup is left"
        );
        for file in walk(&backup) {
            let bytes = std::fs::read(&file).unwrap();
            assert!(
                !bytes.windows(6).any(|w| w == b"Canary"),
                "{} can be read without the key",
                file.display()
            );
        }

        let elsewhere = Elsewhere::new(&app);
        let restored = output(&mut elsewhere.restore(&backup));
        assert!(restored.status.success(), "{}", text(&restored.stderr));
        assert!(
            text(&restored.stdout).contains("1 sessions ended; 1 notifications"),
            "{}",
            text(&restored.stdout)
        );

        let (state, mail, texts) = elsewhere.open().await;
        assert_eq!(counts(&state.db).await, counts(&app.state.db).await);
        assert_eq!(count(&state.db, "SELECT count(*) FROM session").await, 0);
        assert_eq!(
            count(
                &state.db,
                "SELECT count(*) FROM delivery WHERE state = 'queued'"
            )
            .await,
            0
        );
        assert_eq!(stored(&state, clinic.id).await, b"Canaryfile");
        let actor = clinic.nurse.actor();
        let read = state
            .db
            .read(move |tx| conversations::thread(tx, &actor, waits.conversation, Cursor::START));
        let thread = read.await.map_err(|e: db::Error| e).unwrap();
        assert_eq!(thread.subject, CANARY);
        assert!(
            audit::verify(&state.db, &state.env)
                .await
                .unwrap()
                .flaws
                .is_empty()
        );

        app::jobs::drain(&state).await.unwrap();
        assert!(
            mail.take().is_empty() && texts.take().is_empty(),
            "somebody was notified again"
        );
        state.db.close().await;
        app.run_jobs().await;
        assert_eq!(
            count(&app.state.db, "SELECT count(*) FROM session").await,
            1,
            "the source goes on as it was"
        );
    }
);

both_engines!(
    a_backup_is_refused_whole_when_anything_about_it_is_wrong,
    async |app: TestApp| {
        lived_in(&app).await;
        let place = tempfile::tempdir().unwrap();
        let backup = place.path().join("backup");
        assert!(
            output(carepost(&app, place.path()).arg("backup").arg(&backup))
                .status
                .success()
        );
        let refused = |elsewhere: &Elsewhere, command: &mut Command, part: &str| {
            let done = output(command);
            assert_eq!(done.status.code(), Some(1));
            assert!(
                text(&done.stderr).contains(part),
                "{part}: {}",
                text(&done.stderr)
            );
            assert!(!elsewhere.data().exists(), "{part}: something was written");
        };
        let elsewhere = Elsewhere::new(&app);

        let again = output(carepost(&app, place.path()).arg("backup").arg(&backup));
        assert_eq!(again.status.code(), Some(1));
        assert!(text(&again.stderr).contains("exists already"));

        let other_key = format!("{}b2", "6f".repeat(31));
        refused(
            &elsewhere,
            elsewhere
                .restore(&backup)
                .env("CAREPOST_DATA_ROOT_KEY", other_key),
            "the root key is not the one",
        );
        refused(
            &elsewhere,
            &mut elsewhere.restore(place.path()),
            "is no backup",
        );

        let file = walk(&backup.join("files")).remove(0);
        let whole = std::fs::read(&file).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        std::fs::write(&file, changed).unwrap();
        refused(
            &elsewhere,
            &mut elsewhere.restore(&backup),
            "damaged or missing",
        );
        std::fs::remove_file(&file).unwrap();
        refused(
            &elsewhere,
            &mut elsewhere.restore(&backup),
            "damaged or missing",
        );
        std::fs::write(&file, whole).unwrap();

        let manifest = backup.join("manifest.json");
        let honest = std::fs::read_to_string(&manifest).unwrap();
        std::fs::write(
            &manifest,
            honest.replacen("\"version\": \"", "\"version\": \"9", 1),
        )
        .unwrap();
        refused(
            &elsewhere,
            &mut elsewhere.restore(&backup),
            "was changed after the backup was made",
        );
        std::fs::write(&manifest, honest).unwrap();

        assert!(output(&mut elsewhere.restore(&backup)).status.success());
        let twice = output(&mut elsewhere.restore(&backup));
        assert_eq!(twice.status.code(), Some(1));
        assert!(
            text(&twice.stderr).contains("exists already"),
            "{}",
            text(&twice.stderr)
        );
    }
);

both_engines!(
    m33_an_attachment_that_has_ended_is_in_no_later_backup_and_ends_again_after_a_restore,
    async |app: TestApp| {
        // The program goes by the machine's clock: the message is more than a year old for it.
        app.now_is_now();
        app.clock.advance(-400 * DAY);
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let told = crate::attachments::send_file(&nurse, "plan.txt", b"Canaryplan").await;
        let file = told.is(200).json()["id"].as_str().unwrap().to_owned();
        let fields = [
            ("patient_id", &*patient.id.to_string()),
            ("subject", "Your plan"),
            ("body", "Attached."),
            ("attachment_ids", &*file),
        ];
        let draft = format!("/staff/compose/{}", app.state.env.id::<uuid::Uuid>());
        nurse.post(&draft, &fields).await.is(200).shows("plan.txt");
        app.run_jobs().await;

        let place = tempfile::tempdir().unwrap();
        let backup = async |name: &str| {
            let folder = place.path().join(name);
            let made = output(carepost(&app, place.path()).arg("backup").arg(&folder));
            assert!(made.status.success(), "{}", text(&made.stderr));
            folder
        };
        let older = backup("older").await;
        assert_eq!(walk(&older.join("files")).len(), 1);
        app.clock.advance(366 * DAY);
        attachments::end_due(&app.state).await.unwrap();
        assert_eq!(
            walk(&app.data_folder().join("files")).len(),
            0,
            "it has ended"
        );
        let later = backup("later").await;
        assert_eq!(walk(&later.join("files")).len(), 0);

        for (from, files) in [(&older, 1), (&later, 0)] {
            let elsewhere = Elsewhere::new(&app);
            let restored = output(&mut elsewhere.restore(from));
            assert!(restored.status.success(), "{}", text(&restored.stderr));
            assert_eq!(walk(&elsewhere.data().join("files")).len(), files);
            let (state, mail, texts) = elsewhere.open().await;
            attachments::end_due(&state).await.unwrap();
            app::jobs::drain(&state).await.unwrap();
            assert_eq!(walk(&elsewhere.data().join("files")).len(), 0);
            let gone = "SELECT count(*) AS n FROM stored_file WHERE state = 'deleted' AND sha256 IS NOT NULL";
            assert_eq!(count(&state.db, gone).await, 1, "its tombstone stays");
            assert!(mail.take().is_empty() && texts.take().is_empty());
            state.db.close().await;
        }
    }
);

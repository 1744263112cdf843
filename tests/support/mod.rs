//! A whole Carepost for one test: real server, real database, a clock that the test sets, recorded mail and texts.

pub mod aiosmtpd;
mod authenticator;
mod browser;
mod charts;
pub mod clamd;
mod clinics;
pub mod files;
mod keys;
mod patients;
pub mod postfix;
pub mod program;
pub mod real_clamd;
pub mod smtp;
mod stream;
pub mod stripe;
pub mod texts;

use std::sync::Arc;

use carepost::app;
use carepost::platform::blobs::Blobs;
use carepost::platform::config::Config;
use carepost::platform::env::Env;
use carepost::platform::keys::{Keys, RootKey};
use carepost::platform::mail::RecordingMail;
use carepost::platform::malware::ProgrammedScanner;
use carepost::platform::payments::{NoPayments, Stripe, StripeOptions};
use carepost::platform::pdf_reader::PdfReader;
use carepost::platform::random::SeededRandom;
use carepost::platform::state::{Held, State};
use carepost::platform::texts::RecordingTexts;
use carepost::platform::time::{Clock as _, SetClock, SystemClock, Timestamp};
use carepost::platform::web;
use tokio::net::TcpListener;

pub use authenticator::Authenticator;
pub use browser::{Answer, Browser};
pub use charts::Linked;
pub use clinics::{Clinic, Member, PASSWORD};
pub use keys::Program;
pub use patients::{BIRTH_DATE, Patient};
pub use stream::Stream;

/// Which database engine a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    Sqlite,
    Postgres,
}

/// Thursday 2 July 2026, 10:20 in Toronto.
pub const NOON_ISH: Timestamp = Timestamp(1_783_002_000_000);

/// Largest upload, in bytes.
pub const MAX_UPLOAD: usize = 12 * 1024 * 1024;

/// One running Carepost. Its folder, database and server go when it is dropped.
pub struct TestApp {
    /// The test's own state: its database reaches every clinic's rows.
    pub state: State,
    /// The database as the server and its jobs have it: each transaction reaches what it says it does.
    held: db::Db,
    pub clock: Arc<SetClock>,
    pub mail: Arc<RecordingMail>,
    pub texts: Arc<RecordingTexts>,
    pub scanner: Arc<ProgrammedScanner>,
    pub base_url: String,
    ground: Arc<Ground>,
}

/// What a test's data stands on; it goes when the test has ended.
struct Ground {
    _folder: tempfile::TempDir,
    _postgres: Option<testpg::Database>,
}

impl TestApp {
    /// Starts Carepost on `engine` with an empty database and the clock at [`NOON_ISH`].
    pub async fn start(engine: On) -> TestApp {
        // Every test of the process asks; the first one installs it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (listener, base_url) = free_port().await;
        let mut config = Config::default();
        config.server.public_url = base_url.clone();
        config.data.folder = folder.path().join("data");
        config.smtp.from_address = "messages@clinic.example.org".to_owned();
        config.staff.require_second_factor = false;
        // Each notice at once and by itself; bundles and paces have tests of their own.
        config.messages.bundle_seconds = 0;
        (config.smtp.per_minute, config.texts.per_minute) = (0, 0);
        config.uploads.max_bytes = MAX_UPLOAD as u64;
        let postgres = match engine {
            On::Sqlite => None,
            On::Postgres => Some(tokio::task::block_in_place(testpg::fresh_database)),
        };
        config.data.postgres_url = postgres
            .as_ref()
            .map_or_else(String::new, testpg::Database::url);
        let clock = Arc::new(SetClock::new(NOON_ISH));
        let keys = Keys::new(RootKey::from_text(&"5e".repeat(31).add("a1")).expect("a key"));
        let env = Env::new(
            clock.clone(),
            Arc::new(SeededRandom::new(7)),
            Arc::new(keys),
            Arc::new(config),
        );
        let (mail, texts) = (
            Arc::new(RecordingMail::default()),
            Arc::new(RecordingTexts::default()),
        );
        let scanner = Arc::new(ProgrammedScanner::default());
        let edges = app::Edges {
            mail: mail.clone(),
            texts: texts.clone(),
            payments: Arc::new(NoPayments),
            blobs: Blobs::folder(&env.config.data.folder.join("files")).expect("a folder"),
            scanner: scanner.clone(),
        };
        let db = app::open_database(&env).await.expect("the database opens");
        let mut state = app::state(db, env, edges).expect("the state");
        state.pdf_reader = PdfReader::at(env!("CARGO_BIN_EXE_carepost").into());
        let router = app::router(state.clone());
        tokio::spawn(web::serve(listener, router, std::future::pending()));
        TestApp {
            state: seeing_all(&state),
            held: state.db.clone(),
            clock,
            mail,
            texts,
            scanner,
            base_url,
            ground: Arc::new(Ground {
                _folder: folder,
                _postgres: postgres,
            }),
        }
    }

    /// Another server over the same database and clock, whose configuration differs by `change`: another node, another policy.
    pub async fn beside(&self, change: impl FnOnce(&mut Config)) -> TestApp {
        let (listener, base_url) = free_port().await;
        let mut config = (*self.state.env.config).clone();
        config.server.public_url = base_url.clone();
        change(&mut config);
        let mut state = self.running();
        state.env.config = Arc::new(config);
        self.on(listener, base_url, state)
    }

    /// Another server over the same database and clock, which takes payments through `stripe`.
    pub async fn paying_through(&self, stripe: &stripe::StripeServer) -> TestApp {
        let (listener, base_url) = free_port().await;
        let mut config = (*self.state.env.config).clone();
        config.server.public_url = base_url.clone();
        config.stripe.secret_key = stripe::SECRET_KEY.to_owned();
        config.stripe.webhook_secret = stripe::WEBHOOK_SECRET.to_owned();
        config.stripe.base_url = stripe.base_url();
        config.stripe.checkout_origin = stripe.base_url();
        let mut state = self.running();
        let options = StripeOptions {
            timeout: std::time::Duration::from_secs(2),
            ..StripeOptions::from_config(&config.stripe)
        };
        state.payments = Arc::new(Stripe::new(options).expect("a client"));
        state.env.config = Arc::new(config);
        self.on(listener, base_url, state)
    }

    /// What the server and its jobs run with.
    fn running(&self) -> State {
        State::from(Held {
            db: self.held.clone(),
            ..Held::clone(&self.state)
        })
    }

    /// Lets go of the database, so that the program itself can have it.
    pub async fn close(&self) {
        self.state.db.close().await;
    }

    /// This Carepost again, after the program has had its data.
    pub async fn opened_again(&self) -> TestApp {
        let edges = app::Edges {
            mail: self.mail.clone(),
            texts: self.texts.clone(),
            payments: self.state.payments.clone(),
            blobs: self.state.blobs.clone(),
            scanner: self.scanner.clone(),
        };
        let env = self.state.env.clone();
        let db = app::open_database(&env).await.expect("the database opens");
        let state = app::state(db, env, edges).expect("the state");
        let (listener, base_url) = free_port().await;
        self.on(listener, base_url, state)
    }

    /// Serves `state` over the same ground.
    fn on(&self, listener: TcpListener, base_url: String, state: State) -> TestApp {
        let router = app::router(state.clone());
        tokio::spawn(web::serve(listener, router, std::future::pending()));
        TestApp {
            state: seeing_all(&state),
            held: state.db.clone(),
            clock: self.clock.clone(),
            mail: self.mail.clone(),
            texts: self.texts.clone(),
            scanner: self.scanner.clone(),
            base_url,
            ground: self.ground.clone(),
        }
    }

    /// Sets the clock to the machine's, which is the one that the program goes by.
    pub fn now_is_now(&self) {
        self.clock.set(SystemClock.now());
    }

    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base_url)
    }

    /// The folder of the database and of stored files.
    pub fn data_folder(&self) -> &std::path::Path {
        &self.state.env.config.data.folder
    }

    /// Does every job that is due by the test's clock; how many that were.
    pub async fn run_jobs(&self) -> usize {
        app::jobs::drain(&self.running())
            .await
            .expect("the queue runs")
    }

    /// Ends the test: the database closes tidily.
    pub async fn stop(self) {
        self.state.db.close().await;
    }
}

/// The state with a database that reaches every clinic's rows.
fn seeing_all(state: &State) -> State {
    State::from(Held {
        db: state.db.across(),
        ..Held::clone(state)
    })
}

/// A listener on a free port, and where that is.
async fn free_port() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await;
    let listener = listener.expect("a free port");
    let address = listener.local_addr().expect("an address");
    (listener, format!("http://{address}"))
}

use std::ops::Add as _;

/// Declares a test that runs on both engines: `both_engines!(name, async |app: TestApp| { … });`
macro_rules! both_engines {
    ($(#[$doc:meta])* $name:ident, $body:expr) => {
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                $crate::support::run($crate::support::On::Sqlite, $body).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                $crate::support::run($crate::support::On::Postgres, $body).await;
            }
        }
    };
}
pub(crate) use both_engines;

/// Runs one test on one engine.
pub async fn run(engine: On, body: impl AsyncFnOnce(TestApp)) {
    let app = TestApp::start(engine).await;
    let (state, ground) = (app.running(), app.ground.clone());
    body(app).await;
    no_jobs_left(&state).await;
    state.db.close().await;
    drop(ground);
}

/// What a test has queued is done, and nothing of it is left over: not due, not with a worker, not set aside.
async fn no_jobs_left(state: &State) {
    app::jobs::drain(state).await.expect("the queue runs");
    let now = state.env.now().0;
    let db = state.db.across();
    let left = db.read(move |tx| {
        let due = jobs::next_due(tx)?.is_some_and(|due| due <= now);
        Ok::<_, db::Error>((due, jobs::counts(tx)?))
    });
    let (due, counts) = left.await.expect("the queue");
    assert!(!due && counts.leased == 0, "jobs are left: {counts:?}");
    assert_eq!(counts.set_aside, 0, "jobs were set aside");
}

//! Opening what the configuration names: the database, the files, the ways out.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use super::migrations::MIGRATIONS;
use crate::platform::auth::sessions;
use crate::platform::blobs::{Blobs, S3Options};
use crate::platform::config::{Config, Encryption};
use crate::platform::env::Env;
use crate::platform::i18n::Catalog;
use crate::platform::keys::{Keys, Purpose, RootKey};
use crate::platform::live::Live;
use crate::platform::mail::{Mail, NoMail, Smtp, SmtpOptions};
use crate::platform::malware::{ClamAv, NoScanner, Scanner};
use crate::platform::payments::{NoPayments, Payments, Stripe, StripeOptions};
use crate::platform::pdf_reader::PdfReader;
use crate::platform::random::SystemRandom;
use crate::platform::state::{Held, State};
use crate::platform::texts::{NoTexts, Texts, Twilio, TwilioOptions};
use crate::platform::time::SystemClock;
use crate::platform::watch::Metrics;

/// One file may take this long to be scanned.
const SCAN_TIMEOUT: Duration = Duration::from_secs(120);

/// The ways out of Carepost.
pub struct Edges {
    /// Outgoing email.
    pub mail: Arc<dyn Mail>,
    /// Outgoing text messages.
    pub texts: Arc<dyn Texts>,
    /// Payment pages.
    pub payments: Arc<dyn Payments>,
    /// Files at rest.
    pub blobs: Blobs,
    /// The malware scanner.
    pub scanner: Arc<dyn Scanner>,
}

impl Edges {
    /// The real ones, as the configuration names them.
    pub fn from_config(config: &Config) -> anyhow::Result<Edges> {
        let host = config
            .server
            .public_url
            .split("://")
            .nth(1)
            .unwrap_or("localhost");
        let mail: Arc<dyn Mail> = if config.smtp.host.is_empty() {
            Arc::new(NoMail)
        } else {
            Arc::new(
                Smtp::new(SmtpOptions::from_config(&config.smtp, host))
                    .context("the section [smtp]")?,
            )
        };
        let texts: Arc<dyn Texts> = if config.texts.base_url.is_empty() {
            Arc::new(NoTexts)
        } else {
            Arc::new(
                Twilio::new(TwilioOptions::from_config(&config.texts))
                    .context("the section [texts]")?,
            )
        };
        let payments: Arc<dyn Payments> = if config.takes_payments() {
            let stripe = Stripe::new(StripeOptions::from_config(&config.stripe));
            Arc::new(stripe.context("the section [stripe]")?)
        } else {
            Arc::new(NoPayments)
        };
        let scanner: Arc<dyn Scanner> = if config.uploads.clamav.is_empty() {
            Arc::new(NoScanner)
        } else {
            Arc::new(ClamAv::new(
                &config.uploads.clamav,
                SCAN_TIMEOUT,
                config.uploads.max_bytes,
            ))
        };
        Ok(Edges {
            mail,
            texts,
            payments,
            blobs: blobs(config)?,
            scanner,
        })
    }
}

fn blobs(config: &Config) -> anyhow::Result<Blobs> {
    let data = &config.data;
    if data.s3_bucket.is_empty() {
        return Blobs::folder(&data.folder.join("files")).context("the folder of attachments");
    }
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Blobs::s3(S3Options {
        bucket: data.s3_bucket.clone(),
        endpoint: given(&data.s3_endpoint),
        region: data.s3_region.clone(),
        credentials: given(&data.s3_access_key_id).zip(given(&data.s3_secret_access_key)),
    })
    .context("the S3 bucket of attachments")
}

/// The root key, from the environment or its file.
pub fn keys(config: &Config) -> anyhow::Result<Keys> {
    let root = if config.data.root_key.is_empty() {
        RootKey::from_file(&config.data.root_key_file)?
    } else {
        RootKey::from_text(&config.data.root_key)?
    };
    Ok(Keys::new(root))
}

/// The machine's clock and randomness, with the configuration's keys.
pub fn env(config: Config) -> anyhow::Result<Env> {
    let keys = Arc::new(keys(&config)?);
    Ok(Env::new(
        Arc::new(SystemClock),
        Arc::new(SystemRandom),
        keys,
        Arc::new(config),
    ))
}

/// Opens the database that the configuration names and brings its schema up to date.
pub async fn open_database(env: &Env) -> anyhow::Result<db::Db> {
    let data = &env.config.data;
    let options = if data.postgres_url.is_empty() {
        std::fs::create_dir_all(&data.folder)
            .with_context(|| format!("the data folder {} can't be made", data.folder.display()))?;
        let key = (data.encryption == Encryption::On)
            .then(|| db::Key::new(*env.keys.site(Purpose::Database).expose()));
        db::Options::sqlite(sqlite_path(&data.folder), key)
    } else {
        db::Options::postgres(&data.postgres_url)
    };
    let db = db::Db::open(options)
        .await
        .context("the database can't be opened")?;
    if !key_fits(&db, env).await {
        db.close().await;
        anyhow::bail!(
            "the root key is not the one that the data was made with; give that one as data.root_key_file or CAREPOST_DATA_ROOT_KEY"
        );
    }
    db.migrate(MIGRATIONS)
        .await
        .context("the database's schema can't be brought up to date")?;
    let check = env.keys.check_value();
    db.write(move |tx| {
        tx.exec(
            "INSERT INTO installation (id, key_check) VALUES (1, $1) ON CONFLICT (id) DO NOTHING",
            &[&check],
        )
    })
    .await
    .map_err(|error: db::Error| error)
    .context("the root key's check can't be kept")?;
    Ok(db)
}

/// Whether the root key is the one that the data was made with. A database without a schema fits every key.
pub async fn key_fits(db: &db::Db, env: &Env) -> bool {
    let kept = db
        .read(|tx| tx.opt::<(Vec<u8>,)>("SELECT key_check FROM installation WHERE id = 1", &[]))
        .await;
    match kept {
        Ok(Some((check,))) => env.keys.matches_check_value(&check),
        // No table yet, or no row: whatever else is wrong shows in the next step.
        Ok(None) | Err(_) => true,
    }
}

/// Where the SQLite database lies in a data folder.
pub fn sqlite_path(folder: &Path) -> std::path::PathBuf {
    folder.join("carepost.db")
}

/// Everything a running Carepost holds; live updates flow from the moment this returns.
pub fn state(db: db::Db, env: Env, edges: Edges) -> anyhow::Result<State> {
    let live = Live::default();
    tokio::spawn(live.clone().run(db.on_commit()));
    tokio::spawn(sessions::end_streams(db.clone(), env.clone(), live.clone()));
    Ok(State::from(Held {
        db,
        env,
        mail: edges.mail,
        texts: edges.texts,
        payments: edges.payments,
        blobs: edges.blobs,
        scanner: edges.scanner,
        pdf_reader: PdfReader::default(),
        live,
        catalog: Arc::new(Catalog::built_in()?),
        metrics: Metrics::default(),
        health: Arc::default(),
        reserve: Arc::default(),
    }))
}

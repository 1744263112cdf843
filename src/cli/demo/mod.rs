//! `carepost demo`: a sample clinic to try everything with, on this machine, with mail and texts in a mailbox page.
//!
//! The clinic is made by the verbs that people's clicks end in, with a clock that is set to the past; it depends on its
//! seed alone. Nobody in it exists.

mod accounts;
mod appointments;
mod build;
mod chart;
mod desk;
mod dice;
mod families;
mod files;
mod group;
mod invoices;
mod look;
mod names;
mod people;
mod post;
mod registrations;
mod stories;
mod topics;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use tokio::net::TcpListener;

use super::running;
use super::stop::Stop;
use crate::app::{self, Edges};
use crate::platform::blobs::Blobs;
use crate::platform::config::{Config, StripeConfig};
use crate::platform::env::Env;
use crate::platform::keys::{KEY_BYTES, RootKey};
use crate::platform::mailbox::{Mailbox, mailbox_routes};
use crate::platform::malware::NoScanner;
use crate::platform::payments::NoPayments;
use crate::platform::random::{Random as _, SeededRandom, SystemRandom};
use crate::platform::state::{Held, State};
use crate::platform::time::{SetClock, SystemClock, Timestamp};

/// Try Carepost with a sample clinic; mail and texts land in a mailbox page.
#[derive(clap::Args)]
pub struct Demo {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Folder of the sample clinic. It is made where there is none.
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
    /// Print one line of JSON when ready: where to go, and with which accounts.
    #[arg(long)]
    json: bool,
    /// Which sample clinic; the same number makes the same clinic.
    #[arg(long, default_value_t = 7)]
    seed: u64,
}

impl Demo {
    /// Makes the sample clinic where there is none, and serves it until the process is asked to stop.
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let stop = Stop::listen()?;
        let listener = TcpListener::bind(&self.listen).await.with_context(|| {
            format!("can't listen on {} (is another program using it? --listen chooses another address)", self.listen)
        })?;
        let port = listener.local_addr()?.port();
        let config = self.configured(config, port)?;
        let mailbox = Mailbox::new(Arc::new(SystemClock));
        let env = app::env(config)?;
        let db = app::open_database(&env).await?;
        let state = app::state(db.clone(), env, edges(&mailbox, &self.data)?)?;
        let served = self.serve(state, listener, &mailbox, stop).await;
        db.close().await;
        served.map(|()| ExitCode::SUCCESS)
    }

    async fn serve(
        &self,
        state: State,
        listener: TcpListener,
        mailbox: &Mailbox,
        stop: Stop,
    ) -> anyhow::Result<()> {
        if accounts::clinics(&state.db).await? == 0 {
            eprintln!("making the sample clinic in {} ...", self.data.display());
            self.build(&state, mailbox)
                .await
                .context("the sample clinic could not be made")?;
        } else if !self.finished().exists() {
            bail!(
                "{} holds another clinic, or a sample clinic that was not finished; remove it, or choose another folder with --data",
                self.data.display()
            );
        }
        let accounts = accounts::accounts(&state).await?;
        if self.json {
            println!("{}", serde_json::to_string(&accounts)?);
        } else {
            println!("{accounts}");
        }
        running::serve(state, listener, mailbox_routes(mailbox.clone()), stop).await
    }

    /// The file that says that the sample clinic is whole.
    fn finished(&self) -> PathBuf {
        self.data.join("sample-clinic")
    }

    async fn build(&self, state: &State, mailbox: &Mailbox) -> anyhow::Result<()> {
        let now = state.env.now();
        let clock = Arc::new(SetClock::new(Timestamp(0)));
        let env = Env::new(
            clock.clone(),
            Arc::new(SeededRandom::new(self.seed)),
            state.env.keys.clone(),
            state.env.config.clone(),
        );
        let past = State::from(Held {
            env,
            mail: Arc::new(post::Post(mailbox.dated_by(clock.clone()))),
            texts: Arc::new(mailbox.dated_by(clock.clone())),
            ..Held::clone(state)
        });
        build::build(&past, &clock, self.seed, now).await?;
        std::fs::write(self.finished(), format!("{}\n", self.seed))
            .context("the data folder can't be written")
    }

    /// The configuration of a demo: this machine only, one folder, no second factor.
    fn configured(&self, mut config: Config, port: u16) -> anyhow::Result<Config> {
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("the data folder {} can't be made", self.data.display()))?;
        // Browsers make passkeys for a name, never for a bare address.
        let host = match self.listen.starts_with("localhost:") {
            true => "localhost",
            false => "127.0.0.1",
        };
        config.server.public_url = format!("http://{host}:{port}");
        config.data.folder = self.data.clone();
        config.data.root_key_file = root_key(&self.data)?;
        config.data.root_key = String::new();
        config.data.s3_bucket = String::new();
        config.smtp.from_address = "messages@riverside.example.org".to_owned();
        config.staff.require_second_factor = false;
        // Its mailbox takes whatever comes; somebody who tries bundles out does not want to wait a minute.
        (config.smtp.per_minute, config.texts.per_minute) = (0, 0);
        config.messages.bundle_seconds = 3;
        // The sample clinic's bills are made up: nobody may be asked for money.
        config.stripe = StripeConfig::default();
        Ok(config)
    }
}

/// The demo's key, made where there is none. It lies with the data, as no real key should.
fn root_key(data: &Path) -> anyhow::Result<PathBuf> {
    let path = data.join("demo.key");
    if !path.exists() {
        let mut bytes = [0; KEY_BYTES];
        SystemRandom.fill(&mut bytes);
        RootKey::from_bytes(bytes).write_new(&path)?;
    }
    Ok(path)
}

fn edges(mailbox: &Mailbox, data: &Path) -> anyhow::Result<Edges> {
    Ok(Edges {
        mail: Arc::new(post::Post(mailbox.clone())),
        texts: Arc::new(mailbox.clone()),
        payments: Arc::new(NoPayments),
        blobs: Blobs::folder(&data.join("files")).context("the folder of attachments")?,
        scanner: Arc::new(NoScanner),
    })
}

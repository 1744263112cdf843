//! The program that is measured, in a process of its own, and the place where its data lies.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use carepost::app;
use carepost::platform::config::Config;
use carepost::platform::env::Env;
use serde::Serialize;

use crate::http::Caller;

/// Where the data of one engine lies, and the key it is kept under.
pub(crate) struct Place {
    folder: PathBuf,
    postgres: Option<testpg::Database>,
}

/// The data, open in this process: nobody serves it meanwhile.
pub(crate) struct Opened {
    pub(crate) db: db::Db,
    pub(crate) env: Env,
}

impl Opened {
    /// Lets PostgreSQL count what there is now, as it does by itself some time after many changes.
    pub(crate) async fn take_stock(&self) -> anyhow::Result<()> {
        if self.db.engine() == db::Engine::Postgres {
            let done = self.db.write(|tx| tx.exec("ANALYZE", &[]));
            done.await.map_err(|error: db::Error| error)?;
        }
        Ok(())
    }
}

/// Any key will do: the data goes when the bench ends.
const ROOT_KEY: &str = "5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5ea1";

impl Place {
    /// A new place for `engine` below `folder`.
    pub(crate) fn new(engine: &str, folder: &Path) -> anyhow::Result<Place> {
        let postgres = match engine {
            "sqlite" => None,
            "postgres" => Some(tokio::task::block_in_place(testpg::durable_database)),
            other => bail!("{other} is no engine; there are sqlite and postgres"),
        };
        Ok(Place {
            folder: folder.join(engine),
            postgres,
        })
    }

    /// Where files of the bench's own may lie.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    fn variables(&self) -> Vec<(String, String)> {
        let url = self
            .postgres
            .as_ref()
            .map_or_else(String::new, testpg::Database::url);
        vec![
            (
                "CAREPOST_DATA_FOLDER".to_owned(),
                self.folder.display().to_string(),
            ),
            ("CAREPOST_DATA_ROOT_KEY".to_owned(), ROOT_KEY.to_owned()),
            ("CAREPOST_DATA_POSTGRES_URL".to_owned(), url),
            ("CAREPOST_LOG_FILTER".to_owned(), "warn".to_owned()),
            // Requests are measured alone; the notices they queue wait.
            ("CAREPOST_WORKER_AT_ONCE".to_owned(), "0".to_owned()),
        ]
    }

    /// Opens the data here, with the options that the server has.
    pub(crate) async fn open(&self) -> anyhow::Result<Opened> {
        let env = app::env(Config::load(None, self.variables())?)?;
        let db = app::open_database(&env).await?.across();
        Ok(Opened { db, env })
    }
}

/// A running `carepost serve`. It ends with this value.
pub(crate) struct Program {
    child: Child,
    address: SocketAddr,
    /// From the start of the process to its first answer.
    pub(crate) ready: Duration,
}

impl Program {
    /// Starts the server on the data of `place` and waits until it answers.
    pub(crate) async fn start(place: &Place) -> anyhow::Result<Program> {
        Program::start_with(place.variables()).await
    }

    /// The same, with the worker as it is without settings, and a mail server to hand notices to.
    pub(crate) async fn start_working(place: &Place, mail: SocketAddr) -> anyhow::Result<Program> {
        let mut variables = place.variables();
        variables.retain(|(name, _)| name != "CAREPOST_WORKER_AT_ONCE");
        let settings = [
            ("CAREPOST_SMTP_HOST", mail.ip().to_string()),
            ("CAREPOST_SMTP_PORT", mail.port().to_string()),
            ("CAREPOST_SMTP_SECURITY", "none".to_owned()),
            // The machine's own pace is measured.
            ("CAREPOST_SMTP_PER_MINUTE", "0".to_owned()),
            (
                "CAREPOST_SMTP_FROM_ADDRESS",
                "clinic@example.org".to_owned(),
            ),
        ];
        variables.extend(settings.map(|(name, value)| (name.to_owned(), value)));
        Program::start_with(variables).await
    }

    async fn start_with(variables: Vec<(String, String)>) -> anyhow::Result<Program> {
        let address = free_address()?;
        let began = Instant::now();
        let child = Command::new(env!("CARGO_BIN_EXE_carepost"))
            .args(["serve", "--listen", &address.to_string()])
            .env("CAREPOST_SERVER_PUBLIC_URL", format!("http://{address}"))
            .envs(variables)
            .stdin(Stdio::null())
            .spawn()
            .context("the program can't be started")?;
        let mut program = Program {
            child,
            address,
            ready: Duration::ZERO,
        };
        while !program.answers().await {
            ensure!(
                began.elapsed() < Duration::from_secs(60),
                "the program does not answer"
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        program.ready = began.elapsed();
        Ok(program)
    }

    async fn answers(&self) -> bool {
        match self.caller().await {
            Ok(mut caller) => caller.get("/health").await.is_ok(),
            Err(_) => false,
        }
    }

    /// A connection of its own to the server.
    pub(crate) async fn caller(&self) -> anyhow::Result<Caller> {
        Caller::connect(self.address).await
    }

    /// Memory that the process holds, in MB of a million bytes.
    pub(crate) fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kib.map_or(f64::NAN, |kib| kib * 1024.0 / 1e6)
    }

    /// Asks the server to stop, and waits until it has.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        end(&mut self.child)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn end(child: &mut Child) -> anyhow::Result<()> {
    Command::new("kill").arg(child.id().to_string()).status()?;
    let status = child.wait()?;
    ensure!(status.success(), "the program ended with {status}");
    Ok(())
}

fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// The server on the sample clinic, with nothing to do.
#[derive(Debug, Serialize)]
pub(crate) struct Idle {
    /// From the start of the process to its first answer, in milliseconds.
    pub(crate) ready_ms: f64,
    /// Memory a few seconds later, in MB.
    pub(crate) resident_mb: f64,
}

/// Makes the sample clinic in `folder`, then starts the server on it a few times.
pub(crate) async fn demo(folder: &Path) -> anyhow::Result<Idle> {
    use std::io::BufRead as _;
    const STARTS: usize = 5;
    let mut demo = Command::new(env!("CARGO_BIN_EXE_carepost"))
        .args(["demo", "--json", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let said = demo.stdout.take().context("the demo says nothing")?;
    std::io::BufReader::new(said).read_line(&mut String::new())?;
    end(&mut demo)?;
    let variables = vec![
        (
            "CAREPOST_DATA_FOLDER".to_owned(),
            folder.display().to_string(),
        ),
        (
            "CAREPOST_DATA_ROOT_KEY_FILE".to_owned(),
            folder.join("demo.key").display().to_string(),
        ),
        ("CAREPOST_LOG_FILTER".to_owned(), "warn".to_owned()),
    ];
    let mut starts = Vec::new();
    let mut resident_mb = f64::NAN;
    for _ in 0..STARTS {
        let program = Program::start_with(variables.clone()).await?;
        starts.push(program.ready.as_secs_f64() * 1_000.0);
        tokio::time::sleep(Duration::from_secs(3)).await;
        resident_mb = program.resident_mb();
        program.stop().await?;
    }
    starts.sort_by(f64::total_cmp);
    Ok(Idle {
        ready_ms: starts[STARTS / 2],
        resident_mb,
    })
}

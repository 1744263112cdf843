//! The program itself, as an operator runs it.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use super::TestApp;

/// The root key of every test's installation.
pub fn root_key() -> String {
    format!("{}a1", "5e".repeat(31))
}

/// `carepost` with the data folder `folder/data`, and nothing of the tester's own environment.
pub fn carepost(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_carepost"));
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("CAREPOST_DATA_FOLDER", folder.join("data"))
        .env("CAREPOST_DATA_ROOT_KEY", root_key())
        .env("TMPDIR", folder);
    command
}

/// Runs it to its end.
pub fn output(command: &mut Command) -> Output {
    command.output().expect("the program runs")
}

/// What it printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// `carepost` over the data of `app`, working in `folder`.
pub fn over(app: &TestApp, folder: &Path) -> Command {
    let mut command = carepost(folder);
    command.env("CAREPOST_DATA_FOLDER", app.data_folder());
    let config = &app.state.env.config;
    for (key, value) in [
        (
            "CAREPOST_MESSAGES_BUNDLE_SECONDS",
            config.messages.bundle_seconds,
        ),
        ("CAREPOST_SMTP_PER_MINUTE", config.smtp.per_minute),
        ("CAREPOST_TEXTS_PER_MINUTE", config.texts.per_minute),
    ] {
        command.env(key, value.to_string());
    }
    let url = &app.state.env.config.data.postgres_url;
    if !url.is_empty() {
        command.env("CAREPOST_DATA_POSTGRES_URL", url);
    }
    command
}

/// The program under way; it is killed when dropped.
pub struct Running {
    child: Child,
    /// The first line that its log had of the awaited kind.
    told: serde_json::Value,
    log: Arc<Mutex<String>>,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    /// Starts `carepost serve` on a free port and waits until it listens.
    pub fn serve(mut command: Command) -> Running {
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        Running::until(command, "serving")
    }

    /// Starts `carepost work` and waits until it works.
    pub fn work(mut command: Command) -> Running {
        command.arg("work");
        Running::until(command, "working")
    }

    /// Starts a command and waits until its log says `message`.
    fn until(mut command: Command, message: &str) -> Running {
        let mut child = command
            .env("CAREPOST_LOG_FORMAT", "json")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let log = Arc::<Mutex<String>>::default();
        let (lines, kept) = (child.stderr.take().expect("its log"), Arc::clone(&log));
        let (say, said) = mpsc::channel();
        let message = message.to_owned();
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                let told: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
                if told["fields"]["message"] == *message {
                    let _ = say.send(told);
                }
                let mut log = kept.lock().expect("the log");
                log.push_str(&line);
                log.push('\n');
            }
        });
        let told = said.recv_timeout(Duration::from_secs(60));
        let told =
            told.unwrap_or_else(|_| panic!("it did not start: {}", log.lock().expect("log")));
        Running {
            child,
            told,
            log,
            reader: Some(reader),
        }
    }

    /// Where it serves: `http://127.0.0.1:…`.
    pub fn url(&self) -> String {
        let listen = self.told["fields"]["listen"].as_str();
        format!("http://{}", listen.expect("an address"))
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything that its log has said so far.
    fn log(&self) -> String {
        self.log.lock().expect("the log").clone()
    }

    /// Ends it as power loss would: at once, without a word (SIGKILL).
    pub fn kill(mut self) {
        self.child.kill().expect("it is there to be killed");
        self.child.wait().expect("it has ended");
    }

    /// Asks it to stop and waits until it has (SIGTERM).
    pub fn stop(self) {
        self.stop_and(|_| {});
    }

    /// The same; then looks at everything that its log has said.
    pub fn stop_and(mut self, look: impl FnOnce(&str)) {
        let id = self.child.id().to_string();
        assert!(
            output(Command::new("kill").args(["-TERM", &id]))
                .status
                .success()
        );
        let ended = self.child.wait().expect("it ends");
        assert!(ended.success(), "{ended}: {}", self.log());
        // The last lines are on their way still.
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the log is read to its end");
        }
        look(&self.log());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `carepost audit verify` says of the data of `app`.
pub fn audit_holds(app: &TestApp, folder: &Path) {
    let verified = output(over(app, folder).args(["audit", "verify"]));
    let words = text(&verified.stdout) + &text(&verified.stderr);
    assert!(verified.status.success(), "{words}");
    assert!(words.contains("hold"), "{words}");
}

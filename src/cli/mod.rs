//! The commands: each parses its arguments, builds what it needs, and calls a feature.

mod audit;
mod backup;
mod demo;
mod doctor;
mod generate;
mod import;
mod owner;
mod read_pdf;
mod restore;
mod running;
mod serve;
mod stop;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing::Level;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::platform::config::{Config, LogFormat};

/// Secure messaging between a clinic and its patients.
#[derive(Parser)]
#[command(name = "carepost", version, about)]
struct Arguments {
    /// The configuration file. Default: carepost.toml where there is one.
    #[arg(long, env = "CAREPOST_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try Carepost with a sample clinic; mail and texts land in a mailbox page.
    Demo(demo::Demo),
    /// Serve the staff app, the portal and the API, and deliver notifications.
    Serve(serve::Serve),
    /// Create a clinic with its owner, or help an owner who can't sign in.
    Owner(owner::OwnerCommand),
    /// Look after the audit.
    Audit(audit::Audit),
    /// Write the generated documents into a folder.
    #[command(hide = true)]
    Generate(generate::Generate),
    /// Read the words of a PDF for another Carepost: the PDF comes in, its text goes out.
    #[command(hide = true)]
    ReadPdf,
    /// Deliver notifications and do the other queued work, without serving (PostgreSQL).
    Work(work::Work),
    /// Copy the database and the attachments into a new folder, encrypted.
    Backup(backup::Backup),
    /// Put a backup into an empty data folder.
    Restore(restore::Restore),
    /// Check every part that can be reached, and say what to do.
    Doctor(doctor::Doctor),
    /// Bring in patients, portal links, staff, appointments and chart items from FHIR R4 or CSV.
    Import(import::Import),
}

/// Runs the program and says how it went: 0 done, 1 failed, 2 wrong arguments.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match act(arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("carepost: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn act(arguments: Arguments) -> anyhow::Result<ExitCode> {
    // A stranger's document is read without configuration, keys or log.
    if let Command::ReadPdf = arguments.command {
        return Ok(read_pdf::run());
    }
    // Two TLS providers would be linked otherwise; a second call answers Err and changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let file = arguments
        .config
        .or_else(|| Some(PathBuf::from("carepost.toml")).filter(|f| f.exists()));
    let config = Config::load(file.as_deref(), std::env::vars())?;
    log(&config)?;
    match arguments.command {
        Command::Demo(command) => run_async(command.run(config)),
        Command::Serve(command) => run_async(command.run(config)),
        Command::Owner(command) => run_async(command.run(config)),
        Command::Audit(command) => run_async(command.run(config)),
        Command::Generate(command) => command.run(),
        Command::ReadPdf => Ok(read_pdf::run()),
        Command::Work(command) => run_async(command.run(config)),
        Command::Import(command) => run_async(command.run(config)),
        Command::Doctor(command) => run_async(command.run(config)),
        Command::Backup(command) => run_async(command.run(config)),
        Command::Restore(command) => run_async(command.run(config)),
    }
}

/// Runs a command on a multi-threaded runtime and ends it tidily.
fn run_async(command: impl Future<Output = anyhow::Result<ExitCode>>) -> anyhow::Result<ExitCode> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(command)
}

fn log(config: &Config) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&config.log.filter)?;
    // What libraries say below that may hold what they work on: parameters of statements, text that is being sanitised.
    let harmless = filter_fn(|line| line.level() <= &Level::INFO || is_ours(line.target()));
    let lines = tracing_subscriber::registry().with(filter).with(harmless);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match config.log.format {
        LogFormat::Text => lines.with(layer).init(),
        LogFormat::Json => lines.with(layer.json()).init(),
    }
    Ok(())
}

/// Whether a line comes from Carepost itself.
fn is_ours(target: &str) -> bool {
    let root = target.split("::").next().unwrap_or_default();
    ["carepost", "db", "jobs", "fhir"].contains(&root)
}

//! `carepost owner`: a new clinic with its owner, a lost password, who the owners are.

use std::io::{BufRead as _, IsTerminal as _};
use std::process::ExitCode;

use anyhow::{Context as _, bail, ensure};
use zeroize::Zeroizing;

use crate::app;
use crate::features::staff::{self, NewClinic, Owner};
use crate::platform::auth::passwords;
use crate::platform::config::Config;
use crate::platform::env::Env;
use crate::platform::i18n::Catalog;
use crate::platform::keys::RootKey;
use crate::platform::random::{Random as _, SystemRandom};
use crate::platform::web::{Error, Refusal};

/// Create a clinic with its owner, or help an owner who can't sign in.
#[derive(clap::Args)]
pub struct OwnerCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Create a clinic and its owner. The password is asked for, or read from standard input; never from the arguments.
    Create(Create),
    /// Set a new password for an owner and end their sessions. It is asked for, or read from standard input.
    ResetPassword {
        /// The owner's email address.
        #[arg(long)]
        email: String,
        /// Also take the second factor away: the owner sets up a new one at the next sign-in.
        #[arg(long)]
        second_factor: bool,
    },
    /// List every clinic and its owner.
    List,
}

#[derive(clap::Args)]
struct Create {
    /// The clinic's name, as patients know it. Asked for where it is missing.
    #[arg(long, default_value = "")]
    clinic: String,
    /// The owner's email address: signs in with it. Asked for where it is missing.
    #[arg(long, default_value = "")]
    email: String,
    /// The owner's name. Asked for where it is missing.
    #[arg(long, default_value = "")]
    name: String,
    /// Language of the clinic and its owner: en or fr.
    #[arg(long, default_value = "en")]
    language: String,
    /// The clinic's time zone.
    #[arg(long, default_value = "America/Toronto")]
    time_zone: String,
    /// The clinic's telephone number, shown to patients.
    #[arg(long, default_value = "")]
    phone: String,
}

impl Create {
    /// Asks for what the arguments don't say.
    fn complete(&mut self) -> anyhow::Result<()> {
        for (answer, argument, question) in [
            (&mut self.clinic, "--clinic", "Name of the clinic: "),
            (&mut self.name, "--name", "Name of the owner: "),
            (&mut self.email, "--email", "Email address of the owner: "),
        ] {
            if answer.is_empty() {
                *answer = ask(argument, question)?;
            }
        }
        Ok(())
    }
}

/// Asks a question on the terminal; without one the argument is missing.
fn ask(argument: &str, question: &str) -> anyhow::Result<String> {
    let input = std::io::stdin();
    ensure!(input.is_terminal(), "{argument} is missing");
    eprint!("{question}");
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    ensure!(!line.trim().is_empty(), "{argument} is missing");
    Ok(line.trim().to_owned())
}

impl OwnerCommand {
    /// Does what was asked.
    pub async fn run(mut self, config: Config) -> anyhow::Result<ExitCode> {
        if let What::Create(new) = &mut self.what {
            new.complete()?;
            make_root_key(&config)?;
        }
        let env = app::env(config)?;
        // The password is asked for before the data folder is touched.
        let about = match &self.what {
            What::Create(new) => vec![new.email.clone(), new.name.clone(), new.clinic.clone()],
            What::ResetPassword { email, .. } => vec![email.clone()],
            What::List => Vec::new(),
        };
        let hash = match &self.what {
            What::List => String::new(),
            _ => new_password(&env, &about).await?,
        };
        let db = app::open_database(&env).await?.across();
        let done = match self.what {
            What::Create(new) => create(&db, &env, new, hash).await,
            What::ResetPassword {
                email,
                second_factor,
            } => reset(&db, &env, email, (hash, second_factor)).await,
            What::List => list(&db).await,
        };
        db.close().await;
        done.map(|()| ExitCode::SUCCESS)
    }
}

async fn create(db: &db::Db, env: &Env, new: Create, password_hash: String) -> anyhow::Result<()> {
    let new = NewClinic {
        name: new.clinic,
        language: new.language,
        time_zone: new.time_zone,
        phone: new.phone,
        owner_email: new.email,
        owner_name: new.name,
        password_hash,
    };
    let (wanted, inside) = (new.clone(), env.clone());
    let (clinic, _) = db
        .write(move |tx| staff::create_clinic(tx, &inside, &wanted))
        .await
        .map_err(in_words)?;
    println!("The clinic {} is created (id {clinic}).", new.name);
    println!(
        "Its owner signs in at {}/staff with {}.",
        env.config.server.public_url, new.owner_email
    );
    Ok(())
}

async fn reset(
    db: &db::Db,
    env: &Env,
    email: String,
    (hash, factor): (String, bool),
) -> anyhow::Result<()> {
    let (inside, of) = (env.clone(), email.clone());
    db.write(move |tx| staff::reset_owner(tx, &inside, &of, &hash, factor))
        .await
        .map_err(in_words)?;
    println!("{email} has a new password, and is signed out everywhere.");
    Ok(())
}

async fn list(db: &db::Db) -> anyhow::Result<()> {
    let owners: Vec<Owner> = db.read(staff::owners).await?;
    if owners.is_empty() {
        println!("There is no clinic yet: carepost owner create makes one.");
    }
    for owner in owners {
        let factor = if owner.has_second_factor {
            "second factor"
        } else {
            "no second factor"
        };
        println!(
            "{}  {}  {} <{}>  {factor}",
            owner.clinic_id, owner.clinic_name, owner.display_name, owner.email
        );
    }
    Ok(())
}

/// Makes the root key where there is none and nothing was encrypted with one yet.
fn make_root_key(config: &Config) -> anyhow::Result<()> {
    let (data, file) = (&config.data, &config.data.root_key_file);
    if !data.root_key.is_empty() || file.exists() {
        return Ok(());
    }
    ensure!(
        !app::sqlite_path(&data.folder).exists(),
        "the data folder {} was written with a root key, but {} is not there: bring the key back from where it is kept",
        data.folder.display(),
        file.display()
    );
    let mut bytes = Zeroizing::new([0_u8; 32]);
    SystemRandom.fill(&mut *bytes);
    RootKey::from_bytes(*bytes).write_new(file)?;
    eprintln!("A new root key is in {}.", file.display());
    eprintln!(
        "Without it nobody can read the data, not even you. Copy it now to a safe place, apart from the data and its backups."
    );
    Ok(())
}

/// Asks for a new password, twice on a terminal, and hashes it.
async fn new_password(env: &Env, about: &[String]) -> anyhow::Result<String> {
    let password = read_password()?;
    let about: Vec<&str> = about.iter().map(String::as_str).collect();
    if let Some(weak) = passwords::weakness(&password, &about) {
        return Err(in_words(Error::refused(weak)));
    }
    passwords::hash(env, &password).await.map_err(in_words)
}

fn read_password() -> anyhow::Result<Zeroizing<String>> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        let mut line = Zeroizing::new(String::new());
        input
            .lock()
            .read_line(&mut line)
            .context("the password can't be read from standard input")?;
        return Ok(Zeroizing::new(
            line.trim_end_matches(['\r', '\n']).to_owned(),
        ));
    }
    let first = Zeroizing::new(rpassword::prompt_password("Password: ")?);
    let second = Zeroizing::new(rpassword::prompt_password("Once more: ")?);
    if *first != *second {
        bail!("the two passwords differ; nothing was changed");
    }
    Ok(first)
}

/// A refusal as a sentence on the terminal.
fn in_words(error: Error) -> anyhow::Error {
    if let Error::Internal(cause) = error {
        return cause;
    }
    let sentences = |refusals: Vec<Refusal>| {
        let tr = Catalog::built_in()
            .map(std::sync::Arc::new)?
            .speak("en", "UTC");
        let sentences: Vec<String> = refusals.iter().map(|r| r.sentence(&tr)).collect();
        Ok::<_, anyhow::Error>(anyhow::anyhow!("{}", sentences.join(" ")))
    };
    sentences(error.refusals()).unwrap_or_else(|broken| broken)
}

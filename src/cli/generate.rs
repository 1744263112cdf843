//! `carepost generate`: the documents that are made from the program itself, checked by continuous integration.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::app;
use crate::platform::config::KEYS;

/// Write the generated documents into a folder.
#[derive(clap::Args)]
pub struct Generate {
    /// The folder.
    folder: PathBuf,
}

impl Generate {
    /// Writes `openapi.json`, `config.md` and `routes.md`.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        std::fs::create_dir_all(&self.folder)?;
        let mut openapi = serde_json::to_string_pretty(&app::openapi::description())?;
        openapi.push('\n');
        std::fs::write(self.folder.join("openapi.json"), openapi)?;
        std::fs::write(self.folder.join("config.md"), config()?)?;
        std::fs::write(self.folder.join("routes.md"), routes()?)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn config() -> Result<String, std::fmt::Error> {
    let mut page = "# Configuration\n\nWritten by `carepost generate`; change the comments in `src/platform/config.rs` instead.\n\n\
         One file, `carepost.toml` in the working folder (or `--config FILE`, or `CAREPOST_CONFIG`). Every key can be set in the environment as\n\
         `CAREPOST_<SECTION>_<KEY>`, which wins over the file. A key that doesn't exist is an error.\n"
        .to_owned();
    let mut section = "";
    for key in KEYS {
        if key.section != section {
            section = key.section;
            write!(
                page,
                "\n## [{section}]\n\n| key | environment | what it is for |\n|---|---|---|\n"
            )?;
        }
        let variable = format!(
            "CAREPOST_{}_{}",
            key.section.to_uppercase(),
            key.key.to_uppercase()
        );
        let doc = key.doc.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(page, "| `{}` | `{variable}` | {doc} |", key.key)?;
    }
    Ok(page)
}

fn routes() -> Result<String, std::fmt::Error> {
    let mut page = "# Routes\n\nWritten by `carepost generate`; change the `routes()` of the feature, or its API's documentation, instead.\n\n\
         Who may call each route. Whoever may not is sent to sign in, is told which permission is missing, or finds nothing; which patient's\n\
         things a caller may see is decided when they are loaded. The owner has every permission. `GET` answers `HEAD` too.\n\n\
         | method | path | who |\n|---|---|---|\n"
        .to_owned();
    for route in app::routes().rows() {
        let who = route.who.words();
        writeln!(page, "| {} | `{}` | {who} |", route.method, route.path)?;
    }
    Ok(page)
}

//! The program itself, as an operator runs it.

use std::path::Path;
use std::process::{Command, Output};

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

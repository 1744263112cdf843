//! The `carepost` program: parses its arguments and hands over to [`carepost::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    carepost::cli::run()
}

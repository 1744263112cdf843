//! `carepost read-pdf`: the words of a stranger's PDF, read where it can harm nothing.

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use crate::platform::pdf_reader;

/// Reads a PDF from the standard input and writes its text. It gives itself little time and memory first: a document that
/// is built to use up either, or that nests until the stack ends, takes this process with it and no other.
pub(super) fn run() -> ExitCode {
    if !pdf_reader::bound_own_process() {
        return ExitCode::FAILURE;
    }
    let mut pdf = Vec::new();
    if std::io::stdin().read_to_end(&mut pdf).is_err() {
        return ExitCode::FAILURE;
    }
    let Some(words) = paper::read(pdf, pdf_reader::MOST) else {
        return ExitCode::FAILURE;
    };
    match std::io::stdout().write_all(words.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

//! What a reply or a silence of the mail server means for the letter.

use lettre::transport::smtp::Error;

use super::connection::Stage;
use crate::platform::outcome::{Failure, Outcome};

/// Codes of failures that no retry can mend; replies of 5xx about the recipient or the content
/// carry `smtp-5xx`.
const ADDRESS: &str = "address";

/// A permanent failure: this is no address that the server could deliver to.
pub(super) fn address(reason: impl AsRef<str>) -> Failure {
    Failure::new(ADDRESS, reason)
}

/// No answer in time. After the content went out, the letter may have been taken.
pub(super) fn timeout(stage: Stage) -> Failure {
    let failure = Failure::new("timeout", "the mail server did not answer in time");
    doubtful_after_content(stage, failure)
}

/// Reads an error of the SMTP library in the light of the step it happened in.
pub(super) fn of(stage: Stage, error: &Error) -> Failure {
    let words = error.to_string();
    if let Some(status) = error.status() {
        let code = match stage {
            Stage::Connect => format!("greeting-{status}"),
            Stage::SignIn => format!("sign-in-{status}"),
            Stage::Sender => format!("sender-{status}"),
            Stage::Recipient | Stage::Data | Stage::Content => format!("smtp-{status}"),
        };
        return Failure::new(code, said(error).unwrap_or(words));
    }
    let code = match stage {
        _ if error.is_tls() => "tls",
        _ if error.is_timeout() => "timeout",
        Stage::Connect => "connection",
        Stage::SignIn => "sign-in",
        _ => "cut",
    };
    doubtful_after_content(stage, Failure::new(code, words))
}

/// Whether to try again. Only the recipient's address and the content itself can fail for good:
/// a refused greeting, password or sender is ours to mend, and the letter waits.
pub(super) fn outcome(failure: Failure) -> Outcome {
    if failure.code == ADDRESS || failure.code.starts_with("smtp-5") {
        Outcome::PermanentFailure(failure)
    } else {
        Outcome::TransientFailure(failure)
    }
}

fn doubtful_after_content(stage: Stage, failure: Failure) -> Failure {
    match stage {
        Stage::Content => failure.in_doubt(),
        _ => failure,
    }
}

/// The server's own words, without the library's.
fn said(error: &Error) -> Option<String> {
    std::error::Error::source(error).map(ToString::to_string)
}

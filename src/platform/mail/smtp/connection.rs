//! One SMTP conversation, step by step.

use std::sync::{Mutex, PoisonError};

use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

use super::SmtpOptions;
use super::refusal;
use crate::platform::config::SmtpSecurity;
use crate::platform::outcome::Failure;

/// How far the conversation has come: what a refusal or a silence means depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Reaching the server, its greeting, TLS.
    Connect,
    /// Our user name and password.
    SignIn,
    /// Our envelope sender.
    Sender,
    /// The recipient's address.
    Recipient,
    /// Asking to send the content.
    Data,
    /// The content has gone out, the last reply is awaited: it may have been taken.
    Content,
}

/// A conversation that stands open between letters.
pub(super) struct Open {
    pub(super) smtp: AsyncSmtpConnection,
    /// Whether the server takes several commands before it answers (RFC 2920).
    pipelining: bool,
}

/// Opens a conversation: greeting, TLS, sign-in.
pub(super) async fn connect(
    options: &SmtpOptions,
    tls: Option<&TlsParameters>,
    hello: &ClientId,
    credentials: Option<Credentials>,
) -> Result<Open, Failure> {
    let wrapped = tls
        .filter(|_| options.security == SmtpSecurity::Tls)
        .cloned();
    let server = (options.host.as_str(), options.port);
    let failed = |error| refusal::of(Stage::Connect, &error);
    let connecting =
        AsyncSmtpConnection::connect_tokio1(server, Some(options.timeout), hello, wrapped, None);
    let mut open = connecting.await.map_err(failed)?;
    if let (SmtpSecurity::Starttls, Some(tls)) = (options.security, tls) {
        if !open.can_starttls() {
            let reason = "the mail server does not offer STARTTLS, so nothing was sent";
            return Err(Failure::new("tls", reason));
        }
        open.starttls(tls.clone(), hello).await.map_err(failed)?;
    }
    if let Some(credentials) = credentials {
        let signing_in = open.auth(DEFAULT_MECHANISMS, &credentials);
        signing_in
            .await
            .map_err(|error| refusal::of(Stage::SignIn, &error))?;
    }
    // The library keeps what the server said to its own greeting to itself.
    let pipelining = match open.command(Ehlo::new(hello.clone())).await {
        Ok(said) => (said.message().skip(1)).any(|line| line.eq_ignore_ascii_case("PIPELINING")),
        Err(error) if error.status().is_some() => false,
        Err(error) => return Err(failed(error)),
    };
    Ok(Open {
        smtp: open,
        pipelining,
    })
}

/// Hands one letter over and returns the server's last words.
pub(super) async fn transact(
    open: &mut Open,
    message: &Message,
    stage: &Mutex<Stage>,
) -> Result<String, Failure> {
    let enter = |at| *stage.lock().unwrap_or_else(PoisonError::into_inner) = at;
    let envelope = message.envelope();
    let mut parameters = Vec::new();
    let mut addresses = envelope.from().into_iter().chain(envelope.to());
    if addresses.any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
        if !open
            .smtp
            .server_info()
            .supports_feature(Extension::SmtpUtfEight)
        {
            let reason = "the mail server cannot deliver to an address with accents";
            return Err(refusal::address(reason));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    let sender = Mail::new(envelope.from().cloned(), parameters);
    let mut steps = vec![(Stage::Sender, sender.to_string())];
    for to in envelope.to() {
        steps.push((Stage::Recipient, Rcpt::new(to.clone(), vec![]).to_string()));
    }
    steps.push((Stage::Data, Data.to_string()));

    // Where the server takes that, the first step carries the text of all. The answers come one after the other either way, and after a
    // refusal the others are not waited for: the conversation is given up.
    if open.pipelining
        && let Some(((_, first), rest)) = steps.split_first_mut()
    {
        for (_, text) in rest {
            first.push_str(&std::mem::take(text));
        }
    }
    for (at, text) in steps {
        enter(at);
        let reply = match text.is_empty() {
            true => open.smtp.read_response().await,
            false => open.smtp.command(text).await,
        };
        step(reply, at)?;
    }
    enter(Stage::Content);
    step(
        content(&mut open.smtp, &message.formatted()).await,
        Stage::Content,
    )
}

/// Sends the content and its end together: where the end goes out by itself, it waits until the server has confirmed what
/// came before, which servers put off for as much as 40 ms.
async fn content(open: &mut AsyncSmtpConnection, letter: &[u8]) -> Reply {
    match std::str::from_utf8(letter) {
        Ok(letter) => open.command(ended(letter)).await,
        // No letter of ours is anything else.
        Err(_) => open.message(letter).await,
    }
}

/// The letter as it travels: a dot at the beginning of a line is doubled, and a dot alone ends it (RFC 5321, 4.5.2).
fn ended(letter: &str) -> String {
    let mut text = String::with_capacity(letter.len() + 16);
    for line in letter.split_inclusive('\n') {
        if line.starts_with('.') {
            text.push('.');
        }
        text.push_str(line);
    }
    if !text.ends_with("\r\n") {
        text.push_str("\r\n");
    }
    text.push_str(".\r\n");
    text
}

type Reply = Result<lettre::transport::smtp::response::Response, lettre::transport::smtp::Error>;

fn step(reply: Reply, stage: Stage) -> Result<String, Failure> {
    match reply {
        Ok(response) => Ok(response.message().collect::<Vec<_>>().join(" ")),
        Err(error) => Err(refusal::of(stage, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_letter_ends_it() {
        let cases = [
            ("", "\r\n.\r\n"),
            ("Hello", "Hello\r\n.\r\n"),
            ("Hello\r\n", "Hello\r\n.\r\n"),
            (".\r\n", "..\r\n.\r\n"),
            ("a\r\n.\r\n..b\r\n", "a\r\n..\r\n...b\r\n.\r\n"),
            // A server that ends lines at a bare newline must find no end there either.
            ("a\n.\nb", "a\n..\nb\r\n.\r\n"),
        ];
        for (letter, wire) in cases {
            assert_eq!(ended(letter), wire);
        }
    }
}

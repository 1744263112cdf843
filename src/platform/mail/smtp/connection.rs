//! One SMTP conversation, step by step.

use std::sync::{Mutex, PoisonError};

use lettre::Message;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
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

/// Opens a conversation: greeting, TLS, sign-in.
pub(super) async fn connect(
    options: &SmtpOptions,
    tls: Option<&TlsParameters>,
    hello: &ClientId,
    credentials: Option<Credentials>,
) -> Result<AsyncSmtpConnection, Failure> {
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
    Ok(open)
}

/// Hands one letter over and returns the server's last words.
pub(super) async fn transact(
    open: &mut AsyncSmtpConnection,
    message: &Message,
    stage: &Mutex<Stage>,
) -> Result<String, Failure> {
    let enter = |at| *stage.lock().unwrap_or_else(PoisonError::into_inner) = at;
    let envelope = message.envelope();
    let mut parameters = Vec::new();
    let mut addresses = envelope.from().into_iter().chain(envelope.to());
    if addresses.any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
        if !open.server_info().supports_feature(Extension::SmtpUtfEight) {
            let reason = "the mail server cannot deliver to an address with accents";
            return Err(refusal::address(reason));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    enter(Stage::Sender);
    let sender = Mail::new(envelope.from().cloned(), parameters);
    step(open.command(sender).await, Stage::Sender)?;
    for to in envelope.to() {
        enter(Stage::Recipient);
        step(
            open.command(Rcpt::new(to.clone(), vec![])).await,
            Stage::Recipient,
        )?;
    }
    enter(Stage::Data);
    step(open.command(Data).await, Stage::Data)?;
    enter(Stage::Content);
    step(open.message(&message.formatted()).await, Stage::Content)
}

type Reply = Result<lettre::transport::smtp::response::Response, lettre::transport::smtp::Error>;

fn step(reply: Reply, stage: Stage) -> Result<String, Failure> {
    match reply {
        Ok(response) => Ok(response.message().collect::<Vec<_>>().join(" ")),
        Err(error) => Err(refusal::of(stage, &error)),
    }
}

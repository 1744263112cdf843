//! Mail over SMTP, to any server.
//!
//! The conversation is driven step by step rather than through the library's own pool, for two
//! reasons: a refusal means something else at each step (a refused password is the clinic's
//! mistake, a refused recipient the patient's address), and a conversation that ran out of time
//! must never be used again.

mod connection;
mod refusal;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use futures::future::BoxFuture;
use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::{Address, Letter, Mail, header_text};
use crate::platform::config::{SmtpConfig, SmtpSecurity};
use crate::platform::outcome::{Failure, Outcome};
use connection::{Open, Stage};

/// A connection that has been idle longer is not tried again; most servers hang up by then.
const IDLE: Duration = Duration::from_secs(20);

/// A connection that was in use so short a time ago is taken as it is; others are asked first whether they still stand.
const FRESH: Duration = Duration::from_secs(1);

/// Where and how mail is handed over.
#[derive(Clone)]
pub struct SmtpOptions {
    /// Name of the mail server; its certificate must carry it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub security: SmtpSecurity,
    /// User name and password, where the server wants them.
    pub credentials: Option<(String, String)>,
    /// PEM of a certificate authority to trust besides the usual ones.
    pub trusted_pem: Option<Vec<u8>>,
    /// The name this machine says hello with.
    pub hello_name: String,
    /// Longest time for one letter, from connecting to the last reply.
    pub timeout: Duration,
    /// Connections at a time; they are kept open between letters.
    pub connections: usize,
}

impl SmtpOptions {
    /// What the configuration says; `hello_name` is the host of the public origin.
    pub fn from_config(config: &SmtpConfig, hello_name: &str) -> SmtpOptions {
        let credentials = (config.username.clone(), config.password.clone());
        SmtpOptions {
            host: config.host.clone(),
            port: config.port,
            security: config.security,
            credentials: Some(credentials).filter(|(user, _)| !user.is_empty()),
            trusted_pem: None,
            hello_name: hello_name
                .split([':', '/'])
                .next()
                .unwrap_or_default()
                .to_owned(),
            timeout: Duration::from_secs(60),
            connections: 16,
        }
    }
}

/// Why mail cannot be set up as configured.
#[derive(Debug, thiserror::Error)]
pub enum SmtpSetupError {
    /// The trusted certificate or the server name is not usable.
    #[error("the mail server's TLS settings are not usable: {0}")]
    Tls(String),
}

/// The real [`Mail`].
pub struct Smtp {
    options: SmtpOptions,
    tls: Option<TlsParameters>,
    hello: ClientId,
    idle: Mutex<VecDeque<(Instant, Open)>>,
    places: Semaphore,
}

impl Smtp {
    /// Checks the settings. Connects to nothing yet.
    ///
    /// # Errors
    /// [`SmtpSetupError::Tls`].
    pub fn new(options: SmtpOptions) -> Result<Smtp, SmtpSetupError> {
        let tls = match options.security {
            SmtpSecurity::None => None,
            SmtpSecurity::Starttls | SmtpSecurity::Tls => Some(tls_parameters(&options)?),
        };
        Ok(Smtp {
            hello: ClientId::Domain(options.hello_name.clone()),
            tls,
            places: Semaphore::new(options.connections),
            options,
            idle: Mutex::default(),
        })
    }

    /// Connects, signs in and hangs up, for `carepost doctor`.
    ///
    /// # Errors
    /// What a letter would fail with.
    pub async fn probe(&self) -> Result<(), Failure> {
        let opening = self.connect();
        let mut open = match tokio::time::timeout(self.options.timeout, opening).await {
            Ok(opened) => opened?,
            Err(_) => return Err(refusal::timeout(Stage::Connect)),
        };
        open.smtp.abort().await;
        Ok(())
    }

    async fn deliver(&self, letter: &Letter, stage: &Mutex<Stage>) -> Result<String, Failure> {
        let message = compose(letter)?;
        let mut open = self.idle_or_new().await?;
        let reply = connection::transact(&mut open, &message, stage).await?;
        self.keep(open);
        Ok(reply)
    }

    async fn idle_or_new(&self) -> Result<Open, Failure> {
        while let Some((since, mut open)) = self.take_idle() {
            let idle = since.elapsed();
            if idle < FRESH || (idle < IDLE && open.smtp.test_connected().await) {
                return Ok(open);
            }
        }
        self.connect().await
    }

    async fn connect(&self) -> Result<Open, Failure> {
        connection::connect(
            &self.options,
            self.tls.as_ref(),
            &self.hello,
            self.credentials(),
        )
        .await
    }

    fn credentials(&self) -> Option<Credentials> {
        let (user, password) = self.options.credentials.clone()?;
        Some(Credentials::new(user, password))
    }

    fn take_idle(&self) -> Option<(Instant, Open)> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop_back()
    }

    fn keep(&self, open: Open) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < self.options.connections && !open.smtp.has_broken() {
            idle.push_back((Instant::now(), open));
        }
    }
}

impl Mail for Smtp {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            // Nobody closes it; waiting for a place is none of the server's time.
            let _place = self.places.acquire().await;
            let stage = Mutex::new(Stage::Connect);
            let delivering = self.deliver(letter, &stage);
            match tokio::time::timeout(self.options.timeout, delivering).await {
                Ok(Ok(reply)) => Outcome::Sent {
                    provider_id: Some(reply).filter(|reply| !reply.is_empty()),
                },
                Ok(Err(failure)) => refusal::outcome(failure),
                Err(_) => {
                    let stage = *stage.lock().unwrap_or_else(PoisonError::into_inner);
                    Outcome::TransientFailure(refusal::timeout(stage))
                }
            }
        })
    }
}

fn tls_parameters(options: &SmtpOptions) -> Result<TlsParameters, SmtpSetupError> {
    let setup = |error: lettre::transport::smtp::Error| SmtpSetupError::Tls(error.to_string());
    let mut builder = TlsParameters::builder(options.host.clone());
    if let Some(pem) = &options.trusted_pem {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(setup)?);
    }
    builder.build().map_err(setup)
}

/// Turns a letter into the bytes that go over the wire, with an envelope of one recipient.
fn compose(letter: &Letter) -> Result<Message, Failure> {
    let from = mailbox(&letter.from)?;
    let to = mailbox(&letter.to)?;
    let bounce_to = match &letter.bounce_to {
        Some(address) => parse(address)?,
        None => from.email.clone(),
    };
    let envelope = Envelope::new(Some(bounce_to), vec![to.email.clone()])
        .map_err(|error| refusal::address(error.to_string()))?;
    let written = u64::try_from(letter.written_at.0).unwrap_or(0);
    let builder = Message::builder()
        .message_id(Some(format!("<{}>", message_id(&letter.message_id))))
        .date(SystemTime::UNIX_EPOCH + Duration::from_millis(written))
        .from(from)
        .to(to)
        .subject(header_text(&letter.subject))
        .raw_header(fixed("Auto-Submitted", "auto-generated"))
        .raw_header(fixed("X-Auto-Response-Suppress", "All"))
        .envelope(envelope);
    let built = match &letter.html {
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(
            letter.text.clone(),
            html.clone(),
        )),
        None => builder
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(letter.text.clone()),
    };
    built.map_err(|error| refusal::address(error.to_string()))
}

fn mailbox(address: &Address) -> Result<Mailbox, Failure> {
    let name = address.name.as_deref().map(header_text);
    Ok(Mailbox::new(
        name.filter(|name| !name.is_empty()),
        parse(&address.email)?,
    ))
}

fn parse(email: &str) -> Result<lettre::Address, Failure> {
    email
        .trim()
        .parse()
        .map_err(|error: lettre::address::AddressError| refusal::address(error.to_string()))
}

fn message_id(id: &str) -> String {
    id.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+'))
        .collect()
}

fn fixed(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::time::Timestamp;

    fn letter() -> Letter {
        Letter {
            message_id: "0198.abc@clinic.example".into(),
            written_at: Timestamp(1_780_000_000_000),
            from: Address::named("Clinic", "care@clinic.example"),
            bounce_to: Some("bounce+1@clinic.example".into()),
            to: Address::named("Ann\r\nBcc: eve@example.org =?x?", "ann@example.org"),
            subject: "News\r\nX-Evil: 1".into(),
            text: "Hello Éloïse".into(),
            html: Some("<p>Hello Éloïse</p>".into()),
        }
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        let message = compose(&letter()).unwrap();
        let bytes = String::from_utf8(message.formatted()).unwrap();
        let head = bytes.split("\r\n\r\n").next().unwrap();
        assert!(!head.to_lowercase().contains("\r\nbcc"), "{head}");
        assert!(!head.to_lowercase().contains("\r\nx-evil"), "{head}");
        assert!(
            head.contains("Message-ID: <0198.abc@clinic.example>"),
            "{head}"
        );
        assert!(bytes.is_ascii());
        assert_eq!(message.envelope().to().len(), 1);
        let from = message.envelope().from().map(ToString::to_string);
        assert_eq!(from.as_deref(), Some("bounce+1@clinic.example"));
    }

    #[test]
    fn retries_are_the_same_bytes_outside_the_boundary() {
        let plain = Letter {
            html: None,
            ..letter()
        };
        let twice = [compose(&plain).unwrap(), compose(&plain).unwrap()];
        assert_eq!(twice[0].formatted(), twice[1].formatted());
    }

    #[test]
    fn an_address_that_is_none_is_refused_for_good() {
        for email in [
            "",
            "ann",
            "ann@",
            "a b@example.org",
            "a@example.org\r\nRCPT TO:<e@x.org>",
        ] {
            let wrong = Letter {
                to: Address::bare(email),
                ..letter()
            };
            let failure = compose(&wrong).unwrap_err();
            assert!(
                matches!(refusal::outcome(failure), Outcome::PermanentFailure(_)),
                "{email}"
            );
        }
    }
}

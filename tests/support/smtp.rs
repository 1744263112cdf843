//! A small SMTP server that does what a test tells it, and keeps what it was sent.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A step of the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Greeting,
    Auth,
    MailFrom,
    Recipient,
    Data,
    Content,
}

/// What the server does instead of going on.
#[derive(Clone, Copy, Debug)]
pub enum Do {
    /// Answers with this line.
    Reply(&'static str),
    /// Says nothing more.
    Hang,
    /// Hangs up.
    Cut,
}

/// How the server offers encryption.
#[derive(Clone, Default)]
pub enum Tls {
    /// Not at all.
    #[default]
    None,
    /// By STARTTLS, with this certificate.
    Upgrade(TlsAcceptor),
    /// From the first byte.
    FromStart(TlsAcceptor),
    /// Offers STARTTLS and then answers with nonsense.
    Broken,
}

/// One letter as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
    pub encrypted: bool,
}

#[derive(Default)]
struct Told {
    received: Vec<Received>,
    next: VecDeque<(At, Do)>,
    connections: usize,
    pipelining: bool,
    along: Vec<String>,
}

/// The running server; it stops when dropped.
pub struct SmtpServer {
    pub address: SocketAddr,
    told: Arc<Mutex<Told>>,
    task: tokio::task::JoinHandle<()>,
}

impl SmtpServer {
    pub async fn start(tls: Tls) -> SmtpServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let told = Arc::new(Mutex::new(Told::default()));
        let shared = Arc::clone(&told);
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                tokio::spawn(converse(socket, tls.clone(), Arc::clone(&shared)));
            }
        });
        SmtpServer {
            address,
            told,
            task,
        }
    }

    /// The next time a conversation comes to `at`, the server does this; each is done once.
    pub fn next(&self, at: At, act: Do) {
        self.told.lock().unwrap().next.push_back((at, act));
    }

    /// From the next connection on it says that commands may come several at a time (RFC 2920).
    pub fn announce_pipelining(&self) {
        self.told.lock().unwrap().pipelining = true;
    }

    /// Commands that came along with the one before them.
    pub fn along(&self) -> Vec<String> {
        self.told.lock().unwrap().along.clone()
    }

    pub fn received(&self) -> Vec<Received> {
        self.told.lock().unwrap().received.clone()
    }

    pub fn connections(&self) -> usize {
        self.told.lock().unwrap().connections
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// How the server answered at a step.
#[derive(PartialEq)]
enum Answered {
    AsUsual,
    Otherwise,
}

async fn converse(socket: TcpStream, tls: Tls, told: Arc<Mutex<Told>>) {
    // A client that hangs up is no failure of the server's.
    let _ = talk(socket, tls, told).await;
}

async fn talk(socket: TcpStream, tls: Tls, told: Arc<Mutex<Told>>) -> std::io::Result<()> {
    let mut session = Session {
        socket: BufReader::new(Box::new(socket)),
        encrypted: false,
        tls,
        told,
    };
    if let Tls::FromStart(acceptor) = session.tls.clone() {
        session = session.encrypt(&acceptor).await?;
    }
    session.answer(At::Greeting, "220 mail.test ready").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let mut line = String::new();
        let along = !session.socket.buffer().is_empty();
        if session.socket.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        let word = line.split([' ', ':']).next().unwrap_or_default();
        if along {
            session.told.lock().unwrap().along.push(word.to_owned());
        }
        match word.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => session.hello().await?,
            "STARTTLS" => {
                session.say("220 go ahead").await?;
                session = match session.tls.clone() {
                    Tls::Upgrade(acceptor) => session.encrypt(&acceptor).await?,
                    _ => {
                        session.say("this is no TLS").await?;
                        return Ok(());
                    }
                };
            }
            "AUTH" => {
                session.answer(At::Auth, "235 welcome").await?;
            }
            "MAIL" => {
                from = line[10..].to_owned();
                to.clear();
                session.answer(At::MailFrom, "250 ok").await?;
            }
            "RCPT" => {
                to.push(line[8..].to_owned());
                session.answer(At::Recipient, "250 ok").await?;
            }
            "DATA" => {
                if session.answer(At::Data, "354 go on").await? == Answered::AsUsual {
                    session.content(&from, &to).await?;
                }
            }
            "QUIT" => return session.say("221 bye").await,
            _ => session.say("250 ok").await?,
        }
    }
}

struct Session {
    socket: BufReader<Box<dyn Socket>>,
    encrypted: bool,
    tls: Tls,
    told: Arc<Mutex<Told>>,
}

impl Session {
    async fn encrypt(self, acceptor: &TlsAcceptor) -> std::io::Result<Session> {
        let socket: Box<dyn Socket> = Box::new(acceptor.accept(self.socket.into_inner()).await?);
        Ok(Session {
            socket: BufReader::new(socket),
            encrypted: true,
            ..self
        })
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.socket
            .write_all(format!("{line}\r\n").as_bytes())
            .await?;
        self.socket.flush().await
    }

    async fn hello(&mut self) -> std::io::Result<()> {
        self.say("250-mail.test").await?;
        if matches!(self.tls, Tls::Upgrade(_) | Tls::Broken) && !self.encrypted {
            self.say("250-STARTTLS").await?;
        }
        if self.told.lock().unwrap().pipelining {
            self.say("250-PIPELINING").await?;
        }
        self.say("250 AUTH PLAIN LOGIN").await
    }

    async fn answer(&mut self, at: At, usual: &str) -> std::io::Result<Answered> {
        match self.programmed(at) {
            None => self.say(usual).await.map(|()| Answered::AsUsual),
            Some(Do::Reply(line)) => self.say(line).await.map(|()| Answered::Otherwise),
            Some(Do::Cut) => Err(std::io::ErrorKind::ConnectionAborted.into()),
            Some(Do::Hang) => std::future::pending().await,
        }
    }

    fn programmed(&self, at: At) -> Option<Do> {
        let mut told = self.told.lock().unwrap();
        let position = told.next.iter().position(|(step, _)| *step == at)?;
        told.next.remove(position).map(|(_, act)| act)
    }

    async fn content(&mut self, from: &str, to: &[String]) -> std::io::Result<()> {
        let mut data = String::new();
        loop {
            let mut line = String::new();
            if self.socket.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if line == ".\r\n" {
                break;
            }
            data.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        let letter = Received {
            from: from.to_owned(),
            to: to.to_vec(),
            data,
            encrypted: self.encrypted,
        };
        self.told.lock().unwrap().received.push(letter);
        self.answer(At::Content, "250 queued as A1B2").await?;
        Ok(())
    }
}

/// A fresh certificate for `localhost`, and the authority that signed it.
pub struct Signed {
    leaf: rcgen::Certificate,
    key: rcgen::KeyPair,
    /// The authority, in PEM.
    pub authority: Vec<u8>,
}

/// Signs one.
pub fn signed() -> Signed {
    let authority_key = rcgen::KeyPair::generate().unwrap();
    let mut authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = rcgen::Issuer::new(authority, authority_key);
    let key = rcgen::KeyPair::generate().unwrap();
    let leaf = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    Signed {
        leaf: leaf.signed_by(&key, &issuer).unwrap(),
        key,
        authority: authority_pem.into_bytes(),
    }
}

impl Signed {
    /// Certificate and key in PEM, for programs that read files.
    pub fn pem(&self) -> (String, String) {
        (self.leaf.pem(), self.key.serialize_pem())
    }
}

/// A fresh certificate for `localhost`, and the authority that signed it in PEM.
pub fn certificate() -> (TlsAcceptor, Vec<u8>) {
    let signed = signed();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![signed.leaf.der().clone()],
            signed.key.serialize_der().try_into().unwrap(),
        )
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), signed.authority)
}

//! Where returned mail comes in: the clinic's mail server passes on what arrives for one address, by SMTP.
//!
//! It takes nothing but letters to variants of that address, a few at a time and of a bounded size, and answers each one
//! when it is on record: what could not be recorded stays with the mail server, which tries again.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use smtp_proto::request::receiver::{DataReceiver, RequestReceiver};
use smtp_proto::{Error, Request};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::returned::token_in;

/// Conversations at a time.
const AT_ONCE: usize = 20;
/// Largest letter, in bytes: a report holds our own letter, which is small.
const LARGEST: usize = 2 * 1024 * 1024;
/// One conversation may take this long.
const LONGEST: Duration = Duration::from_secs(300);

/// Records a letter that came back for a token. False: not now, it is to be brought again.
pub type Take = Arc<dyn Fn(String, Vec<u8>) -> BoxFuture<'static, bool> + Send + Sync>;

/// Takes mail for variants of `address` until `stop` is cancelled.
pub async fn receive(listener: TcpListener, address: String, take: Take, stop: CancellationToken) {
    let (slots, address) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(address));
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        // A connection that broke while it was accepted, or no descriptors left for a moment.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Ok(slot) = slots.clone().try_acquire_owned() else {
            continue;
        };
        let (address, take, stop) = (address.clone(), take.clone(), stop.clone());
        tokio::spawn(async move {
            let _slot = slot;
            let talk = converse(stream, &address, &take);
            tokio::select! {
                () = stop.cancelled() => {}
                ended = tokio::time::timeout(LONGEST, talk) => {
                    if let Ok(Err(error)) = ended {
                        tracing::debug!(%error, "a mail server ended its conversation");
                    }
                }
            }
        });
    }
}

/// What has been said of the letter to come.
#[derive(Default)]
struct Envelope {
    greeted: bool,
    sender: bool,
    tokens: Vec<String>,
}

impl Envelope {
    fn forget(&mut self) {
        self.sender = false;
        self.tokens.clear();
    }
}

async fn converse(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    address: &str,
    take: &Take,
) -> std::io::Result<()> {
    let (mut requests, mut envelope) = (RequestReceiver::default(), Envelope::default());
    let mut buffer = vec![0; 8 * 1024];
    stream
        .write_all(b"220 carepost takes returned mail\r\n")
        .await?;
    loop {
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        let mut bytes = buffer[..read].iter();
        loop {
            let answer = match requests.ingest(&mut bytes) {
                Ok(Request::Quit) => return stream.write_all(b"221 2.0.0 Bye\r\n").await,
                Ok(Request::Data) if !envelope.tokens.is_empty() => {
                    stream.write_all(b"354 Go on\r\n").await?;
                    let rest = bytes.as_slice().to_vec();
                    bytes = [].iter();
                    let letter = letter(&mut stream, rest).await?;
                    let tokens = std::mem::take(&mut envelope.tokens);
                    envelope.forget();
                    taken(letter, tokens, take).await
                }
                Ok(request) => reply(request, &mut envelope, address),
                Err(Error::NeedsMoreData { .. }) => break,
                Err(Error::ResponseTooLong) => "500 5.5.2 Line too long",
                Err(Error::UnknownCommand) => "500 5.5.1 Not known here",
                Err(Error::InvalidSenderAddress | Error::InvalidRecipientAddress) => {
                    "501 5.1.3 Not an address"
                }
                Err(_) => "501 5.5.4 Not understood",
            };
            stream.write_all(answer.as_bytes()).await?;
            stream.write_all(b"\r\n").await?;
        }
    }
}

/// The answer to everything that needs no reading on.
fn reply(request: Request<Cow<'_, str>>, envelope: &mut Envelope, address: &str) -> &'static str {
    match request {
        Request::Ehlo { .. } => {
            envelope.forget();
            envelope.greeted = true;
            "250-carepost\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE 2097152"
        }
        Request::Helo { .. } => {
            envelope.forget();
            envelope.greeted = true;
            "250 carepost"
        }
        Request::Mail { .. } if !envelope.greeted => "503 5.5.1 EHLO first",
        Request::Mail { from } if from.size > LARGEST => "552 5.3.4 Too large",
        Request::Mail { .. } => {
            envelope.forget();
            envelope.sender = true;
            "250 2.1.0 Go on"
        }
        Request::Rcpt { .. } if !envelope.sender => "503 5.5.1 MAIL first",
        Request::Rcpt { to } => match token_in(address, &to.address) {
            Some(_) if envelope.tokens.len() >= AT_ONCE => "452 4.5.3 Too many recipients",
            Some(token) => {
                envelope.tokens.push(token);
                "250 2.1.5 Go on"
            }
            None => "550 5.1.1 Nobody here",
        },
        Request::Data => "503 5.5.1 RCPT first",
        Request::Rset => {
            envelope.forget();
            "250 2.0.0 Forgotten"
        }
        Request::Noop { .. } => "250 2.0.0 Yes",
        _ => "502 5.5.1 Not done here",
    }
}

/// Reads a letter to its end; none where it is too large.
async fn letter(
    stream: &mut (impl AsyncRead + Unpin),
    begun: Vec<u8>,
) -> std::io::Result<Option<Vec<u8>>> {
    let (mut data, mut letter, mut size) = (DataReceiver::new(), Vec::new(), 0);
    let mut buffer = begun;
    loop {
        size += buffer.len();
        if data.ingest(&mut buffer.iter(), &mut letter) {
            return Ok((size <= LARGEST).then_some(letter));
        }
        if size > LARGEST {
            // It is read to its end, since an answer in the middle of it would look like a broken connection.
            letter.clear();
        }
        buffer.resize(8 * 1024, 0);
        let read = stream.read(&mut buffer).await?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        buffer.truncate(read);
    }
}

async fn taken(letter: Option<Vec<u8>>, tokens: Vec<String>, take: &Take) -> &'static str {
    let Some(letter) = letter else {
        return "552 5.3.4 Too large";
    };
    for token in tokens {
        if !take(token, letter.clone()).await {
            return "451 4.3.0 Not now";
        }
    }
    "250 2.0.0 On record"
}

//! A stand-in for ClamAV's daemon that speaks its stream protocol.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the daemon does with the next file.
#[derive(Clone, Debug)]
pub enum Act {
    /// Reads it and answers with these words.
    Say(&'static str),
    /// Reads it and never answers.
    Hang,
    /// Hangs up after this many bytes of content.
    CutAfter(usize),
    /// Complains about the size after this many bytes, and hangs up.
    TooLargeAfter(usize),
}

#[derive(Default)]
struct Told {
    seen: Vec<Vec<u8>>,
    next: VecDeque<Act>,
}

/// The running daemon; it stops when dropped. It finds what contains `EICAR`.
pub struct Clamd {
    pub address: SocketAddr,
    told: Arc<Mutex<Told>>,
    task: tokio::task::JoinHandle<()>,
}

impl Clamd {
    pub async fn start() -> Clamd {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let told = Arc::<Mutex<Told>>::default();
        let shared = Arc::clone(&told);
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let told = Arc::clone(&shared);
                tokio::spawn(async move {
                    // A client that hangs up is no failure of the daemon's.
                    let _ = serve(socket, told).await;
                });
            }
        });
        Clamd {
            address,
            told,
            task,
        }
    }

    pub fn next(&self, act: Act) {
        self.told.lock().unwrap().next.push_back(act);
    }

    pub fn seen(&self) -> Vec<Vec<u8>> {
        self.told.lock().unwrap().seen.clone()
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut socket: TcpStream, told: Arc<Mutex<Told>>) -> std::io::Result<()> {
    let mut command = Vec::new();
    loop {
        match socket.read_u8().await? {
            0 => break,
            byte => command.push(byte),
        }
    }
    if command == b"zPING" {
        return socket.write_all(b"PONG\0").await;
    }
    assert_eq!(command, b"zINSTREAM");
    let act = told.lock().unwrap().next.pop_front();
    let limit = match act {
        Some(Act::CutAfter(bytes) | Act::TooLargeAfter(bytes)) => bytes,
        _ => usize::MAX,
    };
    let mut content = Vec::new();
    loop {
        let length = socket.read_u32().await? as usize;
        if length == 0 {
            break;
        }
        let mut piece = vec![0; length];
        socket.read_exact(&mut piece).await?;
        content.extend_from_slice(&piece);
        if content.len() > limit {
            if matches!(act, Some(Act::TooLargeAfter(_))) {
                socket
                    .write_all(b"INSTREAM size limit exceeded. ERROR\0")
                    .await?;
            }
            return Ok(());
        }
    }
    let found = content.windows(5).any(|w| w == b"EICAR");
    told.lock().unwrap().seen.push(content);
    let words = match act {
        Some(Act::Hang) => std::future::pending().await,
        Some(Act::Say(words)) => words,
        _ if found => "stream: Eicar-Signature FOUND",
        _ => "stream: OK",
    };
    socket.write_all(words.as_bytes()).await?;
    socket.write_all(b"\0").await
}

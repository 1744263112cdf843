//! Connections and their settings.

use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls, Notification, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::error::at_connect;
use super::tls;
use crate::error::Error;
use crate::tx::Failure;

/// The namespace of the advisory locks that number the writing connections of all processes.
const LANES: i32 = 0x6c61_6e65;

/// More writing connections than this share lane numbers, and then only contend.
const MOST_LANES: i32 = 10_000;

/// Where to connect, and how.
#[derive(Clone)]
pub(super) struct Server {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

/// Reads the connection string, and sets limits where it sets none.
pub(super) fn server(url: &str) -> Result<Server, Error> {
    let (url, tls) = tls::split(url)?;
    let mut config: Config = url
        .parse()
        .map_err(|_| Error::engine("the PostgreSQL connection string is malformed"))?;
    config.ssl_mode(if tls.is_some() {
        SslMode::Require
    } else {
        SslMode::Disable
    });
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(30));
    }
    Ok(Server { config, tls })
}

/// A connection: the client, and the task that moves its bytes.
pub(super) struct Link {
    pub(super) client: Client,
    pub(super) task: JoinHandle<()>,
}

/// A server set up to answer before the disk has the data would break the promise of `write`. And each statement is planned
/// once, as on SQLite: a statement that takes a list would be planned again whenever it runs, which takes longer than
/// running it.
const SETTINGS: &str = "SET plan_cache_mode = force_generic_plan;
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

/// Connects. Must be called on the runtime of the thread that will use the connection.
pub(super) async fn connect(server: &Server) -> Result<Link, Failure> {
    let link = match &server.tls {
        Some(tls) => server.config.connect(tls.clone()).await.map(run),
        None => server.config.connect(NoTls).await.map(run),
    };
    let link = link.map_err(|error| at_connect(&error))?;
    link.client
        .batch_execute(SETTINGS)
        .await
        .map_err(|error| at_connect(&error))?;
    Ok(link)
}

fn run<T>((client, connection): (Client, Connection<Socket, T>)) -> Link
where
    Connection<Socket, T>: Future + Send + 'static,
{
    let task = tokio::spawn(async move {
        // The client is told of every error; here it only means that the connection has ended.
        let _ = connection.await;
    });
    Link { client, task }
}

/// The channel on which the processes that use a database talk.
pub(super) const CHANNEL: &str = "db_notices";

/// A connection that talks with the other processes: what they say, and the number under which they hear us.
pub(super) struct Line {
    pub(super) client: Client,
    pub(super) heard: UnboundedReceiver<Notification>,
    pub(super) own: i32,
}

/// Connects to hear from here on what the other processes say; what is heard ends with the connection.
pub(super) async fn listen(server: &Server) -> Result<Line, Failure> {
    let (say, heard) = unbounded_channel();
    let client = match &server.tls {
        Some(tls) => {
            let connected = server.config.connect(tls.clone()).await;
            connected.map(|connected| hear(connected, say))
        }
        None => {
            let connected = server.config.connect(NoTls).await;
            connected.map(|connected| hear(connected, say))
        }
    };
    let client = client.map_err(|error| at_connect(&error))?;
    let listening = client.batch_execute(&format!("LISTEN {CHANNEL}")).await;
    listening.map_err(|error| at_connect(&error))?;
    let own = client.query_one("SELECT pg_backend_pid()", &[]).await;
    let own = own.map_err(|error| at_connect(&error))?.get(0);
    Ok(Line { client, heard, own })
}

fn hear<T>(
    (client, connection): (Client, Connection<Socket, T>),
    say: UnboundedSender<Notification>,
) -> Client
where
    Connection<Socket, T>: Send + 'static,
    T: AsyncRead + AsyncWrite + Unpin,
{
    tokio::spawn(async move {
        let mut connection = pin!(connection);
        while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(heard) = message
                && say.send(heard).is_err()
            {
                return;
            }
        }
    });
    client
}

/// Reads by an index wherever there is one, also in a table of a few rows. A transaction that has read a whole table depends
/// on every other one that writes to it, and PostgreSQL would have one of them run again.
pub(super) async fn index_scans(client: &Client) -> Result<(), Failure> {
    let set = client.batch_execute("SET enable_seqscan = off").await;
    set.map_err(|error| at_connect(&error))
}

/// The lowest lane number that no other connection has; it is free again when the connection ends.
pub(super) async fn lane(client: &Client) -> Result<i64, Failure> {
    let free = "SELECT lane FROM generate_series(0, $2::int) AS lane
        WHERE pg_try_advisory_lock($1::int, lane) LIMIT 1";
    let row = client
        .query_opt(free, &[&LANES, &MOST_LANES])
        .await
        .map_err(|e| at_connect(&e))?;
    Ok(row.map_or(0, |row| i64::from(row.get::<_, i32>(0))))
}

//! PostgreSQL's connections: conflicts, cuts, and what they mean for a transaction.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use db::{Db, Error, Options};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_postgres::config::Host;

use crate::support::{Kind, On, Place};

fn database(on: &On) -> &testpg::Database {
    match &on.place {
        Place::Server(database) => database,
        Place::Folder(_) => panic!("only for servers"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn write_skew_is_prevented_by_running_again() {
    let on = On::new(Kind::Postgres).await;
    on.schema(
        "CREATE TABLE duty (id bigint PRIMARY KEY, open boolean NOT NULL);
        INSERT INTO duty (id, open) VALUES (1, true), (2, true)",
    )
    .await;
    let both_have_read = Arc::new(Barrier::new(2));
    let leave = |id: i64| {
        let (db, both, first) = (on.db.clone(), both_have_read.clone(), AtomicBool::new(true));
        tokio::spawn(async move {
            db.write(move |tx| {
                let (open,): (i64,) = tx.one("SELECT count(*) FROM duty WHERE open", &[])?;
                if first.swap(false, Ordering::AcqRel) {
                    both.wait();
                }
                if open < 2 {
                    return Err(Error::NotFound);
                }
                tx.exec("UPDATE duty SET open = false WHERE id = $1", &[&id])
            })
            .await
        })
    };
    let (one, two) = (leave(1), leave(2));
    let mut answers = [one.await.unwrap(), two.await.unwrap()];
    answers.sort_by_key(Result::is_err);
    assert_eq!(answers, [Ok(1), Err(Error::NotFound)]);
    assert!(on.db.stats().retries > 0);
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_conflicts_end_as_overloaded() {
    let on = On::new(Kind::Postgres).await;
    on.schema("CREATE TABLE a (id bigint PRIMARY KEY, n bigint NOT NULL); INSERT INTO a (id, n) VALUES (1, 0)").await;
    let other = on.db.clone();
    let (rounds, counting) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let count = counting.clone();
    // Between each read and write of the one, the other changes the row.
    let disturber = {
        let rounds = rounds.clone();
        tokio::spawn(async move {
            let mut seen = 0;
            while seen < 100 {
                if counting.load(Ordering::Acquire) > seen {
                    seen = counting.load(Ordering::Acquire);
                    other
                        .write(|tx| tx.exec("UPDATE a SET n = n + 1", &[]))
                        .await
                        .unwrap();
                    rounds.store(seen, Ordering::Release);
                }
                tokio::task::yield_now().await;
            }
        })
    };
    let disturbed = on.db.write(move |tx| {
        let (n,): (i64,) = tx.one("SELECT n FROM a", &[])?;
        let round = count.fetch_add(1, Ordering::AcqRel) + 1;
        while rounds.load(Ordering::Acquire) < round {
            std::thread::yield_now();
        }
        tx.exec("UPDATE a SET n = $1", &[&n])
    });
    assert_eq!(disturbed.await, Err(Error::Overloaded));
    disturber.abort();
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_that_were_cut_are_made_again() {
    let on = On::new(Kind::Postgres).await;
    on.schema("CREATE TABLE a (id bigint PRIMARY KEY)").await;
    for id in 0..3i64 {
        database(&on).cut_connections();
        on.db
            .write(move |tx| tx.exec("INSERT INTO a (id) VALUES ($1)", &[&id]))
            .await
            .unwrap();
        assert_eq!(on.number("SELECT count(*) FROM a").await, id + 1);
    }
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_cut_before_its_commit_is_run_again_once() {
    let on = On::new(Kind::Postgres).await;
    on.schema("CREATE TABLE a (id bigint)").await;
    let (begun, cut) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicBool::new(false)),
    );
    let (db, begin, was_cut) = (on.db.clone(), begun.clone(), cut.clone());
    let writing = tokio::spawn(async move {
        db.write(move |tx| {
            tx.exec("INSERT INTO a (id) VALUES (1)", &[])?;
            begin.store(true, Ordering::Release);
            while !was_cut.load(Ordering::Acquire) {
                std::thread::sleep(Duration::from_millis(1));
            }
            tx.exec("INSERT INTO a (id) VALUES (2)", &[])
        })
        .await
    });
    while !begun.load(Ordering::Acquire) {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    database(&on).cut_connections();
    cut.store(true, Ordering::Release);
    assert_eq!(writing.await.unwrap(), Ok(1));
    assert_eq!(on.number("SELECT count(*) FROM a").await, 2);
    assert_eq!(on.db.stats().retries, 1);
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_cut_during_commit_is_in_doubt_and_nothing_is_run_again() {
    for committed in [true, false] {
        let on = On::new(Kind::Postgres).await;
        on.schema("CREATE TABLE a (id bigint)").await;
        let armed = Arc::new(AtomicBool::new(false));
        let url = proxy(&on.options, armed.clone(), committed).await;
        let db = Db::open(Options::postgres(url)).await.unwrap();
        armed.store(true, Ordering::Release);
        let written = db
            .write(|tx| tx.exec("INSERT INTO a (id) VALUES (1)", &[]))
            .await;
        assert_eq!(written, Err(Error::InDoubt));
        assert_eq!(db.stats().retries, 0);
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(
            on.number("SELECT count(*) FROM a").await,
            i64::from(committed)
        );
        db.close().await;
        on.db.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_writing_connection_has_a_lane_of_its_own() {
    let on = On::new(Kind::Postgres).await;
    on.db.close().await;
    let Options::Postgres { url, .. } = on.options.clone() else {
        panic!("a server")
    };
    let open = || {
        Db::open(Options::Postgres {
            url: url.clone(),
            writers: 3,
            readers: 1,
            queue: 100,
        })
    };
    let nodes = [open().await.unwrap(), open().await.unwrap()];
    let all_at_once = Arc::new(Barrier::new(6));
    let lanes: Vec<_> = (0..6)
        .map(|n| {
            let (db, barrier) = (nodes[n % 2].clone(), all_at_once.clone());
            tokio::spawn(async move {
                db.write(move |tx| {
                    barrier.wait();
                    Ok::<_, Error>(tx.lane())
                })
                .await
            })
        })
        .collect();
    let mut different = HashSet::new();
    for lane in lanes {
        different.insert(lane.await.unwrap().unwrap());
    }
    assert_eq!(different.len(), 6, "{different:?}");
    assert!(
        different.iter().all(|lane| (0..6).contains(lane)),
        "{different:?}"
    );
    for node in nodes {
        node.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_changed_its_type_is_prepared_anew() {
    let on = On::new(Kind::Postgres).await;
    on.schema("CREATE TABLE a (id integer); INSERT INTO a (id) VALUES (1)")
        .await;
    for ty in [
        "ALTER TABLE a ALTER COLUMN id TYPE bigint",
        "ALTER TABLE a ALTER COLUMN id TYPE integer",
    ] {
        for _ in 0..10 {
            assert_eq!(on.number("SELECT id FROM a").await, 1);
        }
        on.exec(ty).await.unwrap();
    }
    assert_eq!(on.number("SELECT id FROM a").await, 1);
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_reported() {
    let opened = Db::open(Options::postgres("postgres://nobody@127.0.0.1:1/none")).await;
    assert!(matches!(opened.err(), Some(Error::Engine(text)) if text.contains("can't be reached")));
    let opened = Db::open(Options::postgres("not a url: secret")).await;
    assert!(matches!(opened.err(), Some(Error::Engine(text)) if !text.contains("secret")));
}

/// Passes everything on to the server, until it is armed and sees a COMMIT: then it cuts the connection, after the server
/// has had the COMMIT (`passed_on`) or before. Where to connect to it.
async fn proxy(options: &Options, armed: Arc<AtomicBool>, passed_on: bool) -> String {
    let Options::Postgres { url, .. } = options else {
        panic!("a server")
    };
    let config: tokio_postgres::Config = url.parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let through = format!(
        "host=127.0.0.1 port={} user={} dbname={}",
        listener.local_addr().unwrap().port(),
        config.get_user().unwrap(),
        config.get_dbname().unwrap()
    );
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let port = config.get_ports().first().copied().unwrap_or(5432);
            let armed = armed.clone();
            match config.get_hosts()[0].clone() {
                Host::Tcp(host) => {
                    let server = TcpStream::connect((host, port)).await.unwrap();
                    tokio::spawn(pass_on(client, server, armed, passed_on));
                }
                Host::Unix(folder) => {
                    let socket = folder.join(format!(".s.PGSQL.{port}"));
                    let server = UnixStream::connect(socket).await.unwrap();
                    tokio::spawn(pass_on(client, server, armed, passed_on));
                }
            }
        }
    });
    through
}

async fn pass_on(
    mut client: TcpStream,
    mut server: impl AsyncRead + AsyncWrite + Unpin,
    armed: Arc<AtomicBool>,
    passed_on: bool,
) {
    let (mut sent, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            Ok(length @ 1..) = client.read(&mut sent) => {
                let commit = sent[..length].windows(6).any(|window| window == b"COMMIT");
                let cut = commit && armed.load(Ordering::Acquire);
                if !cut || passed_on {
                    server.write_all(&sent[..length]).await.unwrap();
                }
                if cut {
                    // The server answers before the connection is gone, so that it has committed for certain.
                    if passed_on {
                        let _ = server.read(&mut answered).await;
                    }
                    return;
                }
            }
            Ok(length @ 1..) = server.read(&mut answered) => {
                client.write_all(&answered[..length]).await.unwrap();
            }
            else => return,
        }
    }
}

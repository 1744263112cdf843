//! Encrypted connections to PostgreSQL, through a proxy that speaks TLS as a server does.

use std::sync::Arc;

use db::{Db, Error, Options};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_postgres::Config;
use tokio_postgres::config::Host;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::support::{Kind, On};

/// Where a proxy listens, and the file with the certificate that it shows.
struct Proxy {
    port: u16,
    user: String,
    database: String,
    folder: tempfile::TempDir,
}

impl Proxy {
    /// Connection string with these parameters at its end.
    fn url(&self, host: &str, rest: &str) -> String {
        let Proxy {
            port,
            user,
            database,
            ..
        } = self;
        format!("postgres://{user}@{host}:{port}/{database}?connect_timeout=5{rest}")
    }

    fn trusted(&self) -> String {
        format!(
            "&sslrootcert={}",
            self.folder.path().join("root.pem").display()
        )
    }
}

async fn read_one(url: String) -> Result<i64, Error> {
    let db = Db::open(Options::postgres(url)).await?;
    let read = db
        .read(|tx| tx.one::<(i64,)>("SELECT 1::bigint", &[]))
        .await;
    db.close().await;
    read.map(|(n,)| n)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificate_is_checked() {
    let on = On::new(Kind::Postgres).await;
    let proxy = proxy(&on.options, true).await;
    for mode in ["&sslmode=require", "&sslmode=verify-full"] {
        let trusted = read_one(proxy.url("localhost", mode) + &proxy.trusted()).await;
        assert_eq!(trusted, Ok(1));
        let unknown = read_one(proxy.url("localhost", mode)).await;
        assert!(
            matches!(&unknown, Err(Error::Engine(text)) if text.contains("certificate")),
            "{unknown:?}"
        );
        let other_host = read_one(proxy.url("127.0.0.1", mode) + &proxy.trusted()).await;
        assert!(
            matches!(&other_host, Err(Error::Engine(text)) if text.contains("certificate")),
            "{other_host:?}"
        );
    }
    on.db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_encrypt_is_refused() {
    let on = On::new(Kind::Postgres).await;
    let proxy = proxy(&on.options, false).await;
    let refused = read_one(proxy.url("localhost", "&sslmode=require") + &proxy.trusted()).await;
    assert!(
        matches!(&refused, Err(Error::Engine(text)) if text.contains("encrypted")),
        "{refused:?}"
    );
    on.db.close().await;
}

/// Answers a request for TLS as told, then passes everything on to the server.
async fn proxy(options: &Options, encrypts: bool) -> Proxy {
    let Options::Postgres { url, .. } = options else {
        panic!("a server")
    };
    let config: Config = url.parse().unwrap();
    let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("root.pem"), certificate.cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(certificate.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy {
        port: listener.local_addr().unwrap().port(),
        user: config.get_user().unwrap().to_owned(),
        database: config.get_dbname().unwrap().to_owned(),
        folder,
    };
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(serve(
                client,
                config.clone(),
                encrypts.then(|| acceptor.clone()),
            ));
        }
    });
    proxy
}

async fn serve(mut client: TcpStream, config: Config, acceptor: Option<TlsAcceptor>) {
    let mut request = [0; 8];
    client.read_exact(&mut request).await.unwrap();
    let Some(acceptor) = acceptor else {
        client.write_all(b"N").await.unwrap();
        return;
    };
    client.write_all(b"S").await.unwrap();
    // A client that does not accept the certificate ends here.
    let Ok(mut client) = acceptor.accept(client).await else {
        return;
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let _ = match &config.get_hosts()[0] {
        Host::Tcp(host) => {
            let mut server = TcpStream::connect((host.as_str(), port)).await.unwrap();
            copy_bidirectional(&mut client, &mut server).await
        }
        Host::Unix(folder) => {
            let mut server = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}")))
                .await
                .unwrap();
            copy_bidirectional(&mut client, &mut server).await
        }
    };
}

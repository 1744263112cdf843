//! Encrypted connections.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::Error;

/// Takes what concerns encryption out of a connection string: the rest, and how to encrypt if that is wanted.
pub(super) fn split(url: &str) -> Result<(String, Option<MakeRustlsConnect>), Error> {
    let (base, list, separator) = match url.split_once('?') {
        Some((base, list)) => (format!("{base}?"), list, '&'),
        None if url.contains("://") => return Ok((url.to_owned(), None)),
        None => (String::new(), url, ' '),
    };
    let (mut mode, mut roots, mut rest) = ("disable", None, Vec::new());
    for pair in list.split(separator).filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", value)) => mode = value,
            Some(("sslrootcert", file)) => roots = Some(file),
            _ => rest.push(pair),
        }
    }
    let tls = match mode {
        "disable" | "allow" | "prefer" => None,
        "require" | "verify-ca" | "verify-full" => Some(encrypted(roots)?),
        _ => {
            return Err(Error::engine(
                "the PostgreSQL connection string has an unknown sslmode",
            ));
        }
    };
    Ok((base + &rest.join(&separator.to_string()), tls))
}

fn encrypted(file: Option<&str>) -> Result<MakeRustlsConnect, Error> {
    let mut roots = RootCertStore::empty();
    let found = match file {
        Some(file) => from_file(file)?,
        None => rustls_native_certs::load_native_certs().certs,
    };
    roots.add_parsable_certificates(found);
    if roots.is_empty() {
        return Err(Error::engine(
            "there are no root certificates to check PostgreSQL's with",
        ));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::engine(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn from_file(file: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let unreadable = |_| Error::engine(format!("the certificates in {file} can't be read"));
    CertificateDer::pem_file_iter(file)
        .map_err(unreadable)?
        .collect::<Result<_, _>>()
        .map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn what_concerns_encryption_is_taken_out() {
        for (url, rest) in [
            ("postgres://a@b/c", "postgres://a@b/c"),
            (
                "postgres://a@b/c?sslmode=prefer&connect_timeout=3",
                "postgres://a@b/c?connect_timeout=3",
            ),
            (
                "postgres:///c?host=/tmp&user=a",
                "postgres:///c?host=/tmp&user=a",
            ),
            ("host=b sslmode=disable user=a", "host=b user=a"),
        ] {
            let (found, tls) = split(url).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((found.as_str(), tls.is_some()), (rest, false));
        }
    }

    #[test]
    fn what_can_not_be_checked_is_refused() {
        for url in [
            "postgres://b?sslmode=require&sslrootcert=/nowhere.pem",
            "host=b sslmode=encrypted",
        ] {
            assert!(split(url).is_err(), "{url}");
        }
    }
}

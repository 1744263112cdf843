//! The network that a request comes from, for abuse limits: one household or office, not one address.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::platform::state::State;

/// The caller's network: the first 24 bits of an IPv4 address, the first 64 of an IPv6 address.
///
/// `X-Forwarded-For` counts only as far as it was written by the proxies of `server.trusted_proxies`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network(String);

impl Network {
    /// The network as text, for the name of a counter.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromRequestParts<State> for Network {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip().to_canonical());
        let trusted = &state.env.config.server.trusted_proxies;
        let caller = peer.map(|peer| caller(peer, &parts.headers, trusted));
        Ok(Network(
            caller.map_or_else(|| "unknown".to_owned(), network),
        ))
    }
}

/// Walks back through the forwarded addresses as long as the one before is a trusted proxy.
fn caller(peer: IpAddr, headers: &HeaderMap, trusted: &[String]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|cidr| contains(cidr, address));
    let mut caller = peer;
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in forwarded.iter().rev() {
        if !is_trusted(caller) {
            break;
        }
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        caller = address.to_canonical();
    }
    caller
}

/// Whether `address` is in the network written as `cidr`; a plain address is a network of one.
fn contains(cidr: &str, address: IpAddr) -> bool {
    let (base, length) = cidr.split_once('/').unwrap_or((cidr, ""));
    let Ok(base) = base.trim().parse::<IpAddr>() else {
        return false;
    };
    let (base, address, width) = match (base, address) {
        (IpAddr::V4(b), IpAddr::V4(a)) => (u128::from(b.to_bits()), u128::from(a.to_bits()), 32),
        (IpAddr::V6(b), IpAddr::V6(a)) => (b.to_bits(), a.to_bits(), 128),
        _ => return false,
    };
    let length = if length.is_empty() {
        Some(width)
    } else {
        length.trim().parse::<u32>().ok().filter(|l| *l <= width)
    };
    length.is_some_and(|length| {
        let shift = width - length;
        shift == 128 || base >> shift == address >> shift
    })
}

fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let prefix = Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64));
            format!("{prefix}/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn neighbours_share_a_network() {
        assert_eq!(network(ip("203.0.113.77")), "203.0.113.0/24");
        assert_eq!(network(ip("2001:db8:1:2:aaaa::1")), "2001:db8:1:2::/64");
    }

    #[test]
    fn forwarded_addresses_count_only_behind_trusted_proxies() {
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            "198.51.100.9, 192.0.2.5, 10.0.0.2".parse().unwrap(),
        );
        let trusted = ["10.0.0.0/8".to_owned()];
        assert_eq!(caller(ip("10.1.1.1"), &headers, &trusted), ip("192.0.2.5"));
        assert_eq!(caller(ip("10.1.1.1"), &headers, &[]), ip("10.1.1.1"));
        assert_eq!(
            caller(ip("192.0.2.80"), &headers, &trusted),
            ip("192.0.2.80")
        );
    }

    #[test]
    fn networks_are_read_as_written() {
        assert!(contains("192.0.2.1", ip("192.0.2.1")));
        assert!(!contains("192.0.2.1", ip("192.0.2.2")));
        assert!(contains("::/0", ip("2001:db8::1")));
        assert!(!contains("0.0.0.0/0", ip("2001:db8::1")));
        assert!(!contains("192.0.2.0/33", ip("192.0.2.1")));
    }
}

//! A passkey without a device: signs as an authenticator does, so that the whole way can be walked without a browser.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// One authenticator with one passkey.
pub struct Authenticator {
    key: EcdsaKeyPair,
    id: Vec<u8>,
    user: String,
    pub counter: u32,
}

/// User present, user verified.
const SEEN: u8 = 0x05;
const HOLDS_KEY: u8 = 0x40;

impl Authenticator {
    pub fn new(id: u8) -> Authenticator {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        Authenticator {
            key: EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).expect("a key"),
            id: vec![id; 32],
            user: String::new(),
            counter: 0,
        }
    }

    fn client_data(kind: &str, options: &Value, origin: &str) -> Vec<u8> {
        let data = json!({ "type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn data(&self, relying_party: &str, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(relying_party.as_bytes()).to_vec();
        data.push(flags);
        data.extend_from_slice(&self.counter.to_be_bytes());
        data
    }

    /// Answers a challenge for a new passkey.
    pub fn make(&mut self, options: &Value, origin: &str) -> String {
        self.user = options["user"]["id"].as_str().expect("a user").to_owned();
        let relying_party = options["rp"]["id"].as_str().expect("a relying party");
        let mut data = self.data(relying_party, SEEN | HOLDS_KEY);
        data.extend_from_slice(&[0; 16]);
        data.extend_from_slice(&[0, 32]);
        data.extend_from_slice(&self.id);
        let point = self.key.public_key().as_ref();
        // COSE, ES256: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
        data.extend_from_slice(&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32]);
        data.extend_from_slice(&point[1..33]);
        data.extend_from_slice(&[0x22, 0x58, 32]);
        data.extend_from_slice(&point[33..65]);
        let length = u8::try_from(data.len()).expect("short");
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}.
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(length);
        object.extend_from_slice(&data);
        let client_data = Authenticator::client_data("webauthn.create", options, origin);
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "extensions": {}, "response": {
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data), "attestationObject": URL_SAFE_NO_PAD.encode(object),
        } })
        .to_string()
    }

    /// Answers a challenge for signing in.
    pub fn sign(&mut self, options: &Value, origin: &str) -> String {
        self.counter += 1;
        let relying_party = options["rpId"].as_str().expect("a relying party");
        let data = self.data(relying_party, SEEN);
        let client_data = Authenticator::client_data("webauthn.get", options, origin);
        let signed = [data.as_slice(), &Sha256::digest(&client_data)].concat();
        let signature = self
            .key
            .sign(&SystemRandom::new(), &signed)
            .expect("a signature");
        let id = URL_SAFE_NO_PAD.encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "extensions": {}, "response": {
            "clientDataJSON": URL_SAFE_NO_PAD.encode(client_data), "authenticatorData": URL_SAFE_NO_PAD.encode(data),
            "signature": URL_SAFE_NO_PAD.encode(signature), "userHandle": self.user,
        } })
        .to_string()
    }
}

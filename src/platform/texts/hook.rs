//! What a texts provider of Twilio's shape tells: whether it comes from the provider, and what it says. No I/O.
//!
//! The provider signs the address that it posts to and the fields it posts, sorted by name, with HMAC-SHA1 under a secret
//! that only it and we have. A signature bears no time; the addresses that we give out for reports do.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// The header that bears the signature.
pub const SIGNATURE: &str = "x-twilio-signature";

/// The fields of a form, as they came.
pub type Fields = Vec<(String, String)>;

/// Whether `signature` is the provider's for these fields at this address. Compared in constant time.
pub fn is_signed(signature: &str, url: &str, fields: &Fields, secret: &str) -> bool {
    let Ok(shown) = STANDARD.decode(signature) else {
        return false;
    };
    if secret.is_empty() {
        return false;
    }
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret.as_bytes()) else {
        return false;
    };
    let mut sorted: Vec<&(String, String)> = fields.iter().collect();
    sorted.sort();
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    mac.verify_slice(&shown).is_ok()
}

/// The value of a field; empty where there is none.
pub fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    let found = fields.iter().find(|(field, _)| field == name);
    found.map_or("", |(_, value)| value.as_str())
}

/// What became of a text, as far as it is final.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It arrived.
    Delivered,
    /// It will not arrive; the provider's code for the reason, such as `texts-30006`.
    Failed(String),
    /// Still on its way.
    Pending,
}

/// Reads a report.
pub fn fate(fields: &Fields) -> Fate {
    match field(fields, "MessageStatus") {
        "delivered" | "read" => Fate::Delivered,
        "failed" | "undelivered" | "canceled" => {
            let code = field(fields, "ErrorCode");
            let is_code = (1..=9).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
            Fate::Failed(format!("texts-{}", if is_code { code } else { "0" }))
        }
        _ => Fate::Pending,
    }
}

/// A word by which a number ends or begins notices by text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// No more.
    Stop,
    /// Again.
    Start,
}

/// The word in a text that came in, in English or French; the provider's own reading of it counts first.
pub fn word(fields: &Fields) -> Option<Word> {
    match field(fields, "OptOutType") {
        "STOP" => return Some(Word::Stop),
        "START" => return Some(Word::Start),
        _ => {}
    }
    let said = field(fields, "Body").trim();
    let said = said.trim_matches(|c: char| c.is_ascii_punctuation() || c.is_whitespace());
    match said.to_lowercase().as_str() {
        "stop" | "stopall" | "stop all" | "unsubscribe" | "cancel" | "end" | "quit" | "arret"
        | "arrêt" | "arre\u{302}t" | "arreter" | "arrêter" | "désabonner" => Some(Word::Stop),
        "start" | "unstop" | "debut" | "début" | "de\u{301}but" => Some(Word::Start),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(of: &[(&str, &str)]) -> Fields {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        of.iter().map(owned).collect()
    }

    #[test]
    fn the_example_in_the_providers_documentation_passes_and_others_do_not() {
        let posted = fields(&[
            ("Digits", "1234"),
            ("To", "+18005551212"),
            ("From", "+14158675310"),
            ("Caller", "+14158675310"),
            ("CallSid", "CA1234567890ABCDE"),
        ]);
        let url = "https://example.com/myapp.php?foo=1&bar=2";
        let good = "L/OH5YylLD5NRKLltdqwSvS0BnU=";
        assert!(is_signed(good, url, &posted, "12345"));
        assert!(!is_signed(good, url, &posted, "12346"));
        assert!(!is_signed(good, url, &posted, ""));
        assert!(!is_signed(good, &url[..url.len() - 1], &posted, "12345"));
        assert!(!is_signed(good, url, &posted[1..].to_vec(), "12345"));
        assert!(!is_signed("", url, &posted, "12345"));
        assert!(!is_signed("%", url, &posted, "12345"));
    }

    #[test]
    fn words_in_both_languages() {
        let heard = |body: &str| word(&fields(&[("Body", body)]));
        for stop in [
            "STOP",
            " stop. ",
            "Arrêt",
            "ARRET",
            "ARRE\u{302}T",
            "unsubscribe",
        ] {
            assert_eq!(heard(stop), Some(Word::Stop), "{stop}");
        }
        for start in ["Start", "UNSTOP", "début"] {
            assert_eq!(heard(start), Some(Word::Start), "{start}");
        }
        for other in ["", "Please stop by", "stopp", "yes", "HELP"] {
            assert_eq!(heard(other), None, "{other}");
        }
        let read = fields(&[("Body", "yes"), ("OptOutType", "START")]);
        assert_eq!(word(&read), Some(Word::Start));
    }

    #[test]
    fn only_what_is_final_is_a_fate() {
        let of = |status: &str, code: &str| {
            fate(&fields(&[("MessageStatus", status), ("ErrorCode", code)]))
        };
        assert_eq!(of("delivered", ""), Fate::Delivered);
        assert_eq!(
            of("undelivered", "30006"),
            Fate::Failed("texts-30006".into())
        );
        assert_eq!(of("failed", "x'"), Fate::Failed("texts-0".into()));
        assert_eq!(of("sent", ""), Fate::Pending);
        assert_eq!(of("", ""), Fate::Pending);
    }
}

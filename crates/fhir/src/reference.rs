//! What a reference says, taken apart.

use crate::Reference;

/// Where a reference points.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// `#id`: a resource contained in the same one.
    Contained(String),
    /// `urn:uuid:..` or `urn:oid:..`: the full URL of a bundle's entry.
    Urn(String),
    /// `Type?identifier=system|value`, or a logical reference by identifier.
    Identifier {
        /// The target's type, where it is said.
        resource_type: Option<String>,
        /// The identifier's system; empty when none is said.
        system: String,
        /// The identifier's value.
        value: String,
    },
    /// `Type/id`, or the end of an absolute URL.
    Literal {
        /// The target's type.
        resource_type: String,
        /// The target's logical id.
        id: String,
        /// The absolute URL, when it was one.
        url: Option<String>,
    },
}

/// Takes a reference apart; `None` when it holds nothing but words, or what R4 does not allow.
/// A literal reference wins over an identifier that stands beside it.
pub fn target(reference: &Reference) -> Option<Target> {
    if let Some(text) = reference
        .reference
        .as_deref()
        .map(str::trim)
        .filter(|t| !t.is_empty())
    {
        return parse(text);
    }
    let identifier = reference.identifier.as_deref()?;
    Some(Target::Identifier {
        resource_type: reference.r#type.clone(),
        system: identifier.system.clone().unwrap_or_default(),
        value: identifier.value.clone().filter(|v| !v.is_empty())?,
    })
}

/// Takes a reference's text apart.
pub fn parse(text: &str) -> Option<Target> {
    if let Some(id) = text.strip_prefix('#') {
        return Some(Target::Contained(id.to_owned()));
    }
    if text.starts_with("urn:") {
        return Some(Target::Urn(text.to_owned()));
    }
    if let Some((resource_type, query)) = text.split_once('?') {
        return conditional(last_segment(resource_type), query);
    }
    let path = text
        .split_once("/_history/")
        .map_or(text, |(before, _)| before);
    let (before, id) = path.rsplit_once('/')?;
    let resource_type = last_segment(before);
    if id.is_empty() || !resource_type.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    Some(Target::Literal {
        resource_type: resource_type.to_owned(),
        id: id.to_owned(),
        url: text.contains("://").then(|| path.to_owned()),
    })
}

fn last_segment(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, last)| last)
}

/// `identifier=system|value`, percent-encoding tolerated.
fn conditional(resource_type: &str, query: &str) -> Option<Target> {
    let token = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("identifier="))?;
    let token = decode(token)?;
    let (system, value) = token.split_once('|').unwrap_or(("", &token));
    (!value.is_empty()).then(|| Target::Identifier {
        resource_type: (!resource_type.is_empty()).then(|| resource_type.to_owned()),
        system: system.to_owned(),
        value: value.to_owned(),
    })
}

fn decode(text: &str) -> Option<String> {
    if !text.contains('%') {
        return Some(text.to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = |b: Option<&u8>| b.and_then(|b| (*b as char).to_digit(16));
        match (first, hex(tail.first()), hex(tail.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).ok()?);
                rest = tail.get(2..)?;
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier(resource_type: Option<&str>, system: &str, value: &str) -> Option<Target> {
        Some(Target::Identifier {
            resource_type: resource_type.map(Into::into),
            system: system.into(),
            value: value.into(),
        })
    }

    #[test]
    fn every_form_of_a_reference_is_understood() {
        assert_eq!(parse("#p1"), Some(Target::Contained("p1".into())));
        assert_eq!(
            parse("urn:uuid:1-2"),
            Some(Target::Urn("urn:uuid:1-2".into()))
        );
        assert_eq!(
            parse("Patient?identifier=http://h.example|A 1"),
            identifier(Some("Patient"), "http://h.example", "A 1")
        );
        assert_eq!(
            parse("Patient?active=true&identifier=http%3A%2F%2Fh.example%7C%C3%A9"),
            identifier(Some("Patient"), "http://h.example", "é")
        );
        assert_eq!(
            parse("Patient?identifier=7"),
            identifier(Some("Patient"), "", "7")
        );
        let literal = |url: Option<&str>| {
            Some(Target::Literal {
                resource_type: "Patient".into(),
                id: "7".into(),
                url: url.map(Into::into),
            })
        };
        assert_eq!(parse("Patient/7"), literal(None));
        assert_eq!(parse("Patient/7/_history/3"), literal(None));
        let url = "https://ehr.example/fhir/Patient/7";
        assert_eq!(parse(url), literal(Some(url)));
    }

    #[test]
    fn what_is_no_reference_is_none() {
        for text in [
            "",
            "Patient",
            "patient/7",
            "Patient/",
            "Patient?name=x",
            "Patient?identifier=",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(target(&Reference::default()), None);
    }

    #[test]
    fn a_logical_reference_is_an_identifier() {
        let reference = Reference {
            r#type: Some("Practitioner".into()),
            identifier: Some(Box::new(crate::Identifier {
                system: Some("s".into()),
                value: Some("v".into()),
                ..Default::default()
            })),
            ..Default::default()
        };
        assert_eq!(
            target(&reference),
            identifier(Some("Practitioner"), "s", "v")
        );
    }
}

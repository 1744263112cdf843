//! FHIR bundles, entry after entry as they are read, however large the bundle is.

use std::{fmt, io::Read};

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::features::import::{mapping::wrong_words, record::Refusal};

use super::{Body, Entry, Sink};

/// Reads the entries of a bundle. Where the text breaks off or is no JSON, what stood before it has come through.
pub(super) fn read(reader: impl Read, sink: &mut Sink<'_>) {
    let mut state = State {
        sink,
        number: 0,
        stopped: false,
    };
    let mut json = serde_json::Deserializer::from_reader(reader.chain(std::io::empty()));
    let result = Document(&mut state).deserialize(&mut json);
    let Err(error) = result else { return };
    if state.stopped {
        return;
    }
    let reason = match error.classify() {
        serde_json::error::Category::Eof => fhir::Wrong::CutOff,
        serde_json::error::Category::Data => fhir::Wrong::Type,
        _ => fhir::Wrong::Syntax,
    };
    let words = format!(
        "{} (line {} of the file); nothing after it was read",
        wrong_words(reason),
        error.line()
    );
    let number = state.number + 1;
    (state.sink)(Entry {
        number,
        body: Body::Broken(Refusal::new("", words)),
    });
}

/// The `resourceType` of a JSON document, found without reading further than needed.
pub(super) fn resource_type(reader: impl Read) -> Option<String> {
    let mut found = None;
    let mut json = serde_json::Deserializer::from_reader(reader);
    // The error that ends the reading early carries nothing: what was found lies beside it.
    let _ = TypeOnly(&mut found).deserialize(&mut json);
    found
}

/// One resource as an entry's body.
pub(super) fn body(json: &[u8], full_url: Option<String>) -> Body {
    match fhir::head(json) {
        Ok(head) if head.resource_type.is_empty() => Body::Broken(Refusal::new(
            "resourceType",
            "is missing; export FHIR R4 JSON",
        )),
        Ok(head) => Body::Resource {
            resource_type: head.resource_type,
            id: head.id,
            full_url,
            json: json.to_vec(),
        },
        Err(error) if error.reason == fhir::Wrong::Type => {
            Body::Broken(Refusal::new(error.path.clone(), wrong_words(error.reason)))
        }
        Err(error) => Body::Broken(Refusal::new("", wrong_words(error.reason))),
    }
}

struct State<'s, 'f> {
    sink: &'s mut Sink<'f>,
    number: u64,
    stopped: bool,
}

struct Document<'a, 's, 'f>(&'a mut State<'s, 'f>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FHIR Bundle")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "entry" => map.next_value_seed(Entries(&mut *self.0))?,
                "link" => {
                    let links: Vec<fhir::BundleLink> = map.next_value()?;
                    if links
                        .iter()
                        .any(|link| link.relation.as_deref() == Some("next"))
                    {
                        let words =
                            "Bundle: one page of several; import the next pages too".to_owned();
                        (self.0.sink)(Entry {
                            number: 0,
                            body: Body::Note(words),
                        });
                    }
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

struct Entries<'a, 's, 'f>(&'a mut State<'s, 'f>);

impl<'de> DeserializeSeed<'de> for Entries<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(raw) = seq.next_element::<Box<RawValue>>()? {
            self.0.number += 1;
            let entry = Entry {
                number: self.0.number,
                body: entry(raw.get()),
            };
            if !(self.0.sink)(entry) {
                self.0.stopped = true;
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawEntry<'a> {
    #[serde(default)]
    full_url: Option<String>,
    #[serde(borrow, default)]
    resource: Option<&'a RawValue>,
}

fn entry(json: &str) -> Body {
    match serde_json::from_str::<RawEntry<'_>>(json) {
        Ok(RawEntry {
            full_url,
            resource: Some(resource),
        }) => body(resource.get().as_bytes(), full_url),
        Ok(_) => Body::Note("holds no resource: an import neither deletes nor fetches".into()),
        Err(_) => Body::Broken(Refusal::new(
            "",
            "is not a bundle entry; export it again as FHIR R4 JSON",
        )),
    }
}

struct TypeOnly<'a>(&'a mut Option<String>);

impl<'de> DeserializeSeed<'de> for TypeOnly<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for TypeOnly<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FHIR resource")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "resourceType" {
                *self.0 = map.next_value()?;
                return Err(A::Error::custom("found"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

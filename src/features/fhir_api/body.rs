//! Bodies of creates: what is not kept is refused, element by element, with its path. No I/O.

use axum::http::StatusCode;
use fhir::Typed;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::address::Base;
use crate::platform::web::{Error, Refusal};

/// More refusals than this help nobody.
const MOST: usize = 20;

/// What a server sets itself and R4 lets a body carry all the same.
const IGNORED: &[&str] = &[
    "resourceType",
    "id",
    "meta.versionId",
    "meta.lastUpdated",
    "text.status",
    "text.div",
];

/// Reads a resource that may have the elements `kept`, written `name[].family`: `[]` where R4 repeats. An entry that
/// ends with a dot takes in everything below it.
///
/// # Errors
/// 400 where it is another type or not R4's shape, 422 where it has something that can't be kept.
pub(super) fn read<T: Typed + DeserializeOwned>(body: &Value, kept: &[&str]) -> Result<T, Error> {
    if body.get("resourceType").and_then(Value::as_str) != Some(T::TYPE) {
        return Err(bad(Refusal::new("fhir_type_wrong")
            .with("path", "resourceType")
            .with("type", T::TYPE)));
    }
    let mut lost = Vec::new();
    walk(
        body,
        (T::TYPE.to_owned(), String::new()),
        &mut |path, plain, value| {
            let mut all = kept.iter().chain(IGNORED);
            let known = all.any(|k| plain == *k || (k.ends_with('.') && plain.starts_with(*k)));
            if value.is_null() || !known {
                lost.push(path.to_owned());
            }
        },
    );
    // A narrative that was written by a person says more than the elements do.
    let narrative = body.pointer("/text/status").and_then(Value::as_str);
    if narrative.is_some_and(|status| status != "generated") {
        lost.push(format!("{}.text", T::TYPE));
    }
    lost.truncate(MOST);
    if !lost.is_empty() {
        let refusal = |path: String| Refusal::new("fhir_element_not_kept").with("path", path);
        return Err(Error::all_refused(lost.into_iter().map(refusal).collect()));
    }
    let bytes = serde_json::to_vec(body).map_err(|e| Error::Internal(e.into()))?;
    fhir::read(&bytes).map_err(|e| {
        let path = format!("{}.{}", T::TYPE, e.path);
        bad(Refusal::new("fhir_value_wrong").with("path", path))
    })
}

fn bad(refusal: Refusal) -> Error {
    Error::Refused(StatusCode::BAD_REQUEST, vec![refusal])
}

/// Visits every leaf with its FHIRPath and its path without indices.
fn walk(value: &Value, (path, plain): (String, String), leaf: &mut impl FnMut(&str, &str, &Value)) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (name, value) in fields {
                let below = if plain.is_empty() {
                    name.clone()
                } else {
                    format!("{plain}.{name}")
                };
                walk(value, (format!("{path}.{name}"), below), leaf);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (at, value) in items.iter().enumerate() {
                walk(value, (format!("{path}[{at}]"), format!("{plain}[]")), leaf);
            }
        }
        _ => leaf(&path, &plain, value),
    }
}

/// One wrong element.
pub(super) fn wrong(code: &'static str, path: &'static str) -> Error {
    Error::refused(Refusal::field(path, code).with("path", path))
}

/// Turns the fields that a verb names into the elements that they came from.
pub(super) fn at_elements(error: Error, elements: &[(&str, &'static str)]) -> Error {
    let Error::Refused(status, refusals) = error else {
        return error;
    };
    let placed = refusals.into_iter().map(|mut refusal| {
        let element = refusal
            .field
            .and_then(|f| elements.iter().find(|(field, _)| *field == f));
        if let Some((_, element)) = element {
            refusal.field = Some(element);
        }
        refusal
    });
    Error::Refused(status, placed.collect())
}

/// The id of a `kind` that a reference of a body names.
pub(super) fn local(
    base: &Base,
    reference: Option<&fhir::Reference>,
    kind: &str,
    path: &'static str,
) -> Result<Option<uuid::Uuid>, Error> {
    let Some(text) = reference.and_then(|r| r.reference.as_deref()) else {
        return Ok(None);
    };
    match base.local(text) {
        Some((of, id)) if of == kind => Ok(Some(id)),
        _ => Err(Error::refused(
            Refusal::field(path, "fhir_reference_wrong")
                .with("path", path)
                .with("type", kind),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KEPT: &[&str] = &["name[].family", "name[].given[]", "birthDate"];

    fn paths(body: &Value) -> Vec<String> {
        match read::<fhir::Patient>(body, KEPT) {
            Ok(_) => Vec::new(),
            Err(error) => error
                .refusals()
                .into_iter()
                .map(|r| r.args[0].1.clone())
                .collect(),
        }
    }

    #[test]
    fn what_is_kept_passes_and_everything_else_is_named() {
        let good = json!({ "resourceType": "Patient", "id": "x", "name": [{ "family": "Lee", "given": ["Ann", "B"] }] });
        assert_eq!(paths(&good), Vec::<String>::new());
        let more = json!({ "resourceType": "Patient", "name": [{ "family": "Lee" }, { "prefix": ["Dr"] }], "modifierExtension": [{ "url": "x" }] });
        assert_eq!(
            paths(&more),
            [
                "Patient.modifierExtension[0].url",
                "Patient.name[1].prefix[0]"
            ]
        );
        let spelt = json!({ "resourceType": "Patient", "birthdate": "1980-01-01", "name": null });
        assert_eq!(paths(&spelt), ["Patient.birthdate", "Patient.name"]);
    }

    #[test]
    fn r4s_shape_is_asked_for() {
        assert_eq!(
            paths(&json!({ "resourceType": "Patient", "name": { "family": "Lee" } })),
            ["Patient.name.family"]
        );
        assert_eq!(
            paths(&json!({ "resourceType": "Patient", "birthDate": 7 })),
            ["Patient.birthDate"]
        );
        assert_eq!(
            paths(&json!({ "resourceType": "Person" })),
            ["resourceType"]
        );
        assert_eq!(paths(&json!([])), ["resourceType"]);
        let own_words = json!({ "resourceType": "Patient", "text": { "status": "additional", "div": "<div>x</div>" } });
        assert_eq!(paths(&own_words), ["Patient.text"]);
    }
}

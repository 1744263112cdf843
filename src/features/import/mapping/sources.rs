//! By which names resources are known and pointed to.

use fhir::{
    Identifier, Reference,
    reference::{Target, target},
};

use crate::features::import::record::{Pointer, Refusal, Source};

/// The names of a resource: `Type/id`, its identifiers, its full URL. The first that lasts from one export to the
/// next is the key.
pub(super) fn source<'i>(
    resource_type: &str,
    id: Option<&str>,
    identifiers: impl IntoIterator<Item = &'i Identifier>,
    full_url: Option<&str>,
) -> Result<Source, Refusal> {
    let id = id
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(|id| format!("{resource_type}/{id}"));
    let identifiers = identifiers
        .into_iter()
        .filter_map(|i| identifier_key(resource_type, i));
    let url = full_url
        .map(str::trim)
        .filter(|url| !url.is_empty())
        .map(str::to_owned);
    let mut names = id.into_iter().chain(identifiers).chain(url);
    let key = names.next().ok_or_else(|| {
        Refusal::new("id", "and identifier are both missing; give one, so that a second import finds the same record")
    })?;
    Ok(Source {
        aliases: names.filter(|name| *name != key).collect(),
        key,
    })
}

/// `Type?system|value`.
fn identifier_key(resource_type: &str, identifier: &Identifier) -> Option<String> {
    let value = identifier
        .value
        .as_deref()
        .map(str::trim)
        .filter(|v| !v.is_empty())?;
    Some(format!(
        "{resource_type}?{}|{value}",
        identifier.system.as_deref().unwrap_or_default()
    ))
}

/// The names that a reference to a `resource_type` may mean; `None` when it points nowhere, or to another type.
pub(in super::super) fn pointer_keys(
    reference: &Reference,
    resource_type: &str,
) -> Option<Vec<String>> {
    let names = match target(reference)? {
        Target::Contained(_) => return None,
        Target::Urn(urn) => vec![urn],
        Target::Identifier {
            resource_type: said,
            system,
            value,
        } => {
            if said.is_some_and(|said| said != resource_type) {
                return None;
            }
            vec![format!("{resource_type}?{system}|{value}")]
        }
        Target::Literal {
            resource_type: said,
            id,
            url,
        } => {
            if said != resource_type {
                return None;
            }
            url.into_iter().chain([format!("{said}/{id}")]).collect()
        }
    };
    Some(names)
}

/// The patient that a field must point to.
pub(super) fn patient(field: &str, reference: Option<&Reference>) -> Result<Pointer, Refusal> {
    let reference =
        reference.ok_or_else(|| Refusal::new(field, "is missing; it must point to a Patient"))?;
    pointer_keys(reference, "Patient")
        .map(Pointer)
        .ok_or_else(|| {
            Refusal::new(
                field,
                "does not point to a Patient, such as Patient/7 or Patient?identifier=system|value",
            )
        })
}

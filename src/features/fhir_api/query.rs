//! What a search asks for: its parameters are known, each is given once, and values are of the parameter's type.

use axum::http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::kind::{Context, Kind, Param, param};
use super::range::{self, Range};
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal, paging};

/// Entries of a page where the caller names no number.
const USUAL: i64 = 50;
/// Most entries of a page; who asks for more gets this many.
const MOST: i64 = 200;
/// Most ids, or other values, of one parameter.
const VALUES: usize = 200;

/// Parameters of every type.
pub(super) const COMMON: &[Param] = &[
    param("_id", "token", "Logical ids, separated by commas."),
    param(
        "_count",
        "number",
        "Entries of a page; 50 where it is not said, at most 200.",
    ),
];

/// What of an address is about the answer's form, and no parameter of the search.
const FORM: &[&str] = &["_format", "_pretty", "_cursor"];

/// A search, read.
#[derive(Debug, Clone, Default)]
pub(super) struct Query {
    /// The parameters that count, as given.
    pub given: Vec<(String, String)>,
    /// Only these.
    pub ids: Option<Vec<Uuid>>,
    /// Entries of a page.
    pub limit: i64,
    /// Where the page begins.
    cursor: Option<String>,
}

impl Query {
    /// Asks for one resource.
    pub fn one(id: Uuid) -> Query {
        Query {
            ids: Some(vec![id]),
            limit: 1,
            ..Query::default()
        }
    }

    /// Reads a search. A parameter that the type doesn't have is refused when the caller asked for strict handling, and
    /// otherwise left out, of the answer's self link too. A modifier is never ignored.
    pub fn read(
        kind: &Kind,
        headers: &HeaderMap,
        pairs: Vec<(String, String)>,
    ) -> Result<Query, Error> {
        let mut query = Query {
            limit: USUAL,
            ..Query::default()
        };
        let strict = is_strict(headers);
        for (key, value) in pairs {
            if key == "_cursor" {
                query.cursor = Some(value);
                continue;
            }
            if FORM.contains(&key.as_str()) || value.is_empty() {
                continue;
            }
            let (name, modifier) = key.split_once(':').unwrap_or((&key, ""));
            let known = COMMON.iter().chain(kind.params).find(|p| p.name == name);
            let Some(param) = known else {
                if strict {
                    return Err(wrong("fhir_parameter_unknown", &key));
                }
                continue;
            };
            let typed = param.kind == "reference" && modifier == "Patient";
            if !modifier.is_empty() && !typed {
                return Err(wrong("fhir_modifier_unknown", &key));
            }
            let again = query.given.iter().any(|(n, _)| n == name);
            if again && !matches!(param.kind, "date" | "string") {
                return Err(wrong("fhir_parameter_twice", &key));
            }
            query.given.push((name.to_owned(), value));
        }
        query.counted()
    }

    fn counted(mut self) -> Result<Query, Error> {
        if let Some(count) = self.value("_count") {
            let count: i64 = count
                .parse()
                .map_err(|_| wrong("fhir_value_wrong", "_count"))?;
            if count < 1 {
                return Err(wrong("fhir_value_wrong", "_count"));
            }
            self.limit = count.min(MOST);
        }
        self.ids = self
            .values("_id")?
            .map(|ids| ids.iter().filter_map(|id| id.parse().ok()).collect());
        Ok(self)
    }

    /// The value of a parameter that is given at most once.
    pub fn value(&self, name: &str) -> Option<&str> {
        let mut given = self.given.iter();
        given.find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Every value of a parameter: all must hold.
    pub fn all<'q>(&'q self, name: &'q str) -> impl Iterator<Item = &'q str> {
        self.given
            .iter()
            .filter(move |(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }

    /// The values of a parameter that are separated by commas: one must hold.
    pub fn values(&self, name: &str) -> Result<Option<Vec<&str>>, Error> {
        let Some(value) = self.value(name) else {
            return Ok(None);
        };
        let values: Vec<&str> = value
            .split(',')
            .map(str::trim)
            .filter(|v| !v.is_empty())
            .collect();
        if values.len() > VALUES {
            return Err(wrong("fhir_value_wrong", name));
        }
        Ok(Some(values))
    }

    /// The codes of a token parameter, without their systems.
    pub fn codes(&self, name: &str) -> Result<Option<Vec<&str>>, Error> {
        let values = self.values(name)?;
        Ok(values.map(|values| {
            values
                .into_iter()
                .map(|v| v.rsplit('|').next().unwrap_or(v))
                .collect()
        }))
    }

    /// Whether a boolean must be so.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, Error> {
        match self.value(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(wrong("fhir_value_wrong", name)),
        }
    }

    /// The id that a reference parameter names; what is no `kind` of this server is nobody's id.
    pub fn reference(
        &self,
        cx: &Context,
        names: &[&str],
        kind: &str,
    ) -> Result<Option<Uuid>, Error> {
        let mut found = None;
        for name in names {
            let Some(value) = self.value(name) else {
                continue;
            };
            let id = match cx.base.local(value) {
                Some((of, id)) if of == kind => id,
                Some(_) => Uuid::nil(),
                None => value.parse().unwrap_or(Uuid::nil()),
            };
            if found.is_some_and(|before| before != id) {
                return Ok(Some(Uuid::nil()));
            }
            found = Some(id);
        }
        Ok(found)
    }

    /// The moments that a date parameter takes in.
    pub fn moments(&self, cx: &Context, name: &str) -> Result<Range<Timestamp>, Error> {
        let mut all = Range::default();
        for value in self.all(name) {
            let one =
                range::moments(value, &cx.zone).ok_or_else(|| wrong("fhir_date_wrong", name))?;
            all = all.and(one);
        }
        Ok(all)
    }

    /// The days, as `YYYY-MM-DD`, that a date parameter takes in.
    pub fn days(&self, name: &str) -> Result<Range<String>, Error> {
        let mut all = Range::default();
        for value in self.all(name) {
            let one = range::days(value).ok_or_else(|| wrong("fhir_date_wrong", name))?;
            all = all.and(one);
        }
        Ok(all)
    }

    /// Where the page begins.
    pub fn place<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        paging::key(self.cursor.as_deref()).map_err(|_| wrong("cursor_unknown", "_cursor"))
    }

    /// Entries to ask for: one more than are shown tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }
}

/// `Prefer: handling=strict`.
fn is_strict(headers: &HeaderMap) -> bool {
    let prefer = headers
        .get_all("prefer")
        .iter()
        .filter_map(|v| v.to_str().ok());
    prefer
        .flat_map(|v| v.split([',', ';']))
        .any(|v| v.trim() == "handling=strict")
}

/// A parameter that can't be taken.
pub(super) fn wrong(code: &'static str, name: &str) -> Error {
    Error::Refused(
        StatusCode::BAD_REQUEST,
        vec![Refusal::new(code).with("path", name)],
    )
}

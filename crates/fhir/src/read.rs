//! Reading one resource from JSON, with the path of what is wrong.

use serde::{Deserialize, de::DeserializeOwned};
use std::fmt;

/// What a resource says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The resource type's name; empty when none is given.
    pub resource_type: String,
    /// The logical id.
    pub id: Option<String>,
}

/// Why a resource could not be read. It names the place, never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Path of what is wrong, such as `telecom[0].rank`; `.` is the whole.
    pub path: String,
    /// What is wrong with it.
    pub reason: Wrong,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Not JSON.
    Syntax,
    /// JSON that ends too early.
    CutOff,
    /// A value of another type than the field's.
    Type,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = match self.reason {
            Wrong::Syntax => "is not valid JSON",
            Wrong::CutOff => "ends too early",
            Wrong::Type => "has a value of the wrong type",
        };
        write!(f, "{}: {reason}", self.path)
    }
}

impl std::error::Error for ReadError {}

/// Reads a resource type and id, and skims the rest.
pub fn head(json: &[u8]) -> Result<Head, ReadError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Skim {
        #[serde(default)]
        resource_type: String,
        #[serde(default)]
        id: Option<String>,
    }
    let skim: Skim = read(json)?;
    Ok(Head {
        resource_type: skim.resource_type,
        id: skim.id,
    })
}

/// Reads a resource or element.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, ReadError> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| ReadError {
        path: error.path().to_string(),
        reason: reason(error.inner()),
    })?;
    deserializer.end().map_err(|error| ReadError {
        path: ".".into(),
        reason: reason(&error),
    })?;
    Ok(value)
}

fn reason(error: &serde_json::Error) -> Wrong {
    match error.classify() {
        serde_json::error::Category::Data => Wrong::Type,
        serde_json::error::Category::Eof => Wrong::CutOff,
        _ => Wrong::Syntax,
    }
}

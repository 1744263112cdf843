//! Any resource.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use serde_json::value::RawValue;

use crate::read::{head, read};

/// A struct that stands for one resource type.
pub trait Typed {
    /// The resource type's name.
    const TYPE: &'static str;
}

macro_rules! resources {
    ($($name:ident),* $(,)?) => {
        /// Any resource: one of those known here, or the type's name of another.
        #[derive(Clone, PartialEq)]
        pub enum Resource {
            $(
                #[doc = concat!("[`", stringify!($name), "`](crate::", stringify!($name), ").")]
                $name(Box<crate::$name>),
            )*
            /// A type that is not read here; by name. It is never written.
            Other(String),
        }

        impl Resource {
            /// The resource type's name.
            pub fn type_name(&self) -> &str {
                match self {
                    $(Self::$name(_) => stringify!($name),)*
                    Self::Other(name) => name,
                }
            }

            /// The logical id.
            pub fn id(&self) -> Option<&str> {
                match self {
                    $(Self::$name(resource) => resource.id.as_deref(),)*
                    Self::Other(_) => None,
                }
            }
        }

        $(impl From<crate::$name> for Resource {
            fn from(resource: crate::$name) -> Self {
                Self::$name(Box::new(resource))
            }
        })*

        impl Serialize for Resource {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$name(resource) => resource.serialize(serializer),)*
                    Self::Other(name) => Err(serde::ser::Error::custom(format!(
                        "a {name} was not read and cannot be written"
                    ))),
                }
            }
        }

        impl<'de> Deserialize<'de> for Resource {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let raw = Box::<RawValue>::deserialize(deserializer)?;
                let head = head(raw.get().as_bytes()).map_err(D::Error::custom)?;
                Ok(match head.resource_type.as_str() {
                    $(stringify!($name) => Self::$name(Box::new(
                        read(raw.get().as_bytes()).map_err(D::Error::custom)?,
                    )),)*
                    _ => Self::Other(head.resource_type),
                })
            }
        }
    };
}

resources![
    Appointment,
    AuditEvent,
    Binary,
    Bundle,
    CapabilityStatement,
    Communication,
    DiagnosticReport,
    DocumentReference,
    Encounter,
    HealthcareService,
    Invoice,
    Location,
    Observation,
    OperationOutcome,
    Organization,
    Patient,
    Person,
    Practitioner,
    PractitionerRole,
    QuestionnaireResponse,
    RelatedPerson,
    Task,
];

impl std::fmt::Debug for Resource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.type_name())
    }
}

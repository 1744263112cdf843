//! Typed ids: one newtype for each kind of row, so that two ids are never mistaken for each other.

/// Declares a typed id around a `Uuid`, with everything a row, a parameter, a path and JSON need.
///
/// ```
/// db::id! {
///     /// A patient.
///     pub struct PatientId;
/// }
/// let id: PatientId = "018f6d3e-0000-7000-8000-000000000001".parse().unwrap();
/// assert_eq!(id.to_string(), "018f6d3e-0000-7000-8000-000000000001");
/// ```
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $vis:vis struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        $vis struct $name($crate::Uuid);

        impl $name {
            /// The id with this value.
            pub const fn from_uuid(value: $crate::Uuid) -> Self {
                Self(value)
            }

            /// The value of the id.
            pub const fn uuid(self) -> $crate::Uuid {
                self.0
            }
        }

        impl ::std::convert::From<$crate::Uuid> for $name {
            fn from(value: $crate::Uuid) -> Self {
                Self(value)
            }
        }

        impl ::std::convert::From<$name> for $crate::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::IdError;
            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::IdError> {
                ::std::str::FromStr::from_str(text).map(Self)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }

        impl $crate::Param for $name {
            fn value(&self) -> $crate::Value<'_> {
                $crate::Value::Uuid(self.0)
            }
        }

        impl $crate::Column for $name {
            fn from_value(
                value: $crate::Value<'_>,
            ) -> ::std::result::Result<Self, $crate::Mismatch> {
                <$crate::Uuid as $crate::Column>::from_value(value).map(Self)
            }
        }

        impl $crate::Element for $name {
            fn array(items: &[Self]) -> $crate::Value<'_> {
                $crate::Value::Uuids(items.iter().map(|id| id.0).collect())
            }
        }
    };
}

//! Reading that forgives what real exports do: `null` where a list or a value may be,
//! `null` inside a list of primitives (their extensions stand in a sister list), and one
//! value where a list is due. Writing is exact: what is empty is left out.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, IntoDeserializer, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

/// A field's type: optional (0..1) or repeated (0..*).
pub(crate) trait Field<'de>: Sized {
    /// Whether writing leaves the field out.
    fn is_empty(&self) -> bool;
    /// Reads the field, forgiving as the module's head says.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl<'de, T: Deserialize<'de>> Field<'de> for Option<T> {
    fn is_empty(&self) -> bool {
        self.is_none()
    }

    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer)
    }
}

impl<'de, T: Deserialize<'de>> Field<'de> for Vec<T> {
    fn is_empty(&self) -> bool {
        Vec::is_empty(self)
    }

    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Many(PhantomData))
    }
}

/// `skip_serializing_if` of every field.
pub(crate) fn is_empty<'de, T: Field<'de>>(field: &T) -> bool {
    field.is_empty()
}

/// `deserialize_with` of every field.
pub(crate) fn read<'de, D: Deserializer<'de>, T: Field<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::read(deserializer)
}

struct Many<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Many<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element::<Option<T>>()? {
            list.extend(item);
        }
        Ok(list)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        Ok(vec![T::deserialize(MapAccessDeserializer::new(map))?])
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        Ok(vec![T::deserialize(text.into_deserializer())?])
    }
}

/// An element (a data type or a part of a resource): public fields, every one optional or
/// repeated, camelCase names, empty ones left out. `Debug` says the type's name only,
/// since elements hold what patients own.
macro_rules! element {
    ($(#[$meta:meta])* $name:ident { $( $(#[$fmeta:meta])* $field:ident : $ty:ty ),* $(,)? }) => {
        #[derive(Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        $(#[$meta])*
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            $(
                $(#[$fmeta])*
                #[serde(
                    skip_serializing_if = "crate::lenient::is_empty",
                    deserialize_with = "crate::lenient::read"
                )]
                pub $field: $ty,
            )*
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

/// A resource: an element with `resourceType` written first, and the fields that every
/// resource has (`id`, `meta`, `contained`, `identifier` where R4 gives one).
macro_rules! resource {
    ($(#[$meta:meta])* $name:ident { $( $(#[$fmeta:meta])* $field:ident : $ty:ty ),* $(,)? }) => {
        crate::lenient::element! {
            $(#[$meta])*
            #[serde(tag = "resourceType")]
            $name {
                /// The logical id, unique for the type on one server.
                id: Option<String>,
                /// Version, time of the last change, profiles.
                meta: Option<crate::Meta>,
                /// Resources without a life of their own, referenced as `#id`.
                contained: Vec<crate::Resource>,
                /// What R4 has no field for.
                extension: Vec<crate::Extension>,
                $( $(#[$fmeta])* $field: $ty ),*
            }
        }

        impl crate::Typed for $name {
            const TYPE: &'static str = stringify!($name);
        }
    };
}

pub(crate) use {element, resource};

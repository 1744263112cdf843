//! Closed lists of values that are stored and published under a code.

/// Declares an enum whose variants each have a code: stored as text, published in the API under the same word.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant,)* }

        impl $name {
            /// The stored and published code.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)* }
            }

            /// The value of a code.
            pub fn from_code(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$variant),)* _ => None }
            }
        }

        impl db::Param for $name {
            fn value(&self) -> db::Value<'_> {
                db::Value::Text(self.code())
            }
        }

        impl db::Column for $name {
            fn from_value(value: db::Value<'_>) -> Result<Self, db::Mismatch> {
                let code = String::from_value(value)?;
                $name::from_code(&code).ok_or(db::Mismatch { wanted: stringify!($name) })
            }
        }
    };
}

pub(crate) use codes;

//! Values on their way into and out of a statement.

use std::borrow::Cow;

use uuid::Uuid;

/// One value: bound to a parameter, or read from a column.
#[derive(Clone)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// A `boolean` (0 or 1 on SQLite).
    Bool(bool),
    /// A `bigint` or `integer`.
    Int(i64),
    /// A `double precision`.
    Real(f64),
    /// A `text`.
    Text(&'a str),
    /// A `bytea`.
    Bytes(&'a [u8]),
    /// A `uuid` (16 bytes on SQLite).
    Uuid(Uuid),
    /// `uuid[]`, only inside `= ANY($n)`.
    Uuids(Cow<'a, [Uuid]>),
    /// `bigint[]`, only inside `= ANY($n)`.
    Ints(&'a [i64]),
    /// `text[]`, only inside `= ANY($n)`.
    Texts(Cow<'a, [&'a str]>),
}

impl Value<'_> {
    /// The kind of the value, for messages: never the value itself.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Int(_) => "integer",
            Value::Real(_) => "real",
            Value::Text(_) => "text",
            Value::Bytes(_) => "bytes",
            Value::Uuid(_) => "uuid",
            Value::Uuids(_) => "uuid[]",
            Value::Ints(_) => "bigint[]",
            Value::Texts(_) => "text[]",
        }
    }
}

/// Something that can be bound to `$n`.
pub trait Param {
    /// The value to bind.
    fn value(&self) -> Value<'_>;
}

/// Something that can be read from a column.
pub trait Column: Sized {
    /// Reads the value of a column.
    ///
    /// # Errors
    /// [`Mismatch`] when the column holds another type, or NULL where none is allowed.
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch>;
}

/// A column held something else than its Rust type can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mismatch {
    /// The type that was asked for.
    pub wanted: &'static str,
}

/// Something whose slices can be bound to `= ANY($n)`.
pub trait Element: Sized {
    /// The slice as one array value.
    fn array(items: &[Self]) -> Value<'_>;
}

macro_rules! scalar {
    ($type:ty, $wanted:literal, |$me:ident| $to:expr, { $($from:pat => $back:expr),+ $(,)? }) => {
        impl Param for $type {
            fn value(&self) -> Value<'_> {
                let $me = self;
                $to
            }
        }
        impl Column for $type {
            fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
                match value {
                    $($from => Ok($back),)+
                    _ => Err(Mismatch { wanted: $wanted }),
                }
            }
        }
    };
}

scalar!(bool, "boolean", |me| Value::Bool(*me), { Value::Bool(b) => b, Value::Int(0) => false, Value::Int(1) => true });
scalar!(i64, "bigint", |me| Value::Int(*me), { Value::Int(i) => i });
scalar!(f64, "double precision", |me| Value::Real(*me), { Value::Real(r) => r });
scalar!(String, "text", |me| Value::Text(me), { Value::Text(s) => s.to_owned() });
scalar!(Vec<u8>, "bytea", |me| Value::Bytes(me), { Value::Bytes(b) => b.to_vec() });
scalar!(Uuid, "uuid", |me| Value::Uuid(*me), {
    Value::Uuid(u) => u,
    Value::Bytes(b) => Uuid::from_slice(b).map_err(|_| Mismatch { wanted: "uuid" })?,
});

impl Param for i32 {
    fn value(&self) -> Value<'_> {
        Value::Int(i64::from(*self))
    }
}

impl Column for i32 {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        let wanted = Mismatch { wanted: "integer" };
        match value {
            Value::Int(i) => i32::try_from(i).map_err(|_| wanted),
            _ => Err(wanted),
        }
    }
}

impl<T: Column> Column for Option<T> {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl<T: Param> Param for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Param::value)
    }
}

impl Param for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Param for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<const N: usize> Param for [u8; N] {
    fn value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<B: ?Sized + ToOwned + Param> Param for Cow<'_, B> {
    fn value(&self) -> Value<'_> {
        self.as_ref().value()
    }
}

impl<T: Param + ?Sized> Param for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

impl<T: Element> Param for [T] {
    fn value(&self) -> Value<'_> {
        T::array(self)
    }
}

impl<T: Element> Param for Vec<T> {
    fn value(&self) -> Value<'_> {
        T::array(self)
    }
}

impl Element for Uuid {
    fn array(items: &[Self]) -> Value<'_> {
        Value::Uuids(Cow::Borrowed(items))
    }
}

impl Element for i64 {
    fn array(items: &[Self]) -> Value<'_> {
        Value::Ints(items)
    }
}

impl Element for String {
    fn array(items: &[Self]) -> Value<'_> {
        Value::Texts(items.iter().map(String::as_str).collect())
    }
}

impl Element for &str {
    fn array(items: &[Self]) -> Value<'_> {
        Value::Texts(items.iter().copied().collect())
    }
}

//! Values to and from PostgreSQL's binary format.

use bytes::{Bytes, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};

use crate::value::Value;

type Boxed = Box<dyn std::error::Error + Sync + Send>;

/// A value that is encoded to the type that the server declares for its parameter.
pub(super) struct Bound<'a>(pub(super) Value<'a>);

/// A value that does not fit the type of its parameter. Holds kinds only, never the value.
#[derive(Debug, thiserror::Error)]
#[error("a parameter is {given}, the statement wants {wanted}")]
pub(super) struct Unfit {
    given: &'static str,
    wanted: String,
}

impl std::fmt::Debug for Bound<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.kind())
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        let unfit = || Unfit {
            given: self.0.kind(),
            wanted: wanted.name().to_owned(),
        };
        match (&self.0, wanted) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Bool(b), &Type::BOOL) => b.to_sql(wanted, out),
            (Value::Int(i), &Type::INT8) => i.to_sql(wanted, out),
            (Value::Int(i), &Type::INT4) => {
                i32::try_from(*i).map_err(|_| unfit())?.to_sql(wanted, out)
            }
            (Value::Real(r), &Type::FLOAT8) => r.to_sql(wanted, out),
            (Value::Text(s), &Type::TEXT | &Type::VARCHAR) => s.to_sql(wanted, out),
            (Value::Bytes(b), &Type::BYTEA) => b.to_sql(wanted, out),
            (Value::Uuid(u), &Type::UUID) => u.to_sql(wanted, out),
            (Value::Uuids(items), &Type::UUID_ARRAY) => items.as_ref().to_sql(wanted, out),
            (Value::Ints(items), &Type::INT8_ARRAY) => items.to_sql(wanted, out),
            (Value::Texts(items), &Type::TEXT_ARRAY) => items.as_ref().to_sql(wanted, out),
            _ => Err(unfit().into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        self.to_sql(wanted, out)
    }
}

/// A value that has been encoded already, to be sent later.
pub(super) struct Encoded(Option<Bytes>);

impl Encoded {
    /// The value as the parameter of this type.
    pub(super) fn new(value: &Bound<'_>, wanted: &Type) -> Result<Self, Boxed> {
        let mut out = BytesMut::new();
        Ok(Encoded(match value.to_sql(wanted, &mut out)? {
            IsNull::Yes => None,
            IsNull::No => Some(out.freeze()),
        }))
    }
}

impl std::fmt::Debug for Encoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("encoded")
    }
}

impl ToSql for Encoded {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        let Some(bytes) = &self.0 else {
            return Ok(IsNull::Yes);
        };
        out.extend_from_slice(bytes);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Boxed> {
        self.to_sql(wanted, out)
    }
}

/// The value of a column; `None` when it is of a type that no [`Column`](crate::Column) reads.
pub(crate) fn cell(row: &tokio_postgres::Row, at: usize) -> Option<Value<'_>> {
    row.try_get(at).ok()
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(held: &Type, raw: &'a [u8]) -> Result<Self, Boxed> {
        Ok(match *held {
            Type::BOOL => Value::Bool(FromSql::from_sql(held, raw)?),
            Type::INT8 => Value::Int(FromSql::from_sql(held, raw)?),
            Type::INT4 => Value::Int(i64::from(i32::from_sql(held, raw)?)),
            Type::FLOAT8 => Value::Real(FromSql::from_sql(held, raw)?),
            Type::TEXT | Type::VARCHAR => Value::Text(FromSql::from_sql(held, raw)?),
            Type::BYTEA => Value::Bytes(FromSql::from_sql(held, raw)?),
            Type::UUID => Value::Uuid(FromSql::from_sql(held, raw)?),
            _ => return Err("a type that this program does not read".into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Boxed> {
        Ok(Value::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

//! Values to and from SQLite.

use std::rc::Rc;

use rusqlite::types::{ToSql, ToSqlOutput, Value as Owned, ValueRef};

use crate::value::Value;

/// A value as SQLite binds it.
pub(super) struct Bound<'a>(pub(super) Value<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let scalar = |value| Ok(ToSqlOutput::Borrowed(value));
        match &self.0 {
            Value::Null => scalar(ValueRef::Null),
            Value::Bool(b) => scalar(ValueRef::Integer(i64::from(*b))),
            Value::Int(i) => scalar(ValueRef::Integer(*i)),
            Value::Real(r) => scalar(ValueRef::Real(*r)),
            Value::Text(s) => scalar(ValueRef::Text(s.as_bytes())),
            Value::Bytes(b) => scalar(ValueRef::Blob(b)),
            Value::Uuid(u) => scalar(ValueRef::Blob(u.as_bytes())),
            Value::Uuids(items) => array(items, |u| Owned::Blob(u.as_bytes().to_vec())),
            Value::Ints(items) => array(items, |i| Owned::Integer(*i)),
            Value::Texts(items) => array(items, |s| Owned::Text((*s).to_owned())),
        }
    }
}

fn array<T>(items: &[T], own: impl Fn(&T) -> Owned) -> rusqlite::Result<ToSqlOutput<'static>> {
    let values: Vec<Owned> = items.iter().map(own).collect();
    Ok(ToSqlOutput::from_rc(Rc::new(values), c"rarray"))
}

/// The value of a column; `None` when it is of a type that no [`Column`](crate::Column) reads.
pub(crate) fn cell<'r>(row: &'r rusqlite::Row<'_>, at: usize) -> Option<Value<'r>> {
    Some(match row.get_ref(at).ok()? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(i) => Value::Int(i),
        ValueRef::Real(r) => Value::Real(r),
        ValueRef::Text(s) => Value::Text(std::str::from_utf8(s).ok()?),
        ValueRef::Blob(b) => Value::Bytes(b),
    })
}

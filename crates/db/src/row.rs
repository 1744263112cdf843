//! Rows into Rust values.

use crate::error::Error;
use crate::value::{Column, Value};

/// A row of a result: a struct declared by [`row!`](crate::row!), or a tuple of up to eight columns.
pub trait Row: Sized {
    /// How many columns the SELECT list must have.
    const WIDTH: usize;
    /// The names that the SELECT list must have, in this order; empty when any name will do.
    const NAMES: &'static [&'static str];

    /// Reads one row.
    ///
    /// # Errors
    /// [`Error::Engine`] when a column holds another type, or an unexpected NULL.
    fn read(cells: &mut Cells<'_>) -> Result<Self, Error>;
}

/// The columns of one row, taken from left to right.
pub struct Cells<'a> {
    source: Source<'a>,
    sql: &'static str,
    next: usize,
}

#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a tokio_postgres::Row),
}

impl<'a> Cells<'a> {
    pub(crate) fn new(source: Source<'a>, sql: &'static str) -> Self {
        Self {
            source,
            sql,
            next: 0,
        }
    }

    /// Takes the next column.
    ///
    /// # Errors
    /// [`Error::Engine`] when the column holds another type, or an unexpected NULL.
    pub fn take<C: Column>(&mut self) -> Result<C, Error> {
        let at = self.next;
        self.next += 1;
        let value = match self.source {
            Source::Sqlite(row) => crate::sqlite::cell(row, at),
            Source::Postgres(row) => crate::postgres::cell(row, at),
        };
        let Some(value) = value else {
            let what = format!(
                "column {} is of a type that this program does not read",
                at + 1
            );
            return Err(Error::statement(self.sql, what));
        };
        self.convert(at, value)
    }

    fn convert<C: Column>(&self, at: usize, value: Value<'_>) -> Result<C, Error> {
        let kind = value.kind();
        C::from_value(value).map_err(|mismatch| {
            let what = format!("column {} is {kind}, wanted {}", at + 1, mismatch.wanted);
            Error::statement(self.sql, what)
        })
    }
}

/// Declares a struct that is read from a row. The SELECT list must have the fields' names, in the fields' order.
///
/// ```
/// db::row! {
///     /// A line of the list.
///     pub struct Line { pub position: i64, pub title: String }
/// }
/// ```
#[macro_export]
macro_rules! row {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident {
            $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $type:ty),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$field_meta])* $field_vis $field: $type,)+
        }

        impl $crate::Row for $name {
            const WIDTH: usize = <[&str]>::len(&[$(stringify!($field)),+]);
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),+];

            fn read(
                cells: &mut $crate::Cells<'_>,
            ) -> ::std::result::Result<Self, $crate::Error> {
                ::std::result::Result::Ok(Self { $($field: cells.take()?,)+ })
            }
        }
    };
}

/// Whether a statement's column is the one that a field of a row struct names.
pub(crate) fn same_name(field: &str, column: &str) -> bool {
    field.strip_prefix("r#").unwrap_or(field) == column
}

macro_rules! tuple {
    ($width:literal: $($column:ident),+) => {
        impl<$($column: Column),+> Row for ($($column,)+) {
            const WIDTH: usize = $width;
            const NAMES: &'static [&'static str] = &[];

            fn read(cells: &mut Cells<'_>) -> Result<Self, Error> {
                Ok(($(cells.take::<$column>()?,)+))
            }
        }
    };
}

tuple!(1: A);
tuple!(2: A, B);
tuple!(3: A, B, C);
tuple!(4: A, B, C, D);
tuple!(5: A, B, C, D, E);
tuple!(6: A, B, C, D, E, F);
tuple!(7: A, B, C, D, E, F, G);
tuple!(8: A, B, C, D, E, F, G, H);

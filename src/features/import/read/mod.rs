//! Reading the files: which kind each is, and its entries one after another, never a whole file in memory.

mod bundle;
mod csv;
mod kind;
mod lines;
#[cfg(test)]
mod tests;

use std::{
    fs::File,
    io::{BufReader, Seek},
    path::Path,
};

use jiff::civil::Date;

pub(super) use kind::{Kind, kind};

use super::record::{Mapped, Refusal};

/// Longest line of NDJSON and largest lone resource, in bytes.
pub(super) const LONGEST: u64 = 64 * 1024 * 1024;

/// One entry of a file.
pub(super) struct Entry {
    /// Line or entry number, from 1.
    pub number: u64,
    /// What it holds.
    pub body: Body,
}

/// What an entry holds.
pub(super) enum Body {
    /// A FHIR resource, not yet mapped.
    Resource {
        /// Its type.
        resource_type: String,
        /// Its logical id.
        id: Option<String>,
        /// Its full URL in a bundle.
        full_url: Option<String>,
        /// Its text.
        json: Vec<u8>,
    },
    /// A row of a CSV of patients.
    Row(Result<Mapped, Refusal>),
    /// What could not be read at all.
    Broken(Refusal),
    /// Something that is worth a word and is no record.
    Note(String),
}

/// Receives the entries; answers whether to go on.
pub(super) type Sink<'a> = dyn FnMut(Entry) -> bool + 'a;

/// Reads every entry of one file. What can't be read is an entry of its own ([`Body::Broken`]); only a file that
/// can't be opened, or is of another kind, is refused as a whole.
pub(super) fn entries(path: &Path, today: Date, sink: &mut Sink<'_>) -> Result<(), Refusal> {
    let mut file = File::open(path).map_err(|error| cannot_read(&error))?;
    let kind = kind(&mut file)?;
    file.rewind().map_err(|error| cannot_read(&error))?;
    let reader = BufReader::with_capacity(256 * 1024, file);
    match kind {
        Kind::Lines => lines::read(reader, sink),
        Kind::Bundle => bundle::read(reader, sink),
        Kind::Resource => lines::whole(reader, sink),
        Kind::Csv => csv::read(reader, today, sink)?,
    }
    Ok(())
}

/// A file that the operating system won't give.
fn cannot_read(error: &std::io::Error) -> Refusal {
    Refusal::new("", format!("can't be read: {error}"))
}

//! What kind of file it is, by its content and never by its name.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek},
};

use crate::features::import::record::Refusal;

use super::{LONGEST, bundle, cannot_read};

/// The kinds of file that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// NDJSON: a resource on every line.
    Lines,
    /// A FHIR bundle.
    Bundle,
    /// One FHIR resource.
    Resource,
    /// A CSV of patients.
    Csv,
}

/// First bytes of files that are often taken for data, and what to do about each.
const OTHERS: &[(&[u8], &str)] = &[
    (b"\x1f\x8b", "is compressed (gzip); unpack it first"),
    (
        b"PK\x03\x04",
        "is a ZIP archive or an Excel workbook; unpack it, or save the sheet as \"CSV UTF-8\"",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Excel workbook; save the sheet as \"CSV UTF-8\"",
    ),
    (
        b"%PDF-",
        "is a PDF; an import takes FHIR R4 JSON, NDJSON or CSV",
    ),
    (
        b"\x89PNG",
        "is a picture; an import takes FHIR R4 JSON, NDJSON or CSV",
    ),
    (
        b"\xff\xd8\xff",
        "is a picture; an import takes FHIR R4 JSON, NDJSON or CSV",
    ),
    (
        b"SQLite format 3",
        "is a database; an import takes FHIR R4 JSON, NDJSON or CSV",
    ),
    (
        b"MSH|",
        "is HL7 version 2; export FHIR R4 JSON, NDJSON or CSV",
    ),
    (b"\xff\xfe", "is written in UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "is written in UTF-16; save it as UTF-8"),
];

/// Tells a file's kind, or why it can't be imported.
pub(in super::super) fn kind(file: &mut File) -> Result<Kind, Refusal> {
    let mut start = Vec::with_capacity(4096);
    file.by_ref()
        .take(4096)
        .read_to_end(&mut start)
        .map_err(|e| cannot_read(&e))?;
    if let Some((_, why)) = OTHERS.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Err(Refusal::new("", *why));
    }
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    let Some(first) = text.iter().find(|b| !b.is_ascii_whitespace()) else {
        return Err(Refusal::new("", "is empty; export it again"));
    };
    if text.contains(&0) {
        return Err(Refusal::new(
            "",
            "is not a text file; an import takes FHIR R4 JSON, NDJSON or CSV",
        ));
    }
    match first {
        b'{' => json(file),
        b'[' => Err(Refusal::new(
            "",
            "is a JSON list; export a FHIR Bundle, or NDJSON with one resource on each line",
        )),
        b'<' => Err(Refusal::new(
            "",
            "is XML or a web page; export FHIR R4 as JSON",
        )),
        _ => Ok(Kind::Csv),
    }
}

fn json(file: &mut File) -> Result<Kind, Refusal> {
    file.rewind().map_err(|e| cannot_read(&e))?;
    let mut line = Vec::new();
    let mut reader = BufReader::new(&mut *file);
    while line.iter().all(u8::is_ascii_whitespace) {
        line.clear();
        let read = reader
            .by_ref()
            .take(LONGEST)
            .read_until(b'\n', &mut line)
            .map_err(|e| cannot_read(&e))?;
        if read == 0 {
            break;
        }
    }
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
    match fhir::head(line) {
        Ok(head) if head.resource_type == "Bundle" => return Ok(Kind::Bundle),
        Ok(head) if !head.resource_type.is_empty() => return Ok(Kind::Lines),
        _ => {}
    }
    // A first line that says nothing: a broken or foreign one among others, or the head of an indented document.
    let mut next = Vec::new();
    reader
        .take(LONGEST)
        .read_until(b'\n', &mut next)
        .map_err(|e| cannot_read(&e))?;
    if next.starts_with(b"{") {
        return Ok(Kind::Lines);
    }
    file.rewind().map_err(|e| cannot_read(&e))?;
    match bundle::resource_type(BufReader::new(file)).as_deref() {
        Some("Bundle") => Ok(Kind::Bundle),
        Some(_) => Ok(Kind::Resource),
        None => Err(Refusal::new(
            "",
            "is JSON but not FHIR: it names no resourceType; export FHIR R4 JSON",
        )),
    }
}

//! Word and Excel documents, which are ZIP archives: looked through without unpacking to memory.

use std::io::Read;

use super::{Kind, Refusal};

/// Most entries of an archive.
const MAX_ENTRIES: usize = 10_000;

/// Most bytes that all entries may unpack to.
const MAX_UNPACKED: u64 = 300 * 1024 * 1024;

/// How many times its size an archive may unpack to, beyond a first megabyte.
const MAX_RATIO: u64 = 150;

/// Longest part that is read for its relations, in bytes.
const MAX_RELATIONS: u64 = 1024 * 1024;

/// Parts that run, or that hold what runs.
const PROGRAMS: &[&str] = &[
    "vbaproject",
    "vbadata",
    "activex",
    "macrosheets",
    "oleobject",
    "customui",
];

const END: &[u8; 4] = b"PK\x05\x06";
const END_BYTES: usize = 22;

/// One line of the archive's table.
struct Entry {
    name: String,
    deflated: bool,
    packed: usize,
    unpacked: u64,
    at: usize,
}

/// Which document an archive is, by the part that every such document has.
pub(super) fn kind(content: &[u8]) -> Result<Kind, Refusal> {
    let entries = entries(content)?;
    let has = |name: &str| entries.iter().any(|entry| entry.name == name);
    match has("[Content_Types].xml") {
        true if has("word/document.xml") => Ok(Kind::Docx),
        true if has("xl/workbook.xml") => Ok(Kind::Xlsx),
        _ => Err(Refusal::UnknownKind),
    }
}

/// Refuses macros, embedded programs, parts fetched from elsewhere, names that leave the folder,
/// and bombs: every entry is unpacked, piece by piece, into nothing.
pub(super) fn check(content: &[u8], kind: Kind) -> Result<(), Refusal> {
    debug_assert!(matches!(kind, Kind::Docx | Kind::Xlsx));
    let allowed = MAX_UNPACKED.min(1024 * 1024 + content.len() as u64 * MAX_RATIO);
    let mut left = allowed;
    for entry in entries(content)? {
        let name = entry.name.to_lowercase();
        if PROGRAMS.iter().any(|part| name.contains(part)) {
            return Err(Refusal::ActiveContent);
        }
        if name.contains("..") || name.starts_with('/') || name.contains('\\') {
            return Err(Refusal::Damaged);
        }
        if entry.unpacked > left {
            return Err(Refusal::Bomb);
        }
        left -= unpack(content, &entry, &name)?;
    }
    Ok(())
}

/// Whether the file ends as an archive does, so that an archiver would open it.
pub(super) fn ends_as_zip(content: &[u8]) -> bool {
    end_record(content).is_some()
}

/// Unpacks one entry and returns its true size.
fn unpack(content: &[u8], entry: &Entry, name: &str) -> Result<u64, Refusal> {
    let packed = packed_bytes(content, entry).ok_or(Refusal::Damaged)?;
    let mut source: Box<dyn Read> = match entry.deflated {
        true => Box::new(flate2::read::DeflateDecoder::new(packed)),
        false => Box::new(packed),
    };
    let mut relations = Vec::new();
    if name.ends_with(".rels") {
        let mut limited = (&mut source).take(MAX_RELATIONS);
        limited
            .read_to_end(&mut relations)
            .map_err(|_| Refusal::Damaged)?;
        if fetches_from_elsewhere(&relations) {
            return Err(Refusal::ActiveContent);
        }
    }
    // One byte more than declared is enough to know that the table lies.
    let mut rest = source.take(entry.unpacked + 1);
    let counted = std::io::copy(&mut rest, &mut std::io::sink()).map_err(|_| Refusal::Damaged)?;
    match counted + relations.len() as u64 {
        size if size > entry.unpacked => Err(Refusal::Bomb),
        size => Ok(size),
    }
}

/// Templates, frames and objects that the document would load over the network when opened. Plain
/// links are not among them.
fn fetches_from_elsewhere(relations: &[u8]) -> bool {
    let text = String::from_utf8_lossy(relations).to_lowercase();
    text.split("<relationship").any(|relation| {
        let kinds = ["attachedtemplate", "oleobject", "/frame", "subdocument"];
        relation.contains("external") && kinds.iter().any(|kind| relation.contains(kind))
    })
}

fn packed_bytes<'a>(content: &'a [u8], entry: &Entry) -> Option<&'a [u8]> {
    let head = content.get(entry.at..)?;
    if !head.starts_with(b"PK\x03\x04") {
        return None;
    }
    let start = 30 + usize::from(u16_at(head, 26)?) + usize::from(u16_at(head, 28)?);
    head.get(start..start.checked_add(entry.packed)?)
}

fn entries(content: &[u8]) -> Result<Vec<Entry>, Refusal> {
    let end = end_record(content).ok_or(Refusal::Damaged)?;
    let count = u16_at(content, end + 10).ok_or(Refusal::Damaged)?;
    let start = u32_at(content, end + 16).ok_or(Refusal::Damaged)?;
    let count = usize::from(count);
    if count > MAX_ENTRIES {
        return Err(Refusal::Bomb);
    }
    let mut at = usize::try_from(start).map_err(|_| Refusal::Damaged)?;
    let mut found = Vec::with_capacity(count.min(256));
    for _ in 0..count {
        let (entry, next) = entry_at(content, at).ok_or(Refusal::Damaged)?;
        found.push(entry);
        at = next;
    }
    match at == end {
        true => Ok(found),
        // Something stands between the table and its end, which readers disagree about.
        false => Err(Refusal::Damaged),
    }
}

fn entry_at(content: &[u8], at: usize) -> Option<(Entry, usize)> {
    let head = content.get(at..)?;
    let encrypted = u16_at(head, 8)? & 1 != 0;
    let method = u16_at(head, 10)?;
    if !head.starts_with(b"PK\x01\x02") || encrypted || !matches!(method, 0 | 8) {
        return None;
    }
    let (name, extra, comment) = (u16_at(head, 28)?, u16_at(head, 30)?, u16_at(head, 32)?);
    let name_end = 46 + usize::from(name);
    let entry = Entry {
        name: String::from_utf8_lossy(head.get(46..name_end)?).into_owned(),
        deflated: method == 8,
        packed: usize::try_from(u32_at(head, 20)?).ok()?,
        unpacked: u64::from(u32_at(head, 24)?),
        at: usize::try_from(u32_at(head, 42)?).ok()?,
    };
    let next = at + name_end + usize::from(extra) + usize::from(comment);
    Some((entry, next))
}

/// Where the end record stands whose comment reaches exactly to the end of the file.
fn end_record(content: &[u8]) -> Option<usize> {
    let last = content.len().checked_sub(END_BYTES)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| {
        let comment = u16_at(content, at + 20).map(usize::from);
        content[*at..].starts_with(END) && comment == Some(last - at)
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let found = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(found.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let found = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(found.try_into().ok()?))
}

//! The kind of a file by its bytes.

use super::{Kind, Refusal, office};

/// How far into a file markup is looked for: as far as browsers look.
const HEAD: usize = 1_024;

/// What a browser would take for a page or a picture with scripts.
const MARKUP: &[&[u8]] = &[
    b"<html",
    b"<!doctype",
    b"<script",
    b"<svg",
    b"<iframe",
    b"<head",
    b"<body",
    b"<?xml",
    b"<?php",
    b"<object",
    b"<embed",
    b"<a href",
    b"<img",
    b"<style",
    b"<meta",
    b"<title",
    b"<table",
    b"<form",
    b"<div",
    b"<math",
    b"<!--",
    b"<h1",
    b"<p>",
    b"<br",
    b"<b>",
    b"<font",
];

/// Brands of the HEIF family that telephones write.
const HEIF: &[&[u8]] = &[
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif", b"avif",
    b"avis",
];

/// Decides the kind. The name only tells a table from other text.
pub(super) fn kind(content: &[u8], file_name: &str) -> Result<Kind, Refusal> {
    let kind = by_first_bytes(content, file_name)?;
    let zip = matches!(kind, Kind::Docx | Kind::Xlsx);
    if !zip && office::ends_as_zip(content) {
        return Err(Refusal::TwoKinds);
    }
    if matches!(kind, Kind::Pdf | Kind::Text | Kind::Csv) && begins_with_markup(content, kind) {
        return Err(if kind == Kind::Pdf {
            Refusal::TwoKinds
        } else {
            Refusal::Markup
        });
    }
    Ok(kind)
}

fn by_first_bytes(content: &[u8], file_name: &str) -> Result<Kind, Refusal> {
    match content {
        [b'%', b'P', b'D', b'F', b'-', ..] => Ok(Kind::Pdf),
        [0xFF, 0xD8, 0xFF, ..] => Ok(Kind::Jpeg),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Ok(Kind::Png),
        [b'P', b'K', 3, 4, ..] => office::kind(content),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if is_heif(brand) => Err(Refusal::Heic),
        [b'#', b'!', ..] => Err(Refusal::Program),
        _ => recognised_otherwise(content, file_name),
    }
}

fn recognised_otherwise(content: &[u8], file_name: &str) -> Result<Kind, Refusal> {
    use infer::MatcherType::{App, Text};
    if holds_pdf_head(content) {
        return Err(Refusal::TwoKinds);
    }
    match infer::get(content).map(|found| found.matcher_type()) {
        Some(App) => Err(Refusal::Program),
        Some(Text) => Err(Refusal::Markup),
        Some(_) => Err(Refusal::UnknownKind),
        None if looks_like_text(content) => Ok(text_kind(file_name)),
        None => Err(Refusal::UnknownKind),
    }
}

fn is_heif(brand: &[u8]) -> bool {
    brand.get(..4).is_some_and(|brand| HEIF.contains(&brand))
}

/// A PDF that begins later than at its first byte is a PDF to a lenient reader, and something else
/// to everybody else.
fn holds_pdf_head(content: &[u8]) -> bool {
    let head = &content[..content.len().min(HEAD)];
    head.windows(5).any(|window| window == b"%PDF-")
}

fn looks_like_text(content: &[u8]) -> bool {
    let head = &content[..content.len().min(HEAD)];
    let utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C);
    utf16 || !head.iter().any(control)
}

fn text_kind(file_name: &str) -> Kind {
    let ending = file_name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    match ending.as_deref() {
        Some("csv") => Kind::Csv,
        _ => Kind::Text,
    }
}

/// Whether the file would pass for a page: a text that starts with a tag, or a PDF with one in its
/// head.
fn begins_with_markup(content: &[u8], kind: Kind) -> bool {
    let head = content[..content.len().min(HEAD)].to_ascii_lowercase();
    if kind == Kind::Pdf {
        return MARKUP[..6]
            .iter()
            .any(|tag| head.windows(tag.len()).any(|w| w == *tag));
    }
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    let start = start.trim_ascii_start();
    let opens = MARKUP.iter().any(|tag| start.starts_with(tag));
    opens || head.windows(7).any(|w| w == b"<script") || head.windows(4).any(|w| w == b"<svg")
}

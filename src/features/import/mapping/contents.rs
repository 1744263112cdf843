//! The bytes of a chart item: inline base64, a contained or separate Binary, or an address.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use fhir::{Attachment, Resource};
use sha2::{Digest, Sha256};

use crate::platform::richtext::RichText;

use crate::features::import::{
    record::{Content, FileContent, Refusal},
    words,
};

use super::Context;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where content may be found besides the attachment itself.
pub(super) struct Around<'a> {
    /// The resource's own contained resources.
    pub contained: &'a [Resource],
    /// What else the import knows.
    pub context: &'a Context<'a>,
}

/// The best of several forms of one document: one that has bytes and is a PDF, then one that has bytes, then any.
pub(super) fn best<'a>(forms: impl Iterator<Item = &'a Attachment>) -> Option<&'a Attachment> {
    forms.min_by_key(
        |form| match (form.data.is_some(), media_type(form).as_str()) {
            (true, "application/pdf") => 0,
            (true, _) => 1,
            (false, _) => 2,
        },
    )
}

/// The media type without its parameters, in lower case.
pub(super) fn media_type(attachment: &Attachment) -> String {
    let whole = attachment.content_type.as_deref().unwrap_or_default();
    whole
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// The content of an attachment, with a file name made of the title.
pub(super) fn content(
    field: &str,
    attachment: &Attachment,
    title: &str,
    around: &Around<'_>,
) -> Result<Content, Refusal> {
    if let Some(data) = &attachment.data {
        return file(
            &format!("{field}.data"),
            data,
            &media_type(attachment),
            title,
        );
    }
    let Some(url) = attachment
        .url
        .as_deref()
        .map(str::trim)
        .filter(|url| !url.is_empty())
    else {
        return Err(Refusal::new(
            field,
            "holds neither data nor url; export it with its content",
        ));
    };
    match binary(url, around) {
        Some(Resource::Binary(binary)) => {
            let kind = binary
                .content_type
                .clone()
                .or_else(|| attachment.content_type.clone());
            let kind = media_type(&Attachment {
                content_type: kind,
                ..Attachment::default()
            });
            file(
                "Binary.data",
                binary.data.as_deref().unwrap_or_default(),
                &kind,
                title,
            )
        }
        _ if url.starts_with("https://") && media_type(attachment).starts_with("video/") => {
            Ok(Content::Link(url.to_owned()))
        }
        _ => Err(Refusal::new(
            format!("{field}.url"),
            "points outside of what was given; export it with its content as base64 data or as a Binary in the same folder",
        )),
    }
}

fn binary<'a>(url: &str, around: &Around<'a>) -> Option<&'a Resource> {
    if let Some(id) = url.strip_prefix('#') {
        return around
            .contained
            .iter()
            .find(|resource| resource.id() == Some(id));
    }
    let reference = fhir::Reference {
        reference: Some(url.to_owned()),
        ..fhir::Reference::default()
    };
    let keys = super::pointer_keys(&reference, "Binary")?;
    keys.iter()
        .find_map(|key| around.context.shelf.resources.get(key))
}

fn file(field: &str, base64: &str, media_type: &str, title: &str) -> Result<Content, Refusal> {
    let compact: String = base64.split_ascii_whitespace().collect();
    let bytes = LENIENT
        .decode(compact)
        .map_err(|_| Refusal::new(field, "is not base64; export it again"))?;
    if bytes.is_empty() {
        return Err(Refusal::new(field, "is empty; export it with its content"));
    }
    if media_type == "text/html" || media_type == "application/xhtml+xml" {
        let text = RichText::from_html(&String::from_utf8_lossy(&bytes)).plain();
        return Ok(text_file(&text, title));
    }
    Ok(named(bytes, media_type, title))
}

/// A text of our own making as a file.
pub(super) fn text_file(text: &str, title: &str) -> Content {
    named(text.as_bytes().to_vec(), "text/plain", title)
}

fn named(bytes: Vec<u8>, media_type: &str, title: &str) -> Content {
    let ending = match media_type {
        "application/pdf" => "pdf",
        "image/png" => "png",
        "image/jpeg" | "image/jpg" => "jpg",
        "video/mp4" => "mp4",
        _ if media_type.starts_with("text/") => "txt",
        _ if bytes.starts_with(b"%PDF-") => "pdf",
        _ => "bin",
    };
    let stem: String = words::short(title, 80)
        .chars()
        .map(|c| {
            if matches!(
                c,
                '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '…'
            ) {
                '-'
            } else {
                c
            }
        })
        .collect();
    let stem = stem.trim_matches([' ', '.', '-']);
    let name = format!(
        "{}.{ending}",
        if stem.is_empty() { "document" } else { stem }
    );
    let sha256 = Sha256::digest(&bytes).into();
    Content::File(FileContent {
        name,
        media_type: media_type.to_owned(),
        bytes,
        sha256,
    })
}

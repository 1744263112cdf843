//! What a file really is, and whether it may be kept (M35).
//!
//! The kind is decided by content, never by name. Pictures are decoded under limits, turned upright
//! and encoded again, so that nothing but the picture survives: no location, no second file behind
//! it. Documents are looked through for programs, second natures and bombs. Everything works in the
//! memory of the file's own size, plus the decoded picture.

mod name;
mod office;
mod pdf;
mod picture;
mod plain;
mod sniff;

pub use name::{clean_name, plain_name, says_program};

/// Longest side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE: u32 = 320;

/// Most pixels that a picture may have; about 200 MB when decoded.
pub const MAX_PIXELS: u64 = 50_000_000;

/// The kinds of file that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A PDF document.
    Pdf,
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// Plain text in UTF-8.
    Text,
    /// A table in plain text.
    Csv,
    /// A Word document without macros.
    Docx,
    /// An Excel workbook without macros.
    Xlsx,
}

impl Kind {
    /// The media type it is served with.
    pub fn content_type(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Text => "text/plain; charset=utf-8",
            Kind::Csv => "text/csv; charset=utf-8",
            Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The ending its name gets.
    pub fn extension(self) -> &'static str {
        match self {
            Kind::Pdf => "pdf",
            Kind::Jpeg => "jpg",
            Kind::Png => "png",
            Kind::Text => "txt",
            Kind::Csv => "csv",
            Kind::Docx => "docx",
            Kind::Xlsx => "xlsx",
        }
    }

    /// The kind that is served with `content_type`, if it is one of ours.
    pub fn of_content_type(content_type: &str) -> Option<Kind> {
        const ALL: [Kind; 7] = [
            Kind::Pdf,
            Kind::Jpeg,
            Kind::Png,
            Kind::Text,
            Kind::Csv,
            Kind::Docx,
            Kind::Xlsx,
        ];
        ALL.into_iter()
            .find(|kind| kind.content_type() == content_type)
    }
}

/// Whose file it is: patients may send fewer kinds (M9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadedBy {
    /// A member of the clinic's staff, or a system of the clinic.
    Staff,
    /// A portal user: PDF, JPEG and PNG only.
    Patient,
}

impl UploadedBy {
    fn takes(self, kind: Kind) -> bool {
        self == UploadedBy::Staff || matches!(kind, Kind::Pdf | Kind::Jpeg | Kind::Png)
    }
}

/// A file that may be kept.
pub struct Checked {
    /// What it is.
    pub kind: Kind,
    /// Its name, made safe, with the ending of its kind.
    pub file_name: String,
    /// The bytes to keep; a picture's are new.
    pub content: Vec<u8>,
    /// A small JPEG of a picture.
    pub thumbnail: Option<Vec<u8>>,
    /// The first lines of a text.
    pub excerpt: Option<String>,
}

impl std::fmt::Debug for Checked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Checked({:?}, {} bytes)", self.kind, self.content.len())
    }
}

/// Why a file is not kept. The code names the sentence that explains it and the way out; the field
/// is always the file itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No bytes.
    #[error("the file is empty")]
    Empty,
    /// More bytes than this clinic takes.
    #[error("the file is larger than the limit")]
    TooLarge,
    /// Nothing that is recognised.
    #[error("the file is of no kind that can be sent")]
    UnknownKind,
    /// Recognised, but not taken from this sender.
    #[error("files of this kind can't be sent here")]
    KindNotTaken,
    /// A HEIC picture, as some telephones make: to be sent as JPEG.
    #[error("HEIC pictures can't be shown everywhere")]
    Heic,
    /// A web page, SVG or other markup that a browser would run.
    #[error("web pages and SVG pictures can't be sent")]
    Markup,
    /// A program or script, by content or by name.
    #[error("programs can't be sent")]
    Program,
    /// Two kinds in one file.
    #[error("the file is of two kinds at once")]
    TwoKinds,
    /// A picture or document that cannot be read to its end.
    #[error("the file is damaged")]
    Damaged,
    /// More pixels than can be decoded safely.
    #[error("the picture has too many pixels")]
    TooManyPixels,
    /// Small as it comes, huge when unpacked.
    #[error("the file unpacks to far more than its size")]
    Bomb,
    /// Macros or embedded programs in a document.
    #[error("the document contains a program")]
    ActiveContent,
    /// Text in another encoding than UTF-8.
    #[error("the text is not in UTF-8")]
    NotUtf8,
    /// The malware scanner found something.
    #[error("the malware scanner refused the file")]
    Infected,
    /// The malware scanner cannot look at all of it.
    #[error("the file is too large for the malware scanner")]
    TooLargeToScan,
}

impl Refusal {
    /// A stable code: kept with the file, named in the API, and part of the explanation's key.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Empty => "empty",
            Refusal::TooLarge => "too_large",
            Refusal::UnknownKind => "unknown_kind",
            Refusal::KindNotTaken => "kind_not_taken",
            Refusal::Heic => "heic",
            Refusal::Markup => "markup",
            Refusal::Program => "program",
            Refusal::TwoKinds => "two_kinds",
            Refusal::Damaged => "damaged",
            Refusal::TooManyPixels => "too_many_pixels",
            Refusal::Bomb => "bomb",
            Refusal::ActiveContent => "active_content",
            Refusal::NotUtf8 => "not_utf8",
            Refusal::Infected => "infected",
            Refusal::TooLargeToScan => "too_large_to_scan",
        }
    }

    /// Every refusal, for the test that each has its words in every language.
    pub const ALL: [Refusal; 15] = [
        Refusal::Empty,
        Refusal::TooLarge,
        Refusal::UnknownKind,
        Refusal::KindNotTaken,
        Refusal::Heic,
        Refusal::Markup,
        Refusal::Program,
        Refusal::TwoKinds,
        Refusal::Damaged,
        Refusal::TooManyPixels,
        Refusal::Bomb,
        Refusal::ActiveContent,
        Refusal::NotUtf8,
        Refusal::Infected,
        Refusal::TooLargeToScan,
    ];
}

/// Decides whether a file may be kept, and makes what is kept of it. Takes a while for a large
/// picture: not to be called on a thread that serves requests.
///
/// # Errors
/// The [`Refusal`] that applies first.
pub fn check(content: Vec<u8>, file_name: &str, by: UploadedBy) -> Result<Checked, Refusal> {
    if content.is_empty() {
        return Err(Refusal::Empty);
    }
    if name::says_program(file_name) {
        return Err(Refusal::Program);
    }
    let kind = sniff::kind(&content, file_name)?;
    if !by.takes(kind) {
        return Err(Refusal::KindNotTaken);
    }
    let mut checked = Checked {
        kind,
        file_name: clean_name(file_name, kind.extension()),
        content,
        thumbnail: None,
        excerpt: None,
    };
    match kind {
        Kind::Pdf => pdf::check(&checked.content)?,
        Kind::Docx | Kind::Xlsx => office::check(&checked.content, kind)?,
        Kind::Text | Kind::Csv => checked.excerpt = Some(plain::check(&checked.content)?),
        Kind::Jpeg | Kind::Png => {
            let picture = picture::remake(&checked.content, kind)?;
            checked.content = picture.content;
            checked.thumbnail = Some(picture.thumbnail);
        }
    }
    Ok(checked)
}

#[cfg(test)]
mod tests;

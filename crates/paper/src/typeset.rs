//! Laying a document out and writing it down as PDF.

use std::fmt;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::ecow::EcoVec;
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::fonts::{BOOK, FONTS};
use crate::model::{Document, Made};
use crate::values;

/// Room for the typesetter's own recursion: the deepest text that is taken needs a fraction of it.
const STACK: usize = 32 * 1024 * 1024;

/// The page as a template.
static TEMPLATE: LazyLock<Option<Source>> = LazyLock::new(|| {
    let path = VirtualPath::new("/paper.typ").ok()?;
    let id = RootedPath::new(VirtualRoot::Project, path).intern();
    Some(Source::new(id, include_str!("paper.typ").to_owned()))
});

/// A document on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its pages.
    pub pages: usize,
    /// Characters that no font could draw.
    pub replaced: usize,
    /// Whether the file keeps to PDF/A-2a and PDF/UA-1: for archives and for readers with assistive technology.
    pub archival: bool,
}

/// The document could not be laid out. What is shown of it never holds the document's text.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    detail: Vec<String>,
}

impl Error {
    fn new(detail: impl Into<String>) -> Error {
        Error {
            detail: vec![detail.into()],
        }
    }

    /// What the typesetter said, for tests: it may hold text of the document.
    pub fn detail(&self) -> &[String] {
        &self.detail
    }
}

impl From<EcoVec<SourceDiagnostic>> for Error {
    fn from(diagnostics: EcoVec<SourceDiagnostic>) -> Error {
        Error {
            detail: diagnostics.iter().map(|d| d.message.to_string()).collect(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the document could not be laid out")
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({} reasons)", self.detail.len())
    }
}

impl std::error::Error for Error {}

/// Makes the PDF of a document: CPU work of some tens of milliseconds and up, and memory in proportion to the document's
/// weight, so not on an async thread and only a few at a time.
///
/// # Errors
/// [`Error`] where the document could not be laid out, or no thread could be had.
pub fn pdf(document: &Document) -> Result<Pdf, Error> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("paper".to_owned())
            .stack_size(STACK);
        let working = thread
            .spawn_scoped(scope, || {
                let made = make(document);
                // What the typesetter remembers of this document is of no use to the next.
                typst::comemo::evict(0);
                made
            })
            .map_err(|e| Error::new(e.to_string()))?;
        working
            .join()
            .unwrap_or_else(|_| Err(Error::new("the typesetter panicked")))
    })
}

fn make(document: &Document) -> Result<Pdf, Error> {
    let source = TEMPLATE.as_ref().ok_or_else(|| Error::new("no template"))?;
    let (values, replaced) = values::document(document);
    let inputs: Dict = [("document".into(), values.into_value())]
        .into_iter()
        .collect();
    let desk = Desk {
        library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
        source,
    };
    let laid_out: PagedDocument = typst::compile(&desk).output?;
    let archival = options(
        document,
        PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).ok(),
    );
    let (bytes, archival) = match typst_pdf::pdf(&laid_out, &archival) {
        Ok(bytes) => (bytes, true),
        // What a standard does not take, such as an unusual sign, is still a good page.
        Err(_) => (typst_pdf::pdf(&laid_out, &options(document, None))?, false),
    };
    Ok(Pdf {
        bytes,
        pages: laid_out.pages().len(),
        replaced,
        archival,
    })
}

fn options(document: &Document, standards: Option<PdfStandards>) -> PdfOptions {
    let Made {
        year,
        month,
        day,
        hour,
        minute,
        second,
    } = document.made;
    let made = Datetime::from_ymd_hms(year, month, day, hour, minute, second);
    PdfOptions {
        ident: Smart::Custom(document.ident.clone()),
        creator: Smart::Custom(None),
        timestamp: made.map(Timestamp::new_utc),
        standards: standards.unwrap_or_default(),
        ..PdfOptions::default()
    }
}

/// All that the typesetter can reach: the template, the fonts and the values.
struct Desk {
    library: LazyHash<Library>,
    source: &'static Source,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.source.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.source.id() {
            Ok(self.source.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

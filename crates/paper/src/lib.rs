//! Documents for paper: a plain description in, a PDF out. And the words of other people's PDFs ([`read`]).
//!
//! The caller says what stands in the document - who issues it, what it is about, the entries with their rich text - in
//! words of its own language; this crate knows only how a page looks. Text is handed to the typesetter as values, never as
//! source, so that what somebody has typed is printed and never runs. Nothing here reads a file, a clock or the network.
//!
//! Rich text comes as the sanitised HTML that an editor writes ([`blocks`]): nesting is bounded, characters that no font
//! here can draw are replaced and counted, invisible ones that turn the reading order are left out. A document of any
//! length can be cut into parts of a bounded weight ([`parts`]), since a part is laid out in memory.

mod clean;
mod fonts;
mod markup;
mod model;
mod parts;
mod read;
mod table;
mod typeset;
mod values;

pub use clean::REPLACEMENT;
pub use markup::blocks;
pub use model::{
    Align, Block, Cell, Document, Entry, Fact, Listing, Made, Row, Sheet, Span, Words,
};
pub use parts::{parts, weight};
pub use read::{Most, read};
pub use typeset::{Error, Pdf, pdf};

//! What a document is made of.

/// A document for paper. Every word in it is the caller's, in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The language of its words, such as `fr`: how they are read aloud and hyphenated.
    pub language: String,
    /// The size of its pages.
    pub sheet: Sheet,
    /// When it is made, for the file's own data.
    pub made: Made,
    /// Tells this document from every other; the same for the same content.
    pub ident: String,
    /// Who issues it: at the head of every page.
    pub issuer: String,
    /// What it is called.
    pub title: String,
    /// What it is about, in a line: at the foot of every page.
    pub about: String,
    /// What is known of it, before the entries.
    pub facts: Vec<Fact>,
    /// The entries, in their order.
    pub entries: Vec<Entry>,
    /// Tables after the entries.
    pub listings: Vec<Listing>,
    /// The few sentences that the page itself says.
    pub words: Words,
}

/// The size of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sheet {
    /// 210 by 297 millimetres.
    #[default]
    A4,
    /// 8.5 by 11 inches, as North America prints.
    Letter,
}

/// A moment in UTC, for the file's own data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Made {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u8,
    /// Day, from 1.
    pub day: u8,
    /// Hour.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second.
    pub second: u8,
}

/// A label with what stands beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// Its lines.
    pub lines: Vec<String>,
}

/// Something that somebody wrote at some time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Who wrote it.
    pub author: String,
    /// When.
    pub time: String,
    /// Whether it stands out as the issuer's own.
    pub own: bool,
    /// Lines below the author.
    pub notes: Vec<String>,
    /// What was written.
    pub body: Vec<Block>,
    /// Small lines after it, each with a label.
    pub after: Vec<Fact>,
}

/// A table with a title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// Its title.
    pub title: String,
    /// The heads of its columns, with their share of the width.
    pub columns: Vec<(String, u32)>,
    /// Its rows: a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// The sentences that the page says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// With `{page}` and `{pages}`: `Page {page} of {pages}`.
    pub page: String,
    /// After the author of an entry that began in an earlier part.
    pub continued: String,
    /// With `{count}` and `{sign}`: said at the end where characters had to be replaced.
    pub replaced: String,
}

/// Where a line of text stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// Where the language begins a line.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// Where the language ends a line.
    End,
}

/// A piece of rich text that stands by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(Align, Vec<Span>),
    /// A heading, of level 1 or 2 within the text.
    Heading(u8, Align, Vec<Span>),
    /// A quotation.
    Quote(Vec<Block>),
    /// A list; numbered from the given number where there is one.
    List(Option<u32>, Vec<Vec<Block>>),
    /// A table: the rows that repeat over pages, and the others.
    Table(Vec<Row>, Vec<Row>),
}

/// A row of a table.
pub type Row = Vec<Cell>;

/// A cell of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Whether it heads its column or row.
    pub heads: bool,
    /// Columns that it takes.
    pub columns: u16,
    /// Rows that it takes.
    pub rows: u16,
    /// Where its text stands.
    pub align: Align,
    /// What is in it.
    pub body: Vec<Block>,
}

/// A run of text in one style.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// The text; empty: the line breaks here.
    pub text: String,
    /// Bold.
    pub strong: bool,
    /// Italic.
    pub emphasis: bool,
    /// Underlined.
    pub underline: bool,
    /// Struck through.
    pub strike: bool,
    /// Where it leads.
    pub link: Option<String>,
}

//! A document as values for the template: text stays text.

use typst::foundations::{Array, Dict, IntoValue, Value};

use crate::clean::{Cleaner, is_right_to_left};
use crate::model::{Align, Block, Cell, Document, Entry, Fact, Listing, Row, Sheet, Span};
use crate::table::{MOST_COLUMNS, Placed, place};

/// What the template reads, and how many characters had to be replaced.
pub(crate) fn document(document: &Document) -> (Dict, usize) {
    let write = Writer(Cleaner::default());
    let mut values = dict([
        ("language", document.language.as_str().into_value()),
        ("sheet", sheet(document.sheet).into_value()),
        ("issuer", write.text(&document.issuer)),
        ("title", write.text(&document.title)),
        ("about", write.text(&document.about)),
        ("facts", write.all(&document.facts, Writer::fact)),
        ("entries", write.all(&document.entries, Writer::entry)),
        ("listings", write.all(&document.listings, Writer::listing)),
        ("page", write.text(&document.words.page)),
    ]);
    let replaced = write.0.replaced();
    let note = if replaced == 0 {
        Value::None
    } else {
        let sign = crate::REPLACEMENT.to_string();
        let note = document
            .words
            .replaced
            .replace("{count}", &replaced.to_string());
        note.replace("{sign}", &sign).into_value()
    };
    values.insert("replaced".into(), note);
    (values, replaced)
}

struct Writer(Cleaner);

impl Writer {
    fn text(&self, text: &str) -> Value {
        self.0.text(text).into_value()
    }

    fn all<T>(&self, items: &[T], write: fn(&Writer, &T) -> Value) -> Value {
        items
            .iter()
            .map(|item| write(self, item))
            .collect::<Array>()
            .into_value()
    }

    fn fact(&self, fact: &Fact) -> Value {
        let lines = fact.lines.iter().map(|line| self.text(line));
        dict([
            ("label", self.text(&fact.label)),
            ("lines", lines.collect::<Array>().into_value()),
        ])
        .into_value()
    }

    fn entry(&self, entry: &Entry) -> Value {
        let notes = entry.notes.iter().map(|note| self.text(note));
        dict([
            ("author", self.text(&entry.author)),
            ("time", self.text(&entry.time)),
            ("own", entry.own.into_value()),
            ("notes", notes.collect::<Array>().into_value()),
            ("body", self.body(&entry.body)),
            ("after", self.all(&entry.after, Writer::fact)),
        ])
        .into_value()
    }

    fn listing(&self, listing: &Listing) -> Value {
        let column = |(head, share): &(String, u32)| {
            dict([
                ("head", self.text(head)),
                ("share", i64::from(*share).into_value()),
            ])
            .into_value()
        };
        let rows = listing.rows.iter().map(|row| {
            let cells = row.iter().map(|cell| self.text(cell));
            cells.collect::<Array>().into_value()
        });
        dict([
            ("title", self.text(&listing.title)),
            (
                "columns",
                listing
                    .columns
                    .iter()
                    .map(column)
                    .collect::<Array>()
                    .into_value(),
            ),
            ("rows", rows.collect::<Array>().into_value()),
        ])
        .into_value()
    }

    /// The blocks of one entry. A heading of level 2 without one of level 1 before it is one of level 1: levels are never
    /// skipped.
    fn body(&self, blocks: &[Block]) -> Value {
        let first = blocks
            .iter()
            .position(|b| matches!(b, Block::Heading(1, ..)));
        let written = blocks.iter().enumerate().map(|(at, block)| match block {
            Block::Heading(_, align, spans) => {
                let below =
                    matches!(block, Block::Heading(2, ..)) && first.is_some_and(|first| first < at);
                self.heading(if below { 2 } else { 1 }, *align, spans)
            }
            other => self.block(other),
        });
        written.collect::<Array>().into_value()
    }

    fn blocks(&self, blocks: &[Block]) -> Value {
        self.all(blocks, Writer::block)
    }

    fn block(&self, block: &Block) -> Value {
        match block {
            Block::Paragraph(align, spans) => line("paragraph", *align, spans, self),
            // Within lists and tables a heading is a bold line: those have no place in the document's outline.
            Block::Heading(_, align, spans) => line("strong", *align, spans, self),
            Block::Quote(inner) => {
                dict([("kind", "quote".into_value()), ("body", self.blocks(inner))]).into_value()
            }
            Block::List(start, items) => {
                let items = items.iter().map(|item| self.blocks(item));
                dict([
                    ("kind", "list".into_value()),
                    ("start", start.map(i64::from).into_value()),
                    ("items", items.collect::<Array>().into_value()),
                ])
                .into_value()
            }
            Block::Table(head, rows) => self.table(head, rows),
        }
    }

    fn heading(&self, level: i64, align: Align, spans: &[Span]) -> Value {
        let Value::Dict(mut line) = line("heading", align, spans, self) else {
            return Value::None;
        };
        line.insert("level".into(), level.into_value());
        line.into_value()
    }

    fn table(&self, head: &[Row], rows: &[Row]) -> Value {
        let (head_columns, head_cells) = place(head);
        let (columns, cells) = place(rows);
        let columns = columns.max(head_columns);
        if columns > MOST_COLUMNS {
            return self.row_by_row(head, rows);
        }
        let placed = |cells: &[Placed<'_>], below: usize| {
            let written = cells.iter().map(|placed| self.cell(placed, below));
            written.collect::<Array>().into_value()
        };
        let at = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into_value();
        dict([
            ("kind", "table".into_value()),
            ("columns", at(columns)),
            ("head", placed(&head_cells, 0)),
            ("cells", placed(&cells, head.len())),
        ])
        .into_value()
    }

    fn cell(&self, placed: &Placed<'_>, below: usize) -> Value {
        let at = |n: usize| i64::try_from(n).unwrap_or(i64::MAX).into_value();
        dict([
            ("x", at(placed.x)),
            ("y", at(placed.y + below)),
            ("columns", at(placed.columns)),
            ("rows", at(placed.rows)),
            ("heads", placed.cell.heads.into_value()),
            ("align", place_of(placed.cell.align).into_value()),
            ("body", self.blocks(&aligned(placed.cell))),
        ])
        .into_value()
    }

    /// A table that is too wide for a page: each row as a list of its cells.
    fn row_by_row(&self, head: &[Row], rows: &[Row]) -> Value {
        let items = head.iter().chain(rows).map(|row| {
            let cells = row.iter().map(|cell: &Cell| self.blocks(&cell.body));
            dict([
                ("kind", "list".into_value()),
                ("start", Value::None),
                ("items", cells.collect::<Array>().into_value()),
            ])
            .into_value()
        });
        dict([
            ("kind", "quote".into_value()),
            ("body", items.collect::<Array>().into_value()),
        ])
        .into_value()
    }

    fn span(&self, span: &Span) -> Value {
        // The address stands on paper where it is not the text itself.
        let address = span.link.as_deref().filter(|link| {
            let bare = |s: &str| {
                s.trim_start_matches("mailto:")
                    .trim_start_matches("tel:")
                    .trim_end_matches('/')
                    .to_owned()
            };
            bare(link) != bare(span.text.trim())
        });
        dict([
            ("text", self.text(&span.text)),
            ("strong", span.strong.into_value()),
            ("emphasis", span.emphasis.into_value()),
            ("underline", span.underline.into_value()),
            ("strike", span.strike.into_value()),
            (
                "link",
                span.link
                    .as_deref()
                    .map(|link| clean_link(link).into_value())
                    .into_value(),
            ),
            ("address", address.map(|link| self.text(link)).into_value()),
        ])
        .into_value()
    }
}

fn line(kind: &str, align: Align, spans: &[Span], write: &Writer) -> Value {
    let text: String = spans.iter().map(|s| s.text.as_str()).collect();
    dict([
        ("kind", kind.into_value()),
        ("align", place_of(align).into_value()),
        ("rtl", is_right_to_left(&text).into_value()),
        ("spans", write.all(spans, Writer::span)),
    ])
    .into_value()
}

/// A cell's blocks, with those that say nothing of their place where the cell says.
fn aligned(cell: &Cell) -> Vec<Block> {
    let place = |align: Align| {
        if align == Align::Start {
            cell.align
        } else {
            align
        }
    };
    let set = |block: &Block| match block {
        Block::Paragraph(align, spans) => Block::Paragraph(place(*align), spans.clone()),
        Block::Heading(level, align, spans) => Block::Heading(*level, place(*align), spans.clone()),
        other => other.clone(),
    };
    cell.body.iter().map(set).collect()
}

/// A link as a PDF may hold it.
fn clean_link(link: &str) -> String {
    link.chars()
        .filter(|c| !c.is_control() && !c.is_whitespace())
        .take(2_000)
        .collect()
}

fn dict<const N: usize>(pairs: [(&str, Value); N]) -> Dict {
    pairs
        .into_iter()
        .map(|(name, value)| (name.into(), value))
        .collect()
}

fn place_of(align: Align) -> &'static str {
    match align {
        Align::Start => "start",
        Align::Center => "center",
        Align::End => "end",
    }
}

fn sheet(sheet: Sheet) -> &'static str {
    match sheet {
        Sheet::A4 => "a4",
        Sheet::Letter => "us-letter",
    }
}

//! Sanitised HTML as blocks.
//!
//! What comes has been through a sanitiser with the editor's schema: well-formed, few elements, four references. Whatever
//! else comes loses its marks and keeps its text; nothing fails.

use std::collections::HashMap;

use crate::model::{Align, Block, Cell, Row, Span};

/// How deep quotations, lists and tables may stand in each other; what is deeper is printed at this depth.
const DEEPEST: usize = 10;

/// What is being read.
enum Frame {
    /// Text that flows: the document itself, a quotation, an item or a cell.
    Flow(Kind, Vec<Block>),
    List(Option<u32>, Vec<Vec<Block>>),
    Table {
        head: Vec<Row>,
        rows: Vec<Row>,
        in_head: bool,
    },
    Row(Row),
}

enum Kind {
    Whole,
    Quote,
    Item,
    Cell(Cell),
}

#[derive(Default)]
struct Style {
    strong: usize,
    emphasis: usize,
    underline: usize,
    strike: usize,
    links: Vec<Option<String>>,
}

struct Reader {
    stack: Vec<Frame>,
    line: Vec<Span>,
    /// Heading level (0: a paragraph) and place of the line that is being read.
    shape: (u8, Align),
    style: Style,
    /// Elements that were opened and left out, by name: their ends are left out too.
    ignored: HashMap<String, usize>,
}

/// Reads rich text.
pub fn blocks(html: &str) -> Vec<Block> {
    let mut reader = Reader {
        stack: vec![Frame::Flow(Kind::Whole, Vec::new())],
        line: Vec::new(),
        shape: (0, Align::Start),
        style: Style::default(),
        ignored: HashMap::new(),
    };
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        reader.text(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            rest = "";
            break;
        };
        let tag = &rest[open + 1..open + close];
        match tag.strip_prefix('/') {
            Some(name) => reader.end(name.trim()),
            None => reader.begin(tag.trim_end_matches('/')),
        }
        rest = &rest[open + close + 1..];
    }
    reader.text(rest);
    reader.finish()
}

impl Reader {
    fn text(&mut self, raw: &str) {
        if raw.is_empty() || !matches!(self.stack.last(), Some(Frame::Flow(..))) {
            return;
        }
        let text = unescape(raw);
        if text.trim().is_empty() && self.line.is_empty() {
            return;
        }
        let span = Span {
            text,
            strong: self.style.strong > 0,
            emphasis: self.style.emphasis > 0,
            underline: self.style.underline > 0,
            strike: self.style.strike > 0,
            link: self.style.links.last().cloned().flatten(),
        };
        self.line.push(span);
    }

    fn begin(&mut self, tag: &str) {
        let name = tag
            .split_whitespace()
            .next()
            .unwrap_or("")
            .to_ascii_lowercase();
        match name.as_str() {
            "strong" => self.style.strong += 1,
            "em" => self.style.emphasis += 1,
            "u" => self.style.underline += 1,
            "s" => self.style.strike += 1,
            "a" => self.style.links.push(attribute(tag, "href")),
            "br" if matches!(self.stack.last(), Some(Frame::Flow(..))) => {
                self.line.push(Span::default());
            }
            "p" => self.shape_line(0, tag),
            "h2" => self.shape_line(1, tag),
            "h3" => self.shape_line(2, tag),
            _ => self.open(&name, tag),
        }
    }

    fn shape_line(&mut self, level: u8, tag: &str) {
        self.flush();
        self.shape = (level, align(tag));
    }

    /// Opens something that holds blocks, where it may stand here.
    fn open(&mut self, name: &str, tag: &str) {
        self.flush();
        let depth = self
            .stack
            .iter()
            .filter(|f| {
                matches!(
                    f,
                    Frame::List(..) | Frame::Table { .. } | Frame::Flow(Kind::Quote, _)
                )
            })
            .count();
        let number = |name: &str, least: u32| {
            attribute(tag, name)
                .and_then(|n| n.parse::<u32>().ok())
                .unwrap_or(least)
        };
        let frame = match (name, self.stack.last()) {
            ("blockquote", Some(Frame::Flow(..))) if depth < DEEPEST => {
                Some(Frame::Flow(Kind::Quote, Vec::new()))
            }
            ("ul", Some(Frame::Flow(..))) if depth < DEEPEST => Some(Frame::List(None, Vec::new())),
            ("ol", Some(Frame::Flow(..))) if depth < DEEPEST => {
                Some(Frame::List(Some(number("start", 1)), Vec::new()))
            }
            ("li", Some(Frame::List(..))) => Some(Frame::Flow(Kind::Item, Vec::new())),
            ("table", Some(Frame::Flow(..))) if depth < DEEPEST => Some(Frame::Table {
                head: Vec::new(),
                rows: Vec::new(),
                in_head: false,
            }),
            ("tr", Some(Frame::Table { .. })) => Some(Frame::Row(Vec::new())),
            ("td" | "th", Some(Frame::Row(_))) => {
                let span = |name: &str| u16::try_from(number(name, 1).clamp(1, 100)).unwrap_or(1);
                let cell = Cell {
                    heads: name == "th",
                    columns: span("colspan"),
                    rows: span("rowspan"),
                    align: align(tag),
                    body: Vec::new(),
                };
                Some(Frame::Flow(Kind::Cell(cell), Vec::new()))
            }
            _ => None,
        };
        match (frame, self.stack.last_mut()) {
            (Some(frame), _) => self.stack.push(frame),
            (None, Some(Frame::Table { in_head, .. })) if name == "thead" => *in_head = true,
            (None, Some(Frame::Table { in_head, .. })) if name == "tbody" => *in_head = false,
            _ => *self.ignored.entry(name.to_owned()).or_default() += 1,
        }
    }

    fn end(&mut self, name: &str) {
        let less = |n: &mut usize| *n = n.saturating_sub(1);
        match name {
            "strong" => less(&mut self.style.strong),
            "em" => less(&mut self.style.emphasis),
            "u" => less(&mut self.style.underline),
            "s" => less(&mut self.style.strike),
            "a" => drop(self.style.links.pop()),
            "br" => {}
            "p" | "h2" | "h3" => self.flush(),
            "thead" => {
                if let Some(Frame::Table { in_head, .. }) = self.stack.last_mut() {
                    *in_head = false;
                }
            }
            _ => {
                self.flush();
                if let Some(left_out) = self.ignored.get_mut(name).filter(|n| **n > 0) {
                    *left_out -= 1;
                } else if let Some(at) = self.stack.iter().rposition(|frame| frame.ends_with(name))
                {
                    while self.stack.len() > at {
                        self.close();
                    }
                }
            }
        }
    }

    /// Ends the line that is being read.
    fn flush(&mut self) {
        let (level, align) = std::mem::take(&mut self.shape);
        while self.line.last().is_some_and(|s| s.text.is_empty()) {
            self.line.pop();
        }
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            return;
        }
        let block = if level == 0 {
            Block::Paragraph(align, line)
        } else {
            Block::Heading(level, align, line)
        };
        if let Some(Frame::Flow(_, blocks)) = self.stack.last_mut() {
            blocks.push(block);
        }
    }

    /// Ends the innermost frame and hands it to the one around it.
    fn close(&mut self) {
        self.flush();
        let Some(frame) = self.stack.pop() else {
            return;
        };
        match (frame, self.stack.last_mut()) {
            (Frame::Flow(Kind::Quote, body), Some(Frame::Flow(_, blocks))) => {
                blocks.push(Block::Quote(body))
            }
            (Frame::Flow(Kind::Item, body), Some(Frame::List(_, items))) => items.push(body),
            (Frame::Flow(Kind::Cell(cell), body), Some(Frame::Row(cells))) => {
                cells.push(Cell { body, ..cell })
            }
            (Frame::List(start, items), Some(Frame::Flow(_, blocks))) if !items.is_empty() => {
                blocks.push(Block::List(start, items));
            }
            (
                Frame::Row(cells),
                Some(Frame::Table {
                    head,
                    rows,
                    in_head,
                }),
            ) if !cells.is_empty() => {
                // An editor writes its heads into the body; they repeat over pages all the same.
                let heads = *in_head || (rows.is_empty() && cells.iter().all(|c| c.heads));
                if heads {
                    head.push(cells)
                } else {
                    rows.push(cells)
                }
            }
            (
                Frame::Table {
                    mut head, mut rows, ..
                },
                Some(Frame::Flow(_, blocks)),
            ) => {
                if rows.is_empty() {
                    std::mem::swap(&mut head, &mut rows);
                }
                if !rows.is_empty() {
                    blocks.push(Block::Table(head, rows));
                }
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Vec<Block> {
        while self.stack.len() > 1 {
            self.close();
        }
        self.flush();
        match self.stack.pop() {
            Some(Frame::Flow(_, blocks)) => blocks,
            _ => Vec::new(),
        }
    }
}

impl Frame {
    fn ends_with(&self, name: &str) -> bool {
        match self {
            Frame::Flow(Kind::Whole, _) => false,
            Frame::Flow(Kind::Quote, _) => name == "blockquote",
            Frame::Flow(Kind::Item, _) => name == "li",
            Frame::Flow(Kind::Cell(_), _) => matches!(name, "td" | "th"),
            Frame::List(start, _) => name == if start.is_some() { "ol" } else { "ul" },
            Frame::Table { .. } => name == "table",
            Frame::Row(_) => name == "tr",
        }
    }
}

/// The value of an attribute, as the sanitiser writes them: in double quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = format!(" {name}=\"");
    let from = tag.find(&start)? + start.len();
    let length = tag[from..].find('"')?;
    Some(unescape(&tag[from..from + length]))
}

fn align(tag: &str) -> Align {
    match attribute(tag, "class") {
        Some(class) if class.split_whitespace().any(|c| c == "ta-center") => Align::Center,
        Some(class) if class.split_whitespace().any(|c| c == "ta-end") => Align::End,
        _ => Align::Start,
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Block {
        let span = Span {
            text: text.to_owned(),
            ..Span::default()
        };
        Block::Paragraph(Align::Start, vec![span])
    }

    #[test]
    fn styles_links_and_places_are_kept() {
        let read = blocks(
            "<p class=\"ta-center\">a <strong>b <em>c</em></strong><br><a href=\"https://x.ca/?a=1&amp;b\">d</a></p><h3>e</h3>",
        );
        let Block::Paragraph(Align::Center, spans) = &read[0] else {
            panic!("{read:?}")
        };
        let styled: Vec<_> = spans
            .iter()
            .map(|s| (s.text.as_str(), s.strong, s.emphasis))
            .collect();
        assert_eq!(
            styled,
            [
                ("a ", false, false),
                ("b ", true, false),
                ("c", true, true),
                ("", false, false),
                ("d", false, false)
            ]
        );
        assert_eq!(spans[4].link.as_deref(), Some("https://x.ca/?a=1&b"));
        assert!(matches!(&read[1], Block::Heading(2, Align::Start, _)));
    }

    #[test]
    fn a_table_knows_its_heads() {
        let read = blocks(
            "<table><tbody><tr><th>A</th><th colspan=\"2\">B</th></tr><tr><td rowspan=\"2\"><p>1</p></td><td>2</td><td></td></tr></tbody></table>",
        );
        let Block::Table(head, rows) = &read[0] else {
            panic!("{read:?}")
        };
        assert_eq!((head.len(), rows.len()), (1, 1));
        assert_eq!((head[0][1].columns, rows[0][0].rows), (2, 2));
        assert_eq!(rows[0][0].body, [plain("1")]);
    }

    #[test]
    fn lists_stand_in_each_other() {
        let read = blocks("<ol start=\"3\"><li><p>a</p><ul><li>b</li></ul></li><li>c</li></ol>");
        let inner = Block::List(None, vec![vec![plain("b")]]);
        assert_eq!(
            read,
            [Block::List(
                Some(3),
                vec![vec![plain("a"), inner], vec![plain("c")]]
            )]
        );
    }

    #[test]
    fn any_depth_and_any_nonsense_keeps_its_text() {
        let deep = format!(
            "{}deep{}",
            "<blockquote>".repeat(5_000),
            "</blockquote>".repeat(5_000)
        );
        let mut block = &blocks(&deep)[0];
        let mut depth = 0;
        while let Block::Quote(inner) = block {
            (block, depth) = (&inner[0], depth + 1);
        }
        assert_eq!((depth, block), (DEEPEST, &plain("deep")));
        assert_eq!(
            blocks("a</td></p><td>b<weird x>c"),
            [plain("a"), plain("b"), plain("c")]
        );
        assert_eq!(blocks("x &lt;b&gt; &amp;amp; < y"), [plain("x <b> &amp; ")]);
        assert!(blocks("").is_empty());
    }
}

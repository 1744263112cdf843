//! Cutting what is too long for one file.

use crate::model::{Block, Entry, Span};

/// What a block weighs besides its text.
const BLOCK: usize = 40;

/// How much work a document's entries are to lay out, in about characters of text.
pub fn weight(entries: &[Entry]) -> usize {
    entries.iter().map(of_entry).sum()
}

/// Cuts `entries` into parts that weigh at most about `most` each. An entry that is heavier than a part goes on in the
/// next one; `continued` then stands after its author. Nothing is left out, and there is always one part.
pub fn parts(entries: Vec<Entry>, most: usize, continued: &str) -> Vec<Vec<Entry>> {
    let mut parts: Vec<Vec<Entry>> = vec![Vec::new()];
    let mut filled = 0;
    for entry in entries
        .into_iter()
        .flat_map(|entry| cut_entry(entry, most, continued))
    {
        let weight = of_entry(&entry);
        if filled > 0 && filled + weight > most {
            parts.push(Vec::new());
            filled = 0;
        }
        filled += weight;
        if let Some(part) = parts.last_mut() {
            part.push(entry);
        }
    }
    parts
}

fn cut_entry(entry: Entry, most: usize, continued: &str) -> Vec<Entry> {
    if of_entry(&entry) <= most {
        return vec![entry];
    }
    let mut pieces: Vec<Vec<Block>> = vec![Vec::new()];
    let mut filled = 0;
    let body = entry.body.iter().cloned();
    for block in body.flat_map(|block| cut_block(block, most)) {
        let weight = of_block(&block);
        if filled > 0 && filled + weight > most {
            pieces.push(Vec::new());
            filled = 0;
        }
        filled += weight;
        if let Some(piece) = pieces.last_mut() {
            piece.push(block);
        }
    }
    let last = pieces.len() - 1;
    let piece = |(at, body): (usize, Vec<Block>)| Entry {
        author: if at == 0 {
            entry.author.clone()
        } else {
            format!("{} {continued}", entry.author)
        },
        time: entry.time.clone(),
        own: entry.own,
        notes: if at == 0 {
            entry.notes.clone()
        } else {
            Vec::new()
        },
        body,
        after: if at == last {
            entry.after.clone()
        } else {
            Vec::new()
        },
    };
    pieces.into_iter().enumerate().map(piece).collect()
}

/// Cuts a block that is heavier than a part between its rows, items or words.
fn cut_block(block: Block, most: usize) -> Vec<Block> {
    if of_block(&block) <= most {
        return vec![block];
    }
    match block {
        Block::Paragraph(align, spans) => {
            groups(cut_spans(spans, most / 2), |s| s.text.len(), most)
                .into_iter()
                .map(|spans| Block::Paragraph(align, spans))
                .collect()
        }
        Block::Heading(_, align, spans) => cut_block(Block::Paragraph(align, spans), most),
        Block::Quote(inner) => {
            let inner = inner.into_iter().flat_map(|b| cut_block(b, most)).collect();
            groups(inner, of_block, most)
                .into_iter()
                .map(Block::Quote)
                .collect()
        }
        Block::List(start, items) => {
            let items = items.into_iter().flat_map(|item| {
                let blocks = item.into_iter().flat_map(|b| cut_block(b, most)).collect();
                groups(blocks, of_block, most)
            });
            let mut next = start;
            let mut lists = Vec::new();
            for items in groups(items.collect(), |i: &Vec<Block>| of_blocks(i), most) {
                let count = u32::try_from(items.len()).unwrap_or(0);
                lists.push(Block::List(next, items));
                next = next.map(|n| n.saturating_add(count));
            }
            lists
        }
        Block::Table(head, rows) => {
            // A cell that is heavier than a part leaves its table: it stands after it, in blocks of its own.
            let mut out = Vec::new();
            let rows = rows.into_iter().map(|row| {
                row.into_iter()
                    .map(|mut cell| {
                        if of_blocks(&cell.body) > most {
                            out.extend(std::mem::take(&mut cell.body));
                        }
                        cell
                    })
                    .collect::<Vec<_>>()
            });
            let rows = groups(
                rows.collect(),
                |row| row.iter().map(|c| of_blocks(&c.body) + BLOCK).sum(),
                most,
            );
            let tables = rows
                .into_iter()
                .map(|rows| Block::Table(head.clone(), rows))
                .collect::<Vec<_>>();
            tables
                .into_iter()
                .chain(out.into_iter().flat_map(|b| cut_block(b, most)))
                .collect()
        }
    }
}

fn cut_spans(spans: Vec<Span>, most: usize) -> Vec<Span> {
    let most = most.max(4);
    let mut cut = Vec::with_capacity(spans.len());
    for mut span in spans {
        while span.text.len() > most {
            let at = (0..=most)
                .rev()
                .find(|i| span.text.is_char_boundary(*i))
                .unwrap_or(0);
            let rest = span.text.split_off(at);
            cut.push(span.clone());
            span.text = rest;
        }
        cut.push(span);
    }
    cut
}

fn groups<T>(items: Vec<T>, weigh: impl Fn(&T) -> usize, most: usize) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    let mut filled = 0;
    for item in items {
        let weight = weigh(&item);
        match groups.last_mut() {
            Some(group) if filled + weight <= most => group.push(item),
            _ => {
                groups.push(vec![item]);
                filled = 0;
            }
        }
        filled += weight;
    }
    groups
}

fn of_entry(entry: &Entry) -> usize {
    BLOCK + of_blocks(&entry.body)
}

fn of_blocks(blocks: &[Block]) -> usize {
    blocks.iter().map(of_block).sum()
}

fn of_block(block: &Block) -> usize {
    let inside = match block {
        Block::Paragraph(_, spans) | Block::Heading(_, _, spans) => {
            spans.iter().map(|s| s.text.len()).sum()
        }
        Block::Quote(inner) => of_blocks(inner),
        Block::List(_, items) => items.iter().map(|i| of_blocks(i)).sum(),
        Block::Table(head, rows) => {
            let cells = head.iter().chain(rows).flatten();
            cells.map(|c| BLOCK + of_blocks(&c.body)).sum()
        }
    };
    BLOCK + inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks;

    fn entry(html: &str) -> Entry {
        Entry {
            author: "A".to_owned(),
            body: blocks(html),
            ..Entry::default()
        }
    }

    #[test]
    fn short_entries_stay_together_and_long_ones_go_on() {
        let short = vec![entry("<p>a</p>"), entry("<p>b</p>")];
        assert_eq!(parts(short.clone(), 1_000, "").len(), 1);
        assert_eq!(parts(Vec::new(), 1_000, ""), [Vec::new()]);
        let long = entry(&format!("<p>{}</p><p>end</p>", "word ".repeat(1_000)));
        let cut = parts(vec![short[0].clone(), long], 1_000, "(continued)");
        assert!(
            cut.iter().all(|part| weight(part) <= 1_100),
            "{:?}",
            cut.iter().map(|p| weight(p)).collect::<Vec<_>>()
        );
        assert_eq!(cut[2][0].author, "A (continued)");
        assert_eq!(words(&cut).matches("word").count(), 1_000);
        assert!(words(&cut).ends_with("end"));
    }

    #[test]
    fn tables_and_lists_are_cut_between_their_rows() {
        let row = "<tr><td>cell</td><td>cell</td></tr>";
        let html = format!(
            "<table><tr><th>h</th><th>h</th></tr>{}</table><ol>{}</ol>",
            row.repeat(100),
            "<li>item</li>".repeat(100)
        );
        let cut = parts(vec![entry(&html)], 2_000, "");
        assert!(cut.len() > 4);
        let text = words(&cut);
        assert_eq!(
            (text.matches("cell").count(), text.matches("item").count()),
            (200, 100)
        );
        let Block::List(Some(start), _) = cut.last().unwrap().last().unwrap().body.last().unwrap()
        else {
            panic!("a list ends it")
        };
        assert!(*start > 1, "the numbers go on");
    }

    #[test]
    fn one_endless_cell_is_cut_too() {
        let html = format!(
            "<table><tr><td>{}</td><td>b</td></tr></table>",
            "x".repeat(50_000)
        );
        let cut = parts(vec![entry(&html)], 2_000, "");
        assert!(cut.iter().all(|part| weight(part) <= 2_200));
        assert_eq!(words(&cut).matches('x').count(), 50_000);
    }

    fn words(parts: &[Vec<Entry>]) -> String {
        fn of(blocks: &[Block], out: &mut String) {
            for block in blocks {
                match block {
                    Block::Paragraph(_, spans) | Block::Heading(_, _, spans) => {
                        out.extend(spans.iter().map(|s| s.text.as_str()))
                    }
                    Block::Quote(inner) => of(inner, out),
                    Block::List(_, items) => items.iter().for_each(|i| of(i, out)),
                    Block::Table(_, rows) => rows.iter().flatten().for_each(|c| of(&c.body, out)),
                }
            }
        }
        let mut out = String::new();
        for entry in parts.iter().flatten() {
            of(&entry.body, &mut out);
        }
        out
    }
}

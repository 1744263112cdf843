//! CSV of patients: a header line with known names, one patient a row, in UTF-8 with or without a byte order mark,
//! separated by commas, semicolons or tabs.

use std::{
    io::{BufRead, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use ::csv::{ByteRecord, ReaderBuilder};
use jiff::civil::Date;

use crate::features::import::{
    columns::{Columns, row},
    record::Refusal,
};

use super::{Body, Entry, Sink, cannot_read};

/// Reads row after row. A file whose header names no patient's fields is refused as a whole.
pub(super) fn read(
    mut reader: impl BufRead,
    today: Date,
    sink: &mut Sink<'_>,
) -> Result<(), Refusal> {
    let start = reader.fill_buf().map_err(|e| cannot_read(&e))?;
    let separator = separator(start);
    // The parser takes a carriage return for a line's end and leaves the line feed to the next record.
    let behind = u64::from(
        start
            .windows(2)
            .find(|pair| pair.ends_with(b"\n"))
            .is_some_and(|pair| pair == b"\r\n"),
    );
    let quotes = Arc::new(AtomicU64::new(0));
    let counted = CountQuotes {
        inner: reader,
        quotes: Arc::clone(&quotes),
    };
    let mut csv = ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .has_headers(false)
        .from_reader(counted);
    let mut head = ByteRecord::new();
    csv.read_byte_record(&mut head)
        .map_err(|_| Refusal::new("", "can't be read as CSV; save it as \"CSV UTF-8\""))?;
    let columns = Columns::new(
        head.iter()
            .map(|name| String::from_utf8_lossy(name).into_owned()),
    )?;
    for note in columns.notes() {
        sink(Entry {
            number: 1,
            body: Body::Note(note),
        });
    }
    // One row is held back, since only at the end is it known whether a quote was left open in it.
    let mut held: Option<(u64, ByteRecord)> = None;
    loop {
        let mut record = ByteRecord::new();
        match csv.read_byte_record(&mut record) {
            Ok(true) => {
                let line = record.position().map_or(0, ::csv::Position::line) + behind;
                if let Some((number, record)) = held.replace((line, record))
                    && !sink(Entry {
                        number,
                        body: Body::Row(mapped(&columns, &record, today)),
                    })
                {
                    return Ok(());
                }
            }
            Ok(false) => break,
            Err(_) => {
                let wrong = Refusal::new("", "can't be read as CSV; nothing after it was read");
                sink(Entry {
                    number: csv.position().line(),
                    body: Body::Broken(wrong),
                });
                break;
            }
        }
    }
    if let Some((number, record)) = held {
        let open_quote = quotes.load(Ordering::Relaxed) % 2 == 1;
        let wrong = "ends inside a quoted field: the file was cut off, or a quote is missing; correct it and import again";
        let body = if open_quote {
            Body::Broken(Refusal::new("", wrong))
        } else {
            Body::Row(mapped(&columns, &record, today))
        };
        sink(Entry { number, body });
    }
    Ok(())
}

fn mapped(
    columns: &Columns,
    record: &ByteRecord,
    today: Date,
) -> Result<crate::features::import::record::Mapped, Refusal> {
    let mut fields = Vec::with_capacity(record.len());
    for (at, field) in record.iter().enumerate() {
        let text = std::str::from_utf8(field).map_err(|_| {
            Refusal::new(
                columns.name(at),
                "is not written in UTF-8; save the file as \"CSV UTF-8\"",
            )
        })?;
        fields.push(text);
    }
    row(columns, &fields, today)
}

/// The separator that the header line holds most of.
fn separator(start: &[u8]) -> u8 {
    let line = start.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.iter().filter(|b| **b == separator).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}

/// Counts the quotes that pass: an odd number at the end of a file means that one was left open.
struct CountQuotes<R> {
    inner: R,
    quotes: Arc<AtomicU64>,
}

impl<R: Read> Read for CountQuotes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let quotes = buffer.iter().take(read).filter(|b| **b == b'"').count() as u64;
        self.quotes.fetch_add(quotes, Ordering::Relaxed);
        Ok(read)
    }
}

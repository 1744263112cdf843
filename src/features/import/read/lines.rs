//! NDJSON: a resource on every line. A broken line costs that line only.

use std::io::{BufRead, Read};

use crate::features::import::record::Refusal;

use super::{Body, Entry, LONGEST, Sink, bundle, cannot_read};

/// Reads line after line.
pub(super) fn read(mut reader: impl BufRead, sink: &mut Sink<'_>) {
    let mut number = 0;
    let mut line = Vec::new();
    loop {
        number += 1;
        line.clear();
        match reader.by_ref().take(LONGEST).read_until(b'\n', &mut line) {
            Ok(0) => return,
            Ok(_) if line.len() as u64 == LONGEST && !line.ends_with(b"\n") => {
                let wrong = Refusal::new("", "is longer than 64 MiB; split the document it holds");
                if !sink(Entry {
                    number,
                    body: Body::Broken(wrong),
                }) || skip_line(&mut reader).is_err()
                {
                    return;
                }
            }
            Ok(_) => {
                if !one(number, text(&line), sink) {
                    return;
                }
            }
            Err(error) => {
                sink(Entry {
                    number,
                    body: Body::Broken(cannot_read(&error)),
                });
                return;
            }
        }
    }
}

/// Reads a file that is one resource.
pub(super) fn whole(reader: impl BufRead, sink: &mut Sink<'_>) {
    let mut json = Vec::new();
    match reader.take(LONGEST + 1).read_to_end(&mut json) {
        Err(error) => {
            sink(Entry {
                number: 1,
                body: Body::Broken(cannot_read(&error)),
            });
        }
        Ok(_) if json.len() as u64 > LONGEST => {
            let wrong = Refusal::new("", "is longer than 64 MiB; split the document it holds");
            sink(Entry {
                number: 1,
                body: Body::Broken(wrong),
            });
        }
        Ok(_) => {
            one(1, text(&json), sink);
        }
    }
}

fn text(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(line)
        .trim_ascii()
}

fn one(number: u64, json: &[u8], sink: &mut Sink<'_>) -> bool {
    if json.is_empty() {
        return true;
    }
    match fhir::head(json) {
        Ok(head) if head.resource_type == "Bundle" => {
            bundle::read(json, sink);
            true
        }
        _ => sink(Entry {
            number,
            body: bundle::body(json, None),
        }),
    }
}

fn skip_line(reader: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let part = reader.fill_buf()?;
        let (used, done) = match part.iter().position(|b| *b == b'\n') {
            Some(at) => (at + 1, true),
            None => (part.len(), part.is_empty()),
        };
        reader.consume(used);
        if done {
            return Ok(());
        }
    }
}

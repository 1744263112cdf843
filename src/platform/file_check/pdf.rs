//! PDF documents: whole, and without programs.

use super::Refusal;

/// How far before the end the end mark may stand; some writers add a few lines.
const TAIL: usize = 4_096;

/// Names that start something when the document is opened.
const ACTIVE: &[&[u8]] = &[b"JavaScript", b"Launch", b"RichMedia"];

/// Refuses a document that is cut, or that carries a program in the open. What is inside compressed
/// streams is the scanner's to find.
pub(super) fn check(content: &[u8]) -> Result<(), Refusal> {
    let tail = &content[content.len().saturating_sub(TAIL)..];
    if !tail.windows(5).any(|window| window == b"%%EOF") {
        return Err(Refusal::Damaged);
    }
    match names(content).any(|name| ACTIVE.contains(&name.as_slice())) {
        true => Err(Refusal::ActiveContent),
        false => Ok(()),
    }
}

/// Every name object (`/Name`), with its `#xx` escapes resolved; names of over 24 bytes are cut.
fn names(content: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let starts = content
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'/');
    starts.map(|(at, _)| unescaped(&content[at + 1..]))
}

fn unescaped(rest: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(24);
    let mut bytes = rest.iter().copied();
    while let Some(byte) = bytes.next() {
        let ends = matches!(
            byte,
            b'/' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'%'
        );
        if ends || byte <= b' ' || name.len() == 24 {
            break;
        }
        if byte == b'#' {
            let digits = [bytes.next().unwrap_or(0), bytes.next().unwrap_or(0)];
            let mut resolved = [0];
            if hex::decode_to_slice(digits, &mut resolved).is_ok() {
                name.push(resolved[0]);
            }
        } else {
            name.push(byte);
        }
    }
    name
}

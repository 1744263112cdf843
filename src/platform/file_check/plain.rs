//! Plain text.

use super::Refusal;

/// Longest excerpt, in characters and in lines.
const EXCERPT: (usize, usize) = (600, 12);

/// Refuses what is not readable as UTF-8 text, and gives its first lines.
pub(super) fn check(content: &[u8]) -> Result<String, Refusal> {
    let text = std::str::from_utf8(content).map_err(|_| Refusal::NotUtf8)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{0C}');
    if text.contains(odd) {
        return Err(Refusal::UnknownKind);
    }
    let (chars, lines) = EXCERPT;
    let first: String = text.lines().take(lines).collect::<Vec<_>>().join("\n");
    Ok(first.chars().take(chars).collect())
}

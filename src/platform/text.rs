//! Text as people type it and as it is searched and shown.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `text` without case, accents and doubled spaces, for comparing and searching: `Éloïse  D'Arc` -> `eloise d'arc`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = true;
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match c {
            c if c.is_whitespace() => {
                if !space {
                    folded.push(' ');
                }
                space = true;
            }
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            '\u{2019}' => folded.push('\''),
            c => folded.push(c),
        }
        if !c.is_whitespace() {
            space = false;
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// The digits of `text`: how telephone numbers and health numbers are compared.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The words of `text` folded, split at everything that is neither letter nor digit.
pub fn fold_words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// At most `max` characters of `text`, cut at a word where one is near, with an ellipsis when cut.
pub fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let cut: String = text.chars().take(max).collect();
    let end = cut
        .rfind(' ')
        .filter(|at| *at > cut.len() / 2)
        .unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end())
}

/// `text` without control characters and without the marks that turn the reading direction around.
pub fn without_controls(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'))
        .collect()
}

/// `text` as a cell of a spreadsheet file: what a spreadsheet would take for a formula is marked as text.
pub fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// First letters of the given and the family name, for a face badge.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|w| w.chars().next());
    let first = words.next();
    let last = words.next_back();
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_removes_case_accents_and_spare_spaces() {
        assert_eq!(fold("  Éloïse   D’Arc "), "eloise d'arc");
        assert_eq!(fold("Œuvre Straße ŁÓDŹ"), "oeuvre strasse lodz");
        assert_eq!(
            fold_words("O'Brien-Smith 42"),
            ["o", "brien", "smith", "42"]
        );
    }

    #[test]
    fn shortening_cuts_at_a_word() {
        assert_eq!(shorten("one two three", 9), "one two…");
        assert_eq!(shorten("one", 9), "one");
    }

    #[test]
    fn cells_are_never_formulas() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        assert_eq!(cell("a=1"), "a=1");
        assert_eq!(cell(""), "");
    }

    #[test]
    fn initials_take_the_outer_words() {
        assert_eq!(initials("Nadia van Okafor"), "NO");
        assert_eq!(initials("Plato"), "P");
    }
}

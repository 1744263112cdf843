//! Text as the page can draw it.

use std::cell::Cell;

use crate::fonts;

/// Stands for a character that no font here can draw.
pub const REPLACEMENT: char = '\u{25A1}';

/// Letters in a row without a place to break, from which on one is made.
const LONGEST_WORD: usize = 24;

/// Counts what had to be replaced.
#[derive(Debug, Default)]
pub(crate) struct Cleaner {
    replaced: Cell<usize>,
}

impl Cleaner {
    /// How many characters were replaced so far.
    pub(crate) fn replaced(&self) -> usize {
        self.replaced.get()
    }

    /// `text` without controls and marks that turn the reading order, each character that cannot be drawn replaced, and
    /// with places to break in very long words.
    pub(crate) fn text(&self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        let mut unbroken = 0;
        for c in text.chars().filter(|c| !is_left_out(*c)) {
            let c = if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            };
            unbroken = if c.is_whitespace() || c == '-' {
                0
            } else {
                unbroken + 1
            };
            if unbroken > LONGEST_WORD && c.is_alphanumeric() {
                clean.push('\u{200B}');
                unbroken = 1;
            }
            if c.is_whitespace() || fonts::can_draw(c) {
                clean.push(c);
            } else {
                self.replaced.set(self.replaced.get() + 1);
                clean.push(REPLACEMENT);
            }
        }
        clean
    }
}

/// Marks that are invisible and turn or join what stands beside them: overrides and isolates of the reading order, tags,
/// variation selectors, and the joiners outside the scripts that need them.
fn is_left_out(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{061C}' | '\u{200B}' | '\u{200D}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0000}'..='\u{E01EF}'
    ) || (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
}

/// Whether the first letter of `text` that has a direction is read from right to left.
pub(crate) fn is_right_to_left(text: &str) -> bool {
    let rtl = |c: char| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    text.chars().find(|c| c.is_alphabetic()).is_some_and(rtl)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_the_reading_order_is_left_out() {
        let cleaner = Cleaner::default();
        assert_eq!(cleaner.text("a\u{202E}b\u{2066}c\u{0}d\u{FEFF}"), "abcd");
        assert_eq!(cleaner.text("one\ntwo\tthree"), "one two three");
        assert_eq!(cleaner.replaced(), 0);
    }

    #[test]
    fn letters_with_accents_and_other_scripts_are_drawn_and_the_rest_is_counted() {
        let cleaner = Cleaner::default();
        let drawn = "Éloïse Ångström Łukasz Nguyễn Ελένη Дмитрий مريم ਗੁਰਪ੍ਰੀਤ अनु ✓ → ☎";
        assert_eq!(cleaner.text(drawn), drawn);
        assert_eq!(cleaner.replaced(), 0);
        assert_eq!(cleaner.text("a 漢字 b"), "a □□ b");
        assert_eq!(cleaner.replaced(), 2);
    }

    #[test]
    fn a_word_of_any_length_can_be_broken() {
        let broken = Cleaner::default().text(&"x".repeat(100));
        assert_eq!(broken.matches('\u{200B}').count(), 4);
        assert_eq!(broken.replace('\u{200B}', ""), "x".repeat(100));
    }

    #[test]
    fn a_paragraph_runs_as_its_first_letter_does() {
        assert!(is_right_to_left("1. مرحبا Ann"));
        assert!(!is_right_to_left("Ann مرحبا"));
        assert!(!is_right_to_left("12"));
    }
}

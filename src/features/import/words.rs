//! Words from a source, made fit to store: no control characters, no doubled spaces, not too long.

use crate::platform::text::without_controls;

use super::record::Refusal;

/// Longest name part that is kept.
const NAME: usize = 200;

/// One line of text: spaces and line ends become single spaces.
pub(super) fn line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    without_controls(&spaced)
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// One line, cut at `max` characters.
pub(super) fn short(text: &str, max: usize) -> String {
    crate::platform::text::shorten(&line(text), max)
}

/// A name part, refused when it is longer than any name.
pub(super) fn name(field: &str, text: &str) -> Result<String, Refusal> {
    let name = line(text);
    if name.chars().count() > NAME {
        return Err(Refusal::new(
            field,
            "is longer than 200 characters; shorten it",
        ));
    }
    Ok(name)
}

/// Text that stands alone; none when there is nothing in it.
pub(super) fn some(text: &str) -> Option<String> {
    Some(text.trim())
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// A kind's name made of its label: `Driver's license` -> `driver_s_license`.
pub(super) fn slug(label: &str) -> String {
    let words = crate::platform::text::fold_words(label);
    let slug: String = words.join("_").chars().take(40).collect();
    if slug.is_empty() {
        "other".into()
    } else {
        slug
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_letters_and_lose_what_hides() {
        assert_eq!(name("n", " O'Keefe54\n Zoë ").unwrap(), "O'Keefe54 Zoë");
        assert_eq!(name("n", "ليلى\u{202e} 🌻").unwrap(), "ليلى 🌻");
        assert!(name("n", &"a".repeat(201)).is_err());
    }
}

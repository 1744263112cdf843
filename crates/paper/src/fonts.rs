//! The fonts that are built in, with what they can draw.
//!
//! Noto Sans (Latin with every accent, Greek, Cyrillic), Noto Sans Arabic, Devanagari and Gurmukhi, and DejaVu Sans for
//! signs and what the others lack. Their licences stand beside them in `fonts/`.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const FILES: [&[u8]; 9] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSans-Italic.ttf"),
    include_bytes!("../fonts/NotoSans-BoldItalic.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoSansArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoSansDevanagari-Regular.ttf"),
    include_bytes!("../fonts/NotoSansGurmukhi-Regular.ttf"),
    include_bytes!("../fonts/DejaVuSans.ttf"),
];

/// The font that stands in for one that a PDF names and does not hold.
pub(crate) const PLAIN: &[u8] = FILES[0];

/// The fonts in the order in which they are asked for a character.
pub(crate) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let files = FILES.into_iter().map(Bytes::new);
    files.filter_map(|file| Font::new(file, 0)).collect()
});

/// What typst wants to know of them.
pub(crate) static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// Whether some font has a sign for `c`.
pub(crate) fn can_draw(c: char) -> bool {
    c.is_ascii_graphic()
        || FONTS
            .iter()
            .any(|font| font.info().coverage.contains(u32::from(c)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_font_can_be_read() {
        assert_eq!(super::FONTS.len(), super::FILES.len());
    }
}

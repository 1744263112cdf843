//! The words of a PDF that somebody else made, as far as it has any.
//!
//! A stranger's document may be built to harm whoever reads it: nested without end, or huge once unpacked. What bounds the
//! time and the memory of a reading is the process that it runs in; see `docs/decisions/0043-reading-strangers-pdfs.md`.

use std::sync::Arc;

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect, Vec2};

use crate::fonts;

/// What is read of a document at most.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    /// Pages, from the first.
    pub pages: usize,
    /// Bytes of text.
    pub bytes: usize,
}

/// The text of a PDF, line by line, from its first page on; empty where it has pictures of text only. None where it can't
/// be read as a PDF, or is locked.
///
/// Words that stand apart are told by the room between them, so that a name in two columns of a table reads as two words
/// beside each other.
pub fn read(pdf: Vec<u8>, most: Most) -> Option<String> {
    let pdf = Pdf::new(pdf).ok()?;
    let mut pen = Pen {
        most: most.bytes,
        ..Pen::default()
    };
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings {
        // Many a PDF names Helvetica and does not hold it; what it says is the same in any font.
        font_resolver: Arc::new(|_| Some((Arc::new(fonts::PLAIN), 0))),
        warning_sink: Arc::new(|_| {}),
        ..InterpreterSettings::default()
    };
    for page in pdf.pages().iter().take(most.pages) {
        let mut context = Context::new(
            Affine::IDENTITY,
            Rect::new(0.0, 0.0, 1.0, 1.0),
            &cache,
            pdf.xref(),
            settings.clone(),
        );
        interpret_page(page, &mut context, &mut pen);
        pen.end_line();
        if pen.full() {
            break;
        }
    }
    Some(pen.text)
}

/// Units of a glyph's own space in one em.
const EM: f64 = 1_000.0;
/// Room between two glyphs, in ems, that parts words.
const WORD: f64 = 0.15;
/// How far off the line, or back along it, in ems, another line begins.
const LINE: f64 = 0.5;

/// Follows the glyphs as they are drawn.
#[derive(Default)]
struct Pen {
    text: String,
    most: usize,
    last: Option<Last>,
}

/// The glyph before.
struct Last {
    begins: Point,
    ends: Point,
    word: String,
}

impl Pen {
    fn full(&self) -> bool {
        self.text.len() >= self.most
    }

    fn end_line(&mut self) {
        self.last = None;
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Adds what a glyph says, which stands at `begins`, is one `em` along the line wide, and as wide as `advance`.
    fn put(&mut self, word: &str, begins: Point, em: Vec2, advance: f64) {
        let size = em.hypot();
        if self.full() || size <= f64::EPSILON || !size.is_finite() {
            return;
        }
        if let Some(last) = &self.last {
            // Bold letters are often the same letter drawn twice.
            if last.word == word && (begins - last.begins).hypot() < 0.05 * size {
                return;
            }
            let (gap, along) = (begins - last.ends, em / size);
            let (ahead, aside) = (gap.dot(along) / size, gap.cross(along).abs() / size);
            if aside > LINE || ahead < -LINE {
                self.end_line();
            } else if ahead > WORD && !self.text.ends_with(char::is_whitespace) {
                self.text.push(' ');
            }
        }
        let spoken = |c: &char| !c.is_control();
        self.text.extend(word.chars().filter(spoken));
        self.last = Some(Last {
            begins,
            ends: begins + em * advance,
            word: word.to_owned(),
        });
    }
}

impl<'a> Device<'a> for Pen {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        let word = match glyph.as_unicode() {
            Some(BfString::Char(one)) => one.to_string(),
            Some(BfString::String(several)) => several,
            None => return,
        };
        let place = transform * glyph_transform;
        let begins = place * Point::ORIGIN;
        let em = place * Point::new(EM, 0.0) - begins;
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width().map(|w| f64::from(w) / EM),
            Glyph::Type3(_) => None,
        };
        self.put(&word, begins, em, advance.unwrap_or(0.5));
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

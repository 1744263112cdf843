//! The shades of a look: computed from one colour so that everything that stands on them can be read, in the light and the
//! dark scheme. No I/O.

use super::colour::{CONTROL, Rgb, TEXT, nearest};

/// The portal's own blue, where a clinic chooses none.
pub(super) const OWN_BLUE: Rgb = Rgb([0x0a, 0x57, 0x63]);

/// Which of the two tables of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// What is the same in every look, as `web/styles/core.css` has it.
struct Fixed {
    /// What links and buttons stand on, besides the page's background.
    grounds: [Rgb; 2],
    /// Text that stands on the background: ink, secondary, bad, warn, ok.
    texts: [Rgb; 5],
    /// Marks that stand on it: borders of fields, the focus.
    marks: [Rgb; 2],
}

const LIGHT: Fixed = Fixed {
    grounds: [Rgb::WHITE, Rgb([0xe9, 0xee, 0xed])],
    texts: [
        Rgb([0x14, 0x25, 0x2b]),
        Rgb([0x48, 0x5b, 0x62]),
        Rgb([0xa3, 0x20, 0x1d]),
        Rgb([0x6f, 0x46, 0x00]),
        Rgb([0x1b, 0x66, 0x38]),
    ],
    marks: [Rgb([0x6f, 0x81, 0x88]), Rgb([0x1a, 0x4f, 0xd0])],
};

const DARK: Fixed = Fixed {
    grounds: [Rgb([0x18, 0x22, 0x26]), Rgb([0x0c, 0x13, 0x15])],
    texts: [
        Rgb([0xe8, 0xee, 0xee]),
        Rgb([0xa9, 0xb9, 0xbd]),
        Rgb([0xff, 0xab, 0xa3]),
        Rgb([0xf5, 0xcd, 0x7d]),
        Rgb([0x8f, 0xdc, 0xab]),
    ],
    marks: [Rgb([0x80, 0x97, 0xa0]), Rgb([0xff, 0xd7, 0x5e])],
};

/// Secondary text and the borders of fields on a watermark in the light scheme: darker, so that it may be stronger.
const ON_WATERMARK: (Rgb, Rgb) = (Rgb([0x36, 0x46, 0x4c]), Rgb([0x50, 0x60, 0x66]));

/// What is left to the rounding of browsers when a picture is shown.
const ROUNDING: f64 = 0.1;

/// The shades of one scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shades {
    /// The page's background.
    pub(super) canvas: Rgb,
    /// Links and main buttons.
    pub(super) brand: Rgb,
    /// The same under the pointer.
    pub(super) brand_hi: Rgb,
    /// Text on a main button.
    pub(super) on_brand: Rgb,
    /// One's own messages, badges.
    pub(super) tint: Rgb,
    /// Text on it.
    pub(super) tint_ink: Rgb,
    /// Secondary text and borders of fields, where there is a watermark.
    pub(super) on_watermark: Option<(Rgb, Rgb)>,
}

impl Scheme {
    fn fixed(self) -> &'static Fixed {
        match self {
            Scheme::Light => &LIGHT,
            Scheme::Dark => &DARK,
        }
    }

    /// What a logo stands on.
    pub(super) fn surface(self) -> Rgb {
        self.fixed().grounds[0]
    }

    /// The background that a colour gives: a breath of it, or more where a watermark lies on it.
    pub(super) fn canvas(self, colour: Rgb, watermark: bool) -> Rgb {
        let hsl = colour.hsl();
        match (self, watermark) {
            (Scheme::Light, false) => hsl.shade(0.957, 0.35),
            (Scheme::Light, true) => hsl.shade(0.925, 0.6),
            (Scheme::Dark, false) => hsl.shade(0.08, 0.3),
            (Scheme::Dark, true) => hsl.shade(0.1, 0.45),
        }
    }

    /// Whether everything that stands on the background can be read on `worst`: its darkest point in the light scheme, its
    /// lightest in the dark one.
    pub(super) fn reads_on(self, worst: Rgb, watermark: bool) -> bool {
        let fixed = self.fixed();
        let (mut texts, mut marks) = (fixed.texts, fixed.marks);
        if let Some((text, mark)) = self.on_watermark(watermark) {
            (texts[1], marks[0]) = (text, mark);
        }
        texts.iter().all(|t| self.clear(*t, worst, TEXT + ROUNDING))
            && marks
                .iter()
                .all(|m| self.clear(*m, worst, CONTROL + ROUNDING))
    }

    /// Whether `front` stands out from `behind`, on the side that the scheme wants: dark on light, or light on dark.
    fn clear(self, front: Rgb, behind: Rgb, least: f64) -> bool {
        let darker = front.luminance() < behind.luminance();
        darker == (self == Scheme::Light) && front.contrast(behind) >= least
    }

    fn on_watermark(self, watermark: bool) -> Option<(Rgb, Rgb)> {
        let Fixed { texts, marks, .. } = self.fixed();
        watermark.then_some(match self {
            Scheme::Light => ON_WATERMARK,
            // Said again, or those of the light scheme would hold.
            Scheme::Dark => (texts[1], marks[0]),
        })
    }

    /// The shades of `colour` over a background whose worst point is `worst`.
    pub(super) fn shades(self, colour: Rgb, worst: Rgb, watermark: bool) -> Shades {
        let hsl = colour.hsl();
        let (tint, wish, ink) = match self {
            Scheme::Light => (hsl.shade(0.92, 0.45), colour, hsl.shade(0.15, 0.8)),
            Scheme::Dark => (
                hsl.shade(0.14, 0.45),
                hsl.shade(0.67, 0.6),
                hsl.shade(0.82, 0.7),
            ),
        };
        let [surface, sunken] = self.fixed().grounds;
        let grounds = [surface, sunken, tint, worst];
        let reads = |shade: Rgb| grounds.iter().all(|g| self.clear(shade, *g, TEXT));
        let far = match self {
            Scheme::Light => Rgb([0, 0, 0]),
            Scheme::Dark => Rgb::WHITE,
        };
        let brand = nearest(wish, reads).unwrap_or(far);
        let further = match self {
            Scheme::Light => brand.hsl().lightness * 0.75,
            Scheme::Dark => (brand.hsl().lightness + 0.1).min(1.0),
        };
        let on_brand = match self {
            Scheme::Light => Rgb::WHITE,
            Scheme::Dark => Rgb([0x06, 0x14, 0x17]),
        };
        Shades {
            canvas: self.canvas(colour, watermark),
            brand,
            brand_hi: nearest(brand.hsl().shade(further, 1.0), reads).unwrap_or(far),
            on_brand,
            tint,
            tint_ink: nearest(ink, |i| self.clear(i, tint, TEXT)).unwrap_or(far),
            on_watermark: self.on_watermark(watermark),
        }
    }
}

/// The readable shade of a colour that is nearest to it: the colour itself, where text of it and white text on it can be
/// read.
pub(super) fn readable(colour: Rgb) -> Rgb {
    let mut shade = colour;
    // What a shade stands on is made of its own hue, which a byte rounds: a few rounds, and it holds for itself.
    for _ in 0..8 {
        let canvas = Scheme::Light.canvas(shade, false);
        let next = Scheme::Light.shades(shade, canvas, false).brand;
        if next == shade {
            break;
        }
        shade = next;
    }
    shade
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(scheme: Scheme, colour: Rgb, watermark: bool) {
        let canvas = scheme.canvas(colour, watermark);
        assert!(
            scheme.reads_on(canvas, watermark),
            "{scheme:?} {colour} {canvas}"
        );
        let s = scheme.shades(colour, canvas, watermark);
        let [surface, sunken] = scheme.fixed().grounds;
        for behind in [surface, sunken, canvas, s.tint] {
            for front in [s.brand, s.brand_hi] {
                assert!(front.contrast(behind) >= TEXT, "{front} on {behind}");
            }
        }
        for brand in [s.brand, s.brand_hi] {
            assert!(
                s.on_brand.contrast(brand) >= TEXT,
                "{} on {brand}",
                s.on_brand
            );
        }
        let ink = scheme.fixed().texts[0];
        for front in [ink, scheme.fixed().texts[1], s.tint_ink] {
            assert!(front.contrast(s.tint) >= TEXT, "{front} on {}", s.tint);
        }
    }

    #[test]
    fn m62_the_portals_own_blue_stays_as_it_is() {
        assert_eq!(readable(OWN_BLUE), OWN_BLUE);
    }

    #[test]
    fn m62_a_loud_colour_gets_a_shade_of_its_hue() {
        let yellow = Rgb([0xff, 0xee, 0x00]);
        let shade = readable(yellow);
        assert_ne!(shade, yellow);
        assert!(shade.contrast(Rgb::WHITE) >= TEXT);
        assert!((shade.hsl().hue - yellow.hsl().hue).abs() < 0.02);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn m62_whatever_the_colour_everything_can_be_read(rgb: [u8; 3], watermark: bool) {
            for scheme in [Scheme::Light, Scheme::Dark] {
                check(scheme, Rgb(rgb), watermark);
            }
        }

        #[test]
        fn m62_what_is_readable_is_offered_no_other_shade(rgb: [u8; 3]) {
            let once = readable(Rgb(rgb));
            prop_assert_eq!(readable(once), once);
        }
    }
}

//! Colours and their contrast, as WCAG 2 measures it. No I/O.

use std::fmt;

/// A colour of the screen: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) [u8; 3]);

/// Contrast of text against what lies behind it, and of controls and their marks.
pub(super) const TEXT: f64 = 4.5;
pub(super) const CONTROL: f64 = 3.0;

/// Hue in turns, saturation and lightness, each 0 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hsl {
    pub(super) hue: f64,
    pub(super) saturation: f64,
    pub(super) lightness: f64,
}

impl Rgb {
    pub(super) const WHITE: Rgb = Rgb([255, 255, 255]);

    /// A colour as it is typed: `#0a5763`, `0A5763` or `#abc`.
    pub(super) fn typed(text: &str) -> Option<Rgb> {
        let text = text.trim();
        let digits = text.strip_prefix('#').unwrap_or(text);
        let long: String = match digits.len() {
            3 => digits.chars().flat_map(|c| [c, c]).collect(),
            _ => digits.to_owned(),
        };
        let mut bytes = [0; 3];
        hex::decode_to_slice(long, &mut bytes).ok()?;
        Some(Rgb(bytes))
    }

    /// Relative luminance: 0 for black, 1 for white.
    pub(super) fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Contrast with another colour: 1 to 21.
    pub(super) fn contrast(self, other: Rgb) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    pub(super) fn hsl(self) -> Hsl {
        let [r, g, b] = self.0.map(|c| f64::from(c) / 255.0);
        let (most, least) = (r.max(g).max(b), r.min(g).min(b));
        let (lightness, spread) = ((most + least) / 2.0, most - least);
        if spread == 0.0 {
            return Hsl {
                hue: 0.0,
                saturation: 0.0,
                lightness,
            };
        }
        let sixth = if most == r {
            ((g - b) / spread).rem_euclid(6.0)
        } else if most == g {
            (b - r) / spread + 2.0
        } else {
            (r - g) / spread + 4.0
        };
        Hsl {
            hue: sixth / 6.0,
            saturation: spread / (1.0 - (2.0 * lightness - 1.0).abs()),
            lightness,
        }
    }
}

impl Hsl {
    /// The same hue with another lightness, and a saturation of at most `most`.
    pub(super) fn shade(self, lightness: f64, most: f64) -> Rgb {
        Hsl {
            hue: self.hue,
            saturation: self.saturation.min(most),
            lightness,
        }
        .rgb()
    }

    pub(super) fn rgb(self) -> Rgb {
        let lightness = self.lightness.clamp(0.0, 1.0);
        let chroma = (1.0 - (2.0 * lightness - 1.0).abs()) * self.saturation.clamp(0.0, 1.0);
        let sixth = self.hue.rem_euclid(1.0) * 6.0;
        let second = chroma * (1.0 - (sixth.rem_euclid(2.0) - 1.0).abs());
        let (r, g, b) = match sixth {
            s if s < 1.0 => (chroma, second, 0.0),
            s if s < 2.0 => (second, chroma, 0.0),
            s if s < 3.0 => (0.0, chroma, second),
            s if s < 4.0 => (0.0, second, chroma),
            s if s < 5.0 => (second, 0.0, chroma),
            _ => (chroma, 0.0, second),
        };
        let low = lightness - chroma / 2.0;
        Rgb([r, g, b].map(|c| byte((c + low) * 255.0)))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", hex::encode(self.0))
    }
}

/// A channel's value, rounded and within its bounds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to a byte"
)]
pub(super) fn byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

/// The shade of `wish`'s hue that is nearest to it in lightness and for which `holds`: the wish itself, where it does.
/// `None` where no shade does.
pub(super) fn nearest(wish: Rgb, holds: impl Fn(Rgb) -> bool) -> Option<Rgb> {
    if holds(wish) {
        return Some(wish);
    }
    let hsl = wish.hsl();
    let steps = (1..=500).map(|step| f64::from(step) / 500.0);
    let shades = steps.flat_map(|away| [hsl.lightness - away, hsl.lightness + away]);
    shades
        .filter(|lightness| (0.0..=1.0).contains(lightness))
        .map(|lightness| Hsl { lightness, ..hsl }.rgb())
        .find(|shade| holds(*shade))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contrast_as_wcag_has_it() {
        let black = Rgb([0, 0, 0]);
        assert!((black.contrast(Rgb::WHITE) - 21.0).abs() < 1e-9);
        // The grey that is the lightest to be read on white.
        let (reads, fails) = (Rgb([0x76; 3]), Rgb([0x77; 3]));
        assert!(reads.contrast(Rgb::WHITE) >= TEXT && fails.contrast(Rgb::WHITE) < TEXT);
    }

    #[test]
    fn colours_are_read_as_people_type_them() {
        for typed in ["#0a5763", " 0A5763 "] {
            assert_eq!(Rgb::typed(typed), Some(Rgb([10, 87, 99])), "{typed}");
        }
        assert_eq!(Rgb::typed("#abc"), Some(Rgb([0xaa, 0xbb, 0xcc])));
        for wrong in [
            "", "#", "blue", "#12345", "#1234567", "#12345g", "ébc", "##abc",
        ] {
            assert_eq!(Rgb::typed(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn hue_and_lightness_lead_back(rgb: [u8; 3]) {
            prop_assert_eq!(Rgb(rgb).hsl().rgb(), Rgb(rgb));
        }

        #[test]
        fn m62_a_readable_shade_of_the_same_hue_is_always_found(rgb: [u8; 3]) {
            let wish = Rgb(rgb);
            let holds = |shade: Rgb| shade.contrast(Rgb::WHITE) >= TEXT;
            let found = nearest(wish, holds).unwrap();
            prop_assert!(holds(found));
            prop_assert!(!holds(wish) || found == wish);
            // A byte is coarse near black: the hue is compared where there is one to see.
            let (was, is) = (wish.hsl(), found.hsl());
            if was.saturation > 0.2 && is.lightness > 0.15 {
                let apart = (was.hue - is.hue).abs();
                prop_assert!(apart.min(1.0 - apart) < 0.03, "{was:?} {is:?}");
            }
        }
    }
}

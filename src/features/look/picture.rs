//! Pictures of a look: made small, and a background made into watermarks on which everything can be read. What comes in
//! has been checked and made anew (`docs/decisions/0012-uploads-are-remade.md`).

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, Rgb as Pixel, RgbImage, RgbaImage};

use super::colour::{CONTROL, Rgb, byte};
use super::palette::Scheme;

/// The box that the page shows a logo in, in pixels of the page.
const LOGO: (u32, u32) = (240, 48);

/// Boxes of a logo's file, in pixels, and how many shades of each colour it has, the best first: telephones show two or
/// three points for a pixel.
const LOGOS: [(u32, u32, u8); 5] = [
    (480, 96, 255),
    (360, 72, 255),
    (480, 96, 15),
    (360, 72, 15),
    (360, 72, 5),
];

/// Sides of a watermark and qualities of its JPEG, the best first.
const WATERMARKS: [(u32, u8); 5] = [(1_280, 75), (960, 75), (640, 75), (480, 70), (480, 40)];

/// Bytes that a logo and a watermark should not exceed: patients load them with the first page.
const LOGO_BYTES: usize = 8 * 1024;
const WATERMARK_BYTES: usize = 14 * 1024;

/// The strongest watermark, in percent.
const STRONGEST: u8 = 30;

/// A logo, with what [`super::choice::Logo`] says of it.
pub(super) struct MadeLogo {
    pub(super) content: Vec<u8>,
    pub(super) ending: &'static str,
    pub(super) size: (u32, u32),
    pub(super) on_light: bool,
    pub(super) on_dark: bool,
}

/// A watermark: a picture with the background's colour in it, how strong it is in percent, and its worst point.
pub(super) struct Watermark {
    pub(super) content: Vec<u8>,
    pub(super) strength: u8,
    pub(super) worst: Rgb,
}

/// The picture as a logo: as large as a header needs it.
pub(super) fn logo(picture: &DynamicImage) -> Result<MadeLogo, image::ImageError> {
    let clear = picture.color().has_alpha();
    let mut made = None;
    for (width, height, shades) in LOGOS {
        let small = coarse(&fitted(picture, width, height), shades);
        let (content, ending) = match clear {
            true => (png(&small)?, "png"),
            false => smaller(png(&small)?, jpeg(&small.to_rgb8(), 85)?),
        };
        let enough = content.len() <= LOGO_BYTES;
        made = Some((content, ending, small));
        if enough {
            break;
        }
    }
    let Some((content, ending, small)) = made else {
        return Err(image::ImageError::IoError(std::io::Error::other("no size")));
    };
    let shown = fitted(&small, LOGO.0, LOGO.1);
    Ok(MadeLogo {
        content,
        ending,
        size: (shown.width(), shown.height()),
        on_light: seen_on(&small, Scheme::Light),
        on_dark: seen_on(&small, Scheme::Dark),
    })
}

/// The picture with `shades` steps of each colour, which takes less room.
fn coarse(picture: &DynamicImage, shades: u8) -> DynamicImage {
    if shades == u8::MAX {
        return picture.clone();
    }
    let step = f64::from(u8::MAX) / f64::from(shades);
    let mut pixels = picture.to_rgba8();
    for channel in pixels.iter_mut() {
        *channel = byte((f64::from(*channel) / step).round() * step);
    }
    DynamicImage::ImageRgba8(pixels)
}

/// The picture a background is made from, as it is kept: as large as the largest watermark.
pub(super) fn source(picture: &DynamicImage) -> Result<(Vec<u8>, &'static str), image::ImageError> {
    let (most, _) = WATERMARKS[0];
    let small = fitted(picture, most, most);
    match small.color().has_alpha() {
        true => Ok((png(&small)?, "png")),
        false => Ok((jpeg(&small.to_rgb8(), 85)?, "jpg")),
    }
}

/// The strongest watermark of the picture on `canvas` with which everything still can be read.
pub(super) fn watermark(
    source: &DynamicImage,
    scheme: Scheme,
    canvas: Rgb,
) -> Result<Watermark, image::ImageError> {
    let picture = source.to_rgba8();
    let mut strength = strongest(&picture, scheme, canvas);
    loop {
        let blended = DynamicImage::ImageRgb8(blend(&picture, canvas, strength));
        let (content, shown) = encoded(&blended)?;
        let worst = worst(&shown, scheme, canvas);
        // JPEG rings at hard edges: what counts is the picture as it is shown, not as it was meant.
        if strength == 0 || scheme.reads_on(worst, true) {
            return Ok(Watermark {
                content,
                strength,
                worst,
            });
        }
        strength -= 1;
    }
}

/// The strength at which the picture's own darkest or lightest point would be the limit.
fn strongest(picture: &RgbaImage, scheme: Scheme, canvas: Rgb) -> u8 {
    let fully = worst(&blend(picture, canvas, 100), scheme, canvas);
    let at = |strength: u8| mixed(canvas, fully, f64::from(strength) / 100.0);
    (0..=STRONGEST)
        .rev()
        .find(|strength| scheme.reads_on(at(*strength), true))
        .unwrap_or(0)
}

/// The picture over the canvas: its own transparency counts.
fn blend(picture: &RgbaImage, canvas: Rgb, strength: u8) -> RgbImage {
    let part = f64::from(strength) / 100.0;
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, a] = picture.get_pixel(x, y).0;
        let part = part * f64::from(a) / 255.0;
        Pixel(mixed(canvas, Rgb([r, g, b]), part).0)
    })
}

fn mixed(canvas: Rgb, other: Rgb, part: f64) -> Rgb {
    let mix = |i: usize| {
        let (from, to) = (f64::from(canvas.0[i]), f64::from(other.0[i]));
        byte(from + (to - from) * part)
    };
    Rgb([mix(0), mix(1), mix(2)])
}

/// A colour at least as dark (as light, in the dark scheme) as any point of the picture and of the canvas around it, and as
/// any mixture of points that a browser makes when it scales: the least (the most) of each channel.
fn worst(picture: &RgbImage, scheme: Scheme, canvas: Rgb) -> Rgb {
    let further = match scheme {
        Scheme::Light => u8::min,
        Scheme::Dark => u8::max,
    };
    let pixels = picture.pixels().map(|p| p.0);
    Rgb(pixels.fold(canvas.0, |[r, g, b], p| {
        [further(r, p[0]), further(g, p[1]), further(b, p[2])]
    }))
}

/// The best JPEG that is small enough, and the picture as it is when read again.
fn encoded(picture: &DynamicImage) -> Result<(Vec<u8>, RgbImage), image::ImageError> {
    let mut content = Vec::new();
    for (side, quality) in WATERMARKS {
        content = jpeg(&fitted(picture, side, side).to_rgb8(), quality)?;
        if content.len() <= WATERMARK_BYTES {
            break;
        }
    }
    let shown = image::load_from_memory_with_format(&content, ImageFormat::Jpeg)?.to_rgb8();
    Ok((content, shown))
}

/// Whether at least half of what can be seen of a logo stands out from what it stands on.
fn seen_on(logo: &DynamicImage, scheme: Scheme) -> bool {
    let picture = logo.to_rgba8();
    let solid = |p: &&image::Rgba<u8>| p.0[3] >= 128;
    let (mut all, mut seen) = (0_u64, 0_u64);
    for pixel in picture.pixels().filter(solid) {
        let [r, g, b, _] = pixel.0;
        all += 1;
        seen += u64::from(Rgb([r, g, b]).contrast(scheme.surface()) >= CONTROL);
    }
    let whole = u64::from(picture.width()) * u64::from(picture.height());
    // A picture without transparency brings its own background.
    all * 100 >= whole * 98 || seen * 2 >= all
}

/// The picture, made smaller where it is larger than the box.
fn fitted(picture: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    if picture.width() <= width && picture.height() <= height {
        return picture.clone();
    }
    picture.resize(width, height, FilterType::Triangle)
}

fn smaller(png: Vec<u8>, jpeg: Vec<u8>) -> (Vec<u8>, &'static str) {
    match png.len() <= jpeg.len() {
        true => (png, "png"),
        false => (jpeg, "jpg"),
    }
}

fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, image::ImageError> {
    let mut out = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, quality))?;
    Ok(out)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, image::ImageError> {
    let mut out = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut out, CompressionType::Best, PngFilter::Adaptive);
    picture.write_with_encoder(encoder)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::look::palette::OWN_BLUE;
    use image::Rgba as Pixel4;
    use proptest::prelude::*;

    /// A picture of hard-edged tiles.
    fn tiles(colours: &[[u8; 4]], tile: u32) -> DynamicImage {
        DynamicImage::ImageRgba8(RgbaImage::from_fn(96, 64, |x, y| {
            let n = (x / tile + 3 * (y / tile)) as usize;
            image::Rgba(colours[n % colours.len()])
        }))
    }

    fn check(picture: &DynamicImage, scheme: Scheme, colour: Rgb) -> u8 {
        let canvas = scheme.canvas(colour, true);
        let made = watermark(picture, scheme, canvas).unwrap();
        assert!(made.content.len() <= WATERMARK_BYTES);
        let shown = image::load_from_memory(&made.content).unwrap().to_rgb8();
        for pixel in shown.pixels() {
            assert!(
                scheme.reads_on(Rgb(pixel.0), true),
                "{scheme:?} {colour} {}",
                Rgb(pixel.0)
            );
        }
        let shades = scheme.shades(colour, made.worst, true);
        for front in [shades.brand, shades.brand_hi] {
            assert!(shown.pixels().all(|p| front.contrast(Rgb(p.0)) >= 4.5));
        }
        made.strength
    }

    #[test]
    fn m62_a_loud_picture_is_weaker_than_a_quiet_one() {
        let loud = tiles(&[[0, 0, 0, 255], [255, 255, 255, 255], [255, 0, 0, 255]], 3);
        let quiet = tiles(&[[230, 235, 240, 255], [220, 225, 235, 255]], 8);
        let (loud, quiet) = (
            check(&loud, Scheme::Light, OWN_BLUE),
            check(&quiet, Scheme::Light, OWN_BLUE),
        );
        assert!(loud < quiet, "{loud} {quiet}");
        assert!(loud >= 5, "nobody sees a watermark of {loud} %");
    }

    #[test]
    fn m62_a_logo_is_put_on_a_plate_where_it_cannot_be_seen() {
        let white = tiles(&[[255, 255, 255, 255], [0, 0, 0, 0]], 8);
        let made = logo(&white).unwrap();
        assert_eq!((made.on_light, made.on_dark), (false, true));
        let opaque = tiles(&[[255, 255, 255, 255]], 8);
        let made = logo(&opaque).unwrap();
        assert_eq!((made.on_light, made.on_dark), (true, true));
        assert_eq!(made.size, (72, 48));
    }

    #[test]
    fn m62_a_logo_has_more_points_than_the_page_has_pixels() {
        // A drawing with soft edges and many colours, with and without transparency: hard to make small.
        let hard = RgbaImage::from_fn(1_200, 240, |x, y| {
            let wave = |n: u32| byte(127.0 + 127.0 * (f64::from(x * n + y * y) / 90.0).sin());
            Pixel4([wave(1), wave(2), wave(3), wave(4)])
        });
        for picture in [
            DynamicImage::ImageRgba8(hard.clone()),
            DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(hard).to_rgb8()),
        ] {
            let made = logo(&picture).unwrap();
            assert_eq!(made.size, (240, 48));
            let file = image::load_from_memory(&made.content).unwrap();
            assert!(file.width() >= 360, "{}", file.width());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn m62_on_every_point_of_every_watermark_everything_can_be_read(
            colours in proptest::collection::vec(any::<[u8; 4]>(), 1..6),
            tile in 1_u32..20,
            colour: [u8; 3],
        ) {
            let picture = tiles(&colours, tile);
            for scheme in [Scheme::Light, Scheme::Dark] {
                check(&picture, scheme, Rgb(colour));
            }
        }
    }
}

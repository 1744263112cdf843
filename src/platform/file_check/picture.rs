//! Pictures: decoded under limits, turned upright, encoded again.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
};

use super::{Kind, MAX_PIXELS, Refusal, THUMBNAIL_SIDE};

/// Longest side that is decoded, in pixels.
const MAX_SIDE: u32 = 16_384;

/// Quality of a photo that is encoded again, and of a thumbnail.
const QUALITY: (u8, u8) = (90, 78);

/// A picture made anew.
pub(super) struct Picture {
    pub(super) content: Vec<u8>,
    pub(super) thumbnail: Vec<u8>,
}

/// Keeps the picture and nothing else of the file.
pub(super) fn remake(content: &[u8], kind: Kind) -> Result<Picture, Refusal> {
    let format = match kind {
        Kind::Png => ImageFormat::Png,
        _ => ImageFormat::Jpeg,
    };
    let picture = decode(content, format)?;
    let thumbnail = picture.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE);
    Ok(Picture {
        thumbnail: jpeg(&on_white(&thumbnail), QUALITY.1)?,
        content: match kind {
            Kind::Png => png(&picture)?,
            _ => jpeg(&picture, QUALITY.0)?,
        },
    })
}

fn decode(content: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_PIXELS * 8);
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || width > MAX_SIDE || height > MAX_SIDE {
        return Err(Refusal::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(refusal)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, Refusal> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, quality);
    let written = match picture {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => {
            picture.write_with_encoder(encoder)
        }
        other => DynamicImage::ImageRgb8(other.to_rgb8()).write_with_encoder(encoder),
    };
    written.map_err(refusal)?;
    Ok(out)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, Refusal> {
    let mut out = Cursor::new(Vec::new());
    picture
        .write_to(&mut out, ImageFormat::Png)
        .map_err(refusal)?;
    Ok(out.into_inner())
}

/// A JPEG has no transparency: what shows through is white.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    let source = picture.to_rgba8();
    let flat = RgbImage::from_fn(source.width(), source.height(), |x, y| {
        let [r, g, b, a] = source.get_pixel(x, y).0;
        let over = |c: u8| {
            let (c, a) = (u32::from(c), u32::from(a));
            u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(r), over(g), over(b)])
    });
    DynamicImage::ImageRgb8(flat)
}

fn refusal(error: ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Damaged,
    }
}

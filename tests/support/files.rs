//! Files to send.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// A small whole PDF.
pub const PDF: &[u8] =
    b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";

/// A picture, red on the left and blue on the right.
pub fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| match x < width / 2 {
        true => Rgb([220, 20, (y % 32) as u8]),
        false => Rgb([20, (x % 32) as u8, 220]),
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture)
        .write_to(&mut out, format)
        .expect("a picture");
    out.into_inner()
}

/// A telephone's photo: 64 by 32 as stored, to be turned a quarter, with the place it was taken at.
pub fn photo_with_place() -> Vec<u8> {
    let jpeg = picture(64, 32, ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]);
    exif.extend_from_slice(&[0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
    exif.extend_from_slice(&[
        0, 0, 0, 0, 1, 0, 1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0, 0, 0, 0, 0,
    ]);
    exif.extend_from_slice(b"GPS 43.6532N 79.3832W");
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

/// A PDF of one page with these drawing instructions; `/F` is a font. What else the page's resources hold is `more`.
pub fn pdf_of(content: &str, more: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>{more}>>>>endobj\n\
         trailer<</Root 1 0 R>>\n%%EOF\n",
        content.len()
    )
    .into_bytes()
}

/// A PDF of one page with these lines of text.
pub fn pdf_saying(lines: &[&str]) -> Vec<u8> {
    let lines = lines.iter().enumerate();
    let drawn =
        lines.map(|(n, line)| format!("BT /F 12 Tf 72 {} Td ({line}) Tj ET\n", 700 - 20 * n));
    pdf_of(&drawn.collect::<String>(), "")
}

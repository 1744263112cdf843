use std::io::{Cursor, Write};

use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage};

use super::*;

fn staff(content: &[u8], name: &str) -> Result<Checked, Refusal> {
    check(content.to_vec(), name, UploadedBy::Staff)
}

fn refused(content: &[u8], name: &str) -> Refusal {
    staff(content, name).expect_err("refused")
}

/// Two halves, red on the left and blue on the right.
fn halves(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
        match x < width / 2 {
            true => Rgb([220, 20, 20]),
            false => Rgb([20, 20, 220]),
        }
    }))
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A telephone's photo: held sideways (orientation 6), with a place in it.
fn photo_with_place() -> Vec<u8> {
    let jpeg = encoded(&halves(64, 32), ImageFormat::Jpeg);
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend_from_slice(&2_u16.to_le_bytes());
    for (tag, kind, count, value) in [(0x0112_u16, 3_u16, 1_u32, 6_u32), (0x8825, 4, 1, 38)] {
        tiff.extend_from_slice(&tag.to_le_bytes());
        tiff.extend_from_slice(&kind.to_le_bytes());
        tiff.extend_from_slice(&count.to_le_bytes());
        tiff.extend_from_slice(&value.to_le_bytes());
    }
    tiff.extend_from_slice(&0_u32.to_le_bytes());
    tiff.extend_from_slice(&1_u16.to_le_bytes());
    tiff.extend_from_slice(&[1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend_from_slice(b"GPS-CANARY 43.6532N");
    let body = [b"Exif\0\0".as_slice(), &tiff].concat();
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &body, &jpeg[2..]].concat()
}

struct Zip(Vec<u8>, Vec<u8>, u16);

impl Zip {
    fn new() -> Zip {
        Zip(Vec::new(), Vec::new(), 0)
    }

    fn with(self, name: &str, content: &[u8]) -> Zip {
        let mut packed =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(content).unwrap();
        let packed = packed.finish().unwrap();
        self.entry(name, &packed, content.len() as u32)
    }

    fn entry(mut self, name: &str, packed: &[u8], unpacked: u32) -> Zip {
        let at = self.0.len() as u32;
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        common.extend_from_slice(&(packed.len() as u32).to_le_bytes());
        common.extend_from_slice(&unpacked.to_le_bytes());
        common.extend_from_slice(&(name.len() as u16).to_le_bytes());
        common.extend_from_slice(&[0, 0]);
        self.0.extend_from_slice(b"PK\x03\x04");
        self.0.extend_from_slice(&common);
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(packed);
        self.1.extend_from_slice(b"PK\x01\x02\x14\0");
        self.1.extend_from_slice(&common);
        self.1.extend_from_slice(&[0; 10]);
        self.1.extend_from_slice(&at.to_le_bytes());
        self.1.extend_from_slice(name.as_bytes());
        self.2 += 1;
        self
    }

    fn done(self) -> Vec<u8> {
        let mut all = self.0.clone();
        all.extend_from_slice(&self.1);
        all.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        all.extend_from_slice(&self.2.to_le_bytes());
        all.extend_from_slice(&self.2.to_le_bytes());
        all.extend_from_slice(&(self.1.len() as u32).to_le_bytes());
        all.extend_from_slice(&(self.0.len() as u32).to_le_bytes());
        all.extend_from_slice(&[0, 0]);
        all
    }
}

fn docx() -> Zip {
    Zip::new()
        .with("[Content_Types].xml", b"<Types/>")
        .with("word/document.xml", b"<w:document>Hello</w:document>")
}

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n";

#[test]
fn every_allowed_kind_passes_under_its_own_ending() {
    let picture = halves(40, 20);
    let xlsx = Zip::new()
        .with("[Content_Types].xml", b"<Types/>")
        .with("xl/workbook.xml", b"<w/>");
    for (content, name, kept, kind) in [
        (PDF.to_vec(), "Report.PDF", "Report.pdf", Kind::Pdf),
        (
            encoded(&picture, ImageFormat::Jpeg),
            "photo.png",
            "photo.jpg",
            Kind::Jpeg,
        ),
        (
            encoded(&picture, ImageFormat::Png),
            "scan",
            "scan.png",
            Kind::Png,
        ),
        (
            b"Take two a day.\n".to_vec(),
            "plan.txt",
            "plan.txt",
            Kind::Text,
        ),
        (b"a,b\n1,2\n".to_vec(), "table.csv", "table.csv", Kind::Csv),
        (docx().done(), "letter.docx", "letter.docx", Kind::Docx),
        (xlsx.done(), "../list.xlsx", "list.xlsx", Kind::Xlsx),
    ] {
        let checked = staff(&content, name).expect(name);
        assert_eq!((checked.kind, checked.file_name.as_str()), (kind, kept));
        let picture = matches!(kind, Kind::Jpeg | Kind::Png);
        assert_eq!(checked.thumbnail.is_some(), picture);
        assert!(
            picture || checked.content == content,
            "documents are kept as they came"
        );
    }
}

#[test]
fn patients_send_documents_and_pictures_only() {
    assert!(check(PDF.to_vec(), "a.pdf", UploadedBy::Patient).is_ok());
    let text = check(b"text".to_vec(), "a.txt", UploadedBy::Patient);
    assert_eq!(text.err(), Some(Refusal::KindNotTaken));
    let word = check(docx().done(), "a.docx", UploadedBy::Patient);
    assert_eq!(word.err(), Some(Refusal::KindNotTaken));
}

#[test]
fn a_photo_comes_out_upright_and_without_its_place() {
    let checked = staff(&photo_with_place(), "IMG_1.JPG").expect("a photo");
    assert!(
        !checked
            .content
            .windows(4)
            .any(|w| w == b"GPS-" || w == b"Exif")
    );
    let upright = image::load_from_memory(&checked.content).unwrap();
    assert_eq!(upright.dimensions(), (32, 64), "turned a quarter");
    let [top, bottom] = [4, 60].map(|y| upright.to_rgb8().get_pixel(16, y).0);
    assert!(
        top[0] > 150 && bottom[2] > 150,
        "the left half is on top: {top:?} {bottom:?}"
    );
    let small = image::load_from_memory(&checked.thumbnail.unwrap()).unwrap();
    assert!(small.height() <= THUMBNAIL_SIDE && small.height() > small.width());
}

#[test]
fn what_follows_a_picture_does_not_survive() {
    let mut jpeg = encoded(&halves(40, 20), ImageFormat::Jpeg);
    jpeg.extend_from_slice(b"<script>alert(1)</script><?php canary ?>");
    let checked = staff(&jpeg, "a.jpg").expect("a picture");
    assert!(
        !checked
            .content
            .windows(6)
            .any(|w| w == b"canary" || w == b"script")
    );
}

#[test]
fn two_kinds_in_one_file_are_refused() {
    let zip = docx().done();
    let jpeg = encoded(&halves(40, 20), ImageFormat::Jpeg);
    let png = encoded(&halves(40, 20), ImageFormat::Png);
    let text = b"just text\n".repeat(200);
    for first in [PDF, &jpeg, &png, &text] {
        let both = [first, &zip].concat();
        assert_eq!(refused(&both, "a.pdf"), Refusal::TwoKinds);
    }
    let html_pdf = [b"%PDF-1.7\n<html><script>x</script>".as_slice(), PDF].concat();
    assert_eq!(refused(&html_pdf, "a.pdf"), Refusal::TwoKinds);
    assert_eq!(
        refused(&[b"junk\n".as_slice(), PDF].concat(), "a.pdf"),
        Refusal::TwoKinds
    );
}

#[test]
fn markup_and_programs_are_refused_whatever_their_name() {
    for markup in [
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "<?xml version='1.0'?><svg onload=alert(1)/>",
        "\u{FEFF}  <!DOCTYPE html><p>hi",
        "<html></html>",
        "hello <script>alert(1)</script>",
        "<!-- x --><svg/>",
    ] {
        for name in ["a.txt", "a.png", "a.csv"] {
            assert_eq!(
                refused(markup.as_bytes(), name),
                Refusal::Markup,
                "{markup}"
            );
        }
        assert_eq!(refused(markup.as_bytes(), "a.svg"), Refusal::Program);
    }
    let exe = [b"MZ\x90\0".as_slice(), &[0; 200]].concat();
    let elf = [b"\x7FELF\x02\x01\x01\0".as_slice(), &[0; 200]].concat();
    for program in [exe.as_slice(), &elf, b"#!/bin/sh\nrm -rf /\n"] {
        assert_eq!(refused(program, "a.pdf"), Refusal::Program);
    }
    for name in ["a.pdf.exe", "a.jpg.js", "a.html", "a.\u{202E}fdp.scr"] {
        assert_eq!(refused(PDF, name), Refusal::Program);
    }
}

#[test]
fn other_kinds_are_refused_with_the_way_out() {
    let heic = [b"\0\0\0\x18ftypheic".as_slice(), &[0; 64]].concat();
    assert_eq!(refused(&heic, "IMG.HEIC"), Refusal::Heic);
    assert_eq!(refused(&heic, "IMG.jpg"), Refusal::Heic);
    assert_eq!(
        refused(b"GIF89a\x01\0\x01\0\0\0\0;", "a.gif"),
        Refusal::UnknownKind
    );
    assert_eq!(refused(b"", "a.pdf"), Refusal::Empty);
    assert_eq!(
        refused(b"\0\x01\x02\x03binary", "a.pdf"),
        Refusal::UnknownKind
    );
    assert_eq!(refused(b"caf\xE9", "a.txt"), Refusal::NotUtf8);
    assert_eq!(refused(b"\xFF\xFEh\0i\0", "a.txt"), Refusal::NotUtf8);
    assert_eq!(
        refused(&Zip::new().with("a.txt", b"a").done(), "a.docx"),
        Refusal::UnknownKind
    );
    assert_eq!(refused(&PDF[..PDF.len() - 6], "a.pdf"), Refusal::Damaged);
    let jpeg = encoded(&halves(400, 300), ImageFormat::Png);
    assert_eq!(refused(&jpeg[..jpeg.len() / 2], "a.png"), Refusal::Damaged);
}

#[test]
fn documents_with_programs_are_refused() {
    let script = b"%PDF-1.7\n<</S /JavaScript /JS (app.alert(1))>>\n%%EOF";
    assert_eq!(refused(script, "a.pdf"), Refusal::ActiveContent);
    let hidden = b"%PDF-1.7\n<</S /J#61vaScr#69pt /JS (app.alert(1))>>\n%%EOF";
    assert_eq!(refused(hidden, "a.pdf"), Refusal::ActiveContent);
    for part in [
        "word/vbaProject.bin",
        "word/activeX/activeX1.xml",
        "word/embeddings/oleObject1.bin",
    ] {
        assert_eq!(
            refused(&docx().with(part, b"x").done(), "a.docx"),
            Refusal::ActiveContent
        );
    }
    let remote = br#"<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>"#;
    let remote = docx().with("word/_rels/settings.xml.rels", remote).done();
    assert_eq!(refused(&remote, "a.docx"), Refusal::ActiveContent);
    let link = br#"<Relationships><Relationship Type="http://x/hyperlink" Target="https://clinic.example" TargetMode="External"/></Relationships>"#;
    assert!(
        staff(
            &docx().with("word/_rels/document.xml.rels", link).done(),
            "a.docx"
        )
        .is_ok()
    );
    assert_eq!(
        refused(&docx().with("../../evil.xml", b"x").done(), "a.docx"),
        Refusal::Damaged
    );
}

#[test]
fn bombs_are_refused_before_they_unpack() {
    let zeros = vec![0; 400 * 1024];
    let mut honest = docx();
    for n in 0..1_000 {
        honest = honest.with(&format!("word/media/{n}.xml"), &zeros);
    }
    let honest = honest.done();
    assert!(honest.len() < 1024 * 1024, "small as it comes");
    assert_eq!(refused(&honest, "a.docx"), Refusal::Bomb);

    let mut packed = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![0; 50 * 1024 * 1024]).unwrap();
    let lying = docx().entry("word/media/a.xml", &packed.finish().unwrap(), 10);
    assert_eq!(refused(&lying.done(), "a.docx"), Refusal::Bomb);
}

/// A PNG whose head promises more than its few bytes hold.
fn png_promising(width: u32, height: u32) -> Vec<u8> {
    let mut png = encoded(&halves(8, 8), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&png[12..29]);
    png[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    png
}

#[test]
fn pictures_of_too_many_pixels_are_refused_by_their_head() {
    for (width, height) in [
        (50_000, 50_000),
        (16_000, 16_000),
        (u32::MAX >> 1, 1),
        (1, 20_000),
    ] {
        let refusal = refused(&png_promising(width, height), "a.png");
        assert_eq!(refusal, Refusal::TooManyPixels, "{width} x {height}");
    }
    let mut jpeg = encoded(&halves(16, 16), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert_eq!(refused(&jpeg, "a.jpg"), Refusal::TooManyPixels);
}

#[test]
fn cut_and_changed_files_never_panic() {
    let files = [
        photo_with_place(),
        encoded(&halves(30, 30), ImageFormat::Png),
        docx().done(),
        PDF.to_vec(),
    ];
    for file in files {
        for at in (0..file.len()).step_by(3) {
            let _ = staff(&file[..at], "a.pdf");
            let mut changed = file.clone();
            changed[at] ^= 0xA5;
            let _ = staff(&changed, "a.pdf");
        }
    }
}

#[test]
fn a_text_shows_its_first_lines() {
    let text = "\u{FEFF}Line\n".to_owned() + &"more\n".repeat(50);
    let excerpt = staff(text.as_bytes(), "a.txt").unwrap().excerpt.unwrap();
    assert!(excerpt.starts_with("Line\nmore") && excerpt.lines().count() == 12);
}

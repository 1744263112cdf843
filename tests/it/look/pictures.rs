//! Pictures that are not taken, and what is left of those that are.

use super::{PAGE, background, hidden, logo, named, submit};
use crate::support::{TestApp, both_engines, files};

const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

/// A PNG that says it is huge and is not.
fn huge() -> Vec<u8> {
    let mut png = files::picture(4, 4, image::ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
    let mut sum = flate2::Crc::new();
    sum.update(&png[12..29]);
    png[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    png
}

both_engines!(
    m62_bad_pictures_are_refused_and_nothing_else_is_lost,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let cut = files::picture(200, 200, image::ImageFormat::Png)[..500].to_vec();
        let large = [
            files::picture(8, 8, image::ImageFormat::Png),
            vec![0; 11 << 20],
        ]
        .concat();
        for (name, content, sentence) in [
            ("logo.svg", SVG.to_vec(), "SVG pictures can hold programs"),
            ("logo.png", SVG.to_vec(), "SVG pictures can hold programs"),
            (
                "logo.gif",
                b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(),
                "Only PNG and JPEG",
            ),
            ("plan.pdf", files::PDF.to_vec(), "Only PNG and JPEG"),
            (
                "logo.png",
                b"MZ\x90\0 a program".to_vec(),
                "Only PNG and JPEG",
            ),
            ("logo.png", Vec::new(), "can’t be read to its end"),
            ("logo.png", cut, "can’t be read to its end"),
            ("logo.png", huge(), "million pixels"),
            ("logo.png", large, "larger than 10 MB"),
            (
                "photo.heic",
                b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
                "HEIC pictures",
            ),
        ] {
            let fields = [
                ("version", "0"),
                ("coloured", "true"),
                ("colour", "#7a1f5c"),
            ];
            let pictures = vec![("logo", name, content), background()];
            let page = submit(&owner, &fields, pictures).await;
            page.is(422)
                .shows(sentence)
                .shows("href=\"#logo\"")
                .shows("id=\"logo-why\"")
                .shows("value=\"#7a1f5c\"")
                .shows("Remove the image");
        }
        owner.get(PAGE).await.shows("Without an image");
    }
);

both_engines!(
    m62_what_is_served_holds_the_picture_and_nothing_else,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let fields = [("version", "0"), ("coloured", "false"), ("preview", "1")];
        let photo = ("background", "photo.jpg", files::photo_with_place());
        let page = submit(&owner, &fields, vec![photo, logo()]).await;
        page.is(200);
        let draft = hidden(&page, "draft");
        let mut seen = 0;
        let sample = owner
            .get(&format!("{PAGE}/shown?draft={draft}&page=sign-in"))
            .await;
        for body in [&page.body, &sample.body] {
            for name in named(body) {
                let file = app.browser().get(&name).await;
                file.is(200);
                let holds = |bytes: &[u8]| file.bytes.windows(bytes.len()).any(|w| w == bytes);
                assert!(!holds(b"GPS") && !holds(b"Exif"), "{name}");
                assert!(file.bytes.len() < 40_000, "{name}: {}", file.bytes.len());
                seen += 1;
            }
        }
        assert!(seen >= 4, "{seen}");
        // At rest nothing of them can be read.
        let stored = app
            .state
            .db
            .read(|tx| tx.all::<(String, Vec<u8>)>("SELECT name, content FROM look_file", &[]));
        for (name, content) in stored.await.expect("the files") {
            let start = &content[..content.len().min(64)];
            let holds = |bytes: &[u8]| start.windows(bytes.len()).any(|w| w == bytes);
            assert!(
                !holds(b"PNG") && !holds(b"JFIF") && !holds(b":root"),
                "{name}"
            );
        }
    }
);

//! Small real files: a PDF of one page, and a picture.

/// A PDF of one page with a heading and lines of text. Letters outside of Western European are shown as `?`.
pub(super) fn pdf(heading: &str, lines: &[String]) -> Vec<u8> {
    let mut page = String::from("BT\n/F2 16 Tf\n56 770 Td\n");
    page.push_str(&format!("({}) Tj\n/F1 11 Tf\n0 -14 Td\n", literal(heading)));
    for line in lines {
        page.push_str(&format!("0 -16 Td\n({}) Tj\n", literal(line)));
    }
    page.push_str("ET\n0.04 0.34 0.39 RG 1.5 w 56 758 m 539 758 l S\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}endstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::with_capacity(objects.len());
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    file
}

/// Text inside a PDF's parentheses, in ASCII: other letters as octal escapes of Windows-1252.
fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            '\u{a0}'..='\u{ff}' => out.push_str(&format!("\\{:03o}", u32::from(c))),
            '’' => out.push_str("\\222"),
            '–' => out.push_str("\\226"),
            'œ' => out.push_str("\\234"),
            'Œ' => out.push_str("\\214"),
            '€' => out.push_str("\\200"),
            _ => out.push('?'),
        }
    }
    out
}

/// A picture of 480 x 320 pixels: a soft ground with a round mark, as a photo of skin might be. `hue` tells two apart.
pub(super) fn png(hue: u8) -> Result<Vec<u8>, image::ImageError> {
    let picture = image::RgbImage::from_fn(480, 320, |x, y| {
        let (dx, dy) = (i64::from(x) - 250, i64::from(y) - 150);
        let inside = dx * dx + dy * dy * 2 < 4_900;
        let shade = u8::try_from((x / 8 + y / 6) % 90).unwrap_or(0);
        if inside {
            image::Rgb([190, 90_u8.saturating_add(hue / 4), 84])
        } else {
            image::Rgb([
                236 - shade / 3,
                204 - shade / 2,
                180_u8.saturating_sub(hue / 3) - shade / 2,
            ])
        }
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_points_to_its_own_parts() {
        let file = pdf("Reçu (copie)", &["Élise Roy".to_owned()]);
        let text = String::from_utf8(file.clone()).unwrap();
        let table: usize = text
            .rsplit("startxref\n")
            .next()
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(text[table..].starts_with("xref\n0 7\n"));
        for (number, line) in text[table..].lines().skip(3).take(6).enumerate() {
            let place: usize = line[..10].parse().unwrap();
            assert!(
                text[place..].starts_with(&format!("{} 0 obj", number + 1)),
                "{line}"
            );
        }
        let length: usize = text
            .split("/Length ")
            .nth(1)
            .unwrap()
            .split(' ')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        // Split at the end first: the word for it holds the word for the beginning.
        let stream = text
            .split("endstream")
            .next()
            .unwrap()
            .split("stream\n")
            .nth(1)
            .unwrap();
        assert_eq!(stream.len(), length);
        assert!(
            stream.contains(r"(Re\347u \(copie\)) Tj") && stream.contains(r"(\311lise Roy) Tj")
        );
    }

    #[test]
    fn files_pass_the_check_of_uploads() {
        use crate::platform::file_check::{Kind, UploadedBy, check};
        let pdf = pdf("Receipt", &[]);
        assert_eq!(
            check(pdf, "a.pdf", UploadedBy::Staff).unwrap().kind,
            Kind::Pdf
        );
        let png = png(40).unwrap();
        assert_eq!(
            check(png, "a.png", UploadedBy::Staff).unwrap().kind,
            Kind::Png
        );
    }
}

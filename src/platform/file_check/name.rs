//! File names as they are kept and shown.

use unicode_normalization::UnicodeNormalization;

use crate::platform::outcome::is_direction_mark;

/// Longest name that is kept, in characters, its ending included.
const MAX: usize = 120;

/// Endings that systems run, or that browsers do.
const PROGRAMS: &[&str] = &[
    "exe",
    "com",
    "bat",
    "cmd",
    "scr",
    "pif",
    "msi",
    "msp",
    "mst",
    "cpl",
    "dll",
    "sys",
    "hta",
    "js",
    "jse",
    "mjs",
    "vb",
    "vbs",
    "vbe",
    "ws",
    "wsf",
    "wsh",
    "ps1",
    "psm1",
    "psd1",
    "sh",
    "bash",
    "csh",
    "py",
    "pyc",
    "pl",
    "rb",
    "php",
    "jar",
    "class",
    "app",
    "apk",
    "dmg",
    "pkg",
    "deb",
    "rpm",
    "lnk",
    "url",
    "desktop",
    "reg",
    "inf",
    "chm",
    "iso",
    "img",
    "vhd",
    "html",
    "htm",
    "xhtml",
    "shtml",
    "mht",
    "mhtml",
    "svg",
    "svgz",
    "xml",
    "xsl",
    "xslt",
    "swf",
    "docm",
    "dotm",
    "xlsm",
    "xlsb",
    "xltm",
    "xlam",
    "pptm",
    "ppam",
    "potm",
    "sldm",
    "scf",
    "settingcontent-ms",
    "library-ms",
];

/// Names that Windows takes for devices.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "clock$", "conin$", "conout$"];

/// Whether the name's own ending is one that a system would run.
pub fn says_program(name: &str) -> bool {
    let visible: String = last_part(name).chars().filter(|c| is_kept(*c)).collect();
    let visible = visible.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    let (_, ending) = visible.rsplit_once('.').unwrap_or((visible, ""));
    PROGRAMS.contains(&ending.trim().to_lowercase().as_str())
}

/// A name that is safe to keep, to show and to save under: no folders, no control or direction
/// marks, none of the characters that some system forbids, no ending but `extension`, and no ending
/// of a program anywhere.
pub fn clean_name(name: &str, extension: &str) -> String {
    let visible: String = last_part(name).nfc().filter(|c| is_kept(*c)).collect();
    let spaced = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let stem = without_ending(&spaced, extension);
    let stem = disarmed(stem).replace(['<', '>', ':', '"', '|', '?', '*', '%', ';'], "_");
    let stem = stem.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem: String = stem.chars().take(MAX - extension.len() - 1).collect();
    let stem = stem.trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    match stem {
        "" => format!("file.{extension}"),
        device if is_device(device) => format!("_{device}.{extension}"),
        stem => format!("{stem}.{extension}"),
    }
}

/// A name as it was given, without folders and invisible marks, for as long as its kind is not known.
pub fn plain_name(name: &str) -> String {
    let visible: String = last_part(name).nfc().filter(|c| is_kept(*c)).collect();
    let spaced = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.chars().take(MAX).collect()
}

fn last_part(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or_default()
}

fn is_kept(c: char) -> bool {
    !c.is_control() && !is_direction_mark(c) && !matches!(c, '\u{200C}' | '\u{200D}' | '\u{FFFD}')
}

/// The name without its last ending where that is one: `.jpeg` of a JPEG, but also `.png` of one.
fn without_ending<'a>(name: &'a str, extension: &str) -> &'a str {
    const FILES: &[&str] = &[
        "pdf", "jpg", "jpeg", "jpe", "jfif", "png", "txt", "text", "csv", "docx", "xlsx",
    ];
    match name.rsplit_once('.') {
        Some((stem, ending)) => {
            let ending = ending.to_lowercase();
            let known = ending == extension || FILES.contains(&ending.as_str());
            if known { stem } else { name }
        }
        None => name,
    }
}

/// Inner endings of programs lose their dot: `report.exe.pdf` is kept as `report_exe.pdf`.
fn disarmed(stem: &str) -> String {
    let mut parts = stem.split('.');
    let mut joined = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let program = PROGRAMS.contains(&part.trim().to_lowercase().as_str());
        joined.push(if program { '_' } else { '.' });
        joined.push_str(part);
    }
    joined
}

fn is_device(stem: &str) -> bool {
    let stem = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    let port = |prefix| {
        let number = stem.strip_prefix(prefix);
        number.is_some_and(|n: &str| n.chars().count() == 1)
    };
    DEVICES.contains(&stem.as_str()) || port("com") || port("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_safe() {
        for (given, extension, kept) in [
            ("../../etc/passwd", "txt", "passwd.txt"),
            (r"..\..\windows\system.ini", "txt", "system.ini.txt"),
            ("Lab results.PDF", "pdf", "Lab results.pdf"),
            ("photo.png", "jpg", "photo.jpg"),
            ("report.exe.pdf", "pdf", "report_exe.pdf"),
            ("in\u{202E}fdp.exe\u{202C}.pdf", "pdf", "infdp_exe.pdf"),
            ("a\u{0}b\r\nc\u{200B}.pdf", "pdf", "abc.pdf"),
            ("...", "pdf", "file.pdf"),
            ("", "png", "file.png"),
            ("con.pdf", "pdf", "_con.pdf"),
            ("LPT1.txt", "txt", "_LPT1.txt"),
            (r#"a<b>:"c|d?.pdf"#, "pdf", "a_b___c_d_.pdf"),
            ("Résumé  d’Éloïse.docx", "docx", "Résumé d’Éloïse.docx"),
        ] {
            assert_eq!(clean_name(given, extension), kept);
        }
        assert_eq!(clean_name(&"é".repeat(500), "pdf").chars().count(), MAX);
    }

    #[test]
    fn endings_of_programs_are_seen_through_disguise() {
        for name in [
            "a.exe",
            "a.pdf.EXE",
            "a.js ",
            "a.scr.",
            "x/y.html",
            "a.s\u{200D}vg",
            "a.\u{202E}exe",
        ] {
            assert!(says_program(name), "{name}");
        }
        for name in ["a.pdf", "exe", "a.exe.pdf", "a", ""] {
            assert!(!says_program(name), "{name}");
        }
    }
}

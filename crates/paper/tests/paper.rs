//! What comes out is a PDF whose text can be read again.

use paper::{Document, Entry, Fact, Listing, Made, Most, Sheet, Words, blocks, pdf, read};

fn sample(body: &str) -> Document {
    let fact = |label: &str, lines: &[&str]| Fact {
        label: label.to_owned(),
        lines: lines.iter().map(|l| (*l).to_owned()).collect(),
    };
    Document {
        language: "fr".to_owned(),
        sheet: Sheet::Letter,
        made: Made {
            year: 2026,
            month: 7,
            day: 2,
            hour: 10,
            ..Made::default()
        },
        ident: "sample".to_owned(),
        issuer: "Clinique Élan".to_owned(),
        title: "Résultats de laboratoire".to_owned(),
        about: "Zoé Lefèvre-Åström, née le 14 mars 1988".to_owned(),
        facts: vec![
            fact("Patiente", &["Zoé Lefèvre-Åström", "14 mars 1988"]),
            fact("Dossier", &["EMR 1234"]),
        ],
        entries: vec![
            Entry {
                author: "Infirmerie".to_owned(),
                time: "Jeudi 2 juillet 2026, 10 h 20".to_owned(),
                own: true,
                notes: vec!["Écrit par Ann Lee".to_owned()],
                body: blocks(body),
                after: vec![fact(
                    "Zoé Lefèvre",
                    &["Avisée par courriel, 10 h 21", "Ouvert, 10 h 40"],
                )],
            },
            Entry {
                author: "مريم حداد".to_owned(),
                time: "10 h 50".to_owned(),
                body: blocks("<p>شكرا جزيلا. هل الموعد يوم Lundi؟</p><p>Merci 漢字</p>"),
                ..Entry::default()
            },
        ],
        listings: vec![Listing {
            title: "Pièces jointes".to_owned(),
            columns: vec![("Nom".to_owned(), 3), ("SHA-256".to_owned(), 4)],
            rows: vec![vec!["analyse.pdf".to_owned(), "a1".repeat(32)]],
        }],
        words: Words {
            page: "Page {page} de {pages}".to_owned(),
            continued: "(suite)".to_owned(),
            replaced: "{sign} remplace un caractère ({count} en tout).".to_owned(),
        },
    }
}

const RICH: &str = "<h2>Bonjour Zoé</h2><p>Voici vos résultats : <strong>normaux</strong>, <em>presque</em> <u>tous</u>, <s>sauf un</s>. \
    Voir <a href=\"https://example.ca/aide\">notre aide</a>.</p><ul><li><p>Un</p><ol start=\"3\"><li>trois</li><li>quatre</li></ol></li><li>Deux</li></ul>\
    <blockquote><p>Une citation</p></blockquote><table><tbody><tr><th>Analyse</th><th colspan=\"2\">Valeur</th></tr>\
    <tr><td>Glucose</td><td class=\"ta-end\">5,1</td><td>mmol/L</td></tr></tbody></table>\
    <p class=\"ta-center\">#import \"x\" $a$ *b* _c_ @ref &lt;label&gt; \\ // /* -- ~</p>";

#[test]
fn a_document_becomes_a_pdf_for_archives() {
    let made = pdf(&sample(RICH)).unwrap_or_else(|e| panic!("{:?}", e.detail()));
    assert!(made.bytes.starts_with(b"%PDF-"));
    assert_eq!((made.pages, made.replaced), (1, 2));
    assert!(made.archival, "it keeps to PDF/A and PDF/UA");
    if let Some(path) = std::env::var_os("PAPER_SAMPLE") {
        std::fs::write(path, &made.bytes).unwrap();
    }
}

#[test]
fn the_same_document_is_the_same_file() {
    assert_eq!(pdf(&sample(RICH)).unwrap(), pdf(&sample(RICH)).unwrap());
}

#[test]
fn long_tables_wide_tables_and_deep_text_are_laid_out() {
    let row = "<tr><td>a</td><td><p>b</p><p>c</p></td><td rowspan=\"2\">d</td></tr><tr><td>e</td><td>f</td></tr>";
    let long = format!(
        "<table><tr><th>A</th><th>B</th><th>C</th></tr>{}</table>",
        row.repeat(120)
    );
    assert!(pdf(&sample(&long)).unwrap().pages > 4);
    let wide = format!("<table><tr>{}</tr></table>", "<td>cell</td>".repeat(60));
    assert!(pdf(&sample(&wide)).is_ok());
    let nested = "<table><tr><td>".repeat(40) + "deep" + &"</td></tr></table>".repeat(40);
    assert!(pdf(&sample(&nested)).is_ok());
    let odd = "<table><tr><td rowspan=\"100\" colspan=\"100\">a</td></tr><tr><th>b</th></tr></table><table><tr></tr></table><ul></ul><p><br><br></p><h3>x</h3>";
    assert!(pdf(&sample(odd)).is_ok());
    let lists = "<ul><li>".repeat(300) + "deep" + &"</li></ul>".repeat(300);
    assert!(pdf(&sample(&lists)).is_ok());
}

const MOST: Most = Most {
    pages: 100,
    bytes: 100_000,
};

#[test]
fn what_is_made_can_be_read_again() {
    let made = pdf(&sample(RICH)).unwrap_or_else(|e| panic!("{:?}", e.detail()));
    let words = read(made.bytes.clone(), MOST).expect("a PDF");
    for line in [
        "Zoé Lefèvre-Åström, née le 14 mars 1988",
        "EMR 1234",
        "Infirmerie",
        "Glucose 5,1 mmol/L",
        "analyse.pdf",
    ] {
        assert!(words.contains(line), "{line} is missing:\n{words}");
    }
    let few = Most {
        pages: 1,
        bytes: 40,
    };
    let short = read(made.bytes, few).expect("a PDF");
    assert!(
        short.len() < 80 && words.starts_with(short.trim_end()),
        "{short}"
    );
}

/// A PDF of one page with these drawing instructions.
fn page(content: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n\
         4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
         5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        content.len()
    )
    .into_bytes()
}

#[test]
fn words_are_told_by_their_places() {
    let lines = "BT /F 12 Tf 72 700 Td (Sam Lee) Tj 0 -20 Td (Fam) Tj (ily) Tj 200 0 Td (Given) Tj ET \
                 BT /F 12 Tf 72 600 Td [(L) -20 (ee) -600 (Ann)] TJ ET";
    assert_eq!(
        read(page(lines), MOST).as_deref(),
        Some("Sam Lee\nFamily Given\nLee Ann\n")
    );
    let bold = "BT /F 12 Tf 72 700 Td (Sam) Tj ET BT /F 12 Tf 72 680 Td 2 Tr (Lee) Tj ET";
    assert_eq!(read(page(bold), MOST).as_deref(), Some("Sam\nLee\n"));
}

#[test]
fn what_has_no_words_says_so_and_what_is_no_pdf_too() {
    assert_eq!(read(page("0 0 10 10 re f"), MOST).as_deref(), Some(""));
    assert_eq!(read(b"no PDF".to_vec(), MOST), None);
    assert_eq!(read(Vec::new(), MOST), None);
}

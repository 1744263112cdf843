//! The words of strangers' PDFs: whatever a document is built to do, the program that reads it ends and Carepost goes on.

use std::io::Write as _;

use carepost::platform::pdf_reader::{PdfReader, Words};

use crate::support::files::{pdf_of, pdf_saying};

fn reader() -> PdfReader {
    PdfReader::at(env!("CARGO_BIN_EXE_carepost").into())
}

async fn words(pdf: impl Into<Vec<u8>>) -> Words {
    reader().words(pdf.into().into()).await
}

#[tokio::test]
async fn words_are_read_line_by_line() {
    let read = words(pdf_saying(&["Patient: LEE, Sam", "EMR R-10037"])).await;
    assert_eq!(
        read,
        Words::Read("Patient: LEE, Sam\nEMR R-10037\n".to_owned())
    );
}

#[tokio::test]
async fn what_has_no_words_says_so() {
    assert_eq!(words(pdf_of("0 0 10 10 re f", "")).await, Words::None);
    for damaged in [
        &b""[..],
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.4 1 0 obj<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/Count 9999999>>endobj trailer<</Root 1 0 R>> %%EOF",
    ] {
        let read = words(damaged).await;
        assert!(matches!(read, Words::Unreadable | Words::None), "{read:?}");
    }
}

#[tokio::test]
async fn a_document_that_nests_without_end_harms_nobody() {
    let deep = "[".repeat(3_000_000);
    let read = words(pdf_of(&format!("{deep} TJ"), "")).await;
    assert_eq!(read, Words::Unreadable, "the reader's stack ended");
    let deep = "<</A ".repeat(500_000);
    let read = words(pdf_of("q Q", &format!("/Deep {deep}"))).await;
    assert!(matches!(read, Words::Unreadable | Words::None), "{read:?}");
}

#[tokio::test]
async fn a_document_that_takes_for_ever_is_given_up() {
    // A form that draws itself twice, and each of these again: two to the power of fifty.
    let form = "6 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 12>>stream\n\
                /X Do /X Do \nendstream endobj\ntrailer";
    let pdf = String::from_utf8(pdf_of("/X Do", "/XObject<</X 6 0 R>>")).expect("text");
    let read = words(pdf.replacen("trailer", form, 1)).await;
    assert_eq!(read, Words::Unreadable);
}

#[tokio::test]
async fn a_document_that_unpacks_without_end_is_given_up() {
    // 24 KB that unpack to 24 MB, and these to 1.5 GB of blanks.
    let runs = [129, b' '].repeat(12_000_000);
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&runs).expect("it packs");
    let packed = packed.finish().expect("it packs");
    let head = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n\
         4 0 obj<</Filter[/FlateDecode/RunLengthDecode]/Length {}>>stream\n",
        packed.len()
    );
    let tail = b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
    let pdf = [head.as_bytes(), &packed, tail].concat();
    assert_eq!(words(pdf).await, Words::Unreadable);
}

#[tokio::test]
async fn a_program_that_cannot_be_run_is_no_error() {
    let reader = PdfReader::at("/nowhere/carepost".into());
    let read = reader.words(pdf_saying(&["Sam Lee"]).into()).await;
    assert_eq!(read, Words::Unreadable);
}

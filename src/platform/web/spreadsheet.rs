//! Tables as CSV files.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use crate::platform::text;

/// Lines of a CSV file. A cell that a spreadsheet would take for a formula is marked as text.
///
/// # Errors
/// Lines of different lengths.
pub fn lines<L, C>(lines: impl IntoIterator<Item = L>) -> Result<Vec<u8>, anyhow::Error>
where
    L: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(line.into_iter().map(|cell| text::cell(cell.as_ref())))?;
    }
    Ok(writer.into_inner()?)
}

/// The answer that a browser keeps as a file of this name, such as `audit.csv`.
pub fn file(name: &str, lines: impl Into<Body>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            "sandbox; default-src 'none'".to_owned(),
        ),
    ];
    (headers, lines.into()).into_response()
}

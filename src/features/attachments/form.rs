//! A form that carries files beside its fields, as browsers post it without scripts.

use std::borrow::Cow;

use axum::body::to_bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::de::DeserializeOwned;

use super::model::Uploader;
use super::receive::keep_field;
use crate::platform::i18n::Tr;
use crate::platform::state::State;
use crate::platform::web::{Error, Refusal};

/// Most files in one form.
const MOST_FILES: usize = 20;

/// A form's fields, with what was wrong with its files. Files that were taken are among the fields, as `attachment_ids`.
pub struct FormWithFiles<T> {
    /// The fields.
    pub form: T,
    /// For each file that was not taken: its name, and why. All of the field `attachments`.
    pub refusals: Vec<Refusal>,
}

/// Reads a form with files in any field, or one without; reasons are given in the words of `tr`. Fields may take `max_bytes` together; the route lifts axum's own
/// limit on bodies, and each file is measured as it comes.
///
/// # Errors
/// Where the form can't be read; what is wrong with single files is told in the result.
pub async fn read_form<T: DeserializeOwned>(
    state: &State,
    uploader: Uploader,
    tr: &Tr,
    request: Request,
    max_bytes: usize,
) -> Result<FormWithFiles<T>, Error> {
    let mut read = Read::default();
    if is_multipart(&request) {
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| unreadable())?;
        while let Some(field) = parts.next_field().await.map_err(|_| unreadable())? {
            match field.file_name() {
                Some(_) => read.file(state, uploader, tr, field).await?,
                None => read.text(field, max_bytes).await?,
            }
        }
    } else {
        read.pairs = urlencoded(request, max_bytes).await?;
    }
    let form = serde_html_form::from_str(&read.pairs).map_err(|_| unreadable())?;
    Ok(FormWithFiles {
        form,
        refusals: read.refusals,
    })
}

/// Reads the fields of a form that may carry files, and lets the files go: nobody is signed in who could keep them.
///
/// # Errors
/// Where the form can't be read.
pub async fn read_fields<T: DeserializeOwned>(
    state: &State,
    request: Request,
    max_bytes: usize,
) -> Result<T, Error> {
    let mut read = Read::default();
    if is_multipart(&request) {
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|_| unreadable())?;
        while let Some(field) = parts.next_field().await.map_err(|_| unreadable())? {
            if field.file_name().is_none() {
                read.text(field, max_bytes).await?;
            }
        }
    } else {
        read.pairs = urlencoded(request, max_bytes).await?;
    }
    serde_html_form::from_str(&read.pairs).map_err(|_| unreadable())
}

fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

async fn urlencoded(request: Request, max_bytes: usize) -> Result<String, Error> {
    let body = to_bytes(request.into_body(), max_bytes).await;
    String::from_utf8(body.map_err(|_| too_large())?.to_vec()).map_err(|_| unreadable())
}

/// What has been read so far: fields as an urlencoded form has them.
#[derive(Default)]
struct Read {
    pairs: String,
    files: usize,
    refusals: Vec<Refusal>,
}

impl Read {
    fn pair(&mut self, name: &str, value: &str) {
        if !self.pairs.is_empty() {
            self.pairs.push('&');
        }
        let name: Cow<'_, str> = utf8_percent_encode(name, NON_ALPHANUMERIC).into();
        let value: Cow<'_, str> = utf8_percent_encode(value, NON_ALPHANUMERIC).into();
        self.pairs.extend([name.as_ref(), "=", value.as_ref()]);
    }

    async fn text(&mut self, mut field: Field<'_>, max_bytes: usize) -> Result<(), Error> {
        let name = field.name().unwrap_or_default().to_owned();
        let mut value = Vec::new();
        while let Some(bytes) = field.chunk().await.map_err(|_| unreadable())? {
            if self.pairs.len() + value.len() + bytes.len() > max_bytes {
                return Err(too_large());
            }
            value.extend_from_slice(&bytes);
        }
        self.pair(&name, &String::from_utf8_lossy(&value));
        Ok(())
    }

    async fn file(
        &mut self,
        state: &State,
        uploader: Uploader,
        tr: &Tr,
        field: Field<'_>,
    ) -> Result<(), Error> {
        let file_name = field.file_name().unwrap_or_default().to_owned();
        if self.files == MOST_FILES {
            self.refusals
                .push(Refusal::field("attachments", "too_many_files").with("max", MOST_FILES));
            return Ok(());
        }
        match keep_field(state, uploader, field).await {
            Ok(Some(upload)) => {
                self.files += 1;
                self.pair("attachment_ids", &upload.id.to_string());
            }
            Ok(None) => {}
            Err(Error::Refused(_, reasons)) => self.refuse(tr, &file_name, &reasons),
            Err(other) => return Err(other),
        }
        Ok(())
    }

    fn refuse(&mut self, tr: &Tr, file_name: &str, reasons: &[Refusal]) {
        let reasons: Vec<String> = reasons.iter().map(|reason| reason.sentence(tr)).collect();
        let refusal = Refusal::field("attachments", "file_not_added")
            .with("name", file_name)
            .with("reason", reasons.join(" "));
        self.refusals.push(refusal);
    }
}

fn unreadable() -> Error {
    Error::Refused(
        StatusCode::BAD_REQUEST,
        vec![Refusal::new("form_unreadable")],
    )
}

fn too_large() -> Error {
    Error::Refused(
        StatusCode::PAYLOAD_TOO_LARGE,
        vec![Refusal::new("form_too_large")],
    )
}

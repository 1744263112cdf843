//! The form of a look as browsers send it: fields and pictures. Pictures are checked like every upload (M35).

use axum::body::to_bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use bytes::Bytes;
use futures::StreamExt as _;
use tokio::sync::Semaphore;

use super::made::Part;
use crate::platform::file_check::{self, Kind, Refusal as Why, UploadedBy};
use crate::platform::ids::LookDraftId;
use crate::platform::malware::Verdict;
use crate::platform::state::State;
use crate::platform::web::{Error, Refusal};

/// Most bytes of a picture.
const PICTURE_BYTES: usize = 10 * 1024 * 1024;

/// Most bytes of the form: what is too large is still read to its end, so that the page can say so.
pub(super) const BODY_BYTES: usize = 160 * 1024 * 1024;

/// Most bytes of a field, and of a form without pictures.
const FIELD_BYTES: usize = 4 * 1024;

/// Pictures that are unpacked at a time: each may take hundreds of megabytes.
static TURN: Semaphore = Semaphore::const_new(1);

/// What is typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// The version of the look that the page showed.
    pub(super) version: i64,
    /// The draft that the page showed.
    pub(super) draft: Option<LookDraftId>,
    /// Whether the clinic has a colour of its own.
    pub(super) coloured: bool,
    pub(super) colour: String,
    pub(super) remove_logo: bool,
    pub(super) remove_background: bool,
    /// **Preview** instead of **Save portal settings**.
    pub(super) preview: bool,
}

/// A picture that came: its bytes, or that they were too many. Its name says nothing that its content does not.
type Came = Option<Option<Vec<u8>>>;

/// The form as it came.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) typed: Typed,
    logo: Came,
    background: Came,
}

impl Sent {
    /// Reads the form, with pictures or without.
    pub(super) async fn read(state: &State, request: Request) -> Result<Sent, Error> {
        let mut sent = Sent::default();
        let kind = request.headers().get(header::CONTENT_TYPE);
        if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data")) {
            let mut parts = Multipart::from_request(request, state)
                .await
                .map_err(|_| unreadable())?;
            while let Some(field) = parts.next_field().await.map_err(|_| unreadable())? {
                sent.part(field).await?;
            }
        } else {
            let body = to_bytes(request.into_body(), FIELD_BYTES).await;
            let body = body.map_err(|_| unreadable())?;
            let pairs: Vec<(String, String)> =
                serde_html_form::from_bytes(&body).map_err(|_| unreadable())?;
            for (name, value) in pairs {
                sent.typed.set(&name, &value)?;
            }
        }
        Ok(sent)
    }

    async fn part(&mut self, field: Field<'_>) -> Result<(), Error> {
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file_name) = field.file_name().map(str::to_owned) else {
            let value = whole(field, FIELD_BYTES).await?.ok_or_else(unreadable)?;
            return self.typed.set(&name, &String::from_utf8_lossy(&value));
        };
        let content = whole(field, PICTURE_BYTES).await?;
        // A file field that was left alone comes as a nameless file of no bytes.
        let came = match &content {
            Some(content) if content.is_empty() && file_name.is_empty() => None,
            _ => Some(content),
        };
        match name.as_str() {
            "logo" => self.logo = came,
            "background" => self.background = came,
            _ => return Err(unreadable()),
        }
        Ok(())
    }

    /// What becomes of the logo.
    pub(super) async fn logo(&mut self, state: &State, refusals: &mut Vec<Refusal>) -> Part {
        let came = self.logo.take();
        part(state, ("logo", came), self.typed.remove_logo, refusals).await
    }

    /// What becomes of the background image.
    pub(super) async fn background(&mut self, state: &State, refusals: &mut Vec<Refusal>) -> Part {
        let came = self.background.take();
        let gone = self.typed.remove_background;
        part(state, ("background", came), gone, refusals).await
    }
}

impl Typed {
    fn set(&mut self, name: &str, value: &str) -> Result<(), Error> {
        match name {
            "version" => self.version = value.parse().map_err(|_| unreadable())?,
            "draft" => self.draft = value.parse().ok(),
            "coloured" => self.coloured = value == "true",
            "colour" => value.trim().clone_into(&mut self.colour),
            "remove_logo" => self.remove_logo = value == "true",
            "remove_background" => self.remove_background = value == "true",
            "preview" => self.preview = true,
            // The shade that is offered in place of an unreadable colour.
            "shade" => {
                value.clone_into(&mut self.colour);
                (self.coloured, self.preview) = (true, true);
            }
            _ => return Err(unreadable()),
        }
        Ok(())
    }
}

/// A field's bytes; none where they are more than `most`, which are read and let go.
async fn whole(mut field: Field<'_>, most: usize) -> Result<Option<Vec<u8>>, Error> {
    let mut content = Some(Vec::new());
    while let Some(bytes) = field.chunk().await.map_err(|_| unreadable())? {
        content = content
            .filter(|c: &Vec<u8>| c.len() + bytes.len() <= most)
            .map(|mut c| {
                c.extend_from_slice(&bytes);
                c
            });
    }
    Ok(content)
}

async fn part(
    state: &State,
    (field, came): (&'static str, Came),
    gone: bool,
    refusals: &mut Vec<Refusal>,
) -> Part {
    let Some(content) = came else {
        return if gone { Part::Goes } else { Part::Stays };
    };
    match checked(state, content).await {
        Ok(content) => Part::Comes(content),
        Err(code) => {
            let refusal = Refusal::field(field, code).with("max_mb", PICTURE_BYTES / 1024 / 1024);
            let megapixels = file_check::MAX_PIXELS / 1_000_000;
            refusals.push(refusal.with("max_megapixels", megapixels));
            Part::Stays
        }
    }
}

/// The picture made anew, or the code of why it isn't taken.
async fn checked(state: &State, content: Option<Vec<u8>>) -> Result<Vec<u8>, &'static str> {
    let content = content.ok_or("look_picture_too_large")?;
    let Ok(_turn) = TURN.acquire().await else {
        return Err("look_scanner");
    };
    let raw = Bytes::from(content.clone());
    let checking = move || file_check::check(content, "picture", UploadedBy::Patient);
    let Ok(checked) = tokio::task::spawn_blocking(checking).await else {
        return Err("look_picture_damaged");
    };
    let checked = checked.map_err(why)?;
    if !matches!(checked.kind, Kind::Jpeg | Kind::Png) {
        return Err("look_picture_kind");
    }
    let raw = futures::stream::iter([Ok(raw)]).boxed();
    match state.scanner.scan(raw).await {
        Verdict::Clean | Verdict::Off => Ok(checked.content),
        Verdict::Infected { .. } | Verdict::TooLarge => Err("look_picture_infected"),
        Verdict::Unavailable { reason } => {
            tracing::warn!(reason, "a picture of a look can't be scanned");
            Err("look_scanner")
        }
    }
}

fn why(why: Why) -> &'static str {
    match why {
        Why::TooLarge => "look_picture_too_large",
        Why::TooManyPixels | Why::Bomb => "look_picture_too_many_pixels",
        Why::Heic => "look_picture_heic",
        Why::Markup => "look_picture_svg",
        Why::Empty | Why::Damaged | Why::TwoKinds => "look_picture_damaged",
        Why::Infected | Why::TooLargeToScan => "look_picture_infected",
        _ => "look_picture_kind",
    }
}

fn unreadable() -> Error {
    Error::Refused(
        StatusCode::BAD_REQUEST,
        vec![Refusal::new("form_unreadable")],
    )
}

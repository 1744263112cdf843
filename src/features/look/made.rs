//! Everything a look needs, made of what was chosen. Takes a while: not for a thread that serves requests.

use image::DynamicImage;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::choice::{Background, Choice, Logo, Styles};
use super::colour::Rgb;
use super::palette::{self, Scheme};
use super::picture;
use super::style::{self, Parts};

/// A file to be kept under a name that holds its content's hash.
#[derive(Clone)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

/// A look, and the files that were made for it.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) choice: Choice,
    pub(super) files: Vec<File>,
}

/// What becomes of a picture of the look before.
#[derive(Debug, Clone, Default)]
pub enum Part {
    /// It stays.
    #[default]
    Stays,
    /// It goes.
    Goes,
    /// Another one takes its place: a checked PNG or JPEG.
    Comes(Vec<u8>),
}

/// What a look is made from.
pub(super) struct Basis {
    /// The clinic, so that no two clinics share a file.
    pub(super) clinic: Uuid,
    /// The look before, with the colour that is wanted now.
    pub(super) choice: Choice,
    pub(super) logo: Part,
    pub(super) background: Part,
    /// The picture of the background before, where there is one.
    pub(super) source: Option<Vec<u8>>,
}

/// Makes the look.
///
/// # Errors
/// Where a picture can't be read or written.
pub(super) fn make(basis: Basis) -> Result<Made, image::ImageError> {
    let mut made = Made {
        choice: basis.choice,
        files: Vec::new(),
    };
    match basis.logo {
        Part::Stays => {}
        Part::Goes => made.choice.logo = None,
        Part::Comes(content) => {
            let logo = picture::logo(&image::load_from_memory(&content)?)?;
            made.choice.logo = Some(Logo {
                width: logo.size.0,
                height: logo.size.1,
                on_light: logo.on_light,
                on_dark: logo.on_dark,
                name: made.keep(basis.clinic, logo.content, logo.ending),
            });
        }
    }
    let source = match basis.background {
        Part::Goes => None,
        Part::Stays => basis.source,
        Part::Comes(content) => {
            let (content, ending) = picture::source(&image::load_from_memory(&content)?)?;
            made.choice.background = Some(Background {
                source: made.keep(basis.clinic, content.clone(), ending),
                light: String::new(),
                dark: String::new(),
                strength: (0, 0),
            });
            Some(content)
        }
    };
    let source = match source {
        Some(content) => Some(image::load_from_memory(&content)?),
        None => {
            made.choice.background = None;
            None
        }
    };
    made.dress(basis.clinic, source.as_ref())?;
    Ok(made)
}

impl Made {
    fn keep(&mut self, clinic: Uuid, content: Vec<u8>, ending: &str) -> String {
        let hash = Sha256::new()
            .chain_update(clinic)
            .chain_update(&content)
            .finalize();
        let name = format!("{}.{ending}", hex::encode(&hash[..16]));
        self.files.push(File {
            name: name.clone(),
            content,
        });
        name
    }

    /// The watermarks and the stylesheets.
    fn dress(
        &mut self,
        clinic: Uuid,
        source: Option<&DynamicImage>,
    ) -> Result<(), image::ImageError> {
        let colour = palette::readable(self.choice.rgb());
        let light = self.ground(clinic, source, (Scheme::Light, colour))?;
        let dark = self.ground(clinic, source, (Scheme::Dark, colour))?;
        let with_picture = source.is_some();
        let shades = (self.choice.colour.is_some() || with_picture).then(|| {
            (
                Scheme::Light.shades(colour, light, with_picture),
                Scheme::Dark.shades(colour, dark, with_picture),
            )
        });
        let choice = self.choice.clone();
        let parts = Parts {
            shades,
            logo: choice.logo.as_ref(),
            background: choice.background.as_ref(),
        };
        let mut keep = |css: String| self.keep(clinic, css.into_bytes(), "css");
        let styles = Styles {
            usual: keep(style::usual(&parts)),
            light: keep(style::forced(&parts, Scheme::Light)),
            dark: keep(style::forced(&parts, Scheme::Dark)),
        };
        self.choice.styles = styles;
        Ok(())
    }

    /// The worst point of the background in one scheme; the watermark is made with it.
    fn ground(
        &mut self,
        clinic: Uuid,
        source: Option<&DynamicImage>,
        (scheme, colour): (Scheme, Rgb),
    ) -> Result<Rgb, image::ImageError> {
        let canvas = scheme.canvas(colour, source.is_some());
        let Some(source) = source else {
            return Ok(canvas);
        };
        let made = picture::watermark(source, scheme, canvas)?;
        let name = self.keep(clinic, made.content, "jpg");
        if let Some(background) = &mut self.choice.background {
            match scheme {
                Scheme::Light => (background.light, background.strength.0) = (name, made.strength),
                Scheme::Dark => (background.dark, background.strength.1) = (name, made.strength),
            }
        }
        Ok(made.worst)
    }
}

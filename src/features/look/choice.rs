//! What a clinic chose for its look, and what was made of it.

use serde::{Deserialize, Serialize};

use super::colour::Rgb;
use super::palette::OWN_BLUE;

/// A look: what was chosen, with the names of the files made of it. Nothing chosen is the portal's own look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The colour as `#rrggbb`; none for the portal's own blue.
    pub(super) colour: Option<String>,
    pub(super) logo: Option<Logo>,
    pub(super) background: Option<Background>,
    pub(super) styles: Styles,
}

/// The clinic's logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Logo {
    pub(super) name: String,
    /// Its size in a page, in pixels: half of the file's, so that it is sharp on good screens.
    pub(super) width: u32,
    pub(super) height: u32,
    /// Whether it can be seen on a light page; if not, it stands on a plate.
    pub(super) on_light: bool,
    /// The same on a dark page.
    pub(super) on_dark: bool,
}

/// The background image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Background {
    /// The picture as it was made anew, from which the watermarks are made.
    pub(super) source: String,
    pub(super) light: String,
    pub(super) dark: String,
    /// How strong the two watermarks are, in percent.
    pub(super) strength: (u8, u8),
}

/// The stylesheets: for patients, and for a preview in one scheme.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Styles {
    pub(super) usual: String,
    pub(super) light: String,
    pub(super) dark: String,
}

impl Choice {
    /// The colour.
    pub(super) fn rgb(&self) -> Rgb {
        let colour = self.colour.as_deref().and_then(Rgb::typed);
        colour.unwrap_or(OWN_BLUE)
    }

    /// Whether it is the portal's own look.
    pub(super) fn is_own(&self) -> bool {
        self.colour.is_none() && self.logo.is_none() && self.background.is_none()
    }

    /// Every file that it needs.
    pub(super) fn files(&self) -> Vec<&str> {
        let Styles { usual, light, dark } = &self.styles;
        let mut all: Vec<&str> = vec![usual, light, dark];
        all.extend(self.logo.iter().map(|logo| logo.name.as_str()));
        if let Some(background) = &self.background {
            let Background {
                source,
                light,
                dark,
                ..
            } = background;
            all.extend([source.as_str(), light, dark]);
        }
        all
    }

    /// What pages name of it with a stylesheet of [`Styles`]; see [`crate::platform::web::Look::read`].
    pub(super) fn shown(&self, style: &str) -> String {
        match &self.logo {
            _ if style.is_empty() => String::new(),
            None => style.to_owned(),
            Some(Logo {
                name,
                width,
                height,
                ..
            }) => format!("{style} {name} {width} {height}"),
        }
    }

    /// What patients' pages name: nothing of the portal's own look.
    pub(super) fn shown_to_patients(&self) -> String {
        match self.is_own() {
            true => String::new(),
            false => self.shown(&self.styles.usual),
        }
    }

    /// What differs from `old`, as the audit says it.
    pub(super) fn differing(&self, old: &Choice) -> Vec<&'static str> {
        let mut parts = Vec::new();
        if self.colour != old.colour {
            parts.push("colour");
        }
        if self.logo.as_ref().map(|l| &l.name) != old.logo.as_ref().map(|l| &l.name) {
            parts.push("logo");
        }
        if self.background.as_ref().map(|b| &b.source) != old.background.as_ref().map(|b| &b.source)
        {
            parts.push("background");
        }
        parts
    }
}

//! The stylesheet of a look: the tokens of `web/styles/core.css` with the clinic's shades in them. No I/O.

use std::fmt::Write as _;

use super::choice::{Background, Logo};
use super::palette::{Scheme, Shades};
use crate::platform::web::LOOK_FILES;

/// What a stylesheet is made of.
pub(super) struct Parts<'a> {
    /// The shades of both schemes; none where the clinic keeps the portal's own.
    pub(super) shades: Option<(Shades, Shades)>,
    pub(super) logo: Option<&'a Logo>,
    pub(super) background: Option<&'a Background>,
}

/// The stylesheet for patients: the scheme is their device's.
pub(super) fn usual(parts: &Parts<'_>) -> String {
    let mut css = String::new();
    let light = rules(parts, Scheme::Light);
    let dark = rules(parts, Scheme::Dark);
    let _ = write!(
        css,
        "{light}@supports(color:light-dark(#000,#fff)){{@media(prefers-color-scheme:dark){{{dark}}}}}"
    );
    css + &print(parts)
}

/// The stylesheet for a preview in one scheme, whatever the device's.
pub(super) fn forced(parts: &Parts<'_>, scheme: Scheme) -> String {
    let name = match scheme {
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    };
    let rules = rules(parts, scheme);
    let phone = ".look-phone{max-inline-size:24.375rem;margin-inline:auto;border-inline:1px solid var(--line)}";
    format!(":root{{color-scheme:{name}}}{rules}{}{phone}", print(parts))
}

fn rules(parts: &Parts<'_>, scheme: Scheme) -> String {
    let mut css = String::new();
    if let Some((light, dark)) = &parts.shades {
        let shades = match scheme {
            Scheme::Light => light,
            Scheme::Dark => dark,
        };
        css += &tokens(shades);
    }
    if let Some(logo) = parts.logo {
        let (seen, plate) = match scheme {
            Scheme::Light => (logo.on_light, "#14252b"),
            Scheme::Dark => (logo.on_dark, "#ffffff"),
        };
        let plate = if seen { "transparent" } else { plate };
        let room = if seen { "0" } else { ".25rem .5rem" };
        let _ = write!(
            css,
            ".who img{{block-size:auto;max-block-size:3rem;max-inline-size:min(15rem,70vw);object-fit:contain;background:{plate};padding:{room};border-radius:6px}}"
        );
    }
    if let Some(background) = parts.background {
        let picture = match scheme {
            Scheme::Light => &background.light,
            Scheme::Dark => &background.dark,
        };
        // Whoever asks for more contrast, or prints, gets none.
        let _ = write!(
            css,
            "@media screen and (prefers-contrast:no-preference) and (forced-colors:none){{.portal{{background:none}}.portal::before{{content:\"\";position:fixed;inset:0;z-index:-1;background:url({LOOK_FILES}{picture}) center/cover no-repeat}}}}"
        );
    }
    css
}

/// A printed page has neither a background nor its colour.
fn print(parts: &Parts<'_>) -> String {
    match parts.shades {
        Some(_) => "@media print{:root{--canvas:#fff}}".to_owned(),
        None => String::new(),
    }
}

fn tokens(s: &Shades) -> String {
    let mut css = format!(
        ":root{{--canvas:{};--brand:{};--brand-hi:{};--on-brand:{};--tint:{};--tint-ink:{}",
        s.canvas, s.brand, s.brand_hi, s.on_brand, s.tint, s.tint_ink
    );
    if let Some((text, mark)) = &s.on_watermark {
        let _ = write!(css, ";--ink-2:{text};--field:{mark}");
    }
    css + "}"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::look::palette::OWN_BLUE;

    /// The names of what a piece of stylesheet sets.
    fn set(css: &str) -> Vec<&str> {
        let parts = css.split(['{', ';']).filter(|part| part.starts_with("--"));
        parts.filter_map(|part| part.split(':').next()).collect()
    }

    #[test]
    fn m62_what_the_light_scheme_sets_the_dark_one_sets_too() {
        for watermark in [false, true] {
            let of = |scheme: Scheme| {
                let canvas = scheme.canvas(OWN_BLUE, watermark);
                tokens(&scheme.shades(OWN_BLUE, canvas, watermark))
            };
            let (light, dark) = (of(Scheme::Light), of(Scheme::Dark));
            assert!(set(&light).len() > 5);
            assert_eq!(set(&light), set(&dark));
        }
    }
}

//! The sample clinic's logo and background image, made for it.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::features::look::{self, Part, Wish};
use crate::platform::auth::StaffActor;
use crate::platform::state::State;
use crate::platform::web::Error;

/// A drop over a river, and the clinic's name.
const LOGO: &[u8] = include_bytes!("logo.png");

/// The background's size, in pixels.
const SIZE: (u32, u32) = (960, 640);

/// Gives the clinic its look, as **Save portal settings** does.
pub(super) async fn dress(state: &State, owner: &StaffActor) -> Result<(), Error> {
    let wish = Wish {
        colour: None,
        logo: Part::Comes(LOGO.to_vec()),
        background: Part::Comes(river()?),
    };
    look::save(state, owner, wish).await
}

/// Slow waves below a pale sky, each darker than the one behind it.
fn river() -> Result<Vec<u8>, Error> {
    let picture = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let (across, down) = (
            f64::from(x) / f64::from(SIZE.0),
            f64::from(y) / f64::from(SIZE.1),
        );
        let waves = (0..5).filter(|wave| {
            let n = f64::from(*wave);
            let turn = across * (1.3 + n * 0.5) + n * 0.37;
            down > 0.34 + n * 0.14 + (turn * std::f64::consts::TAU).sin() * 0.05
        });
        match waves.count() {
            0 => Rgb([214, 232, 238]),
            1 => Rgb([160, 203, 214]),
            2 => Rgb([112, 172, 190]),
            3 => Rgb([70, 138, 160]),
            4 => Rgb([38, 104, 128]),
            _ => Rgb([18, 74, 98]),
        }
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture)
        .write_to(&mut out, ImageFormat::Png)
        .map_err(|e| Error::Internal(e.into()))?;
    Ok(out.into_inner())
}

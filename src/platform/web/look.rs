//! What the portal's pages carry of a clinic's own look (M62).

/// Where the files of looks are served: public, under names that change with their content.
pub const LOOK_FILES: &str = "/look/";

/// A clinic's stylesheet and logo, as the head and the header of a page name them. Nothing, where the clinic keeps the
/// portal's own look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// The address of the stylesheet with the clinic's colours.
    pub style: Option<String>,
    /// The logo that stands in place of the clinic's name.
    pub logo: Option<Logo>,
}

/// A logo: its address and its size in the page, in pixels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// The address.
    pub path: String,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Look {
    /// The look of the names that stand in the database: the stylesheet, and after it the logo with its width and height,
    /// where there is one.
    pub fn read(shown: Option<&str>) -> Look {
        let mut words = shown.unwrap_or_default().split(' ');
        let path = |name: &str| format!("{LOOK_FILES}{name}");
        let style = words.next().filter(|name| !name.is_empty()).map(path);
        let logo = match (words.next(), words.next(), words.next()) {
            (Some(name), Some(width), Some(height)) => match (width.parse(), height.parse()) {
                (Ok(width), Ok(height)) => Some(Logo {
                    path: path(name),
                    width,
                    height,
                }),
                _ => None,
            },
            _ => None,
        };
        Look { style, logo }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn m62_names_become_addresses() {
        assert_eq!(Look::read(None), Look::default());
        assert_eq!(Look::read(Some("")), Look::default());
        let plain = Look::read(Some("a.css"));
        assert_eq!(
            (plain.style.as_deref(), plain.logo),
            (Some("/look/a.css"), None)
        );
        let logo = Look::read(Some("a.css b.png 120 40")).logo;
        let logo = logo.map(|l| (l.path, l.width, l.height));
        assert_eq!(logo, Some(("/look/b.png".to_owned(), 120, 40)));
    }
}

//! Text with fields in double braces, `{{field}}`, cut into its pieces. No I/O.
//!
//! There are no expressions: whoever fills text in looks each name up in a fixed list, once, so that what a value says is
//! never read as a field.

/// A piece of such text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Words(&'a str),
    /// What stands between two pairs of braces.
    Field {
        /// The name, without braces and spaces.
        name: &'a str,
        /// As it is written.
        whole: &'a str,
    },
    /// `{{` and what follows it, where no `}}` does.
    Open(&'a str),
}

/// Cuts `text` at its fields; the pieces in their order are the whole text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find("{{").map(|at| at + 2) {
        let Some(close) = rest[end..].find("}}").map(|at| end + at) else {
            found.push(Piece::Words(&rest[..end - 2]));
            found.push(Piece::Open(&rest[end - 2..]));
            return found;
        };
        // Of `{{{{today}}` the inner braces are the field's.
        let open = rest[..close].rfind("{{").map_or(end, |at| at + 2);
        found.push(Piece::Words(&rest[..open - 2]));
        found.push(Piece::Field {
            name: rest[open..close].trim(),
            whole: &rest[open - 2..close + 2],
        });
        rest = &rest[close + 2..];
    }
    found.push(Piece::Words(rest));
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_inner_braces_are_the_fields() {
        let field = Piece::Field {
            name: "today",
            whole: "{{ today }}",
        };
        let (words, end) = (Piece::Words("On {{"), Piece::Words("}."));
        assert_eq!(pieces("On {{{{ today }}}."), [words, field, end]);
        assert_eq!(pieces("a{{b}"), [Piece::Words("a"), Piece::Open("{{b}")]);
    }

    proptest! {
        #[test]
        fn the_pieces_make_the_text_up_again(text in "[{} a-z]{0,60}") {
            let whole: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Words(words) | Piece::Open(words) => words,
                    Piece::Field { whole, .. } => whole,
                })
                .collect();
            prop_assert_eq!(whole, text);
        }
    }
}

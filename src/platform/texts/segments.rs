//! How many segments a text is sent and billed in, counted as the networks count. No I/O.
//!
//! The browser counts the same way in `web/src/segments.ts`; `tests/segments.json` holds both to the same figures.

/// The characters of GSM-7's basic table: one unit each. The escape to its extension table is none that can be written.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The characters of GSM-7's extension table: the escape and one more, two units that are never parted.
const EXTENDED: &str = "\u{c}^{}\\[~]|€";

/// How a text is written on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alphabet {
    /// Seven bits to a unit: where every character is in its tables.
    Gsm7,
    /// Sixteen bits to a unit: for the whole text as soon as one character is not.
    Ucs2,
}

impl Alphabet {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Alphabet::Gsm7 => "GSM-7",
            Alphabet::Ucs2 => "UCS-2",
        }
    }

    /// Units in a text of one segment, and in each segment of a longer one, which carries its number, too.
    fn room(self) -> (usize, usize) {
        match self {
            Alphabet::Gsm7 => (160, 153),
            Alphabet::Ucs2 => (70, 67),
        }
    }
}

/// What a text costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// How it is written.
    pub alphabet: Alphabet,
    /// Its length in units.
    pub units: usize,
    /// The segments that it takes.
    pub segments: usize,
    /// The units that there is room for in so many segments.
    pub room: usize,
}

/// What a character costs in GSM-7, where it can be written in it.
fn septets(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENDED.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// Counts a text. A character that takes two units is never parted between two segments.
pub fn count(text: &str) -> Count {
    let gsm: Option<Vec<usize>> = text.chars().map(septets).collect();
    let (alphabet, costs) = match gsm {
        Some(costs) => (Alphabet::Gsm7, costs),
        None => (Alphabet::Ucs2, text.chars().map(char::len_utf16).collect()),
    };
    let units = costs.iter().sum();
    let (alone, each) = alphabet.room();
    if units <= alone {
        return Count {
            alphabet,
            units,
            segments: 1,
            room: alone,
        };
    }
    let (mut segments, mut used) = (1, 0);
    for cost in costs {
        if used + cost > each {
            segments += 1;
            used = 0;
        }
        used += cost;
    }
    Count {
        alphabet,
        units,
        segments,
        room: segments * each,
    }
}

/// The characters for which a text can't be written in GSM-7, each once, in their order.
pub fn beyond_gsm7(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for c in text.chars().filter(|c| septets(*c).is_none()) {
        if !found.contains(&c) {
            found.push(c);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    /// The figures that the browser is held to, too.
    #[derive(Deserialize)]
    struct Figures {
        basic: String,
        extended: String,
        texts: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        parts: Vec<(String, usize)>,
        alphabet: String,
        units: usize,
        segments: usize,
        room: usize,
        beyond: String,
    }

    fn figures() -> Figures {
        serde_json::from_str(include_str!("../../../tests/segments.json")).unwrap()
    }

    #[test]
    fn every_character_there_is_costs_what_the_figures_say() {
        let figures = figures();
        assert_eq!(figures.basic.chars().count(), 127);
        for c in '\0'..=char::MAX {
            let cost = match (figures.basic.contains(c), figures.extended.contains(c)) {
                (true, _) => Some(1),
                (_, true) => Some(2),
                _ => None,
            };
            assert_eq!(septets(c), cost, "{c:?}");
        }
    }

    #[test]
    fn m44_texts_are_counted_as_the_networks_count() {
        for case in figures().texts {
            let text: String = case.parts.iter().map(|(s, n)| s.repeat(*n)).collect();
            let found = count(&text);
            let figures = (found.units, found.segments, found.room);
            assert_eq!(found.alphabet.name(), case.alphabet, "{:?}", case.parts);
            let wanted = (case.units, case.segments, case.room);
            assert_eq!(figures, wanted, "{:?}", case.parts);
            let beyond: String = beyond_gsm7(&text).into_iter().collect();
            assert_eq!(beyond, case.beyond, "{:?}", case.parts);
        }
    }

    proptest! {
        #[test]
        fn segments_have_room_for_what_is_in_them(text in "[a-z€{ł😀]{0,500}") {
            let found = count(&text);
            let (alone, each) = found.alphabet.room();
            prop_assert!(found.units <= found.room);
            // At most one unit of a segment is left empty, since a character that takes two would not go in.
            let least = if found.segments == 1 { 0 } else { (found.segments - 1) * (each - 1) };
            prop_assert!(found.units > least || found.units <= alone);
        }
    }
}

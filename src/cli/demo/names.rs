//! Names, numbers and addresses of people who don't exist.

use super::dice::Dice;

/// The two languages of the sample clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// English.
    En,
    /// French.
    Fr,
}

impl Language {
    /// The stored code.
    pub(super) fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Fr => "fr",
        }
    }

    /// The text of the language.
    pub(super) fn of<'a>(self, english: &'a str, french: &'a str) -> &'a str {
        match self {
            Language::En => english,
            Language::Fr => french,
        }
    }
}

const GIVEN_EN: &[(&str, &str)] = &[
    ("Abigail", "female"),
    ("Bernard", "male"),
    ("Calla", "female"),
    ("Desmond", "male"),
    ("Edith", "female"),
    ("Farid", "male"),
    ("Greta", "female"),
    ("Hollis", "other"),
    ("Imogen", "female"),
    ("Jasper", "male"),
    ("Keiko", "female"),
    ("Leopold", "male"),
    ("Maribel", "female"),
    ("Nikhil", "male"),
    ("Oriana", "female"),
    ("Percival", "male"),
    ("Quinn", "other"),
    ("Rosalind", "female"),
    ("Stellan", "male"),
    ("Tamsin", "female"),
    ("Ulrich", "male"),
    ("Verity", "female"),
    ("Winston", "male"),
    ("Xiomara", "female"),
    ("Yusuf", "male"),
    ("Zelda", "female"),
];

const GIVEN_FR: &[(&str, &str)] = &[
    ("Aurélie", "female"),
    ("Benoît", "male"),
    ("Céleste", "female"),
    ("Damien", "male"),
    ("Éloïse", "female"),
    ("François-Xavier", "male"),
    ("Geneviève", "female"),
    ("Hélène", "female"),
    ("Ignace", "male"),
    ("Joëlle", "female"),
    ("Lucien", "male"),
    ("Maëlle", "female"),
    ("Noé", "male"),
    ("Océane", "female"),
    ("Pascal", "male"),
    ("Régine", "female"),
    ("Sébastien", "male"),
    ("Thérèse", "female"),
    ("Ursule", "female"),
    ("Zoé", "female"),
];

const FAMILY_EN: &[&str] = &[
    "Ashdown",
    "Birchall",
    "Calloway",
    "Dunmore",
    "Eastlake",
    "Fairweather",
    "Greenhalgh",
    "Hartwell",
    "Ironside",
    "Juniper",
    "Kestrel",
    "Lockridge",
    "Merriweather",
    "Northcott",
    "Oakhurst",
    "Pemberley",
    "Quillfeather",
    "Ravenscar",
    "Silverton",
    "Thistlewood",
    "Underhill",
    "Vane",
    "Whitlock",
    "Yarrow",
];

const FAMILY_FR: &[&str] = &[
    "Beaulac",
    "Chantepierre",
    "Delorme-Côté",
    "Étangval",
    "Fontclaire",
    "Grandmaison",
    "Hautbois",
    "L'Étoile",
    "Montclair",
    "Noisetier",
    "Petitbois",
    "Roseraie",
    "Saint-Aubin",
    "Tournevent",
    "Valboisé",
];

/// A given name with its sex.
pub(super) fn given(dice: &mut Dice, language: Language) -> (&'static str, &'static str) {
    match language {
        Language::En => *dice.pick(GIVEN_EN),
        Language::Fr => *dice.pick(GIVEN_FR),
    }
}

/// A family name.
pub(super) fn family(dice: &mut Dice, language: Language) -> &'static str {
    match language {
        Language::En => dice.pick::<&str>(FAMILY_EN),
        Language::Fr => dice.pick::<&str>(FAMILY_FR),
    }
}

/// The `n`th telephone number of those kept for stories: 555-0100 to 555-0199 in one area after the other.
pub(super) fn mobile(n: usize) -> String {
    const AREAS: [&str; 6] = ["613", "416", "514", "819", "450", "705"];
    format!("+1{}55501{:02}", AREAS[n / 100 % AREAS.len()], n % 100)
}

/// An address at a domain that belongs to nobody.
pub(super) fn email(given: &str, family: &str) -> String {
    let plain = |name: &str| crate::platform::text::fold_words(name).concat();
    format!("{}.{}@example.org", plain(given), plain(family))
}

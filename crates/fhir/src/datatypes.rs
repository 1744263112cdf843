//! The R4 data types that the resources are made of.

use crate::lenient::element;

element! {
    /// Version, time of the last change, profiles, tags.
    Meta {
        /// Version of this content.
        version_id: Option<String>,
        /// When it last changed (instant).
        last_updated: Option<String>,
        /// Where it came from.
        source: Option<String>,
        /// Profiles that it claims to follow.
        profile: Vec<String>,
        /// Labels that bear on access.
        security: Vec<Coding>,
        /// Free labels.
        tag: Vec<Coding>,
    }
}

element! {
    /// A value that R4 has no field for.
    Extension {
        /// Names the meaning.
        url: Option<String>,
        /// Parts of a compound extension.
        extension: Vec<Extension>,
        /// `valueString`.
        value_string: Option<String>,
        /// `valueCode`.
        value_code: Option<String>,
        /// `valueUri`.
        value_uri: Option<String>,
        /// `valueBoolean`.
        value_boolean: Option<bool>,
        /// `valueInteger`.
        value_integer: Option<i64>,
        /// `valueDateTime`.
        value_date_time: Option<String>,
        /// `valueReference`.
        value_reference: Option<Box<Reference>>,
    }
}

element! {
    /// One code of one system.
    Coding {
        /// The code system's URI.
        system: Option<String>,
        /// Its version.
        version: Option<String>,
        /// The code.
        code: Option<String>,
        /// The code in words.
        display: Option<String>,
    }
}

element! {
    /// A concept: codes and words for the same thing.
    CodeableConcept {
        /// The codes.
        coding: Vec<Coding>,
        /// The words.
        text: Option<String>,
    }
}

impl CodeableConcept {
    /// A concept of one code and its words.
    pub fn code(system: &str, code: &str, display: &str) -> Self {
        Self {
            coding: vec![Coding {
                system: Some(system.into()),
                code: Some(code.into()),
                display: Some(display.into()),
                version: None,
            }],
            text: None,
        }
    }

    /// A concept in words only.
    pub fn words(text: &str) -> Self {
        Self {
            text: Some(text.into()),
            coding: Vec::new(),
        }
    }

    /// The words for a person: the text, else the first code's display, else its code.
    pub fn label(&self) -> Option<&str> {
        let shown = |text: &&str| !text.trim().is_empty();
        let codings = || self.coding.iter();
        self.text
            .as_deref()
            .filter(shown)
            .or_else(|| codings().filter_map(|c| c.display.as_deref()).find(shown))
            .or_else(|| codings().filter_map(|c| c.code.as_deref()).find(shown))
    }

    /// Whether one of the codes is this one of this system.
    pub fn has(&self, system: &str, code: &str) -> bool {
        self.coding
            .iter()
            .any(|c| c.system.as_deref() == Some(system) && c.code.as_deref() == Some(code))
    }
}

element! {
    /// A business identifier, such as a record number of one hospital.
    Identifier {
        /// usual, official, temp, secondary, old.
        r#use: Option<String>,
        /// What kind of number it is.
        r#type: Option<CodeableConcept>,
        /// Whose numbering (URI).
        system: Option<String>,
        /// The number itself.
        value: Option<String>,
        /// While it was in use.
        period: Option<Period>,
    }
}

element! {
    /// From, and to (both inclusive; an open end is left out).
    Period {
        /// From (dateTime).
        start: Option<String>,
        /// To (dateTime).
        end: Option<String>,
    }
}

element! {
    /// A person's name.
    HumanName {
        /// usual, official, temp, nickname, anonymous, old, maiden.
        r#use: Option<String>,
        /// The whole name as written.
        text: Option<String>,
        /// Last name.
        family: Option<String>,
        /// First and middle names.
        given: Vec<String>,
        /// Before the name.
        prefix: Vec<String>,
        /// After the name.
        suffix: Vec<String>,
        /// While it was in use.
        period: Option<Period>,
    }
}

element! {
    /// A way to reach someone.
    ContactPoint {
        /// phone, fax, email, pager, url, sms, other.
        system: Option<String>,
        /// The number or address.
        value: Option<String>,
        /// home, work, temp, old, mobile.
        r#use: Option<String>,
        /// 1 is preferred over 2, and so on.
        rank: Option<u32>,
        /// While it was in use.
        period: Option<Period>,
    }
}

element! {
    /// A postal address.
    Address {
        /// home, work, temp, old, billing.
        r#use: Option<String>,
        /// The whole address as written.
        text: Option<String>,
        /// Street lines.
        line: Vec<String>,
        /// Town.
        city: Option<String>,
        /// Province or state.
        state: Option<String>,
        /// Postal code.
        postal_code: Option<String>,
        /// Country.
        country: Option<String>,
    }
}

element! {
    /// A pointer to another resource: literal, conditional, contained or by identifier.
    Reference {
        /// `Type/id`, a URL, `urn:uuid:..`, `#id`, or `Type?identifier=system|value`.
        reference: Option<String>,
        /// The target's type.
        r#type: Option<String>,
        /// The target's business identifier, where no literal reference is known.
        identifier: Option<Box<Identifier>>,
        /// The target in words.
        display: Option<String>,
    }
}

impl Reference {
    /// A literal reference, `Type/id`.
    pub fn to(resource_type: &str, id: impl std::fmt::Display) -> Self {
        Self {
            reference: Some(format!("{resource_type}/{id}")),
            ..Self::default()
        }
    }

    /// The same reference with words for it.
    #[must_use]
    pub fn shown_as(mut self, display: &str) -> Self {
        self.display = Some(display.into());
        self
    }
}

element! {
    /// Content, inline in base64 or at a URL.
    Attachment {
        /// Media type, perhaps with parameters.
        content_type: Option<String>,
        /// BCP 47 language.
        language: Option<String>,
        /// base64.
        data: Option<String>,
        /// Where the content can be had.
        url: Option<String>,
        /// Bytes.
        size: Option<u64>,
        /// SHA-1 in base64, as R4 defines it.
        hash: Option<String>,
        /// Words for it.
        title: Option<String>,
        /// When it was made (dateTime).
        creation: Option<String>,
    }
}

element! {
    /// A note with who and when.
    Annotation {
        /// Who, in words.
        author_string: Option<String>,
        /// When (dateTime).
        time: Option<String>,
        /// The note (markdown).
        text: Option<String>,
    }
}

element! {
    /// A measured amount.
    Quantity {
        /// The number.
        value: Option<serde_json::Number>,
        /// The unit in words.
        unit: Option<String>,
        /// The unit's code system.
        system: Option<String>,
        /// The unit's code.
        code: Option<String>,
    }
}

element! {
    /// An amount of money.
    Money {
        /// The amount.
        value: Option<serde_json::Number>,
        /// ISO 4217.
        currency: Option<String>,
    }
}

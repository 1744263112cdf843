//! The words people read: one Fluent catalogue for each language (M69), with dates and times as that language says them.
//!
//! A further language is one file in `i18n/` and one line in [`LANGUAGES`].

mod bundles;
mod dates;
mod islands;
mod labels;

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};

pub use labels::{Gender, Labels, Sound, Term, Word, sound_of};

use super::time::Timestamp;
use bundles::{Bundles, Words};

/// Every language, by its code, with its own name and its catalogue.
pub const LANGUAGES: &[(&str, &str, &str)] = &[
    ("en", "English", include_str!("../../../i18n/en.ftl")),
    ("fr", "Français", include_str!("../../../i18n/fr.ftl")),
];

/// The best language for a wish such as `fr-CA` or an `Accept-Language` header; English where none fits.
pub fn language_for(wish: &str) -> &'static str {
    wish.split(',')
        .filter_map(|part| part.split([';', '-', '_']).next())
        .find_map(|code| {
            LANGUAGES
                .iter()
                .map(|l| l.0)
                .find(|l| l.eq_ignore_ascii_case(code.trim()))
        })
        .unwrap_or("en")
}

/// All catalogues, read once at start.
pub struct Catalog {
    bundles: Bundles,
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Catalog")
    }
}

impl Catalog {
    /// Reads the catalogues that are built in. Fails when one is not Fluent or says a key twice.
    pub fn built_in() -> anyhow::Result<Catalog> {
        let bundles = Bundles::read()?;
        Ok(Catalog { bundles })
    }

    /// The best language for a wish, as [`language_for`] says it.
    pub fn language_for(&self, wish: &str) -> &'static str {
        language_for(wish)
    }

    /// The words in one language, with times shown in `zone` (an IANA name; UTC where it is unknown).
    pub fn speak(self: &Arc<Self>, language: &str, zone: &str) -> Tr {
        let language = self.language_for(language);
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        Tr {
            catalog: Arc::clone(self),
            language,
            zone,
            words: None,
        }
    }
}

/// The words in one language and the times of one time zone: what templates call.
#[derive(Clone)]
pub struct Tr {
    catalog: Arc<Catalog>,
    language: &'static str,
    zone: jiff::tz::TimeZone,
    words: Option<Arc<Words>>,
}

impl fmt::Debug for Tr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tr({})", self.language)
    }
}

impl Tr {
    /// The language's code, for `<html lang>`.
    pub fn language(&self) -> &'static str {
        self.language
    }

    /// The words in another language, with times of the same zone: what a patient reads, on a page for staff.
    #[must_use]
    pub fn in_language(&self, wish: &str) -> Tr {
        Tr {
            catalog: Arc::clone(&self.catalog),
            language: self.catalog.language_for(wish),
            zone: self.zone.clone(),
            words: self.words.clone(),
        }
    }

    /// The same sentences in a clinic's own words (M65): `stored` is the text of its row, empty where it has none.
    #[must_use]
    pub fn labelled(mut self, stored: &str) -> Tr {
        self.words = self.catalog.bundles.words(stored);
        self
    }

    /// The same sentences in words that are only looked at, before they are saved.
    #[must_use]
    pub fn with_labels(&self, labels: Labels) -> Tr {
        let mut tried = self.clone();
        tried.words = Some(self.catalog.bundles.unkept(labels));
        tried
    }

    /// The same sentences in the words that `other` says.
    #[must_use]
    pub fn in_words_of(mut self, other: &Tr) -> Tr {
        self.words.clone_from(&other.words);
        self
    }

    /// Whether a clinic's own words are said.
    pub fn is_labelled(&self) -> bool {
        self.words.is_some()
    }

    /// The clinic's own words, where it has some.
    pub fn labels(&self) -> Labels {
        let words = self.words.as_ref();
        words.map_or_else(Labels::default, |words| words.labels.clone())
    }

    /// The time zone's name, for `<html data-zone>`.
    pub fn zone(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The sentence under `key`. A key that no catalogue has shows itself; a test finds those.
    pub fn t(&self, key: impl AsRef<str>) -> String {
        let key = key.as_ref();
        self.format(key, None).unwrap_or_else(|| key.to_owned())
    }

    /// The paragraphs under `key`: its parts between empty lines.
    pub fn paragraphs(&self, key: &str) -> Vec<String> {
        let text = self.t(key);
        let parts = text.split("\n\n").map(str::trim);
        parts.filter(|p| !p.is_empty()).map(str::to_owned).collect()
    }

    /// The sentence under `key` with one value in it.
    pub fn t1<'a>(&self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> String {
        let mut args = FluentArgs::new();
        args.set(name, value);
        self.format(key, Some(&args))
            .unwrap_or_else(|| key.to_owned())
    }

    /// The sentence under `key` with two values in it.
    pub fn t2<'a>(
        &self,
        key: &str,
        a: (&'a str, impl Into<FluentValue<'a>>),
        b: (&'a str, impl Into<FluentValue<'a>>),
    ) -> String {
        let mut args = FluentArgs::new();
        args.set(a.0, a.1);
        args.set(b.0, b.1);
        self.format(key, Some(&args))
            .unwrap_or_else(|| key.to_owned())
    }

    /// The sentence under `key` with any number of values in it.
    pub fn with(&self, key: &str, values: &[(&'static str, String)]) -> String {
        let args = values
            .iter()
            .map(|(name, value)| (*name, FluentValue::from(value.as_str())))
            .collect::<FluentArgs<'_>>();
        self.format(key, Some(&args))
            .unwrap_or_else(|| key.to_owned())
    }

    /// Whether some catalogue that this language falls back on has `key`.
    pub fn has(&self, key: &str) -> bool {
        self.format(key, None).is_some()
    }

    /// The keys of this language's own catalogue that begin with `prefix`.
    pub fn keys(&self, prefix: &'static str) -> impl Iterator<Item = String> {
        let source = LANGUAGES
            .iter()
            .find(|l| l.0 == self.language)
            .map_or("", |l| l.2);
        source
            .lines()
            .filter(move |line| line.starts_with(prefix))
            .filter_map(|line| line.split([' ', '=']).next())
            .map(str::to_owned)
    }

    /// The sentences of the islands, for the page's `#words` block: JSON, made once for each language and clinic.
    pub fn islands(&self) -> Arc<str> {
        match self
            .catalog
            .bundles
            .get(self.language, self.words.as_deref())
        {
            Some(said) => Arc::clone(said.islands.get_or_init(|| islands::json(self).into())),
            None => "{}".into(),
        }
    }

    /// A birth or item date written in full: `1988-03-14` -> `14 March 1988`. What is no date is shown as it is.
    pub fn calendar_date(&self, iso: &str) -> String {
        iso.parse::<jiff::civil::Date>()
            .map_or_else(|_| iso.to_owned(), |d| dates::full_date(self.language, d))
    }

    /// A day as people say it: `today`, `yesterday`, `Thursday 2 July`, with the year where it is another one.
    pub fn day(&self, at: impl Borrow<Timestamp>, now: impl Borrow<Timestamp>) -> String {
        let (day, today) = (
            self.local(*at.borrow()).date(),
            self.local(*now.borrow()).date(),
        );
        if day == today {
            return self.t("day-today");
        }
        if today.yesterday().is_ok_and(|y| y == day) {
            return self.t("day-yesterday");
        }
        dates::weekday_date(self.language, day, day.year() != today.year())
    }

    /// The time of day: `2:31 pm`, `14 h 31`.
    pub fn time(&self, at: impl Borrow<Timestamp>) -> String {
        dates::time(self.language, self.local(*at.borrow()).time())
    }

    /// Day and time together: `Thursday 2 July, 10:20 am`.
    pub fn day_time(&self, at: impl Borrow<Timestamp>, now: impl Borrow<Timestamp>) -> String {
        let at = *at.borrow();
        format!("{}, {}", self.day(at, now), self.time(at))
    }

    /// A moment that is read at any later time, as on paper: `Thursday 2 July 2026, 10:20 am`.
    pub fn moment(&self, at: impl Borrow<Timestamp>) -> String {
        let day = self.local(*at.borrow()).date();
        let day = dates::weekday_date(self.language, day, true);
        format!("{day}, {}", self.time(at))
    }

    /// A length in bytes as people say it: `84 KB`, `1.2 MB`.
    pub fn size(&self, bytes: impl Borrow<i64>) -> String {
        dates::size(self.language, *bytes.borrow())
    }

    /// The moment that a date and time field holds: `2026-07-02T10:20` on the clinic's clock. None where it is none.
    pub fn typed_moment(&self, local: &str) -> Option<Timestamp> {
        let typed: jiff::civil::DateTime = local.trim().parse().ok()?;
        let zoned = typed.to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(zoned.timestamp().as_millisecond()))
    }

    /// Whether a date and time field holds a moment that the clinic's clock passes over, when clocks go forward.
    pub fn is_skipped(&self, local: &str) -> bool {
        let typed = local.trim().parse::<jiff::civil::DateTime>();
        typed.is_ok_and(|typed| {
            let offset = self.zone.to_ambiguous_timestamp(typed).offset();
            matches!(offset, jiff::tz::AmbiguousOffset::Gap { .. })
        })
    }

    /// `at` as a date and time field takes it: `2026-07-02T10:20`.
    pub fn moment_to_type(&self, at: Timestamp) -> String {
        self.local(at).strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// The local calendar date of `at`.
    pub fn local_date(&self, at: Timestamp) -> jiff::civil::Date {
        self.local(at).date()
    }

    fn local(&self, at: Timestamp) -> jiff::Zoned {
        at.to_jiff().to_zoned(self.zone.clone())
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        [self.language, "en"].into_iter().find_map(|language| {
            let said = self.catalog.bundles.get(language, self.words.as_deref())?;
            let pattern = said.bundle.get_message(key)?.value()?;
            Some(
                said.bundle
                    .format_pattern(pattern, args, &mut Vec::new())
                    .into_owned(),
            )
        })
    }
}

/// Whole years from a birth date to the day `now` falls on; none where the date is none.
pub fn age(birth_date: &str, now: Timestamp) -> Option<i16> {
    let born: jiff::civil::Date = birth_date.parse().ok()?;
    let today = now.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).date();
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    Some(today.year() - born.year() - i16::from(!had_birthday))
}

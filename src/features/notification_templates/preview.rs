//! How a template reads for a made-up patient, and what it costs as a text. No I/O.

use super::fields::{Field, NAME_UNITS, Values};
use super::in_force::{Written, code_ending, lock_screen, written};
use super::model::{Key, Wording};
use crate::features::patients::Channel;
use crate::platform::config::Config;
use crate::platform::i18n::Tr;
use crate::platform::mail::host;
use crate::platform::texts::segments::{self, Count};
use crate::platform::time::{DAY, Timestamp};

/// A link's secret part, as long as a real one.
const TOKEN: &str = "Qm9va2luZ3Mgd2VsY29tZSBhdCB0aGUgZGVzayBub3c";
/// A code that nobody was sent.
const CODE: &str = "482913";

/// A field with its value for the made-up patient, and with the longest that it can have.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub field: Field,
    pub value: String,
    pub longest: String,
}

/// What the clinic's own values are.
pub(super) struct Ground<'a> {
    /// The clinic's name.
    pub clinic: &'a str,
    /// The clinic's telephone number.
    pub phone: &'a str,
    /// How long a passcode works, in minutes (M52).
    pub minutes: i64,
    /// The time.
    pub now: Timestamp,
}

/// The fields of an event, with values in the language of `tr`.
pub(super) fn samples(key: Key, ground: &Ground<'_>, config: &Config, tr: &Tr) -> Vec<Sample> {
    let link = format!("{}/m/{TOKEN}", config.server.public_url);
    let until = ground.now.plus(config.messages.link_days * DAY);
    let until = tr.calendar_date(&tr.local_date(until).to_string());
    let days = (1..=12).map(|month| tr.calendar_date(&format!("2026-{month:02}-28")));
    let longest_day = days.max_by_key(|day| day.chars().count());
    let sample = |field: &Field| {
        let (value, longest) = match field {
            Field::ClinicName => (ground.clinic.to_owned(), None),
            Field::ClinicPhone => (ground.phone.to_owned(), None),
            // A letter that GSM-7 lacks: what a name costs at most.
            Field::GivenName => (tr.t("notices-sample-name"), Some("Ł".repeat(NAME_UNITS))),
            Field::Count => ("2".to_owned(), Some("50".to_owned())),
            Field::Link => (link.clone(), None),
            Field::LinkUntil => (until.clone(), longest_day.clone()),
            Field::Code => (CODE.to_owned(), None),
            Field::CodeMinutes => (ground.minutes.to_string(), Some("60".to_owned())),
        };
        let clean = |value: &str| {
            let values = Values::default().with(*field, value);
            values.get(*field).to_owned()
        };
        let value = clean(&value);
        Sample {
            field: *field,
            longest: longest.as_deref().map_or_else(|| value.clone(), clean),
            value,
        }
    };
    key.event.fields().iter().map(sample).collect()
}

/// What a preview shows.
pub(super) struct Preview {
    pub lock_screen: String,
    pub written: Written,
    pub cost: Option<Cost>,
}

/// What a text costs.
pub(super) struct Cost {
    /// As it is shown.
    pub shown: Count,
    /// With the longest value of every field.
    pub most: Count,
    /// The characters of the shown text that make it longer on its way.
    pub beyond: String,
}

/// What is added to the text whatever it says: the line by which a telephone offers the code.
pub(super) fn ending(key: Key, config: &Config) -> String {
    match (key.channel, key.event.needs()) {
        (Channel::Text, Some(Field::Code)) => {
            let values = Values::default().with(Field::Code, CODE);
            code_ending(host(&config.server.public_url), &values)
        }
        _ => String::new(),
    }
}

/// A wording as the made-up patient gets it.
pub(super) fn preview(key: Key, wording: &Wording, samples: &[Sample], ending: &str) -> Preview {
    let filled = |value: fn(&Sample) -> &str| {
        let values = samples.iter().fold(Values::default(), |values, sample| {
            values.with(sample.field, value(sample))
        });
        let mut written = written(wording, &values);
        written.text.push_str(ending);
        written
    };
    let written = filled(|sample| &sample.value);
    let cost = (key.channel == Channel::Text).then(|| Cost {
        shown: segments::count(&written.text),
        most: segments::count(&filled(|sample| &sample.longest).text),
        beyond: segments::beyond_gsm7(&written.text)
            .iter()
            .map(char::to_string)
            .collect::<Vec<_>>()
            .join(" "),
    });
    Preview {
        lock_screen: lock_screen(key.channel, &written),
        written,
        cost,
    }
}

//! What a message of the clinic asks of the patient's side, and when its sender is told. No I/O.

use std::ops::RangeInclusive;

use crate::features::drafts::Content;
use crate::features::settings::Tier;
use crate::platform::web::Refusal;

/// Days that can be set for a response or for being told, one day to a year (M38, M41).
pub const DAYS: RangeInclusive<i64> = 1..=365;

/// The choices of one message that are about its answer and its reading.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether the patient may answer; without it the conversation is closed as it is sent (M36, M37).
    pub allow_response: bool,
    /// Whether files may come with the answer; [`Options::takes_attachments`] says whether that counts (M34).
    pub allow_attachments: bool,
    /// Days within which an answer is required (M38).
    pub require_response_days: Option<i64>,
    /// Days after which the sender is told that nobody has opened it (M41).
    pub notify_if_unread_days: Option<i64>,
    /// What follows once it is sent (M24).
    pub after: After,
}

/// What follows on a message of the clinic: the three ways of sending (M24).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum After {
    /// **Send**.
    #[default]
    Nothing,
    /// **Send and download**: the conversation is filed in the chart.
    File,
    /// **Send, download and close**.
    FileAndClose,
}

impl After {
    /// The button that was pressed: `file`, `file_and_close`, or the plain one.
    pub fn pressed(value: &str) -> After {
        match value {
            "file" => After::File,
            "file_and_close" => After::FileAndClose,
            _ => After::Nothing,
        }
    }
}

impl Options {
    /// A message that may be answered or not, and asks for nothing more.
    pub fn new(allow_response: bool) -> Options {
        Options {
            allow_response,
            ..Options::default()
        }
    }

    /// What a form says. A number that is none reads as 0, which [`Options::refusals`] names with everything else.
    pub fn typed(content: &Content) -> Options {
        let asked = &content.options;
        let days = |text: &str| text.trim().parse::<i64>().unwrap_or(0);
        let unit = if asked.notify_if_unread_unit == "weeks" {
            7
        } else {
            1
        };
        Options {
            allow_response: content.allow_response.unwrap_or(false),
            allow_attachments: asked.allow_attachments,
            require_response_days: asked
                .require_response
                .then(|| days(&asked.require_response_days)),
            notify_if_unread_days: asked
                .notify_if_unread
                .then(|| days(&asked.notify_if_unread_count).saturating_mul(unit)),
            after: After::pressed(&content.after),
        }
    }

    /// Everything that is in the way, at once.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let mut range = |field, code, days: Option<i64>| {
            if days.is_some_and(|days| !DAYS.contains(&days)) {
                let refusal = Refusal::field(field, code).with("min", DAYS.start());
                refusals.push(refusal.with("max", DAYS.end()));
            }
        };
        range(
            "require_response_days",
            "require_days_range",
            self.require_response_days,
        );
        range(
            "notify_if_unread_days",
            "notify_days_range",
            self.notify_if_unread_days,
        );
        if self.require_response_days.is_some() && !self.allow_response {
            let field = "require_response_days";
            refusals.push(Refusal::field(field, "require_needs_allow"));
        }
        refusals
    }

    /// Whether the patient may send files with the answer: the tier, the response and the box together (M34).
    pub fn takes_attachments(&self, tier: Tier) -> bool {
        tier.takes_attachments() && self.allow_response && self.allow_attachments
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::drafts::Asked;

    fn codes(options: &Options) -> Vec<&'static str> {
        options.refusals().iter().map(|r| r.code).collect()
    }

    #[test]
    fn m38_a_required_response_must_be_allowed_and_within_a_year() {
        let required = |allow_response, days| Options {
            require_response_days: Some(days),
            ..Options::new(allow_response)
        };
        assert_eq!(codes(&required(true, 1)), [""; 0]);
        assert_eq!(codes(&required(true, 365)), [""; 0]);
        for days in [0, -1, 366, 10_000] {
            assert_eq!(codes(&required(true, days)), ["require_days_range"]);
        }
        assert_eq!(codes(&required(false, 7)), ["require_needs_allow"]);
        let wrong = Options {
            notify_if_unread_days: Some(0),
            ..required(false, 0)
        };
        assert_eq!(
            codes(&wrong),
            [
                "require_days_range",
                "notify_days_range",
                "require_needs_allow"
            ]
        );
    }

    #[test]
    fn m34_files_come_only_where_tier_response_and_box_agree() {
        for tier in [Tier::Portal, Tier::Connect, Tier::ConnectPro] {
            for (allow_response, allow_attachments) in
                [(true, true), (true, false), (false, true), (false, false)]
            {
                let options = Options {
                    allow_attachments,
                    ..Options::new(allow_response)
                };
                let expected = tier != Tier::Portal && allow_response && allow_attachments;
                assert_eq!(options.takes_attachments(tier), expected);
            }
        }
    }

    #[test]
    fn m41_days_and_weeks_are_read_as_typed() {
        let content = |count: &str, unit: &str| Content {
            options: Asked {
                notify_if_unread: true,
                notify_if_unread_count: count.to_owned(),
                notify_if_unread_unit: unit.to_owned(),
                ..Asked::default()
            },
            ..Content::default()
        };
        let days = |count, unit| Options::typed(&content(count, unit)).notify_if_unread_days;
        assert_eq!(days("3", "days"), Some(3));
        assert_eq!(days(" 2 ", "weeks"), Some(14));
        assert_eq!(days("soon", "weeks"), Some(0));
        assert_eq!(days("9223372036854775807", "weeks"), Some(i64::MAX));
        assert_eq!(
            Options::typed(&Content::default()).notify_if_unread_days,
            None
        );
    }
}

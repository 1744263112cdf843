//! What R4 has no field for: what a message asks of the patient's side, as extensions of Carepost's own. No I/O.

use fhir::Extension;

use super::address::Base;
use super::body::wrong;
use crate::features::conversations::Options;
use crate::platform::web::Error;

/// Whether the patient may answer (M36).
const ALLOW_RESPONSE: &str = "allow-response";
/// Whether files may come with the answer (M34).
const ALLOW_ATTACHMENTS: &str = "allow-attachments";
/// Days within which an answer is required (M38).
const REQUIRE_RESPONSE_DAYS: &str = "require-response-days";
/// Days after which the sender is told that nobody has opened it (M41).
const NOTIFY_IF_UNREAD_DAYS: &str = "notify-if-unread-days";
/// Whether the patient sees no name of the clinic's people (M21).
const MASK_NAME: &str = "mask-name";
/// The code of the fee that it is billed with (M22).
const FEE_CODE: &str = "fee-code";

/// The extensions of a message that is to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Whether the patient may answer; none: what is preset.
    pub allow_response: Option<bool>,
    /// Whether the name is masked; none: where the sender is the clinic itself.
    pub mask_name: Option<bool>,
    /// The fee.
    pub fee_code: Option<String>,
    allow_attachments: Option<bool>,
    require_response_days: Option<i64>,
    notify_if_unread_days: Option<i64>,
}

impl Asked {
    /// Reads them: each at most once, with a value of its own type, and no others.
    pub fn read(base: &Base, extensions: &[Extension]) -> Result<Asked, Error> {
        let mut asked = Asked::default();
        for one in extensions {
            let url = one.url.as_deref().unwrap_or_default();
            let name = url.strip_prefix(&base.own("")).unwrap_or_default();
            let taken = match name {
                ALLOW_RESPONSE => set(&mut asked.allow_response, one.value_boolean),
                ALLOW_ATTACHMENTS => set(&mut asked.allow_attachments, one.value_boolean),
                REQUIRE_RESPONSE_DAYS => set(&mut asked.require_response_days, one.value_integer),
                NOTIFY_IF_UNREAD_DAYS => set(&mut asked.notify_if_unread_days, one.value_integer),
                MASK_NAME => set(&mut asked.mask_name, one.value_boolean),
                FEE_CODE => set(&mut asked.fee_code, one.value_code.clone()),
                _ => false,
            };
            if !taken || values(one) != 1 {
                return Err(wrong("fhir_element_not_kept", "Communication.extension"));
            }
        }
        Ok(asked)
    }

    /// The verb's options; what was not said about the response is `preset`.
    pub fn options(&self, preset: bool) -> Options {
        Options {
            allow_response: self.allow_response.unwrap_or(preset),
            allow_attachments: self.allow_attachments.unwrap_or(false),
            require_response_days: self.require_response_days,
            notify_if_unread_days: self.notify_if_unread_days,
            ..Options::default()
        }
    }
}

fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let taken = place.is_none() && value.is_some();
    if taken {
        *place = value;
    }
    taken
}

fn values(one: &Extension) -> usize {
    [
        one.value_boolean.is_some(),
        one.value_integer.is_some(),
        one.value_code.is_some(),
    ]
    .iter()
    .filter(|there| **there)
    .count()
}

/// What a message that was sent asks for, as it is read back. Who is billed is not the patient's side's to know.
pub(super) fn extensions(base: &Base, options: &Options) -> Vec<Extension> {
    let days = |name, days: Option<i64>| {
        days.map(|days| Extension {
            url: Some(base.own(name)),
            value_integer: Some(days),
            ..Extension::default()
        })
    };
    let mut all = vec![base.flag(ALLOW_RESPONSE, options.allow_response)];
    all.extend(
        options
            .allow_attachments
            .then(|| base.flag(ALLOW_ATTACHMENTS, true)),
    );
    all.extend(days(REQUIRE_RESPONSE_DAYS, options.require_response_days));
    all.extend(days(NOTIFY_IF_UNREAD_DAYS, options.notify_if_unread_days));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Base {
        Base::new("https://c")
    }

    #[test]
    fn what_was_asked_reads_back_the_same() {
        let options = Options {
            allow_response: true,
            allow_attachments: true,
            require_response_days: Some(7),
            notify_if_unread_days: Some(3),
            ..Options::default()
        };
        let read = Asked::read(&base(), &extensions(&base(), &options));
        let read = read.unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(read.options(false), options);
        assert_eq!(
            Asked::default().options(true),
            Options {
                allow_response: true,
                ..Options::default()
            }
        );
    }

    #[test]
    fn twice_of_the_wrong_type_or_unknown_is_refused() {
        let days = |name: &str| Extension {
            url: Some(base().own(name)),
            value_integer: Some(7),
            ..Extension::default()
        };
        let both = Extension {
            value_boolean: Some(true),
            ..days(REQUIRE_RESPONSE_DAYS)
        };
        for wrong in [
            vec![days(REQUIRE_RESPONSE_DAYS), days(REQUIRE_RESPONSE_DAYS)],
            vec![days(MASK_NAME)],
            vec![days("colour")],
            vec![Extension::default()],
            vec![both],
        ] {
            assert!(Asked::read(&base(), &wrong).is_err(), "{wrong:?}");
        }
    }
}

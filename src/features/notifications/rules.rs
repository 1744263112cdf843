//! What a clinic sets for the delivery of its notices: quiet hours, and how long one waits for others to the same person (M49).

use super::hours::{self, Quiet};
use super::store;
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// Longest time that a notice waits for those that go with it, in seconds.
pub(super) const LONGEST_WINDOW: i64 = 600;

db::row! {
    /// The rules of a clinic.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) struct Rules {
        /// Grows with each save, so that two people don't undo each other unseen.
        pub version: i64,
        /// Quiet hours: from this minute of the day.
        pub quiet_from: i64,
        /// Until this one; the same: none.
        pub quiet_until: i64,
        /// Seconds after a notice in which further ones to the same person wait; 0: none waits. None: as the installation says.
        pub bundle_seconds: Option<i64>,
    }
}

impl Rules {
    /// The quiet hours.
    pub(super) fn quiet(self) -> Quiet {
        Quiet {
            from: self.quiet_from,
            until: self.quiet_until,
        }
    }
}

/// The rules as typed or sent. Both times empty: no quiet hours.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub version: i64,
    pub quiet_from: String,
    pub quiet_until: String,
    /// Empty: as the installation says.
    pub bundle_seconds: String,
}

impl Wanted {
    /// The rules as they are typed.
    pub(super) fn of(rules: Rules) -> Wanted {
        let time = |minute: i64| match rules.quiet_from == rules.quiet_until {
            true => String::new(),
            false => hours::write(minute),
        };
        Wanted {
            version: rules.version,
            quiet_from: time(rules.quiet_from),
            quiet_until: time(rules.quiet_until),
            bundle_seconds: rules
                .bundle_seconds
                .map_or(String::new(), |s| s.to_string()),
        }
    }

    fn read(&self) -> Result<Rules, Vec<Refusal>> {
        let (from, until) = (self.quiet_from.trim(), self.quiet_until.trim());
        let mut wrong = Vec::new();
        let bundle_seconds = match self.bundle_seconds.trim() {
            "" => None,
            typed => {
                let seconds = (typed.parse().ok()).filter(|s| (0..=LONGEST_WINDOW).contains(s));
                if seconds.is_none() {
                    let refusal = Refusal::field("bundle_seconds", "bundle_seconds_wrong");
                    wrong.push(refusal.with("max", LONGEST_WINDOW));
                }
                seconds
            }
        };
        let rules = |quiet_from, quiet_until| Rules {
            version: self.version + 1,
            quiet_from,
            quiet_until,
            bundle_seconds,
        };
        if from.is_empty() && until.is_empty() {
            return match wrong.is_empty() {
                true => Ok(rules(0, 0)),
                false => Err(wrong),
            };
        }
        let mut time = |field: &'static str, typed: &str| {
            hours::read(typed).unwrap_or_else(|| {
                wrong.push(Refusal::field(field, "time_of_day_wrong"));
                0
            })
        };
        let (quiet_from, quiet_until) = (time("quiet_from", from), time("quiet_until", until));
        if wrong.is_empty() && quiet_from == quiet_until {
            wrong.push(Refusal::field("quiet_until", "quiet_hours_all_day"));
        }
        match wrong.is_empty() {
            true => Ok(rules(quiet_from, quiet_until)),
            false => Err(wrong),
        }
    }
}

/// The rules of a clinic; of one that never set any, those that hold nothing back.
pub(super) fn load(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Rules, db::Error> {
    let found = store::rules(tx, clinic)?;
    Ok(found.unwrap_or(Rules {
        version: 0,
        quiet_from: 0,
        quiet_until: 0,
        bundle_seconds: None,
    }))
}

/// Saves the rules. What waits already is looked at again when its time comes.
///
/// # Errors
/// Forbidden without *manage portal settings*; 409 where somebody saved in between; 422 with each field that can't be taken.
pub(super) fn save(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    wanted: &Wanted,
) -> Result<Rules, Error> {
    actor.require(Permission::ManagePortalSettings)?;
    let before = load(tx, actor.clinic)?;
    let changed = || Error::conflict(Refusal::new("settings_changed"));
    if before.version != wanted.version {
        return Err(changed());
    }
    let rules = wanted.read().map_err(Error::all_refused)?;
    if before.quiet() == rules.quiet() && before.bundle_seconds == rules.bundle_seconds {
        return Ok(before);
    }
    let now: Timestamp = env.now();
    if !store::keep_rules(tx, actor.clinic, &rules, now)? {
        return Err(changed());
    }
    let said = |r: &Rules| {
        let time = hours::write;
        let bundle = r
            .bundle_seconds
            .map_or("usual".to_owned(), |s| s.to_string());
        let (from, until) = (time(r.quiet_from), time(r.quiet_until));
        format!("quiet={from}-{until} bundle_seconds={bundle}")
    };
    let event = Event::new(
        actor.clinic,
        actor,
        "delivery_settings.save",
        "clinic",
        actor.clinic.uuid(),
    );
    let detail = format!("{} -> {}", said(&before), said(&rules));
    audit::record(tx, env, &event.detail(detail))?;
    Ok(rules)
}

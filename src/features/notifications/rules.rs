//! What a clinic sets for the delivery of its notices: quiet hours (M49).

use super::hours::{self, Quiet};
use super::store;
use crate::features::audit::{self, Event};
use crate::platform::auth::{Permission, StaffActor};
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

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
        }
    }

    fn read(&self) -> Result<Rules, Vec<Refusal>> {
        let (from, until) = (self.quiet_from.trim(), self.quiet_until.trim());
        let rules = |quiet_from, quiet_until| Rules {
            version: self.version + 1,
            quiet_from,
            quiet_until,
        };
        if from.is_empty() && until.is_empty() {
            return Ok(rules(0, 0));
        }
        let mut wrong = Vec::new();
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
    if before.quiet() == rules.quiet() {
        return Ok(before);
    }
    let now: Timestamp = env.now();
    if !store::keep_rules(tx, actor.clinic, &rules, now)? {
        return Err(changed());
    }
    let said = |r: &Rules| {
        let time = hours::write;
        format!("quiet={}-{}", time(r.quiet_from), time(r.quiet_until))
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

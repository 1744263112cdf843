//! All SQL of automatic replies and opening hours.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::hours::{Hours, Span};
use super::model::{AutomaticReply, OfWorkgroup, Schedule};
use crate::platform::ids::{ClinicId, WorkgroupId};
use crate::platform::time::Timestamp;

db::row! {
    struct ReplyRow {
        id: WorkgroupId,
        name: String,
        enabled: Option<bool>,
        schedule: Option<Schedule>,
        from_day: Option<String>,
        until_day: Option<String>,
        every_hours: Option<i64>,
        text_en: Option<String>,
        text_fr: Option<String>,
    }
}

impl From<ReplyRow> for OfWorkgroup {
    fn from(row: ReplyRow) -> OfWorkgroup {
        let preset = AutomaticReply::default();
        let day = |text: Option<String>| text.and_then(|t| t.parse::<Date>().ok());
        OfWorkgroup {
            workgroup: row.id,
            name: row.name,
            reply: AutomaticReply {
                enabled: row.enabled.unwrap_or(preset.enabled),
                schedule: row.schedule.unwrap_or(preset.schedule),
                days: day(row.from_day).zip(day(row.until_day)),
                every_hours: row.every_hours.unwrap_or(preset.every_hours),
                text_en: row.text_en.unwrap_or_default(),
                text_fr: row.text_fr.unwrap_or_default(),
            },
        }
    }
}

macro_rules! select_replies {
    ($where:literal) => {
        concat!(
            "SELECT g.id, g.name, r.enabled, r.schedule, r.from_day, r.until_day, r.every_hours, r.text_en, r.text_fr
             FROM workgroup g LEFT JOIN automatic_reply_rule r ON r.clinic_id = g.clinic_id AND r.workgroup_id = g.id
             WHERE g.clinic_id = $1 AND g.retired_at IS NULL",
            $where
        )
    };
}

/// Each workgroup with what it answers by itself, by name.
pub(super) fn all(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Vec<OfWorkgroup>, db::Error> {
    let rows: Vec<ReplyRow> = tx.all(select_replies!(" ORDER BY g.name, g.id"), &[&clinic])?;
    Ok(rows.into_iter().map(OfWorkgroup::from).collect())
}

/// A workgroup with what it answers by itself.
pub(super) fn of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    workgroup: WorkgroupId,
) -> Result<Option<OfWorkgroup>, db::Error> {
    let row: Option<ReplyRow> =
        tx.opt(select_replies!(" AND g.id = $2"), &[&clinic, &workgroup])?;
    Ok(row.map(OfWorkgroup::from))
}

pub(super) fn keep(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    workgroup: WorkgroupId,
    reply: &AutomaticReply,
    now: Timestamp,
) -> Result<(), db::Error> {
    let (from, until) = reply
        .days
        .map(|(from, until)| (from.to_string(), until.to_string()))
        .unzip();
    tx.exec(
        "INSERT INTO automatic_reply_rule (clinic_id, workgroup_id, enabled, schedule, from_day, until_day, every_hours, text_en, text_fr, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (clinic_id, workgroup_id) DO UPDATE SET enabled = excluded.enabled, schedule = excluded.schedule,
             from_day = excluded.from_day, until_day = excluded.until_day, every_hours = excluded.every_hours,
             text_en = excluded.text_en, text_fr = excluded.text_fr, updated_at = excluded.updated_at",
        &[
            &clinic, &workgroup, &reply.enabled, &reply.schedule, &from, &until, &reply.every_hours, &reply.text_en, &reply.text_fr, &now,
        ],
    )?;
    Ok(())
}

/// The clinic's opening hours.
pub(super) fn hours(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<Hours, db::Error> {
    let spans: Vec<(i64, i64, i64)> = tx.all(
        "SELECT weekday, opens, closes FROM opening_hours WHERE clinic_id = $1 ORDER BY weekday, opens",
        &[&clinic],
    )?;
    let closed: Vec<(String,)> = tx.all(
        "SELECT day FROM closed_day WHERE clinic_id = $1 ORDER BY day",
        &[&clinic],
    )?;
    let mut hours = Hours {
        closed: closed
            .iter()
            .filter_map(|(day,)| day.parse().ok())
            .collect(),
        ..Hours::default()
    };
    for (weekday, opens, closes) in spans {
        let number = usize::try_from(weekday).unwrap_or(usize::MAX);
        if let Some(day) = hours.week.get_mut(number) {
            day.push(Span { opens, closes });
        }
    }
    Ok(hours)
}

pub(super) fn keep_hours(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    hours: &Hours,
) -> Result<(), db::Error> {
    tx.exec("DELETE FROM opening_hours WHERE clinic_id = $1", &[&clinic])?;
    tx.exec("DELETE FROM closed_day WHERE clinic_id = $1", &[&clinic])?;
    for (weekday, spans) in (0_i64..).zip(&hours.week) {
        for span in spans {
            tx.exec(
                "INSERT INTO opening_hours (clinic_id, weekday, opens, closes) VALUES ($1, $2, $3, $4)",
                &[&clinic, &weekday, &span.opens, &span.closes],
            )?;
        }
    }
    for day in &hours.closed {
        tx.exec(
            "INSERT INTO closed_day (clinic_id, day) VALUES ($1, $2)",
            &[&clinic, &day.to_string()],
        )?;
    }
    Ok(())
}

/// The clinic's time zone.
pub(super) fn zone(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<TimeZone, db::Error> {
    let (name,): (String,) = tx.one("SELECT time_zone FROM clinic WHERE id = $1", &[&clinic])?;
    Ok(TimeZone::get(&name).unwrap_or(TimeZone::UTC))
}

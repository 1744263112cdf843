//! The sample clinic's appointments, and what its patients ask about them.

use super::names::Language;
use super::people::{Person, role};
use crate::features::appointments::{self, NewAppointment, Wish};
use crate::features::patients::{self, Editor};
use crate::platform::auth::{PortalActor, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{AppointmentId, PatientId};
use crate::platform::time::{DAY, MINUTE, Timestamp};
use crate::platform::web::Error;

/// What appointments are for, in English and French.
const REASONS: &[(&str, &str)] = &[
    ("Check-up", "Bilan de santé"),
    ("Blood pressure", "Tension artérielle"),
    ("Vaccination", "Vaccination"),
    ("Follow-up by telephone", "Suivi par téléphone"),
    ("Blood test", "Prise de sang"),
    ("Wound dressing", "Pansement"),
];

/// Who has appointments, beginning with those about whom stories are told.
const WITH_APPOINTMENTS: usize = 24;

/// A patient of the sample clinic.
pub(super) struct Whose<'a> {
    pub(super) number: usize,
    pub(super) id: PatientId,
    pub(super) person: &'a Person,
}

/// The appointments of one patient: some past, some to come, one of them cancelled or missed now and then.
pub(super) fn of(whose: &Whose<'_>, tr: &Tr, now: Timestamp) -> Vec<NewAppointment> {
    if whose.number >= WITH_APPOINTMENTS {
        return Vec::new();
    }
    let n = i64::try_from(whose.number).unwrap_or(0);
    let days = [-(200 - n), -(20 + n), 3 + n % 9, 24 + n % 11];
    let at = |day: i64, slot: i64| {
        let date = tr.local_date(now.plus(day * DAY));
        let (hour, minute) = (9 + slot % 7, (slot * 15) % 60);
        tr.typed_moment(&format!("{date}T{hour:02}:{minute:02}"))
            .unwrap_or(now.plus(day * DAY))
    };
    let mut made = Vec::new();
    for (nth, day) in days.into_iter().enumerate() {
        let nth_n = i64::try_from(nth).unwrap_or(0);
        let status = match (day < 0, whose.number % 5, nth) {
            (true, 3, 1) => "noshow",
            (true, ..) => "fulfilled",
            (false, 4, 3) => "cancelled",
            (false, 2, 3) => "pending",
            _ => "booked",
        };
        let (english, french) = REASONS[(whose.number + nth) % REASONS.len()];
        let starts_at = at(day, n + nth_n * 2);
        made.push(NewAppointment {
            patient: whose.id,
            starts_at,
            ends_at: Some(starts_at.plus(30 * MINUTE)),
            status: status.to_owned(),
            description: whose.person.language.of(english, french).to_owned(),
        });
    }
    made
}

/// Writes the appointments of a patient down; the first that is to come.
pub(super) fn add(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    all: &[NewAppointment],
) -> Result<Option<AppointmentId>, Error> {
    let mut next = None;
    for new in all {
        let id = appointments::create(tx, actor, env, new)?;
        if new.starts_at > env.now() && next.is_none() {
            next = Some(id);
        }
    }
    Ok(next)
}

/// What some patients have asked this morning: an appointment, another time, and one who cancelled.
pub(super) fn ask(
    tx: &mut db::Tx<'_>,
    env: &Env,
    whose: (usize, PatientId, Language),
    (staff, next): (&StaffActor, Option<AppointmentId>),
) -> Result<(), Error> {
    let (number, patient, language) = whose;
    if ![role::MOTHER, 5, 11].contains(&number) {
        return Ok(());
    }
    let editor = Editor::system(staff.clinic);
    let actor = PortalActor {
        clinic: staff.clinic,
        portal_user: patients::portal_user_of_patient(tx, &editor, env, patient)?,
        patient,
        is_self: true,
        by_account: true,
        session: env.id(),
    };
    let wish = |appointment, english, french| Wish {
        appointment,
        words: language.of(english, french).to_owned(),
    };
    match (number, next) {
        (role::MOTHER, _) => {
            let words = (
                "A cough that does not go away. Any morning but Tuesday.",
                "Une toux qui ne passe pas. N’importe quel matin sauf le mardi.",
            );
            appointments::ask(tx, &actor, env, &wish(None, words.0, words.1)).map(drop)
        }
        (5, Some(_)) => {
            let words = (
                "I work until four that day. Later would be better.",
                "Je travaille jusqu’à 16 h ce jour-là. Plus tard, ce serait mieux.",
            );
            appointments::ask(tx, &actor, env, &wish(next, words.0, words.1)).map(drop)
        }
        (11, Some(id)) => appointments::cancel(tx, &actor, env, id, ""),
        _ => Ok(()),
    }
}

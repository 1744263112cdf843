//! Telling the patient's side what the clinic answered, and open pages that something changed.

use crate::features::conversations::{self, NewMessage, Options};
use crate::features::{patients, settings, staff};
use crate::platform::auth::{Scope, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{ClinicId, ConversationId, PatientId};
use crate::platform::live::{self, Update};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;
use crate::platform::web::Error;

/// What the patient's side is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// The appointment is booked.
    Booked,
    /// It is at another time now.
    Moved,
    /// The clinic proposes a time.
    Proposed,
    /// The clinic can't.
    Declined,
}

impl News {
    fn key(self) -> &'static str {
        match self {
            News::Booked => "appointments-told-booked",
            News::Moved => "appointments-told-moved",
            News::Proposed => "appointments-told-proposed",
            News::Declined => "appointments-told-declined",
        }
    }
}

/// Sends the news as a message of the member's, in the patient's language: notified, read and answered as every message is.
/// None where nobody can be messaged for the patient (M1); the answer holds all the same, and staff see that nobody was told.
pub(super) fn tell(
    tx: &mut db::Tx<'_>,
    (actor, env, tr): (&StaffActor, &Env, &Tr),
    patient: PatientId,
    (news, starts_at, words): (News, Option<Timestamp>, &str),
) -> Result<Option<ConversationId>, Error> {
    let scope = actor.scope();
    let settings = settings::load(tx, actor.clinic)?;
    let patient = patients::load(tx, &scope, patient)?;
    let readers = patients::recipients(tx, &scope, patient.id, env.now())?;
    if !patients::unreachable(&settings, &patient, &readers).is_empty() {
        return Ok(None);
    }
    let tr = tr.in_language(&patient.language);
    let when = starts_at.map(|at| tr.moment(at)).unwrap_or_default();
    let first = tr.t1(news.key(), "when", when);
    let message = NewMessage {
        patient: patient.id,
        draft: None,
        recipients: Vec::new(),
        to_staff: Vec::new(),
        from: None,
        subject: tr.t("appointments-told-subject"),
        body: RichText::from_plain(format!("{first}\n\n{words}").trim()),
        attachments: Vec::new(),
        options: Options::new(settings.conversation_responses),
        mask_name: false,
        fee_code: None,
    };
    let sent = conversations::send(tx, actor, env, &message)?;
    Ok(Some(sent.conversation))
}

/// Open pages of the clinic's members and of everybody who reads for the patient learn that something changed.
pub(super) fn announce(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    patient: PatientId,
) -> Result<(), Error> {
    let scope = Scope {
        clinic,
        portal: None,
    };
    let members = staff::members(tx, &scope)?;
    let readers = patients::recipients(tx, &scope, patient, env.now())?;
    let working = members.into_iter().filter(|m| m.disabled_at.is_none());
    let everybody = working
        .map(|m| m.id.uuid())
        .chain(readers.into_iter().map(|r| r.portal_user_id.uuid()));
    live::announce(tx, everybody, Update::Appointments);
    Ok(())
}

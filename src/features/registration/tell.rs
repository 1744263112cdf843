//! Telling the person what became of their request, and open pages that the queue changed.

use jobs::Claimed;

use super::model::Registration;
use super::store;
use crate::features::conversations::{self, NewMessage, Options};
use crate::features::notification_templates::{Key, NoticeEvent, Values, in_force};
use crate::features::{patients, portal, settings, staff};
use crate::platform::auth::{Permission, Scope, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{ClinicId, PatientId, RegistrationId};
use crate::platform::live::{self, Update};
use crate::platform::outcome::Outcome;
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::web::Error;

/// The kind of job that tells somebody what became of their request.
pub const TOLD: &str = "registration_told";

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// They are a patient now.
    Taken,
    /// They are not.
    Refused,
}

impl News {
    fn code(self) -> &'static str {
        match self {
            News::Taken => "taken",
            News::Refused => "refused",
        }
    }

    fn event(self) -> NoticeEvent {
        match self {
            News::Taken => NoticeEvent::Registered,
            News::Refused => NoticeEvent::RegistrationRefused,
        }
    }

    fn from_code(code: &str) -> Option<News> {
        [News::Taken, News::Refused]
            .into_iter()
            .find(|news| news.code() == code)
    }
}

/// Tells somebody that they are a patient now: by a first message of the member's, whose notice leads to signing in; where
/// nobody can be messaged for the patient yet (M1), or the member may not send, by a notice to the address that was proven.
pub(super) fn welcome(
    tx: &mut db::Tx<'_>,
    (actor, env, tr): (&StaffActor, &Env, &Tr),
    held: &Registration,
    patient: PatientId,
) -> Result<(), Error> {
    let scope = actor.scope();
    let settings = settings::load(tx, actor.clinic)?;
    let patient = patients::load(tx, &scope, patient)?;
    let readers = patients::recipients(tx, &scope, patient.id, env.now())?;
    let reached = patients::unreachable(&settings, &patient, &readers).is_empty();
    if !(reached && actor.may(Permission::SendMessages)) {
        return queue(tx, env, (actor.clinic, held.id), News::Taken).map_err(Error::from);
    }
    let tr = tr.in_language(&patient.language);
    let clinic = portal::clinic(tx, actor.clinic)?;
    let message = NewMessage {
        patient: patient.id,
        draft: None,
        recipients: Vec::new(),
        to_staff: Vec::new(),
        from: None,
        subject: tr.t("registration-welcome-subject"),
        body: RichText::from_plain(&tr.t1("registration-welcome", "clinic", clinic.name)),
        attachments: Vec::new(),
        options: Options::new(settings.conversation_responses),
        mask_name: false,
        fee_code: None,
    };
    conversations::send(tx, actor, env, &message)?;
    Ok(())
}

/// Queues the word to the address that the person has proven to be theirs.
pub(super) fn queue(
    tx: &mut db::Tx<'_>,
    env: &Env,
    (clinic, id): (ClinicId, RegistrationId),
    news: News,
) -> Result<(), db::Error> {
    let payload = format!("{id} {}", news.code());
    let job = jobs::NewJob::new(env.id(), TOLD, payload, env.now().0).of_clinic(clinic.uuid());
    jobs::enqueue(tx, &job)?;
    Ok(())
}

/// Does one job of kind [`TOLD`]. While the portal is off nothing is sent (M55): the word then falls away.
///
/// # Errors
/// Where the job can't be read or the database fails; where the provider failed for now, so that the queue tries again.
pub async fn tell(state: &State, job: &Claimed) -> Result<(), anyhow::Error> {
    let clinic = ClinicId::from_uuid(job.clinic_id);
    let (id, news) = job.payload.split_once(' ').unwrap_or_default();
    let (Ok(id), Some(news)) = (id.parse::<RegistrationId>(), News::from_code(news)) else {
        anyhow::bail!("the job says nothing that can be told");
    };
    let found = state
        .db
        .within(clinic)
        .read(move |tx| {
            let Some(person) = store::find_opt(tx, clinic, id)? else {
                return Ok(None);
            };
            if !settings::load(tx, clinic)?.portal_on() {
                return Ok(None);
            }
            let key = Key::new(news.event(), person.channel, &person.language);
            let words = in_force(tx, clinic, key)?;
            Ok::<_, db::Error>(Some((person, portal::clinic(tx, clinic)?, words)))
        })
        .await?;
    if let Some((person, at, words)) = found
        && let Some(to) = person.proven_address()
    {
        let tr = (state.catalog)
            .speak(&person.language, &at.time_zone)
            .labelled(&at.labels);
        let name = (&*person.given_name, &*person.family_name);
        let values = Values::of((&at.name, &at.phone), name);
        let written = words.write(&values, &tr);
        let place = (to, person.channel);
        let outcome = portal::send_word(state, job, place, &at.name, written).await;
        if let Outcome::TransientFailure(failure) = outcome {
            anyhow::bail!("not reached: {}", failure.code);
        }
    }
    let job = job.clone();
    let done = state.db.within(clinic);
    done.write(move |tx| jobs::done(tx, &job)).await?;
    Ok(())
}

/// Open pages of the clinic's members learn that the queue changed.
pub(super) fn announce(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<(), db::Error> {
    let scope = Scope {
        clinic,
        portal: None,
    };
    let members = staff::members(tx, &scope)?;
    let working = members.into_iter().filter(|m| m.disabled_at.is_none());
    live::announce(tx, working.map(|m| m.id.uuid()), Update::Registrations);
    Ok(())
}

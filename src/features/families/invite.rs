//! The clinic invites somebody to read and write for a patient (M5): a link that waits for its person, and a message to them
//! alone. Its notice goes out as every notice does, and its link leads to a passcode and the patient's date of birth; where
//! the tier has accounts, to making one, or to the one that the person has and signs in to. An address links nobody.

use super::store::{self, Invitation};
use crate::features::audit::{self, Event};
use crate::features::conversations::{self, NewMessage, Options};
use crate::features::patients::{
    self, Editor, LinkState, NewLink, NewPortalUser, PortalUser, Relationship,
};
use crate::features::settings;
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{ClinicId, ConversationId, PatientId, PortalLinkId};
use crate::platform::limits::{self, Limit};
use crate::platform::richtext::RichText;
use crate::platform::state::State;
use crate::platform::time::{DAY, Timestamp};
use crate::platform::web::{Error, Refusal};

/// How long an invitation is open: as long as the link in its notice.
const OPEN_MS: i64 = 14 * DAY;
/// How often an invitation is sent in all.
const MOST_SENT: i64 = 5;
/// Invitations of one clinic in a day.
const A_DAY: i64 = 200;
/// Invitations looked at in one turn of [`expire`].
const PAGE: i64 = 200;

/// Who is invited, and to what.
#[derive(Debug, Clone)]
pub struct Invite {
    /// The patient.
    pub patient: PatientId,
    /// The person, who is new: somebody with the same address stays somebody else.
    pub person: NewPortalUser,
    /// What they are to the patient.
    pub relationship: Relationship,
    /// When the access ends; none: until it is revoked.
    pub ends_at: Option<Timestamp>,
}

/// Invites a person.
///
/// # Errors
/// Forbidden without *edit demographics* and *send messages*; 422 with everything that is in the way: of the person, of the
/// link, and of a message to them.
pub fn invite(
    tx: &mut db::Tx<'_>,
    (actor, env, tr): (&StaffActor, &Env, &Tr),
    new: &Invite,
) -> Result<PortalLinkId, Error> {
    let editor = Editor::of(actor)?;
    let no_address = |a: &Option<String>| a.as_deref().is_none_or(|a| a.trim().is_empty());
    if no_address(&new.person.email) && no_address(&new.person.mobile) {
        return Err(Error::refused(Refusal::field("email", "contact_missing")));
    }
    let person = patients::add_portal_user(tx, &editor, env, &new.person)?;
    // Where only the registered can be written to (M4), an invitation is how one gets there: the link waits from here on.
    let link = NewLink {
        ends_at: new.ends_at,
        state: LinkState::Registered,
        ..NewLink::new(person, new.patient, new.relationship)
    };
    let link = patients::link_portal_user(tx, &editor, env, &link)?;
    let user = patients::portal_user(tx, actor.clinic, person)?;
    let conversation = send(tx, (actor, env, tr), new.patient, &user)?;
    store::await_person(tx, actor.clinic, link)?;
    let now = env.now();
    store::insert_invitation(
        tx,
        (actor.clinic, link, conversation),
        (actor.staff, now, now.plus(OPEN_MS)),
    )?;
    record(
        tx,
        (actor, env),
        (link, new.patient),
        "portal_invitation.create",
    )?;
    Ok(link)
}

/// Invites the person of a link that nobody has used yet, for the first time or once more; it is open for two weeks from now.
///
/// # Errors
/// Not found where it is not the patient's; 409 where the person has come, the link is over, or it was sent often enough.
pub fn invite_again(
    tx: &mut db::Tx<'_>,
    (actor, env, tr): (&StaffActor, &Env, &Tr),
    (patient, link): (PatientId, PortalLinkId),
) -> Result<(), Error> {
    let editor = Editor::of(actor)?;
    let row = patients::link(tx, &editor.scope(), link)?;
    if row.patient_id != patient {
        return Err(Error::NotFound);
    }
    if row.state != LinkState::Invited || row.is_over(env.now()) {
        return Err(Error::conflict(Refusal::new("invitation_over")));
    }
    let found = invitations_of(tx, actor.clinic, patient)?;
    let waiting = found.iter().find(|i| i.link_id == link);
    if waiting.is_some_and(|i| i.sent >= MOST_SENT) {
        return Err(Error::conflict(Refusal::new("invitation_often")));
    }
    let user = patients::portal_user(tx, actor.clinic, row.portal_user_id)?;
    store::is_registered(tx, actor.clinic, link)?;
    let conversation = send(tx, (actor, env, tr), patient, &user)?;
    store::await_person(tx, actor.clinic, link)?;
    let (now, until) = (env.now(), env.now().plus(OPEN_MS));
    match waiting {
        Some(_) => store::sent_again(tx, (actor.clinic, link), conversation, until)?,
        None => store::insert_invitation(
            tx,
            (actor.clinic, link, conversation),
            (actor.staff, now, until),
        )?,
    }
    record(
        tx,
        (actor, env),
        (link, patient),
        "portal_invitation.send_again",
    )
}

/// The invitations of a patient's links that wait.
pub fn invitations_of(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: PatientId,
) -> Result<Vec<Invitation>, db::Error> {
    store::invitations_of(tx, clinic, patient)
}

/// The message to the invited person alone, in their language.
fn send(
    tx: &mut db::Tx<'_>,
    (actor, env, tr): (&StaffActor, &Env, &Tr),
    patient: PatientId,
    user: &PortalUser,
) -> Result<ConversationId, Error> {
    let bucket = limits::bucket(env, "invitation", &actor.clinic.to_string());
    if let Limit::Over { .. } = limits::hit(tx, &bucket, DAY, A_DAY, env.now())? {
        return Err(Error::conflict(Refusal::new("invitation_often")));
    }
    let portal = settings::load(tx, actor.clinic)?;
    let of = patients::load(tx, &actor.scope(), patient)?;
    let tr = tr.in_language(&user.language);
    let words = tr.t2(
        "families-invite-body",
        ("person", user.given_name.as_str()),
        ("name", of.name().as_str()),
    );
    let message = NewMessage {
        patient,
        draft: None,
        recipients: vec![user.id],
        to_staff: Vec::new(),
        from: None,
        subject: tr.t("families-invite-subject"),
        body: RichText::from_plain(&words),
        attachments: Vec::new(),
        options: Options::new(portal.conversation_responses),
        mask_name: false,
        fee_code: None,
    };
    Ok(conversations::send(tx, actor, env, &message)?.conversation)
}

/// Revokes the links whose person has not come in time, and forgets the invitations of those who have.
///
/// # Errors
/// What the database answers.
pub async fn expire(state: &State) -> Result<(), Error> {
    let env = state.env.clone();
    state
        .db
        .across()
        .write(move |tx| {
            for late in store::late_invitations(tx, env.now(), PAGE)? {
                if late.waits {
                    let editor = Editor::system(late.clinic_id);
                    patients::revoke_link(tx, &editor, &env, late.link_id)?;
                }
                store::forget_invitation(tx, late.clinic_id, late.link_id)?;
            }
            Ok(())
        })
        .await
}

fn record(
    tx: &mut db::Tx<'_>,
    (actor, env): (&StaffActor, &Env),
    (link, patient): (PortalLinkId, PatientId),
    action: &'static str,
) -> Result<(), Error> {
    let event = Event::new(actor.clinic, actor, action, "portal_link", link.uuid());
    audit::record(tx, env, &event.patient(patient))?;
    Ok(())
}

//! The sample clinic's families: a mother who reads for three, an invitation that waits, and a request that waits.

use super::people::role;
use crate::features::families::{self, Invite, Wish};
use crate::features::patients::{self, Editor, NewLink, NewPortalUser, Preference, Relationship};
use crate::platform::auth::{PortalActor, StaffActor};
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::PatientId;
use crate::platform::web::Error;

/// Writes them down. `patients` are in the order of the people; the mother is a patient who reads for herself.
pub(super) fn add(
    tx: &mut db::Tx<'_>,
    (actor, env, tr): (&StaffActor, &Env, &Tr),
    patients: &[PatientId],
) -> Result<(), Error> {
    let editor = Editor::system(actor.clinic);
    let Some(mother) = patients.get(role::MOTHER).copied() else {
        return Ok(());
    };
    let person = patients::portal_user_of_patient(tx, &editor, env, mother)?;
    let now = env.now();
    let own = patients::links_of_portal_users(tx, &editor.scope(), &[person])?;
    let children = own
        .iter()
        .filter(|l| l.patient_id != mother && l.holds(now));
    let children: Vec<PatientId> = children.map(|l| l.patient_id).collect();
    let mut reads_for = children.len();
    for child in patients.iter().rev().copied().filter(|id| *id != mother) {
        let patient = patients::load(tx, &editor.scope(), child)?;
        if !patient.portal_access || patient.age(now).is_none_or(|age| age >= 16) {
            continue;
        }
        let links = patients::links(tx, &editor.scope(), child)?;
        if links.iter().any(|l| l.portal_user_id == person) {
            continue;
        }
        if reads_for < 3 {
            let link = NewLink::new(person, child, Relationship::Guardian);
            patients::link_portal_user(tx, &editor, env, &link)?;
            reads_for += 1;
        }
    }
    if let Some(child) = children.first() {
        families::invite(tx, (actor, env, tr), &grandmother(*child))?;
    }
    let asks = PortalActor {
        clinic: actor.clinic,
        portal_user: person,
        patient: mother,
        is_self: true,
        by_account: true,
        session: env.id(),
    };
    let wish = Wish {
        given_name: "Odile".to_owned(),
        family_name: "Gagnon".to_owned(),
        birth_date: "1947-11-02".to_owned(),
        relationship: "representative".to_owned(),
        words: "My mother-in-law. She asked me to look after her appointments.".to_owned(),
    };
    families::ask(tx, &asks, env, tr, &wish).map(drop)
}

fn grandmother(patient: PatientId) -> Invite {
    Invite {
        patient,
        person: NewPortalUser {
            given_name: "Rosa".to_owned(),
            family_name: "Almeida".to_owned(),
            email: Some("rosa.almeida@home.example".to_owned()),
            mobile: None,
            preferred_channel: Preference::Email,
            language: "en".to_owned(),
            source_key: None,
        },
        relationship: Relationship::Guardian,
        ends_at: None,
    }
}

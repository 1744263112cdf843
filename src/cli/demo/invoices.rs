//! The sample clinic's private bills: one to pay, one paid at the desk, one paid through Stripe and given back in part.

use std::sync::Arc;

use super::names::Language;
use crate::features::invoices::{self, NewInvoice, NewLine};
use crate::features::patients::{self, Editor};
use crate::features::settings::{self, Change};
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::ids::PatientId;
use crate::platform::web::Error;

/// Switches portal billing on, as a clinic does that has Stripe. The demo itself has none, so its portal lists the bills
/// and says that they are paid at the clinic, and the settings say what is missing.
pub(super) fn switch_on(tx: &mut db::Tx<'_>, owner: &StaffActor, env: &Env) -> Result<(), Error> {
    let (mut config, mut env) = ((*env.config).clone(), env.clone());
    config.stripe.secret_key = "none".to_owned();
    config.stripe.webhook_secret = "none".to_owned();
    env.config = Arc::new(config);
    let change = Change {
        portal_billing: Some(true),
        ..Change::of(&settings::load(tx, owner.clinic)?)
    };
    settings::save(tx, owner, &env, &change).map(drop)
}

/// The bills of one patient: what for in English and French, how much, and what became of it.
const BILLS: &[(&str, &str, i64, Fate)] = &[
    (
        "Note for the employer",
        "Attestation pour l’employeur",
        2_500,
        Fate::Refunded,
    ),
    (
        "Travel vaccination",
        "Vaccin de voyage",
        8_500,
        Fate::AtDesk,
    ),
    (
        "Form for the insurance",
        "Formulaire pour l’assurance",
        4_000,
        Fate::Open,
    ),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    AtDesk,
    Refunded,
}

/// Writes the bills of a patient down; one that was given back only for who pays for themselves.
pub(super) fn add(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (patient, language, pays): (PatientId, Language, bool),
) -> Result<(), Error> {
    for (english, french, amount_cents, fate) in BILLS {
        if *fate == Fate::Refunded && !pays {
            continue;
        }
        let line = NewLine {
            description: language.of(english, french).to_owned(),
            amount_cents: Some(*amount_cents),
        };
        let new = NewInvoice {
            patient,
            lines: vec![line],
        };
        let bill = invoices::issue(tx, actor, env, &new)?;
        match fate {
            Fate::Open => {}
            Fate::AtDesk => invoices::paid_at_desk(tx, actor, env, bill, "")?,
            Fate::Refunded => {
                let editor = Editor::system(actor.clinic);
                let payer = patients::portal_user_of_patient(tx, &editor, env, patient)?;
                let who = (actor.clinic, payer);
                invoices::paid_and_refunded(tx, env, who, bill, amount_cents / 2)?;
            }
        }
    }
    Ok(())
}

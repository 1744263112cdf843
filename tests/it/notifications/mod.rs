//! Telling patients that a message waits: by which way, how often, and never what it says.

mod bounces;
mod bundles;
mod delivering;
mod fixing;
mod mail_server;
mod paces;
mod portal_off;
mod preference;
mod privacy;
mod queue;
mod quiet_hours;
mod reports;
mod send_again;
mod smtp;
mod together;

use carepost::features::conversations::Sent;
use carepost::features::notifications::{self, Delivery};
use carepost::features::patients::Channel;
use carepost::platform::auth::Scope;
use carepost::platform::ids::ClinicId;
use carepost::platform::outcome::{Failure, Outcome};

use crate::support::{Clinic, Patient, TestApp};

/// A clinic, a patient who wants email, and a message to them.
struct Told {
    clinic: Clinic,
    patient: Patient,
    sent: Sent,
}

impl TestApp {
    async fn told(&self) -> Told {
        let clinic = self.clinic().await;
        let patient = self.patient(&clinic).await;
        self.prefers(&patient, Channel::Email).await;
        let sent = self
            .write_to(
                &clinic,
                &patient,
                "Your results",
                "<p>All is well.</p>",
                true,
            )
            .await;
        Told {
            clinic,
            patient,
            sent,
        }
    }

    pub async fn prefers(&self, patient: &Patient, channel: Channel) {
        let (clinic, id) = (patient.clinic, patient.id);
        self.change(move |tx| {
            tx.exec(
                "UPDATE patient SET preferred_channel = $3 WHERE clinic_id = $1 AND id = $2",
                &[&clinic, &id, &channel],
            )
        })
        .await;
    }

    /// Changes something behind the application's back.
    async fn change(
        &self,
        change: impl Fn(&mut db::Tx<'_>) -> Result<u64, db::Error> + Send + 'static,
    ) {
        self.state.db.write(change).await.expect("a change");
    }

    async fn deliveries(&self, clinic: ClinicId, sent: Sent) -> Vec<Delivery> {
        let scope = Scope {
            clinic,
            portal: None,
        };
        self.state
            .db
            .read(move |tx| notifications::deliveries(tx, &scope, sent.conversation))
            .await
            .expect("deliveries")
    }

    /// Channel, state and code of each delivery.
    async fn states(&self, told: &Told) -> Vec<(&'static str, &'static str, String)> {
        let mut all = self.deliveries(told.clinic.id, told.sent).await;
        all.sort_by_key(|d| d.channel.code());
        all.iter()
            .map(|d| {
                let code = d.failure_code.clone().unwrap_or_default();
                (d.channel.code(), d.state.code(), code)
            })
            .collect()
    }

    /// The thread as the nurse sees it.
    async fn thread(&self, told: &Told) -> crate::support::Answer {
        let nurse = self.signed_in(&told.clinic.nurse).await;
        nurse
            .get(&format!("/staff/conversations/{}", told.sent.conversation))
            .await
    }
}

fn not_now() -> Outcome {
    Outcome::TransientFailure(Failure::new("connection", "no route"))
}

pub fn never(code: &str) -> Outcome {
    Outcome::PermanentFailure(Failure::new(code, "5.1.1 no such user"))
}

//! Patients to test with, and the people who read and write for them.

use carepost::features::patients::{
    self, Author, ChartKind, Demographics, Editor, NewChartItem, NewIdentifier, NewLink,
    NewPatient, NewPortalUser, Preference, Relationship,
};
use carepost::platform::env::Env;
use carepost::platform::ids::{ChartItemId, ClinicId, PatientId, PortalLinkId, PortalUserId};
use carepost::platform::web::Error;

use super::{Clinic, TestApp};

/// A patient about to be created.
pub struct PatientBuilder<'a> {
    app: &'a TestApp,
    clinic: ClinicId,
    new: NewPatient,
}

/// Somebody who reads and writes for a patient.
#[derive(Debug, Clone, Copy)]
pub struct Linked {
    pub portal_user: PortalUserId,
    pub link: PortalLinkId,
}

impl TestApp {
    /// Amélie Tremblay, born 14 March 1988, with email, mobile number and portal access, unless said otherwise.
    pub fn new_patient(&self, clinic: &Clinic) -> PatientBuilder<'_> {
        let demographics = Demographics {
            given_name: "Amélie".to_owned(),
            family_name: "Tremblay".to_owned(),
            birth_date: "1988-03-14".to_owned(),
            email: Some("amelie@home.example".to_owned()),
            mobile: Some("+16135550142".to_owned()),
            ..Demographics::default()
        };
        PatientBuilder {
            app: self,
            clinic: clinic.id,
            new: NewPatient {
                demographics,
                portal_access: Some(true),
                ..NewPatient::default()
            },
        }
    }

    /// Links somebody who is no patient to a patient, as their guardian, from now on.
    pub async fn new_guardian(
        &self,
        clinic: &Clinic,
        patient: PatientId,
        name: (&str, &str),
        email: &str,
    ) -> Linked {
        let new = NewPortalUser {
            given_name: name.0.to_owned(),
            family_name: name.1.to_owned(),
            email: Some(email.to_owned()),
            mobile: None,
            preferred_channel: Preference::Email,
            language: "en".to_owned(),
            source_key: None,
        };
        let editor = Editor::system(clinic.id);
        self.write(move |tx, env| {
            let portal_user = patients::add_portal_user(tx, &editor, env, &new)?;
            let link = NewLink::new(portal_user, patient, Relationship::Guardian);
            let link = patients::link_portal_user(tx, &editor, env, &link)?;
            Ok(Linked { portal_user, link })
        })
        .await
    }

    /// Puts an item without a file into a chart.
    pub async fn chart_item(
        &self,
        clinic: &Clinic,
        patient: PatientId,
        kind: ChartKind,
        title: &str,
        date: &str,
    ) -> ChartItemId {
        let new = NewChartItem {
            patient,
            kind,
            title: title.to_owned(),
            item_date: date.to_owned(),
            author: "Dr. Nadia Okafor".to_owned(),
            file: None,
            link: None,
            source_key: None,
        };
        let author = Author::system(clinic.id);
        self.write(move |tx, env| patients::create_chart_item(tx, &author, env, &new))
            .await
    }

    /// Runs a verb in a transaction and expects it to succeed.
    pub async fn write<T: Send + 'static>(
        &self,
        verb: impl Fn(&mut db::Tx<'_>, &Env) -> Result<T, Error> + Send + 'static,
    ) -> T {
        let env = self.state.env.clone();
        self.state
            .db
            .write(move |tx| verb(tx, &env))
            .await
            .expect("the verb succeeds")
    }
}

impl PatientBuilder<'_> {
    pub fn named(mut self, given: &str, family: &str) -> Self {
        self.new.demographics.given_name = given.to_owned();
        self.new.demographics.family_name = family.to_owned();
        self
    }

    pub fn born(mut self, date: &str) -> Self {
        self.new.demographics.birth_date = date.to_owned();
        self
    }

    pub fn email(mut self, email: Option<&str>) -> Self {
        self.new.demographics.email = email.map(str::to_owned);
        self
    }

    pub fn mobile(mut self, mobile: Option<&str>) -> Self {
        self.new.demographics.mobile = mobile.map(str::to_owned);
        self
    }

    /// The patient's own switch; none: as the clinic presets it.
    pub fn access(mut self, on: Option<bool>) -> Self {
        self.new.portal_access = on;
        self
    }

    /// An identifier of the usual kinds `emr` or `health_number`.
    pub fn identifier(mut self, kind: &str, value: &str) -> Self {
        self.new.identifiers.push(NewIdentifier {
            kind: kind.to_owned(),
            value: value.to_owned(),
        });
        self
    }

    pub async fn create(self) -> PatientId {
        let (editor, new) = (Editor::system(self.clinic), self.new);
        self.app
            .write(move |tx, env| {
                patients::define_usual_identifier_kinds(tx, &editor, env)?;
                patients::create(tx, &editor, env, &new)
            })
            .await
    }
}

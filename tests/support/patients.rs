//! Patients, the people who read for them, messages to them, and their way in through a notification's link.

use carepost::features::conversations::{self, NewMessage, Options, Sent};
use carepost::features::patients::{
    self, Demographics, Editor, NewLink, NewPatient, NewPortalUser, Preference, Relationship,
};
use carepost::platform::auth::cookies::Cookie;
use carepost::platform::auth::sessions::{self, Owner};
use carepost::platform::auth::{Permissions, StaffActor};
use carepost::platform::ids::{ClinicId, PatientId, PortalLinkId, PortalUserId};
use carepost::platform::keys::Purpose;
use carepost::platform::richtext::RichText;
use carepost::platform::web::Error;

use super::{Answer, Browser, Clinic, Member, PASSWORD, TestApp};

/// Every patient of the fixtures is born on this day.
pub const BIRTH_DATE: &str = "1988-03-14";

/// A patient with portal access who reads their own messages.
#[derive(Debug, Clone)]
pub struct Patient {
    pub clinic: ClinicId,
    pub id: PatientId,
    /// The patient as a portal user.
    pub person: PortalUserId,
    pub name: String,
}

/// A message and the way to it that one reader was told.
#[derive(Debug, Clone)]
pub struct Letter {
    pub sent: Sent,
    /// The path of the notification's link: `/m/…`.
    pub link: String,
}

impl Letter {
    /// The page of the conversation.
    pub fn page(&self) -> String {
        format!("/messages/{}", self.sent.conversation)
    }
}

impl Member {
    /// The member as verbs take them.
    pub fn actor(&self) -> StaffActor {
        StaffActor {
            clinic: self.clinic,
            staff: self.id,
            owner: false,
            permissions: Permissions::all(),
            session: None,
            key: None,
        }
    }
}

impl TestApp {
    /// Sam Lee, with email and mobile on file, told by text first.
    pub async fn patient(&self, clinic: &Clinic) -> Patient {
        self.patient_named(clinic, "Sam", "Lee").await
    }

    /// A patient of that name, otherwise as [`TestApp::patient`].
    pub async fn patient_named(&self, clinic: &Clinic, given: &str, family: &str) -> Patient {
        let demographics = Demographics {
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            birth_date: BIRTH_DATE.to_owned(),
            email: Some("sam.lee@mail.example".to_owned()),
            mobile: Some("+1 416 555 0123".to_owned()),
            preferred_channel: Preference::Text,
            ..Demographics::default()
        };
        let name = format!("{given} {family}").trim().to_owned();
        let (env, clinic) = (self.state.env.clone(), clinic.id);
        let written = self.state.db.write(move |tx| {
            let editor = Editor::system(clinic);
            let new = NewPatient {
                demographics: demographics.clone(),
                portal_access: Some(true),
                own_access: Some(true),
                identifiers: Vec::new(),
                source_key: None,
            };
            let id = patients::create(tx, &editor, &env, &new)?;
            let person = patients::portal_user_of_patient(tx, &editor, &env, id)?;
            Ok::<_, Error>((id, person))
        });
        let (id, person) = written.await.expect("a patient");
        Patient {
            clinic,
            id,
            person,
            name,
        }
    }

    /// A guardian of `patient` with an email address of their own.
    pub async fn guardian(
        &self,
        patient: &Patient,
        given: &str,
        family: &str,
    ) -> (PortalUserId, PortalLinkId) {
        let new = NewPortalUser {
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            email: Some("ann@mail.example".to_owned()),
            mobile: None,
            preferred_channel: Preference::Email,
            language: "en".to_owned(),
            source_key: None,
        };
        let (env, clinic, patient) = (self.state.env.clone(), patient.clinic, patient.id);
        let written = self.state.db.write(move |tx| {
            let editor = Editor::system(clinic);
            let person = patients::add_portal_user(tx, &editor, &env, &new)?;
            let link = NewLink::new(person, patient, Relationship::Guardian);
            let link = patients::link_portal_user(tx, &editor, &env, &link)?;
            Ok::<_, Error>((person, link))
        });
        written.await.expect("a guardian")
    }

    /// The nurse writes to the patient, who may answer; the letter is that of the patient.
    pub async fn letter(&self, clinic: &Clinic, patient: &Patient) -> Letter {
        let sent = self
            .write_to(clinic, patient, "Your results", "<p>All is well.</p>", true)
            .await;
        Letter {
            link: self.link(sent, patient, patient.person).await,
            sent,
        }
    }

    /// The nurse writes to everybody who reads for the patient.
    pub async fn write_to(
        &self,
        clinic: &Clinic,
        patient: &Patient,
        subject: &str,
        body: &str,
        allow_response: bool,
    ) -> Sent {
        let message = NewMessage {
            patient: patient.id,
            recipients: Vec::new(),
            to_staff: Vec::new(),
            from: None,
            subject: subject.to_owned(),
            body: RichText::from_html(body),
            attachments: Vec::new(),
            options: Options::new(allow_response),
            mask_name: false,
            fee_code: None,
            draft: None,
        };
        let (env, actor) = (self.state.env.clone(), clinic.nurse.actor());
        self.state
            .db
            .write(move |tx| conversations::send(tx, &actor, &env, &message))
            .await
            .expect("a message")
    }

    /// A notification's link to a message for one of its readers, as the worker makes them.
    pub async fn link(&self, sent: Sent, patient: &Patient, reader: PortalUserId) -> String {
        let (env, clinic, patient) = (self.state.env.clone(), patient.clinic, patient.id);
        let token = env.token();
        let path = format!("/m/{token}");
        self.state
            .db
            .write(move |tx| {
                let hash = env.keys.hash_token(Purpose::Tokens, token.as_bytes()).to_vec();
                let now = env.now();
                tx.exec(
                    "INSERT INTO notification_link (clinic_id, id, token_hash, portal_user_id, patient_id, message_id, conversation_id, created_at, expires_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    &[
                        &clinic, &env.id::<uuid::Uuid>(), &hash, &reader, &patient, &sent.message, &sent.conversation, &now,
                        &now.plus(14 * 24 * 60 * 60 * 1_000),
                    ],
                )
            })
            .await
            .expect("a link");
        path
    }

    /// The passcode that was sent last, by either channel; waits for it, since it is sent after the answer.
    pub async fn passcode(&self) -> String {
        for _ in 0..200 {
            let texts = self.texts.take().into_iter().map(|t| t.body);
            let mails = self.mail.take().into_iter().map(|l| l.text);
            let found = texts.chain(mails).filter_map(|words| six_digits(&words));
            if let Some(code) = found.reduce(|_, later| later) {
                return code;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("no passcode was sent");
    }

    /// A browser that has opened the link and been sent a passcode.
    pub async fn at_the_door(&self, link: &str) -> (Browser, String) {
        let browser = self.browser();
        browser.get(link).await.is(200).shows("Send me a passcode");
        browser.post("/sign-in/passcode", &[]).await.is(200);
        let code = self.passcode().await;
        (browser, code)
    }

    /// Sets what the patients of a clinic can do.
    pub async fn tier(&self, clinic: &Clinic, tier: &'static str) {
        let clinic = clinic.id;
        self.state
            .db
            .write(move |tx| {
                let sql = "UPDATE portal_settings SET tier = $2 WHERE clinic_id = $1";
                tx.exec(sql, &[&clinic, &tier])
            })
            .await
            .unwrap_or_else(|e: db::Error| panic!("{e}"));
    }

    /// A browser with a session of an account of `person`, for `patient`.
    pub async fn account_of(&self, patient: &Patient, person: PortalUserId) -> Browser {
        let (env, clinic) = (self.state.env.clone(), patient.clinic);
        let owner = Owner::Account {
            portal_user: person,
            patient: patient.id,
        };
        let begin = move |tx: &mut db::Tx<'_>| {
            sessions::begin(tx, &env, clinic, owner, sessions::PORTAL_ACCOUNT)
        };
        let secret = self.state.db.write(begin).await.expect("a session");
        let browser = self.browser();
        browser.keep(&Cookie::Portal.set(&self.state.env.config, &secret, None));
        browser
    }

    /// A browser that has opened the link, proven who it is, and made an account with `login` and the usual password.
    pub async fn new_account(&self, link: &str, login: &str) -> Browser {
        let browser = self.reader(link).await;
        let fields = [("login", login), ("password", PASSWORD)];
        browser.post("/account/new", &fields).await.is(200);
        browser
    }

    /// A browser that has signed in by the link.
    pub async fn reader(&self, link: &str) -> Browser {
        let (browser, code) = self.at_the_door(link).await;
        browser.try_in(&code, BIRTH_DATE).await.is(200);
        browser
    }
}

impl Browser {
    /// Types a passcode and a date of birth.
    pub async fn try_in(&self, code: &str, birth_date: &str) -> Answer {
        self.post("/sign-in", &[("code", code), ("birth_date", birth_date)])
            .await
    }
}

fn six_digits(words: &str) -> Option<String> {
    words
        .split(|c: char| !c.is_ascii_digit())
        .find(|run| run.len() == 6)
        .map(str::to_owned)
}

//! Two clinics with one of everything, so that each route has a real id to be called with.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};

use carepost::features::appointments::{self, NewAppointment, Wish};
use carepost::features::billing;
use carepost::features::conversations::{self, Attach, NewMessage, Options};
use carepost::features::distribution_lists;
use carepost::features::families;
use carepost::features::group_sends;
use carepost::features::invoices::{self, NewInvoice, NewLine};
use carepost::features::message_templates::{self, Wording};
use carepost::features::patients::{self, Author, ChartKind, NewChartItem, NewIdentifier};
use carepost::features::patients::{Demographics, Editor};
use carepost::features::registration::{self, Application, Applied};
use carepost::features::staff::{self, Acting};
use carepost::platform::auth::sessions::{self, Owner, STAFF};
use carepost::platform::auth::{Permissions, PortalActor, StaffActor};
use carepost::platform::ids::{
    AppointmentId, AppointmentRequestId, AttachmentId, ChartItemId, ClinicId, DeliveryId, DraftId,
    FileId, InvoiceId, SessionId,
};
use carepost::platform::richtext::RichText;
use carepost::platform::web::{Error, assets};
use image::ImageFormat;
use serde_json::{Value, json};
use uuid::Uuid;

use super::callers::Caller;
use crate::support::{Browser, Clinic, Linked, NOON_ISH, Patient, TestApp, files};

/// Names that nobody has yet.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// One of everything about one patient, by the part of a path that its id follows.
#[derive(Clone)]
pub struct Things {
    pub clinic: Clinic,
    pub patient: Patient,
    pub proxy: Linked,
    ids: HashMap<String, String>,
}

impl Things {
    /// The id of a kind of thing.
    pub fn get(&self, kind: &str) -> String {
        let id = self.ids.get(kind);
        id.unwrap_or_else(|| panic!("nothing is known of `{kind}`: add one to the world"))
            .clone()
    }

    /// The same with another id of one kind.
    pub fn with(&self, kind: &str, id: &str) -> Things {
        let mut other = self.clone();
        other.ids.insert(kind.to_owned(), id.to_owned());
        other
    }

    /// The same with ids that nothing has.
    pub fn missing(&self) -> Things {
        let mut other = self.clone();
        for (kind, id) in &mut other.ids {
            if id.parse::<Uuid>().is_ok() {
                *id =
                    Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0000 | kind.len() as u128)
                        .to_string();
            }
        }
        other
    }

    /// An answer without the ids of these things, so that answers about different things can be compared.
    pub fn without_ids(&self, answer: &str) -> String {
        self.ids
            .values()
            .filter(|id| id.parse::<Uuid>().is_ok())
            .fold(answer.to_owned(), |text, id| {
                text.replace(id.as_str(), "ID")
            })
    }

    /// Every id.
    pub fn all_ids(&self) -> Vec<String> {
        let ids = self.ids.values().filter(|id| id.parse::<Uuid>().is_ok());
        ids.cloned().collect()
    }

    /// An address that nobody has yet.
    pub fn new_email(&self) -> String {
        format!(
            "new{}@members.example",
            NEXT.fetch_add(1, Ordering::Relaxed)
        )
    }

    /// The portal's settings as they are, for the API.
    pub fn settings(&self) -> Value {
        json!({
            "version": 1, "portal_enabled": true, "accessible": true, "accessible_to_new_patients": true,
            "conversation_responses": true, "require_registration": false, "sign_in_method": "passcode",
            "extra_identifications": false, "passcode_minutes": 10, "overdue_every_days": 3, "overdue_alerts": 3, "emergency_notice_en": "", "emergency_notice_fr": ""
        })
    }

    /// The same as the page sends them.
    pub fn settings_form(&self) -> Vec<(&'static str, String)> {
        [
            ("version", "1"),
            ("portal_enabled", "true"),
            ("accessible", "true"),
            ("sign_in_method", "passcode"),
            ("passcode_minutes", "10"),
            ("overdue_every_days", "3"),
            ("overdue_alerts", "3"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
    }
}

/// What the callers ask about, what is beside it in the same clinic, and what is another clinic's.
pub struct World {
    /// Sam Lee, whose ids are asked for.
    pub here: Things,
    /// Lou Lee of the same clinic.
    pub beside: Things,
    /// Max Lee of another clinic.
    pub away: Things,
}

impl World {
    pub async fn of(app: &TestApp) -> World {
        let (clinic, other) = (app.clinic().await, app.other_clinic().await);
        World {
            here: stock(app, &clinic, "Sam").await,
            beside: stock(app, &clinic, "Lou").await,
            away: stock(app, &other, "Max").await,
        }
    }
}

/// One of everything about a new patient.
async fn stock(app: &TestApp, clinic: &Clinic, given: &str) -> Things {
    let patient = app.patient_named(clinic, given, "Lee").await;
    let proxy = guardian(app, clinic, &patient).await;
    let nurse = app.signed_in(&clinic.nurse).await;
    let file: FileId = upload(&nurse).await.parse().expect("an id");
    let (of, id) = (clinic.clone(), patient.id);
    let (item, sent) = app
        .write(move |tx, env| {
            let editor = Editor::system(of.id);
            patients::define_usual_identifier_kinds(tx, &editor, env)?;
            let number = NewIdentifier {
                kind: "emr".to_owned(),
                value: format!("{id}"),
            };
            patients::add_identifier(tx, &editor, env, id, &number)?;
            let code = billed_with(tx, env, &of)?;
            let item = NewChartItem {
                patient: id,
                kind: ChartKind::Document,
                title: "Picture".to_owned(),
                item_date: "2026-01-01".to_owned(),
                author: String::new(),
                file: Some(file),
                link: None,
                source_key: None,
            };
            let item = patients::create_chart_item(tx, &Author::system(of.id), env, &item)?;
            let new = NewMessage {
                patient: id,
                draft: None,
                recipients: Vec::new(),
                to_staff: Vec::new(),
                from: None,
                subject: "Your picture".to_owned(),
                body: RichText::from_plain("Attached."),
                attachments: vec![Attach::ChartItem(item)],
                options: Options::new(true),
                mask_name: false,
                fee_code: Some(code.clone()),
            };
            let sent = conversations::send(tx, &of.nurse.actor(), env, &new)?;
            Ok::<(ChartItemId, _), Error>((item, sent))
        })
        .await;
    app.run_jobs().await;
    let fee_code = app
        .write(move |tx, _| {
            let (id,): (Uuid,) = tx.one(
                "SELECT fee_code_id FROM billable_message WHERE message_id = $1",
                &[&sent.message],
            )?;
            Ok(id)
        })
        .await;
    let (attachment, delivery) = app
        .write(move |tx, _| {
            let (a,): (AttachmentId,) = tx.one(
                "SELECT id FROM message_attachment WHERE message_id = $1",
                &[&sent.message],
            )?;
            let (d,): (DeliveryId,) = tx.one(
                "SELECT id FROM delivery WHERE message_id = $1 ORDER BY id LIMIT 1",
                &[&sent.message],
            )?;
            Ok((a, d))
        })
        .await;
    let (appointment, request) = appointment(app, clinic, &patient).await;
    let link = app.link(sent, &patient, patient.person).await;
    let mut ids = HashMap::new();
    let mut add = |kind: &str, id: String| ids.insert(kind.to_owned(), id);
    add("patients", patient.id.to_string());
    add("portal_users", patient.person.to_string());
    add("chart-items", item.to_string());
    add("conversations", sent.conversation.to_string());
    let (invoice, event) = bill(app, clinic, &patient).await;
    add("invoices", invoice.to_string());
    add("payment-events", event.to_string());
    add("register", clinic.id.to_string());
    add("registrations", registration(app, clinic, given).await);
    add("appointments", appointment.to_string());
    add("appointment-requests", request.to_string());
    let asked = access_request(app, clinic, &patient).await;
    add("access-requests", asked);
    add("attachments", attachment.to_string());
    add("deliveries", delivery.to_string());
    add("billed-messages", sent.message.to_string());
    add("fee-codes", fee_code.to_string());
    add("m", link.trim_start_matches("/m/").to_owned());
    add("links", proxy.link.to_string());
    add("members", clinic.receptionist.id.to_string());
    add("set-password", "no-such-link".to_owned());
    add(
        "assets",
        assets::STAFF_CSS.trim_start_matches("/assets/").to_owned(),
    );
    add("version", "1".to_owned());
    add("nothing", Uuid::from_u128(7).to_string());
    let things = Things {
        clinic: clinic.clone(),
        patient,
        proxy,
        ids,
    };
    let (clinic, member) = (clinic.id, clinic.nurse.id);
    let mut all = things.clone();
    let kinds = [
        "drafts",
        "uploads",
        "sessions",
        "api-keys",
        "workgroups",
        "group-sends",
        "distribution-lists",
    ];
    for kind in kinds {
        let id = fresh_of(app, &things, kind, (clinic, member)).await;
        all = all.with(kind, &id);
    }
    let accepted = fresh_of(app, &things, "accepted-group-sends", (clinic, member)).await;
    all = all.with("accepted-group-sends", &accepted);
    let template = template(app, (clinic, member), Permissions::all(), "clinic").await;
    all.with("templates", &template)
}

/// The request of somebody who has registered and waits.
async fn registration(app: &TestApp, clinic: &Clinic, given: &str) -> String {
    let (clinic, given) = (clinic.id, given.to_owned());
    app.write(move |tx, env| {
        let allow = "UPDATE portal_settings SET patient_registration = TRUE WHERE clinic_id = $1";
        tx.exec(allow, &[&clinic])?;
        let new = Application {
            form: env.id(),
            person: Demographics {
                given_name: given.clone(),
                birth_date: "1990-01-02".to_owned(),
                email: Some(format!("{given}.{clinic}@home.example")),
                ..Demographics::default()
            },
            identifiers: Vec::new(),
            consent: None,
        };
        let made = registration::apply(tx, env, clinic, "here", &new)?;
        let Applied::Code(browser, Some(outgoing)) = made else {
            panic!("it is taken");
        };
        registration::confirm(tx, env, clinic, &browser, outgoing.code())?;
        Ok(browser.id.to_string())
    })
    .await
}

/// An appointment of the patient's, and what they ask for.
async fn appointment(
    app: &TestApp,
    clinic: &Clinic,
    patient: &Patient,
) -> (AppointmentId, AppointmentRequestId) {
    let new = NewAppointment {
        patient: patient.id,
        starts_at: NOON_ISH.plus(30 * 24 * 60 * 60 * 1_000),
        ends_at: None,
        status: "booked".to_owned(),
        description: "Blood pressure".to_owned(),
    };
    let asks = PortalActor {
        clinic: clinic.id,
        portal_user: patient.person,
        patient: patient.id,
        is_self: true,
        by_account: true,
        session: app.state.env.id(),
    };
    let nurse = clinic.nurse.actor();
    app.write(move |tx, env| {
        let allow = "UPDATE portal_settings SET appointment_requests = TRUE WHERE clinic_id = $1";
        tx.exec(allow, &[&nurse.clinic])?;
        let wish = Wish {
            appointment: None,
            words: "My cough".to_owned(),
        };
        let request = appointments::ask(tx, &asks, env, &wish)?;
        let made = appointments::create(tx, &nurse, env, &new)?;
        Ok((made, request))
    })
    .await
}

/// What the patient asks about somebody else.
async fn access_request(app: &TestApp, clinic: &Clinic, patient: &Patient) -> String {
    let asks = PortalActor {
        clinic: clinic.id,
        portal_user: patient.person,
        patient: patient.id,
        is_self: true,
        by_account: true,
        session: app.state.env.id(),
    };
    let tr = app.state.catalog.speak("en", "America/Toronto");
    app.write(move |tx, env| {
        let wish = families::Wish {
            given_name: "Lea".to_owned(),
            birth_date: "2019-05-06".to_owned(),
            relationship: "guardian".to_owned(),
            ..families::Wish::default()
        };
        families::ask(tx, &asks, env, &tr, &wish)
    })
    .await
    .to_string()
}

/// A bill of the patient's, and a payment that was set aside.
async fn bill(app: &TestApp, clinic: &Clinic, patient: &Patient) -> (InvoiceId, Uuid) {
    let line = NewLine {
        description: "Note".to_owned(),
        amount_cents: Some(2_500),
    };
    let new = NewInvoice {
        patient: patient.id,
        lines: vec![line],
    };
    let owner = clinic.owner.actor();
    app.write(move |tx, env| {
        let show = "UPDATE portal_settings SET portal_billing = TRUE WHERE clinic_id = $1";
        tx.exec(show, &[&owner.clinic])?;
        let bill = invoices::issue(tx, &owner, env, &new)?;
        let event: Uuid = env.id();
        tx.exec(
            "INSERT INTO payment_event (clinic_id, id, stripe_event, kind, received_at, invoice_id, problem) VALUES ($1, $2, $3, 'x', $4, $5, 'amount')",
            &[&owner.clinic, &event, &event.to_string(), &env.now(), &bill],
        )?;
        Ok((bill, event))
    })
    .await
}

/// The clinic's fee code, added where there is none yet.
fn billed_with(
    tx: &mut db::Tx<'_>,
    env: &carepost::platform::env::Env,
    clinic: &Clinic,
) -> Result<String, Error> {
    let keeper = clinic.owner.actor();
    if billing::fee_codes(tx, &keeper)?.is_empty() {
        billing::add_fee_code(tx, &keeper, env, "MSG15", ("Advice", "15"))?;
    }
    Ok("MSG15".to_owned())
}

/// A list for everybody, with a member on it.
async fn distribution_list(
    app: &TestApp,
    (clinic, member): (ClinicId, carepost::platform::ids::StaffId),
    name: String,
) -> String {
    let keeper = StaffActor {
        clinic,
        staff: member,
        owner: false,
        permissions: Permissions::all(),
        session: None,
        key: None,
    };
    let wanted = distribution_lists::Wanted {
        name,
        for_everybody: true,
        workgroups: Vec::new(),
        members: vec![member],
    };
    app.write(move |tx, env| distribution_lists::create(tx, &keeper, env, &wanted))
        .await
        .to_string()
}

/// A template of a member's own, or one for the whole clinic.
async fn template(
    app: &TestApp,
    (clinic, member): (ClinicId, carepost::platform::ids::StaffId),
    permissions: Permissions,
    owner: &'static str,
) -> String {
    let writer = StaffActor {
        clinic,
        staff: member,
        owner: false,
        permissions,
        session: None,
        key: None,
    };
    let wording = Wording {
        name: "Greeting".to_owned(),
        folder: String::new(),
        subject: "Hello".to_owned(),
        body: RichText::from_plain("Dear {{patient_given_name}}"),
    };
    app.write(move |tx, env| message_templates::create(tx, &writer, env, owner, &wording))
        .await
        .to_string()
}

async fn guardian(app: &TestApp, clinic: &Clinic, patient: &Patient) -> Linked {
    let email = format!(
        "guardian{}@home.example",
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    app.new_guardian(clinic, patient.id, ("Ann", "Lee"), &email)
        .await
}

/// A whole upload of a picture; its id.
async fn upload(browser: &Browser) -> String {
    let picture = files::picture(64, 64, ImageFormat::Png);
    let begun = browser
        .send(|http, url| {
            http.post(url("/staff/uploads"))
                .header("accept", "application/json")
                .json(&json!({ "file_name": "picture.png", "size": picture.len() }))
        })
        .await;
    let id = begun.is(201).json()["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let mut told = browser
        .send(|http, url| {
            http.patch(url(&format!("/staff/uploads/{id}")))
                .header("accept", "application/json")
                .header("upload-offset", 0)
                .body(picture.clone())
        })
        .await;
    while told.is(200).json()["state"] == "checking" {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        told = browser.get(&format!("/staff/uploads/{id}")).await;
    }
    id
}

/// Another thing of a kind that a caller may use up or that belongs to one member alone; none for what everybody shares.
pub async fn fresh(app: &TestApp, things: &Things, kind: &str, caller: &Caller) -> Option<String> {
    let used_up = [
        "drafts",
        "uploads",
        "sessions",
        "api-keys",
        "workgroups",
        "distribution-lists",
        "links",
        "templates",
        "group-sends",
    ];
    if !used_up.contains(&kind) {
        return None;
    }
    // A key reaches the drafts and group sends of the member that it acts for, and the clinic's links.
    let acts_for = caller
        .acts_for
        .filter(|_| ["drafts", "group-sends", "links"].contains(&kind));
    let member = caller.member().or(acts_for)?;
    Some(fresh_of(app, things, kind, member).await)
}

async fn fresh_of(
    app: &TestApp,
    things: &Things,
    kind: &str,
    (clinic, member): (ClinicId, carepost::platform::ids::StaffId),
) -> String {
    let name = format!("Group {}", NEXT.fetch_add(1, Ordering::Relaxed));
    let patient = things.patient.id;
    match kind {
        "links" => guardian(app, &things.clinic, &things.patient).await.link.to_string(),
        "workgroups" => app
            .write(move |tx, env| staff::create_workgroup(tx, env, &Acting::system(clinic), &name))
            .await
            .to_string(),
        "distribution-lists" => distribution_list(app, (clinic, member), name).await,
        "templates" => template(app, (clinic, member), Permissions::default(), "own").await,
        "sessions" => app
            .write(move |tx, env| {
                let secret = sessions::begin(tx, env, clinic, Owner::Staff { staff: member, second_factor: true }, STAFF)?;
                let hash = sessions::token_hash(env, &secret);
                let (id,): (SessionId,) = tx.one("SELECT id FROM session WHERE token_hash = $1", &[&hash])?;
                Ok(id)
            })
            .await
            .to_string(),
        "drafts" => app
            .write(move |tx, env| {
                let id: DraftId = env.id();
                tx.exec(
                    "INSERT INTO draft (clinic_id, id, staff_id, patient_id, version, content, created_at, updated_at) VALUES ($1, $2, $3, $4, 1, '{}', $5, $5)",
                    &[&clinic, &id, &member, &patient, &env.now()],
                )?;
                Ok(id)
            })
            .await
            .to_string(),
        "group-sends" | "accepted-group-sends" => {
            let accepted = kind == "accepted-group-sends";
            app.write(move |tx, env| {
                let writer = StaffActor {
                    clinic,
                    staff: member,
                    owner: false,
                    permissions: Permissions::all(),
                    session: None,
                    key: None,
                };
                let id = group_sends::create(tx, &writer, env)?;
                if accepted {
                    let accept = "UPDATE group_send SET state = 'done', accepted_at = $3, finished_at = $3 WHERE clinic_id = $1 AND id = $2";
                    tx.exec(accept, &[&clinic, &id, &env.now()])?;
                }
                Ok(id)
            })
            .await
            .to_string()
        }
        "uploads" => {
            let begun = Owner::Staff { staff: member, second_factor: true };
            let secret = app.write(move |tx, env| Ok(sessions::begin(tx, env, clinic, begun, STAFF)?)).await;
            let browser = app.browser();
            browser.keep(&carepost::platform::auth::cookies::Cookie::Staff.set(&app.state.env.config, &secret, None));
            upload(&browser).await
        }
        _ => app
            .write(move |tx, env| {
                let id: carepost::platform::ids::ApiKeyId = env.id();
                tx.exec(
                    "INSERT INTO api_key (clinic_id, id, name, secret_hash, staff_id, scopes, created_at) VALUES ($1, $2, 'spare', $3, $4, '', $5)",
                    &[&clinic, &id, &id.uuid().as_bytes().to_vec(), &member, &env.now()],
                )?;
                Ok(id)
            })
            .await
            .to_string(),
    }
}

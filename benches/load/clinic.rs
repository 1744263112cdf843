//! The clinic that is measured: its staff and patients, made by the verbs; nobody in it exists.

use std::fmt;

use anyhow::Context as _;
use carepost::features::patients::{
    self, Demographics, Editor, NewIdentifier, NewLink, NewPatient, NewPortalUser, Preference,
    Relationship,
};
use carepost::features::settings::{self, Change};
use carepost::features::staff::{self, Acting, NewClinic, NewMember};
use carepost::platform::auth::{Permissions, StaffActor};
use carepost::platform::env::Env;
use carepost::platform::ids::{ClinicId, PatientId, PortalUserId, StaffId, WorkgroupId};
use carepost::platform::web::Error;

use crate::rows;
use crate::server::Opened;

/// How much there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) patients: usize,
    pub(crate) conversations: usize,
}

impl Sizes {
    /// The full size times `scale`.
    pub(crate) fn scaled(scale: f64) -> Sizes {
        let of = |full: f64| (full * scale).round().max(1_000.0) as usize;
        Sizes {
            patients: of(100_000.0),
            conversations: of(200_000.0),
        }
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} patients, {} conversations, about {} messages",
            self.patients,
            self.conversations,
            self.conversations * 5
        )
    }
}

/// The clinic, and who measures.
#[derive(Debug, Clone)]
pub(crate) struct Clinic {
    pub(crate) id: ClinicId,
    /// The member who works: in all five workgroups, with every permission.
    pub(crate) nurse: StaffActor,
    pub(crate) groups: Vec<WorkgroupId>,
    /// Patients with the portal user that each one is.
    pub(crate) patients: Vec<(PatientId, PortalUserId)>,
    /// A guardian of six, with conversations of their own beside those of `sizes`.
    pub(crate) guardian: Guardian,
    pub(crate) sizes: Sizes,
}

/// Somebody who reads and writes for several patients.
#[derive(Debug, Clone)]
pub(crate) struct Guardian {
    pub(crate) portal_user: PortalUserId,
    pub(crate) patients: Vec<PatientId>,
}

/// Patients of the guardian.
const DEPENDANTS: usize = 6;

/// A verb's refusal as the one who runs the bench reads it; nobody in the data exists.
pub(crate) fn cause(error: Error) -> anyhow::Error {
    match error {
        Error::Internal(cause) => cause,
        other => anyhow::anyhow!("{:?}", other.refusals()),
    }
}

const FIRST: [&str; 20] = [
    "An", "Be", "Cla", "Da", "El", "Fre", "Ga", "He", "Is", "Jo", "Ka", "Lu", "Ma", "No", "Oli",
    "Pe", "Ro", "So", "Ta", "Vi",
];
const SECOND: [&str; 20] = [
    "na", "ra", "rice", "vid", "len", "da", "briel", "lene", "aak", "seph", "rim", "cie", "rie",
    "ah", "ver", "ter", "sa", "phie", "mara", "ktor",
];
const LAST: [&str; 25] = [
    "Ander", "Berg", "Carls", "Dupon", "Erik", "Fischer", "Gagn", "Hoff", "Ivan", "Jacob", "Kowal",
    "Laval", "Martin", "Nguy", "O'Bri", "Petr", "Quinn", "Rober", "Smith", "Trem", "Ueda", "Vogel",
    "Wils", "Yilmaz", "Zimmer",
];
const ENDING: [&str; 20] = [
    "son", "mann", "t", "en", "ssen", "ez", "ova", "ski", "ault", "er", "ley", "ton", "ford",
    "eau", "ini", "ides", "yan", "ic", "oux", "wood",
];

/// Given and family name of the patient with this number: some 10,000 pairs, so that many are met more than once.
pub(crate) fn name(number: usize) -> (String, String) {
    let mixed = number.wrapping_mul(2_654_435_761);
    let given = format!("{}{}", FIRST[mixed / 7 % 20], SECOND[mixed / 31 % 20]);
    let family = format!("{}{}", LAST[mixed / 101 % 25], ENDING[mixed / 307 % 20]);
    (given, family)
}

fn patient(number: usize) -> NewPatient {
    let (given_name, family_name) = name(number);
    let birth_date = format!(
        "{}-{:02}-{:02}",
        1935 + number % 70,
        1 + number / 70 % 12,
        1 + number / 840 % 28
    );
    NewPatient {
        demographics: Demographics {
            email: Some(format!(
                "{}.{number}@example.org",
                given_name.to_lowercase()
            )),
            mobile: Some(format!("+1613555{:07}", number)),
            given_name,
            family_name,
            birth_date,
            ..Demographics::default()
        },
        portal_access: Some(true),
        own_access: Some(true),
        identifiers: vec![NewIdentifier {
            kind: "emr_id".to_owned(),
            value: format!("E{:07}", number),
        }],
        source_key: None,
    }
}

impl Clinic {
    /// Makes the clinic, its staff and its patients.
    pub(crate) async fn make(opened: &Opened, sizes: Sizes) -> anyhow::Result<Clinic> {
        let env = opened.env.clone();
        let made = opened
            .db
            .write(move |tx| {
                let new = NewClinic {
                    name: "Bench Clinic".to_owned(),
                    language: "en".to_owned(),
                    time_zone: "America/Toronto".to_owned(),
                    phone: "+1 613 555 0100".to_owned(),
                    owner_email: "owner@clinic.example.org".to_owned(),
                    owner_name: "Olive Owner".to_owned(),
                    password_hash: String::new(),
                };
                let (clinic, owner) = staff::create_clinic(tx, &env, &new)?;
                let acting = Acting::system(clinic);
                let nurse = staff::create_member(
                    tx,
                    &env,
                    &acting,
                    &member("nurse@clinic.example.org", Permissions::all()),
                )?;
                let mut groups = Vec::new();
                for name in ["Front", "Nurses", "Results", "Billing", "Referrals"] {
                    let group = staff::create_workgroup(tx, &env, &acting, name)?;
                    staff::set_workgroup_members(tx, &env, &acting, group, &[nurse])?;
                    groups.push(group);
                }
                let owner = actor(clinic, owner, true);
                let change = Change {
                    portal_enabled: true,
                    accessible: true,
                    accessible_to_new_patients: true,
                    ..Change::of(&settings::load(tx, clinic)?)
                };
                settings::save(tx, &owner, &env, &change)?;
                Ok((clinic, nurse, groups))
            })
            .await;
        let (id, nurse, groups) = made.map_err(cause).context("the clinic")?;
        let (env, editor) = (opened.env.clone(), Editor::system(id));
        rows::in_chunks(
            &opened.db,
            (0..sizes.patients, rows::CHUNK),
            move |tx, chunk| {
                chunk.into_iter().try_for_each(|number| {
                    patients::create(tx, &editor, &env, &patient(number)).map(drop)
                })
            },
        )
        .await?;
        let patients = opened
            .db
            .read(move |tx| {
                tx.all(
                    "SELECT self_patient_id, id FROM portal_user WHERE clinic_id = $1 AND self_patient_id IS NOT NULL
                     ORDER BY self_patient_id",
                    &[&id],
                )
            })
            .await
            .map_err(|error: db::Error| error)?;
        let (env, dependants) = (opened.env.clone(), patients.iter().take(DEPENDANTS));
        let dependants: Vec<PatientId> = dependants.map(|(patient, _)| *patient).collect();
        let guardian = opened
            .db
            .write(move |tx| guardian(tx, &env, id, dependants.clone()))
            .await;
        Ok(Clinic {
            id,
            nurse: actor(id, nurse, false),
            groups,
            patients,
            guardian: guardian.map_err(cause).context("the guardian")?,
            sizes,
        })
    }
}

fn guardian(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    patients: Vec<PatientId>,
) -> Result<Guardian, Error> {
    let editor = Editor::system(clinic);
    let person = NewPortalUser {
        given_name: "Gill".to_owned(),
        family_name: "Guardian".to_owned(),
        email: Some("guardian@example.org".to_owned()),
        mobile: None,
        preferred_channel: Preference::Email,
        language: "en".to_owned(),
        source_key: None,
    };
    let portal_user = patients::add_portal_user(tx, &editor, env, &person)?;
    for patient in &patients {
        let link = NewLink::new(portal_user, *patient, Relationship::Guardian);
        patients::link_portal_user(tx, &editor, env, &link)?;
    }
    Ok(Guardian {
        portal_user,
        patients,
    })
}

/// A nurse with this address and these permissions.
pub(crate) fn member(email: &str, permissions: Permissions) -> NewMember {
    NewMember {
        email: email.to_owned(),
        display_name: "Nora Nurse".to_owned(),
        role_title: "Nurse".to_owned(),
        language: "en".to_owned(),
        permissions,
        accepts_direct_messages: true,
        password_hash: None,
        source_key: None,
    }
}

fn actor(clinic: ClinicId, staff: StaffId, owner: bool) -> StaffActor {
    StaffActor {
        clinic,
        staff,
        owner,
        permissions: Permissions::all(),
        session: None,
        key: None,
    }
}

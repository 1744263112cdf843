//! Where to go and with which account: for people, and as one line of JSON for scripts.

use std::fmt;

use serde::Serialize;

use super::people::{PASSWORD, STAFF};
use crate::features::api_keys::{self, NewApiKey};
use crate::features::staff;
use crate::platform::auth::{ApiScope, Permission, Permissions, Scope, StaffActor};
use crate::platform::ids::{ClinicId, PatientId};
use crate::platform::state::State;
use crate::platform::web::Error;

/// The name of the demo's API key.
const KEY_NAME: &str = "Demo";

/// Everything needed to try the demo.
#[derive(Serialize)]
pub(super) struct Accounts {
    staff_url: String,
    portal_url: String,
    mailbox_url: String,
    api_url: String,
    api_key: String,
    staff: Vec<Account>,
    patients: Vec<Patient>,
}

/// A member's account.
#[derive(Serialize)]
struct Account {
    email: &'static str,
    password: &'static str,
    permissions: Vec<&'static str>,
}

/// A patient.
#[derive(Serialize)]
struct Patient {
    id: PatientId,
    name: String,
    birth_date: String,
    email: Option<String>,
    mobile: Option<String>,
}

impl fmt::Display for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Carepost is ready. Nobody in it exists; nothing leaves this machine.\n"
        )?;
        writeln!(f, "  Staff     {}", self.staff_url)?;
        writeln!(
            f,
            "  Mailbox   {}   (what patients receive: follow a link in it)",
            self.mailbox_url
        )?;
        writeln!(f, "  Portal    {}", self.portal_url)?;
        writeln!(f, "  API       {}   key {}\n", self.api_url, self.api_key)?;
        writeln!(f, "  Password of every member: {PASSWORD}")?;
        for member in STAFF {
            writeln!(f, "    {:<38} {}", member.email, member.title)?;
        }
        write!(
            f,
            "\n  Patients sign in from a link in the mailbox with a passcode (it lands there too) and their birth date:"
        )?;
        for patient in self.patients.iter().take(6) {
            write!(f, "\n    {:<28} {}", patient.name, patient.birth_date)?;
        }
        write!(f, "\n\n  Ctrl+C stops it.")
    }
}

/// How many clinics there are.
pub(super) async fn clinics(db: &db::Db) -> anyhow::Result<i64> {
    let (count,): (i64,) = db
        .across()
        .read(|tx| tx.one("SELECT count(*) FROM clinic", &[]))
        .await
        .map_err(|e: db::Error| e)?;
    Ok(count)
}

/// The accounts of the sample clinic, with a fresh API key; the one of an earlier start is revoked.
pub(super) async fn accounts(state: &State) -> anyhow::Result<Accounts> {
    let env = state.env.clone();
    let db = state.db.across();
    let made = db.write(move |tx| {
        let (clinic,): (ClinicId,) = tx.one("SELECT id FROM clinic", &[])?;
        let owner = owner(tx, clinic)?;
        for old in api_keys::list(tx, &owner)? {
            if old.name == KEY_NAME && old.revoked_at.is_none() {
                api_keys::revoke(tx, &owner, &env, old.id)?;
            }
        }
        let new = NewApiKey {
            name: KEY_NAME.to_owned(),
            staff: owner.staff,
            scopes: ApiScope::ALL.to_vec(),
        };
        let (_, api_key) = api_keys::create(tx, &owner, &env, &new)?;
        let rows: Vec<PatientRow> = tx.all(
            "SELECT id, given_name, family_name, birth_date, email, mobile FROM patient
             WHERE clinic_id = $1 ORDER BY created_at, id",
            &[&clinic],
        )?;
        Ok((api_key, rows))
    });
    let (api_key, rows) = made
        .await
        .map_err(|error: Error| anyhow::anyhow!("{:?}", error.refusals()))?;
    let base = &state.env.config.server.public_url;
    let patients = rows.into_iter().map(|row| Patient {
        id: row.id,
        name: format!("{} {}", row.given_name, row.family_name)
            .trim()
            .to_owned(),
        birth_date: row.birth_date,
        email: row.email,
        mobile: row.mobile,
    });
    Ok(Accounts {
        staff_url: format!("{base}/staff"),
        portal_url: format!("{base}/"),
        mailbox_url: format!("{base}/mailbox"),
        api_url: format!("{base}/api/v1"),
        api_key,
        staff: STAFF
            .iter()
            .enumerate()
            .map(|(number, member)| account(number == 0, member))
            .collect(),
        patients: patients.collect(),
    })
}

fn account(owner: bool, member: &super::people::Member) -> Account {
    let all = || Permission::ALL.iter().map(|p| p.code()).collect();
    Account {
        email: member.email,
        password: PASSWORD,
        permissions: if owner {
            all()
        } else {
            member.permissions.to_vec()
        },
    }
}

fn owner(tx: &mut db::Tx<'_>, clinic: ClinicId) -> Result<StaffActor, Error> {
    let members = staff::members(
        tx,
        &Scope {
            clinic,
            portal: None,
        },
    )?;
    let owner = members
        .into_iter()
        .find(|member| member.is_owner)
        .ok_or(Error::NotFound)?;
    Ok(StaffActor {
        clinic,
        staff: owner.id,
        owner: true,
        permissions: Permissions::all(),
        session: None,
        key: None,
    })
}

db::row! {
    /// What is printed of a patient.
    struct PatientRow {
        id: PatientId,
        given_name: String,
        family_name: String,
        birth_date: String,
        email: Option<String>,
        mobile: Option<String>,
    }
}

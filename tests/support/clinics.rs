//! Clinics to test with: people with different permissions, two workgroups, and a second clinic that must see nothing.

use carepost::features::staff::{self, Acting, NewClinic, NewMember};
use carepost::platform::auth::sessions::{self, Owner, STAFF};
use carepost::platform::auth::{Permission, cookies::Cookie, passwords};
use carepost::platform::ids::{ClinicId, StaffId, WorkgroupId};
use carepost::platform::web::Error;
use tokio::sync::OnceCell;

use super::{Browser, TestApp};

/// Everybody's password.
pub const PASSWORD: &str = "blue heron at dusk";

/// Hashing takes a moment, so the tests of one process share the hash.
static HASH: OnceCell<String> = OnceCell::const_new();

/// A member of a clinic.
#[derive(Debug, Clone)]
pub struct Member {
    pub clinic: ClinicId,
    pub id: StaffId,
    pub email: String,
    pub name: String,
}

/// A clinic whose portal is open, with its people.
#[derive(Debug, Clone)]
pub struct Clinic {
    pub id: ClinicId,
    /// Nadia Okafor, in both workgroups.
    pub owner: Member,
    /// Marc Tremblay, may send messages and edit demographics, in both workgroups; works in English.
    pub nurse: Member,
    /// Priya Shah, may send messages, in the front desk.
    pub receptionist: Member,
    /// Joan Fisher, may manage portal settings and staff and view the audit; in no workgroup.
    pub manager: Member,
    pub front_desk: WorkgroupId,
    pub nurses: WorkgroupId,
}

impl TestApp {
    /// The clinic "Riverside Family Practice" with an open portal.
    pub async fn clinic(&self) -> Clinic {
        self.clinic_named("Riverside Family Practice", "riverside.example")
            .await
    }

    /// The clinic "Hillside Clinic", with people of the same names: nothing of it may ever be seen by the first one.
    pub async fn other_clinic(&self) -> Clinic {
        self.clinic_named("Hillside Clinic", "hillside.example")
            .await
    }

    /// A clinic whose people have addresses in `domain`.
    pub async fn clinic_named(&self, name: &str, domain: &str) -> Clinic {
        let hash = HASH
            .get_or_try_init(|| passwords::hash(&self.state.env, PASSWORD))
            .await
            .expect("a hash")
            .clone();
        let (env, name, domain) = (self.state.env.clone(), name.to_owned(), domain.to_owned());
        self.state
            .db
            .write(move |tx| people(tx, &env, &name, &domain, &hash))
            .await
            .expect("a clinic")
    }

    /// A browser with a session of `member`, second factor done.
    pub async fn signed_in(&self, member: &Member) -> Browser {
        let (env, clinic, staff) = (self.state.env.clone(), member.clinic, member.id);
        let owner = Owner::Staff {
            staff,
            second_factor: true,
        };
        let secret = self
            .state
            .db
            .write(move |tx| sessions::begin(tx, &env, clinic, owner, STAFF))
            .await
            .expect("a session");
        let browser = self.browser();
        browser.keep(&Cookie::Staff.set(&self.state.env.config, &secret, None));
        browser
    }
}

fn people(
    tx: &mut db::Tx<'_>,
    env: &carepost::platform::env::Env,
    name: &str,
    domain: &str,
    hash: &str,
) -> Result<Clinic, Error> {
    use Permission::*;
    let (id, owner) = staff::create_clinic(
        tx,
        env,
        &NewClinic {
            name: name.to_owned(),
            language: "en".to_owned(),
            time_zone: "America/Toronto".to_owned(),
            phone: "416 555 0100".to_owned(),
            owner_email: format!("nadia@{domain}"),
            owner_name: "Nadia Okafor".to_owned(),
            password_hash: hash.to_owned(),
        },
    )?;
    tx.exec(
        "UPDATE portal_settings SET portal_enabled = $2, accessible = $2 WHERE clinic_id = $1",
        &[&id, &true],
    )?;
    let acting = Acting::system(id);
    let mut add = |first: &str, name: &str, role: &str, may: &[Permission]| {
        let new = NewMember {
            email: format!("{first}@{domain}"),
            display_name: name.to_owned(),
            role_title: role.to_owned(),
            language: "en".to_owned(),
            permissions: may.iter().copied().collect(),
            accepts_direct_messages: true,
            password_hash: Some(hash.to_owned()),
            source_key: None,
        };
        staff::create_member(tx, env, &acting, &new).map(|staff| Member {
            clinic: id,
            id: staff,
            email: new.email,
            name: new.display_name,
        })
    };
    let nurse = add(
        "marc",
        "Marc Tremblay",
        "Nurse",
        &[SendMessages, EditDemographics],
    )?;
    let receptionist = add("priya", "Priya Shah", "Receptionist", &[SendMessages])?;
    let manager = add(
        "joan",
        "Joan Fisher",
        "Manager",
        &[ManagePortalSettings, ViewAudit, ManageStaff],
    )?;
    let front_desk = staff::create_workgroup(tx, env, &acting, "Front desk")?;
    let nurses = staff::create_workgroup(tx, env, &acting, "Nurses")?;
    staff::set_workgroup_members(
        tx,
        env,
        &acting,
        front_desk,
        &[owner, nurse.id, receptionist.id],
    )?;
    staff::set_workgroup_members(tx, env, &acting, nurses, &[owner, nurse.id])?;
    // What they send is sent at once; the tests of undo say otherwise.
    tx.exec(
        "UPDATE staff_member SET undo_seconds = 0 WHERE clinic_id = $1",
        &[&id],
    )?;
    Ok(Clinic {
        id,
        owner: Member {
            clinic: id,
            id: owner,
            email: format!("nadia@{domain}"),
            name: "Nadia Okafor".to_owned(),
        },
        nurse,
        receptionist,
        manager,
        front_desk,
        nurses,
    })
}

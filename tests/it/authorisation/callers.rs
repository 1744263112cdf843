//! Every kind of caller, and what the table of routes lets each of them do.

use carepost::features::patients::{self, Editor};
use carepost::features::staff::{self, Acting, NewMember};
use carepost::platform::auth::cookies::Cookie;
use carepost::platform::auth::sessions::{self, Owner, PORTAL_LINK, STAFF};
use carepost::platform::auth::{ApiScope, Permission, Permissions, Who};
use carepost::platform::ids::{ClinicId, StaffId};

use super::world::World;
use crate::support::{Member, TestApp};

/// How a caller is known.
#[derive(Debug, Clone)]
enum Credential {
    None,
    Cookie(String),
    Key(String),
}

/// What a caller is, as far as the table cares.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Nobody, or nobody any more.
    Nobody,
    Portal,
    Staff(Permissions),
    Key(Vec<ApiScope>, Permissions),
}

/// One kind of caller.
#[derive(Debug, Clone)]
pub struct Caller {
    pub name: String,
    pub kind: Kind,
    /// Whether they belong to the clinic whose ids are asked for (and, in the portal, to the patient).
    pub at_home: bool,
    /// The person behind a session, for signing in again.
    owner: Option<(ClinicId, Owner)>,
    credential: Credential,
    /// The member that a key acts for.
    pub acts_for: Option<(ClinicId, StaffId)>,
}

/// What the table says of a caller and a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Admitted,
    NotSignedIn,
    Forbidden,
}

impl Caller {
    /// The header that says who it is.
    pub fn credential(&self) -> Option<(&'static str, String)> {
        match &self.credential {
            Credential::None => None,
            Credential::Cookie(cookie) => Some(("cookie", cookie.clone())),
            Credential::Key(secret) => Some(("authorization", format!("Bearer {secret}"))),
        }
    }

    /// The member whose session it is.
    pub fn member(&self) -> Option<(ClinicId, StaffId)> {
        match self.owner {
            Some((clinic, Owner::Staff { staff, .. })) => Some((clinic, staff)),
            _ => None,
        }
    }

    /// What a row of the table means for this caller.
    pub fn verdict(&self, who: Who) -> Verdict {
        let has = |all: &[Permission], own: &Permissions| all.iter().all(|p| own.has(*p));
        let or_forbidden = |passes: bool| match passes {
            true => Verdict::Admitted,
            false => Verdict::Forbidden,
        };
        match (who, &self.kind) {
            (Who::Anyone, _)
            | (Who::Portal | Who::PortalReading | Who::PortalTyping, Kind::Portal)
            | (Who::Staff, Kind::Staff(_)) => Verdict::Admitted,
            (Who::May(permissions), Kind::Staff(own)) => or_forbidden(has(permissions, own)),
            (Who::MayOne(one_of), Kind::Staff(own)) => {
                or_forbidden(one_of.iter().any(|p| own.has(*p)))
            }
            (Who::Key(scope, permission), Kind::Key(scopes, own)) => {
                or_forbidden(scopes.contains(&scope) && permission.is_none_or(|p| own.has(p)))
            }
            (Who::KeyOf(one_of), Kind::Key(scopes, _)) => {
                or_forbidden(scopes.iter().any(|s| one_of.contains(s)))
            }
            (Who::Portal | Who::PortalReading | Who::PortalTyping, _)
            | (Who::Staff | Who::May(_) | Who::MayOne(_), _)
            | (Who::Key(..) | Who::KeyOf(_), _) => Verdict::NotSignedIn,
        }
    }

    /// Begins another session for the person, where the caller has one.
    pub async fn sign_in_again(&mut self, app: &TestApp) {
        if let Some((clinic, owner)) = self.owner {
            self.credential = session(app, clinic, owner).await;
        }
    }

    fn nobody(name: &str, credential: Credential) -> Caller {
        Caller {
            acts_for: None,
            name: name.to_owned(),
            kind: Kind::Nobody,
            at_home: true,
            owner: None,
            credential,
        }
    }

    async fn signed_in(app: &TestApp, name: &str, kind: Kind, who: (ClinicId, Owner)) -> Caller {
        Caller {
            acts_for: None,
            name: name.to_owned(),
            kind,
            at_home: true,
            owner: Some(who),
            credential: session(app, who.0, who.1).await,
        }
    }

    fn elsewhere(mut self) -> Caller {
        self.at_home = false;
        self
    }
}

/// A session's cookie.
async fn session(app: &TestApp, clinic: ClinicId, owner: Owner) -> Credential {
    let (cookie, limits) = match owner {
        Owner::Staff { .. } => (Cookie::Staff, STAFF),
        Owner::Portal { .. } | Owner::Account { .. } => (Cookie::Portal, PORTAL_LINK),
    };
    let secret = app
        .write(move |tx, env| Ok(sessions::begin(tx, env, clinic, owner, limits)?))
        .await;
    let set = cookie.set(&app.state.env.config, &secret, None);
    Credential::Cookie(set.split(';').next().unwrap_or_default().to_owned())
}

fn of(member: &Member) -> (ClinicId, Owner) {
    let owner = Owner::Staff {
        staff: member.id,
        second_factor: true,
    };
    (member.clinic, owner)
}

/// A member of `clinic` with exactly these permissions.
async fn member(app: &TestApp, clinic: ClinicId, name: &str, may: Permissions) -> Member {
    let new = NewMember {
        email: format!("{name}@members.example"),
        display_name: name.to_owned(),
        role_title: String::new(),
        language: "en".to_owned(),
        permissions: may,
        accepts_direct_messages: false,
        password_hash: None,
        source_key: None,
    };
    let email = new.email.clone();
    let id = app
        .write(move |tx, env| staff::create_member(tx, env, &Acting::system(clinic), &new))
        .await;
    Member {
        clinic,
        id,
        email,
        name: name.to_owned(),
    }
}

/// Somebody who never signed in.
pub fn anonymous() -> Caller {
    Caller::nobody("anonymous", Credential::None)
}

/// The caller of that name.
pub fn named<'a>(callers: &'a [Caller], name: &str) -> &'a Caller {
    let found = callers.iter().find(|caller| caller.name == name);
    found.unwrap_or_else(|| panic!("nobody is called {name}"))
}

/// Everybody who might call.
pub async fn all(app: &TestApp, world: &World) -> Vec<Caller> {
    let mut callers = vec![anonymous()];
    portal(app, world, &mut callers).await;
    staff_members(app, world, &mut callers).await;
    programs(app, world, &mut callers).await;
    callers
}

async fn portal(app: &TestApp, world: &World, callers: &mut Vec<Caller>) {
    let here = world.here.clinic.id;
    let for_sam = |person| {
        let owner = Owner::Portal {
            portal_user: person,
            patient: world.here.patient.id,
        };
        (here, owner)
    };
    let (sam, proxy) = (world.here.patient.person, world.here.proxy.portal_user);
    callers.push(Caller::signed_in(app, "patient", Kind::Portal, for_sam(sam)).await);
    callers.push(Caller::signed_in(app, "proxy", Kind::Portal, for_sam(proxy)).await);
    for (name, things) in [
        ("another patient", &world.beside),
        ("another clinic's patient", &world.away),
    ] {
        let owner = Owner::Portal {
            portal_user: things.patient.person,
            patient: things.patient.id,
        };
        let who = (things.clinic.id, owner);
        callers.push(
            Caller::signed_in(app, name, Kind::Portal, who)
                .await
                .elsewhere(),
        );
    }
    let gone = app
        .new_guardian(
            &world.here.clinic,
            world.here.patient.id,
            ("Former", "Proxy"),
            "former@home.example",
        )
        .await;
    let mut former = Caller::signed_in(
        app,
        "revoked proxy",
        Kind::Nobody,
        for_sam(gone.portal_user),
    )
    .await;
    former.owner = None;
    let editor = Editor::system(here);
    app.write(move |tx, env| patients::revoke_link(tx, &editor, env, gone.link))
        .await;
    callers.push(former);
}

async fn staff_members(app: &TestApp, world: &World, callers: &mut Vec<Caller>) {
    let here = &world.here.clinic;
    let none = member(app, here.id, "nothing", Permissions::default()).await;
    callers.push(
        Caller::signed_in(
            app,
            "staff without permission",
            Kind::Staff(Permissions::default()),
            of(&none),
        )
        .await,
    );
    for permission in Permission::ALL {
        let may: Permissions = [*permission].into_iter().collect();
        let with = member(app, here.id, permission.code(), may).await;
        let name = format!("staff with {}", permission.code());
        callers.push(Caller::signed_in(app, &name, Kind::Staff(may), of(&with)).await);
    }
    let all = Kind::Staff(Permissions::all());
    callers.push(Caller::signed_in(app, "owner", all.clone(), of(&here.owner)).await);
    let away = of(&world.away.clinic.owner);
    callers.push(
        Caller::signed_in(app, "another clinic's owner", all, away)
            .await
            .elsewhere(),
    );
    let halfway = Owner::Staff {
        staff: here.owner.id,
        second_factor: false,
    };
    let mut halfway = Caller::signed_in(
        app,
        "owner before the second factor",
        Kind::Nobody,
        (here.id, halfway),
    )
    .await;
    halfway.owner = None;
    callers.push(halfway);
}

async fn programs(app: &TestApp, world: &World, callers: &mut Vec<Caller>) {
    let here = &world.here.clinic;
    let nothing = member(app, here.id, "keys", Permissions::default()).await;
    let every: Vec<_> = ApiScope::ALL.iter().map(|s| s.code()).collect();
    let every = every.join(" ");
    let mut add = async |name: String, of: &Member, scopes: &str, kind: Kind| {
        let secret = app.program(of, scopes).await.secret().to_owned();
        let mut caller = Caller::nobody(&name, Credential::Key(secret));
        caller.kind = kind;
        caller.acts_for = Some((of.clinic, of.id));
        callers.push(caller);
    };
    let all = Permissions::all();
    for scope in ApiScope::ALL {
        let kind = Kind::Key(vec![*scope], all);
        add(
            format!("key with {}", scope.code()),
            &here.owner,
            scope.code(),
            kind,
        )
        .await;
    }
    let scopes = ApiScope::ALL.to_vec();
    add(
        "key with every scope".to_owned(),
        &here.owner,
        &every,
        Kind::Key(scopes.clone(), all),
    )
    .await;
    add(
        "key without a scope".to_owned(),
        &here.owner,
        "",
        Kind::Key(Vec::new(), all),
    )
    .await;
    let kind = Kind::Key(scopes.clone(), Permissions::default());
    add(
        "key of a member without permission".to_owned(),
        &nothing,
        &every,
        kind,
    )
    .await;
    add("revoked key".to_owned(), &here.nurse, &every, Kind::Nobody).await;
    let nurse = here.nurse.id;
    app.write(move |tx, env| {
        Ok(tx.exec(
            "UPDATE api_key SET revoked_at = $2 WHERE staff_id = $1",
            &[&nurse, &env.now()],
        )?)
    })
    .await;
    let away = &world.away.clinic.owner;
    add(
        "another clinic's key".to_owned(),
        away,
        &every,
        Kind::Key(scopes, all),
    )
    .await;
    if let Some(last) = callers.last_mut() {
        last.at_home = false;
    }
}

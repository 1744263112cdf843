//! One round: the bare calls, then the same work through HTTP, on the same data.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use carepost::features::api_keys::{self, NewApiKey};
use carepost::platform::auth::{ApiScope, StaffActor, sessions};
use carepost::platform::ids::PatientId;
use serde::Serialize;
use serde_json::json;

use crate::clinic::{self, Clinic};
use crate::http::Caller;
use crate::measure::{Figure, closed_loop};
use crate::report::{Line, Report};
use crate::server::{Opened, Place, Program};
use crate::{bare, conversations};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Work {
    /// The first page of a member's inbox, 50 rows.
    Inbox,
    /// The newest page of a thread, 50 messages.
    Thread,
    /// Suggestions while somebody types who a message is for.
    Search,
    /// The compose window for a patient.
    Compose,
    /// The numbers of the folders, of a member of five workgroups.
    Counts,
    /// The newest 20 conversations of one of the patients of a guardian of six, who has 2,000 messages.
    PortalInbox,
    /// A message to a patient, acknowledged when it is durable.
    Send,
}

/// What each round measures, with so many callers.
const ALL: [(Work, usize); 12] = [
    (Work::Inbox, 1),
    (Work::Inbox, 16),
    (Work::Thread, 1),
    (Work::Thread, 16),
    (Work::Search, 1),
    (Work::Compose, 1),
    (Work::Counts, 1),
    (Work::PortalInbox, 1),
    (Work::PortalInbox, 16),
    (Work::Send, 1),
    (Work::Send, 16),
    (Work::Send, 64),
];

/// What growth is looked at for.
pub(crate) const PAGES: [Work; 6] = [
    Work::Inbox,
    Work::Thread,
    Work::Search,
    Work::Compose,
    Work::Counts,
    Work::PortalInbox,
];

/// Measures everything once and puts it down: for each kind of work first bare, then at once through HTTP, so that both
/// find the machine in the same state.
pub(crate) async fn run(
    place: &Place,
    clinic: &Clinic,
    each: Duration,
    engine: &str,
    report: &mut Report,
) -> anyhow::Result<()> {
    let numbers = Arc::new(AtomicUsize::new(0));
    let opened = place.open().await?;
    let access = Access::make(&opened, clinic).await?;
    opened.db.close().await;
    for what in ALL {
        let opened = place.open().await?;
        let bare = bare::measure(&opened, clinic, what, each, &numbers).await?;
        opened.db.close().await;
        let program = Program::start(place).await?;
        let ours = through_http(&program, &access, clinic, what, each).await?;
        report.add(Line {
            engine: engine.to_owned(),
            work: what.0,
            ours,
            bare,
        });
        if what == ALL[ALL.len() - 1] {
            report.loaded(engine, program.resident_mb());
        }
        program.stop().await?;
    }
    Ok(())
}

/// Measures the pages with one caller through HTTP, as often as there are rounds.
pub(crate) async fn pages(
    place: &Place,
    clinic: &Clinic,
    rounds: usize,
    each: Duration,
) -> anyhow::Result<Vec<Vec<Figure>>> {
    let opened = place.open().await?;
    let access = Access::make(&opened, clinic).await?;
    opened.db.close().await;
    let program = Program::start(place).await?;
    let mut all = Vec::new();
    for work in PAGES {
        let mut figures = Vec::new();
        for _ in 0..rounds {
            figures.push(through_http(&program, &access, clinic, (work, 1), each).await?);
        }
        all.push(figures);
    }
    program.stop().await?;
    Ok(all)
}

/// What lets callers in: a signed-in browser of the nurse's, and a key that acts for her.
pub(crate) struct Access {
    cookie: String,
    /// The guardian's browsers, one for each patient they read for.
    guardian: Vec<String>,
    key: String,
    /// Requests so far, so that each is one of its own.
    numbers: Arc<AtomicUsize>,
}

impl Access {
    /// Makes a session and a key, as signing in and the keys' page do.
    pub(crate) async fn make(opened: &Opened, clinic: &Clinic) -> anyhow::Result<Access> {
        let (env, nurse) = (opened.env.clone(), clinic.nurse.clone());
        let guardian = clinic.guardian.clone();
        let made = opened.db.write(move |tx| {
            let owner = sessions::Owner::Staff {
                staff: nurse.staff,
                second_factor: true,
            };
            let cookie = sessions::begin(tx, &env, nurse.clinic, owner, sessions::STAFF)?;
            let browser = |patient: &PatientId| {
                let owner = sessions::Owner::Portal {
                    portal_user: guardian.portal_user,
                    patient: *patient,
                };
                sessions::begin(tx, &env, nurse.clinic, owner, sessions::PORTAL_LINK)
            };
            let guardian = guardian.patients.iter().map(browser);
            let guardian = guardian.collect::<Result<Vec<String>, _>>()?;
            let new = NewApiKey {
                name: "bench".to_owned(),
                staff: nurse.staff,
                scopes: ApiScope::ALL.to_vec(),
            };
            let owner = StaffActor {
                owner: true,
                ..nurse.clone()
            };
            let (_, key) = api_keys::create(tx, &owner, &env, &new)?;
            Ok(Access {
                cookie,
                guardian,
                key,
                numbers: Arc::default(),
            })
        });
        made.await.map_err(clinic::cause)
    }

    pub(crate) async fn browser(&self, program: &Program) -> anyhow::Result<Caller> {
        Ok(program
            .caller()
            .await?
            .with_cookie("carepost-staff", &self.cookie))
    }

    pub(crate) async fn api(&self, program: &Program) -> anyhow::Result<Caller> {
        Ok(program.caller().await?.with_key(&self.key))
    }
}

async fn through_http(
    program: &Program,
    access: &Access,
    clinic: &Clinic,
    (work, in_flight): (Work, usize),
    each: Duration,
) -> anyhow::Result<Figure> {
    let mut callers = Vec::new();
    for _ in 0..in_flight {
        callers.push(match work {
            Work::Send => access.api(program).await?,
            _ => access.browser(program).await?,
        });
    }
    let (clinic, run) = (Arc::new(clinic.clone()), access.cookie.clone());
    let guardian = Arc::new(access.guardian.clone());
    let ask = move |mut caller: Caller, number: usize| {
        let (clinic, run, guardian) = (clinic.clone(), run.clone(), guardian.clone());
        async move {
            match work {
                Work::Inbox => caller.get("/staff/inbox").await?,
                Work::Thread => {
                    let id = conversations::of_page(number, &clinic);
                    caller.get(&format!("/staff/conversations/{id}")).await?
                }
                Work::Search => {
                    let query = query(number).replace(' ', "+");
                    caller
                        .get(&format!("/staff/patients/search?q={query}"))
                        .await?
                }
                Work::Compose => {
                    let patient = conversations::recipient(number, &clinic);
                    caller
                        .get(&format!("/staff/compose?patient={patient}"))
                        .await?
                }
                Work::Counts => caller.get("/staff/counts").await?,
                Work::PortalInbox => {
                    let browser = &guardian[number % guardian.len()];
                    caller = caller.with_cookie("carepost-portal", browser);
                    caller.get("/messages").await?
                }
                Work::Send => {
                    let body = json!({
                        "patient_id": conversations::recipient(number, &clinic),
                        "from": {"workgroup": clinic.groups[0]},
                        "subject": "Your visit",
                        "body_html": conversations::BODY,
                        "allow_response": true,
                    });
                    caller
                        .post(
                            "/api/v1/conversations",
                            &format!("{run}-{number}"),
                            body.to_string(),
                        )
                        .await?
                }
            };
            Ok(caller)
        }
    };
    closed_loop(callers, each, &access.numbers, ask).await
}

/// What somebody types: beginnings of names, alone and together, numbers, dates, addresses.
pub(crate) fn query(number: usize) -> String {
    let patient = number.wrapping_mul(104_729) % 1_000;
    let (given, family) = clinic::name(patient);
    let start = |text: &str, letters: usize| text.chars().take(letters).collect::<String>();
    match number % 7 {
        0 => start(&family, 3),
        1 => start(&family, 6),
        2 => format!("{} {}", start(&family, 2), start(&given, 2)),
        3 => format!("{given} {family}"),
        4 => format!("E{patient:07}"),
        5 => format!("19{}-0{}", 40 + patient % 60, 1 + patient % 9),
        _ => start(&given, 2),
    }
}

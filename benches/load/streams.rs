//! Thousands of open pages, each with its stream of live updates: what they weigh, and how soon a message reaches those
//! that should see it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use carepost::features::staff::{self, Acting};
use carepost::platform::auth::{Permissions, sessions};
use carepost::platform::ids::{PortalUserId, StaffId};
use serde::Serialize;
use serde_json::json;

use crate::clinic::{self, Clinic};
use crate::conversations;
use crate::live::until_event;
use crate::measure::Figure;
use crate::round::Access;
use crate::server::{Opened, Place, Program};

/// Open pages.
const STREAMS: usize = 5_000;
/// Colleagues who see what the workgroup of the conversation gets, among them.
const COLLEAGUES: usize = 20;
/// Messages that are timed.
const TIMES: usize = 200;
/// Rest between two: light load.
const REST: Duration = Duration::from_millis(50);
/// Time for everything to settle before memory is read.
const SETTLE: Duration = Duration::from_secs(3);

/// What was found.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Found {
    pub(crate) streams: usize,
    /// What they added to the memory of the process, in MB.
    pub(crate) added_mb: f64,
    /// From the request to send until the event on the stream of each who should see it.
    pub(crate) arrival: Figure,
}

/// Where the stream of a page is, and the cookie that opens it.
struct Page {
    path: &'static str,
    cookie: (&'static str, String),
    /// Whether a message of the measured conversation concerns it.
    concerned: bool,
}

/// Opens the streams, each of a session of its own, then sends into a conversation that the colleagues and its reader have open.
pub(crate) async fn measure(place: &Place, clinic: &Clinic) -> anyhow::Result<Found> {
    let opened = place.open().await?;
    let access = Access::make(&opened, clinic).await?;
    let pages = pages(&opened, clinic).await?;
    opened.db.close().await;
    let program = Program::start(place).await?;
    tokio::time::sleep(SETTLE).await;
    let before = program.resident_mb();
    let concerned = pages.iter().filter(|page| page.concerned).count();
    let streams = pages.len();
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let arrived = Arc::new(AtomicUsize::new(0));
    let mut open = tokio::task::JoinSet::new();
    for page in pages {
        let caller = program
            .caller()
            .await?
            .with_cookie(page.cookie.0, &page.cookie.1);
        let mut caller = caller;
        let mut events = caller.stream(page.path).await?;
        let (arrivals, arrived) = (arrivals.clone(), arrived.clone());
        open.spawn(async move {
            // The connection lasts as long as its caller.
            let _caller = caller;
            // Each message comes as two events: the thread's and the list's.
            while until_event(&mut events).await.is_ok() {
                if page.concerned {
                    let now = Instant::now();
                    arrivals
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(now);
                    arrived.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    tokio::time::sleep(SETTLE).await;
    let added_mb = program.resident_mb() - before;
    let mut staff = access.api(&program).await?;
    let id = conversations::of_page(0, clinic);
    let mut times = Vec::new();
    for number in 0..TIMES {
        let began = Instant::now();
        let json = json!({ "body_html": format!("<p>Message {number}</p>") }).to_string();
        staff
            .post(
                &format!("/api/v1/conversations/{id}/messages"),
                &format!("streams-{number}"),
                json,
            )
            .await?;
        while arrived.load(Ordering::Relaxed) < concerned {
            ensure!(
                began.elapsed() < Duration::from_secs(10),
                "a message did not reach everybody"
            );
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(REST).await;
        let mut all = arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        times.extend(all.drain(..).map(|at| at.duration_since(began)));
        arrived.store(0, Ordering::Relaxed);
    }
    open.abort_all();
    program.stop().await?;
    Ok(Found {
        streams,
        added_mb,
        arrival: Figure::of(times, 1, REST * TIMES as u32),
    })
}

/// Pages of colleagues, of the reader of the conversation, and of other portal users, with a session each.
async fn pages(opened: &Opened, clinic: &Clinic) -> anyhow::Result<Vec<Page>> {
    let (env, clinic) = (opened.env.clone(), clinic.clone());
    let made = opened.db.write(move |tx| {
        let acting = Acting::system(clinic.id);
        let mut pages = Vec::new();
        let mut group: Vec<StaffId> = vec![clinic.nurse.staff];
        for number in 0..COLLEAGUES {
            let member = clinic::member(&format!("colleague{number}@clinic.example.org"), Permissions::all());
            let staff = staff::create_member(tx, &env, &acting, &member)?;
            let owner = sessions::Owner::Staff { staff, second_factor: true };
            let cookie = sessions::begin(tx, &env, clinic.id, owner, sessions::STAFF)?;
            pages.push(Page { path: "/staff/live", cookie: ("carepost-staff", cookie), concerned: true });
            group.push(staff);
        }
        let conversation = conversations::of_page(0, &clinic);
        staff::set_workgroup_members(tx, &env, &acting, conversations::group_of(0, &clinic), &group)?;
        let (reader, patient): (PortalUserId, _) = tx.one(
            "SELECT portal_user_id, patient_id FROM conversation_portal_user WHERE clinic_id = $1 AND conversation_id = $2",
            &[&clinic.id, &conversation],
        )?;
        let others = clinic.patients.iter().cycle().filter(|(_, person)| *person != reader);
        let others = others.take(STREAMS - COLLEAGUES - 1).map(|(patient, person)| (*patient, *person, false));
        for (patient, portal_user, concerned) in others.chain([(patient, reader, true)]) {
            let owner = sessions::Owner::Portal { portal_user, patient };
            let cookie = sessions::begin(tx, &env, clinic.id, owner, sessions::PORTAL_LINK)?;
            pages.push(Page { path: "/live", cookie: ("carepost-portal", cookie), concerned });
        }
        Ok(pages)
    });
    made.await.map_err(clinic::cause).context("the open pages")
}

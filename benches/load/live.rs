//! How long a message takes from the program that sends it to the patient's open page.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use carepost::platform::auth::sessions;
use carepost::platform::ids::PortalUserId;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use serde::Serialize;
use serde_json::json;

use crate::clinic::{self, Clinic};
use crate::conversations;
use crate::measure::Figure;
use crate::round::Access;
use crate::server::{Place, Program};

/// Messages that are timed.
const TIMES: usize = 500;
/// Rest between two: light load.
const REST: Duration = Duration::from_millis(20);

/// From the request to send until the event on the stream, and until the page has fetched what is new.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Arrival {
    pub(crate) event: Figure,
    pub(crate) page: Figure,
}

/// Sends into a conversation whose page the patient has open, and waits for what the page gets.
pub(crate) async fn measure(place: &Place, clinic: &Clinic) -> anyhow::Result<Arrival> {
    let opened = place.open().await?;
    let access = Access::make(&opened, clinic).await?;
    let id = conversations::of_page(0, clinic);
    let (env, of) = (opened.env.clone(), clinic.id);
    let cookie = opened.db.write(move |tx| {
        let (portal_user, patient): (PortalUserId, _) = tx.one(
            "SELECT portal_user_id, patient_id FROM conversation_portal_user WHERE clinic_id = $1 AND conversation_id = $2",
            &[&of, &id],
        )?;
        let owner = sessions::Owner::Portal { portal_user, patient };
        Ok(sessions::begin(tx, &env, of, owner, sessions::PORTAL_LINK)?)
    });
    let cookie = cookie.await.map_err(clinic::cause)?;
    opened.db.close().await;

    let program = Program::start(place).await?;
    let patient = async || {
        anyhow::Ok(
            program
                .caller()
                .await?
                .with_cookie("carepost-portal", &cookie),
        )
    };
    let (mut stream, mut page) = (patient().await?, patient().await?);
    let mut events = stream.stream("/live").await?;
    let mut staff = access.api(&program).await?;
    let (mut to_event, mut to_page) = (Vec::new(), Vec::new());
    for number in 0..TIMES {
        tokio::time::sleep(REST).await;
        let began = Instant::now();
        let json = json!({ "body_html": format!("<p>Message {number}</p>") }).to_string();
        let path = format!("/api/v1/conversations/{id}/messages");
        let key = format!("live-{number}");
        let arrived = async {
            until_event(&mut events).await?;
            to_event.push(began.elapsed());
            page.get(&format!("/messages/{id}")).await?;
            to_page.push(began.elapsed());
            anyhow::Ok(())
        };
        let (sent, arrived) = tokio::join!(staff.post(&path, &key, json), arrived);
        sent?;
        arrived?;
        // What the page's own visit announces is no message.
        while let Ok(event) = tokio::time::timeout(REST, until_event(&mut events)).await {
            event?;
        }
    }
    program.stop().await?;
    let over = REST * TIMES as u32;
    Ok(Arrival {
        event: Figure::of(to_event, 1, over),
        page: Figure::of(to_page, 1, over),
    })
}

/// Waits for the next piece of the stream that is an event and not a sign of life.
pub(crate) async fn until_event(events: &mut Incoming) -> anyhow::Result<()> {
    loop {
        let frame = events.frame().await.context("the stream has ended")??;
        if frame
            .data_ref()
            .is_some_and(|data| data.starts_with(b"event:"))
        {
            return Ok(());
        }
    }
}

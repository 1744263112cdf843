//! A group send to every patient (M47): how soon it is accepted, how fast its conversations are made and its notices leave,
//! and what that costs those who send one message meanwhile.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use carepost::features::audit;
use carepost::features::notifications;
use carepost::platform::ids::{DeliveryId, GroupSendId, PatientId, PortalUserId};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clinic::Clinic;
use crate::conversations::{self, BODY};
use crate::due;
use crate::http::Caller;
use crate::letters::{self, Sink};
use crate::measure::Figure;
use crate::round::Access;
use crate::rows::{Cell, Table};
use crate::server::{Opened, Place, Program};

/// Recipients of one transaction, as the worker takes them.
const STRETCH: usize = 50;
/// How long ordinary sends are timed before, and letters counted after.
const EACH: Duration = Duration::from_secs(6);
/// Rest between two ordinary sends.
const REST: Duration = Duration::from_millis(10);
/// How often the group send is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// Connections that the bare client of the mail server has: as many as the worker does jobs at a time.
const CONNECTIONS: usize = 16;

/// What was found.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Found {
    pub(crate) patients: usize,
    /// From pressing **Send** to the answer that the list is frozen.
    pub(crate) accepted_ms: f64,
    /// Conversations a second, by the worker and by the engine alone in the same chunks.
    pub(crate) made: (f64, f64),
    /// Ordinary sends before, and meanwhile.
    pub(crate) sends: (Figure, Figure),
    /// Most memory that the process held while it ran, in MB.
    pub(crate) most_mb: f64,
    /// Notices a second once all conversations were made, and letters a second from the bare client.
    pub(crate) letters: (f64, f64),
}

/// Sends to every patient of the clinic, first bare, then through the API and the worker.
pub(crate) async fn measure(place: &Place, clinic: &Clinic) -> anyhow::Result<Found> {
    let opened = place.open().await?;
    let access = Access::make(&opened, clinic).await?;
    opened.db.close().await;
    let bare = bare(place, &access, clinic).await?;

    let sink = Sink::start(&place.folder().join("letters"))?;
    let program = Program::start_working(place, sink.address).await?;
    let mut api = access.api(&program).await?;
    let (id, patients) = draft(&mut api, clinic).await?;
    let until = Instant::now() + EACH;
    let before = ordinary(access.api(&program).await?, clinic, "before", move || {
        Instant::now() < until
    })
    .await?;

    let began = Instant::now();
    accept(&mut api, id, patients).await?;
    let accepted = began.elapsed();
    let began = Instant::now();
    let running = Arc::new(AtomicBool::new(true));
    let still = running.clone();
    let (caller, of) = (access.api(&program).await?, clinic.clone());
    let meanwhile = tokio::spawn(async move {
        ordinary(caller, &of, "meanwhile", move || {
            still.load(Ordering::Relaxed)
        })
        .await
    });
    let mut most_mb = program.resident_mb();
    let ended = until_done(&mut api, id, || {
        most_mb = most_mb.max(program.resident_mb())
    })
    .await;
    let took = began.elapsed();
    running.store(false, Ordering::Relaxed);
    let meanwhile = meanwhile.await??;
    ended?;

    let left = leaving(&sink).await;
    most_mb = most_mb.max(program.resident_mb());
    program.stop().await?;
    let letters = tokio::task::block_in_place(|| letters::bare(&sink, CONNECTIONS, EACH))?;
    Ok(Found {
        patients,
        accepted_ms: accepted.as_secs_f64() * 1_000.0,
        made: (patients as f64 / took.as_secs_f64(), bare),
        sends: (before, meanwhile),
        most_mb,
        letters: (left, letters),
    })
}

/// Writes a group send to everybody; its id and the count that confirms it.
async fn draft(api: &mut Caller, clinic: &Clinic) -> anyhow::Result<(Uuid, usize)> {
    let made: Value = serde_json::from_slice(
        &api.post("/api/v1/group-sends", &key(), "{}".to_owned())
            .await?,
    )?;
    let id: Uuid = made["id"].as_str().context("no id")?.parse()?;
    let body = json!({
        "version": made["version"],
        "subject": "Flu season, {{patient_given_name}}",
        "body_html": BODY,
        "from_workgroup_id": clinic.groups[0],
        "allow_response": true,
        "audience": { "everyone": "active" },
    });
    let path = format!("/api/v1/group-sends/{id}");
    api.put(&path, &key(), body.to_string()).await?;
    let preview = api
        .post(&format!("{path}/preview"), &key(), String::new())
        .await?;
    let preview: Value = serde_json::from_slice(&preview)?;
    let count = preview["count"].as_u64().context("no count")?;
    Ok((id, count.try_into()?))
}

fn key() -> String {
    Uuid::new_v4().to_string()
}

async fn accept(api: &mut Caller, id: Uuid, count: usize) -> anyhow::Result<()> {
    let body = json!({ "count": count }).to_string();
    api.post(&format!("/api/v1/group-sends/{id}/send"), &key(), body)
        .await
        .map(drop)
}

/// Waits until everybody on the list has been dealt with.
async fn until_done(api: &mut Caller, id: Uuid, mut look: impl FnMut()) -> anyhow::Result<()> {
    const LONGEST: Duration = Duration::from_secs(600);
    let began = Instant::now();
    loop {
        look();
        let group = api.json(&format!("/api/v1/group-sends/{id}")).await?;
        match group["state"].as_str() {
            Some("done") => return Ok(()),
            Some("freezing" | "sending") => {}
            other => anyhow::bail!("the group send is {other:?}"),
        }
        ensure!(
            began.elapsed() < LONGEST,
            "the group send does not end: {group}"
        );
        tokio::time::sleep(LOOK).await;
    }
}

/// Letters a second that the mail server takes, up to the last one where the queue is empty before the time is over.
async fn leaving(sink: &Sink) -> f64 {
    let (before, began) = (sink.taken(), Instant::now());
    let mut last = (0, EACH);
    while began.elapsed() < EACH {
        tokio::time::sleep(LOOK / 10).await;
        let taken = sink.taken() - before;
        if taken > last.0 {
            last = (taken, began.elapsed());
        }
    }
    last.0 as f64 / last.1.as_secs_f64()
}

/// Ordinary messages, one after the other with a rest between, while `more` says so.
async fn ordinary(
    mut api: Caller,
    clinic: &Clinic,
    name: &str,
    more: impl Fn() -> bool,
) -> anyhow::Result<Figure> {
    let (mut times, began) = (Vec::new(), Instant::now());
    while more() {
        let number = times.len();
        let body = json!({
            "patient_id": conversations::recipient(number, clinic),
            "from": { "workgroup": clinic.groups[1] },
            "subject": "Your visit",
            "body_html": BODY,
            "allow_response": true,
        });
        let asked = Instant::now();
        api.post(
            "/api/v1/conversations",
            &format!("{name}-{number}"),
            body.to_string(),
        )
        .await?;
        times.push(asked.elapsed());
        tokio::time::sleep(REST).await;
    }
    Ok(Figure::of(times, 1, began.elapsed()))
}

/// Conversations a second that the engine alone writes: a frozen list, and for each recipient of it the rows that the worker
/// writes, in the same chunks, one transaction after the other.
async fn bare(place: &Place, access: &Access, clinic: &Clinic) -> anyhow::Result<f64> {
    let program = Program::start(place).await?;
    let mut api = access.api(&program).await?;
    let (id, patients) = draft(&mut api, clinic).await?;
    accept(&mut api, id, patients).await?;
    program.stop().await?;

    let opened = place.open().await?;
    let (of, group) = (clinic.id, GroupSendId::from_uuid(id));
    let list = opened.db.read(move |tx| {
        tx.all(
            "SELECT patient_id, portal_user_id FROM group_send_recipient WHERE clinic_id = $1 AND group_send_id = $2
             ORDER BY patient_id, portal_user_id",
            &[&of, &group],
        )
    });
    let list: Vec<(PatientId, PortalUserId)> = list.await.map_err(|error: db::Error| error)?;
    let tables = Arc::new(Tables::new());
    // Whoever reads for several patients is told once.
    let mut told = HashSet::new();
    let began = Instant::now();
    for chunk in list.chunks(STRETCH) {
        let chunk: Vec<Row> = chunk
            .iter()
            .map(|(patient, person)| (*patient, *person, told.insert(*person)))
            .collect();
        let (tables, clinic, env) = (tables.clone(), clinic.clone(), opened.env.clone());
        let written = opened
            .db
            .write(move |tx| tables.write(tx, &clinic, &env, (id, &chunk)));
        written.await.map_err(|error: db::Error| error)?;
    }
    let a_second = patients as f64 / began.elapsed().as_secs_f64();
    forget(&opened, group).await?;
    Ok(a_second)
}

/// Takes away what would be done for the list by itself.
async fn forget(opened: &Opened, group: GroupSendId) -> anyhow::Result<()> {
    let done = opened.db.write(move |tx| {
        tx.exec("DELETE FROM job", &[])?;
        // Else each notice that is measured would have another one beside it, and go with it.
        tx.exec(
            "UPDATE delivery SET state = 'sent' WHERE state = 'queued'",
            &[],
        )?;
        tx.exec(
            "UPDATE group_send SET state = 'done' WHERE id = $1",
            &[&group],
        )
    });
    done.await.map_err(|error: db::Error| error)?;
    due::settle(opened).await?;
    opened.db.close().await;
    Ok(())
}

/// A recipient of the list, and whether they are on it for the first time.
type Row = (PatientId, PortalUserId, bool);

/// The tables that a group send fills.
struct Tables {
    conversation: Table,
    message: Table,
    recipient: Table,
    reader: Table,
    delivery: Table,
    told: Table,
}

impl Tables {
    fn new() -> Tables {
        let of = |name, columns: &str| {
            let columns: Vec<&str> = columns.split(' ').collect();
            Table::new(name, &columns)
        };
        Tables {
            conversation: of(
                "conversation",
                "clinic_id id patient_id subject from_workgroup_id started_by_staff created_at last_message_at message_count",
            ),
            message: of(
                "message",
                "clinic_id conversation_id id author_staff_id shown_as on_behalf_of_patient body_html snippet allow_response sent_at",
            ),
            recipient: of(
                "message_recipient",
                "clinic_id message_id portal_user_id conversation_id",
            ),
            reader: of(
                "conversation_portal_user",
                "clinic_id portal_user_id patient_id conversation_id last_message_at",
            ),
            delivery: of(
                "delivery",
                "clinic_id id message_id conversation_id portal_user_id channel round address state attempts next_attempt_at created_at updated_at",
            ),
            told: of("group_send_told", "clinic_id group_send_id portal_user_id"),
        }
    }

    /// The conversations of a stretch, the outcome of each recipient, how far the list has come, and the audit's entries.
    fn write(
        &self,
        tx: &mut db::Tx<'_>,
        clinic: &Clinic,
        env: &carepost::platform::env::Env,
        (group, list): (Uuid, &[Row]),
    ) -> Result<(), db::Error> {
        let (now, of) = (Cell::Int(env.now().0), Cell::Id(clinic.id.uuid()));
        let nurse = Cell::Id(clinic.nurse.staff.uuid());
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut events = Vec::with_capacity(list.len());
        let mut notices = Vec::with_capacity(list.len());
        for (patient, person, first) in list {
            let (conversation, message, delivery): (Uuid, Uuid, Uuid) =
                (env.id(), env.id(), env.id());
            let (here, there) = (Cell::Id(conversation), Cell::Id(message));
            let (whose, reader) = (Cell::Id(patient.uuid()), Cell::Id(person.uuid()));
            self.conversation.one(
                tx,
                &[
                    of.clone(),
                    here.clone(),
                    whose.clone(),
                    text("Flu season, Anna"),
                    Cell::Id(clinic.groups[0].uuid()),
                    nurse.clone(),
                    now.clone(),
                    now.clone(),
                    Cell::Int(1),
                ],
            )?;
            self.message.one(
                tx,
                &[
                    of.clone(),
                    here.clone(),
                    there.clone(),
                    nurse.clone(),
                    text("Front"),
                    Cell::Bool(false),
                    text(BODY),
                    text("Thank you for coming in this week."),
                    Cell::Bool(true),
                    now.clone(),
                ],
            )?;
            self.recipient.one(
                tx,
                &[of.clone(), there.clone(), reader.clone(), here.clone()],
            )?;
            self.reader.one(
                tx,
                &[of.clone(), reader.clone(), whose, here.clone(), now.clone()],
            )?;
            self.delivery.one(
                tx,
                &[
                    of.clone(),
                    Cell::Id(delivery),
                    there,
                    here,
                    reader.clone(),
                    text("email"),
                    Cell::Int(0),
                    text("patient@example.org"),
                    text("queued"),
                    Cell::Int(0),
                    now.clone(),
                    now.clone(),
                    now.clone(),
                ],
            )?;
            if *first {
                self.told.one(tx, &[of.clone(), Cell::Id(group), reader])?;
            }
            notices.push(DeliveryId::from_uuid(delivery));
            tx.push(
                "UPDATE group_send_recipient SET state = 'sent', conversation_id = $5, message_id = $6
                 WHERE clinic_id = $1 AND group_send_id = $2 AND patient_id = $3 AND portal_user_id = $4",
                &[&clinic.id, &group, patient, person, &conversation, &message],
            )?;
            let event = audit::Event::new(
                clinic.id,
                &clinic.nurse,
                "conversation.send",
                "conversation",
                conversation,
            );
            events.push(event.patient(*patient));
        }
        notifications::go_together(tx, env, clinic.id, &notices)?;
        audit::record_all(tx, env, clinic.id, &events)?;
        tx.push(
            "UPDATE group_send SET sent = sent + $3 WHERE clinic_id = $1 AND id = $2",
            &[&clinic.id, &group, &(list.len() as i64)],
        )
    }
}

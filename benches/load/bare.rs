//! The engine alone, doing the same rows: what a request reads and the audit entry it writes, without HTTP, signing in and
//! rendering around them.

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use carepost::features::conversations::{self, Cursor, Folder, Identity, NewMessage, Options};
use carepost::features::{audit, drafts, notifications, patients, settings, staff};
use carepost::platform::auth::PortalActor;
use carepost::platform::env::Env;
use carepost::platform::ids::{ConversationId, PatientId, SessionId};
use carepost::platform::time::Timestamp;
use carepost::platform::web::Error;
use carepost::platform::web::idempotency::{Answer, Once};

use crate::clinic::{Clinic, cause};
use crate::measure::{Figure, closed_loop};
use crate::round::{Work, query};
use crate::server::Opened;

/// Conversations on an inbox page.
const ROWS: usize = 50;
/// Conversations on a page of the portal's list.
const PORTAL_ROWS: usize = 20;

/// Measures `work` with so many callers.
pub(crate) async fn measure(
    opened: &Opened,
    clinic: &Clinic,
    (work, in_flight): (Work, usize),
    each: Duration,
    numbers: &Arc<AtomicUsize>,
) -> anyhow::Result<Figure> {
    let callers = vec![(); in_flight];
    let (db, env, clinic) = (
        opened.db.within(clinic.id),
        opened.env.clone(),
        Arc::new(clinic.clone()),
    );
    let ask = move |(): (), number: usize| {
        let (db, env, clinic) = (db.clone(), env.clone(), clinic.clone());
        async move {
            let done = match work {
                Work::Inbox => {
                    let (of, now) = (clinic.clone(), env.now());
                    db.read(move |tx| inbox(tx, &of, now))
                        .await
                        .map_err(cause)?;
                    on_record(&db, env, &clinic, "conversation.list").await
                }
                Work::Thread => {
                    let id = crate::conversations::of_page(number, &clinic);
                    let (of, now) = (clinic.clone(), env.now());
                    db.read(move |tx| thread(tx, &of, id, now))
                        .await
                        .map_err(cause)?;
                    on_record(&db, env, &clinic, "conversation.read").await
                }
                Work::Search => {
                    let (of, now, query) = (clinic.clone(), env.now(), query(number));
                    db.read(move |tx| search(tx, &of, &query, now))
                        .await
                        .map_err(cause)?;
                    on_record(&db, env, &clinic, "patient.search").await
                }
                Work::Compose => {
                    let patient = crate::conversations::recipient(number, &clinic);
                    let (of, now) = (clinic.clone(), env.now());
                    db.read(move |tx| compose(tx, &of, patient, now))
                        .await
                        .map_err(cause)?;
                    on_record(&db, env, &clinic, "patient.read").await
                }
                Work::Counts => {
                    let (of, now) = (clinic.clone(), env.now());
                    db.read(move |tx| counts(tx, &of, now)).await
                }
                Work::PortalInbox => {
                    let (actor, env) = (guardian(&clinic, number), env.clone());
                    db.write(move |tx| portal_inbox(tx, &actor, &env)).await
                }
                Work::Send => {
                    let (new, once) = (message(&clinic, number)?, once(number)?);
                    let nurse = clinic.nurse.clone();
                    let (by, of) = (nurse.clone(), env.clone());
                    let send = move |tx: &mut db::Tx<'_>| {
                        let sent = conversations::send(tx, &by, &of, &new)?;
                        Answer::new(StatusCode::CREATED, &sent.conversation)
                    };
                    once.write(&db, &env, &nurse, send).await.map(drop)
                }
            };
            done.map_err(cause)
        }
    };
    closed_loop(callers, each, numbers, ask).await
}

/// Writes the entry that a read is on record with.
async fn on_record(
    db: &db::Db,
    env: Env,
    clinic: &Clinic,
    action: &'static str,
) -> Result<(), Error> {
    let event = audit::Event::new(clinic.id, &clinic.nurse, action, "bench", None);
    db.write(move |tx| Ok(audit::record(tx, &env, &event)?))
        .await
}

fn inbox(tx: &mut db::Tx<'_>, clinic: &Clinic, now: Timestamp) -> Result<(), Error> {
    let nurse = &clinic.nurse;
    let inboxes = staff::inboxes_of(tx, nurse.clinic, nurse.staff)?;
    conversations::folder(
        tx,
        nurse,
        &inboxes,
        (Folder::Inbox, now),
        Cursor::START,
        ROWS,
    )?;
    conversations::counts(tx, nurse, &inboxes, None, now)?;
    Ok(())
}

fn thread(
    tx: &mut db::Tx<'_>,
    clinic: &Clinic,
    id: ConversationId,
    now: Timestamp,
) -> Result<(), Error> {
    let scope = clinic.nurse.scope();
    let thread = conversations::thread(tx, &clinic.nurse, id, Cursor::START)?;
    notifications::deliveries(tx, &scope, id)?;
    settings::load(tx, clinic.id)?;
    patients::recipients(tx, &scope, thread.patient.id, now)?;
    patients::identifiers(tx, &scope, thread.patient.id)?;
    drafts::of_conversation(tx, &clinic.nurse, id)?;
    conversations::filing::filing(tx, clinic.id, id)?;
    let inboxes = staff::inboxes_of(tx, clinic.id, clinic.nurse.staff)?;
    conversations::counts(tx, &clinic.nurse, &inboxes, Some(id), now)?;
    Ok(())
}

fn search(tx: &mut db::Tx<'_>, clinic: &Clinic, query: &str, now: Timestamp) -> Result<(), Error> {
    patients::search(tx, &clinic.nurse.scope(), (query, 8), now)?;
    Ok(())
}

fn compose(
    tx: &mut db::Tx<'_>,
    clinic: &Clinic,
    patient: PatientId,
    now: Timestamp,
) -> Result<(), Error> {
    let scope = clinic.nurse.scope();
    patients::load(tx, &scope, patient)?;
    patients::identifiers(tx, &scope, patient)?;
    patients::recipients(tx, &scope, patient, now)?;
    settings::load(tx, clinic.id)?;
    staff::members(tx, &scope)?;
    staff::workgroups_of(tx, &scope, clinic.nurse.staff)?;
    Ok(())
}

fn counts(tx: &mut db::Tx<'_>, clinic: &Clinic, now: Timestamp) -> Result<(), Error> {
    let inboxes = staff::inboxes_of(tx, clinic.id, clinic.nurse.staff)?;
    conversations::counts(tx, &clinic.nurse, &inboxes, None, now)?;
    Ok(())
}

/// The guardian, reading for one of their patients.
fn guardian(clinic: &Clinic, number: usize) -> PortalActor {
    let guardian = &clinic.guardian;
    PortalActor {
        clinic: clinic.id,
        portal_user: guardian.portal_user,
        patient: guardian.patients[number % guardian.patients.len()],
        is_self: false,
        by_account: false,
        session: SessionId::from_uuid(guardian.portal_user.uuid()),
    }
}

fn portal_inbox(tx: &mut db::Tx<'_>, actor: &PortalActor, env: &Env) -> Result<(), Error> {
    conversations::portal_inbox(tx, actor, Cursor::START, PORTAL_ROWS)?;
    let event = audit::Event::new(actor.clinic, actor, "conversation.list", "bench", None);
    Ok(audit::record(tx, env, &event.patient(actor.patient))?)
}

/// The key that each message of a program's has, and is kept under.
fn once(number: usize) -> anyhow::Result<Once> {
    let key = HeaderValue::try_from(format!("bare-{}-{number}", std::process::id()))?;
    let headers = HeaderMap::from_iter([(HeaderName::from_static("idempotency-key"), key)]);
    Once::of(&headers, Vec::new()).map_err(cause)
}

fn message(clinic: &Clinic, number: usize) -> anyhow::Result<NewMessage> {
    let body = conversations::body(
        crate::conversations::BODY,
        crate::conversations::BODY.len() * 2,
    );
    Ok(NewMessage {
        patient: crate::conversations::recipient(number, clinic),
        draft: None,
        recipients: Vec::new(),
        to_staff: Vec::new(),
        from: Some(Identity::Workgroup(clinic.groups[0])),
        subject: "Your visit".to_owned(),
        body: body.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))?,
        attachments: Vec::new(),
        options: Options::new(true),
        mask_name: false,
        fee_code: None,
    })
}

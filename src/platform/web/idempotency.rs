//! Writes that may be repeated safely: the first answer to an `Idempotency-Key` is kept and given again.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Error, Refusal, api};
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::ids::ClinicId;
use crate::platform::time::{DAY, Timestamp};

static HEADER: HeaderName = HeaderName::from_static("idempotency-key");

/// Longest key accepted, in bytes.
const KEY_BYTES: usize = 200;

/// How long an answer is kept, in milliseconds.
pub const KEPT_MS: i64 = 2 * DAY;

/// The key of a write, where the caller gave one, with a hash of what it asks for.
#[derive(Debug, Clone)]
pub struct Once {
    key: Option<String>,
    hash: Vec<u8>,
}

/// Where an answer is kept: the clinic, who asked, and their key.
type Place = (ClinicId, Uuid, String);

/// A JSON body together with its idempotency key.
#[derive(Debug)]
pub struct Write<T> {
    /// The body.
    pub body: T,
    /// Its key.
    pub once: Once,
}

/// An answer that can be kept: its status and its JSON.
#[derive(Debug, Clone)]
pub struct Answer {
    status: StatusCode,
    json: String,
    repeated: bool,
}

impl Answer {
    /// An answer with a body.
    pub fn new(status: StatusCode, body: &impl Serialize) -> Result<Answer, Error> {
        let json = serde_json::to_string(body).map_err(|e| Error::Internal(e.into()))?;
        Ok(Answer {
            status,
            json,
            repeated: false,
        })
    }

    /// Whether an earlier request was answered with it, and this one changed nothing.
    pub fn is_repeated(&self) -> bool {
        self.repeated
    }

    /// The body again, as the type that it was made from.
    ///
    /// # Errors
    /// Where it was made from another type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(&self.json).map_err(|e| Error::Internal(e.into()))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (
            self.status,
            [(header::CONTENT_TYPE, "application/json")],
            self.json,
        )
            .into_response()
    }
}

impl<T, S> FromRequest<S> for Write<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self, Error> {
        let key = key(request.headers())?;
        let path = request.uri().path().to_owned();
        let bytes: Bytes = api::bytes(request, state).await?;
        let hash = Sha256::new()
            .chain_update(path.as_bytes())
            .chain_update([0])
            .chain_update(&bytes)
            .finalize()
            .to_vec();
        Ok(Write {
            body: api::read(&bytes)?,
            once: Once { key, hash },
        })
    }
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Error> {
    match headers.get(&HEADER).map(|v| v.to_str()) {
        None => Ok(None),
        Some(Ok(key)) if !key.is_empty() && key.len() <= KEY_BYTES => Ok(Some(key.to_owned())),
        Some(_) => {
            let refusal = Refusal::field("Idempotency-Key", "idempotency_key_unusable")
                .with("max", KEY_BYTES);
            Err(Error::Refused(StatusCode::BAD_REQUEST, vec![refusal]))
        }
    }
}

impl Once {
    /// The key of a write whose body is no JSON: `asked` is a hash of what it asks for.
    ///
    /// # Errors
    /// 400 where the header can't be a key.
    pub fn of(headers: &HeaderMap, asked: Vec<u8>) -> Result<Once, Error> {
        let key = key(headers)?;
        Ok(Once { key, hash: asked })
    }

    /// Writes what `act` writes, once for its key: a repeated request gets the first answer, and changes nothing.
    ///
    /// # Errors
    /// 422 when the key was used for something else; whatever `act` answers, which is not kept, so that a mended
    /// request can be sent with the same key.
    pub async fn write(
        &self,
        db: &db::Db,
        env: &Env,
        actor: &StaffActor,
        act: impl Fn(&mut db::Tx<'_>) -> Result<Answer, Error> + Send + 'static,
    ) -> Result<Answer, Error> {
        let act = move |tx: &mut db::Tx<'_>| act(tx).map(|answer| (answer, ()));
        Ok(self.write_with(db, env, actor, act).await?.0)
    }

    /// Writes as [`write`](Once::write) does; with the answer comes what `act` knows besides, where it is not an earlier
    /// one.
    ///
    /// # Errors
    /// As of [`write`](Once::write).
    pub async fn write_with<T: Send + 'static>(
        &self,
        db: &db::Db,
        env: &Env,
        actor: &StaffActor,
        act: impl Fn(&mut db::Tx<'_>) -> Result<(Answer, T), Error> + Send + 'static,
    ) -> Result<(Answer, Option<T>), Error> {
        let Some(key) = self.key.clone() else {
            return db
                .write(act)
                .await
                .map(|(answer, besides)| (answer, Some(besides)));
        };
        let by: Uuid = actor.key.map_or(actor.staff.uuid(), |k| k.uuid());
        let place = (actor.clinic, by, key);
        // Nearly every key is new, so the answer is kept without looking, and looked up only where that fails: looking
        // first would make writes under neighbouring keys wait for each other on PostgreSQL.
        let (once, kept_by, env) = (self.clone(), place.clone(), env.clone());
        let done = db.write(move |tx| {
            let done = act(tx)?;
            once.keep(tx, &env, &kept_by, &done.0)?;
            Ok::<_, Error>(done)
        });
        let failed = match done.await {
            Ok((answer, besides)) => return Ok((answer, Some(besides))),
            Err(failed) => failed,
        };
        match db.read(move |tx| kept(tx, &place)).await? {
            Some((hash, _)) if hash != self.hash => Err(Error::refused(Refusal::field(
                "Idempotency-Key",
                "idempotency_key_reused",
            ))),
            Some((_, answer)) => Ok((answer, None)),
            None => Err(failed),
        }
    }

    /// Keeps the first answer to a key; a second one is refused.
    fn keep(
        &self,
        tx: &mut db::Tx<'_>,
        env: &Env,
        (clinic, by, key): &Place,
        answer: &Answer,
    ) -> Result<(), db::Error> {
        tx.push(
            "INSERT INTO idempotent_answer (clinic_id, actor_id, idempotency_key, request_hash, status, body, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[clinic, by, key, &self.hash, &i64::from(answer.status.as_u16()), &answer.json, &env.now()],
        )
    }
}

/// The first answer to a key, with the hash of what was asked; none where the key is new.
fn kept(
    tx: &mut db::Tx<'_>,
    (clinic, by, key): &Place,
) -> Result<Option<(Vec<u8>, Answer)>, db::Error> {
    let found: Option<(Vec<u8>, i64, String)> = tx.opt(
        "SELECT request_hash, status, body FROM idempotent_answer WHERE clinic_id = $1 AND actor_id = $2 AND idempotency_key = $3",
        &[clinic, by, key],
    )?;
    Ok(found.map(|(hash, status, json)| {
        let status = u16::try_from(status)
            .ok()
            .and_then(|s| StatusCode::from_u16(s).ok())
            .unwrap_or(StatusCode::OK);
        let repeated = true;
        let answer = Answer {
            status,
            json,
            repeated,
        };
        (hash, answer)
    }))
}

/// Notes that `by` has asked for something under `key`; false when they had before. For forms, whose answer is the page
/// that a repeated request is sent to anyway.
pub fn first(
    tx: &mut db::Tx<'_>,
    env: &Env,
    clinic: ClinicId,
    by: Uuid,
    (key, hash): (&str, &[u8]),
) -> Result<bool, db::Error> {
    let added = tx.exec(
        "INSERT INTO idempotent_answer (clinic_id, actor_id, idempotency_key, request_hash, status, body, created_at)
         VALUES ($1, $2, $3, $4, 303, '', $5) ON CONFLICT (clinic_id, actor_id, idempotency_key) DO NOTHING",
        &[&clinic, &by, &key, &hash, &env.now()],
    )?;
    Ok(added == 1)
}

/// Forgets answers from before `before`; gives how many.
pub fn forget(tx: &mut db::Tx<'_>, before: Timestamp) -> Result<u64, db::Error> {
    tx.exec(
        "DELETE FROM idempotent_answer WHERE created_at < $1",
        &[&before],
    )
}

//! What every type answers: read, search, create. The type's row says what differs.

use axum::extract::{Form, Query as AxumQuery, State as AxumState};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use fhir::{Bundle, BundleEntry, BundleLink, EntrySearch};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use uuid::Uuid;

use super::address::Base;
use super::kind::{Context, Create, Item, Kind};
use super::media;
use super::query::{Query as Search, wrong};
use crate::features::audit::{self, Event};
use crate::platform::auth::ApiCaller;
use crate::platform::ids::PatientId;
use crate::platform::state::State;
use crate::platform::web::idempotency::{Answer, Write};
use crate::platform::web::{Error, Id, Query};

/// Name and value, as an address or a form has them.
pub(super) type Pairs = Vec<(String, String)>;

/// `GET [type]/[id]`.
pub(super) async fn read(
    kind: &'static Kind,
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Id(id): Id<Uuid>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    media::require_json(format(&pairs), &headers)?;
    let cx = context(&state, &caller);
    let reader = cx.clone();
    let found = caller
        .db
        .read(move |tx| (kind.find)(tx, &reader, &Search::one(id)))
        .await?;
    let item = found.into_iter().next().ok_or(Error::NotFound)?;
    let [thing, action, _] = kind.audit;
    let mut event = Event::new(cx.actor.clinic, &cx.actor, action, thing, id);
    event.patient = item.patient;
    audit::recorded(&state, event.detail(format!("fhir={}", kind.name))).await?;
    let tag = item.version.map(|v| format!("W/\"{v}\""));
    let same = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|h| h.to_str().ok());
    if tag.is_some() && same == tag.as_deref() {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let mut response = media::answer(StatusCode::OK, &item.resource)?;
    versioned(&mut response, &item);
    Ok(response)
}

/// `GET [type]?…`.
pub(super) async fn search(
    kind: &'static Kind,
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    found(kind, &caller, &state, pairs, &headers).await
}

/// `POST [type]/_search`, with the parameters in a form, and in the address.
pub(super) async fn search_form(
    kind: &'static Kind,
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    Query(mut pairs): Query<Pairs>,
    headers: HeaderMap,
    Form(form): Form<Pairs>,
) -> Result<Response, Error> {
    pairs.extend(form);
    found(kind, &caller, &state, pairs, &headers).await
}

async fn found(
    kind: &'static Kind,
    caller: &ApiCaller,
    state: &State,
    pairs: Pairs,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    media::require_json(format(&pairs), headers)?;
    let query = Search::read(kind, headers, pairs)?;
    let cx = context(state, caller);
    let (reader, asked) = (cx.clone(), query.clone());
    let mut items = caller
        .db
        .read(move |tx| (kind.find)(tx, &reader, &asked))
        .await?;
    let limit = usize::try_from(query.limit).unwrap_or(1);
    let more = items.len() > limit;
    items.truncate(limit);
    let [thing, _, action] = kind.audit;
    let mut event = Event::new(cx.actor.clinic, &cx.actor, action, thing, None);
    event.patient = query
        .reference(&cx, &["patient", "subject"], "Patient")?
        .filter(|id| !id.is_nil())
        .map(PatientId::from);
    audit::recorded(
        state,
        event.detail(format!("fhir={} shown={}", kind.name, items.len())),
    )
    .await?;
    let next = items
        .last()
        .filter(|_| more)
        .and_then(|item| item.place.clone());
    media::answer(
        StatusCode::OK,
        &bundle(kind, &cx.base, &query, (items, next)),
    )
}

/// The answer to a search. Its links repeat the parameters that counted.
fn bundle(
    kind: &Kind,
    base: &Base,
    query: &Search,
    (items, next): (Vec<Item>, Option<String>),
) -> Bundle {
    let mut address = format!("{}/{}", base.url(), kind.name);
    let mut lead = '?';
    for (name, value) in &query.given {
        let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
        address.push_str(&format!("{lead}{name}={value}"));
        lead = '&';
    }
    let link = |relation: &str, url: String| BundleLink {
        relation: Some(relation.to_owned()),
        url: Some(url),
    };
    let next = next.map(|cursor| link("next", format!("{address}{lead}_cursor={cursor}")));
    let entry = |item: Item| BundleEntry {
        full_url: Some(base.of(kind.name, item.id)),
        resource: Some(item.resource),
        search: Some(EntrySearch {
            mode: Some("match".to_owned()),
        }),
        ..BundleEntry::default()
    };
    Bundle {
        r#type: Some("searchset".to_owned()),
        link: std::iter::once(link("self", address)).chain(next).collect(),
        entry: items.into_iter().map(entry).collect(),
        ..Bundle::default()
    }
}

/// `POST [type]`.
pub(super) async fn create(
    kind: &'static Kind,
    make: &'static Create,
    caller: ApiCaller,
    AxumState(state): AxumState<State>,
    headers: HeaderMap,
    write: Write<Value>,
) -> Result<Response, Error> {
    media::require_json(None, &headers)?;
    let condition = condition(kind, &headers)?;
    let (cx, Write { body, once }) = (context(&state, &caller), write);
    let (base, deed) = (cx.base.clone(), (make.make)(&cx, &body)?);
    let create = move |tx: &mut db::Tx<'_>| {
        if let Some(query) = &condition
            && let Some(there) = existing(kind, tx, &cx, query)?
        {
            return Answer::new(StatusCode::OK, &there.resource);
        }
        let id = deed(tx, &cx)?;
        let made = (kind.find)(tx, &cx, &Search::one(id))?;
        let made = made.into_iter().next().ok_or(Error::NotFound)?;
        Answer::new(StatusCode::CREATED, &made.resource)
    };
    let done = once.write(&caller.db, &state.env, &caller.actor, create);
    let answer = done.await?;
    let made: Value = answer.read()?;
    let mut response = answer.into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, media::JSON);
    let id = made.get("id").and_then(Value::as_str).unwrap_or_default();
    set(&mut response, header::LOCATION, &base.of(kind.name, id));
    if let Some(version) = made.pointer("/meta/versionId").and_then(Value::as_str) {
        set(&mut response, header::ETAG, &format!("W/\"{version}\""));
    }
    Ok(response)
}

/// The search of `If-None-Exist`. A parameter that would be left out would make it match too much, so none is.
fn condition(kind: &Kind, headers: &HeaderMap) -> Result<Option<Search>, Error> {
    let Some(header) = headers.get("if-none-exist") else {
        return Ok(None);
    };
    let refused = || wrong("fhir_condition_wrong", "If-None-Exist");
    if !kind.create.as_ref().is_some_and(|c| c.conditional) {
        return Err(refused());
    }
    let text = header
        .to_str()
        .map_err(|_| refused())?
        .trim_start_matches('?');
    let uri: axum::http::Uri = format!("/?{text}").parse().map_err(|_| refused())?;
    let AxumQuery(pairs) = AxumQuery::<Pairs>::try_from_uri(&uri).map_err(|_| refused())?;
    let mut strict = HeaderMap::new();
    strict.insert("prefer", HeaderValue::from_static("handling=strict"));
    let mut query = Search::read(kind, &strict, pairs)?;
    if query.given.iter().all(|(name, _)| name == "_count") {
        return Err(refused());
    }
    query.limit = 1;
    Ok(Some(query))
}

/// What a conditional create finds: nothing, the one that is there, or too many.
fn existing(
    kind: &Kind,
    tx: &mut db::Tx<'_>,
    cx: &Context,
    query: &Search,
) -> Result<Option<Item>, Error> {
    let mut found = (kind.find)(tx, cx, query)?;
    if found.len() > 1 {
        let refusal = crate::platform::web::Refusal::field("If-None-Exist", "fhir_several_match");
        return Err(Error::Refused(
            StatusCode::PRECONDITION_FAILED,
            vec![refusal],
        ));
    }
    let [thing, _, action] = kind.audit;
    let event = Event::new(cx.actor.clinic, &cx.actor, action, thing, None);
    audit::record(
        tx,
        &cx.env,
        &event.detail(format!("fhir={} shown={}", kind.name, found.len())),
    )?;
    Ok(found.pop())
}

/// On whose behalf a request is answered.
pub(super) fn context(state: &State, caller: &ApiCaller) -> Context {
    Context {
        actor: caller.actor.clone(),
        env: state.env.clone(),
        now: caller.now,
        zone: caller.tr.zone().to_owned(),
        base: Base::new(&state.env.config.server.public_url),
    }
}

/// `_format` of an address.
pub(super) fn format(pairs: &Pairs) -> Option<&str> {
    pairs
        .iter()
        .find(|(name, _)| name == "_format")
        .map(|(_, value)| value.as_str())
}

/// The headers of a resource whose version or last change is known.
fn versioned(response: &mut Response, item: &Item) {
    if let Some(version) = item.version {
        set(response, header::ETAG, &format!("W/\"{version}\""));
    }
    if let Some(at) = item.updated {
        let date = at
            .to_jiff()
            .strftime("%a, %d %b %Y %H:%M:%S GMT")
            .to_string();
        set(response, header::LAST_MODIFIED, &date);
    }
}

fn set(response: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

//! A stand-in for Stripe: it takes the two calls as Stripe does, refuses what Stripe would refuse, and signs events as
//! Stripe signs them.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use carepost::platform::time::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};

/// The account's secret key.
pub const SECRET_KEY: &str = "sk_test_4242";
/// The endpoint's signing secret.
pub const WEBHOOK_SECRET: &str = "whsec_of_the_tests";

/// What the next call is answered with.
#[derive(Clone, Debug)]
pub enum Next {
    /// This status and body.
    Status(u16, &'static str),
    /// The session is made, and its answer never comes.
    MadeThenHang,
}

/// A session as it was asked for.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: String,
    pub key: String,
    pub form: HashMap<String, String>,
    pub expired: bool,
}

#[derive(Default)]
struct Kept {
    sessions: Vec<Session>,
    next: VecDeque<Next>,
    asked: usize,
}

/// The running stand-in; it stops when dropped.
pub struct StripeServer {
    address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Serving {
    kept: Arc<Mutex<Kept>>,
    base_url: String,
}

impl StripeServer {
    pub async fn start() -> StripeServer {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let kept = Arc::<Mutex<Kept>>::default();
        let serving = Serving {
            kept: kept.clone(),
            base_url: format!("http://{address}"),
        };
        let router = Router::new()
            .route("/v1/checkout/sessions", post(create).get(list))
            .route("/v1/checkout/sessions/{id}/expire", post(expire))
            .route("/c/pay/{id}", get(|| async { "Pay here" }))
            .with_state(serving);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        StripeServer {
            address,
            kept,
            task,
        }
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Programs the answer of the next call that has none yet.
    pub fn next(&self, answer: Next) {
        self.kept.lock().unwrap().next.push_back(answer);
    }

    /// The sessions that were made, the oldest first.
    pub fn sessions(&self) -> Vec<Session> {
        self.kept.lock().unwrap().sessions.clone()
    }

    /// How often a session was asked for.
    pub fn asked(&self) -> usize {
        self.kept.lock().unwrap().asked
    }
}

impl Drop for StripeServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn header(headers: &HeaderMap, name: &str) -> String {
    let value = headers.get(name).and_then(|v| v.to_str().ok());
    value.unwrap_or_default().to_owned()
}

fn problem(status: StatusCode, code: &str) -> Response {
    let body =
        json!({ "error": { "type": "invalid_request_error", "code": code, "message": "No." } });
    (status, Json(body)).into_response()
}

/// What Stripe asks of every call.
fn admitted(headers: &HeaderMap) -> Option<Response> {
    if header(headers, "authorization") != format!("Bearer {SECRET_KEY}") {
        return Some(problem(StatusCode::UNAUTHORIZED, "api_key_invalid"));
    }
    if header(headers, "stripe-version") != "2024-06-20" {
        return Some(problem(StatusCode::BAD_REQUEST, "version"));
    }
    None
}

async fn list(headers: HeaderMap) -> Response {
    match admitted(&headers) {
        Some(refused) => refused,
        None => Json(json!({ "object": "list", "data": [] })).into_response(),
    }
}

async fn create(
    State(serving): State<Serving>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    if let Some(refused) = admitted(&headers) {
        return refused;
    }
    let key = header(&headers, "idempotency-key");
    let has = |name: &str| form.get(name).is_some_and(|v| !v.is_empty());
    let price = "line_items[0][price_data]";
    let needed = [
        "success_url".to_owned(),
        "client_reference_id".to_owned(),
        "line_items[0][quantity]".to_owned(),
        format!("{price}[currency]"),
        format!("{price}[product_data][name]"),
    ];
    let amount = form.get(&format!("{price}[unit_amount]"));
    let right = form.get("mode").is_some_and(|m| m == "payment")
        && needed.iter().all(|name| has(name))
        && amount.is_some_and(|a| a.parse::<i64>().is_ok_and(|a| a > 0))
        && form[&format!("{price}[currency]")]
            .chars()
            .all(|c| c.is_ascii_lowercase())
        && form
            .get("expires_at")
            .is_some_and(|e| e.parse::<i64>().is_ok())
        && header(&headers, "content-type").starts_with("application/x-www-form-urlencoded");
    if !right || key.is_empty() {
        return problem(StatusCode::BAD_REQUEST, "parameter_missing");
    }
    let (session, hang) = {
        let mut kept = serving.kept.lock().unwrap();
        kept.asked += 1;
        let next = kept.next.pop_front();
        if let Some(Next::Status(status, body)) = next {
            return (StatusCode::from_u16(status).unwrap(), body).into_response();
        }
        // The same key gives the same session, and with another request is refused.
        let before = kept.sessions.iter().find(|s| s.key == key).cloned();
        let session = match before {
            Some(before) if before.form != form => {
                return problem(StatusCode::BAD_REQUEST, "idempotency_error");
            }
            Some(before) => before,
            None => {
                let session = Session {
                    id: format!("cs_test_{}", kept.sessions.len() + 1),
                    key,
                    form,
                    expired: false,
                };
                kept.sessions.push(session.clone());
                session
            }
        };
        (session, next.is_some())
    };
    if hang {
        return std::future::pending().await;
    }
    let url = format!("{}/c/pay/{}", serving.base_url, session.id);
    Json(json!({ "id": session.id, "object": "checkout.session", "status": "open", "url": url }))
        .into_response()
}

async fn expire(
    State(serving): State<Serving>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    if let Some(refused) = admitted(&headers) {
        return refused;
    }
    let mut kept = serving.kept.lock().unwrap();
    if let Some(Next::Status(status, body)) = kept.next.pop_front() {
        return (StatusCode::from_u16(status).unwrap(), body).into_response();
    }
    match kept.sessions.iter_mut().find(|s| s.id == id) {
        Some(session) if session.expired => problem(StatusCode::BAD_REQUEST, "not_open"),
        Some(session) => {
            session.expired = true;
            Json(json!({ "id": id, "status": "expired" })).into_response()
        }
        None => problem(StatusCode::NOT_FOUND, "resource_missing"),
    }
}

impl Session {
    fn field(&self, name: &str) -> &str {
        &self.form[name]
    }

    fn ids(&self) -> Value {
        json!({
            "clinic": self.field("metadata[clinic]"), "bill": self.field("metadata[bill]"),
            "checkout": self.field("metadata[checkout]"),
        })
    }

    /// An event about the session, as Stripe writes it; `change` overwrites what differs.
    pub fn event(&self, id: &str, kind: &str, change: &Value) -> String {
        let amount: i64 = self
            .field("line_items[0][price_data][unit_amount]")
            .parse()
            .unwrap();
        let mut object = json!({
            "id": self.id, "object": "checkout.session", "amount_total": amount,
            "currency": self.field("line_items[0][price_data][currency]"),
            "client_reference_id": self.field("client_reference_id"), "metadata": self.ids(),
            "payment_intent": format!("pi_{}", self.id), "payment_status": "paid", "status": "complete",
        });
        for (name, value) in change.as_object().unwrap() {
            object[name] = value.clone();
        }
        json!({ "id": id, "object": "event", "api_version": "2024-06-20", "type": kind, "data": { "object": object } })
            .to_string()
    }

    /// The event that so much of its payment has been given back in all.
    pub fn refund(&self, id: &str, cents: i64) -> String {
        let object = json!({
            "id": "ch_1", "object": "charge", "amount_refunded": cents, "refunded": false,
            "currency": self.field("line_items[0][price_data][currency]"),
            "metadata": self.ids(), "payment_intent": format!("pi_{}", self.id),
        });
        json!({ "id": id, "object": "event", "type": "charge.refunded", "data": { "object": object } })
            .to_string()
    }
}

/// The value of `Stripe-Signature` for a body, signed at `at`.
pub fn signed(body: &str, secret: &str, at: Timestamp) -> String {
    let seconds = at.0 / 1_000;
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{seconds}.{body}").as_bytes());
    format!(
        "t={seconds},v1={}",
        hex::encode(mac.finalize().into_bytes())
    )
}

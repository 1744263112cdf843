//! A stand-in for a texts service of Twilio's shape, which answers what a test tells it.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Form, Router};

/// One answer of the service.
#[derive(Clone, Debug)]
pub enum Answer {
    /// This status and body.
    Status(u16, &'static str),
    /// Takes the text and never answers.
    AcceptThenHang,
}

/// One text as it arrived.
#[derive(Clone, Debug)]
pub struct Received {
    pub account: String,
    pub form: HashMap<String, String>,
    pub authorization: String,
    pub key: String,
}

#[derive(Default)]
struct Told {
    received: Vec<Received>,
    next: VecDeque<Answer>,
}

/// The running service; it stops when dropped.
pub struct TextsServer {
    pub address: SocketAddr,
    told: Arc<Mutex<Told>>,
    task: tokio::task::JoinHandle<()>,
}

impl TextsServer {
    pub async fn start() -> TextsServer {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let told = Arc::<Mutex<Told>>::default();
        let router = Router::new()
            .route("/2010-04-01/Accounts/{sid}/Messages.json", post(take))
            .with_state(Arc::clone(&told));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        TextsServer {
            address,
            told,
            task,
        }
    }

    pub fn next(&self, answer: Answer) {
        self.told.lock().unwrap().next.push_back(answer);
    }

    pub fn received(&self) -> Vec<Received> {
        self.told.lock().unwrap().received.clone()
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// The signature of the service on what it posts to `url`.
pub fn signature(url: &str, form: &[(&str, &str)], secret: &str) -> String {
    use base64::Engine as _;
    use hmac::{KeyInit as _, Mac as _};
    let mut mac = hmac::Hmac::<sha1::Sha1>::new_from_slice(secret.as_bytes()).unwrap();
    let mut sorted = form.to_vec();
    sorted.sort_unstable();
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}

impl Drop for TextsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(
    State(told): State<Arc<Mutex<Told>>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let header = |name: &str| {
        headers
            .get(name)
            .map(|v| v.to_str().unwrap().to_owned())
            .unwrap_or_default()
    };
    let received = Received {
        account,
        form,
        authorization: header("authorization"),
        key: header("idempotency-key"),
    };
    let answer = {
        let mut told = told.lock().unwrap();
        told.received.push(received);
        told.next.pop_front()
    };
    match answer {
        Some(Answer::AcceptThenHang) => std::future::pending().await,
        Some(Answer::Status(status, body)) => {
            (StatusCode::from_u16(status).unwrap(), body).into_response()
        }
        None => (
            StatusCode::CREATED,
            r#"{"sid":"SM1","status":"queued","error_code":null}"#,
        )
            .into_response(),
    }
}

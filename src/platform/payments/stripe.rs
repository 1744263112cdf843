//! Stripe's API: two calls, form-encoded, at a base URL of the installation's choice.

use std::time::Duration;

use futures::future::BoxFuture;
use reqwest::{StatusCode, Url};
use serde::Deserialize;

use super::{Failure, Payments, Started, Wanted};
use crate::platform::config::StripeConfig;

/// The version of the API that is spoken, whatever the account's own default is.
pub const API_VERSION: &str = "2024-06-20";

/// An answer longer than this is not read on, in bytes.
const MAX_ANSWER: usize = 256 * 1024;

/// Where and how payment pages are asked for.
#[derive(Clone)]
pub struct StripeOptions {
    /// Base URL, such as `https://api.stripe.com`.
    pub base_url: String,
    /// The secret key.
    pub secret_key: String,
    /// Where payment pages stand: no other address is given to a patient.
    pub checkout_origin: String,
    /// Longest time for one call.
    pub timeout: Duration,
}

impl StripeOptions {
    /// What the configuration says.
    pub fn from_config(config: &StripeConfig) -> StripeOptions {
        StripeOptions {
            base_url: config.base_url.clone(),
            secret_key: config.secret_key.clone(),
            checkout_origin: config.checkout_origin.clone(),
            timeout: Duration::from_secs(15),
        }
    }
}

/// Why Stripe cannot be set up as configured.
#[derive(Debug, thiserror::Error)]
pub enum StripeSetupError {
    /// The base URL is none, or not http(s).
    #[error("stripe.base_url is not usable")]
    BaseUrl,
    /// The origin of payment pages is none.
    #[error("stripe.checkout_origin must be an origin such as https://checkout.stripe.com")]
    CheckoutOrigin,
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be made: {0}")]
    Client(String),
}

/// The real [`Payments`].
pub struct Stripe {
    client: reqwest::Client,
    sessions: Url,
    options: StripeOptions,
}

impl Stripe {
    /// Checks the settings. Connects to nothing yet.
    ///
    /// # Errors
    /// [`StripeSetupError`].
    pub fn new(options: StripeOptions) -> Result<Stripe, StripeSetupError> {
        let read = |text: &str| {
            let url: Option<Url> = text.parse().ok();
            url.filter(|url| matches!(url.scheme(), "http" | "https"))
        };
        let mut sessions = read(&options.base_url).ok_or(StripeSetupError::BaseUrl)?;
        sessions
            .path_segments_mut()
            .map_err(|()| StripeSetupError::BaseUrl)?
            .pop_if_empty()
            .extend(["v1", "checkout", "sessions"]);
        read(&options.checkout_origin)
            .filter(|url| url.origin().ascii_serialization() == options.checkout_origin)
            .ok_or(StripeSetupError::CheckoutOrigin)?;
        let client = reqwest::Client::builder()
            .timeout(options.timeout)
            .connect_timeout(options.timeout.min(Duration::from_secs(10)))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| StripeSetupError::Client(error.to_string()))?;
        Ok(Stripe {
            client,
            sessions,
            options,
        })
    }

    /// Whether Stripe knows the key: asks for nothing but a list that is empty or not.
    ///
    /// # Errors
    /// What it answered instead.
    pub async fn probe(&self) -> Result<(), Failure> {
        let mut url = self.sessions.clone();
        url.set_query(Some("limit=1"));
        let request = self.client.get(url);
        self.ask(request).await.map(drop)
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<Vec<u8>, Failure> {
        let asked = request
            .bearer_auth(&self.options.secret_key)
            .header("stripe-version", API_VERSION)
            .send()
            .await;
        let mut response = asked.map_err(|error| unanswered(&error))?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| unanswered(&e))? {
            body.extend_from_slice(&chunk);
            if body.len() > MAX_ANSWER {
                return Err(Failure::Refused("too_long".to_owned()));
            }
        }
        match status {
            status if status.is_success() => Ok(body),
            // Neither is kept under the key: the same request may be made again.
            StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS => Err(Failure::Again("busy")),
            status => Err(Failure::Refused(refused(status, &body))),
        }
    }

    async fn started(&self, wanted: &Wanted) -> Result<Started, Failure> {
        let form = form(wanted);
        let request = self
            .client
            .post(self.sessions.clone())
            .header("idempotency-key", wanted.key.to_string())
            .form(&form);
        let body = self.ask(request).await?;
        let unreadable = || Failure::Refused("unreadable".to_owned());
        let session: Session = serde_json::from_slice(&body).map_err(|_| unreadable())?;
        let url: Url = session.url.parse().map_err(|_| unreadable())?;
        if session.id.is_empty()
            || url.origin().ascii_serialization() != self.options.checkout_origin
        {
            return Err(Failure::Refused("address".to_owned()));
        }
        Ok(Started {
            session: session.id,
            url: session.url,
        })
    }

    async fn expired(&self, session: &str) -> Result<(), Failure> {
        let mut url = self.sessions.clone();
        url.path_segments_mut()
            .map_err(|()| Failure::Refused("address".to_owned()))?
            .extend([session, "expire"]);
        match self.ask(self.client.post(url)).await {
            // It is paid or has expired already; what was paid comes as an event.
            Err(Failure::Refused(code)) if code.starts_with("http-400") => Ok(()),
            answered => answered.map(drop),
        }
    }
}

impl Payments for Stripe {
    fn start<'a>(&'a self, wanted: &'a Wanted) -> BoxFuture<'a, Result<Started, Failure>> {
        Box::pin(self.started(wanted))
    }

    fn expire<'a>(&'a self, session: &'a str) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(self.expired(session))
    }
}

/// The part of an answer that matters.
#[derive(Deserialize)]
struct Session {
    id: String,
    url: String,
}

/// What a payment page is asked for with. The ids stand on the payment too, so that a refund names them as well.
fn form(wanted: &Wanted) -> Vec<(String, String)> {
    let ids = [
        ("clinic", wanted.clinic),
        ("bill", wanted.bill),
        ("checkout", wanted.key),
    ];
    let price = "line_items[0][price_data]";
    let mut form = vec![
        ("mode".to_owned(), "payment".to_owned()),
        ("submit_type".to_owned(), "pay".to_owned()),
        ("locale".to_owned(), wanted.language.to_owned()),
        ("client_reference_id".to_owned(), wanted.key.to_string()),
        ("success_url".to_owned(), wanted.success_url.clone()),
        ("cancel_url".to_owned(), wanted.cancel_url.clone()),
        ("expires_at".to_owned(), wanted.expires_at.to_string()),
        ("line_items[0][quantity]".to_owned(), "1".to_owned()),
        (
            format!("{price}[currency]"),
            wanted.currency.to_ascii_lowercase(),
        ),
        (
            format!("{price}[unit_amount]"),
            wanted.amount_cents.to_string(),
        ),
        (format!("{price}[product_data][name]"), wanted.label.clone()),
    ];
    for (name, id) in ids {
        form.push((format!("metadata[{name}]"), id.to_string()));
        form.push((
            format!("payment_intent_data[metadata][{name}]"),
            id.to_string(),
        ));
    }
    form
}

/// Status and Stripe's own code of what was refused; its message may repeat what was sent, and stays out of logs.
fn refused(status: StatusCode, body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Answer {
        error: Problem,
    }
    #[derive(Deserialize)]
    struct Problem {
        #[serde(default)]
        code: String,
    }
    let code = serde_json::from_slice::<Answer>(body).map(|a| a.error.code);
    let code: String = code
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
        .take(60)
        .collect();
    format!("http-{} {code}", status.as_u16())
        .trim_end()
        .to_owned()
}

fn unanswered(error: &reqwest::Error) -> Failure {
    Failure::Again(match error {
        error if error.is_connect() => "connection",
        error if error.is_timeout() => "timeout",
        _ => "cut",
    })
}

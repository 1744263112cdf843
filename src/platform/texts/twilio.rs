//! Texts through an HTTP service of Twilio's shape, at a base URL of the clinic's choice.

use std::time::Duration;

use futures::future::BoxFuture;
use reqwest::{StatusCode, Url};
use serde::Deserialize;

use super::{Text, Texts};
use crate::platform::config::TextsConfig;
use crate::platform::outcome::{Failure, Outcome};

/// An answer longer than this is not read on, in bytes.
const MAX_ANSWER: usize = 64 * 1024;

/// Where and how texts are handed over.
#[derive(Clone)]
pub struct TwilioOptions {
    /// Base URL, such as `https://api.twilio.com`.
    pub base_url: String,
    /// The account.
    pub account_sid: String,
    /// Its token.
    pub auth_token: String,
    /// The number or sender name that texts come from.
    pub from: String,
    /// Longest time for one text.
    pub timeout: Duration,
}

impl TwilioOptions {
    /// What the configuration says.
    pub fn from_config(config: &TextsConfig) -> TwilioOptions {
        TwilioOptions {
            base_url: config.base_url.clone(),
            account_sid: config.account_sid.clone(),
            auth_token: config.auth_token.clone(),
            from: config.from_number.clone(),
            timeout: Duration::from_secs(30),
        }
    }
}

/// Why texts cannot be set up as configured.
#[derive(Debug, thiserror::Error)]
pub enum TwilioSetupError {
    /// The base URL is none, or not http(s).
    #[error("the texts service's base URL is not usable")]
    BaseUrl,
    /// The HTTP client could not be made.
    #[error("the texts service's HTTP client cannot be made: {0}")]
    Client(String),
}

/// The real [`Texts`].
pub struct Twilio {
    client: reqwest::Client,
    messages: Url,
    options: TwilioOptions,
}

impl Twilio {
    /// Checks the settings. Connects to nothing yet.
    ///
    /// # Errors
    /// [`TwilioSetupError`].
    pub fn new(options: TwilioOptions) -> Result<Twilio, TwilioSetupError> {
        let mut messages: Url = options
            .base_url
            .parse()
            .map_err(|_| TwilioSetupError::BaseUrl)?;
        if !matches!(messages.scheme(), "http" | "https") {
            return Err(TwilioSetupError::BaseUrl);
        }
        messages
            .path_segments_mut()
            .map_err(|()| TwilioSetupError::BaseUrl)?
            .pop_if_empty()
            .extend([
                "2010-04-01",
                "Accounts",
                &options.account_sid,
                "Messages.json",
            ]);
        let client = reqwest::Client::builder()
            .timeout(options.timeout)
            .connect_timeout(options.timeout.min(Duration::from_secs(10)))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| TwilioSetupError::Client(error.to_string()))?;
        Ok(Twilio {
            client,
            messages,
            options,
        })
    }

    async fn post(&self, text: &Text) -> Outcome {
        let mut form = vec![
            ("To", text.to.as_str()),
            ("From", self.options.from.as_str()),
            ("Body", text.body.as_str()),
        ];
        if let Some(url) = &text.report_to {
            form.push(("StatusCallback", url));
        }
        let asked = self
            .client
            .post(self.messages.clone())
            .basic_auth(&self.options.account_sid, Some(&self.options.auth_token))
            .header("idempotency-key", &text.key)
            .form(&form)
            .send()
            .await;
        let mut response = match asked {
            Ok(response) => response,
            Err(error) => return Outcome::TransientFailure(unanswered(&error)),
        };
        let status = response.status();
        match read(&mut response).await {
            Ok(body) => judge(status, &body),
            Err(error) => Outcome::TransientFailure(unanswered(&error).in_doubt()),
        }
    }
}

impl Texts for Twilio {
    fn send<'a>(&'a self, text: &'a Text) -> BoxFuture<'a, Outcome> {
        Box::pin(self.post(text))
    }
}

/// The part of an answer that matters; success and failure answers differ in their names.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    sid: Option<String>,
    status: Option<serde_json::Value>,
    error_code: Option<serde_json::Value>,
    error_message: Option<String>,
    code: Option<serde_json::Value>,
    message: Option<String>,
}

async fn read(response: &mut reqwest::Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ANSWER {
            break;
        }
    }
    Ok(body)
}

/// Whether the request may have been read before the way broke: only then is the text in doubt.
fn unanswered(error: &reqwest::Error) -> Failure {
    if error.is_connect() {
        return Failure::new("connection", "the texts service cannot be reached");
    }
    let failure = if error.is_timeout() {
        Failure::new("timeout", "the texts service did not answer in time")
    } else {
        Failure::new("cut", "the texts service broke off before answering")
    };
    failure.in_doubt()
}

fn judge(status: StatusCode, body: &[u8]) -> Outcome {
    let readable = serde_json::from_slice::<Answer>(body);
    let understood = readable.is_ok();
    let answer = readable.unwrap_or_default();
    let number = [&answer.error_code, &answer.code]
        .into_iter()
        .find_map(|code| number(code.as_ref()));
    let code = match number {
        Some(number) => format!("texts-{number}"),
        None => format!("texts-http-{}", status.as_u16()),
    };
    let reason = answer.error_message.or(answer.message).unwrap_or_default();
    let failure = Failure::new(code, reason);
    let refused = number.is_some() || failed(answer.status.as_ref());
    match status {
        // Our own account or rate, not the patient's number: it waits until that is mended.
        StatusCode::UNAUTHORIZED | StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
            Outcome::TransientFailure(failure)
        }
        _ if number.is_some_and(concerns_us) => Outcome::TransientFailure(failure),
        _ if status.is_success() && !understood => Outcome::TransientFailure(failure.in_doubt()),
        _ if status.is_success() && refused => Outcome::PermanentFailure(failure),
        // Whoever took a text has given it an id. Without one, the answer may be an error in words that are not known here.
        _ if status.is_success() => match answer.sid.filter(|sid| !sid.is_empty()) {
            Some(sid) => Outcome::Sent {
                provider_id: Some(sid),
            },
            None => Outcome::TransientFailure(failure.in_doubt()),
        },
        _ if status.is_client_error() => Outcome::PermanentFailure(failure),
        _ if status.is_server_error() => Outcome::TransientFailure(failure.in_doubt()),
        _ => Outcome::TransientFailure(failure),
    }
}

/// The number of an error, which some services write in quotes; 0 is how they say that there was none.
fn number(code: Option<&serde_json::Value>) -> Option<u32> {
    let code = match code? {
        serde_json::Value::String(digits) => digits.parse().ok()?,
        other => u32::try_from(other.as_u64()?).ok()?,
    };
    Some(code).filter(|code| *code != 0)
}

/// Errors of our own account or rate, whatever the status they come with: too many at once (14107, 20429), a full queue
/// (30001), a token that does not hold (20003), an account that is not active (20005) or suspended (30002).
fn concerns_us(number: u32) -> bool {
    matches!(number, 14107 | 20003 | 20005 | 20429 | 30001 | 30002)
}

fn failed(status: Option<&serde_json::Value>) -> bool {
    matches!(
        status.and_then(serde_json::Value::as_str),
        Some("failed" | "undelivered" | "canceled")
    )
}

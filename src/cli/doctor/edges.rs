//! The ways out: email, texts, the malware scanner.

use std::time::Duration;

use super::finding::Finding;
use crate::platform::config::Config;
use crate::platform::mail::{Smtp, SmtpOptions};
use crate::platform::malware::{Scanner, Verdict};
use crate::platform::payments::{Stripe, StripeOptions};

/// The SMTP server: reached, secured, signed in to.
pub(super) async fn email(config: &Config) -> Finding {
    const PART: &str = "email";
    let smtp = &config.smtp;
    if smtp.host.is_empty() {
        return Finding::note(
            PART,
            "no email can be sent; set smtp.host and smtp.from_address",
        );
    }
    if smtp.from_address.is_empty() {
        return Finding::bad(
            PART,
            "smtp.from_address is empty; set the address that notifications come from",
        );
    }
    let host = config
        .server
        .public_url
        .split("://")
        .nth(1)
        .unwrap_or("localhost");
    let server = match Smtp::new(SmtpOptions::from_config(smtp, host)) {
        Ok(server) => server,
        Err(error) => return Finding::bad(PART, format!("{error}; check the section [smtp]")),
    };
    match server.probe().await {
        Ok(()) => Finding::ok(PART, format!("{}:{} answers", smtp.host, smtp.port)),
        Err(failure) => Finding::bad(
            PART,
            format!(
                "{}:{}: {} ({}); check host, port, security, user name and password in [smtp]",
                smtp.host, smtp.port, failure.reason, failure.code
            ),
        ),
    }
}

/// Stripe: reached, and the key known. Whether the signing secret is the endpoint's shows only with the first event.
pub(super) async fn payments(config: &Config) -> Finding {
    const PART: &str = "payments";
    let stripe = &config.stripe;
    if stripe.secret_key.is_empty() && stripe.webhook_secret.is_empty() {
        return Finding::note(
            PART,
            "bills can't be paid in the portal; set the section [stripe]",
        );
    }
    if !config.takes_payments() {
        return Finding::bad(
            PART,
            "stripe.secret_key or stripe.webhook_secret is empty; set both",
        );
    }
    let answered = match Stripe::new(StripeOptions::from_config(stripe)) {
        Ok(stripe) => stripe.probe().await,
        Err(error) => return Finding::bad(PART, format!("{error}; check the section [stripe]")),
    };
    match answered {
        Ok(()) => Finding::ok(PART, format!("{} knows the key", stripe.base_url)),
        Err(failure) => Finding::bad(
            PART,
            format!(
                "{}: {}; check the key and the base URL in [stripe]",
                stripe.base_url,
                failure.code()
            ),
        ),
    }
}

/// The text-message service: reached. Whether it knows the account shows only when a text is sent.
pub(super) async fn texts(config: &Config) -> Finding {
    const PART: &str = "texts";
    let texts = &config.texts;
    if texts.base_url.is_empty() {
        return Finding::note(PART, "no text can be sent; set the section [texts]");
    }
    if texts.from_number.is_empty() || texts.account_sid.is_empty() {
        return Finding::bad(
            PART,
            "texts.from_number or texts.account_sid is empty; set both",
        );
    }
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .build();
    let answer = match client {
        Ok(client) => client.get(&texts.base_url).send().await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(_) => Finding::ok(PART, format!("{} answers", texts.base_url)),
        Err(_) => Finding::bad(
            PART,
            format!(
                "{} can't be reached; check texts.base_url and the way out of this network",
                texts.base_url
            ),
        ),
    }
}

/// The malware scanner.
pub(super) async fn scanner(scanner: &dyn Scanner) -> Finding {
    const PART: &str = "scanner";
    match scanner.probe().await {
        Verdict::Clean => Finding::ok(PART, "answers"),
        Verdict::Off => Finding::note(
            PART,
            "none: files are checked by content, not for malware; set uploads.clamav",
        ),
        Verdict::Unavailable { reason } => Finding::bad(
            PART,
            format!(
                "{reason}; uploads wait until it answers: start clamd, or correct uploads.clamav"
            ),
        ),
        Verdict::Infected { .. } | Verdict::TooLarge => {
            Finding::bad(PART, "answers something else; check uploads.clamav")
        }
    }
}

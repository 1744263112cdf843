//! Text messages through an HTTP service, against one that misbehaves (M50).

use std::time::Duration;

use carepost::platform::outcome::Outcome;
use carepost::platform::texts::{Text, Texts, Twilio, TwilioOptions};

use crate::support::texts::{Answer, TextsServer};

fn client(base_url: String) -> Twilio {
    // Which process installs the provider first does not matter.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Twilio::new(TwilioOptions {
        base_url,
        account_sid: "AC1".into(),
        auth_token: "token".into(),
        from: "+14165550100".into(),
        timeout: Duration::from_millis(500),
    })
    .unwrap()
}

fn text() -> Text {
    Text {
        key: "delivery-1".into(),
        to: "+14165550123".into(),
        body: "You have a message: https://clinic.example/m/a+b&c=d".into(),
        report_to: Some("https://clinic.example/r?at=1".into()),
    }
}

#[tokio::test]
async fn a_text_is_handed_over() {
    let server = TextsServer::start().await;
    let outcome = client(server.base_url()).send(&text()).await;
    assert_eq!(
        outcome,
        Outcome::Sent {
            provider_id: Some("SM1".into())
        }
    );
    let received = &server.received()[0];
    assert_eq!(
        (received.account.as_str(), received.key.as_str()),
        ("AC1", "delivery-1")
    );
    assert_eq!(received.form["To"], "+14165550123");
    assert_eq!(received.form["From"], "+14165550100");
    assert_eq!(received.form["Body"], text().body);
    assert_eq!(
        received.form["StatusCallback"],
        "https://clinic.example/r?at=1"
    );
    assert!(received.authorization.starts_with("Basic "));
}

#[tokio::test]
async fn answers_decide_about_a_retry() {
    let server = TextsServer::start().await;
    let texts = client(format!("{}/", server.base_url()));
    for (status, body, code, retry) in [
        (
            200,
            r#"{"sid":"SM2","status":"failed","error_code":30006,"error_message":"Landline"}"#,
            "texts-30006",
            false,
        ),
        (
            201,
            r#"{"sid":"SM2","status":"undelivered"}"#,
            "texts-http-201",
            false,
        ),
        (
            200,
            r#"{"sid":"SM2","error_code":"30006"}"#,
            "texts-30006",
            false,
        ),
        (200, r#"{"error":"No credit"}"#, "texts-http-200", true),
        (200, r#"{"sid":"","error_code":0}"#, "texts-http-200", true),
        (
            200,
            r#"{"error_code":20429,"error_message":"Too many"}"#,
            "texts-20429",
            true,
        ),
        (
            403,
            r#"{"code":20005,"message":"Account not active"}"#,
            "texts-20005",
            true,
        ),
        (
            400,
            r#"{"code":21211,"message":"Not a number\r\nat all","status":400}"#,
            "texts-21211",
            false,
        ),
        (404, "", "texts-http-404", false),
        (
            401,
            r#"{"code":20003,"message":"Authenticate"}"#,
            "texts-20003",
            true,
        ),
        (
            429,
            r#"{"code":20429,"message":"Too many"}"#,
            "texts-20429",
            true,
        ),
        (500, "<html>", "texts-http-500", true),
        (503, "", "texts-http-503", true),
        (200, "not json", "texts-http-200", true),
        (302, "", "texts-http-302", true),
    ] {
        server.next(Answer::Status(status, body));
        let failure = match (texts.send(&text()).await, retry) {
            (Outcome::TransientFailure(failure), true) => failure,
            (Outcome::PermanentFailure(failure), false) => failure,
            (other, _) => panic!("{status}: {other:?}"),
        };
        assert_eq!(failure.code, code, "{status} {body}");
        assert!(!failure.reason.contains('\n'));
    }
    server.next(Answer::Status(
        201,
        r#"{"sid":"SM3","status":"queued","error_code":0}"#,
    ));
    for _ in 0..2 {
        assert!(matches!(texts.send(&text()).await, Outcome::Sent { .. }));
    }
}

#[tokio::test]
async fn accepted_and_then_silent_is_in_doubt() {
    let server = TextsServer::start().await;
    let texts = client(server.base_url());
    server.next(Answer::AcceptThenHang);
    let Outcome::TransientFailure(failure) = texts.send(&text()).await else {
        panic!("silence is retried");
    };
    assert_eq!((failure.code.as_str(), failure.in_doubt), ("timeout", true));
    texts.send(&text()).await;
    let keys: Vec<String> = server.received().into_iter().map(|r| r.key).collect();
    assert_eq!(
        keys,
        ["delivery-1", "delivery-1"],
        "a retry is recognisable"
    );
}

#[tokio::test]
async fn nobody_there_is_retried_and_not_in_doubt() {
    let server = TextsServer::start().await;
    let texts = client(server.base_url());
    drop(server);
    tokio::time::sleep(Duration::from_millis(50)).await;
    let Outcome::TransientFailure(failure) = texts.send(&text()).await else {
        panic!("an absent service is retried");
    };
    assert_eq!(
        (failure.code.as_str(), failure.in_doubt),
        ("connection", false)
    );
}

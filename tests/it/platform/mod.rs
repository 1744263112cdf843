//! What every answer has in common.

mod islands;
mod mail;
mod malware;
mod pdf_reader;
mod plans;
mod row_level_security;
mod texts;
mod unread;
mod watch;

use crate::support::{TestApp, both_engines};

both_engines!(
    every_answer_carries_the_protective_headers,
    async |app: TestApp| {
        for path in ["/nothing-here", "/staff/inbox", "/api/v1/patients"] {
            let answer = app.browser().get(path).await;
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
            assert!(
                answer
                    .header("content-security-policy")
                    .starts_with("default-src 'none'"),
                "{path}"
            );
        }
    }
);

both_engines!(
    a_request_from_another_site_is_refused,
    async |app: TestApp| {
        let answer = app
            .browser()
            .send(|http, url| {
                http.post(url("/staff/sign-out"))
                    .header("sec-fetch-site", "cross-site")
            })
            .await;
        assert_eq!(answer.status, 403);
    }
);

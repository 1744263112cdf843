//! What is stored can't run, whatever was sent (M19).

use crate::support::{TestApp, both_engines};

both_engines!(
    m19_nothing_that_runs_is_stored_or_shown,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let body = "<p onclick=\"x()\">Hi</p><script>alert(1)</script><img src=x onerror=alert(1)><a href=\"java\nscript:alert(1)\">a</a><svg><script>alert(1)</script></svg><iframe srcdoc=\"<script>alert(1)</script>\"></iframe><math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math><p style=\"position:fixed\">styled</p><form action=//evil.example><input></form>";
        let sent = app
            .write_to(&clinic, &patient, "<b>{{7*7}}</b>", body, true)
            .await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let reader = app
            .reader(&app.link(sent, &patient, patient.person).await)
            .await;
        for page in [
            nurse
                .get(&format!("/staff/conversations/{}", sent.conversation))
                .await,
            reader
                .get(&format!("/messages/{}", sent.conversation))
                .await,
        ] {
            page.is(200)
                .shows("Hi")
                .shows("styled")
                .shows("{{7*7}}")
                .hides("<b>{{")
                .hides("49</b>");
            for evil in [
                "onclick",
                "onerror",
                "alert(1)",
                "javascript:",
                "srcdoc",
                "position:fixed",
                "evil.example",
            ] {
                page.hides(evil);
            }
        }
    }
);

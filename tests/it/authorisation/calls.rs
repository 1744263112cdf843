//! Requests as any kind of caller sends them, without following redirects.

use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::callers::Caller;
use super::world::Things;
use crate::support::{PASSWORD, TestApp, files};

/// What a request carries.
#[derive(Debug, Clone)]
pub enum Body {
    Nothing,
    Form(Vec<(&'static str, String)>),
    Json(Value),
    /// One file in the field `file`.
    File,
    /// The bytes of an upload from its beginning.
    Bytes,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Got {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Got {
    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default()
    }

    /// Whether it says that nobody is signed in.
    pub fn asks_to_sign_in(&self) -> bool {
        let to = self.header("location");
        self.status == 401
            || (300..400).contains(&self.status)
                && (to.starts_with("/sign-in") || to.starts_with("/staff/sign-in"))
    }
}

/// Sends requests to one app.
pub struct Line {
    http: Client,
    base_url: String,
}

impl Line {
    pub fn to(app: &TestApp) -> Line {
        let http = Client::builder()
            .redirect(Policy::none())
            .timeout(Duration::from_secs(120))
            .build()
            .expect("a client");
        Line {
            http,
            base_url: app.base_url.clone(),
        }
    }

    /// Asks as `caller`, from our own origin.
    pub async fn ask(&self, caller: &Caller, method: &Method, path: &str, body: &Body) -> Got {
        self.ask_with(
            caller,
            method,
            path,
            body,
            &[("sec-fetch-site", "same-origin")],
        )
        .await
    }

    /// The same with headers of one's own.
    pub async fn ask_with(
        &self,
        caller: &Caller,
        method: &Method,
        path: &str,
        body: &Body,
        headers: &[(&str, &str)],
    ) -> Got {
        let wanted = match path.starts_with("/fhir/") {
            true => "application/fhir+json",
            false => "text/html",
        };
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.base_url))
            .header("accept", wanted);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some((name, value)) = caller.credential() {
            request = request.header(name, value);
        }
        request = match body {
            Body::Nothing => request,
            Body::Form(fields) => request.form(fields),
            Body::Json(json) => request.json(json),
            Body::File => request.multipart(reqwest::multipart::Form::new().part(
                "file",
                reqwest::multipart::Part::bytes(files::PDF).file_name("plan.pdf"),
            )),
            Body::Bytes => request.header("upload-offset", "0").body(files::PDF),
        };
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        // A live stream has no end: that it begins is the answer.
        let live = headers
            .get("content-type")
            .is_some_and(|v| v == "text/event-stream");
        let body = if live {
            Vec::new()
        } else {
            answer.bytes().await.expect("a body").to_vec()
        };
        Got {
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}

/// The path of a pattern with the ids of `things`.
pub fn path(pattern: &str, things: &Things) -> String {
    let mut before = "";
    let mut path = String::new();
    for part in pattern.split('/').skip(1) {
        path.push('/');
        if part.starts_with('{') {
            path.push_str(&things.get(kind(pattern, before)));
        } else {
            path.push_str(part);
            before = part;
        }
    }
    // The picker belongs to a draft, which stands in its query.
    if pattern.ends_with("/chart-items/pick") {
        path = format!("{path}?draft={}", things.get("drafts"));
    }
    path
}

/// What the id after a part of a path is the id of.
fn kind<'p>(pattern: &str, before: &'p str) -> &'p str {
    match before {
        // A draft has no report.
        "group-sends" if pattern.contains("/reports/") => "accepted-group-sends",
        "messages" => "conversations",
        // Named by their content: none of a clinic's ids.
        "look" => "nothing",
        "new" => "patients",
        "automatic-replies" => "workgroups",
        "portal-links" => "links",
        "portal-users" => "portal_users",
        "compose" | "reply" => "drafts",
        "Patient" => "patients",
        "bills" => "invoices",
        "message-templates" => "templates",
        "scheduled-messages" => "drafts",
        // The other FHIR types have tests of their own; here they are asked for what is not there.
        other if other.starts_with(char::is_uppercase) => "nothing",
        other => other,
    }
}

/// The kinds of things whose ids a path holds.
pub fn kinds(pattern: &str) -> Vec<&str> {
    let parts: Vec<_> = pattern.split('/').collect();
    let mut kinds: Vec<_> = parts
        .windows(2)
        .filter(|pair| pair[1].starts_with('{'))
        .map(|pair| kind(pattern, pair[0]))
        .collect();
    if pattern.ends_with("/chart-items/pick") {
        kinds.push("drafts");
    }
    kinds
}

/// A body with which the call would work, for everything that changes something.
#[rustfmt::skip]
pub fn body(method: &Method, pattern: &str, things: &Things) -> Body {
    let id = |kind: &str| things.get(kind);
    let form = |fields: &[(&'static str, &str)]| Body::Form(fields.iter().map(|(n, v)| (*n, (*v).to_owned())).collect());
    let ids = |fields: &[(&'static str, &str)]| Body::Form(fields.iter().map(|(n, kind)| (*n, id(kind))).collect());
    match (method.as_str(), pattern) {
        ("GET" | "HEAD", _) => Body::Nothing,
        // For anybody: what they do with a code or password has tests of its own.
        ("POST", "/language") => form(&[("language", "en"), ("back", "/")]),
        ("POST", "/sign-in" | "/sign-in/keep" | "/sign-in/passcode" | "/staff/sign-in" | "/staff/sign-in/code" | "/staff/sign-in/set-up"
            | "/staff/set-password/{token}" | "/sign-in/account" | "/sign-in/account/choose" | "/sign-in/recover" | "/sign-in/recover/code"
            | "/sign-in/recover/password" | "/account/new" | "/account/join") => form(&[]),
        ("POST", "/register/{clinic}" | "/register/{clinic}/code" | "/register/{clinic}/code/again") => form(&[]),
        ("POST", "/staff/registrations/{registration}") => form(&[("deed", "refuse"), ("reason", "We are full")]),
        ("POST", "/api/v1/registrations/{id}/decision") => Body::Json(json!({ "deed": "refuse", "reason": "We are full" })),
        ("POST", "/staff/settings/registration") => form(&[("version", "1")]),
        ("POST", "/account/password") => form(&[("current", PASSWORD), ("password", PASSWORD)]),
        ("POST", "/account/sign-out-everywhere" | "/account/contact/give-up") => Body::Nothing,
        ("POST", "/account/contact") => form(&[("preferred_channel", "email")]),
        ("POST", "/account/contact/address") => form(&[("email", "sam.new@mail.example")]),
        ("POST", "/account/contact/codes") => form(&[("new_code", "123456"), ("old_code", "123456")]),
        // A challenge answers somebody else's script than these; what they do with one has tests of its own.
        ("POST", "/sign-in/passkey/options" | "/account/passkeys/options") => Body::Nothing,
        ("POST", "/sign-in/passkey" | "/account/new/passkey" | "/account/passkeys") => form(&[("token", ""), ("credential", "{}")]),
        ("POST", "/account/passkeys/remove") => form(&[("passkey", "none")]),
        ("POST", "/people") => ids(&[("patient", "patients")]),
        ("POST", "/sign-out" | "/staff/sign-out" | "/session" | "/staff/session" | "/staff/account/sign-out-everywhere"
            | "/staff/account/sessions/{session}/end") => Body::Nothing,
        ("POST", "/appointments/new" | "/appointments/{appointment}/change") => form(&[("words", "Any morning"), ("form", "one")]),
        ("POST", "/appointments/{appointment}/cancel") => form(&[("words", "")]),
        ("POST", "/appointment-requests/{request}/take") => form(&[("starts_at", "0")]),
        ("POST", "/appointment-requests/{request}/withdraw") => Body::Nothing,
        ("POST", "/staff/appointment-requests/{request}") => form(&[("deed", "decline"), ("words", "We are full")]),
        ("POST", "/api/v1/appointment-requests/{id}/answer") => Body::Json(json!({ "deed": "decline", "words": "We are full" })),
        ("POST", "/api/v1/patients/{id}/appointments") => Body::Json(json!({ "starts_at": "2026-12-24T09:00:00-05:00" })),
        ("POST", "/webhooks/stripe" | "/webhooks/texts" | "/webhooks/texts/report") => Body::Nothing,
        ("POST", "/bills/{invoice}/pay" | "/staff/payment-events/{event}/note") => Body::Nothing,
        ("POST", "/staff/bills/{invoice}/paid") => form(&[("note", "cash")]),
        ("POST", "/staff/bills/{invoice}/void") => form(&[("reason", "A mistake")]),
        ("POST", "/staff/patients/{id}/bill") => form(&[("form", "one"), ("description", "Note"), ("amount", "25")]),
        ("POST", "/api/v1/patients/{id}/invoices") => Body::Json(json!({ "lines": [{ "description": "Note", "amount_cents": 2500 }] })),
        ("POST", "/api/v1/invoices/{id}/payments") => Body::Json(json!({})),
        ("POST", "/api/v1/invoices/{id}/void") => Body::Json(json!({ "reason": "A mistake" })),
        ("POST", "/messages/new/{patient}" | "/messages/new/{patient}/draft") => form(&[("subject", "A question"), ("body", "Half a")]),
        ("POST", "/messages/{conversation}/draft") => form(&[("body", "Half a")]),
        ("POST", "/messages/{conversation}/reply") => form(&[("body", "Thank you."), ("after", "")]),
        ("POST", "/api/v1/attachments") => Body::File,
        ("POST", "/api/v1/conversations") => Body::Json(json!({ "patient_id": id("patients"), "subject": "Hello", "body_html": "<p>Hello</p>" })),
        ("POST", "/api/v1/conversations/{id}/messages") => Body::Json(json!({ "body_html": "<p>Hello</p>" })),
        ("POST", "/api/v1/conversations/{id}/close" | "/api/v1/conversations/{id}/reopen") => Body::Nothing,
        ("POST", "/api/v1/group-sends") => Body::Json(json!({})),
        ("POST", "/api/v1/group-sends/{id}/preview" | "/api/v1/group-sends/{id}/continue" | "/api/v1/group-sends/{id}/stop"
            | "/api/v1/group-sends/{id}/retry") => Body::Nothing,
        ("PUT", "/api/v1/group-sends/{id}") => Body::Json(json!({ "version": 1, "subject": "Hello", "body_html": "<p>Hello</p>" })),
        ("POST", "/api/v1/group-sends/{id}/patients") => Body::Json(json!({ "patient_ids": [id("patients")] })),
        ("POST", "/api/v1/group-sends/{id}/identifiers") => Body::Json(json!({ "list": "4711" })),
        ("POST", "/api/v1/group-sends/{id}/send") => Body::Json(json!({ "count": 1 })),
        ("POST", "/staff/group-sends" | "/staff/group-sends/{group}/stop" | "/staff/group-sends/{group}/continue" | "/staff/group-sends/{group}/retry") => Body::Nothing,
        ("POST", "/staff/group-sends/{group}") => form(&[("version", "1"), ("subject", "Hello"), ("body", "Hello"), ("everyone", "none"), ("deed", "save")]),
        ("POST", "/staff/group-sends/{group}/send") => form(&[("count", "1")]),
        ("DELETE", p) if p.starts_with("/api/v1/group-sends/") => Body::Nothing,
        ("POST", "/api/v1/patients") => Body::Json(json!({ "given_name": "Joseph", "family_name": "Whitford", "birth_date": "1951-11-30" })),
        ("PATCH", "/api/v1/patients/{id}") => Body::Json(json!({ "sex": "male" })),
        ("POST", "/api/v1/patients/{id}/chart-items") => Body::Json(json!({ "kind": "document", "title": "A note", "item_date": "2026-01-01" })),
        ("PUT", "/api/v1/portal-settings") => Body::Json(things.settings()),
        ("POST", "/staff/account") => form(&[("language", "en")]),
        ("POST", "/staff/account/password") => form(&[("current", PASSWORD), ("password", PASSWORD)]),
        ("POST", "/staff/account/recovery-codes" | "/staff/account/second-factor") => form(&[("current", PASSWORD), ("code", "123456")]),
        ("POST", "/staff/api-keys") => Body::Form(vec![("name", "A program".to_owned()), ("staff_id", id("members")), ("scopes", "staff:read".to_owned())]),
        ("POST", "/staff/compose/{draft}") => Body::Form(vec![("patient_id", id("patients")), ("subject", "Hello".to_owned()), ("body", "Hello".to_owned())]),
        ("POST", "/staff/conversations/{conversation}/reply/{draft}") =>
            Body::Form(vec![("patient_id", id("patients")), ("conversation_id", id("conversations")), ("body", "Hello".to_owned()), ("allow_response", "true".to_owned())]),
        ("POST", "/staff/drafts/{draft}") => Body::Form(vec![("patient_id", id("patients")), ("version", things.get("version")), ("subject", "Hello".to_owned())]),
        ("POST", "/staff/drafts/{draft}/send-at") => form(&[("send_at", "2026-12-24T09:00")]),
        ("POST", "/staff/drafts/{draft}/chart-items") => ids(&[("chart_item_ids", "chart-items")]),
        ("POST", "/staff/members" | "/staff/members/{member}") =>
            Body::Form(vec![("display_name", "Ines Costa".to_owned()), ("email", things.new_email()), ("role_title", "Nurse".to_owned()), ("language", "en".to_owned())]),
        ("POST", "/staff/patients/new") => form(&[("given_name", "Joseph"), ("family_name", "Whitford"), ("birth_date", "1951-11-30"), ("sex", "male"),
            ("status", "active"), ("preferred_channel", "email"), ("email", "joseph@home.example"), ("language", "en")]),
        ("POST", "/staff/patients/{id}/access") => form(&[("access", "true")]),
        ("POST", "/staff/patients/{id}/identifiers" | "/staff/patients/{id}/identifiers/remove") => form(&[("kind", "emr"), ("value", "4711")]),
        ("POST", "/staff/patients/{id}/information") => form(&[("sex", "female"), ("preferred_channel", "text"), ("language", "en"), ("status", "active")]),
        ("POST", "/staff/patients/{id}/links") => form(&[("person_given_name", "Ines"), ("person_family_name", "Costa"), ("person_email", "ines@home.example"),
            ("person_channel", "email"), ("person_language", "en"), ("relationship", "guardian")]),
        ("POST", "/staff/patients/{id}/links/{link}/end") => form(&[("ends_at", "2026-09-02T10:25")]),
        ("POST", "/staff/patients/{id}/links/{link}/notices") => form(&[("preferred_channel", "email")]),
        ("PUT", "/api/v1/portal-users/{id}/preferred-channel") => Body::Json(json!({ "preferred_channel": "email" })),
        ("POST", "/staff/patients/{id}/links/{link}/hide") => form(&[("hidden", "true")]),
        ("POST", "/account/readers/end") => ids(&[("link", "links")]),
        ("POST", "/account/people") => form(&[("given_name", "Lea"), ("birth_date", "2019-05-06"), ("relationship", "guardian"), ("form", "one")]),
        ("POST", "/account/people/withdraw") => ids(&[("request", "access-requests")]),
        ("POST", "/staff/access-requests/{request}") => form(&[("deed", "refuse")]),
        ("POST", "/staff/families/links/{link}/keep") => form(&[("ends_at", "")]),
        ("POST", "/api/v1/access-requests/{id}/answer") => Body::Json(json!({ "deed": "accept", "patient_id": id("patients") })),
        ("POST", "/api/v1/patients/{id}/invitations") => Body::Json(json!({ "given_name": "Ines", "email": "ines@home.example", "relationship": "guardian" })),
        ("POST", "/api/v1/portal-links/{id}/invite" | "/api/v1/portal-links/{id}/revoke") => Body::Json(json!({})),
        ("POST", "/api/v1/portal-links/{id}/end" | "/api/v1/portal-links/{id}/keep") => Body::Json(json!({ "ends_at": null })),
        ("POST", "/api/v1/portal-links/{id}/hide") => Body::Json(json!({ "hidden": true })),
        ("PUT", "/api/v1/family-settings") => Body::Json(json!({ "version": 0, "link_age": null, "at_age": "review" })),
        ("POST", "/staff/settings/families") => form(&[("version", "0"), ("link_age", ""), ("at_age", "review")]),
        ("POST", "/staff/patients/{id}/message-patient") => form(&[("access", "true"), ("preferred_channel", "text"), ("mobile", "+1 416 555 0123")]),
        ("POST", "/staff/settings/opening-hours") => form(&[("hours_1", "9-17")]),
        ("POST", "/staff/settings/automatic-replies/{workgroup}") => form(&[("schedule", "always"), ("every_hours", "24")]),
        ("POST", "/staff/settings/look") => form(&[("version", "0"), ("coloured", "true"), ("colour", "#7a1f5c"), ("preview", "1")]),
        ("POST", "/staff/settings/portal") => Body::Form(things.settings_form()),
        ("POST", "/staff/settings/delivery") => form(&[("version", "0"), ("quiet_from", "21:00"), ("quiet_until", "8:00")]),
        ("PUT", "/api/v1/delivery-settings") => Body::Json(json!({ "version": 0, "quiet_from": "21:00", "quiet_until": "8:00" })),
        ("POST", "/api/v1/deliveries/{id}/send-again") => Body::Json(json!({})),
        ("POST", "/api/v1/deliveries/{id}/calls") => Body::Json(json!({ "outcome": "reached" })),
        ("PUT", "/api/v1/conversations/{id}/call-task/owner") => Body::Json(json!({ "owner_id": null })),
        ("POST", "/api/v1/conversations/{id}/call-task/calls") => Body::Json(json!({ "portal_user_id": id("portal_users"), "outcome": "reached" })),
        ("POST", "/staff/conversations/{conversation}/call") => form(&[("deed", "take")]),
        ("POST", "/staff/deliveries/{id}/fix") => form(&[("deed", "again")]),
        ("POST", "/staff/settings/labels" | "/staff/settings/labels/reset") => form(&[("version", "1")]),
        ("PUT", "/api/v1/labels") => Body::Json(json!({ "version": 1, "labels": {} })),
        ("POST", "/staff/settings/notifications/text" | "/staff/settings/notifications/reset") =>
            form(&[("event", "message"), ("channel", "text"), ("language", "en"), ("version", "0"), ("body", "Look: {{link}}")]),
        ("POST", "/staff/drafts/{draft}/templates") => ids(&[("template", "templates")]),
        ("POST", "/staff/templates" | "/staff/templates/{template}") =>
            form(&[("version", "1"), ("owner", "own"), ("name", "Reminder"), ("subject", "Hello"), ("body", "Dear {{patient_given_name}}")]),
        ("POST", "/staff/fee-codes" | "/staff/fee-codes/{fee_code}") =>
            form(&[("version", "1"), ("code", "MSG99"), ("description", "Advice"), ("amount", "12.50")]),
        ("POST", "/staff/fee-codes/settings") => form(&[("currency", "CAD"), ("cycle_day", "15")]),
        ("POST", "/staff/billed-messages/{message}") => form(&[("seen", "0"), ("fee_code", ""), ("reason", "By mistake")]),
        ("POST", "/staff/uploads") => Body::Json(json!({ "file_name": "plan.pdf", "size": files::PDF.len() })),
        ("PATCH", "/staff/uploads/{id}") => Body::Bytes,
        ("POST", "/staff/workgroups" | "/staff/workgroups/{workgroup}") => Body::Form(vec![("name", things.new_email())]),
        ("POST", "/staff/distribution-lists" | "/staff/distribution-lists/{list}") =>
            Body::Form(vec![("version", "1".to_owned()), ("name", things.new_email()), ("used_by", "everybody".to_owned()), ("members", id("members"))]),
        ("POST", "/api/v1/distribution-lists") => Body::Json(json!({ "name": things.new_email(), "for_everybody": true, "member_ids": [] })),
        ("PUT", "/api/v1/distribution-lists/{id}") => Body::Json(json!({ "version": 1, "name": things.new_email(), "for_everybody": true })),
        ("DELETE", "/staff/uploads/{id}") => Body::Nothing,
        ("POST", p) if ["/close", "/join", "/invite", "/reopen", "/file", "/revoke", "/retire", "/rearm", "/discard", "/send-again", "/bring-back", "/disable", "/enable", "/link", "/reset-second-factor", "/undo", "/send-now", "/take-back"]
            .iter().any(|end| p.ends_with(end)) => Body::Nothing,
        ("POST", p) if p.starts_with("/fhir/") => Body::Json(json!({})),
        (method, pattern) => panic!("{method} {pattern} has no body here: say what it would take"),
    }
}

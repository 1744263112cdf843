//! Test 28: nothing that the patient's side can get names or counts those who hold a hidden copy. Every route of the
//! program is asked with the patient's session and a proxy's, so that a new one can't be forgotten; so are the emails, the
//! texts, the live stream, and what a program of the clinic's hands on about the patient.

use std::time::Duration;

use carepost::app;
use carepost::features::conversations::{self, Bcc, Gone, NewMessage, NewReply, Options, Sent};
use carepost::features::distribution_lists::{self, Choice, Wanted};
use carepost::features::staff::{self, Acting, NewMember};
use carepost::platform::auth::Permissions;
use carepost::platform::ids::{ClinicId, StaffId};
use carepost::platform::richtext::RichText;
use carepost::platform::time::DAY;
use reqwest::Method;

use super::callers::{self, Caller};
use super::calls::{Body, Got, Line, body, path};
use super::world::World;
use crate::support::{Member, TestApp, both_engines};

/// Words that stand nowhere else: the list, those on it, one who has left, and one who joins openly.
const PLANTED: [&str; 5] = [
    "Vexillary",
    "Quillonette",
    "Zarvrex",
    "Umbrianus",
    "Thalwegger",
];

/// What gives away that there is such a thing at all.
const TELLING: [&str; 4] = ["Staff Bcc", "Hidden cop", "hidden_cop", "hidden-cop"];

/// A member of the clinic with a name that nobody else has.
async fn member(app: &TestApp, clinic: ClinicId, name: &str) -> Member {
    let new = NewMember {
        email: format!("{}@members.example", name.to_lowercase()),
        display_name: name.to_owned(),
        role_title: format!("{name} of nothing"),
        language: "en".to_owned(),
        permissions: Permissions::all(),
        accepts_direct_messages: true,
        password_hash: None,
        source_key: None,
    };
    let email = new.email.clone();
    let id = app
        .write(move |tx, env| staff::create_member(tx, env, &Acting::system(clinic), &new))
        .await;
    Member {
        clinic,
        id,
        email,
        name: name.to_owned(),
    }
}

/// Three conversations about Sam with hidden copies: an open one, a masked one, one that takes no answer. In each somebody
/// has joined openly and answered.
async fn planted(app: &TestApp, world: &World) -> Vec<Sent> {
    let (clinic, patient) = (world.here.clinic.clone(), world.here.patient.id);
    let mut people = Vec::new();
    for name in &PLANTED[1..] {
        people.push(member(app, clinic.id, name).await);
    }
    let ids: Vec<StaffId> = people.iter().map(|member| member.id).collect();
    let (joins, gone) = (people[3].actor(), ids[2]);
    let (keeper, nurse) = (clinic.owner.actor(), clinic.nurse.actor());
    app.write(move |tx, env| {
        let wanted = Wanted {
            name: "Vexillary board".to_owned(),
            for_everybody: true,
            workgroups: Vec::new(),
            members: ids.clone(),
        };
        let list = distribution_lists::create(tx, &keeper, env, &wanted)?;
        let leave = "UPDATE staff_member SET disabled_at = $2 WHERE id = $1";
        tx.exec(leave, &[&gone, &env.now()])?;
        let mut all = Vec::new();
        for (open, mask_name) in [(true, false), (true, true), (false, false)] {
            let new = NewMessage {
                patient,
                draft: None,
                recipients: Vec::new(),
                to_staff: vec![clinic.owner.id],
                from: None,
                subject: "Planted subject".to_owned(),
                body: RichText::from_plain("Planted words."),
                attachments: Vec::new(),
                options: Options {
                    require_response_days: open.then_some(1),
                    ..Options::new(open)
                },
                mask_name,
                fee_code: None,
            };
            let bcc = Bcc {
                choice: Choice {
                    lists: vec![list],
                    members: vec![ids[0]],
                },
                gone: Gone::Tell,
            };
            let sent = conversations::send_with_copies(tx, &nurse, env, &new, &bcc)?;
            conversations::join(tx, &joins, env, sent.conversation)?;
            if open {
                let reply = NewReply {
                    conversation: sent.conversation,
                    draft: None,
                    body: RichText::from_plain("Planted answer."),
                    attachments: Vec::new(),
                    options: Options::new(true),
                    fee_code: None,
                };
                conversations::reply(tx, &joins, env, &reply)?;
            }
            all.push(sent);
        }
        Ok(all)
    })
    .await
}

fn clean(what: &str, bytes: &str) {
    for word in PLANTED.iter().chain(&TELLING) {
        assert!(!bytes.contains(word), "{what} shows {word}:\n{bytes}");
    }
}

/// Headers and body, as one text.
fn bytes(got: &Got) -> String {
    format!("{:?}\n{}", got.headers, got.body)
}

/// What is open to everybody and holds no clinic's data: scripts, styles and icons name whatever any page shows.
fn of_the_house(route: &str) -> bool {
    route.starts_with("/assets/") || route == "/api/v1/openapi.json"
}

both_engines!(
    t28_no_byte_of_the_patients_side_names_who_holds_a_hidden_copy,
    async |app: TestApp| {
        let world = World::of(&app).await;
        let callers = callers::all(&app, &world).await;
        app.mail.take();
        app.texts.take();
        let people = [
            callers::named(&callers, "patient").clone(),
            callers::named(&callers, "proxy").clone(),
        ];
        let mut live = stream(&app, &people[0]).await;
        let sent = planted(&app, &world).await;
        // What is looked for is there to be found: the sender's own page names them all.
        let nurse = app.signed_in(&world.here.clinic.nurse).await;
        let open = sent[0].conversation;
        let inside = nurse.get(&format!("/staff/conversations/{open}")).await;
        for word in &PLANTED[1..] {
            inside.is(200).shows(word);
        }

        let line = Line::to(&app);
        let mut read = 0;
        // All that can be read, then all that can be done: what is done may end a session or a link.
        for reading in [true, false] {
            for caller in &people {
                for sent in &sent {
                    read += every_route(&app, &line, (&world, sent, caller), reading).await;
                }
            }
        }
        assert!(read >= 6, "the conversations were read: {read}");
        // What an EMR would show the patient of it: no resource about them names a holder.
        let program = callers::named(&callers, "key with every scope");
        let patient = world.here.patient.id;
        let of_message = sent[0].message;
        for asked in [
            format!("Communication?patient={patient}"),
            format!("Communication/{open}"),
            format!("Communication/{of_message}"),
            format!("Patient/{patient}"),
            format!("RelatedPerson?patient={patient}"),
            format!("DocumentReference?patient={patient}"),
        ] {
            let to = format!("/fhir/r4/{asked}");
            let got = line.ask(program, &Method::GET, &to, &Body::Nothing).await;
            assert_eq!(got.status, 200, "{to}: {}", got.body);
            clean(&to, &bytes(&got));
        }
        clean("the live stream", &heard(&mut live, "thread:").await);
        told(&app).await;
    }
);

/// Asks every route that reads, or every one that changes something, about a conversation as somebody of the patient's side;
/// how many of the answers show its words.
async fn every_route(
    app: &TestApp,
    line: &Line,
    (world, sent, caller): (&World, &Sent, &Caller),
    reading: bool,
) -> usize {
    let (mut caller, mut read) = (caller.clone(), 0);
    let things = world
        .here
        .with("conversations", &sent.conversation.to_string());
    for route in app::routes().rows() {
        if of_the_house(&route.path) || (route.method == Method::GET) != reading {
            continue;
        }
        caller.sign_in_again(app).await;
        let (to, body) = (
            path(&route.path, &things),
            body(&route.method, &route.path, &things),
        );
        let got = line.ask(&caller, &route.method, &to, &body).await;
        let what = format!("{} {to} as {}", route.method, caller.name);
        clean(&what, &bytes(&got));
        read += usize::from(got.body.contains("Planted words."));
    }
    read
}

/// The live stream of somebody's open pages.
async fn stream(app: &TestApp, caller: &Caller) -> reqwest::Response {
    let (name, value) = caller.credential().expect("a session");
    let request = reqwest::Client::new()
        .get(format!("{}/live", app.base_url))
        .header(name, value);
    let answer = request.send().await.expect("a stream");
    assert_eq!(answer.status(), 200);
    answer
}

/// Everything that the stream has said, `words` among it.
async fn heard(live: &mut reqwest::Response, words: &str) -> String {
    let mut said = String::new();
    let moment = Duration::from_secs(2);
    while let Ok(Ok(Some(bytes))) = tokio::time::timeout(moment, live.chunk()).await {
        said.push_str(&String::from_utf8_lossy(&bytes));
    }
    assert!(said.contains(words), "the stream said something: {said}");
    said
}

/// Every email and text, to the last reminder.
async fn told(app: &TestApp) {
    let mut told = 0;
    for _ in 0..4 {
        app.run_jobs().await;
        app.clock.advance(DAY);
    }
    for letter in app.mail.take() {
        let html = letter.html.as_deref().unwrap_or_default();
        let envelope = format!(
            "{} {:?} {} {} {} {}",
            letter.message_id,
            letter.bounce_to,
            letter.from.email,
            letter.from.name.as_deref().unwrap_or_default(),
            letter.to.email,
            letter.to.name.as_deref().unwrap_or_default()
        );
        let words = format!("{envelope}\n{}\n{}\n{html}", letter.subject, letter.text);
        clean("an email", &words);
        told += 1;
    }
    for text in app.texts.take() {
        clean("a text", &format!("{} {} {}", text.key, text.to, text.body));
        told += 1;
    }
    assert!(told >= 6, "notices and reminders went out: {told}");
}

//! No room left for the database and the files: what is asked is refused in clear words, nothing acknowledged is lost,
//! reading goes on, and with room again everything goes on without a restart.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use carepost::platform::reserve;
use reqwest::multipart::{Form, Part};
use serde_json::json;

use super::until;
use crate::support::program::{self, Running, output, text};
use crate::support::{Answer, Browser, On, Program, TestApp};

/// A file system of this size holds the database and the files.
const ROOM: &str = "32m";

/// Largest file where no file system can be mounted, in blocks of 512 bytes: half a megabyte above the room that is kept
/// back, and as much as the database has.
const SPARE_BLOCKS: u64 = (reserve::BYTES as u64 + 512 * 1_024) / 512;

/// An upload that is too large for either, in bytes.
const LARGE: usize = 12_000_000;

/// How a test takes room away and gives it back.
enum Scarce {
    /// A small file system of its own, which a filler fills.
    Mounted(PathBuf),
    /// A limit on the size of each file, for machines where nobody may mount.
    Limited,
}

impl Scarce {
    /// A small file system at `folder`, where this process may mount one.
    fn mounted(folder: &Path) -> Option<Scarce> {
        std::fs::create_dir_all(folder).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={ROOM}"), "none"]);
        let done = mount.arg(folder).output();
        done.is_ok_and(|done| done.status.success())
            .then(|| Scarce::Mounted(folder.to_owned()))
    }

    /// The command, under the limit where there is one. The limit's signal is ignored, so that a write fails instead.
    fn around(&self, command: Command, largest: u64) -> Command {
        if matches!(self, Scarce::Mounted(_)) {
            return command;
        }
        let blocks = largest / 512 + SPARE_BLOCKS;
        let mut shell = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -S -f {blocks}; exec \"$0\" \"$@\"");
        shell.args([OsStr::new("-c"), OsStr::new(&script), command.get_program()]);
        shell.env_clear().envs(
            command
                .get_envs()
                .filter_map(|(key, value)| Some((key, value?))),
        );
        shell.current_dir(command.get_current_dir().unwrap());
        shell
    }

    /// Takes what room is left.
    fn fill(&self) {
        if let Scarce::Mounted(folder) = self {
            let mut filler = std::fs::File::create(folder.join("filler")).unwrap();
            while std::io::Write::write(&mut filler, &[7; 4_096]).is_ok() {}
        }
    }

    /// Gives room again to the program under way.
    fn relieve(&self, running: &Running) {
        match self {
            Scarce::Mounted(folder) => std::fs::remove_file(folder.join("filler")).unwrap(),
            Scarce::Limited => {
                let pid = running.id().to_string();
                let done =
                    output(Command::new("prlimit").args(["--pid", &pid, "--fsize=unlimited"]));
                assert!(done.status.success(), "{}", text(&done.stderr));
            }
        }
    }
}

impl Drop for Scarce {
    fn drop(&mut self) {
        if let Scarce::Mounted(folder) = self {
            let _ = Command::new("umount").arg("-l").arg(folder).status();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_file_system_on_sqlite() {
    full(On::Sqlite, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_file_system_for_files_beside_postgres() {
    full(On::Postgres, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_that_may_not_grow_on_sqlite() {
    full(On::Sqlite, false).await;
}

/// Copies the data of `app`, which has let go of it, to where room is scarce.
fn moved(app: &TestApp, data: &Path) -> u64 {
    let done = output(
        Command::new("cp")
            .arg("-a")
            .arg(app.data_folder().join("."))
            .arg(data),
    );
    assert!(done.status.success(), "{}", text(&done.stderr));
    std::fs::metadata(data.join("carepost.db")).map_or(0, |m| m.len())
}

async fn full(engine: On, may_mount: bool) {
    let app = TestApp::start(engine).await;
    app.now_is_now();
    let clinic = app.clinic().await;
    let patient = app.new_patient(&clinic).create().await;
    let key = app
        .program(&clinic.nurse, "messages:read messages:write patients:read")
        .await;
    let nurse = app.signed_in(&clinic.nurse).await;
    app.close().await;
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("small");
    let scarce = Some(data.as_path())
        .filter(|_| may_mount)
        .and_then(Scarce::mounted);
    if may_mount && scarce.is_none() {
        eprintln!(
            "NO FILE SYSTEM CAN BE MOUNTED HERE: the full disk is tested by a limit on each file's size instead"
        );
    }
    let scarce = scarce.unwrap_or(Scarce::Limited);
    std::fs::create_dir_all(&data).unwrap();
    let largest = moved(&app, &data);
    let mut command = program::over(&app, place.path());
    command.env("CAREPOST_DATA_FOLDER", &data);
    let running = tokio::task::block_in_place(|| Running::serve(scarce.around(command, largest)));
    let clinic = Clients {
        program: key.at(&running.url()),
        nurse: nurse.at(&running.url()),
        secret: key.secret().to_owned(),
        patient: patient.to_string(),
    };

    let mut acknowledged = vec![sent(&clinic.send().await)];
    scarce.fill();
    if engine == On::Sqlite {
        clinic.send_until_full(&mut acknowledged).await;
    }
    clinic.upload(LARGE).await.is(507).shows("disk_full");
    // A limit on each file stops the database's log as well, and no room that was kept back helps.
    if matches!(scarce, Scarce::Mounted(_)) {
        clinic.reads_go_on(&acknowledged).await;
    }

    match engine {
        On::Sqlite => drop(clinic.send().await.is(507)),
        // Its database has a disk of its own.
        On::Postgres => acknowledged.push(sent(&clinic.send().await)),
    }

    scarce.relieve(&running);
    let room = async || clinic.upload(100).await.status == 201;
    until(room, "there is room again").await;
    acknowledged.push(sent(&clinic.send().await));
    clinic.upload(2_000_000).await.is(201);
    for id in &acknowledged {
        clinic
            .program
            .get(&format!("/api/v1/conversations/{id}"))
            .await
            .is(200);
    }
    let listed = clinic
        .program
        .get("/api/v1/conversations?limit=200")
        .await
        .is(200)
        .json();
    assert_eq!(
        listed["items"].as_array().map(Vec::len),
        Some(acknowledged.len()),
        "what was refused is not there"
    );
    running.stop();
    let mut verify = program::over(&app, place.path());
    let verified = output(
        verify
            .env("CAREPOST_DATA_FOLDER", &data)
            .args(["audit", "verify"]),
    );
    assert!(verified.status.success(), "{}", text(&verified.stdout));
}

/// The id of a conversation that was acknowledged.
fn sent(answer: &Answer) -> String {
    answer.is(201).json()["id"].as_str().unwrap().to_owned()
}

struct Clients {
    program: Program,
    nurse: Browser,
    secret: String,
    patient: String,
}

impl Clients {
    async fn send(&self) -> Answer {
        let body = json!({ "patient_id": self.patient, "subject": "Room", "body_html": format!("<p>{}</p>", "word ".repeat(20_000)) });
        self.program
            .post("/api/v1/conversations", None, &body)
            .await
    }

    /// Sends until there is no room; every answer is a yes or says why not.
    async fn send_until_full(&self, acknowledged: &mut Vec<String>) {
        for _ in 0..500 {
            let answer = self.send().await;
            if answer.status == 507 {
                answer.shows("disk_full").shows("no room left");
                assert_eq!(answer.header("content-type"), "application/problem+json");
                return;
            }
            acknowledged.push(sent(&answer));
        }
        panic!("there is always room");
    }

    async fn upload(&self, size: usize) -> Answer {
        let part = Part::text("word ".repeat(size / 5)).file_name("a.txt");
        let form = Form::new().part("file", part);
        let send = |http: &reqwest::Client, url: &dyn Fn(&str) -> String| {
            http.post(url("/api/v1/attachments"))
                .bearer_auth(&self.secret)
                .multipart(form)
        };
        self.nurse.send(send).await
    }

    /// What was sent before can be read, by programs and on pages.
    async fn reads_go_on(&self, acknowledged: &[String]) {
        for _ in 0..20 {
            for id in &acknowledged[..1] {
                self.program
                    .get(&format!("/api/v1/conversations/{id}"))
                    .await
                    .is(200);
                self.nurse
                    .get(&format!("/staff/conversations/{id}"))
                    .await
                    .is(200);
            }
            self.nurse
                .get("/staff/inbox?folder=all")
                .await
                .is(200)
                .shows("Room");
            self.nurse
                .get(&format!("/staff/patients/{}", self.patient))
                .await
                .is(200);
        }
        self.nurse.get("/health/live").await.is(200);
    }
}

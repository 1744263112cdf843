//! Uploads of the staff page: pieces, breaks, checks, and what is left when somebody goes away (M28, M32, M35).

use std::time::Duration;

use carepost::features::attachments::jobs;
use carepost::platform::ids::ClinicId;
use carepost::platform::malware::Verdict;
use carepost::platform::time::{DAY, HOUR, Timestamp};
use image::ImageFormat;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{
    api_key, audited, begin, begin_piece, downloads, every_file, piece, progress, send_file,
    try_begin,
};
use crate::support::{Browser, MAX_UPLOAD, TestApp, both_engines, files};

both_engines!(
    an_upload_comes_in_pieces_and_goes_on_after_a_break,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let browser = app.signed_in(&clinic.nurse).await;
        let photo = files::picture(900, 700, ImageFormat::Png);
        let half = photo.len() / 2;
        let id = begin(&browser, "../Wound, left.JPG", photo.len()).await;

        let first = piece(&browser, &id, 0, &photo[..half]).await;
        assert_eq!(first.is(200).json()["state"], "uploading");
        assert_eq!(first.json()["offset"], half);
        piece(&browser, &id, 0, &photo[..half]).await.is(409);
        piece(&browser, &id, half + 1, &photo[half + 1..])
            .await
            .is(409);
        let head = browser
            .send(|http, url| http.head(url(&format!("/staff/uploads/{id}"))))
            .await;
        assert_eq!(head.is(200).header("upload-offset"), half.to_string());

        let last = piece(&browser, &id, half, &photo[half..]).await;
        let told = last.is(200).json();
        assert_eq!(told["state"], "available", "{told}");
        assert_eq!(
            told["file_name"], "Wound, left.png",
            "named by content, without the folder"
        );
        assert_eq!(told["content_type"], "image/png");
        piece(&browser, &id, photo.len(), b"more").await.is(409);

        let preview = browser.get(&format!("/staff/uploads/{id}/preview")).await;
        assert_eq!(preview.is(200).header("content-type"), "image/jpeg");
        assert_eq!(
            preview.header("content-security-policy"),
            "sandbox; default-src 'none'"
        );
        let small = image::load_from_memory(&preview.bytes).expect("a thumbnail");
        assert_eq!((small.width(), small.height()), (320, 249));
        let done = ["file.upload", "file.available"];
        let audit = audited(&app).await;
        assert!(
            done.iter().all(|action| audit.iter().any(|a| a == action)),
            "{audit:?}"
        );
    }
);

both_engines!(an_upload_is_its_uploaders_alone, async |app: TestApp| {
    let (clinic, other) = (app.clinic().await, app.other_clinic().await);
    let browser = app.signed_in(&clinic.nurse).await;
    let id = begin(&browser, "a.pdf", files::PDF.len()).await;
    piece(&browser, &id, 0, &files::PDF[..10]).await.is(200);
    for stranger in [&clinic.receptionist, &clinic.owner, &other.owner] {
        let stranger = app.signed_in(stranger).await;
        progress(&stranger, &id).await.is(404);
        piece(&stranger, &id, 10, &files::PDF[10..]).await.is(404);
        let gone = stranger
            .send(|http, url| http.delete(url(&format!("/staff/uploads/{id}"))))
            .await;
        gone.is(404);
    }
    let manager = app.signed_in(&clinic.manager).await;
    try_begin(&manager, "a.pdf", 10).await.is(403);
    try_begin(&app.browser(), "a.pdf", 10).await.is(401);
    assert_eq!(
        progress(&browser, &id).await.json()["offset"],
        10,
        "nobody has touched it"
    );
    let foreign = browser
        .send(|http, url| {
            http.delete(url(&format!("/staff/uploads/{id}")))
                .header("sec-fetch-site", "cross-site")
        })
        .await;
    foreign.is(403);
});

both_engines!(
    an_upload_cut_off_shows_nothing_and_leaves_nothing,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let browser = app.signed_in(&clinic.nurse).await;
        let key = api_key(&app, &clinic.nurse, "messages:read").await;
        let content = b"one line of many\n".repeat(20_000);
        let mut ids = Vec::new();
        for percent in (1..100).step_by(7) {
            let id = begin(&browser, "notes.txt", content.len()).await;
            let part = &content[..content.len() * percent / 100];
            cut_off(&app, &browser, &id, content.len(), part).await;
            let came = arrived(&browser, &id, part.len()).await;
            assert_eq!(came, part.len(), "what came is kept, so that it can go on");
            let asked = browser.send(|http, url| {
                http.get(url(&format!("/api/v1/attachments/{id}/content")))
                    .bearer_auth(&key)
            });
            asked.await.is(404);
            ids.push((id, came));
        }
        let (resumed, from) = ids.pop().expect("one");
        let told = piece(&browser, &resumed, from, &content[from..]).await;
        assert_eq!(told.is(200).json()["state"], "available", "{}", told.body);

        assert_eq!(
            jobs::tidy(&app.state).await.expect("tidied").unclaimed,
            0,
            "not on the first day"
        );
        app.clock.advance(DAY + HOUR);
        let browser = app.signed_in(&clinic.nurse).await;
        let tidied = jobs::tidy(&app.state).await.expect("tidied");
        assert_eq!(tidied.unclaimed, 15);
        for (id, _) in &ids {
            progress(&browser, id).await.is(404);
        }
        assert_eq!(stored(&app), 0, "no file is left");
    }
);

/// Sends the head of a piece of `size` bytes and then only `part` of it, and hangs up.
async fn cut_off(app: &TestApp, browser: &Browser, id: &str, size: usize, part: &[u8]) {
    let mut socket = begin_piece(&app.base_url, browser, id, (0, size), part).await;
    socket.shutdown().await.expect("hung up");
}

both_engines!(
    a_form_cut_off_anywhere_leaves_nothing,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let key = api_key(&app, &clinic.nurse, "messages:write").await;
        let address = app.base_url.trim_start_matches("http://");
        let content = "one line of many\n".repeat(8_000);
        let form = format!(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n{content}\r\n--b--\r\n"
        );
        let head = format!(
            "POST /api/v1/attachments HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\n\
             content-type: multipart/form-data; boundary=b\r\ncontent-length: {}\r\n\r\n",
            form.len()
        );
        for percent in 1..100 {
            let mut socket = tokio::net::TcpStream::connect(address)
                .await
                .expect("connected");
            socket.write_all(head.as_bytes()).await.expect("sent");
            let part = &form.as_bytes()[..form.len() * percent / 100];
            socket.write_all(part).await.expect("sent");
            socket.shutdown().await.expect("hung up");
            // The answer, if there is one, has come when the server hangs up too.
            let mut answer = Vec::new();
            let _ = socket.read_to_end(&mut answer).await;
            let answer = String::from_utf8_lossy(&answer);
            assert!(!answer.starts_with("HTTP/1.1 2"), "{percent} %: {answer}");
        }
        let rows = app
            .state
            .db
            .read(|tx| tx.one::<(i64,)>("SELECT count(*) AS n FROM stored_file", &[]));
        assert_eq!(rows.await.unwrap_or_else(|e: db::Error| panic!("{e}")).0, 0);
        assert_eq!(stored(&app), 0, "no file is left");
    }
);

pub(super) async fn arrived(browser: &Browser, id: &str, wanted: usize) -> usize {
    for _ in 0..100 {
        let offset = progress(browser, id).await.json()["offset"]
            .as_u64()
            .expect("an offset");
        if offset >= wanted as u64 {
            return offset as usize;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    0
}

/// Files under the folder of stored files, half-written ones included.
fn stored(app: &TestApp) -> usize {
    every_file(&app.data_folder().join("files")).len()
}

both_engines!(
    what_is_refused_says_why_and_stays_refused,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let browser = app.signed_in(&clinic.nurse).await;
        let too_large = MAX_UPLOAD + 1;
        for (name, size, code) in [
            ("a.pdf", 0, "file_empty"),
            ("a.pdf", too_large, "file_too_large"),
            ("a.pdf.exe", 9, "file_program"),
        ] {
            let refused = try_begin(&browser, name, size).await;
            let problem = refused.is(422).json();
            assert_eq!(
                (
                    &problem["errors"][0]["code"],
                    &problem["errors"][0]["field"]
                ),
                (&code.into(), &"file".into())
            );
        }
        let id = begin(&browser, "a.pdf", 10).await;
        piece(&browser, &id, 0, files::PDF)
            .await
            .is(422)
            .shows("file_longer_than_said");

        let svg =
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".as_slice();
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0heic".as_slice();
        for (name, content, code) in [
            ("drawing.png", svg, "file_markup"),
            ("IMG_2.HEIC", heic, "file_heic"),
            ("run.txt", b"#!/bin/sh\nrm -rf /\n", "file_program"),
            (
                "a.pdf",
                b"%PDF-1.7 <</S /JavaScript>> %%EOF",
                "file_active_content",
            ),
            ("a.bin", b"\0\x01\x02", "file_unknown_kind"),
        ] {
            let told = send_file(&browser, name, content).await.is(200).json();
            assert_eq!(
                (&told["state"], &told["code"]),
                (&"rejected".into(), &code.into()),
                "{name}"
            );
            assert!(
                told["reason"]
                    .as_str()
                    .is_some_and(|reason| reason.len() > 20),
                "{told}"
            );
            let id = told["id"].as_str().expect("an id");
            assert_eq!(progress(&browser, id).await.json()["state"], "rejected");
            browser
                .get(&format!("/staff/uploads/{id}/preview"))
                .await
                .is(404);
        }
        assert_eq!(stored(&app), 0, "nothing of a refused file is kept");
    }
);

both_engines!(
    while_the_scanner_is_down_files_wait,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let browser = app.signed_in(&clinic.nurse).await;
        let key = api_key(&app, &clinic.nurse, "messages:read").await;
        let down = || Verdict::Unavailable {
            reason: "down".into(),
        };
        app.scanner.answer_next(down());
        app.scanner.answer_next(down());
        let told = send_file(&browser, "a.pdf", files::PDF).await.json();
        assert_eq!(
            (&told["state"], &told["code"]),
            (&"checking".into(), &"file_waits_for_scanner".into())
        );
        let id = told["id"].as_str().expect("an id");
        let fetch = async || {
            let path = format!("/api/v1/attachments/{id}/content");
            browser
                .send(|http, url| http.get(url(&path)).bearer_auth(&key))
                .await
                .status
        };
        jobs::check_waiting(&app.state).await.expect("looked at");
        assert_eq!(fetch().await, 404, "nothing passes unscanned");
        jobs::check_waiting(&app.state).await.expect("looked at");
        assert_eq!(progress(&browser, id).await.json()["state"], "available");
        assert_eq!(fetch().await, 200);
        assert!(
            app.scanner.seen().iter().all(|seen| seen == files::PDF),
            "it saw the whole file"
        );

        for (verdict, code) in [
            (
                Verdict::Infected {
                    signature: "X".into(),
                },
                "file_infected",
            ),
            (Verdict::TooLarge, "file_too_large_to_scan"),
        ] {
            app.scanner.answer_next(verdict);
            let told = send_file(&browser, "b.pdf", files::PDF).await.json();
            assert_eq!(
                (&told["state"], &told["code"]),
                (&"rejected".into(), &code.into())
            );
        }
    }
);

both_engines!(nothing_readable_is_at_rest, async |app: TestApp| {
    let clinic = app.clinic().await;
    let browser = app.signed_in(&clinic.nurse).await;
    let canary = "canary-of-the-ward-7 ".repeat(9_000);
    let half = canary.len() / 2;
    let unfinished = begin(&browser, "canary-name-unfinished.txt", canary.len()).await;
    piece(&browser, &unfinished, 0, &canary.as_bytes()[..half])
        .await
        .is(200);
    let told = send_file(&browser, "canary-name.txt", canary.as_bytes())
        .await
        .json();
    assert_eq!(told["state"], "available");
    assert!(
        told["preview_text"]
            .as_str()
            .is_some_and(|text| text.starts_with("canary"))
    );
    let files = every_file(app.data_folder());
    assert!(files.len() >= 2, "{files:?}");
    for file in files {
        let bytes = std::fs::read(&file).expect("readable");
        assert!(
            !bytes
                .windows(9)
                .any(|w| w == b"canary-of" || w == b"canary-na"),
            "{}",
            file.display()
        );
        let name = file.to_string_lossy().into_owned();
        assert!(!name.contains("canary"), "{name}");
    }
});

both_engines!(
    removing_an_upload_removes_its_bytes,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let browser = app.signed_in(&clinic.nurse).await;
        let done = send_file(&browser, "a.png", &files::picture(40, 30, ImageFormat::Png))
            .await
            .json();
        let half = begin(&browser, "b.pdf", files::PDF.len()).await;
        piece(&browser, &half, 0, &files::PDF[..20]).await.is(200);
        assert!(stored(&app) > 0);
        for id in [done["id"].as_str().expect("an id"), &half] {
            let path = format!("/staff/uploads/{id}");
            browser
                .send(|http, url| http.delete(url(&path)))
                .await
                .is(204);
            progress(&browser, id).await.is(404);
        }
        assert_eq!(stored(&app), 0);
    }
);

both_engines!(files_without_an_owner_are_swept, async |app: TestApp| {
    let clinic = app.clinic().await;
    let browser = app.signed_in(&clinic.nurse).await;
    let kept = send_file(&browser, "a.pdf", files::PDF).await.json();
    // A process that ended between storing the file and naming it in the database.
    let key = app
        .state
        .env
        .keys
        .clinic(clinic.id.uuid(), carepost::platform::keys::Purpose::Blobs);
    let mut writer = app
        .state
        .blobs
        .writer(&key, app.state.env.random.as_ref())
        .await
        .expect("a writer");
    writer.write(b"lost").await.expect("written");
    writer.finish().await.expect("stored");
    assert_eq!(stored(&app), 2);
    assert_eq!(
        jobs::tidy(&app.state).await.expect("tidied").ownerless,
        0,
        "it may be quite new"
    );

    // The files' own dates are the machine's; a clock far ahead makes both of them old.
    hold_by_chart(&app, clinic.id, kept["id"].as_str().expect("an id")).await;
    app.clock.set(Timestamp(4_000_000_000_000));
    let tidied = jobs::tidy(&app.state).await.expect("tidied");
    assert_eq!((tidied.ownerless, tidied.unclaimed), (1, 0));
    assert_eq!(stored(&app), 1, "what the chart holds stays");
});

/// Puts a file into the chart of a patient.
async fn hold_by_chart(app: &TestApp, clinic: ClinicId, file: &str) {
    let (env, file) = (app.state.env.clone(), file.parse().expect("an id"));
    let hold = move |tx: &mut db::Tx<'_>| {
        let (patient, _) = downloads::patient(tx, &env, clinic)?;
        downloads::chart_item(tx, &env, clinic, patient, file)
    };
    app.state.db.write(hold).await.expect("a chart item");
}

//! Attachments in the API.

use reqwest::multipart::{Form, Part};

use super::api_key;
use crate::support::{Answer, MAX_UPLOAD, TestApp, both_engines, files};

async fn post(app: &TestApp, key: &str, field: &'static str, name: &str, content: &[u8]) -> Answer {
    let part = Part::bytes(content.to_vec()).file_name(name.to_owned());
    let form = Form::new().part(field, part);
    app.browser()
        .send(|http, url| {
            http.post(url("/api/v1/attachments"))
                .bearer_auth(key)
                .multipart(form)
        })
        .await
}

async fn content(app: &TestApp, key: &str, id: &str) -> Answer {
    let path = format!("/api/v1/attachments/{id}/content");
    app.browser()
        .send(|http, url| http.get(url(&path)).bearer_auth(key))
        .await
}

both_engines!(a_file_goes_in_and_comes_out, async |app: TestApp| {
    let clinic = app.clinic().await;
    let key = api_key(&app, &clinic.nurse, "messages:read messages:write").await;
    let told = post(&app, &key, "file", "Résumé.pdf", files::PDF)
        .await
        .is(201)
        .json();
    assert_eq!(
        (&told["state"], &told["file_name"]),
        (&"available".into(), &"Résumé.pdf".into())
    );
    assert_eq!(told["content_type"], "application/pdf");
    let id = told["id"].as_str().expect("an id");
    let out = content(&app, &key, id).await;
    assert_eq!(out.is(200).bytes, files::PDF);
    assert_eq!(
        out.header("content-disposition"),
        "attachment; filename=\"R_sum_.pdf\"; filename*=UTF-8''R%C3%A9sum%C3%A9.pdf"
    );
    let stranger = api_key(&app, &clinic.owner, "messages:read").await;
    content(&app, &stranger, id).await.is(404);
    let foreign = api_key(&app, &app.other_clinic().await.owner, "messages:read").await;
    content(&app, &foreign, id).await.is(404);
});

both_engines!(
    a_photo_comes_out_upright_and_without_its_place,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let key = api_key(&app, &clinic.nurse, "messages:read messages:write").await;
        let told = post(&app, &key, "file", "IMG_1.JPG", &files::photo_with_place())
            .await
            .is(201)
            .json();
        let out = content(&app, &key, told["id"].as_str().expect("an id")).await;
        assert!(
            !out.is(200)
                .bytes
                .windows(4)
                .any(|w| w == b"GPS " || w == b"Exif")
        );
        let photo = image::load_from_memory(&out.bytes).expect("a photo");
        assert_eq!((photo.width(), photo.height()), (32, 64));
    }
);

both_engines!(
    refusals_name_the_field_and_the_reason,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let key = api_key(&app, &clinic.nurse, "messages:read messages:write").await;
        let large = vec![b'a'; MAX_UPLOAD + 1];
        for (field, name, content, status, code) in [
            ("file", "a.pdf", b"".as_slice(), 422, "file_empty"),
            ("file", "a.txt", large.as_slice(), 413, "file_too_large"),
            (
                "file",
                "a.gif",
                b"GIF89a\x01\0\x01\0\0\0\0;",
                422,
                "file_unknown_kind",
            ),
            ("file", "a.html", b"<html></html>", 422, "file_program"),
            ("file", "a.txt", b"<html></html>", 422, "file_markup"),
            ("other", "a.pdf", files::PDF, 422, "file_missing"),
        ] {
            let problem = post(&app, &key, field, name, content).await;
            let problem = problem.is(status).json();
            assert_eq!(
                (
                    &problem["errors"][0]["code"],
                    &problem["errors"][0]["field"]
                ),
                (&code.into(), &"file".into())
            );
        }
        let json = app
            .browser()
            .send(|http, url| {
                http.post(url("/api/v1/attachments"))
                    .bearer_auth(&key)
                    .json(&1)
            })
            .await;
        json.is(415);
        let reader = api_key(&app, &clinic.nurse, "messages:read").await;
        post(&app, &reader, "file", "a.pdf", files::PDF)
            .await
            .is(403);
        let manager = api_key(&app, &clinic.manager, "messages:write").await;
        post(&app, &manager, "file", "a.pdf", files::PDF)
            .await
            .is(403);
        post(&app, "wrong", "file", "a.pdf", files::PDF)
            .await
            .is(401);
    }
);

both_engines!(an_upload_may_be_repeated, async |app: TestApp| {
    let clinic = app.clinic().await;
    let key = api_key(&app, &clinic.nurse, "messages:read messages:write").await;
    let send = async |once: &'static str, content: &'static [u8]| {
        let form = Form::new().part("file", Part::bytes(content).file_name("a.pdf"));
        let request = |http: &reqwest::Client, url: &dyn Fn(&str) -> String| {
            http.post(url("/api/v1/attachments"))
                .bearer_auth(&key)
                .header("idempotency-key", once)
                .multipart(form)
        };
        app.browser().send(request).await
    };
    let first = send("k1", files::PDF).await.is(201).json();
    assert_eq!(
        send("k1", files::PDF).await.is(201).json(),
        first,
        "the same file"
    );
    assert_ne!(
        send("k2", files::PDF).await.is(201).json()["id"],
        first["id"]
    );
    let other = send("k1", b"something else").await.is(422).json();
    assert_eq!(other["errors"][0]["code"], "idempotency_key_reused");
});

//! How the files of a look are served, and how long they are kept.

use carepost::platform::time::DAY;

use super::{background, logo, named, submit};
use crate::support::{TestApp, both_engines};

both_engines!(
    m62_files_are_public_immutable_and_without_a_cookie,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let fields = [
            ("version", "0"),
            ("coloured", "true"),
            ("colour", "#1f3d7a"),
        ];
        submit(&owner, &fields, vec![logo(), background()])
            .await
            .is(200);
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let door = app.browser().get(&letter.link).await;
        let anybody = app.browser();
        let css = anybody.get(&named(&door.body)[0]).await;
        let pictures = css.body.split("url(").skip(1);
        let mut addresses: Vec<_> = pictures
            .filter_map(|rest| rest.split(')').next())
            .map(str::to_owned)
            .collect();
        assert_eq!(addresses.len(), 2, "a watermark for each scheme");
        addresses.extend(named(&door.body));
        for address in addresses {
            let file = anybody.get(&address).await;
            file.is(200);
            let media = match address.rsplit('.').next() {
                Some("css") => "text/css; charset=utf-8",
                Some("png") => "image/png",
                _ => "image/jpeg",
            };
            for (name, value) in [
                ("content-type", media),
                ("cache-control", "public, max-age=31536000, immutable"),
                ("x-content-type-options", "nosniff"),
                ("cross-origin-resource-policy", "same-origin"),
                ("set-cookie", ""),
            ] {
                assert_eq!(file.header(name), value, "{address}: {name}");
            }
            let etag = file.header("etag");
            let again = anybody.send(|http, url| {
                http.get(url(&address))
                    .header("if-none-match", etag.clone())
            });
            let again = again.await;
            assert_eq!((again.status, again.bytes.len()), (304, 0), "{address}");
        }
        // Neither printing nor more contrast has a watermark, and no address leaves the house.
        css.shows("@media screen and (prefers-contrast:no-preference) and (forced-colors:none)");
        css.hides("http");
        for wrong in ["x.css", "0123.png", "..%2Fa.css", &"0".repeat(32)] {
            anybody.get(&format!("/look/{wrong}")).await.is(404);
        }
        let unknown = format!("/look/{}.css", "0".repeat(32));
        anybody.get(&unknown).await.is(404);
    }
);

both_engines!(
    m62_what_no_look_needs_any_more_is_removed_after_a_day,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let count = async || {
            let counted = app.state.db.read(|tx| {
                tx.one::<(i64, i64)>(
                    "SELECT (SELECT count(*) FROM look_draft), (SELECT count(*) FROM look_file)",
                    &[],
                )
            });
            counted.await.expect("a count")
        };
        let preview = [("version", "0"), ("coloured", "false"), ("preview", "1")];
        submit(&owner, &preview, vec![background()]).await.is(200);
        let (drafts, files) = count().await;
        assert_eq!(drafts, 1);
        assert!(files >= 6, "{files}");
        app.clock.set(app.state.env.now().plus(DAY + 1_000));
        let owner = app.signed_in(&clinic.owner).await;
        let saving = [
            ("version", "0"),
            ("coloured", "true"),
            ("colour", "#1f3d7a"),
        ];
        submit(&owner, &saving, Vec::new())
            .await
            .is(200)
            .shows("Saved.");
        assert_eq!(
            count().await,
            (0, 3),
            "the three stylesheets of what is saved"
        );
    }
);

//! What is in which folder, and what counts as unread.

use crate::support::{TestApp, both_engines};

both_engines!(
    m70_a_conversation_is_where_it_belongs,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let folder = async |name: &str| nurse.get(&format!("/staff/inbox?folder={name}")).await;
        folder("sent").await.is(200).shows("Your results");
        folder("inbox").await.is(200).hides("Your results");
        let reader = app.reader(&letter.link).await;
        reader
            .post(
                &format!("{}/reply", letter.page()),
                &[("body", "Thank you"), ("key", "one")],
            )
            .await;
        folder("inbox")
            .await
            .is(200)
            .shows("Your results")
            .shows("unread");
        folder("sent").await.is(200).hides("Your results");
        let path = format!("/staff/conversations/{}", letter.sent.conversation);
        nurse.get(&path).await.is(200).shows("Thank you");
        folder("inbox").await.hides("class=\"row unread\"");
        nurse.post(&format!("{path}/close"), &[]).await.is(200);
        folder("inbox").await.hides("Your results");
        folder("closed").await.shows("Your results");
        folder("all").await.shows("Your results");
        nurse.get("/staff/inbox?folder=nowhere").await.is(404);
        nurse.get("/staff/inbox?after=nonsense").await.is(422);
    }
);

both_engines!(
    a_folder_goes_on_page_by_page_without_losing_or_doubling_a_row,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        for n in 0..55 {
            app.write_to(
                &clinic,
                &patient,
                &format!("Subject {n:02}."),
                "<p>x</p>",
                true,
            )
            .await;
            app.clock.advance(if n % 3 == 0 { 0 } else { 1_000 });
        }
        let nurse = app.signed_in(&clinic.nurse).await;
        let first = nurse.get("/staff/inbox?folder=sent").await;
        let next = first
            .body
            .split("rel=\"next\" href=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .map(|h| h.replace("&amp;", "&"))
            .expect("a next page");
        let second = nurse.get(&next).await;
        for n in 0..55 {
            let subject = format!("Subject {n:02}.");
            assert_eq!(
                usize::from(first.body.contains(&subject))
                    + usize::from(second.body.contains(&subject)),
                1,
                "{subject}"
            );
        }
        assert!(!second.body.contains("rel=\"next\""));
    }
);

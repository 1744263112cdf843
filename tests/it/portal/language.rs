//! English and French (M69).

use crate::support::{BIRTH_DATE, TestApp, both_engines};

both_engines!(
    a_language_chosen_at_the_door_becomes_the_persons,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let patient = app.patient(&clinic).await;
        let letter = app.letter(&clinic, &patient).await;
        let (browser, code) = app.at_the_door(&letter.link).await;
        let fields = [("language", "fr"), ("back", "/sign-in")];
        browser
            .post("/language", &fields)
            .await
            .shows("Entrez votre code")
            .shows("lang=\"fr\"");
        browser
            .try_in(&code, "3/4/1988")
            .await
            .is(422)
            .shows("deux dates différentes");
        browser
            .try_in(&code, BIRTH_DATE)
            .await
            .shows("Votre réponse");
        app.clock.advance(31_000);
        // The next passcode speaks French too.
        let other = app.browser();
        other.get(&letter.link).await.shows("Envoyez-moi un code");
        other.post("/sign-in/passcode", &[("way", "text")]).await;
        for _ in 0..100 {
            if !app.texts.texts().is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert!(app.texts.texts()[0].body.contains("est votre code"));
    }
);

both_engines!(a_language_chosen_inside_stays, async |app: TestApp| {
    let clinic = app.clinic().await;
    let patient = app.patient(&clinic).await;
    let letter = app.letter(&clinic, &patient).await;
    let reader = app.reader(&letter.link).await;
    let page = letter.page();
    reader
        .post("/language", &[("language", "fr"), ("back", &page)])
        .await
        .is(200)
        .shows("Envoyer la réponse")
        .shows("en cas d’urgence".split_at(3).1);
    reader.get("/messages").await.shows("Se déconnecter");
    reader
        .post("/language", &[("language", "xx"), ("back", &page)])
        .await
        .is(422);
    let elsewhere = [("language", "en"), ("back", "//evil.example/")];
    let answer = reader.post("/language", &elsewhere).await;
    assert!(answer.url.starts_with(&app.base_url), "{}", answer.url);
});

//! The header's search finds pages by either word, and nothing that somebody may not open.

use super::{WORDS, send};
use crate::support::{TestApp, both_engines};

const LABELS: &str = "href=\"/staff/settings/labels\"";

both_engines!(
    m65_the_search_finds_pages_by_the_built_in_and_the_own_word,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let owner = app.signed_in(&clinic.owner).await;
        let find = async |query: &str| owner.get(&format!("/staff/search?query={query}")).await;
        find("individual")
            .await
            .is(200)
            .hides(LABELS)
            .shows("Nothing found");
        send(&owner, WORDS, None).await.is(200);
        // Labels by what Carepost calls it, by either word, in either language.
        for query in [
            "labels",
            "custom+labels",
            "libell%C3%A9s",
            "patient",
            "Individual",
            "individuals",
            "usageres",
            "care+team",
            "clinic+staff",
        ] {
            find(query).await.is(200).shows(LABELS);
        }
        // And what is named by the words.
        for query in ["patients", "individuals", "usag%C3%A8res"] {
            find(query)
                .await
                .is(200)
                .shows("<a href=\"/staff/patients\">Individuals</a>")
                .shows("<a href=\"/staff/settings/portal#patients_start\">Individuals may start a conversation</a>");
        }
        find("zzz").await.is(200).shows("Nothing found for “zzz”");
        find("").await.is(200).hides("Nothing found");
        find("%3Cb%3E").await.is(200).hides("<b>”");
    }
);

both_engines!(
    m65_the_search_finds_patients_and_shows_only_what_one_may_open,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let other = app.other_clinic().await;
        app.patient_named(&clinic, "Amélie", "Roy").await;
        app.patient_named(&other, "Amélie", "Gagnon").await;
        let nurse = app.signed_in(&clinic.nurse).await;
        let header = nurse.get("/staff/inbox").await;
        header.is(200).shows("action=\"/staff/search\"");
        let found = nurse.get("/staff/search?query=amelie").await;
        found.is(200).shows("Amélie Roy").hides("Gagnon");
        for query in ["labels", "patient", "audit", "settings"] {
            nurse
                .get(&format!("/staff/search?query={query}"))
                .await
                .is(200)
                .hides("href=\"/staff/settings/")
                .hides("<li><a href=\"/staff/audit\">Audit");
        }
        let owner = app.signed_in(&clinic.owner).await;
        owner
            .get("/staff/audit?action=patient.search")
            .await
            .is(200)
            .shows("Searched patients");
    }
);

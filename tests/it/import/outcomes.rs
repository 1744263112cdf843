//! What becomes of entries: created, unchanged, updated, left out, refused.

use carepost::features::import::{ImportError, Outcome};
use carepost::features::patients::{
    self, Changes, ChartKind, Editor, PatientStatus, Preference, Relationship,
};
use carepost::platform::auth::Scope;
use serde_json::json;

use super::fixtures::{family, file, lines, note, patient};
use super::{How, chart, found, import, import_text, recipients, rows, scope, search, try_import};
use crate::support::{TestApp, both_engines};

both_engines!(a_family_comes_in_whole, async |app: TestApp| {
    let clinic = app.clinic().await.id;
    let (totals, told) = import_text(&app, clinic, &family().to_string()).await;
    assert_eq!(told.refused(), Vec::<String>::new());
    assert_eq!((totals.created, totals.left_out, totals.refused), (9, 3, 0));
    assert_eq!(told.progress.last(), Some(&(12, 12)));

    let mother = found(&app, clinic, "1234567890").await;
    assert_eq!(mother.name(), "Élodie Okwara");
    let loaded = app
        .state
        .db
        .read(move |tx| patients::load(tx, &scope(clinic), mother.id))
        .await
        .map_err(|e: db::Error| e)
        .unwrap();
    assert_eq!(
        (loaded.language.as_str(), loaded.preferred_channel),
        ("fr", Preference::Text)
    );
    assert_eq!(
        (loaded.mobile.as_deref(), loaded.email.as_deref()),
        (Some("+16135550142"), Some("elodie@example.org"))
    );

    let son = found(&app, clinic, "sam okwara").await;
    let readers = recipients(&app, clinic, son.id).await;
    assert_eq!(readers.len(), 1, "a child has no access of their own");
    assert_eq!(readers[0].relationship, Relationship::Guardian);
    assert_eq!(
        readers[0].email.as_deref(),
        Some("elodie@example.org"),
        "the mother is the patient she is"
    );

    let items = chart(&app, clinic, mother.id).await;
    let kinds: Vec<_> = items
        .iter()
        .map(|i| (i.kind, i.item_date.as_str(), i.content_type.as_deref()))
        .collect();
    let text = Some("text/plain; charset=utf-8");
    assert_eq!(
        kinds,
        [
            (ChartKind::Questionnaire, "2025-02-03", text),
            (ChartKind::LabResult, "2025-01-02", Some("application/pdf")),
            (ChartKind::EncounterNote, "1987-11-19", text),
        ]
    );
    assert_eq!(chart(&app, clinic, son.id).await.len(), 1);
});

both_engines!(a_second_import_changes_nothing, async |app: TestApp| {
    let clinic = app.clinic().await.id;
    let text = family().to_string();
    import_text(&app, clinic, &text).await;
    let before = rows(&app).await;
    let (totals, told) = import_text(&app, clinic, &text).await;
    assert_eq!(
        (
            totals.created,
            totals.updated,
            totals.unchanged,
            totals.refused
        ),
        (0, 0, 9, 0),
        "{:?}",
        told.rows
    );
    assert_eq!(rows(&app).await, before);
});

both_engines!(
    a_dry_run_tells_the_same_and_changes_nothing,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        let mut half_wrong = family();
        half_wrong["entry"][1]["resource"]["subject"] = json!({"reference": "Patient/nobody"});
        half_wrong["entry"][10]["resource"]["telecom"][0]["value"] = json!("not an address");
        let file = file(&half_wrong.to_string());
        let before = rows(&app).await;
        let dry = How {
            dry_run: true,
            ..How::default()
        };
        let (totals, told) = try_import(&app, clinic, file.path(), dry).await;
        let imagined = totals.unwrap();
        assert_eq!(rows(&app).await, before);
        let (real, told_really) = import(&app, clinic, file.path()).await;
        assert_eq!(imagined, real);
        assert_eq!(told.refused(), told_really.refused());
        assert!(real.refused > 0 && real.created > 0);
    }
);

both_engines!(
    what_is_right_comes_in_and_what_is_wrong_is_listed,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        let mut text = lines(&[
            patient("1", "Right", "Ann", "1980-01-02"),
            patient("2", "Wrong", "Bob", "1980-13-02"),
            note("n1", "Patient/1", "fine"),
            note("n2", "Patient/9", "whose?"),
            json!({"resourceType": "Claim", "id": "c"}),
        ]);
        text.push_str("{\"resourceType\":\"Patient\",\"id\":\"3\",\"na");
        let (totals, told) = import_text(&app, clinic, &text).await;
        assert_eq!((totals.created, totals.left_out, totals.refused), (2, 1, 3));
        let refused = told.refused();
        assert!(
            refused[0].starts_with("6 :  ends in the middle: the file was cut off"),
            "{refused:?}"
        );
        assert!(
            refused[1].starts_with("2 Patient/2: birthDate is not a date of the calendar"),
            "{refused:?}"
        );
        assert!(
            refused[2].starts_with(
                "4 DocumentReference/n2: subject points to a patient who has not come in"
            ),
            "{refused:?}"
        );
        assert_eq!(search(&app, clinic, "wrong").await.len(), 0);
        assert_eq!(found(&app, clinic, "right").await.name(), "Ann Right");
    }
);

both_engines!(
    a_file_that_may_not_be_kept_is_refused_with_its_reason,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        let mut page = note(
            "n1",
            "Patient/1",
            "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        );
        page["content"][0]["attachment"]["contentType"] = json!("image/svg+xml");
        let text = lines(&[
            patient("1", "Right", "Ann", "1980-01-02"),
            page,
            note("n2", "Patient/1", "fine"),
        ]);
        let (totals, told) = import_text(&app, clinic, &text).await;
        assert_eq!(
            (totals.created, totals.refused),
            (2, 1),
            "{:?}",
            told.refused()
        );
        let ann = found(&app, clinic, "right").await;
        assert_eq!(chart(&app, clinic, ann.id).await.len(), 1);
    }
);

both_engines!(
    only_what_the_source_changed_is_changed,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        let mut ann = patient("1", "Before", "Ann", "1980-01-02");
        ann["telecom"] = json!([{"system": "email", "value": "ann@example.org"}]);
        let bob = patient("2", "Still", "Bob", "1981-01-02");
        import_text(
            &app,
            clinic,
            &lines(&[ann.clone(), bob.clone(), note("n", "Patient/1", "first")]),
        )
        .await;

        let still = found(&app, clinic, "still").await.id;
        let env = app.state.env.clone();
        let changed = app.state.db.write(move |tx| {
            let changes = Changes {
                email: Some("bob@example.org".to_owned()),
                ..Changes::default()
            };
            patients::update(tx, &Editor::system(clinic), &env, (still, None), &changes)
        });
        changed
            .await
            .map_err(|e: carepost::platform::web::Error| format!("{e:?}"))
            .unwrap();

        ann["name"][0]["family"] = json!("After");
        ann["deceasedBoolean"] = json!(true);
        let (totals, told) = import_text(
            &app,
            clinic,
            &lines(&[ann, bob, note("n", "Patient/1", "second, longer")]),
        )
        .await;
        assert_eq!(
            (totals.updated, totals.unchanged),
            (2, 1),
            "{:?}",
            told.rows
        );
        let ann = found(&app, clinic, "after").await;
        assert_eq!(ann.status, PatientStatus::Discharged);
        assert_eq!(
            found(&app, clinic, "bob@example.org").await.id,
            still,
            "what staff wrote stays"
        );
        let items = chart(&app, clinic, ann.id).await;
        assert_eq!(
            (items.len(), items[0].size),
            (1, Some(14)),
            "the item was replaced, not doubled"
        );
    }
);

both_engines!(one_person_is_never_made_of_two, async |app: TestApp| {
    let clinic = app.clinic().await.id;
    import_text(
        &app,
        clinic,
        &lines(&[patient("1", "Ashdown", "Ann", "1980-01-02")]),
    )
    .await;
    let other = file(&lines(&[
        json!({"resourceType": "Patient", "id": "1", "birthDate": "1950-05-05",
        "identifier": [{"system": "x", "value": "other-1"}], "name": [{"family": "Birchall", "given": ["Bob"]}]}),
    ]));
    let (totals, told) = import(&app, clinic, other.path()).await;
    assert_eq!(totals.refused, 1);
    assert!(
        told.refused()[0].contains("--system"),
        "{:?}",
        told.refused()
    );
    let apart = How {
        system: "hillside",
        ..How::default()
    };
    let (totals, _) = try_import(&app, clinic, other.path(), apart).await;
    assert_eq!(totals.unwrap().created, 1);
    assert_eq!(found(&app, clinic, "ashdown").await.name(), "Ann Ashdown");
    assert_eq!(found(&app, clinic, "birchall").await.name(), "Bob Birchall");

    let same_number = lines(&[
        json!({"resourceType": "Patient", "id": "77", "birthDate": "1999-09-09",
        "identifier": [{"system": "x", "value": "1"}], "name": [{"family": "Calloway"}]}),
    ]);
    let (totals, told) = import_text(&app, clinic, &same_number).await;
    assert_eq!((totals.created, totals.refused), (0, 1));
    assert!(
        told.refused()[0].contains("another birth date"),
        "{:?}",
        told.refused()
    );
});

both_engines!(
    a_patient_known_by_number_is_found_again_in_another_format,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        import_text(
            &app,
            clinic,
            "emr_id,family_name,given_name,birth_date\nM-1,Okwara,Elodie,1988-03-14\n",
        )
        .await;
        let (totals, _) = import_text(
            &app,
            clinic,
            &lines(&[patient("M-1", "Okwara", "Élodie", "1988-03-14")]),
        )
        .await;
        assert_eq!((totals.created, totals.updated), (0, 1));
        assert_eq!(search(&app, clinic, "okwara").await.len(), 1);
    }
);

both_engines!(
    odd_names_and_old_dates_come_in_as_they_are,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        let text = lines(&[
            patient("1", "O'Keefe54", "Karena692", "1904-02-29"),
            patient("2", "المنصوري", "ليلى", "1985-04-04"),
            patient("3", "Ng", "", "1990-01-01"),
            patient("4", "Sunflower 🌻", "Zoë", "1990-01-01"),
            patient("5", "Trick\u{202e}ster", "\u{1b}[31mRed", "1990-01-01"),
            patient(
                "6",
                "<script>alert(1)</script>",
                "Bobby'; DROP TABLE patient;--",
                "1990-01-01",
            ),
        ]);
        let (totals, told) = import_text(&app, clinic, &text).await;
        assert_eq!(
            (totals.created, totals.refused),
            (6, 0),
            "{:?}",
            told.refused()
        );
        for (query, name) in [
            ("okeefe54", "Karena692 O'Keefe54"),
            ("ليلى", "ليلى المنصوري"),
            ("ng", "Ng"),
            ("sunflower", "Zoë Sunflower 🌻"),
            ("trickster", "[31mRed Trickster"),
            (
                "bobby",
                "Bobby'; DROP TABLE patient;-- <script>alert(1)</script>",
            ),
        ] {
            assert_eq!(found(&app, clinic, query).await.name(), name);
        }
    }
);

both_engines!(
    a_csv_of_patients_comes_in_row_by_row,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        let text = "\u{feff}emr_id;nom;prénom;date de naissance;courriel;cellulaire;langue;preferred_channel;status;portal_access;identifier:Insurance;shoe size\r\n\
        1;\"D'Arc; \"\"Jeanne\"\"\";Élise;1912-01-06;elise@example.org;613 555 0101;fr;text;active;on;INS 7;38\r\n\
        2;Roy;Al;06/01/1912;;;;;;;;\r\n\
        3;Roy;Bo;1950-01-01;nobody;;;;;;;\r\n\
        4;Roy;Cy;1950-01-01;;;;pigeon;;;;\r\n\
        5;Roy;Di;1950-01-01;;;;;discharged;off;;\r\n";
        let (totals, told) = import_text(&app, clinic, text).await;
        assert_eq!(
            (totals.created, totals.refused, totals.left_out),
            (2, 3, 1),
            "{:?}",
            told.rows
        );
        let refused = told.refused();
        assert!(
            refused[0].starts_with("3 patient: birth_date"),
            "{refused:?}"
        );
        assert!(refused[1].starts_with("4 patient: email"), "{refused:?}");
        assert!(
            refused[2].starts_with("5 patient: preferred_channel is not one of email, text"),
            "{refused:?}"
        );
        let elise = found(&app, clinic, "ins7").await;
        assert_eq!(elise.name(), "Élise D'Arc; \"Jeanne\"");
        let loaded = app
            .state
            .db
            .read(move |tx| patients::load(tx, &scope(clinic), elise.id))
            .await
            .map_err(|e: db::Error| e)
            .unwrap();
        assert!(
            loaded.portal_access
                && loaded.language == "fr"
                && loaded.preferred_channel == Preference::Text
        );
    }
);

both_engines!(
    the_links_of_a_relation_follow_the_source,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        let relation = |more: serde_json::Value| {
            let mut person = json!({"resourceType": "RelatedPerson", "id": "r", "patient": {"reference": "Patient/1"},
            "relationship": [{"coding": [{"code": "GUARD"}]}], "name": [{"family": "Vane", "given": ["Wil"]}],
            "telecom": [{"system": "email", "value": "wil@example.org"}]});
            person
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            person
        };
        let child = patient("1", "Vane", "Uli", "2018-01-02");
        let friend = relation(json!({"id": "f", "relationship": [{"coding": [{"code": "FRND"}]}]}));
        let (totals, _) = import_text(
            &app,
            clinic,
            &lines(&[friend, relation(json!({})), child.clone()]),
        )
        .await;
        assert_eq!(
            (totals.created, totals.left_out),
            (2, 1),
            "a friend gets no link"
        );
        let uli = found(&app, clinic, "uli").await.id;
        let readers = recipients(&app, clinic, uli).await;
        assert_eq!(
            readers.iter().map(|r| r.name()).collect::<Vec<_>>(),
            ["Wil Vane"]
        );

        let renamed = relation(json!({"name": [{"family": "Vane-Roy", "given": ["Wil"]}]}));
        import_text(&app, clinic, &lines(&[renamed])).await;
        assert_eq!(
            recipients(&app, clinic, uli).await[0].name(),
            "Wil Vane-Roy"
        );

        let (totals, told) =
            import_text(&app, clinic, &lines(&[relation(json!({"active": false}))])).await;
        assert_eq!(
            (totals.updated, told.outcome("RelatedPerson/r")),
            (1, &Outcome::Updated)
        );
        assert_eq!(
            recipients(&app, clinic, uli).await.len(),
            0,
            "an ended relation reads nothing any more"
        );
    }
);

both_engines!(
    an_imported_member_is_invited_and_may_do_nothing_yet,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        import_text(&app, clinic, &family().to_string()).await;
        let all = app.state.db.read(move |tx| {
            carepost::features::staff::members(
                tx,
                &Scope {
                    clinic,
                    portal: None,
                },
            )
        });
        let all = all.await.map_err(|e: db::Error| e).unwrap();
        let ana = all
            .iter()
            .find(|m| m.email == "ana.roy@example.org")
            .expect("the member");
        assert_eq!(
            (ana.display_name.as_str(), ana.role_title.as_str()),
            ("Dr. Ana Roy", "Family physician")
        );
        assert!(!ana.has_password && ana.permission_codes.is_empty() && !ana.is_owner);
    }
);

both_engines!(
    another_clinic_sees_nothing_of_an_import,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        let other = app.other_clinic().await.id;
        import_text(
            &app,
            clinic,
            &lines(&[patient("1", "Ashdown", "Ann", "1980-01-02")]),
        )
        .await;
        assert_eq!(search(&app, other, "ashdown").await.len(), 0);
        let (totals, told) =
            import_text(&app, other, &lines(&[note("n", "Patient/1", "whose?")])).await;
        assert_eq!((totals.created, totals.refused), (0, 1), "{:?}", told.rows);
    }
);

both_engines!(
    a_path_that_cannot_be_used_is_explained,
    async |app: TestApp| {
        let clinic = app.clinic().await.id;
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().join("none"), folder.path().to_owned()] {
            let (result, _) = try_import(&app, clinic, &path, How::default()).await;
            assert!(matches!(result, Err(ImportError::Path { .. })), "{path:?}");
        }
        let workbook = file("PK\u{3}\u{4}rest");
        let (totals, told) = import(&app, clinic, workbook.path()).await;
        assert_eq!(totals.refused, 1);
        assert!(
            told.refused()[0].contains("Excel workbook"),
            "{:?}",
            told.refused()
        );
    }
);

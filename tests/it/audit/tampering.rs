//! Whoever can write the database can't rewrite the audit unseen.

use carepost::features::audit::{self, By, Event, Verdict};

use crate::support::{Clinic, TestApp, both_engines};

async fn verdict(app: &TestApp) -> Verdict {
    audit::verify(&app.state.db, &app.state.env)
        .await
        .expect("a verdict")
}

async fn run(app: &TestApp, sql: &'static str, clinic: &Clinic) {
    let id = clinic.id;
    let changed = app
        .state
        .db
        .write(move |tx| tx.exec(sql, &[&id]))
        .await
        .map_err(|e: db::Error| e)
        .expect("the change");
    assert!(changed > 0, "nothing was changed by: {sql}");
}

/// Two clinics with entries in their chains; on PostgreSQL writers have chains of their own, so entries go in one by one.
async fn with_entries(app: &TestApp) -> (Clinic, Clinic) {
    let (clinic, other) = (app.clinic().await, app.other_clinic().await);
    for n in 0..20 {
        let (env, id) = (app.state.env.clone(), clinic.id);
        let event = Event::new(id, By::System, "conversation.close", "conversation", None)
            .detail(format!("n{n}"));
        app.state
            .db
            .write(move |tx| {
                audit::record(tx, &env, &event)?;
                audit::record(tx, &env, &event)
            })
            .await
            .map_err(|e: db::Error| e)
            .expect("an entry");
    }
    (clinic, other)
}

both_engines!(an_untouched_audit_holds, async |app: TestApp| {
    with_entries(&app).await;
    let verdict = verdict(&app).await;
    assert!(verdict.flaws.is_empty(), "{:?}", verdict.flaws);
    assert!(verdict.entries > 50 && verdict.chains >= 2);
});

macro_rules! tampering {
    ($($name:ident: $sql:literal;)*) => {
        $(both_engines!($name, async |app: TestApp| {
            let (clinic, other) = with_entries(&app).await;
            run(&app, $sql, &clinic).await;
            let verdict = verdict(&app).await;
            assert!(!verdict.flaws.is_empty(), "nobody noticed");
            assert!(verdict.flaws.iter().all(|flaw| flaw.clinic == clinic.id && flaw.clinic != other.id));
        });)*
    };
}

tampering! {
    an_edited_detail_is_found: "UPDATE audit_event SET detail = 'nothing happened' WHERE clinic_id = $1 AND seq = 2";
    an_edited_time_is_found: "UPDATE audit_event SET at = at + 1 WHERE clinic_id = $1 AND seq = 2";
    an_edited_actor_is_found: "UPDATE audit_event SET actor_kind = 'staff' WHERE clinic_id = $1 AND seq = 2";
    an_entry_taken_out_is_found: "DELETE FROM audit_event WHERE clinic_id = $1 AND seq = 2";
    a_first_entry_taken_out_is_found: "DELETE FROM audit_event WHERE clinic_id = $1 AND seq = 1";
    a_cut_end_is_found: "DELETE FROM audit_event WHERE clinic_id = $1
        AND seq = (SELECT max(e.seq) FROM audit_event e WHERE e.clinic_id = $1 AND e.lane = audit_event.lane)";
    an_end_set_back_is_found: "UPDATE audit_head SET seq = 1,
        hash = (SELECT e.hash FROM audit_event e WHERE e.clinic_id = audit_head.clinic_id AND e.lane = audit_head.lane AND e.seq = 1)
        WHERE clinic_id = $1";
    a_missing_end_is_found: "DELETE FROM audit_head WHERE clinic_id = $1";
    entries_in_another_order_are_found: "UPDATE audit_event SET seq = CASE seq WHEN 1 THEN -2 WHEN 2 THEN -1 ELSE seq END WHERE clinic_id = $1 AND seq < 3";
}

both_engines!(two_entries_exchanged_are_found, async |app: TestApp| {
    let (clinic, _) = with_entries(&app).await;
    for sql in [
        "UPDATE audit_event SET seq = -1 WHERE clinic_id = $1 AND seq = 1",
        "UPDATE audit_event SET seq = 1 WHERE clinic_id = $1 AND seq = 2",
        "UPDATE audit_event SET seq = 2 WHERE clinic_id = $1 AND seq = -1",
    ] {
        run(&app, sql, &clinic).await;
    }
    let found = verdict(&app).await;
    assert!(
        found.flaws.iter().all(|flaw| flaw.seq == 1) && !found.flaws.is_empty(),
        "{:?}",
        found.flaws
    );
});

both_engines!(an_audit_wiped_out_whole_is_found, async |app: TestApp| {
    let (clinic, _) = with_entries(&app).await;
    run(
        &app,
        "DELETE FROM audit_event WHERE clinic_id = $1",
        &clinic,
    )
    .await;
    run(&app, "DELETE FROM audit_head WHERE clinic_id = $1", &clinic).await;
    let found = verdict(&app).await;
    assert_eq!(found.flaws.len(), 1);
    assert_eq!((found.flaws[0].clinic, found.flaws[0].seq), (clinic.id, 1));
});

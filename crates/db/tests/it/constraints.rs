//! A refused row names the constraint, by the same name on every engine.

use db::Error;

use crate::on_every_engine;

const SCHEMA: &str = "
    CREATE TABLE clinic (id bigint PRIMARY KEY, code text UNIQUE);
    CREATE TABLE patient (
        clinic bigint NOT NULL CONSTRAINT patient_clinic REFERENCES clinic (id),
        id bigint NOT NULL,
        name text NOT NULL CONSTRAINT patient_name_length CHECK (length(name) > 0),
        mail text,
        guardian bigint,
        CONSTRAINT patient_pk PRIMARY KEY (clinic, id),
        CONSTRAINT patient_mail_once UNIQUE (clinic, mail),
        CONSTRAINT patient_guardian FOREIGN KEY (clinic, guardian) REFERENCES patient (clinic, id)
    );
    CREATE TABLE note (id bigint PRIMARY KEY, clinic bigint REFERENCES clinic (id), patient bigint,
        FOREIGN KEY (clinic, patient) REFERENCES patient (clinic, id));
    CREATE UNIQUE INDEX patient_one_name ON patient (lower(name)) WHERE guardian IS NULL;
    CREATE UNIQUE INDEX note_patient_once ON note (patient);
    INSERT INTO clinic (id, code) VALUES (1, 'a'), (2, 'b');
    INSERT INTO patient (clinic, id, name, mail, guardian) VALUES (1, 1, 'Ann', 'x', NULL), (1, 2, 'Sam', NULL, 1);
    INSERT INTO note (id, clinic, patient) VALUES (1, 1, 2);
";

on_every_engine! {
    async fn unique_constraints_are_named(on: &On) {
        on.schema(SCHEMA).await;
        for (sql, name) in [
            ("INSERT INTO patient (clinic, id, name) VALUES (1, 1, 'Bob')", "patient_pk"),
            ("INSERT INTO patient (clinic, id, name, mail) VALUES (1, 3, 'Bob', 'x')", "patient_mail_once"),
            ("INSERT INTO patient (clinic, id, name) VALUES (1, 3, 'ANN')", "patient_one_name"),
            ("INSERT INTO note (id, patient) VALUES (2, 2)", "note_patient_once"),
            ("UPDATE clinic SET code = 'a' WHERE id = 2", "clinic_code_key"),
            ("INSERT INTO clinic (id) VALUES (1)", "clinic_pkey"),
        ] {
            let expected = Error::Unique { constraint: name.to_owned() };
            assert_eq!(on.exec(sql).await, Err(expected), "{sql}");
        }
    }

    async fn checks_and_missing_values_are_named(on: &On) {
        on.schema(SCHEMA).await;
        for (sql, name) in [
            ("INSERT INTO patient (clinic, id, name) VALUES (1, 3, '')", "patient_name_length"),
            ("INSERT INTO patient (clinic, id) VALUES (1, 3)", "patient_name_not_null"),
        ] {
            let expected = Error::Check { constraint: name.to_owned() };
            assert_eq!(on.exec(sql).await, Err(expected), "{sql}");
        }
    }

    async fn foreign_keys_are_named(on: &On) {
        on.schema(SCHEMA).await;
        for (sql, name) in [
            ("INSERT INTO patient (clinic, id, name) VALUES (9, 3, 'Bob')", "patient_clinic"),
            ("INSERT INTO patient (clinic, id, name, guardian) VALUES (1, 3, 'Bob', 9)", "patient_guardian"),
            ("INSERT INTO note (id, clinic) VALUES (2, 9)", "note_clinic_fkey"),
            ("INSERT INTO note (id, clinic, patient) VALUES (2, 1, 9)", "note_clinic_patient_fkey"),
            ("UPDATE note SET patient = 9", "note_clinic_patient_fkey"),
            ("DELETE FROM patient WHERE id = 1", "patient_guardian"),
            ("DELETE FROM patient WHERE id = 2", "note_clinic_patient_fkey"),
        ] {
            let expected = Error::ForeignKey { constraint: name.to_owned() };
            assert_eq!(on.exec(sql).await, Err(expected), "{sql}");
        }
        assert_eq!(on.number("SELECT count(*) FROM patient").await, 2);
        assert_eq!(on.number("SELECT count(*) FROM note WHERE patient = 2").await, 1);
    }

    async fn a_foreign_key_refuses_at_once_after_another_was_refused(on: &On) {
        on.schema(SCHEMA).await;
        let refused = on.db
            .write(|tx| {
                for _ in 0..2 {
                    let part = tx.part(|tx| tx.exec("INSERT INTO note (id, clinic) VALUES (2, 9)", &[]));
                    assert!(matches!(part, Err(Error::ForeignKey { .. })));
                }
                tx.exec("INSERT INTO note (id, clinic) VALUES ($1, $2)", &[&3i64, &2i64])
            })
            .await;
        assert_eq!(refused, Ok(1));
        assert_eq!(on.number("SELECT max(id) FROM note").await, 3);
    }
}

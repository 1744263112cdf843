//! A teen's chart with a guardian's address warns staff, wherever they are about to write (M5, M27).

use crate::support::{TestApp, both_engines};

const WARNING: &str = "is also that of Ming Lee";

both_engines!(
    m5_a_teens_chart_with_a_guardians_address_warns,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        // 14, 11 and 18 years old; the guardian's email is written otherwise than the patient's.
        for (born, email, warned) in [
            ("2012-03-01", "Ming@Home.example", true),
            ("2014-10-01", "Ming@Home.example", false),
            ("2008-03-01", "Ming@Home.example", false),
            ("2012-03-01", "sam@home.example", false),
        ] {
            let teen = app
                .new_patient(&clinic)
                .named("Sam", "Lee")
                .born(born)
                .email(Some(email))
                .create()
                .await;
            app.new_guardian(&clinic, teen, ("Ming", "Lee"), "ming@home.example")
                .await;
            for path in [
                format!("/staff/patients/{teen}?tab=portal"),
                format!("/staff/patients/{teen}/information?tab=portal"),
                format!("/staff/compose?patient={teen}"),
            ] {
                let page = nurse.get(&path).await;
                page.is(200);
                assert_eq!(page.body.contains(WARNING), warned, "{born} {email} {path}");
            }
            nurse
                .post(&format!("/staff/patients/{teen}/access"), &[])
                .await
                .is(200);
            let dialog = nurse
                .get(&format!("/staff/patients/{teen}/message-patient"))
                .await;
            dialog.is(200);
            assert_eq!(
                dialog.body.contains(WARNING),
                warned,
                "{born} {email} dialog"
            );
        }
    }
);

//! Keeping lists on their pages: who may, what is shown of somebody who has left, what is on record.

use carepost::platform::ids::DistributionListId;

use crate::support::{Clinic, TestApp, both_engines};

const PATH: &str = "/staff/distribution-lists";

/// The id of the clinic's list of that name.
async fn named(app: &TestApp, clinic: &Clinic, name: &'static str) -> DistributionListId {
    let clinic = clinic.id;
    app.write(move |tx, _| {
        let (id,): (DistributionListId,) = tx.one(
            "SELECT id FROM distribution_list WHERE clinic_id = $1 AND name = $2",
            &[&clinic, &name],
        )?;
        Ok(id)
    })
    .await
}

async fn recorded(app: &TestApp, clinic: &Clinic, action: &'static str) -> Vec<String> {
    let clinic = clinic.id;
    let found: Vec<(String,)> = app
        .write(move |tx, _| {
            Ok(tx.all(
                "SELECT detail FROM audit_event WHERE clinic_id = $1 AND action = $2 ORDER BY at, id",
                &[&clinic, &action],
            )?)
        })
        .await;
    found.into_iter().map(|(detail,)| detail).collect()
}

both_engines!(
    m48_a_list_is_created_renamed_changed_and_retired,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        let (nurse, desk) = (clinic.nurse.id.to_string(), clinic.front_desk.to_string());
        let fields = [
            ("name", "  Quality \n review "),
            ("used_by", "workgroups"),
            ("workgroups", &desk),
            ("members", &nurse),
            ("members", &nurse),
        ];
        manager
            .post(PATH, &fields)
            .await
            .is(200)
            .shows("The list is saved")
            .shows("Quality review")
            .shows("1 member")
            .shows("Front desk");
        let id = named(&app, &clinic, "Quality review").await;
        let one = format!("{PATH}/{id}");
        manager.get(&one).await.is(200).shows("Marc Tremblay");
        let owner = clinic.owner.id.to_string();
        let changed = [
            ("version", "1"),
            ("name", "Supervisors"),
            ("used_by", "everybody"),
            ("members", &owner),
        ];
        manager
            .post(&one, &changed)
            .await
            .is(200)
            .shows("Supervisors")
            .shows("Everybody who may send messages");
        // Somebody else has the older version open: nothing of either is lost.
        let stale = manager.post(&one, &changed).await;
        stale
            .is(409)
            .shows("Somebody saved this list")
            .shows("name=\"version\" value=\"2\"");
        let saved = recorded(&app, &clinic, "distribution_list.save").await;
        assert_eq!(saved, [format!("members={owner} used_by=everybody")]);

        manager
            .post(&format!("{one}/retire"), &[])
            .await
            .is(200)
            .shows("Retired");
        manager
            .get(&one)
            .await
            .is(200)
            .hides("name=\"members\"")
            .shows("has been retired since");
        manager
            .post(&one, &changed)
            .await
            .is(409)
            .shows("This list is retired");
        for action in ["create", "retire", "list", "read"] {
            let action: &'static str = format!("distribution_list.{action}").leak();
            assert!(
                !recorded(&app, &clinic, action).await.is_empty(),
                "{action}"
            );
        }
    }
);

both_engines!(
    m48_what_a_list_can_not_be_is_said_at_its_field,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        let refused = manager
            .post(PATH, &[("name", " "), ("used_by", "workgroups")])
            .await;
        refused
            .is(422)
            .shows("Choose the workgroups whose members may use the list")
            .shows("id=\"name-why\"");
        let good = [("name", "On call"), ("used_by", "everybody")];
        manager.post(PATH, &good).await.is(200);
        manager
            .post(PATH, &good)
            .await
            .is(422)
            .shows("There is a list of this name");
        let long = "x".repeat(121);
        let refused = manager
            .post(PATH, &[("name", &long), ("used_by", "everybody")])
            .await;
        refused.is(422).shows(&long);
    }
);

both_engines!(
    m48_who_has_left_is_shown_as_such_and_comes_onto_no_list,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let manager = app.signed_in(&clinic.manager).await;
        let (nurse, desk) = (
            clinic.nurse.id.to_string(),
            clinic.receptionist.id.to_string(),
        );
        let fields = |version: &'static str, members: [&str; 2]| {
            let mut fields = vec![
                ("version", version.to_owned()),
                ("name", "On call".to_owned()),
                ("used_by", "everybody".to_owned()),
            ];
            fields.extend(members.map(|id| ("members", id.to_owned())));
            fields
        };
        let post = async |path: &str, fields: Vec<(&'static str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            manager.post(path, &fields).await
        };
        post(PATH, fields("0", [&nurse, &nurse]))
            .await
            .is(200)
            .hides("Has left the clinic");
        let one = format!("{PATH}/{}", named(&app, &clinic, "On call").await);
        for member in [&nurse, &desk] {
            let disable = format!("/staff/members/{member}/disable");
            manager.post(&disable, &[]).await.is(200);
        }
        manager
            .get(PATH)
            .await
            .is(200)
            .shows("Has left the clinic and gets no copy: Marc Tremblay");
        let page = manager.get(&one).await;
        page.is(200)
            .shows("Has left the clinic")
            .shows(&nurse)
            .hides(&desk);
        // Who is on it may stay; who has left does not come onto it.
        post(&one, fields("1", [&nurse, &nurse])).await.is(200);
        let refused = post(&one, fields("2", [&nurse, &desk])).await;
        refused.is(422).shows("Priya Shah");
    }
);

both_engines!(
    m48_only_who_manages_staff_keeps_lists,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let nurse = app.signed_in(&clinic.nurse).await;
        nurse.get(PATH).await.is(403);
        nurse
            .post(PATH, &[("name", "Mine"), ("used_by", "everybody")])
            .await
            .is(403);
    }
);

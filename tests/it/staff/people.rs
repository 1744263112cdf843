//! The verbs that other features build on.

use carepost::features::staff;
use carepost::platform::auth::Scope;
use carepost::platform::ids::InboxId;

use crate::support::{TestApp, both_engines};

both_engines!(
    a_member_reads_their_own_inbox_and_those_of_their_workgroups,
    async |app: TestApp| {
        let clinic = app.clinic().await;
        let other = app.other_clinic().await;
        let (nurse, front_desk, nurses) = (clinic.nurse.id, clinic.front_desk, clinic.nurses);
        let read = app
            .state
            .db
            .read(move |tx| {
                Ok::<_, db::Error>((
                    staff::inboxes_of(tx, clinic.id, nurse)?,
                    staff::staff_in_inbox(tx, clinic.id, front_desk.into())?,
                    staff::staff_in_inbox(tx, clinic.id, nurse.into())?,
                    staff::inboxes_of(tx, other.id, nurse)?,
                    staff::staff_in_inbox(tx, other.id, front_desk.into())?,
                ))
            })
            .await
            .expect("inboxes");
        let mut inboxes = read.0.clone();
        inboxes.sort();
        let mut wanted = vec![InboxId::from(nurse), front_desk.into(), nurses.into()];
        wanted.sort();
        assert_eq!(inboxes, wanted);
        assert_eq!(read.1.len(), 3);
        assert_eq!(read.2, [nurse]);
        assert_eq!(read.3, [InboxId::from(nurse)]);
        assert!(read.4.is_empty());
    }
);

both_engines!(a_clinic_sees_only_its_own_people, async |app: TestApp| {
    let (clinic, other) = (app.clinic().await, app.other_clinic().await);
    let scope = |clinic| Scope {
        clinic,
        portal: None,
    };
    let (ours, foreign, groups) = app
        .state
        .db
        .read(move |tx| {
            Ok::<_, db::Error>((
                staff::members(tx, &scope(clinic.id))?,
                staff::member(tx, &scope(clinic.id), other.nurse.id).err(),
                staff::workgroups_of(tx, &scope(clinic.id), clinic.receptionist.id)?,
            ))
        })
        .await
        .expect("members");
    let names: Vec<&str> = ours.iter().map(|m| m.display_name.as_str()).collect();
    assert_eq!(
        names,
        ["Joan Fisher", "Marc Tremblay", "Nadia Okafor", "Priya Shah"]
    );
    assert_eq!(foreign, Some(db::Error::NotFound));
    assert_eq!(
        groups
            .iter()
            .map(|g| (g.name.as_str(), g.members))
            .collect::<Vec<_>>(),
        [("Front desk", 3)]
    );
});

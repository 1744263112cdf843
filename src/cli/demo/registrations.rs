//! Two people who registered with the sample clinic and wait (M59): one whom nobody knows, and one who is on file already.

use super::people::Person;
use crate::features::patients::{Demographics, NewIdentifier};
use crate::features::registration::{self, Application, Applied, FormChange, Need};
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::web::Error;

/// Whose chart the second one meets.
const ON_FILE: usize = 9;

const CONSENT: (&str, &str) = (
    "The clinic keeps what you type here to decide about your request and to look after you. You can ask for a copy at any time.",
    "La clinique garde ce que vous écrivez ici pour décider de votre demande et pour vous soigner. Vous pouvez en demander une copie en tout temps.",
);

/// Who registers.
pub(super) fn of(people: &[Person]) -> Vec<(Demographics, Vec<NewIdentifier>)> {
    let new = Demographics {
        given_name: "Noor".to_owned(),
        family_name: "Haddad".to_owned(),
        birth_date: "1996-02-29".to_owned(),
        sex: "female".to_owned(),
        email: Some("noor.haddad@mail.example".to_owned()),
        ..Demographics::default()
    };
    let number = NewIdentifier {
        kind: "health_number".to_owned(),
        value: "4417 208 631".to_owned(),
    };
    let known = people.get(ON_FILE).map(|p| Demographics {
        // A name as it is typed in a hurry, and another mobile number than the one on file.
        given_name: p.given.chars().take(5).collect(),
        family_name: p.family.clone(),
        birth_date: p.birth_date.clone(),
        email: Some("new.address@mail.example".to_owned()),
        mobile: Some("+16135550188".to_owned()),
        language: p.language.of("en", "fr").to_owned(),
        ..Demographics::default()
    });
    let known = known.map(|person| (person, Vec::new()));
    std::iter::once((new, vec![number])).chain(known).collect()
}

/// Shapes the form and lets them register.
pub(super) fn add(
    tx: &mut db::Tx<'_>,
    env: &Env,
    owner: &StaffActor,
    people: &[(Demographics, Vec<NewIdentifier>)],
) -> Result<(), Error> {
    let asked = |field: &str| (field.to_owned(), Need::Optional);
    let change = FormChange {
        consent: (CONSENT.0.to_owned(), CONSENT.1.to_owned()),
        fields: ["mobile", "sex", "language", "identifier:health_number"]
            .map(asked)
            .to_vec(),
        ..FormChange::default()
    };
    let form = registration::save(tx, owner, env, &change)?;
    for (person, identifiers) in people {
        let agreed = form.consent.as_ref();
        let new = Application {
            form: env.id(),
            person: person.clone(),
            identifiers: identifiers.clone(),
            consent: agreed.map(|c| (c.version, person.language.clone())),
        };
        let made = registration::apply(tx, env, owner.clinic, "the sample clinic", &new)?;
        if let Applied::Code(browser, Some(outgoing)) = made {
            registration::confirm(tx, env, owner.clinic, &browser, outgoing.code())?;
        }
    }
    Ok(())
}

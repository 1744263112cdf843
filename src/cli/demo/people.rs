//! Who belongs to the sample clinic: its staff, and at least sixty patients with those who act for them.

use super::dice::Dice;
use super::names::{self, Language};

/// The name of the sample clinic.
pub(super) const CLINIC: &str = "Riverside Family Clinic";
/// Every demo member's password. It opens sample clinics only.
pub(super) const PASSWORD: &str = "riverside-demo-2026";

/// A member of the staff.
pub(super) struct Member {
    /// Name as patients see it.
    pub name: &'static str,
    /// Address to sign in with.
    pub email: &'static str,
    /// What they are.
    pub title: &'static str,
    /// The language they work in.
    pub language: Language,
    /// Codes of what they may do; the owner may do everything.
    pub permissions: &'static [&'static str],
    /// Workgroups by number: 0 nursing, 1 front desk, 2 results.
    pub groups: &'static [usize],
    /// Whether patients may write to them in person.
    pub direct: bool,
}

/// The workgroups.
pub(super) const GROUPS: [&str; 3] = ["Nursing", "Front desk", "Results"];

/// The workgroup of those that takes what patients write to none in particular, and those that they may write to first,
/// each with the working days within which it usually answers.
pub(super) const FRONT_DESK: usize = 1;
pub(super) const OPEN_GROUPS: [(usize, i64); 2] = [(0, 2), (FRONT_DESK, 1)];

/// The distribution lists: name, its members by number, and the workgroups whose members use it; none: everybody.
pub(super) const LISTS: [(&str, &[usize], &[usize]); 2] = [
    ("Physicians", &[0, 1], &[]),
    ("Quality review", &[0, 4], &[0, 2]),
];

/// The staff; the first one is the owner.
pub(super) const STAFF: &[Member] = &[
    Member {
        name: "Dr. Helen Marsh",
        email: "helen.marsh@riverside.example.org",
        title: "Owner, physician",
        language: Language::En,
        permissions: &[],
        groups: &[2],
        direct: true,
    },
    Member {
        name: "Dr Étienne Vasseur",
        email: "etienne.vasseur@riverside.example.org",
        title: "Physician",
        language: Language::Fr,
        permissions: &["send_messages", "edit_demographics"],
        groups: &[2],
        direct: true,
    },
    Member {
        name: "Priya Raman",
        email: "priya.raman@riverside.example.org",
        title: "Nurse",
        language: Language::En,
        permissions: &["send_messages", "edit_demographics", "manage_templates"],
        groups: &[0, 2],
        direct: false,
    },
    Member {
        name: "Tomás Reyes",
        email: "tomas.reyes@riverside.example.org",
        title: "Receptionist",
        language: Language::En,
        permissions: &["send_messages"],
        groups: &[1],
        direct: false,
    },
    Member {
        name: "Margot Lindqvist",
        email: "margot.lindqvist@riverside.example.org",
        title: "Practice manager",
        language: Language::En,
        permissions: &[
            "send_messages",
            "send_bulk_portal_messages",
            "edit_demographics",
            "manage_templates",
            "manage_staff",
            "view_audit",
            "view_reports",
            "view_billing_report",
            "manage_billing",
            "export",
            "manage_portal_settings",
        ],
        groups: &[0, 1, 2],
        direct: false,
    },
];

/// Who reads and writes for a patient besides the patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Carer {
    /// Another patient of the clinic, by number.
    Patient(usize),
    /// Somebody else: given and family name, email.
    Other(&'static str, &'static str),
}

/// A patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Birth date.
    pub birth_date: String,
    /// Sex.
    pub sex: &'static str,
    /// Preferred language.
    pub language: Language,
    /// Email, unless there is none.
    pub email: Option<String>,
    /// Mobile number, unless there is none.
    pub mobile: Option<String>,
    /// Whether texts are preferred.
    pub by_text: bool,
    /// Whether no longer in care.
    pub discharged: bool,
    /// The portal switch.
    pub access: bool,
    /// Whether the patient reads and writes in person.
    pub own: bool,
    /// Who does so for them; guardians, or representatives of adults.
    pub carers: Vec<Carer>,
}

/// Places in the list of people, for the stories told about them.
pub(super) mod role {
    /// A mother who reads for her son and for herself.
    pub const MOTHER: usize = 0;
    /// Her son, seven years old, without access of his own.
    pub const SON: usize = 1;
    /// An old man whose daughter acts for him.
    pub const GRANDFATHER: usize = 3;
    /// Her email address refuses mail.
    pub const BOUNCES: usize = 9;
}

/// An address that the demo's mail refuses, so that a failed delivery can be seen.
pub(super) const BOUNCING: &str = "no.such.box@bounce.example.org";

/// Everybody, the same for the same seed.
pub(super) fn people(dice: &mut Dice) -> Vec<Person> {
    let mut people = characters();
    while people.len() < 64 {
        let person = drawn(dice, people.len());
        if people
            .iter()
            .all(|p| (&p.given, &p.family) != (&person.given, &person.family))
        {
            people.push(person);
        }
    }
    people
}

/// Those about whom a story is told, in the order of [`role`].
fn characters() -> Vec<Person> {
    use Language::{En, Fr};
    let who = |given: &str, family: &str, birth: &str, sex, language, n| {
        person((given, family), birth, sex, language, n)
    };
    let mother = who("Sophie", "Marchand", "1988-03-14", "female", Fr, 0);
    let mut son = who("Théo", "Marchand-Byrne", "2019-06-02", "male", Fr, 1);
    son.own = false;
    (son.email, son.mobile) = (None, None);
    son.carers = vec![
        Carer::Patient(role::MOTHER),
        Carer::Other("Declan", "Byrne"),
    ];
    let mut teenager = who("Inès", "Marchand-Byrne", "2009-10-21", "female", Fr, 2);
    teenager.carers = vec![Carer::Patient(role::MOTHER)];
    let mut grandfather = who("Aldous", "Fairweather", "1934-01-30", "male", En, 3);
    grandfather.own = false;
    grandfather.email = None;
    grandfather.carers = vec![Carer::Other("Winifred", "Fairweather-Oakes")];
    let near_same = who("Margaret", "Leclair", "1971-05-09", "female", En, 4);
    let near_same_too = who("Margaret", "LeClaire", "1971-09-05", "female", En, 5);
    let mut unreachable = who("Harold", "Pettibone", "1950-12-11", "male", En, 6);
    (unreachable.email, unreachable.mobile) = (None, None);
    let mut discharged = who("Denise", "Hautbois", "1962-02-17", "female", Fr, 7);
    discharged.discharged = true;
    let mut without_access = who("Walter", "Okonedo", "1979-08-23", "male", En, 8);
    without_access.access = false;
    let mut bounces = who("Philippa", "Thorne", "1990-11-03", "female", En, 9);
    (bounces.email, bounces.mobile) = (Some(BOUNCING.to_owned()), None);
    let arabic = who("ليلى", "المنصوري", "1985-04-04", "female", En, 10);
    let apostrophe = who("Siobhán", "O’Dwyer", "1993-07-19", "female", En, 11);
    let one_name = who("", "Suryani", "1981-01-01", "female", En, 12);
    vec![
        mother,
        son,
        teenager,
        grandfather,
        near_same,
        near_same_too,
        unreachable,
        discharged,
        without_access,
        bounces,
        arabic,
        apostrophe,
        one_name,
    ]
}

fn person(
    (given, family): (&str, &str),
    birth: &str,
    sex: &'static str,
    language: Language,
    n: usize,
) -> Person {
    let plain = names::email(given, family);
    let email = if plain.starts_with('.') || plain.contains(".@") {
        format!("patient{n}@example.org")
    } else {
        plain
    };
    let email = if email.is_ascii() {
        email
    } else {
        format!("patient{n}@example.org")
    };
    Person {
        given: given.to_owned(),
        family: family.to_owned(),
        birth_date: birth.to_owned(),
        sex,
        language,
        email: Some(email),
        mobile: Some(names::mobile(n)),
        by_text: n % 4 == 3,
        discharged: false,
        access: true,
        own: true,
        carers: Vec::new(),
    }
}

fn drawn(dice: &mut Dice, n: usize) -> Person {
    let language = if dice.happens(40) {
        Language::Fr
    } else {
        Language::En
    };
    let (given, sex) = names::given(dice, language);
    let family = names::family(dice, language);
    let birth = format!(
        "{}-{:02}-{:02}",
        dice.between(1930, 2005),
        dice.between(1, 12),
        dice.between(1, 28)
    );
    let mut person = person((given, family), &birth, sex, language, n);
    match dice.below(10) {
        0 => person.email = None,
        1 | 2 => person.mobile = None,
        _ => {}
    }
    person.by_text = person.mobile.is_some() && (person.email.is_none() || dice.happens(25));
    person.discharged = dice.happens(4);
    person
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNREACHABLE: usize = 6;
    const DISCHARGED: usize = 7;
    const WITHOUT_ACCESS: usize = 8;

    #[test]
    fn the_same_seed_gives_the_same_people_and_nobody_real() {
        let everybody = people(&mut Dice::new(7));
        assert_eq!(everybody, people(&mut Dice::new(7)));
        assert_ne!(everybody, people(&mut Dice::new(8)));
        assert!(everybody.len() >= 60);
        for person in &everybody {
            assert!(
                person
                    .email
                    .as_deref()
                    .is_none_or(|e| e.ends_with("example.org")),
                "{person:?}"
            );
            assert!(
                person
                    .mobile
                    .as_deref()
                    .is_none_or(|m| m[5..].starts_with("55501") && m.len() == 12),
                "{person:?}"
            );
        }
        let french = everybody
            .iter()
            .filter(|p| p.language == Language::Fr)
            .count();
        assert!((10..50).contains(&french), "{french}");
    }

    #[test]
    fn the_stories_have_their_people() {
        let all = people(&mut Dice::new(7));
        assert_eq!(all[role::SON].carers[0], Carer::Patient(role::MOTHER));
        assert!(!all[role::SON].own && all[role::MOTHER].own);
        assert!(all[UNREACHABLE].email.is_none() && all[UNREACHABLE].mobile.is_none());
        assert!(all[DISCHARGED].discharged);
        assert!(!all[WITHOUT_ACCESS].access);
        assert_eq!(all[role::BOUNCES].email.as_deref(), Some(BOUNCING));
        assert!(matches!(all[role::GRANDFATHER].carers[0], Carer::Other(..)));
    }
}

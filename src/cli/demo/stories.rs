//! What happened at the sample clinic in the last weeks: who wrote to whom, and how far it got.

use super::dice::Dice;
use super::people::{Person, role};
use super::topics::{self, Topic};
use crate::features::conversations::Options;
use crate::platform::time::{DAY, HOUR, MINUTE, Timestamp};

/// Subject and body of a message of the nurse's that waits for the next morning.
pub(super) const SCHEDULED: (&str, &str) = (
    "Before your appointment on Friday",
    "<p>Please bring the list of your medicines, and your readings of this week.</p><p>Eat and drink as usual.</p>",
);

/// How far a conversation got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// Sent, and nobody has opened it.
    Unread,
    /// Opened, not answered.
    Opened,
    /// Answered; the clinic has not looked yet.
    Answered,
    /// Answered, and answered back.
    TalkedOver,
    /// Answered back, then closed.
    Closed,
    /// Closed, then opened again.
    Reopened,
    /// Sent without allowing a response.
    NoResponse,
}

/// Who reads a conversation on the patient's side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// The patient.
    Own,
    /// The first of those who act for them.
    Carer,
}

/// One conversation.
pub(super) struct Story {
    /// The patient, by number.
    pub patient: usize,
    /// What it is about.
    pub topic: &'static Topic,
    /// The member who writes, by number.
    pub staff: usize,
    /// Whether it is sent as the workgroup.
    pub as_group: bool,
    /// Whether a picture is sent along from the computer.
    pub upload: bool,
    /// Who reads it.
    pub reader: Reader,
    /// How far it got.
    pub ending: Ending,
    /// When it began.
    pub began: Timestamp,
}

/// What happens at a moment of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// The clinic sends the first message.
    Send,
    /// The patient's side opens it.
    Open,
    /// The patient's side answers.
    Answer,
    /// The clinic reads the answer and answers back.
    FollowUp,
    /// The clinic closes it.
    Close,
    /// The clinic opens it again.
    Reopen,
}

/// What the clinic bills: code, what for, amount.
pub(super) const FEE_CODES: [(&str, &str, &str); 2] = [
    ("MSG10", "Brief advice in writing", "10.00"),
    ("MSG25", "Advice that took more than ten minutes", "25.00"),
];

impl Story {
    /// What the first message asks of the patient's side.
    pub(super) fn options(&self) -> Options {
        let waits = matches!(self.ending, Ending::Unread | Ending::Opened);
        Options {
            allow_attachments: self.patient.is_multiple_of(2),
            require_response_days: waits.then_some(2),
            notify_if_unread_days: (self.ending == Ending::Unread).then_some(1),
            ..Options::new(self.ending != Ending::NoResponse)
        }
    }

    /// Whether the patient sees no name of the clinic's (M21).
    pub(super) fn masked(&self) -> bool {
        self.ending == Ending::Reopened
    }

    /// Whether the physicians hold a hidden copy of it (M48): what the nurse wrote to the mother.
    pub(super) fn copied(&self) -> bool {
        self.patient == role::MOTHER && self.staff == 2
    }

    /// What it is billed with: one in four of those that were talked over (M22).
    pub(super) fn fee_code(&self) -> Option<String> {
        let billed = self.ending == Ending::TalkedOver && self.staff != 3;
        billed.then(|| FEE_CODES[self.patient % FEE_CODES.len()].0.to_owned())
    }

    /// What happens, and how long after its beginning.
    pub(super) fn acts(&self) -> Vec<(i64, Act)> {
        use Act::{Answer, Close, FollowUp, Open, Reopen, Send};
        let whole = [
            (0, Send),
            (40 * MINUTE, Open),
            (2 * HOUR, Answer),
            (4 * HOUR, FollowUp),
            (5 * HOUR, Open),
            (22 * HOUR, Close),
            (23 * HOUR, Reopen),
        ];
        let many = match self.ending {
            Ending::Unread => 1,
            Ending::Opened | Ending::NoResponse => 2,
            Ending::Answered => 3,
            Ending::TalkedOver => 5,
            Ending::Closed => 6,
            Ending::Reopened => 7,
        };
        whole[..many].to_vec()
    }
}

/// The stories in which every state can be seen, the newest last, then ordinary ones for other patients.
pub(super) fn stories(dice: &mut Dice, people: &[Person], now: Timestamp) -> Vec<Story> {
    use Ending::{Answered, Closed, NoResponse, Opened, Reopened, TalkedOver, Unread};
    let mut told = Vec::new();
    let mut tell = |patient: usize, ending, days: i64, n: usize| {
        let topic = topics::nth(people[patient].language, n);
        told.push(Story {
            patient,
            topic,
            staff: [2, 3, 1][topic.desk],
            as_group: topic.desk != 2 || n.is_multiple_of(3),
            upload: n % 5 == 1,
            reader: if people[patient].own {
                Reader::Own
            } else {
                Reader::Carer
            },
            ending,
            began: now.plus(-days * DAY - 3 * HOUR),
        });
    };
    for (patient, ending, days, n) in [
        (role::MOTHER, TalkedOver, 5, 0),
        (role::MOTHER, Unread, 0, 4),
        (role::SON, Answered, 1, 1),
        (role::SON, Closed, 20, 2),
        (role::GRANDFATHER, TalkedOver, 3, 1),
        (role::BOUNCES, Unread, 1, 0),
        (4, Opened, 1, 6),
        (5, NoResponse, 2, 3),
        (10, Reopened, 6, 7),
        (11, Answered, 0, 5),
        (12, Unread, 2, 7),
    ] {
        tell(patient, ending, days, n);
    }
    let endings = [
        Unread, Opened, Answered, TalkedOver, Closed, NoResponse, Answered, TalkedOver,
    ];
    let ordinary = (13..people.len()).filter(|at| reachable(&people[*at]));
    for (n, patient) in ordinary.enumerate() {
        if dice.happens(70) {
            tell(patient, endings[n % endings.len()], dice.between(1, 45), n);
        }
    }
    told
}

fn reachable(person: &Person) -> bool {
    person.access && person.own && (person.email.is_some() || person.mobile.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::people;

    #[test]
    fn every_state_is_told_in_both_languages() {
        let mut dice = Dice::new(7);
        let people = people::people(&mut dice);
        let told = stories(&mut dice, &people, Timestamp(1_783_002_000_000));
        for ending in [
            Ending::Unread,
            Ending::Opened,
            Ending::Answered,
            Ending::TalkedOver,
            Ending::Closed,
            Ending::Reopened,
            Ending::NoResponse,
        ] {
            assert!(told.iter().any(|s| s.ending == ending), "{ending:?}");
        }
        let french = told
            .iter()
            .filter(|s| s.topic.language.code() == "fr")
            .count();
        assert!(
            french > 5 && told.len() - french > 5 && told.len() > 35,
            "{french} of {}",
            told.len()
        );
        assert!(told.iter().any(|s| s.upload) && told.iter().any(|s| s.topic.item.is_some()));
        assert!(
            told.iter()
                .all(|s| reachable(&people[s.patient]) || s.reader == Reader::Carer)
        );
    }
}

//! What stands in the sample clinic's charts: every kind, with real content.

use super::dice::Dice;
use super::files;
use super::names::Language;

/// What an item holds.
pub(super) enum Content {
    /// A file's name and bytes.
    File(String, Vec<u8>),
    /// An address to open.
    Link(&'static str),
}

/// One item of a chart.
pub(super) struct Item {
    /// The stored code of its kind (M30).
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// Days before the present day.
    pub days_ago: i64,
    /// By whom.
    pub author: &'static str,
    /// What it holds.
    pub content: Content,
}

/// Kind, title in English and French, lines of its page in English and French.
type Page = (
    &'static str,
    [&'static str; 2],
    [&'static [&'static str]; 2],
);

const PAGES: &[Page] = &[
    (
        "lab_requisition",
        ["Blood test requisition", "Requête d’analyse sanguine"],
        [
            &[
                "[x] Complete blood count",
                "[x] Fasting glucose",
                "[x] Lipids",
                "[ ] Thyroid (TSH)",
                "",
                "Fasting: yes, ten hours",
            ],
            &[
                "[x] Formule sanguine",
                "[x] Glycémie à jeun",
                "[x] Bilan lipidique",
                "[ ] Thyroïde (TSH)",
                "",
                "À jeun : oui, dix heures",
            ],
        ],
    ),
    (
        "lab_result",
        ["Complete blood count", "Formule sanguine complète"],
        [
            &[
                "Haemoglobin      138 g/L       (120 - 160)",
                "White cells      6.2 x10^9/L   (4.0 - 11.0)",
                "Platelets        254 x10^9/L   (150 - 400)",
                "Fasting glucose  5.1 mmol/L    (3.9 - 6.0)",
                "",
                "Reading: within the expected range.",
            ],
            &[
                "Hémoglobine      138 g/L       (120 - 160)",
                "Globules blancs  6,2 x10^9/L   (4,0 - 11,0)",
                "Plaquettes       254 x10^9/L   (150 - 400)",
                "Glycémie à jeun  5,1 mmol/L    (3,9 - 6,0)",
                "",
                "Lecture : dans les valeurs attendues.",
            ],
        ],
    ),
    (
        "form",
        ["New patient form", "Formulaire de nouveau patient"],
        [
            &[
                "Allergies: ______________________________",
                "Medication: _____________________________",
                "Operations: _____________________________",
                "Person to call: _________________________",
                "",
                "Date: ____________   Signature: ____________",
            ],
            &[
                "Allergies : _____________________________",
                "Médicaments : ___________________________",
                "Opérations : ____________________________",
                "Personne à joindre : ____________________",
                "",
                "Date : ____________   Signature : ____________",
            ],
        ],
    ),
    (
        "invoice",
        ["Receipt for a sick note", "Reçu pour un billet médical"],
        [
            &[
                "Sick note                                20.00 CAD",
                "Paid by card                             20.00 CAD",
                "",
                "Left to pay                               0.00 CAD",
            ],
            &[
                "Billet médical                           20,00 $",
                "Payé par carte                           20,00 $",
                "",
                "Solde                                     0,00 $",
            ],
        ],
    ),
    (
        "inbox_item",
        [
            "Letter from the eye clinic",
            "Lettre de la clinique d’ophtalmologie",
        ],
        [
            &[
                "Dear colleague,",
                "",
                "Thank you for referring this patient. Pressure and fields are normal.",
                "We suggest a check in two years.",
                "",
                "With kind regards",
            ],
            &[
                "Chère collègue,",
                "",
                "Merci de nous avoir adressé cette personne. Pression et champs normaux.",
                "Nous proposons un contrôle dans deux ans.",
                "",
                "Cordialement",
            ],
        ],
    ),
    (
        "document",
        ["Vaccination record", "Carnet de vaccination"],
        [
            &[
                "Tetanus, diphtheria      2019",
                "Influenza                2025",
                "Hepatitis B              2004, 2004, 2005",
            ],
            &[
                "Tétanos, diphtérie       2019",
                "Influenza                2025",
                "Hépatite B               2004, 2004, 2005",
            ],
        ],
    ),
];

const NOTES: &[[&str; 2]] = &[
    [
        "Reason: cough for nine days, no fever.\n\nLungs clear on both sides. Throat a little red.\n\nPlan: fluids, rest, honey. Back if not better in a week.\n",
        "Motif : toux depuis neuf jours, sans fièvre.\n\nPoumons clairs des deux côtés. Gorge un peu rouge.\n\nConduite : hydratation, repos, miel. Revenir si pas mieux dans une semaine.\n",
    ],
    [
        "Reason: yearly check.\n\nBlood pressure 124/78. Weight steady. Walks daily.\n\nPlan: blood test, vaccination record updated.\n",
        "Motif : examen annuel.\n\nTension 124/78. Poids stable. Marche chaque jour.\n\nConduite : prise de sang, carnet de vaccination mis à jour.\n",
    ],
    [
        "Reason: knee pain after running.\n\nNo swelling, full range, tender on the inner side.\n\nPlan: two weeks without running, exercises shown.\n",
        "Motif : douleur au genou après la course.\n\nPas d’enflure, amplitude complète, sensible à l’intérieur.\n\nConduite : deux semaines sans course, exercices montrés.\n",
    ],
];

const ANSWERS: [&str; 2] = [
    "Sleep questionnaire\n\nHow long until you fall asleep?\n  - About 40 minutes\nHow often do you wake up?\n  - Twice\nDo you feel rested?\n  - Rarely\n",
    "Questionnaire sur le sommeil\n\nCombien de temps pour vous endormir?\n  - Environ 40 minutes\nCombien de réveils par nuit?\n  - Deux\nVous sentez-vous reposé?\n  - Rarement\n",
];

const AUTHORS: &[&str] = &["Dr. Helen Marsh", "Dr Étienne Vasseur", "Priya Raman, RN"];

/// Every kind of item, for the charts that one looks at first.
pub(super) fn every_kind(
    dice: &mut Dice,
    language: Language,
    name: &str,
) -> Result<Vec<Item>, image::ImageError> {
    let mut items: Vec<Item> = (0..PAGES.len())
        .map(|at| page(dice, language, name, at))
        .collect();
    items.extend((0..NOTES.len()).map(|at| note(dice, language, at)));
    items.push(questionnaire(dice, language));
    items.push(video(dice, language));
    items.push(photo(dice, language)?);
    Ok(items)
}

/// A few items, for the other charts.
pub(super) fn some(
    dice: &mut Dice,
    language: Language,
    name: &str,
) -> Result<Vec<Item>, image::ImageError> {
    let mut items = Vec::new();
    for _ in 0..dice.between(2, 5) {
        let at = dice.below(PAGES.len() + 5);
        items.push(match at.checked_sub(PAGES.len()) {
            None => page(dice, language, name, at),
            Some(0 | 1) => {
                let which = dice.below(NOTES.len());
                note(dice, language, which)
            }
            Some(2) => questionnaire(dice, language),
            Some(3) => video(dice, language),
            Some(_) => photo(dice, language)?,
        });
    }
    Ok(items)
}

/// One item of a kind, dated a few days ago.
pub(super) fn of_kind(dice: &mut Dice, language: Language, name: &str, kind: &str) -> Item {
    let mut item = match PAGES.iter().position(|(known, ..)| *known == kind) {
        Some(at) => page(dice, language, name, at),
        None if kind == "educational_video" => video(dice, language),
        None if kind == "questionnaire" => questionnaire(dice, language),
        None => note(dice, language, 0),
    };
    item.days_ago = dice.between(21, 40);
    item
}

fn page(dice: &mut Dice, language: Language, name: &str, at: usize) -> Item {
    let (kind, titles, lines) = PAGES[at];
    let side = side(language);
    let mut text = vec![name.to_owned(), String::new()];
    text.extend(lines[side].iter().map(|line| (*line).to_owned()));
    let bytes = files::pdf(titles[side], &text);
    item(
        dice,
        kind,
        titles[side],
        Content::File(format!("{}.pdf", titles[side]), bytes),
    )
}

fn note(dice: &mut Dice, language: Language, at: usize) -> Item {
    let title = language.of("Visit note", "Note de visite");
    let text = NOTES[at][side(language)];
    item(
        dice,
        "encounter_note",
        title,
        Content::File(format!("{title}.txt"), text.as_bytes().to_vec()),
    )
}

fn questionnaire(dice: &mut Dice, language: Language) -> Item {
    let title = language.of("Sleep questionnaire", "Questionnaire sur le sommeil");
    let text = ANSWERS[side(language)];
    item(
        dice,
        "questionnaire",
        title,
        Content::File(format!("{title}.txt"), text.as_bytes().to_vec()),
    )
}

fn video(dice: &mut Dice, language: Language) -> Item {
    let title = language.of("How to use an inhaler", "Bien utiliser un inhalateur");
    let link = language.of(
        "https://videos.example.org/en/inhaler",
        "https://videos.example.org/fr/inhalateur",
    );
    item(dice, "educational_video", title, Content::Link(link))
}

fn photo(dice: &mut Dice, language: Language) -> Result<Item, image::ImageError> {
    let title = language.of("Photo of the skin", "Photo de la peau");
    let bytes = files::png(u8::try_from(dice.below(120)).unwrap_or(0))?;
    Ok(item(
        dice,
        "document",
        title,
        Content::File(format!("{title}.png"), bytes),
    ))
}

fn item(dice: &mut Dice, kind: &'static str, title: &str, content: Content) -> Item {
    Item {
        kind,
        title: title.to_owned(),
        days_ago: dice.between(3, 700),
        author: dice.pick::<&str>(AUTHORS),
        content,
    }
}

fn side(language: Language) -> usize {
    usize::from(language == Language::Fr)
}

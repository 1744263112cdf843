//! What the sample clinic and its patients write to each other, in English and French.

use super::names::Language;

/// A conversation's text in one language.
pub(super) struct Topic {
    /// The language.
    pub language: Language,
    /// Its subject.
    pub subject: &'static str,
    /// The clinic's first message, as the editor's HTML.
    pub body: &'static str,
    /// What a patient answers.
    pub answer: &'static str,
    /// What the clinic answers to that.
    pub follow_up: &'static str,
    /// Which inbox it belongs to: 0 nursing, 1 front desk, 2 results.
    pub desk: usize,
    /// The kind of the chart item that goes with it.
    pub item: Option<&'static str>,
}

const fn topic(
    language: Language,
    desk: usize,
    item: Option<&'static str>,
    [subject, body, answer, follow_up]: [&'static str; 4],
) -> Topic {
    Topic {
        language,
        subject,
        body,
        answer,
        follow_up,
        desk,
        item,
    }
}

use Language::{En, Fr};

/// All of them.
pub(super) const TOPICS: &[Topic] = &[
    topic(
        En,
        2,
        Some("lab_result"),
        [
            "Your blood test is back",
            "<p>Hello,</p><p>Your blood test came back and everything is <strong>within the expected range</strong>. The report is attached for your records.</p><p>There is nothing you need to do. We will repeat the test in a year.</p>",
            "Thank you, that is a relief. Should I keep taking the iron tablets until then?",
            "<p>Yes, please go on with one tablet a day for three more months, then stop.</p>",
        ],
    ),
    topic(
        En,
        0,
        None,
        [
            "How is the new medication going?",
            "<p>Hello,</p><p>It has been two weeks since you started the new tablets. Could you tell us:</p><ul><li>do you take them every day,</li><li>have you noticed anything unusual,</li><li>has your sleep changed?</li></ul><p>A short answer is enough.</p>",
            "I take them every morning. A little dizzy the first three days, fine since. Sleep is better.",
            "<p>That is good to hear. The dizziness often passes, as it did for you. Please keep going, and write here if it returns.</p>",
        ],
    ),
    topic(
        En,
        1,
        Some("form"),
        [
            "A form to fill in before your visit",
            "<p>Hello,</p><p>Please fill in the attached form before your visit and bring it with you, or send it back here.</p>",
            "Filled in and printed. Do I need to come earlier?",
            "<p>Five minutes early is plenty. See you then.</p>",
        ],
    ),
    topic(
        En,
        1,
        Some("invoice"),
        [
            "Receipt for your sick note",
            "<p>Hello,</p><p>Your receipt is attached. There is nothing left to pay.</p>",
            "Got it, thanks.",
            "<p>You are welcome.</p>",
        ],
    ),
    topic(
        En,
        2,
        Some("lab_requisition"),
        [
            "Please have your blood drawn this month",
            "<p>Hello,</p><p>The requisition is attached. Any lab will take it. Please come <strong>fasting</strong>: nothing but water for ten hours before.</p><blockquote><p>Bring your health card.</p></blockquote>",
            "Is black coffee allowed in the morning?",
            "<p>Only water, please. Coffee changes some of the values.</p>",
        ],
    ),
    topic(
        En,
        0,
        Some("educational_video"),
        [
            "How to use your inhaler",
            "<p>Hello,</p><p>As promised, here is the short video. Shake it, breathe out, press as you breathe in slowly, and hold for ten seconds.</p>",
            "Watched it twice. I had been breathing in too fast all along!",
            "<p>Many people do. You will notice the difference within a week.</p>",
        ],
    ),
    topic(
        En,
        0,
        Some("questionnaire"),
        [
            "Your answers to the sleep questionnaire",
            "<p>Hello,</p><p>Thank you for answering the questionnaire. We have kept a copy in your chart and attach it here. Let us talk about it at your next visit.</p>",
            "Good. I forgot to say that I also wake up around four most nights.",
            "<p>Thank you, we have added that.</p>",
        ],
    ),
    topic(
        En,
        0,
        None,
        [
            "Looking after the wound",
            "<p>Hello,</p><ol><li>Keep the dressing dry for two days.</li><li>Then wash gently with soap and water, once a day.</li><li>Come in at once if it grows red, hot or swollen.</li></ol><p>Could you send us word on how it looks on Friday?</p>",
            "It looks clean, a bit pink at the edge and it itches.",
            "<p>Pink and itchy at this stage is healing. Leave it uncovered at night from now on.</p>",
        ],
    ),
    topic(
        Fr,
        2,
        Some("lab_result"),
        [
            "Vos résultats d’analyse",
            "<p>Bonjour,</p><p>Vos résultats sont arrivés et tout est <strong>dans les valeurs attendues</strong>. Le rapport est joint pour vos dossiers.</p><p>Vous n’avez rien à faire. Nous referons l’analyse dans un an.</p>",
            "Merci, me voilà rassurée. Dois-je continuer les comprimés de fer d’ici là?",
            "<p>Oui, encore trois mois à raison d’un comprimé par jour, puis vous pourrez arrêter.</p>",
        ],
    ),
    topic(
        Fr,
        0,
        None,
        [
            "Comment va le nouveau traitement?",
            "<p>Bonjour,</p><p>Voilà deux semaines que vous prenez les nouveaux comprimés. Pourriez-vous nous dire :</p><ul><li>les prenez-vous chaque jour,</li><li>avez-vous remarqué quelque chose d’inhabituel,</li><li>votre sommeil a-t-il changé?</li></ul><p>Une réponse courte suffit.</p>",
            "Je les prends chaque matin. Un peu étourdi au début, plus rien depuis. Je dors mieux.",
            "<p>Bonne nouvelle. Continuez ainsi, et écrivez-nous si cela revient.</p>",
        ],
    ),
    topic(
        Fr,
        1,
        Some("form"),
        [
            "Un formulaire à remplir avant votre visite",
            "<p>Bonjour,</p><p>Veuillez remplir le formulaire joint avant votre visite et l’apporter avec vous.</p>",
            "C’est rempli. Faut-il que j’arrive plus tôt?",
            "<p>Cinq minutes avant suffisent. À bientôt.</p>",
        ],
    ),
    topic(
        Fr,
        1,
        Some("invoice"),
        [
            "Reçu pour votre billet médical",
            "<p>Bonjour,</p><p>Votre reçu est joint. Il n’y a plus rien à payer.</p>",
            "Bien reçu, merci.",
            "<p>Avec plaisir.</p>",
        ],
    ),
    topic(
        Fr,
        2,
        Some("lab_requisition"),
        [
            "Une prise de sang ce mois-ci",
            "<p>Bonjour,</p><p>La requête est jointe; tout laboratoire l’acceptera. Venez <strong>à jeun</strong> : seulement de l’eau pendant les dix heures qui précèdent.</p>",
            "Le café noir est-il permis le matin?",
            "<p>Seulement de l’eau, s’il vous plaît. Le café change certaines valeurs.</p>",
        ],
    ),
    topic(
        Fr,
        0,
        Some("educational_video"),
        [
            "Bien utiliser votre inhalateur",
            "<p>Bonjour,</p><p>Voici la courte vidéo promise. Agitez, expirez, appuyez en inspirant lentement, puis retenez votre souffle dix secondes.</p>",
            "Regardée deux fois. J’inspirais beaucoup trop vite!",
            "<p>C’est très courant. Vous sentirez la différence d’ici une semaine.</p>",
        ],
    ),
];

/// A topic of a language, the `n`th in turn.
pub(super) fn nth(language: Language, n: usize) -> &'static Topic {
    let count = TOPICS.iter().filter(|t| t.language == language).count();
    TOPICS
        .iter()
        .filter(|t| t.language == language)
        .nth(n % count)
        .unwrap_or(&TOPICS[0])
}

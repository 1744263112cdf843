//! The sample clinic's ready-made messages, its own words in notifications, and what it answers by itself.

use crate::features::automatic_replies::hours::{Hours, read_day};
use crate::features::automatic_replies::{self, AutomaticReply, Schedule};
use crate::features::notification_templates::NoticeEvent;
use crate::features::patients::Channel;
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::ids::WorkgroupId;
use crate::platform::web::Error;

/// A template: the workgroup by number (none: the clinic), name, folder, subject, text.
type Template = (
    Option<usize>,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
);

/// What the sample clinic writes again and again, in both languages.
pub(super) const TEMPLATES: &[Template] = &[
    (
        None,
        "Results are normal",
        "Results",
        "Your results",
        "<p>Dear {{patient_given_name}},</p><p>Your results are in, and they are all within the usual range. \
         There is nothing that you need to do.</p><p>{{sender_name}}<br>{{clinic_name}}</p>",
    ),
    (
        None,
        "Résultats normaux",
        "Results",
        "Vos résultats",
        "<p>Bonjour {{patient_given_name}},</p><p>Vos résultats sont arrivés et se situent tous dans les valeurs habituelles. \
         Vous n’avez rien à faire.</p><p>{{sender_name}}<br>{{clinic_name}}</p>",
    ),
    (
        None,
        "Before your visit",
        "Appointments",
        "Your visit on {{next_appointment}}",
        "<p>Dear {{patient_given_name}},</p><p>We look forward to seeing you on <strong>{{next_appointment}}</strong>. \
         Please bring:</p><ul><li>your health card</li><li>a list of what you take</li></ul><p>Is the time not right? \
         Call us at {{clinic_phone}}.</p>",
    ),
    (
        Some(0),
        "Fasting before a blood test",
        "Instructions",
        "Before your blood test",
        "<p>Dear {{patient_given_name}},</p><p>Please eat nothing for <strong>eight hours</strong> before your blood test. \
         Water is fine, and so are your usual tablets unless we told you otherwise.</p><p>{{workgroup_name}}, {{clinic_name}}</p>",
    ),
    (
        Some(1),
        "Form is ready",
        "Front desk",
        "Your form is ready",
        "<p>Dear {{patient_name}},</p><p>Your form is ready. You can collect it at the front desk.</p><p>{{today}}</p>",
    ),
];

/// What the front desk answers by itself outside opening hours.
pub(super) fn closed_answers(
    tx: &mut db::Tx<'_>,
    owner: &StaffActor,
    env: &Env,
    front_desk: WorkgroupId,
) -> Result<(), Error> {
    let mut hours = Hours::default();
    for day in hours.week.iter_mut().take(5) {
        *day = read_day("hours_1", "8:30-12:00, 13:00-17:00").map_err(Error::refused)?;
    }
    automatic_replies::save_hours(tx, owner, env, &hours)?;
    let reply = AutomaticReply {
        enabled: true,
        schedule: Schedule::OutsideHours,
        text_en: "Thank you for your message. We are closed now and will read it when we open again. \
                  If it cannot wait, please call."
            .to_owned(),
        text_fr: "Merci de votre message. Nous sommes fermés et le lirons à l’ouverture. Si cela ne peut pas \
                  attendre, veuillez téléphoner."
            .to_owned(),
        ..AutomaticReply::default()
    };
    automatic_replies::save(tx, owner, env, front_desk, &reply)
}
/// A notification template: event, channel, language, subject, text.
type Notice = (
    NoticeEvent,
    Channel,
    &'static str,
    &'static str,
    &'static str,
);

/// What the sample clinic says in its own words.
pub(super) const NOTICES: &[Notice] = &[
    (
        NoticeEvent::Message,
        Channel::Text,
        "en",
        "",
        "{{clinic_name}} has written to you. Read it here: {{link}}",
    ),
    (
        NoticeEvent::Message,
        Channel::Text,
        "fr",
        "",
        "{{clinic_name}} vous a écrit. Lisez ici : {{link}}",
    ),
    (
        NoticeEvent::Overdue,
        Channel::Email,
        "en",
        "{{clinic_name}} awaits your response",
        "Hello {{given_name}},\n\nwe have asked you something and await your response. It takes a minute:\n{{link}}\n\n\
         The link works until {{link_until}}. If you would rather speak with us, call {{clinic_phone}}.",
    ),
];

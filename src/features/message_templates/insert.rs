//! Filling in a template for a patient, and putting it into a draft (M20).

use super::fields::{Field, Values, fill_body, fill_subject, gaps};
use super::find;
use crate::features::drafts::{self, Draft, Save};
use crate::features::patients::Patient;
use crate::features::{audit, patients, staff};
use crate::platform::auth::StaffActor;
use crate::platform::env::Env;
use crate::platform::i18n::Tr;
use crate::platform::ids::{DraftId, MessageTemplateId, PatientId, WorkgroupId};
use crate::platform::richtext::RichText;
use crate::platform::time::Timestamp;
use crate::platform::web::{Error, Refusal};

/// For whom a template is filled in.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// The patient.
    pub patient: PatientId,
    /// The workgroup that the message is from, where it is from one.
    pub from: Option<WorkgroupId>,
    /// Whether the patient sees "Clinic Staff" in place of the sender (M21).
    pub mask_name: bool,
}

/// What the fields stand for, in the patient's language; `tr` is anybody's words with the clinic's time zone.
pub fn values(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    about: About,
    (tr, now): (&Tr, Timestamp),
) -> Result<Values, Error> {
    let scope = actor.scope();
    let patient = patients::load(tx, &scope, about.patient)?;
    let next = patients::next_appointment(tx, &scope, about.patient, now)?;
    let writer = writer(tx, actor, about.from, about.mask_name)?;
    Ok(writer.values(&patient, next, (tr, now)))
}

/// What the fields say of the clinic and of who writes: the same for every patient.
#[derive(Debug, Clone)]
pub struct Writer {
    clinic: staff::Clinic,
    /// None where the name is masked (M21).
    sender: Option<String>,
    workgroup: Option<String>,
}

/// What the fields say where the member writes, from a workgroup of theirs where they do.
pub fn writer(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    from: Option<WorkgroupId>,
    mask_name: bool,
) -> Result<Writer, Error> {
    let scope = actor.scope();
    let sender = match mask_name {
        true => None,
        false => Some(staff::member(tx, &scope, actor.staff)?.display_name),
    };
    let groups = staff::workgroups_of(tx, &scope, actor.staff)?;
    Ok(Writer {
        clinic: staff::clinic(tx, &scope)?,
        sender,
        workgroup: groups
            .into_iter()
            .find(|g| Some(g.id) == from)
            .map(|g| g.name),
    })
}

impl Writer {
    /// What the fields stand for, in the patient's language; `next`: the patient's next appointment, where one is known.
    pub fn values(
        &self,
        patient: &Patient,
        next: Option<Timestamp>,
        (tr, now): (&Tr, Timestamp),
    ) -> Values {
        let tr = tr.in_language(&patient.language);
        let day = |at: Timestamp| tr.calendar_date(&tr.local_date(at).to_string());
        let mut values = Values::default();
        values.set(Field::PatientName, &patient.name());
        values.set(Field::PatientGivenName, &patient.given_name);
        values.set(Field::PatientFamilyName, &patient.family_name);
        values.set(
            Field::PatientBirthDate,
            &tr.calendar_date(&patient.birth_date),
        );
        if let Some(at) = next {
            values.set(
                Field::NextAppointment,
                &format!("{}, {}", day(at), tr.time(at)),
            );
        }
        values.set(Field::ClinicName, &self.clinic.name);
        values.set(Field::ClinicPhone, &self.clinic.phone);
        match &self.sender {
            Some(name) => values.set(Field::SenderName, name),
            None => values.set(Field::SenderName, &tr.t("portal-clinic-staff")),
        }
        values.set(
            Field::WorkgroupName,
            self.workgroup.as_deref().unwrap_or_default(),
        );
        values.set(Field::Today, &day(now));
        values
    }
}

/// Puts a template into a draft of the member's with its fields filled in: the subject where there is none yet, the text
/// after what is typed already. Gives the draft back.
///
/// # Errors
/// Not found for a draft or template that isn't the member's to use; 409 when the draft has been saved elsewhere.
pub fn insert(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    env: &Env,
    (draft, template): (DraftId, MessageTemplateId),
    tr: &Tr,
) -> Result<Draft, Error> {
    let draft = drafts::load(tx, actor, draft)?.ok_or(Error::NotFound)?;
    let patient = draft.patient.ok_or(Error::NotFound)?;
    let (head, version) = find::usable(tx, actor, template)?;
    let about = About {
        patient,
        from: sends_from(tx, actor, &draft)?,
        mask_name: draft.content.mask_name,
    };
    let values = values(tx, actor, about, (tr, env.now()))?;
    let mut content = draft.content.clone();
    if content.subject.trim().is_empty() {
        content.subject = fill_subject(&version.subject, &values);
    }
    let body = fill_body(&RichText::stored(version.body_html), &values);
    if RichText::stored(content.body_html.clone()).is_blank() {
        content.body_html.clear();
    }
    content.body_html.push_str(body.html());
    let save = Save {
        id: draft.id,
        version: draft.version,
        patient: draft.patient,
        conversation: draft.conversation,
        content,
    };
    drafts::save(tx, actor, env, &save)?;
    let event = audit::Event::new(
        actor.clinic,
        actor,
        "template.insert",
        "message_template",
        template.uuid(),
    );
    let event = event
        .patient(patient)
        .detail(format!("version={}", head.version));
    audit::record(tx, env, &event)?;
    Ok(draft)
}

/// The workgroup that a draft is from: the one chosen, or the sender's default (M17).
pub(super) fn sends_from(
    tx: &mut db::Tx<'_>,
    actor: &StaffActor,
    draft: &Draft,
) -> Result<Option<WorkgroupId>, Error> {
    let chosen = &draft.content.from;
    if !chosen.is_empty() {
        let id = chosen
            .strip_prefix("workgroup:")
            .map(str::parse::<uuid::Uuid>);
        return Ok(id.and_then(Result::ok).map(WorkgroupId::from));
    }
    let member = staff::member(tx, &actor.scope(), actor.staff)?;
    let groups = staff::workgroups_of(tx, &actor.scope(), actor.staff)?;
    let first = groups.first().map(|g| g.id);
    Ok(first.filter(|_| !member.accepts_direct_messages))
}

/// What keeps a message from being sent: fields of a template that nobody has filled in (M43), by the form's field.
pub fn gaps_in_the_way(subject: &str, body: &RichText) -> Vec<Refusal> {
    let refusal = |field: &'static str, text: &str| {
        let open: Vec<String> = gaps(text).into_iter().map(Field::marker).collect();
        (!open.is_empty())
            .then(|| Refusal::field(field, "template_gap").with("fields", open.join(", ")))
    };
    let subject = refusal("subject", subject);
    let body = body
        .html()
        .contains("{{")
        .then(|| refusal("body", &body.plain()))
        .flatten();
    subject.into_iter().chain(body).collect()
}

/// The codes of every field, for what marks the gaps while one writes.
pub fn field_codes() -> String {
    let codes: Vec<&str> = Field::ALL.iter().map(|field| field.code()).collect();
    codes.join(" ")
}

/// The fields that nobody has filled in yet, in subject and body together.
pub fn gaps_of(subject: &str, body_html: &str) -> Vec<Field> {
    if !subject.contains("{{") && !body_html.contains("{{") {
        return Vec::new();
    }
    let body = RichText::stored(body_html.to_owned()).plain();
    gaps(&format!("{subject}\n{body}"))
}

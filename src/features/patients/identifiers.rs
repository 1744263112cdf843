//! Identifiers and the kinds of them that a clinic defines (M53).

use super::demographics::clean;
use super::editor::Editor;
use super::indexing;
use super::store::{self, patients};
use super::terms::compact;
use crate::features::audit::{self, Event};
use crate::platform::env::Env;
use crate::platform::ids::{ClinicId, PatientId};
use crate::platform::web::{Error, Refusal};

const LONGEST_VALUE: usize = 64;
const LONGEST_LABEL: usize = 60;

/// The kinds that most clinics know, with English labels; a clinic can rename them.
pub const USUAL_KINDS: [(&str, &str); 2] = [("emr", "EMR id"), ("health_number", "Health number")];

/// An identifier to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIdentifier {
    /// Code of a kind that the clinic has defined.
    pub kind: String,
    /// As it stands on the card.
    pub value: String,
}

/// An identifier that passed the rules.
#[derive(Debug)]
pub(super) struct Checked {
    kind: String,
    value: String,
    folded: String,
}

impl Checked {
    pub(super) fn parts(&self) -> (&str, &str, &str) {
        (&self.kind, &self.value, &self.folded)
    }
}

/// Checks identifiers for a patient (none: a new one): known kind, something in it, nobody else's.
pub(super) fn checked(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    patient: Option<PatientId>,
    given: &[NewIdentifier],
    wrong: &mut Vec<Refusal>,
) -> Result<Vec<Checked>, db::Error> {
    let kinds = patients::identifier_kinds(tx, clinic)?;
    let mut right: Vec<Checked> = Vec::new();
    for identifier in given {
        let (value, folded) = (clean(&identifier.value), compact(&identifier.value));
        let Some(kind) = kinds.iter().find(|k| k.kind == identifier.kind) else {
            let code = clean(&identifier.kind);
            wrong.push(Refusal::field("identifiers", "identifier_kind_unknown").with("kind", code));
            continue;
        };
        if folded.is_empty() || value.chars().count() > LONGEST_VALUE {
            let refusal = Refusal::field("identifiers", "identifier_wrong");
            wrong.push(refusal.with("kind", &kind.label).with("max", LONGEST_VALUE));
            continue;
        }
        let owner = patients::identifier_owner(tx, clinic, &kind.kind, &folded)?;
        let twice = right
            .iter()
            .any(|r| r.kind == kind.kind && r.folded == folded);
        if twice || owner.is_some_and(|owner| Some(owner) == patient) {
            continue;
        }
        if owner.is_some() {
            wrong.push(Refusal::field("identifiers", "identifier_taken").with("kind", &kind.label));
            continue;
        }
        right.push(Checked {
            kind: kind.kind.clone(),
            value,
            folded,
        });
    }
    Ok(right)
}

/// Whose an identifier is, in any spelling.
pub fn identifier_owner(
    tx: &mut db::Tx<'_>,
    clinic: ClinicId,
    kind: &str,
    value: &str,
) -> Result<Option<PatientId>, db::Error> {
    patients::identifier_owner(tx, clinic, kind, &compact(value))
}

/// Gives a patient a further identifier. One that is theirs already changes nothing; one that is another patient's is
/// refused, naming the kind and not the person.
pub fn add_identifier(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    patient: PatientId,
    identifier: &NewIdentifier,
) -> Result<(), Error> {
    let clinic = editor.clinic();
    store::load(tx, &editor.scope(), patient)?;
    let mut wrong = Vec::new();
    let given = std::slice::from_ref(identifier);
    let checked = checked(tx, clinic, Some(patient), given, &mut wrong)?;
    if !wrong.is_empty() {
        return Err(Error::all_refused(wrong));
    }
    for new in &checked {
        patients::insert_identifier(tx, clinic, patient, new.parts())?;
        record(
            tx,
            editor,
            env,
            "patient.identifier_add",
            (patient, &new.kind),
        )?;
        indexing::refresh(tx, clinic, patient)?;
    }
    Ok(())
}

/// Takes an identifier away from a patient.
pub fn remove_identifier(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    patient: PatientId,
    identifier: &NewIdentifier,
) -> Result<(), Error> {
    let clinic = editor.clinic();
    let folded = compact(&identifier.value);
    let parts = (identifier.kind.as_str(), folded.as_str());
    if patients::delete_identifier(tx, clinic, patient, parts)? == 0 {
        return Err(Error::NotFound);
    }
    let what = (patient, identifier.kind.as_str());
    record(tx, editor, env, "patient.identifier_remove", what)?;
    indexing::refresh(tx, clinic, patient)?;
    Ok(())
}

fn record(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    action: &'static str,
    (patient, kind): (PatientId, &str),
) -> Result<(), db::Error> {
    let by = editor.author().by;
    let event = Event::new(editor.clinic(), by, action, "patient", patient.uuid());
    audit::record(
        tx,
        env,
        &event.patient(patient).detail(format!("kind={kind}")),
    )
}

/// Defines a kind of identifier, or gives it another label (M53). The code is lowercase letters, digits and `_`.
pub fn define_identifier_kind(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
    kind: &str,
    label: &str,
) -> Result<(), Error> {
    let label = clean(label);
    let code = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if kind.is_empty() || kind.len() > 40 || !kind.bytes().all(code) {
        return Err(Error::refused(Refusal::field(
            "kind",
            "identifier_code_wrong",
        )));
    }
    if label.is_empty() || label.chars().count() > LONGEST_LABEL {
        return Err(Error::refused(Refusal::field(
            "label",
            "identifier_label_wrong",
        )));
    }
    let clinic = editor.clinic();
    patients::put_identifier_kind(tx, clinic, kind, &label)?;
    let by = editor.author().by;
    let event = Event::new(
        clinic,
        by,
        "identifier_kind.define",
        "identifier_kind",
        None,
    );
    audit::record(tx, env, &event.detail(format!("kind={kind}")))?;
    Ok(())
}

/// Defines the kinds that most clinics know: for a clinic that begins.
pub fn define_usual_identifier_kinds(
    tx: &mut db::Tx<'_>,
    editor: &Editor,
    env: &Env,
) -> Result<(), Error> {
    USUAL_KINDS
        .iter()
        .try_for_each(|(kind, label)| define_identifier_kind(tx, editor, env, kind, label))
}

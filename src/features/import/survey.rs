//! The first pass over the files: what there is, what can't be read, and what others point to.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use fhir::Resource;
use jiff::civil::Date;

use super::{
    mapping::{self, Shelf},
    read::{self, Body},
    record::{Refusal, Stage},
    report::{Outcome, Row},
};

/// Bytes of Binary resources that are put aside at most.
const SHELF: usize = 256 * 1024 * 1024;

/// One file to import.
pub(super) struct Source {
    /// Where it lies.
    pub path: PathBuf,
    /// How the report names it.
    pub name: Arc<str>,
    /// Entries of each pass.
    pub entries: [u64; Stage::ALL.len()],
}

/// What the first pass found.
pub(super) struct Survey {
    /// The files that can be read.
    pub sources: Vec<Source>,
    /// What others point to.
    pub shelf: Shelf,
    /// What is settled already: broken entries, and what Carepost keeps no such thing of.
    pub rows: Vec<Row>,
}

/// The files of a path: itself, or the data files of a folder and the folders in it, in the order of their names.
pub(super) fn files(path: &Path) -> Result<Vec<PathBuf>, Refusal> {
    let wrong = |error: std::io::Error| Refusal::new("", format!("can't be read: {error}"));
    if !std::fs::metadata(path).map_err(wrong)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(wrong)? {
            let entry = entry.map_err(wrong)?;
            let kind = entry.file_type().map_err(wrong)?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && is_data(&entry.path()) {
                found.push(entry.path());
            }
        }
    }
    if found.is_empty() {
        return Err(Refusal::new(
            "",
            "holds no file that ends in .json, .ndjson, .jsonl or .csv; name a file, or another folder",
        ));
    }
    found.sort();
    Ok(found)
}

fn is_data(path: &Path) -> bool {
    let ending = path
        .extension()
        .map(|e| e.to_string_lossy().to_ascii_lowercase());
    matches!(
        ending.as_deref(),
        Some("json" | "ndjson" | "jsonl" | "csv" | "txt" | "tsv")
    )
}

/// Looks through every file.
pub(super) fn survey(root: &Path, files: Vec<PathBuf>, today: Date) -> Survey {
    let mut survey = Survey {
        sources: Vec::new(),
        shelf: Shelf::default(),
        rows: Vec::new(),
    };
    let mut room = SHELF;
    for path in files {
        let name = path
            .strip_prefix(root)
            .ok()
            .filter(|n| !n.as_os_str().is_empty());
        let name = name
            .or_else(|| path.file_name().map(Path::new))
            .unwrap_or(&path);
        let name: Arc<str> = name.display().to_string().into();
        let mut source = Source {
            path,
            name: Arc::clone(&name),
            entries: [0; Stage::ALL.len()],
        };
        let result = read::entries(&source.path.clone(), today, &mut |entry| {
            let row = |what: String, outcome| Row {
                file: Arc::clone(&name),
                number: entry.number,
                what,
                outcome,
            };
            match entry.body {
                Body::Broken(refusal) => survey
                    .rows
                    .push(row(String::new(), Outcome::Refused(refusal))),
                Body::Note(note) => survey
                    .rows
                    .push(row(String::new(), Outcome::LeftOut(note.into()))),
                Body::Row(_) => source.entries[Stage::People as usize] += 1,
                Body::Resource {
                    resource_type,
                    id,
                    full_url,
                    json,
                } => match mapping::stage(&resource_type) {
                    Some(stage) => source.entries[stage as usize] += 1,
                    None => {
                        let outcome = shelve(
                            (&mut survey.shelf, &mut room),
                            &resource_type,
                            full_url,
                            &json,
                            today,
                        );
                        let what = named(&resource_type, id.as_deref());
                        survey.rows.push(row(
                            what,
                            outcome.map_or_else(Outcome::Refused, Outcome::LeftOut),
                        ));
                    }
                },
            }
            true
        });
        match result {
            Ok(()) => survey.sources.push(source),
            Err(refusal) => {
                survey.rows.push(Row {
                    file: name,
                    number: 0,
                    what: String::new(),
                    outcome: Outcome::Refused(refusal),
                });
            }
        }
    }
    survey
}

/// How the report names a resource.
pub(super) fn named(resource_type: &str, id: Option<&str>) -> String {
    match id {
        Some(id) => format!("{resource_type}/{id}"),
        None => resource_type.to_owned(),
    }
}

/// Puts a resource aside when others may point to it.
fn shelve(
    (shelf, room): (&mut Shelf, &mut usize),
    resource_type: &str,
    full_url: Option<String>,
    json: &[u8],
    today: Date,
) -> Result<std::borrow::Cow<'static, str>, Refusal> {
    let reason = mapping::left_out(resource_type).into();
    if !mapping::is_shelved(resource_type) {
        return Ok(reason);
    }
    *room = room.checked_sub(json.len()).ok_or_else(|| {
        Refusal::new("", "the files hold more than 256 MiB of Binary and Observation resources; import them in parts")
    })?;
    let resource: Resource = fhir::read(json)
        .map_err(|error| Refusal::new(error.path.clone(), mapping::wrong_words(error.reason)))?;
    shelf.put(resource, full_url, today);
    Ok(reason)
}

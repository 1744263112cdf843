//! The words of the scripts in the pages.

use serde_json::{Map, Value};

use super::Tr;

/// What the islands fill in themselves: it stands in the sentences as `{name}`.
const BLANKS: [&str; 7] = ["n", "time", "name", "size", "reason", "percent", "kinds"];

/// Every `island-` sentence of the language as JSON. A `<` can't end the script block that the JSON stands in.
pub(super) fn json(tr: &Tr) -> String {
    let blanks = BLANKS.map(|blank| (blank, format!("{{{blank}}}")));
    let words: Map<String, Value> = tr
        .keys("island-")
        .map(|key| {
            let name = key.trim_start_matches("island-").replace('-', "_");
            (name, tr.with(&key, &blanks).into())
        })
        .collect();
    Value::Object(words).to_string().replace('<', "\\u003c")
}

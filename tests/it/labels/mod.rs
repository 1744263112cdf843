//! Labels (M65): what a clinic calls its patients and staff, said with their grammar wherever somebody reads.

mod api;
mod everywhere;
mod pages;
mod search;

use crate::support::{Answer, Browser};

const PAGE: &str = "/staff/settings/labels";

/// The form's fields that are not empty.
type Words<'a> = &'a [(&'a str, &'a str)];

/// Words of the other gender and sound in each language.
const WORDS: Words<'static> = &[
    ("patient_en_one", "individual"),
    ("patient_en_many", "individuals"),
    ("patient_fr_one", "usagère"),
    ("patient_fr_many", "usagères"),
    ("patient_fr_gender", "feminine"),
    ("clinic_staff_en_one", "care team"),
    ("clinic_staff_fr_one", "équipe de soins"),
    ("staff_member_en_one", "helper"),
    ("staff_member_en_many", "helpers"),
];

/// Sends the form over the version that the page shows.
async fn send(owner: &Browser, words: Words<'_>, button: Option<&str>) -> Answer {
    let page = owner.get(PAGE).await;
    let version = page.body.split("name=\"version\" value=\"").nth(1);
    let version = version.and_then(|rest| rest.split('"').next());
    let mut fields = vec![("version", version.expect("a version"))];
    fields.extend(words);
    fields.extend(button.map(|button| (button, "1")));
    owner.post(PAGE, &fields).await
}

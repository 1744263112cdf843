use std::io::Write as _;

use jiff::civil::date;

use super::*;

/// What came of a file's entries: `number what`.
fn read(content: &[u8]) -> Result<Vec<String>, Refusal> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(content).unwrap();
    let mut seen = Vec::new();
    entries(file.path(), date(2026, 3, 1), &mut |entry| {
        let what = match entry.body {
            Body::Resource {
                resource_type,
                id,
                full_url,
                ..
            } => {
                format!(
                    "{resource_type} {} {}",
                    id.unwrap_or_default(),
                    full_url.unwrap_or_default()
                )
            }
            Body::Row(Ok(_)) => "row".into(),
            Body::Row(Err(refusal)) => format!("refused {} {}", refusal.field, refusal.reason),
            Body::Broken(refusal) => format!("broken {} {}", refusal.field, refusal.reason),
            Body::Note(note) => format!("note {note}"),
        };
        seen.push(format!("{} {what}", entry.number).trim_end().to_owned());
        true
    })?;
    Ok(seen)
}

fn reason(content: &[u8]) -> String {
    let refusal = read(content).unwrap_err();
    format!("{} {}", refusal.field, refusal.reason)
}

#[test]
fn ndjson_loses_a_broken_line_and_nothing_else() {
    let text = b"\xef\xbb\xbf{\"resourceType\":\"Patient\",\"id\":\"1\"}\r\n\n{\"resourceType\":\"Patient\",\"id\":\n{\"id\":\"3\"}\n{\"resourceType\":\"Claim\",\"id\":\"4\"}\n{\"resourceType\":\"Pat";
    let seen = read(text).unwrap();
    assert_eq!(seen[0], "1 Patient 1");
    assert!(
        seen[1].starts_with("3 broken  ends in the middle"),
        "{}",
        seen[1]
    );
    assert!(
        seen[2].starts_with("4 broken resourceType is missing"),
        "{}",
        seen[2]
    );
    assert_eq!(seen[3], "5 Claim 4");
    assert!(
        seen[4].starts_with("6 broken  ends in the middle: the file was cut off"),
        "{}",
        seen[4]
    );
    assert_eq!(seen.len(), 5);
}

#[test]
fn ndjson_is_known_even_when_its_first_line_is_broken() {
    let seen = read(b"{\"resourceType\":\"Patient\",\"id\":\"1\",\"x\":\n{\"resourceType\":\"Patient\",\"id\":\"2\"}\n").unwrap();
    assert!(seen[0].starts_with("1 broken"));
    assert_eq!(seen[1], "2 Patient 2");
}

#[test]
fn bundles_are_read_on_one_line_or_on_many() {
    let bundle = serde_json::json!({"resourceType": "Bundle", "type": "transaction",
    "link": [{"relation": "self", "url": "https://ehr.example/1"}],
    "entry": [
        {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "1"}, "request": {"method": "POST", "url": "Patient"}},
        {"request": {"method": "DELETE", "url": "Patient/9"}},
        {"resource": {"resourceType": "Organization"}},
    ]});
    let expected = [
        "1 Patient 1 urn:uuid:1",
        "2 note holds no resource: an import neither deletes nor fetches",
        "3 Organization",
    ];
    assert_eq!(read(bundle.to_string().as_bytes()).unwrap(), expected);
    assert_eq!(
        read(serde_json::to_string_pretty(&bundle).unwrap().as_bytes()).unwrap(),
        expected
    );
    let mut page = bundle;
    page["link"][0]["relation"] = "next".into();
    assert!(
        read(page.to_string().as_bytes())
            .unwrap()
            .iter()
            .any(|line| line.contains("next pages"))
    );
}

#[test]
fn a_bundle_that_breaks_off_brings_what_stood_before() {
    let head = "{\"resourceType\": \"Bundle\",\n \"entry\": [\n  {\"resource\": {\"resourceType\": \"Patient\", \"id\": \"1\"}},\n";
    let seen =
        read(format!("{head}  {{\"resource\": {{\"resourceType\": \"Pati").as_bytes()).unwrap();
    assert_eq!(seen[0], "1 Patient 1");
    assert!(
        seen[1].starts_with("2 broken  ends in the middle") && seen[1].contains("line 4"),
        "{}",
        seen[1]
    );
    let seen = read(format!("{head}  oops ]}}").as_bytes()).unwrap();
    assert!(
        seen[1].starts_with("2 broken  is not valid JSON"),
        "{}",
        seen[1]
    );
}

#[test]
fn a_lone_indented_resource_is_one_entry() {
    assert_eq!(
        read(b"{\n  \"resourceType\": \"Patient\",\n  \"id\": \"1\"\n}\n").unwrap(),
        ["1 Patient 1"]
    );
}

#[test]
fn files_of_another_kind_are_explained() {
    for (content, part) in [
        (&b""[..], "is empty"),
        (b" \n\t", "is empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"%PDF-1.7", "is a PDF"),
        (b"<?xml version=\"1.0\"?><Bundle/>", "as JSON"),
        (b"[{\"resourceType\":\"Patient\"}]", "JSON list"),
        (b"{\"patients\": []}\n", "names no resourceType"),
        (b"{\n\"patients\": []\n}\n", "names no resourceType"),
        (b"\xff\xfee\x00m\x00r\x00", "UTF-16"),
        (b"MSH|^~\\&|A", "HL7 version 2"),
        (b"Dear Sir,\nplease find\n", "neither FHIR JSON nor a CSV"),
        (b"a\x00b,c\n", "is not a text file"),
    ] {
        let found = reason(content);
        assert!(found.contains(part), "{part}: {found}");
    }
}

const HEAD: &str = "emr_id,family_name,given_name,birth_date,email\n";

#[test]
fn csv_takes_accents_quotes_marks_and_separators() {
    let rows = format!(
        "\u{feff}{HEAD}1,\"D'Arc, \"\"la Pucelle\"\"\",Jeanne,1912-01-06,\n2,Müller,Jürgen,1980-12-31,j@example.org\n"
    );
    assert_eq!(read(rows.as_bytes()).unwrap(), ["2 row", "3 row"]);
    assert_eq!(
        read("Nom;Prénom;Date de naissance;MRN\r\nRoy;Élise;1980-12-31;1\r\n".as_bytes()).unwrap(),
        ["2 row"]
    );
    assert_eq!(
        read(b"mrn\tlast name\tdob\n1\tRoy\t1980-12-31\n").unwrap(),
        ["2 row"]
    );
}

#[test]
fn csv_rows_are_refused_one_by_one_with_field_and_way_out() {
    let rows = format!(
        "{HEAD}1,Roy,Al,31/12/1980,\n2,Roy,Al,,nobody\n3,,,1980-12-31,\n,Roy,Al,1980-12-31,\n5,Roy\n6,Roy,Al,1980-12-31,\n"
    );
    let seen = read(rows.as_bytes()).unwrap();
    for (at, part) in [
        (
            0,
            "2 refused birth_date is not a date of the calendar as year-month-day; write it as 1980-12-31",
        ),
        (1, "3 refused birth_date is missing"),
        (2, "4 refused family_name is missing"),
        (3, "5 refused emr_id and health_number are both empty"),
        (4, "6 refused  has 2 columns where the header has 5"),
        (5, "7 row"),
    ] {
        assert!(seen[at].starts_with(part), "{}", seen[at]);
    }
}

#[test]
fn csv_that_is_cut_off_inside_a_quote_says_so() {
    let seen =
        read(format!("{HEAD}1,Roy,Al,1980-12-31,\n2,Roy,\"Al,1980-12-31,x").as_bytes()).unwrap();
    assert_eq!(seen[0], "2 row");
    assert!(
        seen[1].starts_with("3 broken  ends inside a quoted field"),
        "{}",
        seen[1]
    );
}

#[test]
fn csv_in_another_encoding_names_the_column() {
    let mut rows = HEAD.as_bytes().to_vec();
    rows.extend(b"1,C\xf4t\xe9,Al,1980-12-31,\n2,Roy,Al,1980-12-31,\n");
    let seen = read(&rows).unwrap();
    assert!(
        seen[0].starts_with("2 refused family_name is not written in UTF-8"),
        "{}",
        seen[0]
    );
    assert_eq!(seen[1], "3 row");
}

#[test]
fn csv_headers_are_checked_before_any_row() {
    assert!(reason(b"emr_id,family_name\n1,Roy\n").contains("birth_date has no column"));
    assert!(reason(b"emr_id,birth_date\n1,1980-12-31\n").contains("family_name has no column"));
    assert!(reason(b"family_name,birth_date\nRoy,1980-12-31\n").contains("emr_id has no column"));
    assert!(
        reason(b"emr_id,mrn,family_name,birth_date\n1,2,Roy,1980-12-31\n").contains("stands twice")
    );
    let seen = read(b"emr_id,family_name,birth_date,shoe_size,identifier:Insurance No\n1,Roy,1980-12-31,42,A7\n").unwrap();
    assert_eq!(
        seen,
        [
            "1 note column \"shoe_size\" is not known and is left out",
            "2 row"
        ]
    );
}

//! Reports on deliveries and group sends (M78): page, file and API give the same figures.

mod deliveries;
mod group_sends;

use crate::support::{Answer, Clinic, TestApp};

/// Lets the nurse view reports, and nothing else beyond what nurses may.
async fn allow(app: &TestApp, clinic: &Clinic) {
    let (clinic, nurse) = (clinic.id, clinic.nurse.id);
    app.write(move |tx, _| {
        let sql = "INSERT INTO staff_permission (clinic_id, staff_id, permission) VALUES ($1, $2, 'view_reports')";
        Ok(tx.exec(sql, &[&clinic, &nurse])?)
    })
    .await;
}

/// The rows of a file below its titles.
fn rows(file: &Answer) -> Vec<String> {
    assert!(
        file.is(200)
            .header("content-disposition")
            .starts_with("attachment")
    );
    file.body.lines().skip(1).map(str::to_owned).collect()
}

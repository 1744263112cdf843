//! The pages of billing: the report of a cycle, one billed message with its corrections, and the fee codes.

mod correct;
mod fee_codes;
mod report;

use crate::platform::auth::Permission::{Export, ManageBilling, ViewBillingReport};
use crate::platform::auth::Who::May;
use crate::platform::web::Routes;

/// The routes of these pages.
pub fn routes() -> Routes {
    let keepers = May(&[ManageBilling]);
    Routes::new()
        .get("/staff/billing", May(&[ViewBillingReport]), report::show)
        .get(
            "/staff/billing.csv",
            May(&[ViewBillingReport, Export]),
            report::download,
        )
        .get(
            "/staff/billed-messages/{message}",
            May(&[ViewBillingReport]),
            correct::show,
        )
        .post("/staff/billed-messages/{message}", keepers, correct::save)
        .get("/staff/fee-codes", keepers, fee_codes::list)
        .post("/staff/fee-codes", keepers, fee_codes::add)
        .post("/staff/fee-codes/settings", keepers, fee_codes::settings)
        .get("/staff/fee-codes/{fee_code}", keepers, fee_codes::show)
        .post("/staff/fee-codes/{fee_code}", keepers, fee_codes::save)
        .post(
            "/staff/fee-codes/{fee_code}/retire",
            keepers,
            fee_codes::retire,
        )
        .post(
            "/staff/fee-codes/{fee_code}/bring-back",
            keepers,
            fee_codes::bring_back,
        )
}

//! The pages for staff: open bills of the clinic, one bill, a new one, and payments that were set aside.

mod list;
mod new;
mod one;

use crate::platform::auth::Permission::ManageBilling;
use crate::platform::auth::Who::{May, Staff};
use crate::platform::web::Routes;

/// The routes of these pages.
pub fn routes() -> Routes {
    let keepers = May(&[ManageBilling]);
    Routes::new()
        .get("/staff/bills", keepers, list::show)
        .get("/staff/bills/{invoice}", Staff, one::show)
        .post("/staff/bills/{invoice}/paid", keepers, one::paid)
        .post("/staff/bills/{invoice}/void", keepers, one::void)
        .get("/staff/bills/{invoice}/bill.pdf", Staff, one::print)
        .post("/staff/payment-events/{event}/note", keepers, list::note)
        .get("/staff/patients/{id}/bill", keepers, new::form)
        .post("/staff/patients/{id}/bill", keepers, new::issue)
}
